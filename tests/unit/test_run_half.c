// links: run manifest graph db sql schema base drivers/sqlite

#include "tests/unit/run_fixture.h"

/* Revisions that end outside their transaction. */

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(runs_outside),
		TEST(continues_what_is_half_done),
		TEST(half_done_may_change_its_end),
		TEST(stamp_settles_what_is_half_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
