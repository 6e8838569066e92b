#include "base/file.h"
#include "cli/command.h"
#include "cli/new_manifest.h"
#include "cli/process.h"

#include <string.h>

static int refuse_published(
	struct context *context, const struct revision *revision, struct error *err)
{
	bool published, known;

	if (context_published(context, revision, &published, &known, err))
		return -1;
	if (!published)
		return 0;
	error_set(err, ERR_NOT_ALLOWED, "%s is published: others have it as it is",
		revision->id);
	return error_hint(err, "Make a new revision that changes what this one did.");
}

static void report(struct context *context, const char *path, bool changed)
{
	if (context->as_json) {
		json_object(&context->json);
		json_key(&context->json, "changed");
		json_array(&context->json);
		if (changed)
			json_string(&context->json, path);
		json_end_array(&context->json);
		json_end_object(&context->json);
	} else {
		context_say(context, "%s: %s", context_shown(context, path),
			changed ? "changed" : "not changed");
	}
}

static int run(struct context *context, struct error *err)
{
	const struct revision *revision;
	const struct graph *graph;
	struct manifest manifest = {0};
	char *path, *before, *after;
	size_t length, new_length;

	if (refuse_ref(context, err) || context_chain(context, &graph, err) ||
		graph_find(graph, context->args->words.items[0], &revision, err) ||
		refuse_published(context, revision, err))
		return -1;
	path = context_path(context, revision->path);
	if (file_read(context->pool, path, MANIFEST_MAX, &before, &length, err) ||
		process_edit(context->pool, path, err) ||
		file_read(context->pool, path, MANIFEST_MAX, &after, &new_length, err) ||
		manifest_load(context->pool, context_shown(context, revision->path), after,
			new_length, &manifest, err))
		return -1;
	report(context, revision->path,
		length != new_length || memcmp(before, after, length) != 0);
	return 0;
}

const struct command cmd_edit = {
	.name = "edit",
	.words = "R",
	.min_words = 1,
	.max_words = 1,
	.summary = "open a manifest in $VISUAL or $EDITOR",
	.details = "A published revision is refused. What was saved is checked.",
	.run = run,
};
