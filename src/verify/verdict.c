#include "verify/verdict.h"

#include "base/file.h"
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

/* By itself: its form, its name, its content, its review. */
static bool is_sound_alone(struct judge *judge, const struct revision *revision)
{
	struct findings findings = {0};

	if (!(revision->content & CONTENT_VALID) ||
		!strstr(path_basename(revision->path), revision->id) ||
		((revision->content & CONTENT_UPGRADES) &&
			!(revision->content & CONTENT_DOWNGRADES) &&
			revision->origin != ORIGIN_MERGE))
		return false;
	verify_review(judge->pool, judge->config, revision, NULL, &findings);
	return !findings.count;
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
	revision->path = added->path;
	return is_sound_alone(judge, revision) ? revision : NULL;
}

static bool extend(struct judge *judge, const struct sound_tip *tip,
	const struct history_added *added, unsigned count, unsigned *total,
	struct strings *heads)
{
	struct revisions revisions = {0};

	for (unsigned i = 0; i < count; i++) {
		const struct revision *revision = read_added(judge, &added[i]);

		if (!revision)
			return false;
		if (added[i].is_new)
			revisions_add(judge->pool, &revisions, revision);
	}
	*total = tip->count + revisions.count;
	return sound_tip_extend(tip, judge->pool, &revisions, heads);
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
	struct strings heads = {0};
	const char *path, *key;
	unsigned count;

	if (!is_asked(judge))
		return false;
	key = key_of(judge, judge->pool, &path);
	if (!sound_tip_load(judge->pool, path, key, &tip) || !folders_are_there(judge) ||
		!history_adds(task, tip.commit, &added, &count) ||
		!extend(judge, &tip, added, count, &verified->revisions, &heads))
		return false;
	verified->prefix = judge->chain.prefix;
	for (unsigned i = 0; i < heads.count; i++)
		strings_add(judge->pool, &verified->heads,
			pool_strdup(judge->pool, heads.items[i]));
	return true;
}

/* NULL where one has a label. */
static const char **list_ids(const struct graph *graph, struct pool *pool)
{
	const char **ids = pool_array(pool, const char *, graph->count);

	for (unsigned i = 0; i < graph->count; i++) {
		if (graph->items[i]->labels.count)
			return NULL;
		ids[i] = graph->items[i]->id;
	}
	return ids;
}

void verdict_keep(const struct judge *judge)
{
	const struct graph *graph = judge->chain.graph;
	struct revisions heads = {0};
	const char *path, *key, **ids;
	struct pool pool;

	graph_heads(graph, &heads);
	if (!is_asked(judge) || judge->findings->count || heads.count > 1)
		return;
	pool_init(&pool);
	key = key_of(judge, &pool, &path);
	ids = list_ids(graph, &pool);
	if (ids)
		sound_tip_write(path, key, judge->head,
			heads.count ? heads.items[0]->id : "", ids, graph->count);
	pool_release(&pool);
}
