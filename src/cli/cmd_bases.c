#include "cli/command.h"

static int run(struct context *context, struct error *err)
{
	const struct graph *graph;
	struct revisions list = {0};

	if (context_chain(context, &graph, err))
		return -1;
	graph_bases(graph, &list);
	return context_list(context, &list, LIST_LINES, NULL, err);
}

const struct command cmd_bases = {
	.name = "bases",
	.words = "",
	.summary = "list the revisions without parents",
	.run = run,
};
