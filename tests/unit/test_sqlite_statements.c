// links: base schema sql db drivers/sqlite
#include "sqlite_fixture.h"

#include <signal.h>
#include <unistd.h>

/* Statements and queries: how they end, and what is heard of them. */

static void run_sql(struct db *db, const char *sql)
{
	struct error err = {.code = ERR_NONE};

	must(sqlite_driver.exec(db, sql, &err), &err);
}

static void fails(struct db *db, const char *sql, enum error_code code, const char *words)
{
	struct error err = {.code = ERR_NONE};

	assert_int_equal(sqlite_driver.exec(db, sql, &err), -1);
	assert_string_equal(error_code_name(err.code), error_code_name(code));
	if (!strstr(err.message, words))
		fail_msg("\"%s\" is not in \"%s\"", words, err.message);
}

static int stop_at_two(void *data, int count, const char *const *values)
{
	(void)count;
	(void)values;
	return ++*(int *)data == 2 ? 77 : 0;
}

static void a_query_may_be_stopped(void **state)
{
	struct db *db = scratch(NULL);
	struct error err = {.code = ERR_NONE};
	int seen = 0;

	(void)state;
	assert_int_equal(
		sqlite_driver.query(db, "VALUES (1), (2), (3)", stop_at_two, &seen, &err),
		77);
	assert_int_equal(seen, 2);
	sqlite_driver.close(db);
}

static void text_with_nul_is_refused(void **state)
{
	struct db *db = scratch(NULL);
	struct error err = {.code = ERR_NONE};
	int seen = 0;

	(void)state;
	assert_int_equal(sqlite_driver.query(db, "SELECT 'a' || char(0) || 'b' AS x",
				 stop_at_two, &seen, &err),
		-1);
	assert_non_null(strstr(err.message, "NUL"));
	assert_int_equal(seen, 0);
	sqlite_driver.close(db);
}

#define ENDLESS                                                                            \
	"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT max(i) FROM " \
	"n"

static struct db *interrupted;

static void on_alarm(int number)
{
	(void)number;
	sqlite_driver.interrupt(interrupted);
}

static void an_interrupt_ends_a_statement(void **state)
{
	struct db *db = scratch("CREATE TABLE t (a)");
	struct error err = {.code = ERR_NONE};

	(void)state;
	interrupted = db;
	signal(SIGALRM, on_alarm);
	must(sqlite_driver.begin(db, &err), &err);
	run_sql(db, "INSERT INTO t VALUES (1)");
	alarm(1);
	fails(db, ENDLESS, ERR_DATABASE, "interrupted");
	must(sqlite_driver.rollback(db, &err), &err);
	/* It has had its effect. */
	run_sql(db, "INSERT INTO t VALUES (1)");
	sqlite_driver.close(db);
}

/* A signal between two statements must not be lost. */
static void an_interrupt_is_remembered(void **state)
{
	struct db *db = scratch("CREATE TABLE t (a)");
	struct error err = {.code = ERR_NONE};

	(void)state;
	must(sqlite_driver.begin(db, &err), &err);
	sqlite_driver.interrupt(db);
	fails(db, "INSERT INTO t VALUES (1)", ERR_DATABASE, "interrupted");
	run_sql(db, "INSERT INTO t VALUES (2)");
	sqlite_driver.interrupt(db);
	must(sqlite_driver.rollback(db, &err), &err);
	run_sql(db, "INSERT INTO t VALUES (3)");
	sqlite_driver.close(db);
}

static void log_text(void *data, const char *sql)
{
	struct text *out = data;

	text_printf(out, "[%s]", sql);
}

static void statements_are_logged_one_by_one(void **state)
{
	struct db *db = scratch(NULL);
	struct error err = {.code = ERR_NONE};
	struct pool pool;
	struct text log;

	(void)state;
	pool_init(&pool);
	text_init(&log, &pool);
	db->log = log_text;
	db->log_data = &log;
	must(sqlite_driver.begin(db, &err), &err);
	run_sql(db, " CREATE TABLE t (a);\n\n INSERT INTO t VALUES (';') ; -- the end\n");
	must(sqlite_driver.query(db, "SELECT 1", NULL, NULL, &err), &err);
	must(sqlite_driver.commit(db, &err), &err);
	assert_string_equal(log.data, "[CREATE TABLE t (a)][INSERT INTO t VALUES (';')]");
	sqlite_driver.close(db);
	pool_release(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_query_may_be_stopped),
		cmocka_unit_test(text_with_nul_is_refused),
		cmocka_unit_test(an_interrupt_ends_a_statement),
		cmocka_unit_test(an_interrupt_is_remembered),
		cmocka_unit_test(statements_are_logged_one_by_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
