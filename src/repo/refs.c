#include "repo/internal.h"

#include <stdlib.h>
#include <string.h>

static bool is_unborn(struct repo *repo, const char *name)
{
	return (!strcmp(name, "HEAD") || !strcmp(name, "@")) &&
	       git_repository_head_unborn(repo->git) == 1;
}

/* libgit2 knows @ alone and @{...}, but not @~1, @^ and @:path. */
static const char *without_at(struct pool *pool, const char *name)
{
	return *name == '@' && name[1] && strchr("~^:", name[1])
		       ? pool_printf(pool, "HEAD%s", name + 1)
		       : name;
}

/* In a fresh clone the branches are those of the remote: "f1" is origin/f1. NULL: no remote
 * has it. */
static const char *at_remote(struct repo *repo, struct pool *pool, const char *name)
{
	struct strings patterns = {0}, broken = {0};
	struct repo_ref *refs;
	struct error ignored;
	unsigned count;

	if (!*name || name[strcspn(name, "*?[\\~^:@")])
		return NULL;
	strings_add(pool, &patterns, pool_printf(pool, "refs/remotes/*/%s", name));
	if (repo_refs(repo, pool, &patterns, &broken, &refs, &count, &ignored) < 0)
		return NULL;
	for (unsigned i = 0; i < count; i++) {
		const char *here = refs[i].name + strlen("refs/remotes/");
		const char *slash = strchr(here, '/');

		if (slash && !strcmp(slash + 1, name))
			return here;
	}
	return NULL;
}

/* What could not be read is no mistake in the name. */
static bool is_trouble(int code)
{
	const git_error *last = git_error_last();

	if (code == GIT_EAMBIGUOUS)
		return false;
	return code != GIT_ENOTFOUND || (last && last->klass == GIT_ERROR_ODB);
}

/* Why git_revparse_single() found nothing; -1. */
static int no_commit(
	struct repo *repo, struct pool *pool, const char *name, int code, struct error *err)
{
	const char *shown = repo_shown_name(pool, name), *remote;

	/* Of fewer than four digits libgit2 says so without having looked. */
	if (code == GIT_EAMBIGUOUS && strcspn(name, "~^@:") >= GIT_OID_MINPREFIXLEN)
		return error_set(err, ERR_GIT,
			"%s is ambiguous: more than one object's id begins so", shown);
	if (!*name)
		return error_set(err, ERR_GIT, "the name of the commit is empty");
	if (code == GIT_EINVALIDSPEC) {
		error_set(err, ERR_GIT, "'%s' is not understood as the name of a commit",
			shown);
		return error_hint(err,
			"Name a single commit: a branch, a tag, an id, or what `git "
			"rev-parse` prints of this.");
	}
	if (is_trouble(code))
		return repo_object_error(
			repo, err, pool_printf(pool, "no commit %s", shown));
	remote = at_remote(repo, pool, name);
	error_set(err, ERR_GIT, "there is no commit %s", shown);
	if (remote)
		return error_hint(
			err, "There is %s: name that.", repo_shown_name(pool, remote));
	return repo_lacks_hint(repo, err)
		       ? -1
		       : error_hint(err, "`git branch --all` and `git tag` list the names "
					 "that there are.");
}

int repo_commit(struct repo *repo, const char *name, char hex[41], struct error *err)
{
	git_object *object = NULL, *commit = NULL;
	struct pool pool;
	int code, result = -1;

	pool_init(&pool);
	git_error_clear();
	code = git_revparse_single(&object, repo->git, without_at(&pool, name));
	if (code == GIT_ENOTFOUND && is_unborn(repo, name)) {
		pool_release(&pool);
		hex[0] = '\0';
		return 0;
	}
	if (code < 0) {
		no_commit(repo, &pool, name, code, err);
	} else if (git_object_peel(&commit, object, GIT_OBJECT_COMMIT) < 0) {
		error_set(err, ERR_GIT, "%s is a %s, not a commit",
			repo_shown_name(&pool, name),
			git_object_type2string(git_object_type(object)));
	} else {
		git_oid_tostr(hex, 41, git_object_id(commit));
		result = 0;
	}
	git_object_free(commit);
	git_object_free(object);
	pool_release(&pool);
	return result;
}

struct ref_list {
	struct pool *pool;
	struct repo_ref *items;
	unsigned count, cap;
	unsigned before;        /* so many came by earlier patterns */
	struct strings *broken; /* NULL: a broken ref is an error */
};

static int refuse_ref(
	struct ref_list *list, const char *name, const struct error *why, struct error *err)
{
	if (list->broken) {
		strings_add(list->pool, list->broken, pool_strdup(list->pool, name));
		return 0;
	}
	*err = *why;
	return -1;
}

