#include "cli/migrate.h"

#include "base/file.h"
#include "base/text.h"
#include "cli/jumps.h"
#include "cli/report.h"
#include "db/script.h"
#include "replay/replay.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* One line that is written over, while a statement takes long. */
static void show_work(void *data, unsigned seconds, long long rows)
{
	struct context *context = data;

	fprintf(stderr, rows ? "\r%u s, %lld rows\033[K" : "\r%u s\033[K", seconds, rows);
	fflush(stderr);
	context->shows_work = true;
}

static void hide_work(struct context *context)
{
	if (context->shows_work)
		fputs("\r\033[K", stderr);
	context->shows_work = false;
}

/* At once, for who follows a log. A reader who went away does not end a migration: that it
 * could not be told is an error when all is done. */
static void report_step(struct context *context, const struct step *step)
{
	print_step(step);
	if (fflush(stdout) && !context->output_errno)
		context->output_errno = errno;
}

static void show_progress(
	void *data, const struct step *step, unsigned number, unsigned total, bool done)
{
	struct context *context = data;
	const struct revision *revision = step->revision;

	hide_work(context);
	if (context->as_json)
		return;
	if (done) {
		report_step(context, step);
		return;
	}
	if (!revision || !isatty(STDERR_FILENO))
		return;
	context_say(context, "[%u/%u] %s%s%s", number, total, revision->id,
		revision->message ? ", " : "", revision->message ? revision->message : "");
}

/* The end of a report whose steps have been told, unless it is JSON. */
static void report_end(struct context *context, const struct plan *plan)
{
	if (context->as_json) {
		json_object(&context->json);
		json_plan(&context->json, plan);
		json_end_object(&context->json);
	} else if (!plan->count) {
		context_say(context, "nothing to do: the database is at %s",
			plan->rows.count ? strings_join(context->pool, &plan->rows, ", ")
					 : "base");
	}
}

void migrate_report(struct context *context, const struct plan *plan)
{
	for (unsigned i = 0; !context->as_json && i < plan->count; i++)
		print_step(&plan->items[i]);
	report_end(context, plan);
}

struct sink {
	struct text text;
	const char *terminator;
};

static void add_statement(void *data, const char *statement)
{
	struct sink *sink = data;

	text_add(&sink->text, statement);
	if (strncmp(statement, "--", 2) != 0 || strchr(statement, '\n'))
		text_add(&sink->text, sink->terminator);
	text_add_char(&sink->text, '\n');
}

static int write_script(struct context *context, const struct driver *driver,
	const struct strings *start_rows, const struct plan *plan, struct sink *sink,
	struct error *err)
{
	struct run_result result = {0};
	struct runner runner;
	struct db *scratch = NULL;
	int status;

	if (context_runner(context, &runner, err))
		return -1;
	runner.progress = NULL;
	runner.allowed = NULL;
	runner.script = true;
	if (!driver->renders_offline) {
		if (replay_open(&runner, driver, context->pool, start_rows, &scratch, err))
			return -1;
		runner.db = db_trace(scratch, add_statement, sink);
	} else {
		runner.db = db_script(driver, add_statement, sink);
	}
	status = run_plan(&runner, context->pool, start_rows, plan, &result, err);
	db_close(runner.db);
	return status;
}

int migrate_script(struct context *context, const struct strings *start_rows,
	const struct plan *plan, struct error *err)
{
	const struct driver *driver;
	struct sink sink;

	if (context_driver(context, &driver, err))
		return -1;
	text_init(&sink.text, context->pool);
	sink.terminator = driver->dialect->terminator;
	if (write_script(context, driver, start_rows, plan, &sink, err))
		return -1;
	if (context->as_json) {
		json_object(&context->json);
		json_plan(&context->json, plan);
		json_put(&context->json, "sql", sink.text.data);
		json_end_object(&context->json);
	} else {
		fwrite(sink.text.data, 1, sink.text.length, stdout);
	}
	return 0;
}

static bool is_out_of_reach(const struct error *err)
{
	return err->code == ERR_DATABASE_LOCKED || err->code == ERR_CONNECTION;
}

/* What was skipped may be why a step failed. That it cannot be found out is no error of the
 * migration's. */
static void say_jumps(struct context *context, const struct strings *rows)
{
	struct error ignored;

	(void)jumps_say(context, rows, NULL, &ignored);
}

static int preview(
	struct context *context, enum step_kind kind, const char *target, struct error *err)
{
	struct plan plan = {0};
	struct runner runner;

	if (context_runner(context, &runner, err) ||
		context_db(context, DB_READ, &runner.db, err) ||
		run_preview(&runner, context->pool, kind, target, &plan, err))
		return -1;
	if (kind == STEP_UPGRADE)
		say_jumps(context, &plan.rows);
	migrate_report(context, &plan);
	return 0;
}

int migrate_is_missing(struct context *context, bool *missing, struct error *err)
{
	const struct driver *driver;

	if (context_driver(context, &driver, err))
		return -1;
	*missing = driver->is_local && !file_exists(context->dsn.path);
	return 0;
}

/* A target that is refused, or changes nothing, must not leave a new, empty database file
 * behind: where there is none the plan is tried out on what is not there. */
static int try_plan(struct context *context, const struct runner *runner,
	enum step_kind kind, const char *target, bool *nothing, struct error *err)
{
	struct runner trial = *runner;
	struct plan plan = {0};
	bool missing;
	int status;

	*nothing = false;
	if (migrate_is_missing(context, &missing, err))
		return -1;
	if (!missing)
		return 0;
	if (db_open(context->drivers, &context->dsn, DB_READ, &trial.db, err))
		return -1;
	status = run_preview(&trial, context->pool, kind, target, &plan, err);
	db_close(trial.db);
	if (!status)
		*nothing = !plan.count;
	return status;
}

static int carry_out(
	struct context *context, enum step_kind kind, const char *target, struct error *err)
{
	const struct args *args = context->args;
	struct run_result result = {0};
	struct runner runner;
	bool nothing;
	int status;

	if (context_runner(context, &runner, err) ||
		try_plan(context, &runner, kind, target, &nothing, err))
		return -1;
	if (nothing) {
		migrate_report(context, &result.done);
		return 0;
	}
	if (context_db(context, DB_WRITE, &runner.db, err))
		return -1;
	runner.progress = show_progress;
	if (!context->as_json && !args->quiet && isatty(STDERR_FILENO)) {
		runner.db->working = show_work;
		runner.db->working_data = context;
	}
	status = (kind == STEP_UPGRADE ? run_upgrade : run_downgrade)(
		&runner, context->pool, target, &result, err);
	hide_work(context);
	context->done = result.done;
	if (kind == STEP_UPGRADE && !(status && is_out_of_reach(err)))
		say_jumps(context, &result.done.rows);
	if (!status)
		report_end(context, &result.done);
	return status;
}

int migrate(struct context *context, enum step_kind kind, struct error *err)
{
	const struct args *args = context->args;
	const char *target = args->words.items[0];
	const struct graph *graph;
	struct strings start = {0};
	struct plan plan = {0};

	if (args->plan && args->sql)
		return error_set(err, ERR_USAGE, "--plan and --sql exclude each other");
	if (args->plan)
		return preview(context, kind, target, err);
	if (!args->sql)
		return carry_out(context, kind, target, err);
	if (context_chain(context, &graph, err) ||
		plan_sql_range(context->pool, graph, kind, target, &start, &plan, err))
		return -1;
	return migrate_script(context, &start, &plan, err);
}
