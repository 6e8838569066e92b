#include "cli/hook_staged.h"

#include "cli/elsewhere.h"
#include "cli/hook_published.h"
#include "verify/verify.h"

#include <string.h>

static bool was_there(const struct chain_differences *differences, const char *blob)
{
	for (unsigned i = 0; i < differences->count; i++) {
		const struct chain_difference *difference = &differences->items[i];

		if (!*difference->index_blob && !strcmp(difference->commit_blob, blob))
			return true;
	}
	return false;
}

/* What is in the index and was not in that parent, under this name or (a rename) one that
 * is not there any more. */
static bool is_new(const struct chain_differences *differences,
	const struct chain_difference *difference)
{
	return *difference->index_blob && !was_there(differences, difference->index_blob);
}

const struct chain_difference *staged_find_path(
	const struct chain_differences *differences, const char *path)
{
	unsigned low = 0, high = differences->count;

	while (low < high) {
		unsigned middle = low + (high - low) / 2;
		int order = strcmp(differences->items[middle].path, path);

		if (!order)
			return &differences->items[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static bool has_as_it_is(const struct chain_differences *parent, const char *path)
{
	const struct chain_difference *difference = staged_find_path(parent, path);

	return !difference || !is_new(parent, difference);
}

static bool is_new_to_all(const struct staged *staged, const char *path)
{
	for (unsigned i = 0; i < staged->parent_count; i++) {
		if (has_as_it_is(staged->parents[i], path))
			return false;
	}
	return true;
}

static void take_gone(struct staged *staged, const struct chain_differences *differences)
{
	for (unsigned i = 0; i < differences->count; i++) {
		if (*differences->items[i].commit_blob)
			POOL_PUSH(staged->project->context.pool, staged->gone.items,
				staged->gone.count, staged->gone.cap,
				differences->items[i]);
	}
}

static int compare_parents(
	struct staged *staged, const struct strings *parents, struct error *err)
{
	struct pool *pool = staged->project->context.pool;

	staged->parents = pool_array(
		pool, const struct chain_differences *, parents->count);
	for (unsigned i = 0; i < parents->count; i++) {
		if (chain_staged_compare(
			    staged->files, parents->items[i], &staged->parents[i], err))
			return -1;
		take_gone(staged, staged->parents[i]);
	}
	staged->parent_count = parents->count;
	map_init(&staged->changed, pool, false);
	for (unsigned i = 0; i < staged->parents[0]->count; i++) {
		struct chain_difference *difference = &staged->parents[0]->items[i];

		if (is_new_to_all(staged, difference->path))
			map_put(&staged->changed, difference->path, difference);
	}
	return 0;
}

int staged_compare(struct staged *staged, const char *head, const struct strings *others,
	struct error *err)
{
	struct context *context = &staged->project->context;

	if (chain_staged_open(context->pool, &context->config, context->repo,
		    context->prefix, &staged->files, err))
		return -1;
	staged->chain = (struct chain){.pool = context->pool,
		.config = &context->config,
		.repo = context->repo,
		.kind = CHAIN_INDEX,
		.prefix = context->prefix};
	strings_add(context->pool, &staged->parent_commits, head);
	strings_add(context->pool, &staged->commits, head);
	for (unsigned i = 0; i < others->count; i++)
		strings_add(context->pool, &staged->commits, others->items[i]);
	return published_commits(staged->project, others, &staged->parent_commits, err) ||
			       compare_parents(staged, &staged->parent_commits, err)
		       ? -1
		       : 0;
}

static bool is_changed(const struct staged *staged, const struct revision *revision)
{
	return map_find(&staged->changed, revision->path) != NULL;
}

int staged_load(struct staged *staged, struct error *err)
{
	struct context *context = &staged->project->context;
	struct chain_source source = {.kind = CHAIN_INDEX};

	if (staged->loaded)
		return 0;
	if (chain_load(&staged->chain, context->pool, &context->config, context->repo,
		    &source, &staged->problems, err))
		return -1;
	staged->loaded = true;
	staged->fresh.count = 0;
	for (unsigned i = 0; i < staged->chain.count; i++) {
		if (is_changed(staged, staged->chain.revisions[i]))
			revisions_add(
				context->pool, &staged->fresh, staged->chain.revisions[i]);
	}
	return 0;
}

/* A name that cannot be shown breaks a manifest which was in order under another one. */
static bool has_new_name(const struct staged *staged, const struct revision *revision)
{
	if (repo_shown_name(staged->chain.pool, revision->path) == revision->path)
		return false;
	for (unsigned i = 0; i < staged->parent_count; i++) {
		if (!staged_find_path(staged->parents[i], revision->path))
			return false;
	}
	return true;
}

/* Does this commit break the link, or did it find it broken? */
static bool link_is_new(const struct staged *staged, const struct revision *revision,
	const struct strings *removed)
{
	const struct strings *lists[] = {&revision->parents, &revision->depends_on};
	const struct graph *graph = staged->chain.graph;

	if (is_changed(staged, revision) || has_new_name(staged, revision))
		return true;
	for (unsigned i = 0; i < 2; i++) {
		for (unsigned k = 0; k < lists[i]->count; k++) {
			const char *name = lists[i]->items[k];

			if (strings_has(removed, name) && !map_find(&graph->ids, name) &&
				!map_find(&graph->labels, name))
				return true;
		}
	}
	return false;
}

static bool has_all(const struct staged *staged, unsigned parent, const char *id)
{
	for (unsigned i = 0; i < staged->chain.count; i++) {
		const struct revision *revision = staged->chain.revisions[i];

		if (!strcmp(revision->id, id) &&
			!has_as_it_is(staged->parents[parent], revision->path))
			return false;
	}
	return true;
}

/* Two files with one id: did a parent have both? A merge may bring them together. */
static bool shares_id(const struct staged *staged, const struct revision *revision)
{
	for (unsigned i = 0; i < staged->parent_count; i++) {
		if (has_all(staged, i, revision->id))
			return false;
	}
	return true;
}

/* Is there something new, or for a merge of published branches something of either? */
static bool adds_up(const struct staged *staged)
{
	bool differs = staged->parent_count > 1;

	for (unsigned i = 0; i < staged->parent_count; i++)
		differs = differs && staged->parents[i]->count;
	return differs || staged->changed.count;
}

static bool problem_is_new(const struct staged *staged, const struct graph_problem *problem,
	const struct strings *removed)
{
	switch (problem->code) {
	case ERR_DUPLICATE_REVISION:
		return shares_id(staged, problem->revision);
	case ERR_CYCLE:
	case ERR_DUPLICATE_LABEL:
		return adds_up(staged);
	default:
		return link_is_new(staged, problem->revision, removed);
	}
}

static void take_problems(
	struct staged *staged, const struct strings *removed, struct findings *findings)
{
	for (unsigned i = 0; i < staged->problems.count; i++) {
		const struct graph_problem *problem = &staged->problems.items[i];
		bool fresh = problem_is_new(staged, problem, removed);
		struct finding finding = {
			.code = error_code_name(problem->code),
			.severity = fresh ? SEVERITY_ERROR : SEVERITY_WARNING,
			.revision = *problem->revision->id ? problem->revision->id : NULL,
			.path = repo_shown_name(
				staged->chain.pool, problem->revision->path),
			.message = problem->message,
			.hint = problem->hint && *problem->hint ? problem->hint : NULL,
			.line = problem->line,
			.column = problem->column,
			.missing = problem->missing,
		};

		findings_add(staged->chain.pool, findings, finding);
	}
}

static int judge_content(struct staged *staged, const struct revision *revision,
	struct findings *findings, struct error *err)
{
	struct manifest manifest = {0};
	struct error own = {0};
	struct finding finding = {.code = "manifest-invalid",
		.severity = SEVERITY_ERROR,
		.revision = revision->id,
		.path = revision->path};

	if (!chain_manifest(&staged->chain, staged->chain.pool, revision, &manifest, &own))
		return 0;
	if (own.code != ERR_MANIFEST_INVALID) {
		*err = own;
		return -1;
	}
	finding.message = pool_strdup(staged->chain.pool, own.message);
	finding.hint = own.hint[0] ? pool_strdup(staged->chain.pool, own.hint) : NULL;
	finding.line = own.line;
	finding.column = own.column;
	findings_add(staged->chain.pool, findings, finding);
	return 0;
}

static int link_was_there(
	struct staged *staged, const struct repo_link *link, bool *was, struct error *err)
{
	*was = false;
	for (unsigned i = 0; !*was && i < staged->parent_commits.count; i++) {
		if (chain_staged_has_link(
			    staged->files, staged->parent_commits.items[i], link, was, err))
			return -1;
	}
	return 0;
}

/* An old one that hides all manifests is told each time: nothing else shows what they do.
 */
int staged_judge_links(struct staged *staged, struct findings *findings, struct error *err)
{
	unsigned count;
	const struct repo_link *links = chain_staged_links(staged->files, &count);

	for (unsigned i = 0; i < count; i++) {
		unsigned from = findings->count;
		bool was;

		if (link_was_there(staged, &links[i], &was, err))
			return -1;
		if (was && !links[i].instead)
			continue;
		verify_link(&staged->chain, staged->chain.pool, &links[i], findings);
		for (; was && from < findings->count; from++)
			findings->items[from].severity = SEVERITY_WARNING;
	}
	return 0;
}

void staged_gone_names(struct staged *staged, struct strings *names)
{
	struct context *context = &staged->project->context;

	for (unsigned i = 0; i < staged->gone.count; i++) {
		struct revision revision;
		struct error ignored;

		/* One that was broken had no id that counts. */
		if (chain_read_head(context->pool, context->repo,
			    staged->gone.items[i].path, staged->gone.items[i].commit_blob,
			    &revision, &ignored))
			continue;
		strings_add(context->pool, names, revision.id);
		for (unsigned k = 0; k < revision.labels.count; k++)
			strings_add(context->pool, names, revision.labels.items[k]);
	}
}

void staged_judge_review(const struct staged *staged, const struct revision *revision,
	const char *author, struct findings *findings)
{
	struct context *context = &staged->project->context;
	unsigned from = findings->count;

	verify_review(context->pool, &context->config, revision, author, findings);
	for (; from < findings->count; from++) {
		struct finding *finding = &findings->items[from];

		if (context->config.review.second_person &&
			!strcmp(finding->code, "unreviewed"))
			finding->severity = SEVERITY_WARNING;
	}
}

/* Of what is new: the blob by which that commit has the revision in the same file; "": it
 * has not. */
static int blob_before(struct staged *staged, const struct revision *revision,
	const char *commit, char blob[41], struct error *err)
{
	struct context *context = &staged->project->context;
	const struct chain_differences *differences;
	const struct chain_difference *difference;
	struct revision there;
	struct error ignored;

	*blob = '\0';
	if (chain_staged_compare(staged->files, commit, &differences, err))
		return -1;
	difference = staged_find_path(differences, revision->path);
	if (!difference)
		memcpy(blob, revision->blob, sizeof(revision->blob));
	else if (*difference->commit_blob &&
		 !chain_read_head(context->pool, context->repo, revision->path,
			 difference->commit_blob, &there, &ignored) &&
		 !strcmp(there.id, revision->id))
		memcpy(blob, there.blob, sizeof(there.blob));
	return 0;
}

/*
 * Where a manifest names no author, whoever introduced the revision counts as one. The
 * commits of a parent that has it tell who that was; else it is the one who commits.
 */
static int find_author(struct staged *staged, const struct revision *revision,
	const struct strings *before, const char **author, struct error *err)
{
	struct context *context = &staged->project->context;
	struct verify verify = {.repo = context->repo,
		.config = &context->config,
		.pool = context->pool,
		.prefix = context->prefix,
		.allow_shallow = true};
	struct revision known = *revision;

	for (unsigned i = 0; i < staged->commits.count; i++) {
		verify.commit = staged->commits.items[i];
		if (blob_before(staged, revision, verify.commit, known.blob, err))
			return -1;
		if (*known.blob)
			return verify_author(&verify, &known, author, err);
	}
	/* In a file of another name. */
	verify.commit = NULL;
	if (strings_has(before, revision->id))
		return verify_author(&verify, revision, author, err);
	*author = repo_identity(context->pool, context->repo);
	return 0;
}

static int judge_review(struct staged *staged, const struct revision *revision,
	const struct strings *before, struct findings *findings, struct error *err)
{
	const char *author = NULL;

	if (staged->project->context.config.review.second_person && !revision->author &&
		revision->review == REVIEW_APPROVED &&
		find_author(staged, revision, before, &author, err))
		return -1;
	staged_judge_review(staged, revision, author, findings);
	return 0;
}

int staged_judge_fresh(struct staged *staged, const struct strings *before,
	struct findings *findings, struct error *err)
{
	for (unsigned i = 0; i < staged->fresh.count; i++) {
		const struct revision *revision = staged->fresh.items[i];

		if (judge_content(staged, revision, findings, err) ||
			judge_review(staged, revision, before, findings, err))
			return -1;
	}
	return 0;
}

int staged_judge(struct staged *staged, struct findings *findings, struct error *err)
{
	struct strings before = {0};
	unsigned from;

	if (staged_load(staged, err))
		return -1;
	staged_gone_names(staged, &before);
	from = findings->count;
	take_problems(staged, &before, findings);
	if (staged->chain.graph->warnings.count)
		verify_copies(&staged->chain, staged->chain.pool, findings);
	elsewhere_explain_findings(&staged->project->context, findings, from);
	return staged_judge_fresh(staged, &before, findings, err);
}
