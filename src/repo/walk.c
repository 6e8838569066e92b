#include "repo/walk_internal.h"

#include <stdlib.h>
#include <string.h>

static int start(struct walk *walk, struct error *err)
{
	git_oid tip;

	walk->odb = repo_odb(walk->repo, err);
	if (!walk->odb || walk_read_shallow(walk, err) < 0)
		return -1;
	if (git_oid_fromstr(&tip, walk->options.tip) < 0)
		return error_set(err, ERR_GIT, "not a commit id: %s", walk->options.tip);
	walk->tip = walk_commit(walk, &tip);
	return walk_collect(walk, err);
}

int walk_open(struct repo *repo, struct pool *pool, const struct walk_options *options,
	struct walk **out, struct error *err)
{
	struct walk *walk = pool_new(pool, struct walk);

	walk->repo = repo;
	walk->pool = pool;
	walk->options = *options;
	oid_map_init(&walk->commits, pool);
	oid_map_init(&walk->shallow, pool);
	oid_map_init(&walk->folders, pool);
	walk->kept = kept_trees_open(options->large_trees);
	if (start(walk, err) < 0) {
		raw_free(walk->kept);
		return -1;
	}
	*out = walk;
	return 0;
}

int walk_use(struct walk *walk, struct repo *repo, struct error *err)
{
	walk->repo = repo;
	walk->odb = repo_odb(repo, err);
	return walk->odb ? 0 : -1;
}

void walk_close(struct walk *walk)
{
	if (!walk)
		return;
	tree_cache_release(&walk->trees);
	tree_list_free(walk->near);
	raw_free(walk->kept);
}

int walk_line(struct walk *walk, struct walk_commit *const **line, unsigned *count,
	const char **known, struct error *err)
{
	struct walk_commit *commit = walk->tip;

	walk->line.count = 0;
	*known = NULL;
	while (commit) {
		if (walk_read_commit(walk, commit, err) < 0)
			return -1;
		if (commit->flags & COMMIT_HIDDEN) {
			char *hex = pool_alloc(walk->pool, 41);

			*known = git_oid_tostr(hex, 41, &commit->id);
			break;
		}
		if (commit->flags & (COMMIT_SINCE | COMMIT_CUT))
			break;
		commit->flags |= COMMIT_LINE;
		commit->line = (unsigned)walk->line.count;
		POOL_PUSH(walk->pool, walk->line.items, walk->line.count, walk->line.cap,
			commit);
		commit = commit->parents_count ? commit->parents[0] : NULL;
	}
	*line = walk->line.items;
	*count = (unsigned)walk->line.count;
	return 0;
}

static bool is_judged(const struct walk_commit *commit)
{
	return commit->flags & COMMIT_DONE && !(commit->flags & COMMIT_OLD);
}

int walk_run(struct walk *walk, bool line, struct error *err)
{
	const struct strings *hidden = walk->options.hidden;
	bool few = hidden && hidden->count;
	size_t count = walk->judged.count;

	for (size_t i = 0; i < count; i++) {
		struct walk_commit *commit = walk->judged.items[few ? count - 1 - i : i];

		if (walk_tell(walk, commit, err) < 0)
			return -1;
		if (line && commit->flags & COMMIT_LINE && commit->parents_count > 1 &&
			walk_tell_line(walk, commit, err) < 0)
			return -1;
	}
	for (size_t i = 0; line && i < walk->line.count; i++)
		if (!is_judged(walk->line.items[i]) &&
			walk_tell_line(walk, walk->line.items[i], err) < 0)
			return -1;
	for (size_t i = 0; i < walk->edges.count; i++)
		if (walk_tell_context(walk, walk->edges.items[i], err) < 0)
			return -1;
	return 0;
}

unsigned walk_line_place(const struct walk_commit *commit)
{
	return commit->line;
}

unsigned walk_judged(const struct walk *walk)
{
	return (unsigned)walk->judged.count;
}

const char *walk_boundary(const struct walk *walk)
{
	return walk->boundary[0] ? walk->boundary : NULL;
}

bool walk_met_link(const struct walk *walk)
{
	return walk->met_link;
}

bool walk_met_since(const struct walk *walk)
{
	return walk->met_since;
}

/* Marks what is found; ends when nothing is left to look for. */
static int search(struct walk *walk, struct oid_map *wanted, struct error *err)
{
	struct commit_list stack = {0};
	size_t left = wanted->count;

	walk->tip->flags |= COMMIT_DONE;
	POOL_PUSH(walk->pool, stack.items, stack.count, stack.cap, walk->tip);
	while (stack.count && left) {
		struct walk_commit *commit = stack.items[--stack.count];

		left -= oid_map_find(wanted, &commit->id) != NULL;
		if (walk_read_commit(walk, commit, err) < 0)
			return -1;
		/* the first parent is on top, and most likely the way */
		for (unsigned i = commit->parents_count; i > 0; i--) {
			struct walk_commit *parent = commit->parents[i - 1];

			if (parent->flags & COMMIT_DONE)
				continue;
			parent->flags |= COMMIT_DONE;
			POOL_PUSH(walk->pool, stack.items, stack.count, stack.cap, parent);
		}
	}
	return 0;
}

static int find_ancestors(struct walk *walk, const char *tip, const struct strings *commits,
	bool *found, struct error *err)
{
	git_oid *ids = pool_array(walk->pool, git_oid, commits->count);
	struct oid_map wanted;
	git_oid id;

	walk->odb = repo_odb(walk->repo, err);
	if (!walk->odb || walk_read_shallow(walk, err) < 0)
		return -1;
	if (git_oid_fromstr(&id, tip) < 0)
		return error_set(err, ERR_GIT, "not a commit id: %s", tip);
	walk->tip = walk_commit(walk, &id);
	oid_map_init(&wanted, walk->pool);
	for (unsigned i = 0; i < commits->count; i++) {
		if (git_oid_fromstr(&ids[i], commits->items[i]) < 0)
			return error_set(
				err, ERR_GIT, "not a commit id: %s", commits->items[i]);
		if (!oid_map_find(&wanted, &ids[i]))
			oid_map_add(&wanted, &ids[i]);
	}
	if (search(walk, &wanted, err) < 0)
		return -1;
	for (unsigned i = 0; i < commits->count; i++) {
		const struct walk_commit *commit = oid_map_find(&walk->commits, &ids[i]);

		found[i] = commit && commit->flags & COMMIT_DONE;
	}
	return 0;
}

int repo_ancestors(struct repo *repo, const char *tip, const struct strings *commits,
	bool *found, struct error *err)
{
	struct pool pool;
	struct walk *walk;
	int result;

	pool_init(&pool);
	walk = pool_new(&pool, struct walk);
	walk->repo = repo;
	walk->pool = &pool;
	oid_map_init(&walk->commits, &pool);
	oid_map_init(&walk->shallow, &pool);
	result = find_ancestors(walk, tip, commits, found, err);
	pool_release(&pool);
	return result;
}
