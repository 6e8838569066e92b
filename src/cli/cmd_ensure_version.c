#include "cli/command.h"

static int run(struct context *context, struct error *err)
{
	struct runner runner;
	bool made;

	if (context_runner(context, &runner, err) ||
		context_db(context, DB_WRITE, &runner.db, err) ||
		run_ensure_version(&runner, &made, err))
		return -1;
	if (context->as_json) {
		json_object(&context->json);
		json_key(&context->json, "changed");
		json_array(&context->json);
		if (made)
			json_string(&context->json, context->config.version_table);
		json_end_array(&context->json);
		json_end_object(&context->json);
	} else {
		printf("%s %s\n",
			made ? "created" : "already there:", context->config.version_table);
	}
	return 0;
}

const struct command cmd_ensure_version = {
	.name = "ensure-version",
	.words = "",
	.summary = "create the version table if it is missing",
	.run = run,
};
