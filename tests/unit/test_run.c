// links: run manifest graph db sql schema base drivers/sqlite

#include "tests/unit/run_fixture.h"

static void applies_and_logs(void **state)
{
	(void)state;
	three_tables();
	upgrade("heads");
	assert_string_equal(tables(), "a b c gitmig_log gitmig_version ");
	assert_string_equal(rows(), "c0 ");
	assert_string_equal(log_rows(), "a0|upgrade|done b0|upgrade|done c0|upgrade|done ");
	assert_int_equal(done.done.count, 3);
	assert_int_equal(done.done.rows.count, 1);
	assert_string_equal(done.done.rows.items[0], "c0");
	assert_string_equal(ask("SELECT manifest FROM gitmig_log WHERE id = 2"),
		pool_printf(&project.pool, "%s ", project.texts[1]));
	assert_string_equal(
		ask("SELECT digest, blob_id, who, git_commit FROM gitmig_log WHERE id = 2"),
		pool_printf(&project.pool, "%s|%s|%s|%s ", project.items[1]->digest,
			project.items[1]->blob, project.runner.who,
			project.runner.git_commit));
	assert_string_equal(
		ask("SELECT count(*) FROM gitmig_log WHERE started <= finished "
		    "AND finished GLOB '20[0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2]"
		    "[0-9]:[0-5][0-9]:[0-6][0-9].[0-9][0-9][0-9]Z' AND host <> ''"),
		"3 ");
	assert_string_equal(
		ask("SELECT sql FROM sqlite_master WHERE name = 'gitmig_version'"),
		ask("SELECT replace(sql, 'x', 'x') FROM sqlite_master WHERE name = "
		    "'gitmig_version' AND sql LIKE '%version_num%VARCHAR(64) NOT NULL%' "
		    "AND "
		    "sql LIKE '%pk_gitmig_version%'"));
}

static void does_nothing_twice(void **state)
{
	(void)state;
	build();
	upgrade("heads");
	assert_string_equal(tables(), "");
	three_tables();
	upgrade("heads");
	upgrade("heads");
	assert_int_equal(done.done.count, 0);
	assert_string_equal(done.done.rows.items[0], "c0");
	assert_string_equal(ask("SELECT count(*) FROM gitmig_log"), "3 ");
}

static void rolls_back_what_fails(void **state)
{
	(void)state;
	add("a0", "", TABLE("a"));
	add("b0", "a0",
		"upgrade:\n"
		"  - create_table: {name: b, columns: [{name: id, type: integer}]}\n"
		"  - execute: {sql: INSERT INTO nowhere VALUES (1)}\n"
		"downgrade: []\n");
	build();
	upgrade_fails("heads", ERR_DATABASE);
	assert_string_equal(err.revision, "b0");
	assert_has(err.message, "revision b0: operation 2 of 2 (");
	assert_has(err.message, "no such table: nowhere");
	assert_has(err.message, "the statement was: INSERT INTO nowhere VALUES (1)");
	assert_has(err.hint, "as it was before");
	assert_int_equal(done.done.count, 1);
	assert_string_equal(done.done.rows.items[0], "a0");
	assert_string_equal(tables(), "a gitmig_log gitmig_version ");
	assert_string_equal(rows(), "a0 ");
	assert_string_equal(log_rows(), "a0|upgrade|done b0|upgrade|failed ");
	assert_string_equal(
		ask("SELECT count(*) FROM gitmig_log WHERE error LIKE '%no such "
		    "table: nowhere%'"),
		"1 ");
}

static void first_failure_leaves_a_log(void **state)
{
	(void)state;
	add("a0", "", "upgrade: [{execute: {sql: nonsense}}]\ndowngrade: []\n");
	build();
	upgrade_fails("heads", ERR_DATABASE);
	assert_string_equal(tables(), "gitmig_log ");
	assert_string_equal(log_rows(), "a0|upgrade|failed ");
	assert_int_equal(done.done.rows.count, 0);
}

