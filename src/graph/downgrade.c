#include "graph/rows.h"

#include <string.h>

/* Where a downgrade ends: above this revision, or above base (NULL), on a branch or all. */
struct bottom {
	const struct revision *revision;
	const char *branch; /* NULL: none was named */
};

/* "L@-N" starts at the one row of the branch, or at the one tip that is applied only
 * through dependencies. */
static int start_on_branch(
	struct context *c, const char *branch, const struct revision **start)
{
	struct revisions starts = {0};
	const bool *applied;
	bool *lineage;

	if (lineage_of(c, branch, &lineage))
		return -1;
	for (unsigned i = 0; i < c->rows.count; i++) {
		if (lineage[c->rows.items[i]->index])
			revisions_add(c->scratch, &starts, c->rows.items[i]);
	}
	applied = rows_applied(c);
	if (!starts.count) {
		for (unsigned i = 0; i < c->graph->count; i++) {
			const struct revision *revision = c->graph->items[i];
			bool tip = applied[i] && lineage[i];

			for (unsigned j = 0; j < revision->child_count && tip; j++)
				tip = !applied[revision->child[j]->index];
			if (tip)
				revisions_add(c->scratch, &starts, revision);
		}
	}
	if (starts.count == 1) {
		*start = starts.items[0];
		return 0;
	}
	if (!starts.count) {
		(void)error_set(c->err, ERR_RELATIVE_OUT_OF_RANGE,
			"nothing of the branch '%s' is applied", branch);
		return error_hint(c->err, "`gitmig current` shows what is.");
	}
	(void)error_set(c->err, ERR_AMBIGUOUS_WALK,
		"the branch '%s' is applied up to %u revisions: %s", branch, starts.count,
		revisions_list(c->scratch, &starts));
	return error_hint(c->err, "Name the revision to stop at.");
}

static int relative_bottom(struct context *c, const char *target,
	const struct relative *relative, struct bottom *bottom)
{
	const struct revision *start;
	bool *lineage = NULL, up = relative->steps >= 0;
	const char *symbol = relative->symbol;
	struct spot spot;

	if (up && !symbol)
		return out_of_range(c, target);
	if (up && relative->branch && relative->steps &&
		lineage_of(c, relative->branch, &lineage))
		return -1;
	if (symbol && !up && relative->branch)
		symbol = pool_printf(c->scratch, "%s@%s", relative->branch, symbol);
	if (symbol ? target_one(c, symbol, &start)
		   : start_on_branch(c, relative->branch, &start))
		return -1;
	if (walk(c, start, relative->steps, lineage, true, &spot))
		return -1;
	/* Up from base is above it, or nowhere. */
	if (spot.beyond || (up && !spot.revision))
		return out_of_range(c, target);
	*bottom = (struct bottom){spot.revision, relative->branch};
	return 0;
}

static int absolute_bottom(struct context *c, const char *target, struct bottom *bottom)
{
	const char *at = strrchr(target, '@');

	*bottom = (struct bottom){0};
	if (at && at > target)
		bottom->branch = pool_strndup(c->scratch, target, (size_t)(at - target));
	return target_one(c, at ? at + 1 : target, &bottom->revision);
}

static int not_below(struct context *c, const char *target)
{
	(void)error_set(c->err, ERR_RANGE_NOT_ANCESTOR,
		"'%s' is not below what the database is at%s%s", target,
		c->rows.count ? ", " : "",
		c->rows.count ? revisions_list(c->scratch, &c->rows) : "");
	return error_hint(
		c->err, "`gitmig history -i` shows what is applied, and above what.");
}

/* What stands directly above the bottom; of several, those below the branch's revision. */
static int lowest_to_drop(struct context *c, const char *target,
	const struct bottom *bottom, struct revisions *out)
{
	const struct revision *on;
	bool *below;
	unsigned kept = 0;

	if (bottom->revision)
		for (unsigned i = 0; i < bottom->revision->child_count; i++)
			revisions_add(c->scratch, out, bottom->revision->child[i]);
	else
		graph_bases(c->graph, out);
	if (!bottom->branch || out->count < 2)
		return 0;
	if (branch_of(c, bottom->branch, &on))
		return -1;
	below = pool_array(c->scratch, bool, c->graph->count);
	graph_mark_one(c->graph, on, DOWN, false, below);
	for (unsigned i = 0; i < out->count; i++) {
		if (below[out->items[i]->index])
			out->items[kept++] = out->items[i];
	}
	out->count = kept;
	return kept ? 0 : not_below(c, target);
}

static bool is_row(const struct context *c, const struct revision *revision)
{
	for (unsigned i = 0; i < c->rows.count; i++) {
		if (c->rows.items[i] == revision)
			return true;
	}
	return false;
}

/* A dependency counts too: what depends on something that goes has to go first. */
static int above(struct context *c, const char *target, const struct bottom *bottom,
	const bool *applied, struct revisions *order)
{
	bool *drop = pool_array(c->scratch, bool, c->graph->count), any = false;
	struct revisions lowest = {0};

	if (lowest_to_drop(c, target, bottom, &lowest))
		return -1;
	graph_mark(c->graph, &lowest, UP, true, drop);
	for (unsigned i = 0; i < c->graph->count; i++) {
		drop[i] = drop[i] && applied[i];
		any = any || drop[i];
	}
	if (!any && bottom->revision && !is_row(c, bottom->revision))
		return not_below(c, target);
	graph_sort(c->scratch, c->graph, drop, order);
	return 0;
}

