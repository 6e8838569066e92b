#include "graph/upgrade.h"

#include <string.h>

/* What one target of a stamp names, and the rows that it replaces. */
struct stamp {
	struct revisions to; /* none: base */
	bool *lineage;       /* NULL: all rows are in it */
};

struct stamper {
	struct context *c;
	bool *row;    /* in the table now */
	bool *wanted; /* named by one of the targets */
	struct plan *plan;
};

/* "L@X" has the lineage of both. "base" alone has all rows in it. */
static int mark_lineage(struct context *c, const char *text, struct stamp *stamp)
{
	const char *at = strchr(text, '@');
	struct revisions from = stamp->to;
	bool *up;

	if (at && at > text) {
		const struct revision *on;
		const char *branch = pool_strndup(c->scratch, text, (size_t)(at - text));

		if (graph_name(c->graph, branch, NULL, NULL, &on, c->err))
			return -1;
		revisions_add(c->scratch, &from, on);
	}
	if (!from.count)
		return 0;
	stamp->lineage = pool_array(c->scratch, bool, c->graph->count);
	up = pool_array(c->scratch, bool, c->graph->count);
	graph_mark(c->graph, &from, DOWN, true, stamp->lineage);
	graph_mark(c->graph, &from, UP, true, up);
	for (unsigned i = 0; i < c->graph->count; i++)
		stamp->lineage[i] = stamp->lineage[i] || up[i];
	return 0;
}

/* Alembic resolves "-N" only in an empty table: with rows it is no revision's name. */
static int no_walk(struct context *c, const char *text)
{
	(void)error_set(
		c->err, ERR_NO_SUCH_REVISION, "there is no revision or branch '%s'", text);
	return error_hint(
		c->err, "stamp takes ids, labels, `heads` and `base`, no +N or -N.");
}

static int read_target(struct context *c, const char *text, struct stamp *stamp)
{
	struct relative relative;
	bool beyond;

	*stamp = (struct stamp){0};
	if (c->rows.count && relative_parse(c, text, &relative) && !relative.symbol)
		return no_walk(c, text);
	if (target_all(c, text, &stamp->to, &beyond))
		return -1;
	return mark_lineage(c, text, stamp);
}

static void remove_rows(struct stamper *s, const bool *lineage, struct step *step)
{
	const struct graph *graph = s->c->graph;

	for (unsigned i = 0; i < graph->count; i++) {
		if (!s->row[i] || s->wanted[i] || (lineage && !lineage[i]))
			continue;
		s->row[i] = false;
		strings_add(s->c->pool, &step->removes, graph->items[i]->id);
	}
}

/* The first step of a target takes the rows of its lineage away. */
static void add_steps(struct stamper *s, const struct stamp *stamp)
{
	for (unsigned i = 0; i < stamp->to.count || !i; i++) {
		const struct revision *to = stamp->to.count ? stamp->to.items[i] : NULL;
		struct step step = {.kind = STEP_STAMP, .revision = to};

		if (!i)
			remove_rows(s, stamp->lineage, &step);
		if (to && !s->row[to->index]) {
			s->row[to->index] = true;
			strings_add(s->c->pool, &step.adds, to->id);
		}
		if (step.removes.count || step.adds.count)
			POOL_PUSH(s->c->pool, s->plan->items, s->plan->count, s->plan->cap,
				step);
	}
}

static void make_steps(struct stamper *s, const struct stamp *stamps, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		for (unsigned j = 0; j < stamps[i].to.count; j++)
			s->wanted[stamps[i].to.items[j]->index] = true;
	}
	for (unsigned i = 0; i < count; i++)
		add_steps(s, &stamps[i]);
}

static int make_plan(struct context *c, const struct strings *targets, struct plan *plan)
{
	struct stamper s = {.c = c, .plan = plan};
	struct stamp *stamps = pool_array(c->scratch, struct stamp, targets->count);

	for (unsigned i = 0; i < targets->count; i++) {
		if (read_target(c, targets->items[i], &stamps[i]))
			return -1;
	}
	*plan = (struct plan){0};
	s.row = pool_array(c->scratch, bool, c->graph->count);
	s.wanted = pool_array(c->scratch, bool, c->graph->count);
	for (unsigned i = 0; i < c->rows.count; i++)
		s.row[c->rows.items[i]->index] = true;
	make_steps(&s, stamps, targets->count);
	for (unsigned i = 0; i < c->graph->count; i++) {
		if (s.row[i])
			strings_add(c->pool, &plan->rows, c->graph->items[i]->id);
	}
	return 0;
}

int plan_stamp(struct pool *pool, const struct graph *graph, const struct strings *rows,
	const struct strings *targets, bool purge, struct plan *plan, struct error *err)
{
	const struct strings none = {0};
	struct context c;
	struct pool scratch;
	int result;

	pool_init(&scratch);
	result = context_init(&c, pool, &scratch, graph, purge ? &none : rows, err);
	if (!result)
		result = make_plan(&c, targets, plan);
	pool_release(&scratch);
	return result;
}
