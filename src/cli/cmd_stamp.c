#include "cli/command.h"
#include "cli/migrate.h"
#include "cli/report.h"

/* As in migrate.c: no database file comes into being where nothing is stamped. */
static int try_plan(struct context *context, bool *nothing, struct error *err)
{
	struct strings rows = {0};
	struct plan plan = {0};
	bool missing;

	*nothing = false;
	if (migrate_is_missing(context, &missing, err))
		return -1;
	if (!missing)
		return 0;
	if (plan_stamp(context->pool, context->chain.graph, &rows, &context->args->words,
		    context->args->purge, &plan, err))
		return -1;
	*nothing = !plan.count;
	return 0;
}

static void report(struct context *context, const struct plan *plan)
{
	struct json *json = &context->json;

	if (!context->as_json) {
		migrate_report(context, plan);
		return;
	}
	json_object(json);
	json_plan(json, plan);
	json_key(json, "changed");
	json_array(json);
	if (plan->count)
		json_string(json, context->config.version_table);
	json_end_array(json);
	json_end_object(json);
}

static int run(struct context *context, struct error *err)
{
	const struct args *args = context->args;
	struct run_result result = {0};
	struct runner runner;
	struct strings start = {0};
	struct plan plan = {0};
	const struct graph *graph;
	bool nothing;

	if (args->sql && args->purge) {
		error_set(err, ERR_USAGE, "--purge does not go with --sql");
		return error_hint(err, "A script can't know which rows there are.");
	}
	if (args->sql) {
		if (context_chain(context, &graph, err) ||
			plan_stamp_sql(
				context->pool, graph, &args->words, &start, &plan, err))
			return -1;
		return migrate_script(context, &start, &plan, err);
	}
	if (context_runner(context, &runner, err) || try_plan(context, &nothing, err))
		return -1;
	if (nothing) {
		report(context, &result.done);
		return 0;
	}
	if (context_db(context, DB_WRITE, &runner.db, err) ||
		run_stamp(&runner, context->pool, &args->words, args->purge, &result, err))
		return -1;
	report(context, &result.done);
	return 0;
}

static const enum option_id options[] = {OPT_PURGE, OPT_SQL, OPT_END};

const struct command cmd_stamp = {
	.name = "stamp",
	.words = "R...",
	.min_words = 1,
	.max_words = 1000,
	.summary = "set the version rows without migrating",
	.details = "--purge removes all rows first, also those that no manifest has.",
	.options = options,
	.run = run,
};
