#include "verify/internal.h"

#include "base/file.h"

#include <string.h>

/* What the tree says by itself. */

static void take_problems(struct judge *judge)
{
	for (unsigned i = 0; i < judge->problems.count; i++) {
		const struct graph_problem *problem = &judge->problems.items[i];
		struct finding finding = {
			.code = error_code_name(problem->code),
			.severity = SEVERITY_ERROR,
			.revision = *problem->revision->id ? problem->revision->id : NULL,
			.path = repo_shown_name(judge->pool, problem->revision->path),
			.message = problem->message,
			.hint = problem->hint && *problem->hint ? problem->hint : NULL,
			.line = problem->line,
			.column = problem->column,
			.missing = problem->missing,
		};

		if (problem->code == ERR_MANIFEST_INVALID && !finding.hint)
			finding.hint = "Correct the file; docs/manifest.md says what may "
				       "stand in it.";
		findings_add(judge->pool, judge->findings, finding);
	}
}

/* Two files with the same revision in the same form do no harm: the graph has it once. */
void verify_copies(const struct chain *chain, struct pool *pool, struct findings *findings)
{
	for (unsigned i = 0; i < chain->count; i++) {
		const struct revision *revision = chain->revisions[i];
		const struct revision *other = map_find(&chain->graph->ids, revision->id);
		struct finding finding = {
			.code = "duplicate-revision",
			.severity = SEVERITY_WARNING,
			.revision = revision->id,
			.path = revision->path,
			.hint = "It counts once; remove one of the two files.",
		};

		if (!other || other == revision ||
			strcmp(other->digest, revision->digest) != 0)
			continue;
		finding.message = pool_printf(
			pool, "%s has the same revision", other->path);
		findings_add(pool, findings, finding);
	}
}

void judge_name(struct judge *judge, const struct revision *revision)
{
	if (strstr(path_basename(revision->path), revision->id) ||
		judge_exempt(judge, revision))
		return;
	judge_find(judge, revision, "name-mismatch", SEVERITY_WARNING,
		pool_printf(
			judge->pool, "the name of the file lacks the id %s", revision->id),
		"The id inside counts; `git mv` the file to a name that has it, so that "
		"people find it.");
}

static unsigned carriers(const struct strings *labels, unsigned count, const char *label)
{
	unsigned found = 0;

	for (unsigned i = 0; i < count; i++)
		found += strings_has(&labels[i], label);
	return found;
}

static bool has_own_label(const struct strings *labels, unsigned count, unsigned head)
{
	for (unsigned i = 0; i < labels[head].count; i++)
		if (carriers(labels, count, labels[head].items[i]) == 1)
			return true;
	return false;
}

#define HEADS_NAMED 8

static void report_heads(
	struct pool *pool, const struct revisions *heads, struct findings *findings)
{
	struct finding finding = {.code = "multiple-heads", .severity = SEVERITY_ERROR};
	struct text names;

	text_init(&names, pool);
	for (unsigned i = 0; i < heads->count && i < HEADS_NAMED; i++)
		text_printf(&names, "%s%s (%s)", i ? ", " : "", heads->items[i]->id,
			heads->items[i]->path);
	if (heads->count > HEADS_NAMED)
		text_printf(&names, " and %u more", heads->count - HEADS_NAMED);
	finding.message = pool_printf(
		pool, "there are %u heads: %s", heads->count, names.data);
	finding.hint = "`gitmig merge heads` joins them when they are independent; where "
		       "several branches are meant, give each one a branch label.";
	findings_add(pool, findings, finding);
}

void verify_heads(struct pool *pool, const struct graph *graph, struct findings *findings)
{
	struct revisions heads = {0};
	struct strings *labels;
	bool all_own = true;

	graph_heads(graph, &heads);
	if (heads.count < 2)
		return;
	labels = pool_array(pool, struct strings, heads.count);
	for (unsigned i = 0; i < heads.count; i++) {
		graph_lineage_labels(graph, heads.items[i], &labels[i]);
		all_own = all_own && labels[i].count;
	}
	for (unsigned i = 0; i < heads.count && all_own; i++)
		all_own = has_own_label(labels, heads.count, i);
	if (!all_own)
		report_heads(pool, &heads, findings);
}

void judge_tree(struct judge *judge)
{
	take_problems(judge);
	verify_copies(&judge->chain, judge->pool, judge->findings);
	for (unsigned i = 0; i < judge->chain.count; i++)
		judge_name(judge, judge->chain.revisions[i]);
	verify_heads(judge->pool, judge->chain.graph, judge->findings);
}
