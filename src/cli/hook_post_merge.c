#include "cli/git.h"
#include "cli/hook_merge.h"
#include "cli/merge_manifest.h"

#include "base/file.h"
#include "chain/place.h"
#include "review/policy.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * Git has merged. It calls this before it removes MERGE_HEAD, so `git commit` would make a
 * second merge commit of the same branches: the commit is put together by hand, in an index
 * of its own, so that what else is staged stays staged and is no part of it.
 */
static int commit_in(struct project *project, const struct hook_merge *merge,
	const char *path, const char *head, struct error *err)
{
	struct context *context = &project->context;
	struct pool *pool = context->pool;
	const char *message = pool_printf(
		pool, "Merge the revisions %s", strings_join(pool, &merge->heads, " and "));
	const char *full = context_path(context, merge->made->path);
	char *tree, *commit, *blob;

	if (git_run(pool, ".", &blob, err, "hash-object", "-w", "--", full, NULL) ||
		git_run(pool, ".", NULL, err, "read-tree", head, NULL) ||
		git_run(pool, ".", NULL, err, "update-index", "--add", "--cacheinfo",
			pool_printf(pool, "100644,%s,%s", blob, path), NULL) ||
		git_run(pool, ".", &tree, err, "write-tree", NULL) ||
		git_run(pool, ".", &commit, err, "commit-tree", tree, "-p", head, "-m",
			message, NULL))
		return -1;
	return git_run(pool, ".", NULL, err, "update-ref", "-m",
		pool_printf(pool, "gitmig: %s", message), "HEAD", commit, head, NULL);
}

static int commit_manifest(struct project *project, const struct hook_merge *merge,
	const char *path, const char *head, struct error *err)
{
	struct context *context = &project->context;
	const char *index = pool_printf(context->pool, "%s/gitmig-index.%ld",
		repo_git_dir(context->repo), (long)getpid());
	const char *before = getenv("GIT_INDEX_FILE");
	int result;

	before = pool_strdup(context->pool, before);
	setenv("GIT_INDEX_FILE", index, 1);
	result = commit_in(project, merge, path, head, err);
	if (before)
		setenv("GIT_INDEX_FILE", before, 1);
	else
		unsetenv("GIT_INDEX_FILE");
	unlink(index);
	unlink(pool_printf(context->pool, "%s.lock", index));
	return result;
}

static void tell_heads(const struct project *project, const struct strings *heads)
{
	const struct context *context = &project->context;

	context_say(context, "gitmig: %sthere are %u heads now: %s", hook_project(project),
		heads->count, strings_join(context->pool, heads, ", "));
	context_say(context, "hint: `gitmig merge heads` joins them.");
}

static void tell_next(
	const struct context *context, const struct revision *made, bool committed)
{
	if (committed)
		context_say(context, "It is committed.");
	else if (review_is_required(&context->config, made))
		context_say(context,
			"It is staged and has to be reviewed: `gitmig review %s "
			"--approve`, "
			"then `git add` and `git commit` it.",
			made->id);
	else
		context_say(context, "It is staged: `git commit` it, then push.");
}

/*
 * A commit stands on what is committed: what is only staged must be no parent in it. What
 * is staged joins what else is.
 */
static int load(
	struct project *project, const char *commit, struct chain *chain, struct error *err)
{
	struct context *context = &project->context;
	struct chain_source source = {.kind = CHAIN_INDEX};
	const struct chain place = {.pool = context->pool,
		.config = &context->config,
		.repo = context->repo,
		.prefix = context->prefix};

	*chain = (struct chain){.prefix = context->prefix};
	if (!commit)
		return chain_load(chain, context->pool, &context->config, context->repo,
			&source, NULL, err);
	if (chain_load_at(chain, &place, commit, NULL, err))
		return -1;
	context->config.version_locations = chain->config->version_locations;
	return 0;
}

static int merge_project(
	struct project *project, const char *head, bool squash, struct error *err)
{
	struct context *context = &project->context;
	enum on_merge on_merge = context->config.git.on_merge;
	bool commits = on_merge == ON_MERGE_COMMIT && !squash;
	struct hook_merge merge = {0};
	struct strings heads = {0};
	struct chain chain;

	if (on_merge == ON_MERGE_OFF)
		return 0;
	if (load(project, commits ? head : NULL, &chain, err))
		return -1;
	hook_heads(context->pool, chain.graph, &heads);
	if (heads.count < 2)
		return 0;
	/* What a squash has staged is not committed yet, and is no merge. */
	if (squash) {
		tell_heads(project, &heads);
		return 0;
	}
	if (hook_merge_stage(project, &chain, &heads, &merge, err))
		return -1;
	/* What nobody has reviewed is not committed by a hook either. */
	commits = commits && merge.made &&
		  !review_is_required(&context->config, merge.made);
	if (commits && commit_manifest(project, &merge,
			       chain_path_in_tree(&chain, context->pool, merge.made->path),
			       head, err))
		return -1;
	hook_merge_tell(project, &merge);
	if (merge.made)
		tell_next(context, merge.made, commits);
	return 0;
}

static int merge_all(struct context *context, bool squash, struct error *err)
{
	struct projects projects = {0};
	struct strings before = {0};
	struct repo *repo;
	char head[41];

	if (context_repo(context, &repo, err) || context_may_ask(context, err))
		return -1;
	if (!repo)
		return 0;
	if (projects_of_index(context, &projects, err) ||
		repo_commit(repo, "HEAD", head, err))
		return -1;
	strings_add(context->pool, &before, head);
	if (projects_pass_over(context, &projects, &before, false, err))
		return -1;
	for (unsigned i = 0; i < projects.count; i++) {
		/* A project before this one may have made a commit. */
		if (repo_commit(repo, "HEAD", head, err))
			return -1;
		if (*head && merge_project(&projects.items[i], head, squash, err))
			return -1;
	}
	return 0;
}

static int run(struct context *context, const struct strings *words,
	struct findings *findings, struct error *err)
{
	const char *squash = words->count ? words->items[0]
					  : getenv("PRE_COMMIT_IS_SQUASH_MERGE");

	(void)findings;
	return merge_all(context, squash && !strcmp(squash, "1"), err)
		       ? hook_tell(context, err)
		       : 0;
}

const struct hook hook_post_merge = {.name = "post-merge", .max_words = 1, .run = run};