static void reverts_in_the_order_applied(void **state)
{
	struct logged *items;
	unsigned count;

	(void)state;
	three_tables();
	upgrade("heads");
	downgrade("-1");
	assert_string_equal(rows(), "b0 ");
	assert_string_equal(tables(), "a b gitmig_log gitmig_version ");
	assert_int_equal(run_logged(db, &project.pool, true, &items, &count, &err), 0);
	assert_int_equal(count, 2);
	assert_string_equal(items[1].revision, "b0");
	assert_string_equal(items[1].digest, project.items[1]->digest);
	assert_string_equal(items[1].manifest, project.texts[1]);
	upgrade("heads");
	assert_int_equal(run_logged(db, &project.pool, false, &items, &count, &err), 0);
	assert_int_equal(count, 3);
	assert_string_equal(items[2].revision, "c0");
	assert_null(items[2].manifest);
	downgrade("base");
	assert_string_equal(tables(), "gitmig_log gitmig_version ");
	assert_string_equal(rows(), "");
	assert_int_equal(run_logged(db, &project.pool, false, &items, &count, &err), 0);
	assert_int_equal(count, 0);
}

/* "revision: skipped ..." of each jump. */
static const char *jumps(void)
{
	struct strings there = {.count = 0};
	struct jump *items = NULL;
	unsigned count = 0;
	struct text out;

	if (run_rows(db, "gitmig_version", &project.pool, &there, NULL, NULL, &err) < 0 ||
		run_jumps(db, &project.pool, project.runner.graph, &there, NULL, &items,
			&count, &err) < 0)
		fail_msg("%s", err.message);
	text_init(&out, &project.pool);
	for (unsigned i = 0; i < count; i++) {
		text_printf(&out, "%s:", items[i].revision->id);
		for (unsigned k = 0; k < items[i].skipped.count; k++)
			text_printf(&out, " %s", items[i].skipped.items[k]->id);
		text_add_char(&out, ';');
	}
	return out.data;
}

static void other_parents_skip_what_lies_between(void **state)
{
	(void)state;
	add("a0", "", TABLE("a"));
	add("c0", "a0", TABLE("c"));
	add("d0", "c0", TABLE("d"));
	build();
	assert_string_equal(jumps(), ""); /* no log */
	upgrade("heads");
	assert_string_equal(jumps(), "");
	start_over();
	add("a0", "", TABLE("a"));
	add("b0", "a0", TABLE("b"));
	add("b1", "b0", TABLE("b1"));
	add("c0", "b1", TABLE("c"));
	add("d0", "c0", TABLE("d"));
	build();
	assert_string_equal(jumps(), "c0: b0 b1;");
	downgrade("c0");
	assert_string_equal(jumps(), "c0: b0 b1;");
	/* What is reverted is reverted to its present parent: that is not there either. */
	downgrade("-1");
	assert_string_equal(rows(), "b1 ");
	assert_string_equal(jumps(), "c0: b0 b1;");
	stamp("a0", false);
	assert_string_equal(jumps(), "");
	upgrade("heads");
	assert_string_equal(jumps(), "");
}

static void a_stamp_leaves_no_doubt(void **state)
{
	(void)state;
	add("a0", "", TABLE("a"));
	add("b0", "", TABLE("b"));
	add("c0", "a0", TABLE("c"));
	build();
	upgrade("c0");
	start_over();
	add("a0", "", TABLE("a"));
	add("b0", "", TABLE("b"));
	add("c0", "a0, b0", TABLE("c"));
	build();
	assert_string_equal(jumps(), "c0: b0;");
	stamp("b0", false);
	assert_string_equal(jumps(), "");
	/* A parent whose manifest is gone may be there under another id. */
	start_over();
	add("b0", "", TABLE("b"));
	add("b1", "b0", TABLE("b1"));
	add("c0", "b1", TABLE("c"));
	build();
	tell("DELETE FROM gitmig_log WHERE action = 'stamp'");
	tell("UPDATE gitmig_version SET version_num = 'c0'");
	assert_string_equal(jumps(), "");
}

static void irreversible_stops_before_anything(void **state)
{
	(void)state;
	add("a0", "",
		"upgrade:\n  - create_table: {name: a, columns: [{name: id, type: "
		"integer}]}\ndowngrade: irreversible\n");
	add("b0", "a0", TABLE("b"));
	build();
	upgrade("heads");
	downgrade_fails("base", ERR_IRREVERSIBLE);
	assert_string_equal(err.revision, "a0");
	assert_string_equal(rows(), "b0 ");
	assert_string_equal(tables(), "a b gitmig_log gitmig_version ");
	assert_string_equal(log_rows(), "a0|upgrade|done b0|upgrade|done ");
}

/* a0 as applied makes a; its file now says other. */
static void edit_after_applying(void)
{
	add("a0", "", TABLE("a"));
	build();
	upgrade("heads");
	tell("CREATE TABLE other (id INTEGER)");
	start_over();
	add("a0", "", TABLE("other"));
	build();
}

