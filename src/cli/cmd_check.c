#include "cli/command.h"
#include "cli/models.h"
#include "out/safe.h"

static int run(struct context *context, struct error *err)
{
	struct diff diff = {0};
	bool from_chain;

	if (models_from(context, &from_chain, err) ||
		models_compare(context, from_chain, true, &diff, err))
		return -1;
	if (context->as_json) {
		json_diff(context, &diff);
		return diff.count > 0;
	}
	for (unsigned i = 0; i < diff.count; i++) {
		printf("%s: ", operation_name(diff.items[i].op->kind));
		print_safe_line(stdout, diff.items[i].message);
		putchar('\n');
	}
	if (diff.count)
		context_say(context,
			"%u difference%s; `gitmig revision --autogenerate` writes %s down",
			diff.count, diff.count == 1 ? "" : "s",
			diff.count == 1 ? "it" : "them");
	else
		context_say(context, "nothing differs: the models are what the %s has",
			from_chain ? "chain" : "database");
	return diff.count > 0;
}

static const enum option_id options[] = {OPT_FROM, OPT_END};

const struct command cmd_check = {
	.name = "check",
	.words = "",
	.summary = "exit 1 when the models and the database differ",
	.details = "The database must be at the heads. With --from chain the models are "
		   "compared with\n"
		   "the chain replayed in memory; no database is needed.",
	.options = options,
	.run = run,
};
