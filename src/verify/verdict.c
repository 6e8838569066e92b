#include "verify/verdict.h"

#include "chain/heads.h"
#include "chain/place.h"
#include "chain/snapshot.h"
#include "chain/staged.h"
#include "verify/sound_tip.h"

#include <string.h>

static bool is_asked(const struct judge *judge)
{
	const struct verify *verify = judge->verify;

	return verify->commit && !verify->bases.count && !verify->known &&
	       !verify->replay && !verify->tree_only && !judge->config->git.since &&
	       !judge->config->review.second_person;
}

static const char *key_of(const struct judge *judge, struct pool *pool, const char **path)
{
	struct strings folders = {0};
	struct text key;
	size_t program;

	chain_folders(&judge->chain, pool, &folders);
	text_init(&key, pool);
	snapshot_add_program(&key);
	program = key.length;
	text_printf(&key, "prefix %s\nreview %d\nfolders %s\n", judge->chain.prefix,
		(int)judge->config->review.required, strings_join(pool, &folders, "\n"));
	*path = chain_cache_path(pool, judge->verify->repo, key.data + program, "verdict");
	return key.data;
}

/* By itself: its form and its review. */
static bool is_sound_alone(struct judge *judge, const struct revision *revision)
{
	struct findings findings = {0};

	if (!(revision->content & CONTENT_VALID))
		return false;
	verify_review(judge->pool, judge->config, revision, NULL, &findings);
	return !findings.count;
}

/* What it keeps while nothing but its message or its review changes. */
static bool is_lasting(const struct finding *finding)
{
	return !strcmp(finding->code, "name-mismatch") ||
	       !strcmp(finding->code, "irreversible");
}

static void judge_lasting(struct judge *judge, const struct revision *revision)
{
	judge_name(judge, revision);
	judge_irreversible(judge, revision);
}

/* NULL: it is not in order, or not certain to be. */
static const struct revision *read_added(
	struct judge *judge, const struct history_added *added)
{
	struct revision *revision = pool_new(judge->pool, struct revision);
	struct error ignored;

	if (added->head->parsed)
		*revision = *added->head->parsed;
	else if (chain_read_head(judge->pool, judge->verify->repo, added->path,
			 added->head->blob, revision, &ignored) < 0)
		return NULL;
	/* A finding outlives the task. */
	revision->id = pool_strdup(judge->pool, revision->id);
	revision->path = pool_strdup(judge->pool, added->path);
	return is_sound_alone(judge, revision) ? revision : NULL;
}

/* Those that are new, if all are in order. */
static bool read_all(struct judge *judge, const struct history_added *added, unsigned count,
	struct revisions *revisions)
{
	for (unsigned i = 0; i < count; i++) {
		const struct revision *revision = read_added(judge, &added[i]);

		if (!revision)
			return false;
		if (added[i].is_new)
			revisions_add(judge->pool, revisions, revision);
	}
	return true;
}

/* What stands in the place of a folder is not among its changes. */
static bool folders_are_there(const struct judge *judge)
{
	struct strings folders = {0};
	struct error ignored;
	char tree[41];

	chain_folders(&judge->chain, judge->pool, &folders);
	for (unsigned i = 0; i < folders.count; i++)
		if (repo_tree(judge->verify->repo, judge->verify->commit, folders.items[i],
			    tree, &ignored) < 0 ||
			!*tree)
			return false;
	return true;
}

bool verdict_extend(
	struct judge *judge, struct history_task *task, struct verified *verified)
{
	struct sound_tip tip;
	struct history_added *added;
	struct revisions revisions = {0};
	struct strings heads = {0};
	const char *path, *key;
	unsigned count;

	if (!is_asked(judge))
		return false;
	key = key_of(judge, judge->pool, &path);
	if (!sound_tip_load(judge->pool, path, key, &tip) || !folders_are_there(judge) ||
		!history_adds(task, tip.commit, &added, &count) ||
		!read_all(judge, added, count, &revisions) ||
		!sound_tip_extend(&tip, judge->pool, &revisions, &heads))
		return false;
	verified->revisions = tip.count + revisions.count;
	sound_tip_marked(&tip, judge->pool, &revisions);
	for (unsigned i = 0; i < revisions.count; i++)
		judge_lasting(judge, revisions.items[i]);
	verified->prefix = judge->chain.prefix;
	for (unsigned i = 0; i < heads.count; i++)
		strings_add(judge->pool, &verified->heads,
			pool_strdup(judge->pool, heads.items[i]));
	return true;
}

/* Are these all that a tip may have to say that is in order? */
static bool are_lasting(const struct findings *findings)
{
	for (unsigned i = 0; i < findings->count; i++)
		if (!is_lasting(&findings->items[i]))
			return false;
	return true;
}

/* Of each revision with a finding: it is there. */
static void mark(const struct judge *judge, struct map *marked)
{
	for (unsigned i = 0; i < judge->findings->count; i++)
		(void)map_put(marked, judge->findings->items[i].revision, marked);
}

void verdict_keep(const struct judge *judge)
{
	const struct graph *graph = judge->chain.graph;
	struct revisions all = {0}, heads = {0};
	const char *path, *key;
	struct map marked;
	struct pool pool;

	graph_heads(graph, &heads);
	if (!is_asked(judge) || !are_lasting(judge->findings) || heads.count > 1)
		return;
	pool_init(&pool);
	key = key_of(judge, &pool, &path);
	map_init(&marked, &pool, false);
	mark(judge, &marked);
	for (unsigned i = 0; i < graph->count; i++)
		revisions_add(&pool, &all, graph->items[i]);
	sound_tip_write(path, key, judge->head, heads.count ? heads.items[0]->id : "", &all,
		&marked);
	pool_release(&pool);
}
