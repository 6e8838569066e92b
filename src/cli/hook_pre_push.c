#include "cli/git.h"
#include "cli/hook_published.h"
#include "cli/hook_push.h"

#include "chain/branches.h"

#include <stdlib.h>
#include <string.h>

#define REMOTES "refs/remotes/"

/* Git gives the remote's name, or the URL where it was pushed to by that. */
static const char *remote_of(struct context *context, const char *given)
{
	struct pool *pool = context->pool;
	struct strings lines = {0};
	struct error ignored;
	char *text, *rest = NULL;

	if (!strpbrk(given, "/:") ||
		git_run(pool, ".", &text, &ignored, "config", "--get-regexp",
			"^remote\\..*\\.(push)?url$", NULL))
		return given;
	for (char *line = strtok_r(text, "\n", &rest); line;
		line = strtok_r(NULL, "\n", &rest))
		strings_add(pool, &lines, line);
	for (unsigned i = 0; i < lines.count; i++) {
		char *key = lines.items[i];
		char *value = strchr(key, ' ');

		if (!value || strcmp(value + 1, given) != 0)
			continue;
		*value = '\0';
		*strrchr(key, '.') = '\0';
		return key + strlen("remote.");
	}
	return given;
}

static const char *tracking_of(struct context *context, const char *remote, const char *ref)
{
	if (strncmp(ref, "refs/heads/", strlen("refs/heads/")) != 0)
		return ref;
	return pool_printf(
		context->pool, "refs/remotes/%s/%s", remote, ref + strlen("refs/heads/"));
}

static void tell_sibling(struct project *project, const struct repo_ref *ref,
	const struct strings *ours, const struct graph *merged)
{
	struct context *context = &project->context;
	const char *name = repo_symbolic_target(context->repo, context->pool, ref->name);
	struct revisions heads = {0};
	struct strings names = {0};

	if (!name)
		name = ref->name;
	graph_heads(merged, &heads);
	if (heads.count < 2 || heads.count <= ours->count)
		return;
	for (unsigned i = 0; i < heads.count; i++)
		strings_add(context->pool, &names, heads.items[i]->id);
	context_say(context,
		"gitmig: %s%s has gained what this branch does not build on; together they "
		"have %u heads: %s",
		hook_project(project),
		!strncmp(name, REMOTES, strlen(REMOTES)) ? name + strlen(REMOTES) : name,
		heads.count, strings_join(context->pool, &names, ", "));
	context_say(context, "hint: merge it, then `gitmig merge heads`.");
}

/* The remote's branch, and what is published, may have moved on meanwhile. */
static int look_for_siblings(
	struct project *project, const struct push *push, struct error *err)
{
	struct context *context = &project->context;
	struct chain_source source = {CHAIN_COMMIT, push->new};
	struct graph_problems ignored = {0};
	struct chain chain = {.prefix = context->prefix};
	struct chain_branches *branches;
	struct strings patterns = {0}, heads = {0};
	struct revisions all = {0};
	struct repo_ref *refs = NULL;
	unsigned count = 0;

	strings_add(context->pool, &patterns, push->tracking);
	published_patterns(project, &patterns);
	if (repo_refs(context->repo, context->pool, &patterns, NULL, &refs, &count, err) ||
		!count)
		return count ? -1 : 0;
	if (chain_load(&chain, context->pool, &context->config, context->repo, &source,
		    &ignored, err))
		return -1;
	graph_heads(chain.graph, &all);
	for (unsigned i = 0; i < all.count; i++)
		strings_add(context->pool, &heads, all.items[i]->id);
	branches = chain_branches_open(context->pool, &chain);
	for (unsigned i = 0; i < count; i++) {
		struct chain_branch branch;
		struct chain_union merged;
		unsigned k = 0;

		while (strcmp(refs[k].commit, refs[i].commit) != 0)
			k++;
		if (k < i || !strcmp(refs[i].commit, push->new))
			continue;
		if (chain_branch_find(
			    branches, context->pool, refs[i].commit, &branch, err) ||
			chain_branch_merge(branches, context->pool, &branch, &merged, err))
			return -1;
		tell_sibling(project, &refs[i], &heads, merged.graph);
	}
	return 0;
}

/* The rules of the first project say what is published; without any those that hold where
 * nobody says otherwise. */
static int find_published(struct context *context, const struct projects *projects,
	struct repo_ref **refs, unsigned *count, struct error *err)
{
	struct project project;

	if (projects->count)
		project = projects->items[0];
	else if (project_of_defaults(context, &project, err))
		return -1;
	return published_tips(&project, refs, count, err);
}

/* Projects that the ref had, a new one: that the published ones have, and it has not. */
static int find_gone(struct context *context, const struct push *push,
	struct projects *projects, struct error *err)
{
	struct repo_ref *refs = NULL;
	struct error ignored;
	unsigned count = 0;
	char old[41];

