// links: run manifest graph db sql schema base drivers/sqlite

#include "db/script.h"
#include "drivers/sqlite/driver.h"
#include "run/run.h"
#include "tests/unit/project.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

/* What tests of run share: a project, an open database and what they did. */
static struct project project;
static struct db *db;
static struct error err;
static struct run_result done;

static int setup(void **state)
{
	(void)state;
	project_init(&project);
	memset(&err, 0, sizeof(err));
	memset(&done, 0, sizeof(done));
	if (sqlite_driver.open_scratch(&db, &err) < 0)
		return -1;
	project.runner.db = db;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	db_close(db);
	project_release(&project);
	return 0;
}

static void add(const char *id, const char *parent, const char *operations)
{
	const char *text = pool_printf(&project.pool,
		"gitmig: 1\nrevision: %s\nparents: [%s]\n%s", id, parent, operations);

	if (project_add(&project, text, &err) < 0)
		fail_msg("%s: %s:%d:%d", id, err.message, err.line, err.column);
}

static void build(void)
{
	if (project_graph(&project, &err) < 0)
		fail_msg("%s", err.message);
}

/* The graph again, with other files. */
static void start_over(void)
{
	project.items = NULL;
	project.texts = NULL;
	project.count = project.cap = project.texts_count = project.texts_cap = 0;
}

#define TABLE(name)                                                                        \
	"upgrade:\n  - create_table:\n      name: " name                                   \
	"\n      columns: [{name: id, type: integer, primary_key: true}]\n"                \
	"downgrade:\n  - drop_table: {name: " name "}\n"

/* a0 <- b0 <- c0, a table each. */
static void three_tables(void)
{
	add("a0", "", TABLE("a"));
	add("b0", "a0", TABLE("b"));
	add("c0", "b0", TABLE("c"));
	build();
}

static int take(void *data, int count, const char *const *values)
{
	struct text *out = data;

	for (int i = 0; i < count; i++)
		text_printf(out, "%s%s", i ? "|" : "", values[i] ? values[i] : "NULL");
	text_add_char(out, ' ');
	return 0;
}

static const char *ask(const char *sql)
{
	struct text out;

	text_init(&out, &project.pool);
	if (db_query(db, sql, take, &out, &err) < 0)
		fail_msg("%s", err.message);
	return out.data;
}

static void tell(const char *sql)
{
	if (db_exec(db, sql, &err) < 0)
		fail_msg("%s", err.message);
}

static const char *tables(void)
{
	return ask("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE "
		   "'sqlite%' ORDER BY name");
}

static const char *rows(void)
{
	return ask("SELECT version_num FROM gitmig_version ORDER BY 1");
}

static const char *log_rows(void)
{
	return ask("SELECT revision, action, outcome FROM gitmig_log ORDER BY id");
}

static void upgrade(const char *target)
{
	if (run_upgrade(&project.runner, &project.pool, target, &done, &err) < 0)
		fail_msg("upgrade %s: %s", target, err.message);
}

static void downgrade(const char *target)
{
	if (run_downgrade(&project.runner, &project.pool, target, &done, &err) < 0)
		fail_msg("downgrade %s: %s", target, err.message);
}

static void upgrade_fails(const char *target, enum error_code code)
{
	assert_int_equal(
		run_upgrade(&project.runner, &project.pool, target, &done, &err), -1);
	if (err.code != code)
		fail_msg("%s: %s", error_code_name(err.code), err.message);
}

static void downgrade_fails(const char *target, enum error_code code)
{
	assert_int_equal(
		run_downgrade(&project.runner, &project.pool, target, &done, &err), -1);
	if (err.code != code)
		fail_msg("%s: %s", error_code_name(err.code), err.message);
}

#define assert_has(text, part)                                                             \
	do {                                                                               \
		if (!strstr((text), (part)))                                               \
			fail_msg("\"%s\" lacks \"%s\"", (text), (part));                   \
	} while (0)

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

