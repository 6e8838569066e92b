#include "cli/hook_sound.h"

#include "chain/place.h"
#include "chain/snapshot.h"
#include "verify/sound_tip.h"

#include <string.h>

/* So many new manifests are read besides the others; then the chain is read once more, so
 * that a later HEAD can be kept. */
#define MOST_ADDED 16

void hook_sound_init(struct hook_sound *sound, struct staged *staged, const char *head)
{
	struct context *context = &staged->project->context;
	struct strings folders = {0};
	struct text key;
	size_t program;

	chain_folders(&staged->chain, context->pool, &folders);
	text_init(&key, context->pool);
	snapshot_add_program(&key);
	program = key.length;
	text_printf(&key, "%s\nprefix %s\nfolders %s\n", repo_git_dir(context->repo),
		staged->chain.prefix, strings_join(context->pool, &folders, "\n"));
	*sound = (struct hook_sound){.staged = staged,
		.head = head,
		.path = chain_cache_path(
			context->pool, context->repo, key.data + program, "staged"),
		.key = key.data};
}

/* Nothing but new files, as far as it can be seen from here. */
static bool only_adds(const struct staged *staged)
{
	return staged->changed.count && !staged->gone.count &&
	       !chain_staged_unmerged(staged->files);
}

/* A manifest that the kept commit has not, in HEAD or new. */
static bool read_added(struct staged *staged, const struct chain_difference *difference,
	struct revisions *added)
{
	struct context *context = &staged->project->context;
	struct revision *revision = pool_new(context->pool, struct revision);
	const char *path = difference->path;
	struct error ignored;

	if (*difference->commit_blob || added->count == MOST_ADDED ||
		chain_read_head(context->pool, context->repo, path, difference->index_blob,
			revision, &ignored) < 0)
		return false;
	revisions_add(context->pool, added, revision);
	if (map_find(&staged->changed, path))
		revisions_add(context->pool, &staged->fresh, revision);
	return true;
}

static bool links_are_sound(struct staged *staged, const struct sound_tip *tip)
{
	const struct chain_differences *differences;
	struct revisions added = {0};
	struct strings heads = {0};
	struct error ignored;

	if (chain_staged_compare(staged->files, tip->commit, &differences, &ignored) < 0)
		return false;
	for (unsigned i = 0; i < differences->count; i++)
		if (!read_added(staged, &differences->items[i], &added))
			return false;
	/* What is new to HEAD may be in the commit that was kept, on another branch. */
	return staged->fresh.count == staged->changed.count &&
	       sound_tip_extend(tip, staged->project->context.pool, &added, &heads);
}

bool hook_sound_judge(struct hook_sound *sound)
{
	struct staged *staged = sound->staged;
	struct findings findings = {0};
	struct strings before = {0};
	struct sound_tip tip;
	struct error ignored;

	if (!only_adds(staged) ||
		!sound_tip_load(staged->chain.pool, sound->path, sound->key, &tip))
		return false;
	sound->kept = !strcmp(tip.commit, sound->head);
	return links_are_sound(staged, &tip) &&
	       staged_judge_fresh(staged, &before, &findings, &ignored) == 0 &&
	       staged_judge_published(staged, &findings, &ignored) == 0 && !findings.count;
}

/* The index's revisions without the fresh ones, which nothing of the others stands on. */
struct rest {
	struct pool pool;
	bool *fresh;
	struct revisions revisions;
	const char *head;
	unsigned heads;
};

static bool any(struct revision *const *items, unsigned count, const bool *marks, bool what)
{
	for (unsigned i = 0; i < count; i++)
		if (marks[items[i]->index] == what)
			return true;
	return false;
}

static bool take_rest(struct rest *rest, struct revision *revision)
{
	if (rest->fresh[revision->index])
		return true;
	if (any(revision->parent, revision->parent_count, rest->fresh, true) ||
		any(revision->dependency, revision->dependency_count, rest->fresh, true))
		return false;
	revisions_add(&rest->pool, &rest->revisions, revision);
	if (!any(revision->child, revision->child_count, rest->fresh, false)) {
		rest->head = revision->id;
		rest->heads++;
	}
	return rest->heads < 2;
}

void hook_sound_keep(struct hook_sound *sound)
{
	const struct staged *staged = sound->staged;
	const struct graph *graph = staged->chain.graph;
	struct rest rest = {.head = ""};
	bool sound_rest = true;

	if (sound->kept || !only_adds(staged) || !staged->loaded ||
		staged->problems.count || graph->warnings.count ||
		graph->count != staged->chain.count)
		return;
	pool_init(&rest.pool);
	rest.fresh = pool_array(&rest.pool, bool, graph->count);
	for (unsigned i = 0; i < staged->fresh.count; i++)
		rest.fresh[staged->fresh.items[i]->index] = true;
	for (unsigned i = 0; sound_rest && i < graph->count; i++)
		sound_rest = take_rest(&rest, graph->items[i]);
	if (sound_rest)
		sound_tip_write(sound->path, sound->key, sound->head, rest.head,
			&rest.revisions, NULL);
	pool_release(&rest.pool);
}