/* --- -N, by the log --- */

struct undo {
	struct context *c;
	unsigned *when;               /* by index: the greater, the later it was applied */
	unsigned *standing;           /* applied D-children that are not undone */
	const struct revision **heap; /* those on which nothing stands, the latest first */
	unsigned count;
};

static void heap_swap(struct undo *u, unsigned a, unsigned b)
{
	const struct revision *kept = u->heap[a];

	u->heap[a] = u->heap[b];
	u->heap[b] = kept;
}

static bool later(const struct undo *u, unsigned a, unsigned b)
{
	return u->when[u->heap[a]->index] > u->when[u->heap[b]->index];
}

static void heap_add(struct undo *u, const struct revision *revision)
{
	unsigned at = u->count++;

	u->heap[at] = revision;
	for (; at && later(u, at, (at - 1) / 2); at = (at - 1) / 2)
		heap_swap(u, at, (at - 1) / 2);
}

static const struct revision *heap_take(struct undo *u)
{
	const struct revision *taken = u->heap[0];
	unsigned at = 0;

	u->heap[0] = u->heap[--u->count];
	for (;;) {
		unsigned child = 2 * at + 1;

		if (child + 1 < u->count && later(u, child + 1, child))
			child++;
		if (child >= u->count || !later(u, child, at))
			return taken;
		heap_swap(u, child, at);
		at = child;
	}
}

/* The order of the graph for what the log lacks, then the log's. */
static void note_times(struct undo *u, const struct strings *log)
{
	const struct graph *graph = u->c->graph;

	for (unsigned i = 0; i < graph->count; i++)
		u->when[graph->order[i]->index] = i;
	for (unsigned i = 0; log && i < log->count; i++) {
		const struct revision *revision = map_find(&graph->ids, log->items[i]);

		if (revision)
			u->when[revision->index] = graph->count + i;
	}
}

static void undo_init(struct undo *u, const bool *applied, const struct strings *log)
{
	const struct graph *graph = u->c->graph;

	u->when = pool_array(u->c->scratch, unsigned, graph->count);
	u->standing = pool_array(u->c->scratch, unsigned, graph->count);
	u->heap = pool_array(u->c->scratch, const struct revision *, graph->count);
	note_times(u, log);
	for (unsigned i = 0; i < graph->count; i++) {
		const struct revision *revision = graph->items[i];

		if (!applied[i])
			continue;
		for (unsigned j = 0; j < revision_below_count(revision); j++)
			u->standing[revision_below(revision, j)->index]++;
	}
	for (unsigned i = 0; i < graph->count; i++) {
		if (applied[i] && !u->standing[i])
			heap_add(u, graph->items[i]);
	}
}

static int too_few(struct context *c, const char *target, unsigned applied)
{
	(void)error_set(c->err, ERR_RELATIVE_OUT_OF_RANGE,
		"'%s' undoes more than is applied: %u revision%s", target, applied,
		applied == 1 ? "" : "s");
	return error_hint(c->err, "`base` undoes all; `gitmig history -i` shows them.");
}

static int last_applied(struct context *c, const char *target, int count,
	const struct strings *log, const bool *applied, struct revisions *order)
{
	struct undo undo = {.c = c};

	undo_init(&undo, applied, log);
	for (int i = 0; i < count; i++) {
		const struct revision *revision;

		if (!undo.count)
			return too_few(c, target, order->count);
		revision = heap_take(&undo);
		revisions_add(c->scratch, order, revision);
		for (unsigned j = 0; j < revision_below_count(revision); j++) {
			const struct revision *below = revision_below(revision, j);

			if (!--undo.standing[below->index])
				heap_add(&undo, below);
		}
	}
	return count ? 0 : out_of_range(c, target);
}

/* --- the plan --- */

static int find_order(struct context *c, const char *target, const struct strings *log,
	const bool *applied, struct revisions *order)
{
	struct relative relative;
	struct bottom bottom = {0};

	if (!relative_parse(c, target, &relative)) {
		if (absolute_bottom(c, target, &bottom))
			return -1;
		return above(c, target, &bottom, applied, order);
	}
	if (relative.steps < 0 && !relative.symbol && !relative.branch)
		return last_applied(c, target, -relative.steps, log, applied, order);
	if (relative_bottom(c, target, &relative, &bottom))
		return -1;
	return above(c, target, &bottom, applied, order);
}

static int make_plan(
	struct context *c, const char *target, const struct strings *log, struct plan *plan)
{
	bool *applied = rows_applied(c);
	struct revisions order = {0};
	struct rows rows;

	if (find_order(c, target, log, applied, &order))
		return -1;
	rows_init(&rows, c, applied);
	rows_plan_down(&rows, &order, plan);
	return 0;
}

int plan_downgrade(struct pool *pool, const struct graph *graph, const struct strings *rows,
	const struct strings *log, const char *target, struct plan *plan, struct error *err)
{
	struct context c;
	struct pool scratch;
	int result;

	pool_init(&scratch);
	if (strchr(target, ':')) {
		(void)error_set(err, ERR_USAGE, "the range '%s' needs --sql", target);
		result = error_hint(err,
			"A downgrade starts at what the database has: name the "
			"target alone.");
	} else {
		result = context_init(&c, pool, &scratch, graph, rows, err);
		if (!result)
			result = make_plan(&c, target, log, plan);
	}
	pool_release(&scratch);
	return result;
}
