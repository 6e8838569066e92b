#include "graph/upgrade.h"

#include <string.h>

/* --- the ends of a range --- */

/*
 * "L@..." as the lower end keeps the heads of that branch only. Alembic does so by the
 * name: a label, or a full id, which stands for the one label of its lineage. A shortened
 * name is neither, and keeps none.
 */
static int keep_branch(struct context *c, const char *branch, struct revisions *targets)
{
	const struct revision *on = map_find(&c->graph->labels, branch);
	bool *lineage;
	unsigned kept = 0;

	if (!on) {
		struct strings labels = {0};

		if (graph_name(c->graph, branch, NULL, NULL, &on, c->err))
			return -1;
		if (strcmp(on->id, branch) != 0) {
			targets->count = 0;
			return 0;
		}
		graph_lineage_labels(c->graph, on, &labels);
		if (labels.count == 1)
			branch = labels.items[0];
	}
	if (lineage_of(c, branch, &lineage))
		return -1;
	for (unsigned i = 0; i < targets->count; i++) {
		if (lineage[targets->items[i]->index])
			targets->items[kept++] = targets->items[i];
	}
	targets->count = kept;
	return 0;
}

/* What the lower end names; none is base. */
static int lower_end(struct context *c, const char *text, struct revisions *lower)
{
	bool beyond;

	if (!*text) {
		*lower = (struct revisions){0};
		return 0;
	}
	if (target_all(c, text, lower, &beyond))
		return -1;
	if (beyond)
		lower->count = 0;
	return 0;
}

/* A relative upper end starts at the lower one, not at the database's rows. */
static int upper_end(struct context *c, const char *text, const struct revisions *lower,
	struct revisions *upper)
{
	struct context from = *c;

	from.start = *lower;
	return upgrade_targets(&from, *text ? text : "heads", false, upper);
}

static int not_an_ancestor(struct context *c, const char *from, const char *to)
{
	(void)error_set(c->err, ERR_RANGE_NOT_ANCESTOR, "%s is not below %s", from,
		*to ? to : "the heads");
	return error_hint(c->err, "A range is OLDER:NEWER, both on one branch.");
}

/* --- the walk --- */

/*
 * marks: what the upper end reaches and the lower one does not; wanted: what is listed,
 * those of them that stand on the lower end along parents.
 */
static int select_range(
	struct context *c, const char *from, const char *to, bool *marks, bool *wanted)
{
	bool *below_lower = pool_array(c->scratch, bool, c->graph->count);
	const char *at = strchr(from, '@');
	struct revisions lower, upper;

	if (lower_end(c, from, &lower) || upper_end(c, to, &lower, &upper))
		return -1;
	if (at > from &&
		keep_branch(c, pool_strndup(c->scratch, from, (size_t)(at - from)), &upper))
		return -1;
	if (reached_apart(c, &upper, marks))
		return -1;
	for (unsigned i = 0; i < lower.count; i++) {
		if (!marks[lower.items[i]->index])
			return not_an_ancestor(c, from, to);
	}
	if (reached_apart(c, &lower, below_lower))
		return -1;
	for (unsigned i = 0; i < lower.count; i++)
		below_lower[lower.items[i]->index] = false;
	graph_mark(c->graph, &lower, UP, false, wanted);
	for (unsigned i = 0; i < c->graph->count; i++) {
		marks[i] = marks[i] && !below_lower[i];
		wanted[i] = wanted[i] || !lower.count;
	}
	return 0;
}

static int list_range(struct context *c, const char *range, struct revisions *out)
{
	bool *marks = pool_array(c->scratch, bool, c->graph->count), is_range;
	bool *wanted = pool_array(c->scratch, bool, c->graph->count);
	const char *from, *to;
	unsigned kept = 0;

	if (range_split(c, range, &is_range, &from, &to))
		return -1;
	if (!is_range) {
		(void)error_set(c->err, ERR_USAGE, "'%s' is not a range", range);
		return error_hint(c->err, "A range is A:B, A: or :B.");
	}
	if (select_range(c, from, to, marks, wanted))
		return -1;
	/* Sorted with those between them that are not listed: they hold the others apart.
	 */
	graph_sort(c->pool, c->graph, marks, out);
	for (unsigned i = 0; i < out->count; i++) {
		if (wanted[out->items[i]->index])
			out->items[kept++] = out->items[i];
	}
	out->count = kept;
	return 0;
}

