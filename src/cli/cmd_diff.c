#include "cli/command.h"
#include "cli/models.h"

static void print_side(
	struct context *context, const char *name, const struct operations *operations)
{
	struct text text;

	text_init(&text, context->pool);
	operations_write(&text, operations, 2);
	printf("%s:%s%s", name, operations->count ? "\n" : " ", text.data);
	if (!text.length || text.data[text.length - 1] != '\n')
		putchar('\n');
}

static int run(struct context *context, struct error *err)
{
	struct diff diff = {0};
	bool from_chain;

	if (models_from(context, &from_chain, err) ||
		models_compare(context, from_chain, false, &diff, err))
		return -1;
	if (context->as_json) {
		json_diff(context, &diff);
		return 0;
	}
	print_side(context, "upgrade", &diff.upgrade);
	print_side(context, "downgrade", &diff.downgrade);
	return 0;
}

static const enum option_id options[] = {OPT_FROM, OPT_END};

const struct command cmd_diff = {
	.name = "diff",
	.words = "",
	.summary = "print how the models and the database differ, as operations",
	.details = "`upgrade` leads to the models, `downgrade` back. Exit status 0 in any "
		   "case.",
	.options = options,
	.run = run,
};