	if (!push_is_zero(push->old) &&
		!repo_commit(context->repo, push->old, old, &ignored))
		return projects_gone(context, old, push->new, projects, err);
	if (find_published(context, projects, &refs, &count, err))
		return -1;
	for (unsigned i = 0; i < count; i++) {
		if (projects_gone(context, refs[i].commit, push->new, projects, err))
			return -1;
	}
	return 0;
}

static int judge(struct context *context, const struct push *push,
	struct findings *findings, struct error *err)
{
	struct projects projects = {0};

	if (projects_of_commit(context, push->new, &projects, err) ||
		projects_of_untracked(context, &projects, err) ||
		push_pass_over(context, &projects, push, err) ||
		find_gone(context, push, &projects, err))
		return -1;
	for (unsigned i = 0; i < projects.count; i++) {
		struct error ignored;

		if (push_judge(&projects.items[i], push, findings, err))
			return -1;
		/* Only good to know: what stands in its way has been reported. */
		if (push_is_branch(push) && !projects.items[i].gone)
			(void)look_for_siblings(&projects.items[i], push, &ignored);
	}
	return 0;
}

/* "": there is no such variable. */
static int commit_in(
	struct context *context, const char *variable, char commit[41], struct error *err)
{
	const char *name = getenv(variable);

	*commit = '\0';
	return name && *name ? repo_commit(context->repo, name, commit, err) : 0;
}

/*
 * The pre-commit framework hands on no standard input but variables: without the commits
 * where all of a history is pushed, without a ref where somebody names the commits to `run`
 * (then it is the branch that is checked out).
 */
static int add_framework_line(
	struct context *context, struct strings *lines, struct error *err)
{
	const char *ref = getenv("PRE_COMMIT_REMOTE_BRANCH");
	char from[41], to[41];

	if (lines->count || !getenv("PRE_COMMIT"))
		return 0;
	if (commit_in(context, "PRE_COMMIT_FROM_REF", from, err) ||
		commit_in(context, "PRE_COMMIT_TO_REF", to, err) ||
		(!*to && commit_in(context, "PRE_COMMIT_LOCAL_BRANCH", to, err)))
		return -1;
	if (!*to) {
		error_set(err, ERR_USAGE, "pre-commit does not say what is pushed");
		return error_hint(err, "Name it: `pre-commit run --hook-stage push "
				       "--from-ref origin/main --to-ref HEAD`.");
	}
	if (!ref)
		ref = repo_head_name(context->repo, context->pool);
	if (!ref)
		ref = pool_printf(context->pool, "refs/heads/%s", to);
	strings_add(context->pool, lines,
		pool_printf(
			context->pool, "%s %s %s %s", ref, to, ref, *from ? from : "0"));
	return 0;
}

static int judge_lines(struct context *context, const char *remote, struct strings *lines,
	struct findings *findings, struct error *err)
{
	for (unsigned i = 0; i < lines->count; i++) {
		char *rest = NULL;
		const char *local = strtok_r(lines->items[i], " ", &rest);
		const char *new = local ? strtok_r(NULL, " ", &rest) : NULL;
		const char *ref = new ? strtok_r(NULL, " ", &rest) : NULL;
		struct push push = {.ref = ref, .old = rest, .new = new};

		if (!ref || !rest || !*rest)
			return error_set(err, ERR_USAGE,
				"a line of the standard input is not <local ref> <id> "
				"<remote ref> <id>");
		push.tracking = tracking_of(context, remote, ref);
		if (push_wanted(context, &push) && judge(context, &push, findings, err))
			return -1;
	}
	return 0;
}

/* What git refuses by itself, since the remote has moved on, it does not even name: then it
 * is the branch that is checked out. */
static void look_from_head(struct context *context, const char *remote)
{
	const char *name = repo_head_name(context->repo, context->pool);
	struct projects projects = {0};
	struct error ignored;
	char head[41];
	struct push push = {.ref = name, .new = head};

	if (!name)
		return;
	push.tracking = tracking_of(context, remote, name);
	if (repo_commit(context->repo, "HEAD", head, &ignored) || !head[0] ||
		projects_of_commit(context, head, &projects, &ignored) ||
		projects_of_untracked(context, &projects, &ignored))
		return;
	for (unsigned i = 0; i < projects.count; i++)
		(void)look_for_siblings(&projects.items[i], &push, &ignored);
}

static int run(struct context *context, const struct strings *words,
	struct findings *findings, struct error *err)
{
	const char *remote = words->count ? words->items[0]
					  : getenv("PRE_COMMIT_REMOTE_NAME");
	struct strings lines = {0};

	if (hook_open(context, err) || hook_input(context, &lines, err) ||
		(!words->count && add_framework_line(context, &lines, err)))
		return -1;
	remote = remote_of(context, remote ? remote : "origin");
	if (judge_lines(context, remote, &lines, findings, err))
		return -1;
	if (!lines.count)
		look_from_head(context, remote);
	return 0;
}

const struct hook hook_pre_push = {.name = "pre-push", .max_words = 2, .run = run};
