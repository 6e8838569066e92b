#include "cli/command.h"
#include "cli/migrate.h"

static int run(struct context *context, struct error *err)
{
	return migrate(context, STEP_DOWNGRADE, err);
}

static const enum option_id options[] = {OPT_PLAN, OPT_SQL, OPT_YES, OPT_FORCE, OPT_END};

const struct command cmd_downgrade = {
	.name = "downgrade",
	.words = "TARGET",
	.min_words = 1,
	.max_words = 1,
	.summary = "revert revisions",
	.details = "TARGET: what stays applied: an id, base, label@base, ID-N; -N reverts "
		   "the N revisions\n"
		   "that were applied last. With --sql a range A:B is needed.",
	.options = options,
	.run = run,
};
