#include "cli/hook_push.h"

#include "cli/elsewhere.h"
#include "cli/hook_published.h"
#include "verify/verify.h"

#include <string.h>

bool push_is_zero(const char *id)
{
	return id[strspn(id, "0")] == '\0';
}

bool push_is_branch(const struct push *push)
{
	return !strncmp(push->ref, "refs/heads/", strlen("refs/heads/"));
}

bool push_wanted(struct context *context, struct push *push)
{
	char commit[41];
	struct error ignored;

	if (push_is_zero(push->new))
		return false;
	if (push_is_branch(push))
		return true;
	if (repo_commit(context->repo, push->new, commit, &ignored))
		return false;
	push->new = pool_strdup(context->pool, commit);
	return true;
}

static void add_base(struct project *policy, struct strings *bases, const char *base)
{
	if (!strings_has(bases, base))
		strings_add(policy->context.pool, bases, base);
}

/* Where the branch parted from what is published. */
static int published_bases(struct project *policy, const struct push *push,
	struct strings *bases, struct error *err)
{
	struct context *context = &policy->context;
	struct repo_ref *refs = NULL;
	struct strings found = {0};
	unsigned count = 0;

	if (published_tips(policy, &refs, &count, err))
		return -1;
	for (unsigned i = 0; i < count; i++) {
		if (repo_merge_bases(context->repo, context->pool, push->new,
			    refs[i].commit, &found, err))
			return -1;
	}
	for (unsigned i = 0; i < found.count; i++)
		add_base(policy, bases, found.items[i]);
	return 0;
}

/* The remote may have what nobody has fetched; git then refuses the push. */
static bool add_old(struct project *policy, const struct push *push, struct strings *bases)
{
	char commit[41];
	struct error ignored;

	if (push_is_zero(push->old) ||
		repo_commit(policy->context.repo, push->old, commit, &ignored))
		return false;
	add_base(policy, bases, pool_strdup(policy->context.pool, commit));
	return true;
}

/*
 * What must still be there as it was: for a published ref all that it had; for another one
 * only what is published, since a branch that is still worked on may be changed.
 */
static int find_bases(struct project *policy, const struct push *push, bool published,
	struct strings *bases, struct error *err)
{
	if (published && add_old(policy, push, bases))
		return 0;
	return published_bases(policy, push, bases, err);
}

int push_pass_over(struct context *context, const struct projects *projects,
	const struct push *push, struct error *err)
{
	struct strings before = {0};
	struct project any;

	if (!projects->unread_count)
		return 0;
	if (project_of_defaults(context, &any, err))
		return -1;
	(void)add_old(&any, push, &before);
	if (published_bases(&any, push, &before, err))
		return -1;
	return projects_pass_over(context, projects, &before, push->server, err);
}

/* What is tolerable as long as the branch is not published. */
static void relent(const struct project *policy, struct findings *findings, unsigned from)
{
	for (; from < findings->count; from++) {
		struct finding *finding = &findings->items[from];

		if (!strcmp(finding->code, "multiple-heads") ||
			(!strcmp(finding->code, "unreviewed") &&
				policy->context.config.review.second_person))
			finding->severity = SEVERITY_WARNING;
	}
}

/* Its manifests may be there still, in nobody's place. */
static void explain_gone(const struct project *project, struct findings *findings)
{
	struct pool *pool = project->context.pool;

	for (unsigned i = 0; i < findings->count; i++) {
		findings->items[i].message = pool_printf(
			pool, "it has no project any more: %s is gone", project->path);
		findings->items[i].hint = pool_printf(
			pool, "A database may have it: bring %s back.", project->path);
	}
}

static int is_published(
	struct project *policy, const struct push *push, bool *published, struct error *err)
{
	struct strings commits = {0}, found = {0};

	strings_add(policy->context.pool, &commits, push->new);
	if (published_commits(policy, &commits, &found, err))
		return -1;
	*published = found.count > 0;
	return 0;
}

int push_judge(struct project *policy, const struct push *push, struct findings *findings,
	struct error *err)
{
	struct context *context = &policy->context;
	bool published = push->tracking && published_has(policy, push->tracking);
	struct verify verify = {.repo = context->repo,
		.config = &context->config,
		.pool = context->pool,
		.prefix = context->prefix,
		.commit = push->new,
		.tree_only = policy->gone};
	struct findings found = {0};
	struct verified ignored;
	bool known = false;

	/* A tag that git.published names is one of them here already. */
	if (!push_is_branch(push) && !published && is_published(policy, push, &known, err))
		return error_prefix(err, "%s", push->ref);
	if (known)
		return 0;
	if (find_bases(policy, push, published, &verify.bases, err) ||
		verify_run(&verify, &ignored, &found, err))
		return error_prefix(err, "%s", push->ref);
	elsewhere_explain_findings(context, &found, 0);
	if (policy->gone)
		explain_gone(policy, &found);
	if (!published)
		relent(policy, &found, 0);
	hook_paths(policy, &found, 0);
	for (unsigned i = 0; i < found.count; i++)
		findings_add(context->pool, findings, found.items[i]);
	return 0;
}
