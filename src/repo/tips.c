#include "repo/tips.h"

#include "base/file.h"
#include "base/map.h"
#include "repo/internal.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

struct tip_list {
	struct repo *repo;
	struct pool *pool;
	struct repo_tip *items;
	unsigned count, cap, limit;
};

static bool has_prefix(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

static enum tip_kind kind_of(const char *name)
{
	if (has_prefix(name, "refs/heads/"))
		return TIP_BRANCH;
	if (has_prefix(name, "refs/remotes/"))
		return TIP_REMOTE;
	return has_prefix(name, "refs/tags/") ? TIP_TAG : TIP_OTHER;
}

/* Another name for one of the remote's branches. */
static bool is_remote_head(const char *name)
{
	const char *last = strrchr(name, '/');

	return kind_of(name) == TIP_REMOTE && last && !strcmp(last, "/HEAD");
}

static void add(struct tip_list *list, enum tip_kind kind, const char *name,
	const git_oid *id, const char *worktree)
{
	struct repo_tip tip = {.kind = kind, .worktree = worktree};
	git_object *object = NULL, *commit = NULL;

	if (git_object_lookup(&object, list->repo->git, id, GIT_OBJECT_ANY) == 0 &&
		git_object_peel(&commit, object, GIT_OBJECT_COMMIT) == 0) {
		tip.name = pool_strdup(list->pool, name);
		git_oid_tostr(tip.commit, sizeof(tip.commit), git_object_id(commit));
		tip.time = git_commit_time((git_commit *)commit);
		POOL_PUSH(list->pool, list->items, list->count, list->cap, tip);
	}
	git_object_free(commit);
	git_object_free(object);
}

static void add_named(struct tip_list *list, enum tip_kind kind, const char *name)
{
	git_oid id;

	if (git_reference_name_to_id(&id, list->repo->git, name) == 0)
		add(list, kind, name, &id, NULL);
}

struct names {
	struct pool *pool;
	struct strings patterns; /* of those that come first */
	struct strings first, of[TIP_REFLOG];
};

/* As libgit2's globs: `*` takes slashes as well. */
static bool matches(const struct strings *patterns, const char *name)
{
	for (unsigned i = 0; i < patterns->count; i++) {
		if (!fnmatch(patterns->items[i], name, 0))
			return true;
	}
	return false;
}

static int gather(const char *name, void *data)
{
	struct names *names = data;
	bool first = matches(&names->patterns, name);

	if (!is_remote_head(name))
		strings_add(names->pool, first ? &names->first : &names->of[kind_of(name)],
			pool_strdup(names->pool, name));
	return 0;
}

/* The worktrees beside this one: a branch that one has checked out cannot be switched to.
 * `shown`: what git calls its HEAD here. */
static void note_worktree(
	struct tip_list *list, git_reference *head, const char *path, const char *shown)
{
	const char *name = git_reference_name(head);

	for (unsigned i = 0; i < list->count; i++) {
		if (list->items[i].kind == TIP_BRANCH && !strcmp(list->items[i].name, name))
			list->items[i].worktree = path;
	}
	if (kind_of(name) != TIP_BRANCH && git_reference_target(head))
		add(list, TIP_WORKTREE, shown, git_reference_target(head), path);
}

static bool is_here(const struct repo *repo, const char *path)
{
	return repo->workdir && !strcmp(repo->workdir, path);
}

static void add_linked(struct tip_list *list, const char *name)
{
	git_worktree *worktree = NULL;
	git_reference *head = NULL;

	if (git_worktree_lookup(&worktree, list->repo->git, name) == 0 &&
		!is_here(list->repo, git_worktree_path(worktree)) &&
		git_repository_head_for_worktree(&head, list->repo->git, name) == 0)
		note_worktree(list, head,
			pool_strdup(list->pool, git_worktree_path(worktree)),
			pool_printf(list->pool, "worktrees/%s/HEAD", name));
	git_reference_free(head);
	git_worktree_free(worktree);
}

/* libgit2 lists the linked ones only. */
static void add_main(struct tip_list *list)
{
	git_repository *main = NULL;
	git_reference *head = NULL;

	if (!strcmp(list->repo->git_dir, list->repo->common_dir))
		return;
	if (git_repository_open(&main, list->repo->common_dir) == 0 &&
		!git_repository_is_bare(main) && git_repository_head(&head, main) == 0)
		note_worktree(list, head,
			path_absolute(list->pool, git_repository_workdir(main)),
			"main-worktree/HEAD");
	git_reference_free(head);
	git_repository_free(main);
}

static void add_worktrees(struct tip_list *list)
{
	git_strarray names = {0};

	if (git_worktree_list(&names, list->repo->git) < 0)
		return;
	for (size_t i = 0; i < names.count; i++)
		add_linked(list, names.strings[i]);
	git_strarray_dispose(&names);
	add_main(list);
}

static int in_order(const void *a, const void *b)
{
	const struct repo_tip *x = a, *y = b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->time != y->time)
		return x->time > y->time ? -1 : 1;
	return strcmp(x->name, y->name);
}