static void reverts_what_was_applied(void **state)
{
	(void)state;
	edit_after_applying();
	downgrade("base");
	assert_string_equal(tables(), "gitmig_log gitmig_version other ");
}

static void force_reverts_the_file(void **state)
{
	(void)state;
	edit_after_applying();
	project.runner.force = true;
	downgrade("base");
	assert_string_equal(tables(), "a gitmig_log gitmig_version ");
}

static void damaged_log_is_not_used(void **state)
{
	(void)state;
	edit_after_applying();
	tell("UPDATE gitmig_log SET manifest = manifest || '#'");
	downgrade_fails("base", ERR_DATABASE);
	assert_has(err.message, "damaged");
	assert_has(err.hint, "--force");
	assert_string_equal(rows(), "a0 ");
}

static int only_a0(void *data, const struct revision *revision, struct error *error)
{
	(void)data;
	if (!strcmp(revision->id, "a0"))
		return 0;
	return error_set(error, ERR_NOT_ALLOWED, "not reviewed");
}

static void asks_for_the_whole_plan(void **state)
{
	(void)state;
	three_tables();
	project.runner.allowed = only_a0;
	upgrade_fails("heads", ERR_NOT_ALLOWED);
	assert_string_equal(err.revision, "b0");
	assert_string_equal(tables(), "");
	upgrade("a0");
	assert_string_equal(rows(), "a0 ");
	project.runner.allowed = NULL;
	upgrade("heads");
	project.runner.allowed = only_a0;
	downgrade("base");
}

#define REQUIRED_COLUMN(table)                                                             \
	"upgrade:\n  - add_column: {table: " table                                         \
	", column: {name: must, type: integer, "                                           \
	"nullable: false}}\ndowngrade: []\n"

static void finds_unsafe_data_beforehand(void **state)
{
	(void)state;
	tell("CREATE TABLE full (id INTEGER)");
	tell("INSERT INTO full VALUES (1)");
	add("a0", "", TABLE("a"));
	add("b0", "a0", REQUIRED_COLUMN("a"));
	add("c0", "b0", REQUIRED_COLUMN("full"));
	build();
	upgrade_fails("heads", ERR_UNSAFE_DATA);
	assert_string_equal(err.revision, "c0");
	assert_has(err.message, "revision c0: operation 1 of 1 (");
	assert_string_equal(tables(), "full ");
	tell("DELETE FROM full");
	upgrade("heads");
	assert_string_equal(rows(), "c0 ");
}

static void unsafe_data_that_the_plan_makes(void **state)
{
	(void)state;
	tell("CREATE TABLE full (id INTEGER)");
	add("a0", "",
		"upgrade: [{execute: {sql: INSERT INTO full VALUES (1)}}]\ndowngrade: "
		"[]\n");
	add("b0", "a0", REQUIRED_COLUMN("full"));
	build();
	upgrade_fails("heads", ERR_UNSAFE_DATA);
	assert_string_equal(err.revision, "b0");
	assert_string_equal(rows(), "a0 ");
	assert_string_equal(log_rows(), "a0|upgrade|done b0|upgrade|failed ");
}

static void stamps(void **state)
{
	(void)state;
	three_tables();
	stamp("b0", false);
	assert_string_equal(rows(), "b0 ");
	assert_string_equal(tables(), "gitmig_log gitmig_version ");
	stamp("b0", false);
	assert_int_equal(done.done.count, 0);
	stamp("base", false);
	assert_string_equal(rows(), "");
	assert_string_equal(log_rows(), "b0|stamp|done NULL|stamp|done ");
	tell("INSERT INTO gitmig_version VALUES ('it''s gone')");
	stamp("c0", true);
	assert_string_equal(rows(), "c0 ");
	assert_string_equal(done.done.rows.items[0], "c0");
}

static void ensures_the_version_table(void **state)
{
	bool made = false;

	(void)state;
	build();
	assert_int_equal(run_ensure_version(&project.runner, &made, &err), 0);
	assert_true(made);
	assert_string_equal(tables(), "gitmig_version ");
	assert_int_equal(run_ensure_version(&project.runner, &made, &err), 0);
	assert_false(made);
}

