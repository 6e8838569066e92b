// links: base schema manifest sql db drivers/sqlite drivers/mssql
/*
 * The SQL of every operation, for both databases, against the files in tests/golden. After
 * a change that is meant: test_golden --update, and read the diff.
 */
#include "base/file.h"
#include "drivers/mssql/dialect.h"
#include "drivers/sqlite/dialect.h"
#include "drivers/sqlite/driver.h"
#include "manifest/manifest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static bool update;

static void load(struct pool *pool, const char *name, struct manifest *manifest)
{
	char *path = pool_printf(pool, "%s/golden/ops/%s.yaml", TESTS_DIR, name);
	struct error err;
	size_t length;
	char *bytes;

	if (file_read(pool, path, MANIFEST_MAX, &bytes, &length, &err) < 0 ||
		manifest_load(pool, path, bytes, length, manifest, &err) < 0)
		fail_msg("%s:%d: %s", path, err.line, err.message);
}

static void add_operation(
	struct text *out, const struct dialect *dialect, const struct operation *op)
{
	struct statements statements = {0};
	bool unsupported = false;
	struct error err = {0};

	text_printf(out, "-- %d: %s\n", op->line, operation_name(op->kind));
	if (dialect->render(out->pool, op, &statements, &unsupported, &err) < 0) {
		assert_int_equal(err.code, ERR_MANIFEST_INVALID);
		assert_int_equal(err.line, op->line);
		assert_int_equal(statements.list.count, 0);
		text_printf(out, "-- error: %s\n", err.message);
		if (*err.hint)
			text_printf(out, "-- hint: %s\n", err.hint);
	} else if (unsupported) {
		assert_int_equal(statements.list.count, 0);
		text_add(out, "-- needs the table\n");
	}
	for (unsigned i = 0; i < statements.list.count; i++)
		text_printf(out, "%s%s\n", statements.list.items[i], dialect->terminator);
	text_add_char(out, '\n');
}

static void compare(const struct text *out, const char *name, const char *dialect)
{
	char *path = pool_printf(
		out->pool, "%s/golden/expected/%s.%s.sql", TESTS_DIR, name, dialect);
	struct error err;
	size_t length;
	char *bytes;

	if (update) {
		assert_int_equal(file_write(path, out->data, out->length, &err), 0);
		return;
	}
	if (file_read(out->pool, path, MANIFEST_MAX, &bytes, &length, &err) < 0)
		fail_msg("%s: %s; run test_golden --update", path, err.message);
	assert_string_equal(out->data, bytes);
}

static int apply(struct db *db, const struct operation *op, struct error *err)
{
	bool apart = op->kind == OP_EXECUTE && !op->execute->transaction;

	if (apart)
		return db_apply(db, op, err);
	if (db_begin(db, err) < 0)
		return -1;
	return db_apply(db, op, err) < 0 ? -1 : db_commit(db, err);
}

/* SQLite takes what was rendered for it; the driver does the rest. */
static void run(const struct manifest *manifest)
{
	struct error err;
	struct db *db;

	assert_int_equal(sqlite_driver.open_scratch(&db, &err), 0);
	for (unsigned i = 0; i < manifest->upgrade.count; i++) {
		const struct operation *op = &manifest->upgrade.items[i];
		struct statements statements = {0};
		bool unsupported;
		struct pool pool;
		int rendered;

		pool_init(&pool);
		rendered = sqlite_dialect.render(
			&pool, op, &statements, &unsupported, &err);
		if (!rendered && apply(db, op, &err) < 0)
			fail_msg("line %d: %s", op->line, err.message);
		pool_release(&pool);
	}
	db_close(db);
}

/* What was just created from a model compares equal to it. */
static void settles(void **state)
{
	static const char *const names[] = {"create_table", "types"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct diff_options options = {.kinds_all = true};
		struct schema wanted = {0};
		struct schema found = {0};
		struct manifest manifest = {0};
		struct diff diff = {0};
		struct pool pool;
		struct error err;
		struct db *db;

		pool_init(&pool);
		load(&pool, names[i], &manifest);
		assert_int_equal(sqlite_driver.open_scratch(&db, &err), 0);
		wanted.tables = pool_array(&pool, struct table, manifest.upgrade.count);
		for (unsigned j = 0; j < manifest.upgrade.count; j++) {
			const struct operation *op = &manifest.upgrade.items[j];

			assert_int_equal(apply(db, op, &err), 0);
			wanted.tables[wanted.tables_count++] = *op->create_table;
		}
		assert_int_equal(sqlite_driver.inspect(db, &pool, &found, &err), 0);
		assert_int_equal(diff_schemas(&pool, &found, &wanted, &sqlite_dialect.rules,
					 &options, &diff, &err),
			0);
		for (unsigned j = 0; j < diff.count; j++)
			print_error("%s: %s\n", names[i], diff.items[j].message);
		assert_int_equal(diff.count, 0);
		db_close(db);
		pool_release(&pool);
	}
}

static void check(void **state)
{
	const char *name = *state;
	struct manifest manifest = {0};
	struct pool pool;
	struct text out;

	pool_init(&pool);
	load(&pool, name, &manifest);
	text_init(&out, &pool);
	for (unsigned i = 0; i < manifest.upgrade.count; i++)
		add_operation(&out, &sqlite_dialect, &manifest.upgrade.items[i]);
	compare(&out, name, "sqlite");
	text_clear(&out);
	for (unsigned i = 0; i < manifest.upgrade.count; i++)
		add_operation(&out, &mssql_dialect, &manifest.upgrade.items[i]);
	compare(&out, name, "mssql");
	/* Those are not meant to run one after another. */
	if (strcmp(name, "refused") != 0)
		run(&manifest);
	pool_release(&pool);
}

int main(int argc, char **argv)
{
	static char *const names[] = {"create_table", "types", "tables", "columns",
		"alter_column", "indexes", "constraints", "views", "execute", "insert",
		"schemas", "hostile", "refused"};
	struct CMUnitTest tests[sizeof(names) / sizeof(*names) + 1];
	size_t count = sizeof(names) / sizeof(*names);

	update = argc > 1 && !strcmp(argv[1], "--update");
	for (size_t i = 0; i < count; i++)
		tests[i] = (struct CMUnitTest){names[i], check, NULL, NULL, names[i]};
	tests[count] = (struct CMUnitTest)cmocka_unit_test(settles);
	return _cmocka_run_group_tests("golden", tests, count + 1, NULL, NULL);
}
