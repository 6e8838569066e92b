// links: run manifest graph db sql schema base drivers/sqlite

#include "db/script.h"
#include "tests/unit/run_fixture.h"

static void take_sql(void *data, const char *statement)
{
	text_printf(data, "%s;\n", statement);
}

/* The script of a plan that starts at these rows, on a scratch database. */
static const char *script_of(
	const struct strings *start, struct db *scratch, const struct plan *plan)
{
	struct runner writer = project.runner;
	struct text text;

	text_init(&text, &project.pool);
	writer.db = db_trace(scratch, take_sql, &text);
	writer.script = true;
	if (run_plan(&writer, &project.pool, start, plan, &done, &err) < 0)
		fail_msg("%s", err.message);
	db_close(writer.db);
	return text.data;
}

static const char *upgrade_script(void)
{
	const struct strings none = {.count = 0};
	struct plan plan = {.count = 0};
	struct db *scratch = NULL;

	if (plan_upgrade(&project.pool, project.runner.graph, &none, "heads", &plan, &err) <
			0 ||
		sqlite_driver.open_scratch(&scratch, &err) < 0)
		fail_msg("%s", err.message);
	return script_of(&none, scratch, &plan);
}

static const char *dump(void)
{
	return ask("SELECT sql FROM sqlite_master WHERE name NOT LIKE 'sqlite%' ORDER BY "
		   "name");
}

static void scripts_do_the_same(void **state)
{
	const char *script, *expected, *logged;

	(void)state;
	three_tables();
	script = upgrade_script();
	assert_string_equal(script, upgrade_script());
	upgrade("heads");
	expected = dump();
	logged = ask("SELECT revision, action, digest, blob_id, outcome, manifest, length("
		     "started), length(finished) FROM gitmig_log ORDER BY id");
	db_close(db);
	assert_int_equal(sqlite_driver.open_scratch(&db, &err), 0);
	tell(script);
	assert_string_equal(dump(), expected);
	assert_string_equal(ask("SELECT revision, action, digest, blob_id, outcome, "
				"manifest, length(started), length(finished) FROM "
				"gitmig_log ORDER BY id"),
		logged);
	assert_string_equal(rows(), "c0 ");
	/* A second run starts from other rows. */
	assert_int_equal(db_exec(db, strstr(script, "BEGIN"), &err), -1);
	assert_has(
		err.message, "the version rows are not those that this script starts from");
}

static void scripts_start_in_the_middle(void **state)
{
	struct strings start = {.count = 0};
	struct plan plan = {.count = 0};
	struct db *scratch = NULL;
	const char *script;

	(void)state;
	three_tables();
	upgrade("c0");
	assert_int_equal(plan_sql_range(&project.pool, project.runner.graph, STEP_DOWNGRADE,
				 "c0:a0", &start, &plan, &err),
		0);
	assert_int_equal(sqlite_driver.open_scratch(&scratch, &err), 0);
	assert_int_equal(db_exec(scratch,
				 "CREATE TABLE gitmig_version (version_num); INSERT INTO "
				 "gitmig_version "
				 "VALUES ('c0'); CREATE TABLE b (id); CREATE TABLE c (id)",
				 &err),
		0);
	script = script_of(&start, scratch, &plan);
	tell(script);
	assert_string_equal(rows(), "a0 ");
	assert_string_equal(tables(), "a gitmig_log gitmig_version ");
	assert_has(log_rows(), "c0|downgrade|done b0|downgrade|done ");
}

static void scripts_of_nothing_do_nothing(void **state)
{
	const struct strings none = {.count = 0};
	const struct plan plan = {.count = 0};
	struct db *scratch = NULL;

	(void)state;
	three_tables();
	assert_int_equal(sqlite_driver.open_scratch(&scratch, &err), 0);
	assert_null(strstr(script_of(&none, scratch, &plan), "BEGIN"));
}

static void scripts_lose_nothing_made_by_hand(void **state)
{
	static const char *const by_hand[] = {
		"ALTER TABLE a ADD COLUMN note TEXT",
		"CREATE INDEX by_hand ON a (name)",
		"CREATE TRIGGER by_hand AFTER INSERT ON A BEGIN DELETE FROM a; END",
	};
	const char *script, *rest;

	(void)state;
	add("a0", "",
		"upgrade:\n  - create_table: {name: a, columns: [{name: id, type: "
		"integer}, "
		"{name: name, type: text}]}\n"
		"  - create_index: {table: a, name: ix, columns: [name]}\ndowngrade: []\n");
	add("b0", "a0",
		"upgrade:\n  - alter_column: {table: a, column: name, nullable: false}\n"
		"downgrade: []\n");
	build();
	script = upgrade_script();
	rest = strstr(script, "INSERT INTO temp.gitmig_guard (tables)");
	assert_non_null(rest);
	for (size_t i = 0; i < sizeof(by_hand) / sizeof(*by_hand); i++) {
		tell(pool_printf(&project.pool, "%.*s", (int)(rest - script), script));
		tell(by_hand[i]);
		assert_int_equal(db_exec(db, rest, &err), -1);
		assert_has(err.message, "was changed by hand and would be lost");
		db_close(db);
		assert_int_equal(sqlite_driver.open_scratch(&db, &err), 0);
	}
	/* A column that came and went has lost nothing, if its blanks. */
	tell(pool_printf(&project.pool, "%.*s", (int)(rest - script), script));
	tell("ALTER TABLE a ADD COLUMN note TEXT; ALTER TABLE a DROP COLUMN note");
	tell(rest);
	assert_string_equal(rows(), "b0 ");
}

/* What an execute does to the version rows depends on what is there when it runs. */
static void scripts_keep_the_version_rows(void **state)
{
	const char *script;

	(void)state;
	add("a0", "", TABLE("a"));
	add("b0", "a0",
		"upgrade:\n  - execute: {sql: DELETE FROM gitmig_version WHERE EXISTS "
		"(SELECT 1 FROM a)}\ndowngrade: []\n");
	add("c0", "b0",
		"upgrade:\n  - execute: {sql: INSERT INTO a VALUES (1)}\ndowngrade: []\n");
	build();
	script = upgrade_script();
	script = pool_printf(&project.pool, "%.*sINSERT INTO a VALUES (7);\n%s",
		(int)(strstr(script, "DELETE FROM gitmig_version") - script), script,
		strstr(script, "DELETE FROM gitmig_version"));
	assert_int_equal(db_exec(db, script, &err), -1);
	assert_has(err.message, "the version rows are not those");
	assert_int_equal(db_rollback(db, &err), 0);
	assert_string_equal(rows(), "a0 ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(scripts_do_the_same),
		TEST(scripts_start_in_the_middle),
		TEST(scripts_of_nothing_do_nothing),
		TEST(scripts_keep_the_version_rows),
		TEST(scripts_lose_nothing_made_by_hand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
