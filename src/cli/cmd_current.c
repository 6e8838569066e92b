#include "cli/command.h"

#include <string.h>

/* Contract 3: exit 1 when the rows are not all heads, or a revision is half done. */
static int check_heads(struct context *context, const struct graph *graph,
	const struct strings *rows, const char *half_done, struct error *err)
{
	struct revisions heads = {0};
	struct strings missing = {0};

	if (half_done) {
		error_set(err, ERR_NOT_AT_HEAD, "%s", half_done);
		return error_hint(err, "Run it again, or finish by hand and stamp.");
	}
	graph_heads(graph, &heads);
	for (unsigned i = 0; i < heads.count; i++) {
		if (!map_find(&context->row_ids, heads.items[i]->id))
			strings_add(context->pool, &missing, heads.items[i]->id);
	}
	if (!missing.count && rows->count == heads.count)
		return 0;
	error_set(err, ERR_NOT_AT_HEAD,
		"the database is at %s, the heads are not all there%s%s",
		rows->count ? strings_join(context->pool, rows, ", ") : "base",
		missing.count ? ": it lacks " : "",
		missing.count ? strings_join(context->pool, &missing, ", ") : "");
	return error_hint(err, "Run `gitmig upgrade heads`.");
}

static int run(struct context *context, struct error *err)
{
	const struct graph *graph;
	const struct strings *rows;
	struct revisions list = {0};
	const char *half_done;
	bool *applied;

	if (context_chain(context, &graph, err) || context_rows(context, &rows, err) ||
		context_half_done(context, &half_done, err))
		return -1;
	if (context->args->check_heads && check_heads(context, graph, rows, half_done, err))
		return -1;
	if (half_done)
		context_say(context, "warning: %s", half_done);
	if (graph_current(context->pool, graph, rows, &list, err))
		return -1;
	if (context->args->verbose && context_logged(context, err))
		return -1;
	applied = pool_array(context->pool, bool, graph->count);
	graph_mark_applied(graph, rows, applied);
	return context_list(context, &list, LIST_CURRENT, applied, err);
}

static const enum option_id options[] = {OPT_CHECK_HEADS, OPT_END};

const struct command cmd_current = {
	.name = "current",
	.words = "",
	.summary = "list the revisions that the database is at",
	.details = "A row of the version table that no manifest has is listed and marked.",
	.options = options,
	.run = run,
};