static void previews_without_writing(void **state)
{
	struct plan plan = {.count = 0};

	(void)state;
	three_tables();
	assert_int_equal(run_preview(&project.runner, &project.pool, STEP_UPGRADE, "heads",
				 &plan, &err),
		0);
	assert_int_equal(plan.count, 3);
	assert_string_equal(tables(), "");
	project.runner.allowed = only_a0;
	assert_int_equal(run_preview(&project.runner, &project.pool, STEP_UPGRADE, "heads",
				 &plan, &err),
		-1);
	assert_int_equal(err.code, ERR_NOT_ALLOWED);
	assert_int_equal(plan.count, 3);
}

static void narrow_tables_are_asked_first(void **state)
{
	const char *id = "abcdefghijklmnopqrstuvwxyz0123456789";
	struct driver strict = sqlite_driver;

	(void)state;
	strict.any_length = false;
	db->driver = &strict;
	tell("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT "
	     "alembic_version_pkc PRIMARY KEY (version_num))");
	project.runner.version_table = "alembic_version";
	add("a0", "", TABLE("a"));
	add(id, "a0", TABLE("b"));
	build();
	upgrade_fails("heads", ERR_DATABASE);
	assert_has(err.message, "longer than the 32");
	assert_string_equal(tables(), "alembic_version ");
	upgrade("a0");
	assert_string_equal(ask("SELECT version_num FROM alembic_version"), "a0 ");
	/* SQLite's own lengths are words. */
	db->driver = &sqlite_driver;
	upgrade("heads");
	assert_string_equal(ask("SELECT version_num FROM alembic_version"),
		pool_printf(&project.pool, "%s ", id));
}

static void unknown_rows_stop_a_walk(void **state)
{
	(void)state;
	three_tables();
	upgrade("heads");
	tell("UPDATE gitmig_version SET version_num = 'zz99'");
	downgrade_fails("base", ERR_UNKNOWN_APPLIED_REVISION);
	assert_string_equal(rows(), "zz99 ");
}

static void bad_literals_stop_before_anything(void **state)
{
	static const char *const operations[] = {
		"create_table: {name: b, columns: [{name: id, type: boolean, default: "
		"maybe}]}",
		"add_column: {table: a, column: {name: b, type: boolean, default: maybe}}",
		"alter_column: {table: a, column: id, type: boolean, default: maybe}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(operations) / sizeof(*operations); i++) {
		start_over();
		add("a0", "", TABLE("a"));
		add("b0", "a0",
			pool_printf(&project.pool, "upgrade:\n  - %s\ndowngrade: []\n",
				operations[i]));
		build();
		upgrade_fails("heads", ERR_MANIFEST_INVALID);
		assert_string_equal(tables(), "");
		assert_string_equal(err.file, project.items[1]->path);
		assert_int_equal(err.line, 5);
		assert_int_equal(err.column, 5);
		assert_string_equal(err.revision, "b0");
	}
}

static void lost_version_rows_roll_back(void **state)
{
	static const char *const texts[] = {
		"DELETE FROM gitmig_version",
		"UPDATE gitmig_version SET version_num = 'q0'",
		"INSERT INTO gitmig_version VALUES ('z0')",
		"CREATE TRIGGER late AFTER UPDATE ON gitmig_version BEGIN DELETE FROM "
		"gitmig_version; END",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		start_over();
		add("a0", "", TABLE("a"));
		add("b0", "a0",
			pool_printf(&project.pool,
				"upgrade:\n  - execute: {sql: \"%s\"}\ndowngrade: []\n",
				texts[i]));
		build();
		upgrade_fails("heads", ERR_DATABASE);
		assert_has(err.message, "gitmig_version");
		assert_string_equal(err.revision, "b0");
		assert_string_equal(rows(), "a0 ");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(applies_and_logs),
		TEST(does_nothing_twice),
		TEST(rolls_back_what_fails),
		TEST(first_failure_leaves_a_log),
		TEST(reverts_in_the_order_applied),
		TEST(other_parents_skip_what_lies_between),
		TEST(a_stamp_leaves_no_doubt),
		TEST(irreversible_stops_before_anything),
		TEST(reverts_what_was_applied),
		TEST(force_reverts_the_file),
		TEST(damaged_log_is_not_used),
		TEST(asks_for_the_whole_plan),
		TEST(finds_unsafe_data_beforehand),
		TEST(unsafe_data_that_the_plan_makes),
		TEST(stamps),
		TEST(ensures_the_version_table),
		TEST(previews_without_writing),
		TEST(narrow_tables_are_asked_first),
		TEST(unknown_rows_stop_a_walk),
		TEST(bad_literals_stop_before_anything),
		TEST(lost_version_rows_roll_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