/* False: it was more than the limit. */
static bool add_all(struct tip_list *list, struct strings *names)
{
	strings_sort(names);
	for (unsigned i = 0; i < names->count; i++) {
		if (list->count >= list->limit)
			return false;
		add_named(list, kind_of(names->items[i]), names->items[i]);
	}
	return true;
}

void repo_tips(struct repo *repo, struct pool *pool, const struct strings *first,
	unsigned limit, struct repo_tip **tips, unsigned *count, bool *more)
{
	struct tip_list list = {.repo = repo, .pool = pool, .limit = limit};
	struct names names = {.pool = pool};

	for (unsigned i = 0; i < first->count; i++) {
		const char *target = repo_symbolic_target(repo, pool, first->items[i]);

		strings_add(pool, &names.patterns, target ? target : first->items[i]);
	}
	add_named(&list, TIP_HEAD, "HEAD");
	(void)git_reference_foreach_name(repo->git, gather, &names);
	*more = !add_all(&list, &names.first);
	for (unsigned i = 0; i < list.count; i++)
		list.items[i].first = true;
	for (unsigned kind = TIP_BRANCH; kind <= TIP_OTHER; kind++)
		*more = !add_all(&list, &names.of[kind]) || *more;
	add_worktrees(&list);
	if (list.count)
		qsort(list.items, list.count, sizeof(*list.items), in_order);
	git_error_clear();
	*tips = list.items;
	*count = list.count;
}

static void add_entry(struct tip_list *list, struct map *seen, const char *name,
	const git_oid *id, size_t number)
{
	struct repo_tip tip = {.kind = TIP_REFLOG};

	if (git_oid_is_zero(id) || list->count >= list->limit)
		return;
	git_oid_tostr(tip.commit, sizeof(tip.commit), id);
	if (map_put(seen, pool_strdup(list->pool, tip.commit), list))
		return;
	tip.name = pool_printf(list->pool, "%s@{%zu}", name, number);
	POOL_PUSH(list->pool, list->items, list->count, list->cap, tip);
}

static void add_log(struct tip_list *list, struct map *seen, const char *name)
{
	const char *shown = has_prefix(name, "refs/heads/") ? name + 11 : name;
	git_reflog *log = NULL;
	size_t entries;

	if (git_reflog_read(&log, list->repo->git, name) < 0)
		return;
	entries = git_reflog_entrycount(log);
	for (size_t i = 0; i < entries; i++)
		add_entry(list, seen, shown,
			git_reflog_entry_id_new(git_reflog_entry_byindex(log, i)), i);
	git_reflog_free(log);
}

void repo_reflogs(struct repo *repo, struct pool *pool, unsigned limit,
	struct repo_tip **tips, unsigned *count)
{
	struct tip_list list = {.repo = repo, .pool = pool, .limit = limit};
	struct names names = {.pool = pool};
	struct map seen;

	map_init(&seen, pool, false);
	add_log(&list, &seen, "HEAD");
	(void)git_reference_foreach_name(repo->git, gather, &names);
	strings_sort(&names.of[TIP_BRANCH]);
	for (unsigned i = 0; i < names.of[TIP_BRANCH].count && list.count < limit; i++)
		add_log(&list, &seen, names.of[TIP_BRANCH].items[i]);
	git_error_clear();
	*tips = list.items;
	*count = list.count;
}
