#include "cli/hook_staged.h"

#include "chain/look.h"
#include "chain/place.h"
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

static const struct chain_difference *find_path(
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
	const struct chain_difference *difference = find_path(parent, path);

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

/* What these commits have of `changed`. */
static int find_arrived(
	struct staged *staged, const struct strings *others, struct error *err)
{
	const struct chain_differences *differences, *first = staged->parents[0];

	map_init(&staged->arrived, staged->project->context.pool, false);
	for (unsigned i = 0; i < others->count; i++) {
		if (chain_staged_compare(
			    staged->files, others->items[i], &differences, err))
			return -1;
		for (unsigned k = 0; k < first->count; k++) {
			struct chain_difference *difference = &first->items[k];

			if (map_find(&staged->changed, difference->path) &&
				has_as_it_is(differences, difference->path))
				map_put(&staged->arrived, difference->path, difference);
		}
	}
	return 0;
}

int staged_compare(struct staged *staged, const char *head, const struct strings *others,
	struct error *err)
{
	struct context *context = &staged->project->context;
	struct strings parents = {0};

	if (chain_staged_open(context->pool, &context->config, context->repo,
		    context->prefix, &staged->files, err))
		return -1;
	staged->chain = (struct chain){.pool = context->pool,
		.config = &context->config,
		.repo = context->repo,
		.kind = CHAIN_INDEX,
		.prefix = context->prefix};
	strings_add(context->pool, &parents, head);
	if (published_commits(staged->project, others, &parents, err) ||
		compare_parents(staged, &parents, err))
		return -1;
	return find_arrived(staged, others, err);
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

/* Does this commit break the link, or did it find it broken? */
static bool link_is_new(const struct staged *staged, const struct revision *revision,
	const struct strings *removed)
{
	const struct strings *lists[] = {&revision->parents, &revision->depends_on};
	const struct graph *graph = staged->chain.graph;

	if (is_changed(staged, revision))
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
			.path = problem->revision->path,
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

/* The ids and labels of what a parent has and the index has otherwise, or not at all. */
static void gone_names(struct staged *staged, struct strings *names)
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

/*
 * Where a manifest names no author, whoever introduces the revision counts as one: that is
 * the one who commits, unless the revision was there before or comes with a merge (verify
 * then knows who it was).
 */
static void judge_review(struct staged *staged, const struct revision *revision,
	const struct strings *before, struct findings *findings)
{
	struct context *context = &staged->project->context;
	unsigned from = findings->count;
	bool known = strings_has(before, revision->id) ||
		     map_find(&staged->arrived, revision->path);
	const char *author = known ? NULL : repo_identity(context->pool, context->repo);

	verify_review(context->pool, &context->config, revision, author, findings);
	for (; from < findings->count; from++) {
		struct finding *finding = &findings->items[from];

		if (context->config.review.second_person &&
			!strcmp(finding->code, "unreviewed"))
			finding->severity = SEVERITY_WARNING;
	}
}

int staged_judge_fresh(struct staged *staged, const struct strings *before,
	struct findings *findings, struct error *err)
{
	for (unsigned i = 0; i < staged->fresh.count; i++) {
		if (judge_content(staged, staged->fresh.items[i], findings, err))
			return -1;
		judge_review(staged, staged->fresh.items[i], before, findings);
	}
	return 0;
}

int staged_judge(struct staged *staged, struct findings *findings, struct error *err)
{
	struct strings before = {0};
	unsigned from;

	if (staged_load(staged, err))
		return -1;
	gone_names(staged, &before);
	from = findings->count;
	take_problems(staged, &before, findings);
	elsewhere_explain_findings(&staged->project->context, findings, from);
	return staged_judge_fresh(staged, &before, findings, err);
}

/* A published ref's tip, as far as the index differs from it. */
struct tip {
	const char *name, *commit;
	const struct chain_differences *differences;
	struct revision *revisions; /* of what the index has not */
	unsigned count;
};

static int read_tip(struct staged *staged, const struct repo_ref *ref, struct tip *tip,
	struct error *err)
{
	struct context *context = &staged->project->context;

	if (chain_staged_compare(staged->files, ref->commit, &tip->differences, err))
		return -1;
	tip->name = ref->name;
	tip->commit = ref->commit;
	tip->revisions = pool_array(
		context->pool, struct revision, tip->differences->count);
	tip->count = 0;
	for (unsigned i = 0; i < tip->differences->count; i++) {
		const struct chain_difference *from = &tip->differences->items[i];
		struct error ignored;

		if (*from->commit_blob &&
			!chain_read_head(context->pool, context->repo, from->path,
				from->commit_blob, &tip->revisions[tip->count], &ignored))
			tip->count++;
	}
	return 0;
}

static const struct revision *tip_find(const struct tip *tip, const char *id)
{
	for (unsigned i = 0; i < tip->count; i++) {
		if (!strcmp(tip->revisions[i].id, id))
			return &tip->revisions[i];
	}
	return NULL;
}

/* Would the published text with these parents be the same? */
static bool only_parents_differ(struct staged *staged, const struct revision *published,
	const struct revision *revision)
{
	struct context *context = &staged->project->context;
	struct pool *pool = context->pool;
	struct text text, canonical;
	struct error ignored;
	char *bytes, digest[41];
	size_t length;

	if (strings_equal(&published->parents, &revision->parents) ||
		repo_read(context->repo, pool, published->blob, &bytes, &length, &ignored))
		return false;
	text_init(&text, pool);
	text_init(&canonical, pool);
	if (manifest_set_parents(pool, published->path, bytes, length, &revision->parents,
		    &text, &ignored) ||
		manifest_canonical(pool, published->path, text.data, text.length,
			&canonical, &ignored))
		return false;
	repo_blob_id(canonical.data, canonical.length, digest);
	return !strcmp(digest, revision->digest);
}

static void add_finding(struct staged *staged, const char *code, enum severity severity,
	const char *id, const char *path, const char *message, struct findings *findings)
{
	struct finding finding = {.code = code,
		.severity = severity,
		.revision = id,
		.path = path,
		.message = message,
		.hint = severity == SEVERITY_ERROR
				? "Others have it as it is: leave it, and make a new "
				  "revision that changes what this one did."
				: "A hotfix for this branch may; who merges the two "
				  "branches has to choose one of the forms."};

	findings_add(staged->chain.pool, findings, finding);
}

/* Had this branch the revision where it parted from the published one? A hotfix that is
 * taken to a branch which lacked it follows what that branch has. */
static bool was_here(struct staged *staged, const struct tip *tip, const char *id)
{
	struct context *context = &staged->project->context;
	struct chain place = {.pool = context->pool,
		.config = &context->config,
		.repo = context->repo,
		.prefix = context->prefix};
	struct strings bases = {0};
	struct look_hit hit;
	struct error ignored;
	char head[41];
	bool found = repo_commit(context->repo, "HEAD", head, &ignored) || !head[0] ||
		     repo_merge_bases(context->repo, context->pool, head, tip->commit,
			     &bases, &ignored);

	for (unsigned i = 0; !found && i < bases.count; i++) {
		struct look *look;

		place.config = &context->config;
		if (chain_config_at(&place, bases.items[i], &place.config, &ignored))
			return true;
		look = look_open(context->pool, &place);
		found = look_find(look, bases.items[i], id, &hit) && !strcmp(hit.id, id);
		look_close(look);
	}
	return found;
}

static void judge_edit(struct staged *staged, const struct revision *revision,
	const struct tip *tips, unsigned count, struct findings *findings)
{
	const struct revision *published = NULL;
	const struct tip *tip = NULL;
	bool reparented;

	for (unsigned i = 0; i < count; i++) {
		const struct revision *other = tip_find(&tips[i], revision->id);

		if (!find_path(tips[i].differences, revision->path) ||
			(other && !strcmp(other->digest, revision->digest)))
			return;
		if (other && !published) {
			published = other;
			tip = &tips[i];
		}
	}
	if (!published)
		return;
	reparented = only_parents_differ(staged, published, revision);
	add_finding(staged, reparented ? "reparented" : "edited",
		reparented && !was_here(staged, tip, revision->id) ? SEVERITY_WARNING
								   : SEVERITY_ERROR,
		revision->id, revision->path,
		pool_printf(staged->chain.pool,
			"it is published (%s), and this commit "
			"changes its %s",
			tip->name, reparented ? "parents" : "content"),
		findings);
}

/* It is there, and cannot be read: that is said already. */
static bool is_broken(const struct staged *staged, const char *path)
{
	for (unsigned i = 0; i < staged->problems.count; i++) {
		const struct revision *revision = staged->problems.items[i].revision;

		if (!*revision->id && !strcmp(revision->path, path))
			return true;
	}
	return false;
}

static void judge_removals(struct staged *staged, const struct strings *before,
	const struct tip *tips, unsigned count, struct findings *findings)
{
	for (unsigned i = 0; i < before->count; i++) {
		const char *id = before->items[i];
		const struct revision *published = NULL;
		unsigned k = 0;

		if (map_find(&staged->chain.graph->ids, id))
			continue;
		for (; k < count && !published; k++)
			published = tip_find(&tips[k], id);
		if (published && !is_broken(staged, published->path))
			add_finding(staged, "removed", SEVERITY_ERROR, published->id,
				published->path,
				pool_printf(staged->chain.pool,
					"it is published (%s), and this commit removes it",
					tips[k - 1].name),
				findings);
	}
}

int staged_judge_published(
	struct staged *staged, struct findings *findings, struct error *err)
{
	struct context *context = &staged->project->context;
	struct strings before = {0};
	struct repo_ref *refs = NULL;
	unsigned count = 0;
	struct tip *tips;

	if (published_tips(staged->project, &refs, &count, err))
		return -1;
	if (!count)
		return 0;
	tips = pool_array(context->pool, struct tip, count);
	for (unsigned i = 0; i < count; i++) {
		if (read_tip(staged, &refs[i], &tips[i], err))
			return -1;
	}
	for (unsigned i = 0; i < staged->fresh.count; i++)
		judge_edit(staged, staged->fresh.items[i], tips, count, findings);
	gone_names(staged, &before);
	judge_removals(staged, &before, tips, count, findings);
	return 0;
}
