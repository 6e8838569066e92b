#include "cli/command.h"
#include "cli/models.h"

#include <string.h>

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
		struct revision_facts facts = {
			.review = context_review(context, list->items[i]), .applied = -1};

		json_object(json);
		json_revision(json, list->items[i], &facts);
		json_put(json, "digest", list->items[i]->digest);
		json_operations(context, "upgrade", &manifests[i].upgrade);
		if (manifests[i].irreversible)
			json_put(json, "downgrade", "irreversible");
		else
			json_operations(context, "downgrade", &manifests[i].downgrade);
		json_end_object(json);
	}
	json_end_array(json);
	json_end_object(json);
}

static void show_operations(
	struct context *context, const char *name, const struct operations *operations)
{
	struct text text;

	text_init(&text, context->pool);
	operations_write(&text, operations, 2);
	printf("%s:%s%s", name, operations->count ? "\n" : " ", text.data);
	if (!operations->count)
		putchar('\n');
}

static void show_text(struct context *context, const struct revision *revision,
	const struct manifest *manifest)
{
	struct revision_facts facts = {
		.review = context_review(context, revision), .applied = -1};
	struct strings lineage = {0};

	graph_lineage_labels(context->chain.graph, revision, &lineage);
	print_revision_details(stdout, revision, &facts, &lineage);
	show_operations(context, "upgrade", &manifest->upgrade);
	if (manifest->irreversible)
		puts("downgrade: irreversible");
	else
		show_operations(context, "downgrade", &manifest->downgrade);
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
		show_text(context, list.items[i], &manifests[i]);
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
