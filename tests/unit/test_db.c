// links: db sql schema base

#include "base/text.h"
#include "db/script.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* A driver that notes what it is asked, and fails where the text says so. */

struct fake {
	struct db db;
	struct text *notes;
	bool open;
};

static struct fake fake;

static void add(const char *what, const char *text)
{
	text_printf(fake.notes, "%s%s%s\n", what, text ? " " : "", text ? text : "");
}

static int answer(const char *sql, struct error *err)
{
	return strstr(sql, "bad") ? error_set(err, ERR_DATABASE, "no such table: bad") : 0;
}

static void fake_close(struct db *db)
{
	(void)db;
	add("close", NULL);
}

static int fake_begin(struct db *db, struct error *err)
{
	(void)db, (void)err;
	add("begin", NULL);
	return 0;
}

static int fake_commit(struct db *db, struct error *err)
{
	(void)db, (void)err;
	add("commit", NULL);
	return 0;
}

static int fake_rollback(struct db *db, struct error *err)
{
	(void)db, (void)err;
	add("rollback", NULL);
	return 0;
}

static int fake_exec(struct db *db, const char *sql, struct error *err)
{
	if (db->log)
		db->log(db->log_data, sql);
	add("exec", sql);
	return answer(sql, err);
}

static int fake_query(
	struct db *db, const char *sql, db_row_fn *row, void *data, struct error *err)
{
	const char *value = "1";

	(void)db;
	add("query", sql);
	if (answer(sql, err) < 0)
		return -1;
	return row(data, 1, &value);
}

static int no_row(void *data, int count, const char *const *values)
{
	(void)data, (void)count, (void)values;
	return 0;
}

static int apply_two(struct db *db, const struct operation *op, struct error *err)
{
	if (fake_query(db, "SELECT what is there", no_row, NULL, err) < 0 ||
		fake_exec(db, "first", err) < 0)
		return -1;
	return fake_exec(db, op->drop_table->name, err);
}

static int render(struct pool *pool, const struct operation *op, struct statements *out,
	bool *unsupported, struct error *err)
{
	(void)err;
	if (op->kind != OP_DROP_TABLE) {
		*unsupported = true;
		return 0;
	}
	strings_add(pool, &out->list, "first");
	strings_add(pool, &out->list, op->drop_table->name);
	return 0;
}

static const struct dialect dialect = {.name = "fake", .terminator = ";", .render = render};

static const struct script_text words = {
	.begin = "BEGIN it",
	.commit = "COMMIT it",
	.guard = "guard",
	.guard_outside = "guard outside",
};

static int fake_open(
	const struct dsn *dsn, enum db_access access, struct db **db, struct error *err)
{
	(void)dsn, (void)access, (void)err;
	*db = &fake.db;
	return 0;
}

static const struct driver driver = {
	.name = "fake",
	.dialect = &dialect,
	.script = &words,
	.open = fake_open,
	.close = fake_close,
	.begin = fake_begin,
	.commit = fake_commit,
	.rollback = fake_rollback,
	.exec = fake_exec,
	.query = fake_query,
	.apply = apply_two,
};

static const struct driver absent = {.name = "absent", .package = "gitmig-absent"};
static const struct driver *const drivers[] = {&absent, &driver, NULL};

static struct pool pool;
static struct text notes, script;

static int setup(void **state)
{
	(void)state;
	pool_init(&pool);
	text_init(&notes, &pool);
	text_init(&script, &pool);
	fake = (struct fake){
		.db = {.driver = &driver, .dialect = &dialect}, .notes = &notes};
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	pool_release(&pool);
	return 0;
}

static void sink(void *data, const char *statement)
{
	text_printf(data, "%s\n", statement);
}

static void finds_drivers(void **state)
{
	const struct driver *found = NULL;
	struct error err;

	(void)state;
	assert_int_equal(driver_find(drivers, "fake", &found, &err), 0);
	assert_ptr_equal(found, &driver);
	assert_int_equal(driver_find(drivers, "absent", &found, &err), 0);
	assert_null(found->open);
	found = &driver;
	assert_int_equal(driver_find(drivers, "oracle", &found, &err), -1);
	assert_int_equal(err.code, ERR_CONNECTION);
	assert_non_null(strstr(err.message, "oracle"));
	assert_ptr_equal(found, &driver);
}

static void opens_by_name(void **state)
{
	const struct dsn here = {.driver = "fake"}, gone = {.driver = "absent"};
	struct db *db = NULL;
	struct error err;

	(void)state;
	assert_int_equal(db_open(drivers, &gone, DB_READ, &db, &err), -1);
	assert_null(db);
	assert_int_equal(db_open(drivers, &here, DB_READ, &db, &err), 0);
	assert_ptr_equal(db, &fake.db);
	db_close(db);
	db_close(NULL);
	assert_string_equal(notes.data, "close\n");
}

static void names_the_statement(void **state)
{
	struct error err;

	(void)state;
	assert_int_equal(db_exec(&fake.db, "INSERT INTO bad\n\t VALUES\n(1)", &err), -1);
	assert_string_equal(err.message,
		"no such table: bad; the statement was: INSERT INTO "
		"bad VALUES (1)");
	assert_null(fake.db.log);
}

