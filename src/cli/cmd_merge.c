#include "cli/command.h"
#include "cli/merge_manifest.h"
#include "cli/new_manifest.h"

#include <string.h>

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

/* Exit status 1 when there are conflicts that stop it. */
static int report_conflicts(struct context *context, const struct conflicts *conflicts)
{
	if (context->args->allow_conflicts) {
		print_conflicts(stderr, conflicts);
		return 0;
	}
	if (context->as_json) {
		json_object(&context->json);
		json_conflicts(&context->json, conflicts);
		json_end_object(&context->json);
	} else {
		print_conflicts(stdout, conflicts);
		context_say(context, "hint: Nothing was written. %s",
			conflicts_hint(context->pool, conflicts));
	}
	return 1;
}

/* What the options say of the manifest that the parents would give. */
static int apply_options(
	struct context *context, struct manifest *manifest, struct error *err)
{
	const struct args *args = context->args;
	struct new_revision wanted = {.splice = true, .labels = args->branch_labels};
	struct strings unused = {0};

	if (args->rev_id)
		manifest->revision = pool_strdup(context->pool, args->rev_id);
	if (args->message)
		manifest->message = pool_strdup(context->pool, args->message);
	manifest->branch_labels = args->branch_labels;
	wanted.id = manifest->revision;
	wanted.head = manifest->parents.items[0];
	return graph_new_revision(
		context->pool, context->chain.graph, &wanted, &unused, &unused, err);
}

static int run(struct context *context, struct error *err)
{
	const struct args *args = context->args;
	struct manifest manifest = {0};
	struct conflicts conflicts = {0};
	struct strings parents = {0};
	const char *path;

	if ((!args->dry_run && refuse_ref(context, err)) ||
		find_parents(context, &parents, err))
		return -1;
	if (parents.count < 2) {
		report(context, &manifest, NULL);
		return 0;
	}
	merge_manifest_make(context, &parents, &manifest);
	if (apply_options(context, &manifest, err) ||
		merge_prove(context, &context->chain, &parents, &conflicts, err))
		return -1;
	if (conflicts.count && report_conflicts(context, &conflicts))
		return 1;
	path = merge_manifest_path(context, &manifest);
	if (!args->dry_run && merge_manifest_write(context, &manifest, err))
		return -1;
	report(context, &manifest, path);
	return 0;
}

static const enum option_id options[] = {OPT_MESSAGE, OPT_REV_ID, OPT_BRANCH_LABEL,
	OPT_SPLICE, OPT_ALLOW_CONFLICTS, OPT_DRY_RUN, OPT_END};

const struct command cmd_merge = {
	.name = "merge",
	.words = "[heads | R R...]",
	.max_words = 1000,
	.summary = "join heads by a manifest that has them as parents",
	.details =
		"The same heads always give the same id, file name and bytes. Nothing is "
		"written\nunless it is proven that the sides can be applied in any "
		"order.",
	.options = options,
	.run = run,
};
