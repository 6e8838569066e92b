#include "repo/walk_internal.h"

/*
 * Merge bases where a clone ends: libgit2 goes on to parents that are not there. For git a
 * commit at the end has none, and what two commits have in common before it is found.
 */

#define BOTH (COMMIT_NEW | COMMIT_OLD)

static int mark(struct walk *walk, const char *from, unsigned flag,
	struct commit_list *seen, struct error *err)
{
	struct commit_list stack = {0};
	struct walk_commit *commit;
	git_oid id;

	if (git_oid_fromstr(&id, from) < 0)
		return error_set(err, ERR_GIT, "not a commit id: %s", from);
	commit = walk_commit(walk, &id);
	POOL_PUSH(walk->pool, stack.items, stack.count, stack.cap, commit);
	while (stack.count) {
		commit = stack.items[--stack.count];
		if (commit->flags & flag)
			continue;
		if (walk_read_commit(walk, commit, err) < 0)
			return -1;
		commit->flags |= flag;
		POOL_PUSH(walk->pool, seen->items, seen->count, seen->cap, commit);
		for (unsigned i = 0; i < commit->parents_count; i++)
			POOL_PUSH(walk->pool, stack.items, stack.count, stack.cap,
				commit->parents[i]);
	}
	return 0;
}

/* Whatever both reach, both reach its ancestors: the best are nobody's parents. */
static void keep_best(struct commit_list *seen)
{
	for (size_t i = 0; i < seen->count; i++) {
		const struct walk_commit *commit = seen->items[i];

		for (unsigned k = 0;
			(commit->flags & BOTH) == BOTH && k < commit->parents_count; k++)
			commit->parents[k]->flags |= COMMIT_DONE;
	}
}

static int find(struct walk *walk, struct pool *pool, const char *one, const char *other,
	struct strings *bases, struct error *err)
{
	struct commit_list ours = {0}, theirs = {0};

	walk->odb = repo_odb(walk->repo, err);
	if (!walk->odb || walk_read_shallow(walk, err) < 0 ||
		mark(walk, one, COMMIT_NEW, &ours, err) < 0 ||
		mark(walk, other, COMMIT_OLD, &theirs, err) < 0)
		return -1;
	keep_best(&ours);
	for (size_t i = 0; i < ours.count; i++) {
		char *hex;

		if ((ours.items[i]->flags & (BOTH | COMMIT_DONE)) != BOTH)
			continue;
		hex = pool_alloc(pool, 41);
		strings_add(pool, bases, git_oid_tostr(hex, 41, &ours.items[i]->id));
	}
	if (bases->count)
		return 0;
	error_set(err, ERR_SHALLOW_HISTORY,
		"where %.12s and %.12s parted lies beyond the end of this shallow clone",
		one, other);
	return error_hint(err, "`git fetch --unshallow` brings the rest of the history.");
}

int repo_shallow_bases(struct repo *repo, struct pool *pool, const char *one,
	const char *other, struct strings *bases, struct error *err)
{
	struct strings found = {0};
	struct pool own;
	struct walk *walk;
	int result;

	pool_init(&own);
	walk = pool_new(&own, struct walk);
	walk->repo = repo;
	walk->pool = &own;
	oid_map_init(&walk->commits, &own);
	oid_map_init(&walk->shallow, &own);
	result = find(walk, pool, one, other, &found, err);
	pool_release(&own);
	for (unsigned i = 0; result == 0 && i < found.count; i++)
		strings_add(pool, bases, found.items[i]);
	return result;
}