static void cuts_long_statements(void **state)
{
	struct text sql;
	struct error err;

	(void)state;
	text_init(&sql, &pool);
	text_add(&sql, "bad ");
	for (unsigned i = 0; i < 2000; i++)
		text_add(&sql, "\xc3\xa9");
	assert_int_equal(db_exec(&fake.db, sql.data, &err), -1);
	assert_true(strlen(err.message) < 500);
	assert_string_equal(err.message + strlen(err.message) - 3, "...");
	/* No half character before the dots. */
	assert_int_equal(
		(unsigned char)err.message[strlen(err.message) - 4] & 0xc0, ' ' & 0xc0);
}

static struct operation drop(const char *name)
{
	struct op_drop_table *body = pool_new(&pool, struct op_drop_table);
	struct operation op = {.kind = OP_DROP_TABLE, .drop_table = body};

	body->name = pool_strdup(&pool, name);
	return op;
}

static void traces_changes_only(void **state)
{
	struct db *db = db_trace(&fake.db, sink, &script);
	struct operation op = drop("second");
	struct error err;

	(void)state;
	assert_int_equal(db_begin(db, &err), 0);
	assert_int_equal(db_query(db, "SELECT 1", no_row, NULL, &err), 0);
	assert_int_equal(db_apply(db, &op, &err), 0);
	assert_int_equal(db_commit(db, &err), 0);
	assert_int_equal(db_exec(db, "outside", &err), 0);
	db_close(db);
	assert_string_equal(notes.data,
		"begin\nquery SELECT 1\nquery SELECT what is there\n"
		"exec first\nexec second\ncommit\nexec outside\nclose\n");
	assert_string_equal(script.data,
		"BEGIN it\nguard\nfirst\nguard\nsecond\nguard\n"
		"COMMIT it\nguard outside\noutside\nguard outside\n");
}

static void traces_failures(void **state)
{
	struct db *db = db_trace(&fake.db, sink, &script);
	struct operation op = drop("bad");
	struct error err;

	(void)state;
	assert_int_equal(db_begin(db, &err), 0);
	assert_int_equal(db_apply(db, &op, &err), -1);
	assert_non_null(strstr(err.message, "the statement was: bad"));
	assert_int_equal(db_rollback(db, &err), 0);
	db_close(db);
	assert_non_null(strstr(script.data, "ROLLBACK\n"));
}

static void scripts_connect_to_nothing(void **state)
{
	struct db *db = db_script(&driver, sink, &script);
	struct operation op = drop("second");
	struct operation other = {.kind = OP_DROP_VIEW};
	struct error err;
	bool exists = true;

	(void)state;
	assert_int_equal(db_begin(db, &err), 0);
	assert_int_equal(db_apply(db, &op, &err), 0);
	assert_int_equal(db_query(db, "SELECT 1", no_row, NULL, &err), 0);
	assert_int_equal(db->driver->has_table(db, NULL, "t", &exists, &err), 0);
	assert_false(exists);
	assert_int_equal(db_apply(db, &other, &err), -1);
	assert_non_null(strstr(err.message, "drop_view"));
	assert_int_equal(db_commit(db, &err), 0);
	db_close(db);
	assert_string_equal(notes.data, "");
	assert_string_equal(script.data,
		"BEGIN it\nguard\nfirst\nguard\nsecond\nguard\nCOMMIT it\nguard outside\n");
}

static int fault_in_child(const char *setting)
{
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		struct operation op = drop("second");
		struct error err;

		/* No point was passed before the fork, so the child reads this. */
		setenv("GITMIG_FAULT", setting, 1);
		if (db_begin(&fake.db, &err) < 0)
			_exit(notes.length ? 1 + !!strstr(notes.data, "rollback") : 1);
		_exit(db_apply(&fake.db, &op, &err) < 0 ? 3
			: db_commit(&fake.db, &err) < 0 ? 4
							: 5);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static void fails_at_each_point(void **state)
{
	/* before and after begin, operation, its two statements, before and after commit */
	static const int expected[] = {1, 2, 3, 3, 3, 4, 4, 5};
	char setting[16];

	(void)state;
	for (int i = 0; i < 8; i++) {
		snprintf(setting, sizeof(setting), "fail:%d", i + 1);
		assert_int_equal(fault_in_child(setting), expected[i]);
	}
}

int main(void)
{
	/* The first one forks before any point is passed: $GITMIG_FAULT is read once. */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(fails_at_each_point, setup, teardown),
		cmocka_unit_test_setup_teardown(finds_drivers, setup, teardown),
		cmocka_unit_test_setup_teardown(opens_by_name, setup, teardown),
		cmocka_unit_test_setup_teardown(names_the_statement, setup, teardown),
		cmocka_unit_test_setup_teardown(cuts_long_statements, setup, teardown),
		cmocka_unit_test_setup_teardown(traces_changes_only, setup, teardown),
		cmocka_unit_test_setup_teardown(traces_failures, setup, teardown),
		cmocka_unit_test_setup_teardown(
			scripts_connect_to_nothing, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
