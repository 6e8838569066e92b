#include "cli/command.h"
#include "cli/migrate.h"

static int run(struct context *context, struct error *err)
{
	return migrate(context, STEP_UPGRADE, err);
}

static const enum option_id options[] = {OPT_PLAN, OPT_SQL, OPT_YES, OPT_END};

const struct command cmd_upgrade = {
	.name = "upgrade",
	.words = "TARGET",
	.min_words = 1,
	.max_words = 1,
	.summary = "apply revisions",
	.details = "TARGET: head, heads, an id or the beginning of one, label@head, +N, "
		   "ID+N.\n"
		   "With --sql it may be a range A:B; nothing is connected, the script is "
		   "printed.",
	.options = options,
	.run = run,
};
