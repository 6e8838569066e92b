#include "graph/internal.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* Prefixes serve for ids and labels of at least this length, as in Alembic. */
#define PREFIX_MIN 4

bool revision_id_valid(const char *id)
{
	size_t length = strspn(id, "0123456789_abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

	return length > 0 && length <= 64 && !id[length];
}

bool branch_label_valid(const char *label)
{
	return *label && !label[strcspn(label, "@-+: \t\r\n\v\f")];
}

struct revision *graph_exact(const struct graph *graph, const char *name)
{
	struct revision *revision = map_find(&graph->ids, name);

	return revision ? revision : map_find(&graph->labels, name);
}

/* The revisions that a prefix fits, each once, by id or by label. */
static void fits(const struct graph *graph, struct pool *pool, const char *prefix,
	const bool *lineage, struct revisions *out)
{
	size_t length = strlen(prefix);

	for (unsigned i = 0; i < graph->count; i++) {
		const struct revision *revision = graph->items[i];
		bool fit = strlen(revision->id) >= PREFIX_MIN &&
			   !strncmp(revision->id, prefix, length);

		for (unsigned j = 0; j < revision->labels.count && !fit; j++) {
			const char *label = revision->labels.items[j];

			fit = strlen(label) >= PREFIX_MIN &&
			      !strncmp(label, prefix, length);
		}
		if (fit && (!lineage || lineage[i]))
			revisions_add(pool, out, revision);
	}
}

static int no_such(
	const struct graph *graph, const char *name, const char *branch, struct error *err)
{
	const char *near = graph_nearest(graph, name);

	if (branch)
		(void)error_set(err, ERR_NO_SUCH_REVISION,
			"branch '%s' has no revision '%s'", branch, name);
	else
		(void)error_set(err, ERR_NO_SUCH_REVISION,
			"there is no revision or branch '%s'", name);
	(void)error_revision(err, name);
	if (near)
		return error_hint(err,
			"Did you mean %s? `gitmig history` lists all revisions.", near);
	return error_hint(err,
		"`gitmig history` lists all revisions; an id of %d or more characters may "
		"be "
		"shortened.",
		PREFIX_MIN);
}

int graph_name(const struct graph *graph, const char *name, const bool *lineage,
	const char *branch, const struct revision **out, struct error *err)
{
	const struct revision *exact = graph_exact(graph, name);
	struct revisions found = {0};
	struct pool scratch;
	int result = 0;

	if (exact && lineage && !lineage[exact->index]) {
		(void)error_set(err, ERR_NOT_IN_PATH,
			"revision %s is not on the branch '%s'", exact->id, branch);
		return error_hint(err, "Name it without '%s@'.", branch);
	}
	if (exact) {
		*out = exact;
		return 0;
	}
	if (!*name) {
		(void)error_set(err, ERR_USAGE, "the name of a revision is missing");
		return error_hint(err, "`gitmig history` lists all revisions.");
	}
	pool_init(&scratch);
	fits(graph, &scratch, name, lineage, &found);
	if (!found.count) {
		result = no_such(graph, name, branch, err);
	} else if (found.count > 1) {
		(void)error_set(err, ERR_AMBIGUOUS_REVISION, "'%s' fits %s", name,
			revisions_list(&scratch, &found));
		result = error_hint(err, "Write more of the id.");
	} else {
		*out = found.items[0];
	}
	pool_release(&scratch);
	return result;
}

int graph_find(const struct graph *graph, const char *name, const struct revision **out,
	struct error *err)
{
	return graph_name(graph, name, NULL, NULL, out, err);
}

/* Insertions, deletions and changes that lead from one to the other; limit + 1 when it is
 * more than limit. */
static unsigned distance(const char *a, const char *b, unsigned limit)
{
	unsigned row[66], length = (unsigned)strlen(b);

	if (length > 64)
		return limit + 1;
	for (unsigned j = 0; j <= length; j++)
		row[j] = j;
	for (unsigned i = 1; *a; a++, i++) {
		unsigned diagonal = row[0], least = i;

		row[0] = i;
		for (unsigned j = 1; j <= length; j++) {
			unsigned best = diagonal + (*a != b[j - 1]);

			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
			if (best < least)
				least = best;
		}
		if (least > limit)
			return limit + 1;
	}
	return row[length];
}

static void consider(
	const char *candidate, const char *name, const char **nearest, unsigned *least)
{
	size_t length = strlen(name);
	unsigned away;

	if (length >= PREFIX_MIN && !strncmp(candidate, name, length))
		away = 0;
	else
		away = distance(name, candidate, *least);
	if (away < *least) {
		*least = away;
		*nearest = candidate;
	}
}

const char *graph_whole_id(const struct graph *graph, const char *prefix)
{
	size_t length = strlen(prefix);
	const char *whole = NULL;

	for (unsigned i = 0; length >= PREFIX_MIN && i < graph->count; i++) {
		if (strncmp(graph->items[i]->id, prefix, length) != 0)
			continue;
		if (whole)
			return NULL;
		whole = graph->items[i]->id;
	}
	return whole;
}

const char *graph_nearest(const struct graph *graph, const char *name)
{
	const char *nearest = NULL;
	size_t length = strlen(name);
	unsigned least = length < 4 ? 2 : length < 9 ? 3 : 4;

	if (length > 64)
		return NULL;
	for (unsigned i = 0; i < graph->count; i++) {
		const struct revision *revision = graph->items[i];

		consider(revision->id, name, &nearest, &least);
		for (unsigned j = 0; j < revision->labels.count; j++)
			consider(revision->labels.items[j], name, &nearest, &least);
	}
	return nearest;
}