static void stamp(const char *target, bool purge)
{
	struct strings targets = {.count = 0};

	strings_add(&project.pool, &targets, target);
	if (run_stamp(&project.runner, &project.pool, &targets, purge, &done, &err) < 0)
		fail_msg("stamp %s: %s", target, err.message);
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

	(void)state;
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

/* The last operation of b0 runs outside; what it does is in `sql`. */
static void outside(const char *first, const char *sql)
{
	add("a0", "", TABLE("a"));
	add("b0", "a0",
		pool_printf(&project.pool,
			"upgrade:\n  - create_table: {name: %s, columns: [{name: id, type: "
			"integer}]}\n  - execute: {sql: \"%s\", transaction: false}\n"
			"downgrade:\n  - drop_table: {name: %s}\n",
			first, sql, first));
	build();
}

static void runs_outside(void **state)
{
	(void)state;
	outside("b", "VACUUM");
	upgrade("heads");
	assert_string_equal(rows(), "b0 ");
	assert_string_equal(log_rows(), "a0|upgrade|done b0|upgrade|done ");
	assert_string_equal(
		ask("SELECT count(*) FROM gitmig_log WHERE finished IS NULL"), "0 ");
}

static void continues_what_is_half_done(void **state)
{
	(void)state;
	outside("b", "INSERT INTO later VALUES (1)");
	upgrade_fails("heads", ERR_DATABASE);
	assert_has(err.hint, "continues with the last");
	assert_string_equal(rows(), "a0 ");
	assert_string_equal(tables(), "a b gitmig_log gitmig_version ");
	assert_string_equal(
		log_rows(), "a0|upgrade|done b0|upgrade|running b0|upgrade|failed ");
	downgrade_fails("base", ERR_DATABASE);
	assert_has(err.message, "the upgrade of revision b0 is half done");
	tell("CREATE TABLE later (id INTEGER)");
	upgrade("heads");
	assert_string_equal(rows(), "b0 ");
	assert_string_equal(ask("SELECT count(*) FROM later"), "1 ");
	assert_string_equal(
		log_rows(), "a0|upgrade|done b0|upgrade|done b0|upgrade|failed ");
	downgrade("base");
}

static void half_done_may_change_its_end(void **state)
{
	(void)state;
	outside("b", "INSERT INTO later VALUES (1)");
	upgrade_fails("heads", ERR_DATABASE);
	start_over();
	outside("other", "VACUUM");
	upgrade_fails("heads", ERR_DATABASE);
	assert_has(err.message, "half done");
	assert_string_equal(rows(), "a0 ");
	start_over();
	outside("b", "VACUUM");
	upgrade("heads");
	assert_string_equal(rows(), "b0 ");
}

static void stamp_settles_what_is_half_done(void **state)
{
	(void)state;
	outside("b", "INSERT INTO later VALUES (1)");
	upgrade_fails("heads", ERR_DATABASE);
	stamp("b0", false);
	assert_string_equal(rows(), "b0 ");
	downgrade("base");
	assert_string_equal(tables(), "gitmig_log gitmig_version ");
}

static void interrupt_at_b0(
	void *data, const struct step *step, unsigned number, unsigned total, bool over)
{
	(void)data;
	assert_int_equal(total, 3);
	if (!strcmp(step->revision->id, "b0") && !over) {
		assert_int_equal(number, 2);
		raise(SIGINT);
	}
}

static int interrupts;

static void count_interrupt(int number)
{
	(void)number;
	interrupts++;
}

static void signals_roll_back(void **state)
{
	(void)state;
	three_tables();
	project.runner.progress = interrupt_at_b0;
	signal(SIGINT, count_interrupt);
	upgrade_fails("heads", ERR_DATABASE);
	assert_has(err.message, "interrupted by SIGINT; revision b0 was rolled back");
	assert_string_equal(err.revision, "b0");
	assert_string_equal(rows(), "a0 ");
	assert_string_equal(tables(), "a gitmig_log gitmig_version ");
	assert_string_equal(log_rows(), "a0|upgrade|done b0|upgrade|failed ");
	assert_int_equal(interrupts, 0);
	raise(SIGINT);
	assert_int_equal(interrupts, 1);
	signal(SIGINT, SIG_DFL);
	project.runner.progress = NULL;
	upgrade("heads");
}

/* A file and a second connection to it. */
static char folder[] = "/tmp/gitmig-test-run-XXXXXX";
static struct dsn file = {.driver = "sqlite", .lock_timeout = 1};

static int setup_file(void **state)
{
	(void)state;
	project_init(&project);
	memcpy(folder + strlen(folder) - 6, "XXXXXX", 6);
	if (!mkdtemp(folder))
		return -1;
	file.path = file.shown = pool_printf(&project.pool, "%s/test.db", folder);
	if (sqlite_driver.open(&file, DB_WRITE, &db, &err) < 0)
		return -1;
	project.runner.db = db;
	return 0;
}

static int teardown_file(void **state)
{
	unlink(file.path);
	rmdir(folder);
	return teardown(state);
}

/* Another process applies b0 when this one has done a0. */
static void other_deployer(
	void *data, const struct step *step, unsigned number, unsigned total, bool over)
{
	struct runner other = project.runner;
	struct run_result result;
	struct error error;

	(void)data, (void)number, (void)total;
	if (strcmp(step->revision->id, "a0") != 0 || !over)
		return;
	other.progress = NULL;
	assert_int_equal(sqlite_driver.open(&file, DB_WRITE, &other.db, &error), 0);
	assert_int_equal(run_upgrade(&other, &project.pool, "b0", &result, &error), 0);
	assert_int_equal(result.done.count, 1);
	db_close(other.db);
}

static void plans_again_when_rows_changed(void **state)
{
	(void)state;
	three_tables();
	project.runner.progress = other_deployer;
	upgrade("heads");
	assert_int_equal(done.done.count, 2);
	assert_string_equal(log_rows(), "a0|upgrade|done b0|upgrade|done c0|upgrade|done ");
}

static void relative_targets_stay_what_they_were(void **state)
{
	(void)state;
	three_tables();
	project.runner.progress = other_deployer;
	upgrade("+2");
	assert_string_equal(rows(), "b0 ");
	assert_int_equal(done.done.count, 1);
}

static void given_plans_do_not_guess(void **state)
{
	struct strings none = {.count = 0};
	struct plan plan = {.count = 0};

	(void)state;
	three_tables();
	assert_int_equal(plan_upgrade(&project.pool, project.runner.graph, &none, "heads",
				 &plan, &err),
		0);
	project.runner.progress = other_deployer;
	assert_int_equal(
		run_plan(&project.runner, &project.pool, &none, &plan, &done, &err), -1);
	assert_int_equal(err.code, ERR_DATABASE);
	assert_has(err.message, "the version rows are b0");
	assert_int_equal(done.done.count, 1);
}

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
	struct db *scratch;

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
	struct db *scratch;
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
	struct db *scratch;

	(void)state;
	three_tables();
	assert_int_equal(sqlite_driver.open_scratch(&scratch, &err), 0);
	assert_null(strstr(script_of(&none, scratch, &plan), "BEGIN"));
}

#define TEST(name)      cmocka_unit_test_setup_teardown(name, setup, teardown)
#define TEST_FILE(name) cmocka_unit_test_setup_teardown(name, setup_file, teardown_file)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(applies_and_logs),
		TEST(does_nothing_twice),
		TEST(rolls_back_what_fails),
		TEST(first_failure_leaves_a_log),
		TEST(reverts_in_the_order_applied),
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
		TEST(runs_outside),
		TEST(continues_what_is_half_done),
		TEST(half_done_may_change_its_end),
		TEST(stamp_settles_what_is_half_done),
		TEST(signals_roll_back),
		TEST_FILE(plans_again_when_rows_changed),
		TEST_FILE(relative_targets_stay_what_they_were),
		TEST_FILE(given_plans_do_not_guess),
		TEST(scripts_do_the_same),
		TEST(scripts_start_in_the_middle),
		TEST(scripts_of_nothing_do_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