/* A symbolic ref whose branch is gone and a tag of something else than a commit have
 * nothing to show; a ref whose object is missing is an error. */
static int add_ref(
	struct repo *repo, struct ref_list *list, git_reference *ref, struct error *err)
{
	struct repo_ref item = {.name = git_reference_name(ref)};
	git_reference *direct = NULL;
	git_object *commit = NULL;
	struct error why;
	int code, result = 0;

	for (unsigned i = 0; i < list->before; i++)
		if (!strcmp(list->items[i].name, item.name))
			return 0;
	code = git_reference_resolve(&direct, ref);
	if (code == 0) {
		code = git_reference_peel(&commit, direct, GIT_OBJECT_COMMIT);
		if (code == 0) {
			git_oid_tostr(item.commit, 41, git_object_id(commit));
			item.name = pool_strdup(list->pool, item.name);
			POOL_PUSH(list->pool, list->items, list->count, list->cap, item);
		} else if (code != GIT_EPEEL && code != GIT_EINVALIDSPEC) {
			repo_object_error(
				repo, &why, repo_shown_name(list->pool, item.name));
			result = refuse_ref(list, item.name, &why, err);
		}
	} else if (code != GIT_ENOTFOUND) {
		repo_git_error(&why, repo_shown_name(list->pool, item.name));
		result = refuse_ref(list, item.name, &why, err);
	}
	git_object_free(commit);
	git_reference_free(direct);
	return result;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(
		((const struct repo_ref *)a)->name, ((const struct repo_ref *)b)->name);
}

static int add_glob(
	struct repo *repo, struct ref_list *list, const char *pattern, struct error *err)
{
	git_reference_iterator *iterator = NULL;
	git_reference *ref = NULL;
	int code = 0, result = 0;

	if (git_reference_iterator_glob_new(&iterator, repo->git, pattern) < 0)
		return repo_git_error(err, repo_shown_name(list->pool, pattern));
	while (result == 0 && (code = git_reference_next(&ref, iterator)) == 0) {
		result = add_ref(repo, list, ref, err);
		git_reference_free(ref);
	}
	git_reference_iterator_free(iterator);
	if (result == 0 && code != GIT_ITEROVER)
		result = repo_git_error(err, repo_shown_name(list->pool, pattern));
	if (list->count > list->before)
		qsort(list->items + list->before, list->count - list->before,
			sizeof(*list->items), by_name);
	return result;
}

static int add_exact(
	struct repo *repo, struct ref_list *list, const char *name, struct error *err)
{
	git_reference *ref = NULL;
	int code = git_reference_lookup(&ref, repo->git, name);
	int result = 0;

	if (code == 0)
		result = add_ref(repo, list, ref, err);
	else if (code != GIT_ENOTFOUND && code != GIT_EINVALIDSPEC)
		result = repo_git_error(err, repo_shown_name(list->pool, name));
	git_reference_free(ref);
	return result;
}

int repo_refs(struct repo *repo, struct pool *pool, const struct strings *patterns,
	struct strings *broken, struct repo_ref **refs, unsigned *count, struct error *err)
{
	struct ref_list list = {.pool = pool, .broken = broken};

	for (unsigned i = 0; i < patterns->count; i++) {
		const char *pattern = patterns->items[i];
		int result;

		list.before = list.count;
		result = strpbrk(pattern, "*?[") ? add_glob(repo, &list, pattern, err)
						 : add_exact(repo, &list, pattern, err);

		if (result < 0)
			return -1;
	}
	git_error_clear();
	*refs = list.items;
	*count = list.count;
	return 0;
}

int repo_merge_bases(struct repo *repo, struct pool *pool, const char *one,
	const char *other, struct strings *bases, struct error *err)
{
	git_oidarray found = {0};
	git_oid a, b;
	int code;

	if (git_oid_fromstr(&a, one) < 0 || git_oid_fromstr(&b, other) < 0)
		return error_set(err, ERR_GIT, "not commit ids: %s, %s", one, other);
	if (repo_is_shallow(repo))
		return repo_shallow_bases(repo, pool, one, other, bases, err);
	code = git_merge_bases(&found, repo->git, &a, &b);
	if (code < 0 && code != GIT_ENOTFOUND)
		return repo_object_error(repo, err, "common ancestor");
	for (size_t i = 0; code == 0 && i < found.count; i++) {
		char *hex = pool_alloc(pool, 41);

		strings_add(pool, bases, git_oid_tostr(hex, 41, &found.ids[i]));
	}
	git_oidarray_dispose(&found);
	git_error_clear();
	return 0;
}
