#include "graph/rows.h"

bool *rows_applied(struct context *c)
{
	bool *applied = pool_array(c->scratch, bool, c->graph->count);

	graph_mark(c->graph, &c->rows, DOWN, true, applied);
	return applied;
}

void rows_init(struct rows *rows, struct context *c, bool *applied)
{
	const struct graph *graph = c->graph;

	*rows = (struct rows){.c = c, .applied = applied};
	rows->row = pool_array(c->scratch, bool, graph->count);
	rows->standing = pool_array(c->scratch, unsigned, graph->count);
	for (unsigned i = 0; i < c->rows.count; i++)
		rows->row[c->rows.items[i]->index] = true;
	for (unsigned i = 0; i < graph->count; i++) {
		const struct revision *revision = graph->items[i];

		if (!applied[i])
			continue;
		for (unsigned j = 0; j < revision_below_count(revision); j++)
			rows->standing[revision_below(revision, j)->index]++;
	}
}

static struct strings room(struct rows *rows, unsigned count)
{
	return (struct strings){pool_array(rows->c->pool, char *, count), 0, count};
}

static void put(struct strings *list, const struct revision *revision)
{
	list->items[list->count++] = (char *)(size_t)revision->id;
}

/* The rows below give way to the one row that stands on them. */
static void step_up(struct rows *rows, const struct revision *revision, struct step *step)
{
	unsigned below = revision_below_count(revision), gone = 0;

	for (unsigned i = 0; i < below; i++)
		gone += rows->row[revision_below(revision, i)->index];
	*step = (struct step){STEP_UPGRADE, revision, room(rows, gone), room(rows, 1)};
	for (unsigned i = 0; i < below; i++) {
		const struct revision *to = revision_below(revision, i);

		rows->standing[to->index]++;
		if (!rows->row[to->index])
			continue;
		rows->row[to->index] = false;
		put(&step->removes, to);
	}
	rows->applied[revision->index] = true;
	rows->row[revision->index] = true;
	put(&step->adds, revision);
}

static bool comes_back(const struct rows *rows, const struct revision *revision)
{
	return rows->applied[revision->index] && !rows->standing[revision->index] &&
	       !rows->row[revision->index];
}

/* The revisions below that nothing else stands on become rows again. */
static void step_down(struct rows *rows, const struct revision *revision, struct step *step)
{
	unsigned below = revision_below_count(revision), back = 0;

	rows->applied[revision->index] = false;
	for (unsigned i = 0; i < below; i++) {
		const struct revision *to = revision_below(revision, i);

		rows->standing[to->index]--;
		back += comes_back(rows, to);
	}
	*step = (struct step){STEP_DOWNGRADE, revision,
		room(rows, rows->row[revision->index]), room(rows, back)};
	if (rows->row[revision->index])
		put(&step->removes, revision);
	rows->row[revision->index] = false;
	for (unsigned i = 0; i < below; i++) {
		const struct revision *to = revision_below(revision, i);

		if (!comes_back(rows, to))
			continue;
		rows->row[to->index] = true;
		put(&step->adds, to);
	}
}

/*
 * Rows on which an applied revision stands: Alembic leaves such, and a hand may have put
 * them there. They say nothing, and go with the first step.
 */
static void drop_stale(struct rows *rows, struct step *first)
{
	struct strings removes;
	unsigned count = 0;

	for (unsigned i = 0; i < rows->c->graph->count; i++)
		count += rows->row[i] && rows->standing[i];
	if (!count)
		return;
	removes = room(rows, count + first->removes.count);
	for (unsigned i = 0; i < rows->c->graph->count; i++) {
		if (!rows->row[i] || !rows->standing[i])
			continue;
		rows->row[i] = false;
		put(&removes, rows->c->graph->items[i]);
	}
	for (unsigned i = 0; i < first->removes.count; i++)
		removes.items[removes.count++] = first->removes.items[i];
	first->removes = removes;
}

void rows_list(const struct rows *rows, struct strings *out)
{
	*out = (struct strings){0};
	for (unsigned i = 0; i < rows->c->graph->count; i++) {
		if (rows->row[i])
			strings_add(rows->c->pool, out, rows->c->graph->items[i]->id);
	}
}

static void plan_with(struct rows *rows, const struct revisions *order, struct plan *plan,
	void (*step)(struct rows *, const struct revision *, struct step *))
{
	*plan = (struct plan){
		pool_array(rows->c->pool, struct step, order->count), 0, order->count, {0}};
	for (unsigned i = 0; i < order->count; i++) {
		step(rows, order->items[i], &plan->items[plan->count++]);
		if (!i)
			drop_stale(rows, &plan->items[0]);
	}
	rows_list(rows, &plan->rows);
}

void rows_plan_up(struct rows *rows, const struct revisions *order, struct plan *plan)
{
	plan_with(rows, order, plan, step_up);
}

void rows_plan_down(struct rows *rows, const struct revisions *order, struct plan *plan)
{
	plan_with(rows, order, plan, step_down);
}
