#include "cli/command.h"
#include "cli/show_revision.h"

static int show_canonical(
	struct context *context, const struct revisions *list, struct error *err)
{
	struct text text;
	char *bytes;
	size_t length;

	if (list->count != 1)
		return error_set(err, ERR_USAGE, "--canonical shows one revision, not %u",
			list->count);
	text_init(&text, context->pool);
	if (chain_read(
		    &context->chain, context->pool, list->items[0], &bytes, &length, err) ||
		manifest_canonical(
			context->pool, list->items[0]->path, bytes, length, &text, err))
		return -1;
	if (context->as_json) {
		json_object(&context->json);
		json_put(&context->json, "canonical", text.data);
		json_put(&context->json, "digest", list->items[0]->digest);
		json_end_object(&context->json);
	} else {
		fwrite(text.data, 1, text.length, stdout);
	}
	return 0;
}

static void show_json(struct context *context, const struct revisions *list,
	const struct manifest *manifests)
{
	struct json *json = &context->json;

	json_object(json);
	json_key(json, "revisions");
	json_array(json);
	for (unsigned i = 0; i < list->count; i++) {
		json_object(json);
		show_revision_json(context, list->items[i], &manifests[i]);
		json_end_object(json);
	}
	json_end_array(json);
	json_end_object(json);
}

static int run(struct context *context, struct error *err)
{
	const char *target = context->args->words.items[0];
	const struct graph *graph;
	const struct strings *rows;
	struct revisions list = {0};
	struct manifest *manifests;

	if (context_chain(context, &graph, err) ||
		context_rows_for(context, target, &rows, err) ||
		graph_resolve(context->pool, graph, rows, target, &list, err))
		return -1;
	if (context->args->canonical)
		return show_canonical(context, &list, err);
	manifests = pool_array(context->pool, struct manifest, list.count);
	for (unsigned i = 0; i < list.count; i++) {
		if (chain_manifest(&context->chain, context->pool, list.items[i],
			    &manifests[i], err))
			return -1;
	}
	if (context->as_json)
		show_json(context, &list, manifests);
	for (unsigned i = 0; !context->as_json && i < list.count; i++)
		show_revision_text(context, list.items[i], &manifests[i]);
	return 0;
}

static const enum option_id options[] = {OPT_CANONICAL, OPT_END};

const struct command cmd_show = {
	.name = "show",
	.words = "R",
	.min_words = 1,
	.max_words = 1,
	.summary = "print a revision with its operations",
	.details = "--canonical prints the text that reviews and logs identify a revision "
		   "by:\n"
		   "`gitmig show R --canonical | git hash-object --stdin` is its digest.",
	.options = options,
	.run = run,
};