static bool names_rows(const char *range)
{
	return range && strstr(range, "current");
}

int graph_history(struct pool *pool, const struct graph *graph, const struct strings *rows,
	const char *range, struct revisions *out, struct error *err)
{
	struct context c;
	struct pool scratch;
	int result;

	if (!range) {
		*out = (struct revisions){
			pool_array(pool, const struct revision *, graph->count), 0,
			graph->count};
		while (out->count < graph->count) {
			out->items[out->count] =
				graph->order[graph->count - 1 - out->count];
			out->count++;
		}
		return 0;
	}
	pool_init(&scratch);
	/* Unknown rows matter only to who asks for the rows. */
	result = context_init(
		&c, pool, &scratch, graph, names_rows(range) ? rows : NULL, err);
	if (!result)
		result = list_range(&c, range, out);
	pool_release(&scratch);
	return result;
}

/* --- what the database has --- */

static void known_rows(const struct graph *graph, const struct strings *rows,
	struct pool *pool, struct revisions *known)
{
	for (unsigned i = 0; i < rows->count; i++) {
		const struct revision *revision = graph_by_id(graph, rows->items[i]);

		if (revision)
			revisions_add(pool, known, revision);
	}
}

void graph_mark_applied(const struct graph *graph, const struct strings *rows, bool *marks)
{
	struct revisions known = {0};
	struct pool scratch;

	pool_init(&scratch);
	known_rows(graph, rows, &scratch, &known);
	graph_mark(graph, &known, DOWN, true, marks);
	pool_release(&scratch);
}

static void add_unknown(struct pool *pool, const struct graph *graph,
	const struct strings *rows, struct revisions *out)
{
	struct map seen;
	struct strings sorted = {0};

	map_init(&seen, pool, false);
	for (unsigned i = 0; i < rows->count; i++) {
		if (!graph_by_id(graph, rows->items[i]) &&
			!map_put(&seen, rows->items[i], rows->items[i]))
			strings_add(pool, &sorted, rows->items[i]);
	}
	strings_sort(&sorted);
	for (unsigned i = 0; i < sorted.count; i++) {
		struct revision *revision = pool_new(pool, struct revision);

		revision->id = pool_strdup(pool, sorted.items[i]);
		revisions_add(pool, out, revision);
	}
}

int graph_current(struct pool *pool, const struct graph *graph, const struct strings *rows,
	struct revisions *out, struct error *err)
{
	bool *applied = pool_array(pool, bool, graph->count);

	(void)err;
	*out = (struct revisions){0};
	graph_mark_applied(graph, rows, applied);
	for (unsigned i = 0; i < graph->count; i++) {
		const struct revision *revision = graph->items[i];
		bool tip = applied[i];

		for (unsigned j = 0; j < revision->child_count && tip; j++)
			tip = !applied[revision->child[j]->index];
		if (tip)
			revisions_add(pool, out, revision);
	}
	add_unknown(pool, graph, rows, out);
	return 0;
}

bool graph_at_heads(const struct graph *graph, const struct strings *rows)
{
	struct pool scratch;
	bool *is_row, same = true;

	pool_init(&scratch);
	is_row = pool_array(&scratch, bool, graph->count);
	for (unsigned i = 0; i < rows->count; i++) {
		const struct revision *revision = graph_by_id(graph, rows->items[i]);

		if (revision)
			is_row[revision->index] = true;
		else
			same = false;
	}
	for (unsigned i = 0; i < graph->count; i++)
		same = same && is_row[i] == revision_is_head(graph->items[i]);
	pool_release(&scratch);
	return same;
}

int graph_resolve(struct pool *pool, const struct graph *graph, const struct strings *rows,
	const char *target, struct revisions *out, struct error *err)
{
	struct revisions found = {0};
	struct context c;
	struct pool scratch;
	int result;

	pool_init(&scratch);
	result = context_init(
		&c, pool, &scratch, graph, names_rows(target) ? rows : NULL, err);
	if (!result)
		result = target_all(&c, target, &found, NULL);
	if (!result) {
		*out = (struct revisions){0};
		for (unsigned i = 0; i < found.count; i++)
			revisions_add(pool, out, found.items[i]);
	}
	pool_release(&scratch);
	return result;
}
