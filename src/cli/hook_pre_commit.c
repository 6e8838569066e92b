#include "cli/hook_merge.h"
#include "cli/hook_published.h"
#include "cli/hook_sound.h"
#include "cli/hook_staged.h"
#include "verify/verify.h"

#include <string.h>

/* Several heads are told, not refused. */
static void report_heads(struct staged *staged, struct findings *findings)
{
	unsigned from = findings->count;

	verify_heads(staged->chain.pool, staged->chain.graph, findings);
	for (; from < findings->count; from++)
		findings->items[from].severity = SEVERITY_WARNING;
}

/* A merge that was in conflict is being concluded: its manifest becomes part of it. */
static int merge_staged_heads(
	struct staged *staged, struct findings *findings, struct error *err)
{
	struct project *project = staged->project;
	struct hook_merge merge = {0};
	struct strings heads = {0};

	if (staged_load(staged, err))
		return -1;
	hook_heads(project->context.pool, staged->chain.graph, &heads);
	if (heads.count < 2)
		return 0;
	/* What is broken cannot be merged; why is among the findings. */
	if (findings_errors(findings) || staged->problems.count ||
		project->context.config.git.on_merge == ON_MERGE_OFF) {
		report_heads(staged, findings);
		return 0;
	}
	if (hook_merge_stage(project, &staged->chain, &heads, &merge, err))
		return -1;
	hook_merge_tell(project, &merge);
	if (merge.made)
		staged_judge_review(staged, merge.made, NULL, findings);
	else
		report_heads(staged, findings);
	return 0;
}

/* All of the index's chain is read. */
static int judge_chain(struct staged *staged, struct findings *findings, struct error *err)
{
	if (staged_judge(staged, findings, err) ||
		staged_judge_published(staged, findings, err))
		return -1;
	report_heads(staged, findings);
	return 0;
}

static int judge_ordinary(struct staged *staged, const char *head,
	struct findings *findings, struct error *err)
{
	struct hook_sound sound;

	hook_sound_init(&sound, staged, head);
	if (hook_sound_judge(&sound))
		return 0;
	if (judge_chain(staged, findings, err))
		return -1;
	hook_sound_keep(&sound);
	return 0;
}

static int judge_project(struct project *project, const char *head,
	const struct strings *others, bool concludes, struct findings *findings,
	struct error *err)
{
	struct staged staged = {.project = project};
	bool changed;

	if (staged_compare(&staged, head, others, err))
		return -1;
	if (staged_judge_links(&staged, findings, err))
		return -1;
	changed = staged.changed.count || staged.gone.count;
	if (concludes) {
		if (changed && (staged_judge(&staged, findings, err) ||
				       staged_judge_published(&staged, findings, err)))
			return -1;
		return merge_staged_heads(&staged, findings, err);
	}
	if (changed && *head && !others->count)
		return judge_ordinary(&staged, head, findings, err);
	if (changed || others->count)
		return judge_chain(&staged, findings, err);
	return 0;
}

/* What was there before: in HEAD, or published. */
static int pass_over(struct context *context, const struct projects *projects,
	const char *head, const struct strings *others, struct error *err)
{
	struct strings before = {0};
	struct project any;

	if (!projects->unread_count)
		return 0;
	if (*head)
		strings_add(context->pool, &before, head);
	if (project_of_defaults(context, &any, err) ||
		published_commits(&any, others, &before, err))
		return -1;
	return projects_pass_over(context, projects, &before, false, err);
}

static int judge_index(struct context *context, const struct strings *others,
	bool concludes, struct findings *findings, struct error *err)
{
	struct projects projects = {0};
	char head[41];

	if (repo_commit(context->repo, "HEAD", head, err) ||
		projects_of_index(context, &projects, err) ||
		pass_over(context, &projects, head, others, err) ||
		(*head && projects_gone(context, head, NULL, &projects, err)))
		return -1;
	for (unsigned i = 0; i < projects.count; i++) {
		unsigned from = findings->count;

		if (judge_project(
			    &projects.items[i], head, others, concludes, findings, err))
			return -1;
		hook_paths(&projects.items[i], findings, from);
	}
	return 0;
}

static int pre_commit(struct context *context, const struct strings *words,
	struct findings *findings, struct error *err)
{
	struct strings others = {0};

	(void)words;
	if (hook_open(context, err) || hook_merge_heads(context, &others, err))
		return -1;
	return judge_index(context, &others, others.count > 0, findings, err);
}

static int pre_merge_commit(struct context *context, const struct strings *words,
	struct findings *findings, struct error *err)
{
	struct strings others = {0};

	(void)words;
	if (hook_open(context, err) || hook_merge_heads(context, &others, err))
		return -1;
	hook_merging_heads(context, &others);
	return judge_index(context, &others, false, findings, err);
}

const struct hook hook_pre_commit = {.name = "pre-commit", .run = pre_commit};
const struct hook hook_pre_merge_commit = {
	.name = "pre-merge-commit", .run = pre_merge_commit};
