#include "cli/review_sql.h"

#include "base/file.h"
#include "db/script.h"
#include "replay/replay.h"

#include <string.h>

struct recorder {
	struct text text;
	const char *terminator;
};

static void record(void *data, const char *statement)
{
	struct recorder *recorder = data;

	text_add(&recorder->text, statement);
	if (strncmp(statement, "--", 2) != 0)
		text_add(&recorder->text, recorder->terminator);
	text_add_char(&recorder->text, '\n');
}

static void ignore(void *data, const char *statement)
{
	(void)data, (void)statement;
}

static void add_comment(struct text *text, const char *lines)
{
	for (const char *at = lines; *at;) {
		size_t length = strcspn(at, "\n");

		text_add(text, "-- ");
		text_add_bytes(text, at, length);
		text_add_char(text, '\n');
		at += length + (at[length] != '\0');
	}
}

/* A database, or what writes like one, as the revision finds it. */
static int open_before(struct context *context, const struct driver *driver,
	const struct revision *revision, struct db **db, struct error *err)
{
	struct strings rows = {0};
	struct runner runner;

	if (driver->renders_offline) {
		*db = db_script(driver, ignore, NULL);
		return 0;
	}
	for (unsigned i = 0; i < revision->parent_count; i++)
		strings_add(context->pool, &rows, revision->parent[i]->id);
	for (unsigned i = 0; i < revision->dependency_count; i++)
		strings_add(context->pool, &rows, revision->dependency[i]->id);
	if (context_runner(context, &runner, err))
		return -1;
	return replay_open(&runner, driver, context->pool, &rows, db, err);
}

static bool runs_outside(const struct db *db, const struct operation *op)
{
	return op->kind == OP_EXECUTE && !op->execute->transaction &&
	       db->dialect->execute_text(op->execute);
}

static int apply_all(struct db *db, const struct operations *operations, struct error *err)
{
	unsigned last = operations->count, failed;

	if (last && runs_outside(db, &operations->items[last - 1]))
		last--;
	if (db_begin(db, err) || db_apply_all(db, operations->items, last, &failed, err))
		return -1;
	if (last == operations->count)
		return 0;
	return db_commit(db, err) || db_apply(db, &operations->items[last], err) ? -1 : 0;
}

static const char *render(struct context *context, const struct driver *driver,
	const struct revision *revision, const struct manifest *manifest)
{
	struct recorder recorder = {.terminator = driver->dialect->terminator};
	struct error why = {0};
	struct db *db = NULL;

	text_init(&recorder.text, context->pool);
	if (open_before(context, driver, revision, &db, &why) == 0) {
		db->log = record;
		db->log_data = &recorder;
		(void)apply_all(db, &manifest->upgrade, &why);
		db_close(db);
	}
	/* The reviewer is to see what there is; verify is who judges. */
	if (why.code)
		add_comment(&recorder.text,
			pool_printf(context->pool, "It fails here: %s", why.message));
	else if (!recorder.text.length)
		add_comment(&recorder.text, "No statement is run.");
	return recorder.text.data;
}

static int find_unsafe(struct context *context, const struct dsn *dsn,
	const struct revision *revision, struct strings *messages, struct error *err)
{
	struct runner runner;
	struct strings rows;
	struct plan plan = {0};
	int status;

	if (context_runner(context, &runner, err) ||
		db_open(context->drivers, dsn, DB_READ, &runner.db, err))
		return -1;
	status = run_rows(runner.db, runner.version_table, context->pool, &rows, NULL, NULL,
			 err) || plan_upgrade(context->pool, runner.graph, &rows,
					 revision->id, &plan, err)
			 ? -1
			 : run_check_rows(
				   &runner, context->pool, &plan, revision, messages, err);
	db_close(runner.db);
	return status;
}

/* What the rows of a local database that is there say to it. No other is asked: looking
 * connects to nothing by itself. */
static const char *about_rows(struct context *context, const char *mode,
	const struct driver *driver, const struct revision *revision, const char *sql)
{
	struct strings messages = {0};
	struct error why;
	struct text text;
	struct dsn dsn;

	if (!driver->is_local || context_dsn_of(context, mode, &dsn, &why) ||
		!file_exists(dsn.path))
		return sql;
	dsn.lock_timeout = 1;
	text_init(&text, context->pool);
	if (find_unsafe(context, &dsn, revision, &messages, &why))
		add_comment(&text, pool_printf(context->pool,
					   "Its rows were not looked at: %s", why.message));
	for (unsigned i = 0; i < messages.count; i++)
		add_comment(&text,
			pool_printf(context->pool, "unsafe-data: %s", messages.items[i]));
	text_add(&text, sql);
	return text.data;
}

static const char *same_driver(
	const struct review_sql *items, unsigned count, const char *driver)
{
	for (unsigned i = 0; i < count; i++) {
		if (items[i].driver && !strcmp(items[i].driver, driver))
			return items[i].sql;
	}
	return NULL;
}

static void fill(struct context *context, const struct revision *revision,
	const struct manifest *manifest, struct review_sql *items, unsigned at)
{
	const struct driver *driver;
	struct error why = {0};
	struct text text;

	if (context_driver_of(context, items[at].mode, &driver, &why)) {
		text_init(&text, context->pool);
		add_comment(
			&text, pool_printf(context->pool,
				       "Which SQL it takes is not known: %s", why.message));
		items[at].text = text.data;
		return;
	}
	items[at].driver = driver->name;
	items[at].sql = same_driver(items, at, driver->name);
	if (!items[at].sql)
		items[at].sql = render(context, driver, revision, manifest);
	items[at].text = about_rows(
		context, items[at].mode, driver, revision, items[at].sql);
}

int review_sql(struct context *context, const struct revision *revision,
	const struct manifest *manifest, struct review_sql **items, unsigned *count,
	struct error *err)
{
	const struct config *config;
	struct review_sql *made;

	if (context_config(context, &config, err))
		return -1;
	made = pool_array(context->pool, struct review_sql, config->databases_count);
	for (unsigned i = 0; i < config->databases_count; i++) {
		made[i].mode = config->databases[i].name;
		fill(context, revision, manifest, made, i);
	}
	*items = made;
	*count = config->databases_count;
	return 0;
}
