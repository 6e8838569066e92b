#include "base/file.h"
#include "cli/command.h"
#include "cli/hooks.h"

#include <string.h>

/* Makes a file or a folder unless it is there; what was made is added to the list. */
static int make(struct context *context, const char *path, const char *content,
	struct strings *changed, struct error *err)
{
	if (file_exists(path))
		return 0;
	if (content ? file_create(path, content, strlen(content), err)
		    : file_make_dirs(path, err))
		return -1;
	strings_add(context->pool, changed, path);
	return 0;
}

static int run(struct context *context, struct error *err)
{
	const char *models = context->args->models ? context->args->models : "schema";
	const char *config = context->args->config ? context->args->config : "gitmig.yaml";
	struct strings changed = {0};
	struct hooks_place place;
	unsigned left = 0;

	if (context->args->ref)
		return error_set(err, ERR_USAGE, "`gitmig init` does not take --ref");
	/* Where there can be no hooks, nothing is made either. */
	if (context->args->hooks && hooks_find_place(context, &place, err))
		return -1;
	if (make(context, config, config_template(context->pool, models), &changed, err) ||
		make(context, "versions", NULL, &changed, err) ||
		make(context, models, NULL, &changed, err) ||
		(context->args->hooks &&
			hooks_install(context, false, &changed, &left, err)))
		return -1;
	if (context->as_json) {
		json_object(&context->json);
		json_put_strings(&context->json, "changed", &changed);
		json_end_object(&context->json);
		return left != 0;
	}
	for (unsigned i = 0; i < changed.count; i++)
		printf("created %s\n", changed.items[i]);
	if (!changed.count)
		context_say(context, "everything is there already; nothing was changed");
	else
		context_say(context,
			"next: say in gitmig.yaml which database, describe your tables in "
			"%s, then `gitmig revision --autogenerate -m \"...\"`",
			models);
	return left != 0;
}

static const enum option_id options[] = {OPT_MODELS, OPT_HOOKS, OPT_END};

const struct command cmd_init = {
	.name = "init",
	.words = "",
	.summary = "make gitmig.yaml, versions/ and a folder for the models",
	.details = "Nothing that is there is overwritten.",
	.options = options,
	.run = run,
};
