#include "base/file.h"
#include "cli/command.h"
#include "cli/new_manifest.h"
#include "cli/process.h"

#include <string.h>
#include <unistd.h>

static int refuse_published(
	struct context *context, const struct revision *revision, struct error *err)
{
	bool published, known;

	if (context_published(context, revision, &published, &known, err))
		return -1;
	if (!published || !*revision->id)
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

/* A chain with a broken manifest does not load, but somebody has to mend it: R is then an
 * id that can be read, or the path or the beginning of the name of a broken file. */
static const struct revision *find_broken(struct context *context, const char *name)
{
	struct chain_source source = {.kind = CHAIN_WORK_TREE};
	struct graph_problems problems = {0};
	struct chain chain = {.prefix = context->prefix};
	const struct revision *revision;
	struct error ignored = {0};

	if (!context->config_loaded || chain_load(&chain, context->pool, &context->config,
					       context->repo, &source, &problems, &ignored))
		return NULL;
	if (!graph_find(chain.graph, name, &revision, &ignored))
		return revision;
	for (unsigned i = 0; i < problems.count; i++) {
		const struct revision *broken = problems.items[i].revision;
		const char *slash = strrchr(broken->path, '/');

		if (!*broken->id && *name &&
			(!strcmp(broken->path, name) ||
				!strncmp(slash ? slash + 1 : broken->path, name,
					strlen(name))))
			return broken;
	}
	return NULL;
}

static int find_revision(
	struct context *context, const struct revision **revision, struct error *err)
{
	const char *name = context->args->words.items[0];
	const struct graph *graph;

	if (!context_chain(context, &graph, err))
		return graph_find(graph, name, revision, err);
	*revision = find_broken(context, name);
	return *revision ? 0 : -1;
}

/* The links of others name the id that it had. */
static int check_id(
	const struct revision *before, const struct manifest *after, struct error *err)
{
	const struct revision *other = before->child_count       ? before->child[0]
				       : before->dependent_count ? before->dependent[0]
								 : NULL;

	if (!other || !strcmp(before->id, after->revision))
		return 0;
	error_set_at(err, ERR_MISSING_PARENT, before->path, 0, 0,
		"it is now revision %s, but %s stands on %s", after->revision, other->id,
		before->id);
	return error_hint(
		err, "Give it its id back, or name the new one in %s.", other->path);
}

static int run(struct context *context, struct error *err)
{
	const struct revision *revision;
	struct manifest manifest = {0};
	char *path, *before, *after;
	size_t length, new_length;

	if (refuse_ref(context, err) || find_revision(context, &revision, err) ||
		refuse_published(context, revision, err))
		return -1;
	path = context_path(context, revision->path);
	if (file_read(context->pool, path, MANIFEST_MAX, &before, &length, err) ||
		process_edit(context->pool, path,
			context->as_json ? STDERR_FILENO : STDOUT_FILENO, err) ||
		file_read(context->pool, path, MANIFEST_MAX, &after, &new_length, err) ||
		manifest_load(context->pool, context_shown(context, revision->path), after,
			new_length, &manifest, err) ||
		check_id(revision, &manifest, err))
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
