#include "repo/internal.h"

#include <string.h>

static int first_base(
	struct repo *repo, const char *a, const char *b, char hex[41], struct error *err)
{
	struct strings bases = {0};
	struct pool pool;
	int result;

	pool_init(&pool);
	result = repo_shallow_bases(repo, &pool, a, b, &bases, err);
	if (result == 0)
		memcpy(hex, bases.items[0], 41);
	pool_release(&pool);
	return result;
}

int repo_merge_base(
	struct repo *repo, const char *a, const char *b, char hex[41], struct error *err)
{
	git_oid one, two, base;
	int code;

	if (git_oid_fromstr(&one, a) < 0 || git_oid_fromstr(&two, b) < 0)
		return error_set(err, ERR_GIT, "not two commits: %s, %s", a, b);
	if (repo_is_shallow(repo))
		return first_base(repo, a, b, hex, err);
	code = git_merge_base(&base, repo->git, &one, &two);
	if (code == GIT_ENOTFOUND) {
		git_error_clear();
		hex[0] = '\0';
		return 0;
	}
	if (code < 0)
		return repo_object_error(repo, err, "cannot find the merge base");
	git_oid_tostr(hex, 41, &base);
	return 0;
}

long long repo_commit_time(struct repo *repo, const char *commit)
{
	git_commit *found = NULL;
	long long when = 0;
	git_oid id;

	if (git_oid_fromstr(&id, commit) == 0 &&
		git_commit_lookup(&found, repo->git, &id) == 0)
		when = git_commit_time(found);
	git_commit_free(found);
	git_error_clear();
	return when;
}

char *repo_head_name(struct repo *repo, struct pool *pool)
{
	return repo_symbolic_target(repo, pool, "HEAD");
}

char *repo_symbolic_target(struct repo *repo, struct pool *pool, const char *ref)
{
	git_reference *head = NULL;
	char *name = NULL;

	if (git_reference_lookup(&head, repo->git, ref) == 0 &&
		git_reference_type(head) == GIT_REFERENCE_SYMBOLIC)
		name = pool_strdup(pool, git_reference_symbolic_target(head));
	git_reference_free(head);
	git_error_clear();
	return name;
}
