#include "base/text.h"
#include "cli/command.h"
#include "cli/new_manifest.h"

#include <string.h>

/* Contract 7: two people who merge the same heads write the same bytes. */
static char *merge_id(struct pool *pool, const struct strings *parents)
{
	struct text text;
	char hex[41];

	text_init(&text, pool);
	for (unsigned i = 0; i < parents->count; i++)
		text_printf(&text, "%s\n", parents->items[i]);
	repo_blob_id(text.data, text.length, hex);
	return pool_strndup(pool, hex, 12);
}

/* "Merge A and B", "Merge A, B and C". */
static char *merge_message(struct pool *pool, const struct strings *parents)
{
	struct text text;

	text_init(&text, pool);
	text_add(&text, "Merge ");
	for (unsigned i = 0; i < parents->count; i++) {
		if (i)
			text_add(&text, i + 1 == parents->count ? " and " : ", ");
		text_add(&text, parents->items[i]);
	}
	return text.data;
}

static void report(
	struct context *context, const struct manifest *manifest, const char *path)
{
	struct json *json = &context->json;

	if (context->as_json) {
		json_object(json);
		json_put(json, "revision", manifest->revision);
		json_put(json, "path", path);
		json_put_strings(json, "parents", &manifest->parents);
		json_end_object(json);
	} else if (!manifest->revision) {
		context_say(context, "nothing to merge: there are fewer than two heads");
	} else {
		printf("%s %s, %s\n", context->args->dry_run ? "would create" : "created",
			context_shown(context, path), manifest->message);
	}
}

static int find_parents(struct context *context, struct strings *parents, struct error *err)
{
	const struct args *args = context->args;
	struct strings names = args->words;
	struct revisions list = {0};
	const struct graph *graph;

	if (context_chain(context, &graph, err))
		return -1;
	if (!names.count)
		strings_add(context->pool, &names, "heads");
	if (graph_merge_parents(context->pool, graph, &names, args->splice, &list, err))
		return -1;
	for (unsigned i = 0; i < list.count; i++)
		strings_add(context->pool, parents, list.items[i]->id);
	strings_sort(parents);
	return 0;
}

static int run(struct context *context, struct error *err)
{
	const struct args *args = context->args;
	struct new_revision wanted = {.splice = true, .labels = args->branch_labels};
	struct manifest manifest = {0};
	struct strings unused = {0}, none = {0};
	char *path;

	if (refuse_ref(context, err) || find_parents(context, &manifest.parents, err))
		return -1;
	if (manifest.parents.count < 2) {
		manifest.parents = none;
		report(context, &manifest, NULL);
		return 0;
	}
	manifest.revision = args->rev_id ? pool_strdup(context->pool, args->rev_id)
					 : merge_id(context->pool, &manifest.parents);
	wanted.id = manifest.revision;
	wanted.head = manifest.parents.items[0];
	if (graph_new_revision(
		    context->pool, context->chain.graph, &wanted, &unused, &unused, err))
		return -1;
	manifest.branch_labels = args->branch_labels;
	manifest.message = args->message ? pool_strdup(context->pool, args->message)
					 : merge_message(context->pool, &manifest.parents);
	manifest.origin = pool_strdup(context->pool, "merge");
	path = pool_printf(context->pool, "%s_merge.yaml", manifest.revision);
	if (!args->dry_run && new_manifest_write(context, &manifest, path, &path, err))
		return -1;
	report(context, &manifest, path);
	return 0;
}

static const enum option_id options[] = {
	OPT_MESSAGE, OPT_REV_ID, OPT_BRANCH_LABEL, OPT_SPLICE, OPT_DRY_RUN, OPT_END};

const struct command cmd_merge = {
	.name = "merge",
	.words = "[heads | R R...]",
	.max_words = 1000,
	.summary = "join heads by a manifest that has them as parents",
	.details = "The same heads always give the same id, file name and bytes.",
	.options = options,
	.run = run,
};
