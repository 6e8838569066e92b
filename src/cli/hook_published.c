#include "cli/hook_published.h"

#include "repo/walk.h"

#include <fnmatch.h>
#include <string.h>

#define REMOTES "refs/remotes/"

/* refs/remotes/origin/main -> refs/heads/main; HEAD is the branch that it is on. */
static const char *in_bare(struct project *project, const char *pattern)
{
	struct context *context = &project->context;
	const char *branch;

	if (strncmp(pattern, REMOTES, strlen(REMOTES)) != 0)
		return pattern;
	branch = strchr(pattern + strlen(REMOTES), '/');
	if (!branch)
		return pattern;
	if (!strcmp(branch, "/HEAD"))
		return repo_head_name(context->repo, context->pool);
	return pool_printf(context->pool, "refs/heads%s", branch);
}

void published_patterns(struct project *project, struct strings *patterns)
{
	const struct context *context = &project->context;
	const struct strings *all = &context->config.git.published;

	for (unsigned i = 0; i < all->count; i++) {
		const char *pattern = repo_is_bare(context->repo)
					      ? in_bare(project, all->items[i])
					      : all->items[i];

		if (pattern && !strings_has(patterns, pattern))
			strings_add(context->pool, patterns, pattern);
	}
}

int published_tips(
	struct project *project, struct repo_ref **refs, unsigned *count, struct error *err)
{
	struct context *context = &project->context;
	struct strings patterns = {0};
	struct repo_ref *found = NULL;
	unsigned all = 0, kept = 0;

	published_patterns(project, &patterns);
	if (repo_refs(context->repo, context->pool, &patterns, NULL, &found, &all, err))
		return -1;
	for (unsigned i = 0; i < all; i++) {
		unsigned k = 0;

		while (k < kept && strcmp(found[k].commit, found[i].commit) != 0)
			k++;
		if (k == kept)
			found[kept++] = found[i];
	}
	*refs = found;
	*count = kept;
	return 0;
}

int published_commits(struct project *project, const struct strings *commits,
	struct strings *published, struct error *err)
{
	struct context *context = &project->context;
	bool *found = pool_array(context->pool, bool, commits->count);
	struct repo_ref *refs;
	unsigned count;

	if (!commits->count)
		return 0;
	if (published_tips(project, &refs, &count, err))
		return -1;
	for (unsigned i = 0; i < count; i++) {
		if (repo_ancestors(context->repo, refs[i].commit, commits, found, err))
			return -1;
		for (unsigned k = 0; k < commits->count; k++) {
			if (found[k] && !strings_has(published, commits->items[k]))
				strings_add(context->pool, published, commits->items[k]);
		}
	}
	return 0;
}

bool published_has(struct project *project, const char *ref)
{
	struct context *context = &project->context;
	struct strings patterns = {0};

	published_patterns(project, &patterns);
	for (unsigned i = 0; i < patterns.count; i++) {
		const char *pattern = patterns.items[i];
		const char *target = repo_symbolic_target(
			context->repo, context->pool, pattern);

		/* As libgit2's globs: `*` takes slashes as well. */
		if (!fnmatch(pattern, ref, 0) || (target && !strcmp(target, ref)))
			return true;
	}
	return false;
}
