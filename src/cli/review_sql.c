#include "cli/review_sql.h"

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

static const char *same_driver(
	const struct review_sql *items, unsigned count, const char *driver)
{
	for (unsigned i = 0; i < count; i++) {
		if (items[i].driver && !strcmp(items[i].driver, driver))
			return items[i].text;
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
	items[at].text = same_driver(items, at, driver->name);
	if (!items[at].text)
		items[at].text = render(context, driver, revision, manifest);
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
