#include "graph/internal.h"

/*
 * Tarjan's algorithm with a stack of its own: a chain of 50,000 revisions would be as many
 * calls deep.
 */
struct frame {
	const struct revision *revision;
	unsigned next; /* the D-parent to look at */
};

struct tarjan {
	unsigned *number, *low, *component; /* from 1; 0: not yet */
	const struct revision **open;       /* visited, component not known */
	struct frame *frames;
	unsigned open_count, depth, numbers, components;
};

static void enter(struct tarjan *t, const struct revision *revision)
{
	t->number[revision->index] = t->low[revision->index] = ++t->numbers;
	t->open[t->open_count++] = revision;
	t->frames[t->depth++] = (struct frame){revision, 0};
}

static void lower(struct tarjan *t, const struct revision *revision, unsigned to)
{
	if (to < t->low[revision->index])
		t->low[revision->index] = to;
}

static void leave(struct tarjan *t)
{
	const struct revision *revision = t->frames[--t->depth].revision;
	unsigned i = revision->index;

	if (t->depth)
		lower(t, t->frames[t->depth - 1].revision, t->low[i]);
	if (t->low[i] != t->number[i])
		return;
	t->components++;
	do {
		t->component[t->open[--t->open_count]->index] = t->components;
	} while (t->open[t->open_count] != revision);
}

static void visit(struct tarjan *t, const struct revision *start)
{
	enter(t, start);
	while (t->depth) {
		struct frame *top = &t->frames[t->depth - 1];
		const struct revision *below;

		if (top->next == revision_below_count(top->revision)) {
			leave(t);
			continue;
		}
		below = revision_below(top->revision, top->next++);
		if (!t->number[below->index])
			enter(t, below);
		else if (!t->component[below->index])
			lower(t, top->revision, t->number[below->index]);
	}
}

void graph_components(const struct graph *graph, struct pool *pool, unsigned *component)
{
	struct tarjan t = {.component = component};

	t.number = pool_array(pool, unsigned, graph->count);
	t.low = pool_array(pool, unsigned, graph->count);
	t.open = pool_array(pool, const struct revision *, graph->count);
	t.frames = pool_array(pool, struct frame, graph->count);
	for (unsigned i = 0; i < graph->count; i++) {
		if (!t.number[i])
			visit(&t, graph->items[i]);
	}
}
