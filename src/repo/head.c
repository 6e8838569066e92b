#include "repo/internal.h"

#include <string.h>

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
