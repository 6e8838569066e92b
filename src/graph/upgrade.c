#include "graph/upgrade.h"

#include <string.h>

int range_split(struct context *c, const char *text, bool *is_range, const char **from,
	const char **to)
{
	const char *colon = strchr(text, ':');

	*is_range = colon != NULL;
	if (!colon)
		return 0;
	if (strchr(colon + 1, ':')) {
		(void)error_set(c->err, ERR_USAGE, "'%s' is not a range", text);
		return error_hint(c->err, "A range is A:B, with one colon.");
	}
	*from = pool_strndup(c->scratch, text, (size_t)(colon - text));
	*to = colon + 1;
	return 0;
}

/* --- targets --- */

/* Applied revisions of the lineage on which no other of them stands. */
static void applied_tips(struct context *c, const bool *lineage, struct revisions *out)
{
	bool *applied = pool_array(c->scratch, bool, c->graph->count);
	bool *covered = pool_array(c->scratch, bool, c->graph->count);

	graph_mark(c->graph, &c->start, DOWN, true, applied);
	for (unsigned i = 0; i < c->graph->count; i++) {
		const struct revision *revision = c->graph->items[i];

		if (!applied[i] || !lineage[i])
			continue;
		for (unsigned j = 0; j < revision_below_count(revision); j++)
			covered[revision_below(revision, j)->index] = true;
	}
	for (unsigned i = 0; i < c->graph->count; i++) {
		if (applied[i] && lineage[i] && !covered[i])
			revisions_add(c->scratch, out, c->graph->items[i]);
	}
}

/* Where "+N" and "L@+N" start: at the row, or the row of the branch. */
static int start_of(struct context *c, const bool *lineage, const struct revision **start)
{
	struct revisions starts = {0};

	for (unsigned i = 0; i < c->start.count; i++) {
		if (!lineage || lineage[c->start.items[i]->index])
			revisions_add(c->scratch, &starts, c->start.items[i]);
	}
	if (!starts.count && lineage)
		applied_tips(c, lineage, &starts);
	if (starts.count > 1) {
		(void)error_set(c->err, ERR_AMBIGUOUS_WALK,
			"'+N' could start at %u revisions: %s", starts.count,
			revisions_list(c->scratch, &starts));
		return error_hint(c->err,
			"Say on which branch to go: `LABEL@+N`, or name a revision.");
	}
	*start = starts.count ? starts.items[0] : NULL;
	return 0;
}

static int relative_start(struct context *c, const struct relative *relative, bool up,
	const bool *lineage, const struct revision **start)
{
	const char *symbol = relative->symbol;

	if (!symbol)
		return start_of(c, lineage, start);
	if (!up && relative->branch)
		symbol = pool_printf(c->scratch, "%s@%s", relative->branch, symbol);
	return target_one(c, symbol, start);
}

int upgrade_targets(struct context *c, const char *text, bool strict, struct revisions *out)
{
	const struct revision *start;
	struct relative relative;
	bool *lineage = NULL, up;
	struct spot spot;

	if (!relative_parse(c, text, &relative))
		return target_all(c, text, out, NULL);
	up = relative.steps > 0;
	if (!up && !relative.symbol)
		return out_of_range(c, text);
	if (up && relative.branch && lineage_of(c, relative.branch, &lineage))
		return -1;
	if (relative_start(c, &relative, up, lineage, &start))
		return -1;
	if (walk(c, start, relative.steps, lineage, strict, &spot))
		return -1;
	if (spot.beyond)
		return out_of_range(c, text);
	*out = (struct revisions){0};
	if (spot.revision)
		revisions_add(c->scratch, out, spot.revision);
	return 0;
}

/* --- the plan --- */

static int overlapping(
	struct context *c, const struct revision *a, const struct revisions *all)
{
	(void)error_set(c->err, ERR_OVERLAPPING_REVISIONS,
		"revision %s is below another one of %s", a->id,
		revisions_list(c->scratch, all));
	return error_hint(c->err, "The lower one says nothing: `gitmig stamp` with the "
				  "upper ones takes it out of "
				  "the version table.");
}

int reached_apart(struct context *c, const struct revisions *from, bool *marks)
{
	bool *below = pool_array(c->scratch, bool, c->graph->count);
	struct revisions next = {0};

	for (unsigned i = 0; i < from->count; i++) {
		const struct revision *revision = from->items[i];

		for (unsigned j = 0; j < revision_below_count(revision); j++)
			revisions_add(c->scratch, &next, revision_below(revision, j));
	}
	graph_mark(c->graph, &next, DOWN, true, below);
	for (unsigned i = 0; i < from->count; i++) {
		if (below[from->items[i]->index])
			return overlapping(c, from->items[i], from);
	}
	for (unsigned i = 0; i < c->graph->count; i++)
		marks[i] = below[i];
	for (unsigned i = 0; i < from->count; i++)
		marks[from->items[i]->index] = true;
	return 0;
}

static void turn_round(struct revisions *list)
{
	for (unsigned i = 0; i < list->count / 2; i++) {
		const struct revision *other = list->items[list->count - 1 - i];

		list->items[list->count - 1 - i] = list->items[i];
		list->items[i] = other;
	}
}

static int make_plan(struct context *c, const char *target, struct plan *plan)
{
	bool *needed = pool_array(c->scratch, bool, c->graph->count);
	bool *applied = pool_array(c->scratch, bool, c->graph->count);
	struct revisions targets = {0}, order;
	struct rows rows;

	if (upgrade_targets(c, target, true, &targets) ||
		reached_apart(c, &targets, needed) || reached_apart(c, &c->rows, applied))
		return -1;
	for (unsigned i = 0; i < c->graph->count; i++)
		needed[i] = needed[i] && !applied[i];
	graph_sort(c->scratch, c->graph, needed, &order);
	turn_round(&order);
	rows_init(&rows, c, applied);
	rows_plan_up(&rows, &order, plan);
	return 0;
}

int plan_upgrade(struct pool *pool, const struct graph *graph, const struct strings *rows,
	const char *target, struct plan *plan, struct error *err)
{
	struct context c;
	struct pool scratch;
	int result;

	pool_init(&scratch);
	if (strchr(target, ':')) {
		(void)error_set(err, ERR_USAGE, "the range '%s' needs --sql", target);
		result = error_hint(err,
			"An upgrade starts at what the database has: name the "
			"target alone.");
	} else {
		result = context_init(&c, pool, &scratch, graph, rows, err);
		if (!result)
			result = make_plan(&c, target, plan);
	}
	pool_release(&scratch);
	return result;
}
