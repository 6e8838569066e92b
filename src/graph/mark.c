#include "graph/internal.h"

static void push(const struct revision *const *items, unsigned count, bool *marks,
	const struct revision **stack, unsigned *depth)
{
	for (unsigned i = 0; i < count; i++) {
		if (marks[items[i]->index])
			continue;
		marks[items[i]->index] = true;
		stack[(*depth)++] = items[i];
	}
}

#define CONST(array) ((const struct revision *const *)(array))

void graph_mark(const struct graph *graph, const struct revisions *from,
	enum direction direction, bool dependencies, bool *marks)
{
	struct pool scratch;
	const struct revision **stack;
	unsigned depth = 0;

	pool_init(&scratch);
	stack = pool_array(&scratch, const struct revision *, graph->count);
	push(from->items, from->count, marks, stack, &depth);
	while (depth) {
		const struct revision *at = stack[--depth];

		if (direction == DOWN) {
			push(CONST(at->parent), at->parent_count, marks, stack, &depth);
			if (dependencies)
				push(CONST(at->dependency), at->dependency_count, marks,
					stack, &depth);
		} else {
			push(CONST(at->child), at->child_count, marks, stack, &depth);
			if (dependencies)
				push(CONST(at->dependent), at->dependent_count, marks,
					stack, &depth);
		}
	}
	pool_release(&scratch);
}

void graph_mark_one(const struct graph *graph, const struct revision *from,
	enum direction direction, bool dependencies, bool *marks)
{
	struct revisions list = {&from, 1, 1};

	graph_mark(graph, &list, direction, dependencies, marks);
}

void graph_mark_ancestors(const struct graph *graph, const struct revision *from,
	bool dependencies, bool *marks)
{
	graph_mark_one(graph, from, DOWN, dependencies, marks);
}

void graph_mark_descendants(const struct graph *graph, const struct revision *from,
	bool dependencies, bool *marks)
{
	graph_mark_one(graph, from, UP, dependencies, marks);
}
