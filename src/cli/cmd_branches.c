#include "cli/command.h"

static void print_children(const struct revision *revision)
{
	for (unsigned i = 0; i < revision->child_count; i++) {
		printf("  -> ");
		print_revision(stdout, revision->child[i], false);
		putchar('\n');
	}
}

static int run(struct context *context, struct error *err)
{
	const struct graph *graph;
	struct revisions list = {0};

	if (context_chain(context, &graph, err))
		return -1;
	graph_branch_points(graph, &list);
	if (context->as_json || context->args->verbose)
		return context_list(context, &list, LIST_LINES, NULL, err);
	for (unsigned i = 0; i < list.count; i++) {
		print_revision(stdout, list.items[i], false);
		putchar('\n');
		print_children(list.items[i]);
	}
	return 0;
}

const struct command cmd_branches = {
	.name = "branches",
	.words = "",
	.summary = "list the revisions that more than one other follows",
	.run = run,
};
