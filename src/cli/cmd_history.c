#include "cli/command.h"

static int run(struct context *context, struct error *err)
{
	const struct args *args = context->args;
	const struct graph *graph;
	const struct strings *rows;
	struct revisions list = {0};
	bool *applied = NULL;

	if (context_chain(context, &graph, err))
		return -1;
	if (args->indicate_current ? context_rows(context, &rows, err)
				   : context_rows_for(context, args->range, &rows, err))
		return -1;
	if (graph_history(context->pool, graph, rows, args->range, &list, err))
		return -1;
	if (args->indicate_current) {
		context_note_no_file(context);
		if (args->verbose && context_logged(context, err))
			return -1;
		applied = pool_array(context->pool, bool, graph->count);
		graph_mark_applied(graph, rows, applied);
	}
	return context_list(context, &list, LIST_HISTORY, applied, err);
}

static const enum option_id options[] = {OPT_RANGE, OPT_INDICATE_CURRENT, OPT_END};

const struct command cmd_history = {
	.name = "history",
	.words = "",
	.summary = "list the revisions, newest first",
	.details = "The ends of a range are targets: A:B, A: or :B; `current` is what the "
		   "database is "
		   "at.\nA relative end is written -r-3: or --rev-range=-3:",
	.options = options,
	.run = run,
};
