#include "cli/command.h"
#include "cli/hooks.h"

#include <string.h>

static void report(struct context *context, const struct strings *changed, unsigned left,
	bool installed)
{
	if (context->as_json) {
		json_object(&context->json);
		json_put_strings(&context->json, "changed", changed);
		json_end_object(&context->json);
		return;
	}
	for (unsigned i = 0; i < changed->count; i++)
		printf("%s %s\n", installed ? "installed" : "removed", changed->items[i]);
	if (!changed->count && !left)
		context_say(context, "nothing to do: %s",
			installed ? "all hooks are installed" : "no hook is gitmig's");
}

static int run(struct context *context, struct error *err)
{
	const char *word = context->args->words.items[0];
	struct strings changed = {0};
	unsigned left = 0;
	bool failed = false;

	if (context->args->chain && strcmp(word, "install") != 0)
		return error_set(
			err, ERR_USAGE, "--chain goes with `gitmig hooks install`");
	if (!strcmp(word, "status")) {
		if (hooks_status(context, &failed, err))
			return -1;
		return failed;
	}
	if (!strcmp(word, "install")) {
		if (hooks_install(context, context->args->chain, &changed, &left, err))
			return -1;
	} else if (!strcmp(word, "uninstall")) {
		if (hooks_uninstall(context, &changed, &left, err))
			return -1;
	} else {
		error_set(err, ERR_USAGE, "`gitmig hooks` cannot %s", word);
		return error_hint(err,
			"usage: gitmig hooks install [--chain] | uninstall | "
			"status");
	}
	report(context, &changed, left, !strcmp(word, "install"));
	return left != 0;
}

static const enum option_id options[] = {OPT_CHAIN, OPT_END};

const struct command cmd_hooks = {
	.name = "hooks",
	.words = "install | uninstall | status",
	.min_words = 1,
	.max_words = 1,
	.summary = "put gitmig's hooks into the repository, or remove them",
	.details =
		"A hook of somebody else is left alone and named, and the exit status is "
		"1;\nwith --chain it is kept and run first. status lets git run each "
		"hook, and is 1\nunless all of them get as far as gitmig.",
	.options = options,
	.run = run,
};
