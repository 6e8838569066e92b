#include "repo/internal.h"

static int open_commit(
	struct repo *repo, const char *hex, git_commit **commit, struct error *err)
{
	git_oid id;

	if (git_oid_fromstr(&id, hex) == 0 &&
		git_commit_lookup(commit, repo->git, &id) == 0)
		return 0;
	repo_object_error(repo, err, "cannot read a commit");
	return -1;
}

int repo_parents(struct repo *repo, struct pool *pool, const char *commit,
	struct strings *parents, struct error *err)
{
	git_commit *opened;
	unsigned count;

	if (open_commit(repo, commit, &opened, err) < 0)
		return -1;
	count = git_commit_parentcount(opened);
	for (unsigned i = 0; i < count; i++) {
		char *hex = pool_alloc(pool, GIT_OID_HEXSZ + 1);

		git_oid_tostr(hex, GIT_OID_HEXSZ + 1, git_commit_parent_id(opened, i));
		strings_add(pool, parents, hex);
	}
	git_commit_free(opened);
	return 0;
}

int repo_author(struct repo *repo, struct pool *pool, const char *commit,
	const char **author, struct error *err)
{
	const git_signature *signature;
	git_commit *opened;

	if (open_commit(repo, commit, &opened, err) < 0)
		return -1;
	signature = git_commit_author(opened);
	*author = pool_printf(pool, "%s <%s>", signature->name, signature->email);
	git_commit_free(opened);
	return 0;
}
