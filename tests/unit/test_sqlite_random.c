// links: base schema sql db drivers/sqlite
#include "sqlite_random.h"

#include "base/strings.h"
#include "db/script.h"

#include <stdlib.h>

/*
 * Random databases and random operations, the same in every run: what an operation does is
 * sound, its statements do the same on another database with other rows, and when it fails
 * at any statement a rollback leaves everything as it was.
 */

static int run_operation(struct db *db, const struct operation *op, struct error *err)
{
	must(sqlite_driver.begin(db, err), err);
	if (sqlite_driver.apply(db, op, err) < 0 || sqlite_driver.commit(db, err) < 0) {
		struct error ignored;

		sqlite_driver.rollback(db, &ignored);
		return -1;
	}
	return 0;
}

struct bomb {
	struct db *db;
	int left;
	bool gone_off;
};

static void tick(void *data, const char *sql)
{
	struct bomb *bomb = data;

	(void)sql;
	if (--bomb->left != 0)
		return;
	bomb->gone_off = true;
	sqlite_driver.interrupt(bomb->db);
}

/* Stops at the first, the second, ... statement until it gets through. */
static void stop_everywhere(
	struct pool *pool, const struct made *made, const struct operation *op)
{
	struct bomb bomb = {.gone_off = true};

	for (int n = 1; bomb.gone_off; n++) {
		struct error err = {.code = ERR_NONE};
		char *before;

		bomb = (struct bomb){fill(made), n, false};
		before = dump(pool, bomb.db);
		bomb.db->log = tick;
		bomb.db->log_data = &bomb;
		if (run_operation(bomb.db, op, &err) < 0)
			assert_string_equal(before, dump(pool, bomb.db));
		else
			assert_false(bomb.gone_off);
		/* It works on after a failure. */
		bomb.db->log = NULL;
		must(sqlite_driver.exec(bomb.db, "CREATE TABLE fine (a)", &err), &err);
		sqlite_driver.close(bomb.db);
	}
}

struct script {
	struct pool *pool;
	struct strings statements;
};

static void sink(void *data, const char *statement)
{
	struct script *script = data;

	if (statement && *statement)
		strings_add(script->pool, &script->statements,
			pool_strdup(script->pool, statement));
}

/* What a trace writes down on a database without rows, run on one with rows. */
static void script_does_the_same(struct pool *pool, const struct made *made,
	const struct operation *op, const char *expected)
{
	struct script script = {.pool = pool};
	struct db *trace = db_trace(scratch(made->schema.data), sink, &script);
	struct db *db = fill(made);
	struct error err = {.code = ERR_NONE};

	/* Without the guards around a script: they judge foreign keys of the whole
	 * database. */
	must(db_begin(trace, &err), &err);
	script.statements.count = 0;
	must(db_apply(trace, op, &err), &err);
	db_close(trace);
	must(sqlite_driver.begin(db, &err), &err);
	for (unsigned i = 0; i < script.statements.count; i++)
		must(sqlite_driver.exec(db, script.statements.items[i], &err), &err);
	must(sqlite_driver.commit(db, &err), &err);
	if (strcmp(expected, dump(pool, db)) != 0)
		fail_msg("%s\n%s\n%s\n-- by script:\n%s\n%s", operation_name(op->kind),
			made->schema.data, expected, dump(pool, db),
			strings_join(pool, &script.statements, ";\n"));
	sqlite_driver.close(db);
}

static char *without_table(struct pool *pool, struct db *db, const char *table)
{
	return rows(pool, db,
		pool_printf(pool,
			"SELECT type, name, sql FROM sqlite_master WHERE type IN ('table', "
			"'index') "
			"AND tbl_name <> '%s' AND sql NOT LIKE '%%REFERENCES%%' AND name "
			"NOT LIKE "
			"'sqlite_%%' ORDER BY name",
			table));
}

static unsigned done[OP_KINDS];

static void one_round(struct pool *pool)
{
	struct error err = {.code = ERR_NONE};
	struct operation op;
	struct made made;
	struct db *db;
	char *others, *before;

	make(pool, &made);
	op = some_operation(pool);
	db = fill(&made);
	before = dump(pool, db);
	others = without_table(pool, db, operation_table(&op));
	if (run_operation(db, &op, &err) < 0) {
		assert_string_equal(before, dump(pool, db));
		sqlite_driver.close(db);
		return;
	}
	done[op.kind]++;
	assert_string_equal(rows(pool, db, "PRAGMA integrity_check"), "ok\n");
	if (op.kind != OP_RENAME_TABLE)
		assert_string_equal(others, without_table(pool, db, operation_table(&op)));
	if (!strstr(made.rows.data, "ANALYZE"))
		script_does_the_same(pool, &made, &op, dump(pool, db));
	sqlite_driver.close(db);
	stop_everywhere(pool, &made, &op);
}

static void random_operations(void **state)
{
	(void)state;
	seed = 4711;
	for (int i = 0; i < 250; i++) {
		struct pool pool;

		pool_init(&pool);
		one_round(&pool);
		pool_release(&pool);
	}
	/* Most are refused by the random rows and objects; enough must get through. */
	assert_true(done[OP_ADD_COLUMN] > 3);
	assert_true(done[OP_DROP_COLUMN] > 3);
	assert_true(done[OP_ALTER_COLUMN] > 3);
	assert_true(done[OP_DROP_CONSTRAINT] > 1);
	assert_true(
		done[OP_CREATE_UNIQUE_CONSTRAINT] + done[OP_CREATE_CHECK_CONSTRAINT] > 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_operations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
