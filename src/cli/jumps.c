#include "cli/jumps.h"

#include "base/text.h"

#include <string.h>

static char *ids_of(struct pool *pool, const struct revisions *list, const char *separator)
{
	struct strings ids = {0};

	for (unsigned i = 0; i < list->count; i++)
		strings_add(pool, &ids, list->items[i]->id);
	return ids.count ? strings_join(pool, &ids, separator) : pool_strdup(pool, "base");
}

static void add_command(struct text *text, const char *command, const char *words)
{
	text_printf(text, "%sgitmig %s %s", text->length ? " && " : "", command, words);
}

/* The rows with which an upgrade to this revision applies it alone. */
static char *place_of(
	struct context *context, const struct graph *graph, const struct revision *revision)
{
	bool *below = pool_array(context->pool, bool, graph->count);
	struct revisions links = {0}, tops = {0};

	for (unsigned i = 0; i < revision->parent_count; i++)
		revisions_add(context->pool, &links, revision->parent[i]);
	for (unsigned i = 0; i < revision->dependency_count; i++)
		revisions_add(context->pool, &links, revision->dependency[i]);
	for (unsigned i = 0; i < links.count; i++) {
		for (unsigned k = 0; k < links.items[i]->parent_count; k++)
			graph_mark_ancestors(graph, links.items[i]->parent[k], true, below);
		for (unsigned k = 0; k < links.items[i]->dependency_count; k++)
			graph_mark_ancestors(
				graph, links.items[i]->dependency[k], true, below);
	}
	for (unsigned i = 0; i < links.count; i++) {
		if (!below[links.items[i]->index])
			revisions_add(context->pool, &tops, links.items[i]);
	}
	return ids_of(context->pool, &tops, " ");
}

/* Each of them alone: what stands on it is there already. */
static char *way_out(struct context *context, const struct graph *graph,
	const struct strings *rows, const bool *skipped)
{
	const struct revision *last = NULL;
	struct text text;

	text_init(&text, context->pool);
	for (unsigned i = 0; i < graph->count; i++) {
		const struct revision *revision = graph->order[i];

		if (!skipped[revision->index])
			continue;
		if (!last || revision->parent_count != 1 || revision->dependency_count ||
			revision->parent[0] != last) {
			if (last)
				add_command(&text, "upgrade", last->id);
			add_command(&text, "stamp", place_of(context, graph, revision));
		}
		last = revision;
	}
	if (!last)
		return text.data;
	add_command(&text, "upgrade", last->id);
	if (rows->count != 1 || strcmp(rows->items[0], last->id) != 0)
		add_command(&text, "stamp", strings_join(context->pool, rows, " "));
	return text.data;
}

int jumps_say(struct context *context, const struct strings *rows,
	const struct done_steps *done, struct error *err)
{
	const struct graph *graph = context->chain.graph;
	struct jump *jumps = NULL;
	unsigned count = 0;
	bool *skipped;

	if (context->args->quiet || !rows->count)
		return 0;
	if (run_jumps(context->db, context->pool, graph, rows, done, &jumps, &count, err))
		return -1;
	if (!count)
		return 0;
	skipped = pool_array(context->pool, bool, graph->count);
	for (unsigned i = 0; i < count; i++) {
		const struct revisions *list = &jumps[i].skipped;

		context_say(context,
			"warning: revision %s was applied on %s; now it stands on %s as "
			"well, which this database has never seen",
			jumps[i].revision->id, ids_of(context->pool, &jumps[i].links, ", "),
			ids_of(context->pool, list, ", "));
		for (unsigned k = 0; k < list->count; k++)
			skipped[list->items[k]->index] = true;
	}
	context_say(context,
		"hint: to apply what was skipped, and leave the rest as it is: %s",
		way_out(context, graph, rows, skipped));
	return 0;
}
