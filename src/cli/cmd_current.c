#include "cli/command.h"
#include "cli/jumps.h"

#include <string.h>

/* Contract 3: exit 1 when the rows are not all heads, or a revision is half done. */
static int check_heads(struct context *context, const struct graph *graph,
	const struct strings *rows, const char *half_done, struct error *err)
{
	struct revisions heads = {0}, unused;
	struct strings missing = {0};
	struct error unknown = {0};
	bool *applied;

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
	/* A row that no manifest has is not mended by an upgrade. */
	if (graph_resolve(context->pool, graph, rows, "current", &unused, &unknown))
		return error_hint(err, "%s", unknown.hint);
	applied = pool_array(context->pool, bool, graph->count);
	graph_mark_applied(graph, rows, applied);
	for (unsigned i = 0; i < heads.count; i++)
		if (!applied[heads.items[i]->index])
			return error_hint(err, "Run `gitmig upgrade heads`.");
	/* What a dependency brought along has no row of its own. */
	return error_hint(err, "All heads are applied, but one stands on another by "
			       "depends_on: `gitmig merge heads` joins them.");
}

/* Those that were applied with another text than their manifest's, newest first. */
static int find_changed(struct context *context, const bool *applied,
	struct revisions *changed, struct error *err)
{
	const struct graph *graph = context->chain.graph;

	if (context_logged(context, err))
		return -1;
	for (unsigned i = graph->count; i-- > 0;) {
		const struct revision *revision = graph->order[i];

		if (applied[revision->index] && context_changed(context, revision))
			revisions_add(context->pool, changed, revision);
	}
	return 0;
}

/* JSON has one list: what has changed below the current ones follows them. */
static void add_missing(
	struct pool *pool, struct revisions *list, const struct revisions *changed)
{
	unsigned current = list->count;

	for (unsigned i = 0; i < changed->count; i++) {
		unsigned k = 0;

		while (k < current && list->items[k] != changed->items[i])
			k++;
		if (k == current)
			revisions_add(pool, list, changed->items[i]);
	}
}

static void print_changed(struct context *context, const struct revisions *changed)
{
	for (unsigned i = 0; i < changed->count; i++)
		printf("changed since it was applied: %s (%s)\n", changed->items[i]->id,
			context_shown(context, changed->items[i]->path));
}

static int list_current(struct context *context, const struct graph *graph,
	const struct strings *rows, struct error *err)
{
	struct revisions list = {0}, changed = {0};
	bool *applied = pool_array(context->pool, bool, graph->count);

	if (graph_current(context->pool, graph, rows, &list, err))
		return -1;
	graph_mark_applied(graph, rows, applied);
	if (context->args->verbose && find_changed(context, applied, &changed, err))
		return -1;
	if (context->as_json)
		add_missing(context->pool, &list, &changed);
	if (context_list(context, &list, LIST_CURRENT, applied, err))
		return -1;
	if (!context->as_json)
		print_changed(context, &changed);
	return 0;
}

static int run(struct context *context, struct error *err)
{
	const struct graph *graph;
	const struct strings *rows;
	struct done_steps done = {.count = 0};
	const char *half_done;

	if (context_chain(context, &graph, err) ||
		context_half_done(context, &rows, &half_done,
			context->args->quiet ? NULL : &done, err) ||
		jumps_say(context, rows, &done, err))
		return -1;
	context_note_no_file(context);
	if (context->args->check_heads && check_heads(context, graph, rows, half_done, err))
		return -1;
	if (half_done)
		context_say(context, "warning: %s", half_done);
	return list_current(context, graph, rows, err);
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
