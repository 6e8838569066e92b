// links: run manifest graph db sql schema base drivers/sqlite

#include "tests/unit/run_fixture.h"

/* Signals, and other processes that change the version rows meanwhile. */

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
static char *folder;
static struct dsn file = {.driver = "sqlite", .lock_timeout = 1};

static int setup_file(void **state)
{
	(void)state;
	project_init(&project);
	folder = pool_strdup(&project.pool, "/tmp/gitmig-test-run-XXXXXX");
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

/* A server that makes the next so many operations the victims of deadlocks. */
static unsigned victims;

static int deadlocked_apply(struct db *to, const struct operation *op, struct error *error)
{
	if (!victims)
		return sqlite_driver.apply(to, op, error);
	victims--;
	return error_set(error, ERR_DATABASE, "deadlock");
}

static bool deadlocked(struct db *to)
{
	(void)to;
	return true;
}

static void make_busy(void)
{
	static struct driver busy;

	busy = sqlite_driver;
	busy.apply = deadlocked_apply;
	busy.may_retry = deadlocked;
	db->driver = &busy;
}

static void deadlocks_are_tried_again(void **state)
{
	(void)state;
	three_tables();
	make_busy();
	victims = 3;
	upgrade("a0");
	/* They are counted for each revision by itself. */
	victims = 3;
	upgrade("b0");
	assert_string_equal(log_rows(), "a0|upgrade|done b0|upgrade|done ");
	victims = 4;
	upgrade_fails("c0", ERR_DATABASE);
	assert_string_equal(err.message,
		"revision c0: operation 1 of 1 (create table c with 1 column): deadlock");
	assert_int_equal(victims, 0);
	assert_string_equal(rows(), "b0 ");
	assert_string_equal(
		log_rows(), "a0|upgrade|done b0|upgrade|done c0|upgrade|failed ");
}

#define OUTSIDE                                                                            \
	"upgrade:\n  - execute: {sql: SELECT 1, transaction: false}\ndowngrade: []\n"

static void what_runs_outside_is_not(void **state)
{
	(void)state;
	add("a0", "", OUTSIDE);
	build();
	make_busy();
	victims = 1;
	upgrade_fails("a0", ERR_DATABASE);
	assert_string_equal(log_rows(), "a0|upgrade|running a0|upgrade|failed ");
}

#define TEST_FILE(name) cmocka_unit_test_setup_teardown(name, setup_file, teardown_file)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(signals_roll_back),
		TEST_FILE(plans_again_when_rows_changed),
		TEST_FILE(relative_targets_stay_what_they_were),
		TEST_FILE(given_plans_do_not_guess),
		TEST(deadlocks_are_tried_again),
		TEST(what_runs_outside_is_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
