#include "cli/command.h"

static void without_dependents(struct revisions *list)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < list->count; i++) {
		if (!list->items[i]->dependent_count)
			list->items[kept++] = list->items[i];
	}
	list->count = kept;
}

static int run(struct context *context, struct error *err)
{
	const struct graph *graph;
	struct revisions list = {0};

	if (context_chain(context, &graph, err))
		return -1;
	graph_heads(graph, &list);
	if (context->args->resolve_dependencies)
		without_dependents(&list);
	return context_list(context, &list, LIST_LINES, NULL, err);
}

static const enum option_id options[] = {OPT_RESOLVE_DEPENDENCIES, OPT_END};

const struct command cmd_heads = {
	.name = "heads",
	.words = "",
	.summary = "list the revisions that no other follows",
	.options = options,
	.run = run,
};
