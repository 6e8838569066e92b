#ifndef TESTS_DRIVER_CONFORMANCE_H
#define TESTS_DRIVER_CONFORMANCE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "db/driver.h"
#include "schema/diff.h"

#include <stdlib.h>
#include <string.h>

/*
 * What every driver must do, in operations and plain SQL that all of them know. A driver's
 * test sets `conformance`, runs conformance_tests, and adds tests of its own.
 *
 * The heart of it is a walk: after each operation the database is inspected and must
 * compare equal, under the dialect's own rules, to a schema written by hand.
 */
struct conformance {
	const struct driver *driver;
	/* A connection to an empty database; calling it again gives another connection to
	 * the same one, or NULL where there can be only one. */
	struct db *(*open)(void);
	void (*wipe)(void); /* makes it empty again; NULL: each open is a new one */
};

static struct conformance conformance;

static inline void ok(int result, const struct error *err)
{
	if (result < 0)
		fail_msg(
			"%s: %s (%s)", error_code_name(err->code), err->message, err->hint);
}

static inline struct db *connection(void)
{
	struct db *db;

	if (conformance.wipe)
		conformance.wipe();
	db = conformance.open();
	assert_non_null(db);
	return db;
}

static inline int count_rows(void *data, int count, const char *const *values)
{
	(void)count;
	*(long long *)data = values[0] ? strtoll(values[0], NULL, 10) : -1;
	return 0;
}

static inline long long number(struct db *db, const char *sql)
{
	struct error err = {.code = ERR_NONE};
	long long found = -2;

	ok(db->driver->query(db, sql, count_rows, &found, &err), &err);
	return found;
}

static inline void run(struct db *db, const char *sql)
{
	struct error err = {.code = ERR_NONE};

	ok(db->driver->exec(db, sql, &err), &err);
}

#define CELLS(...)                                                                         \
	.cells = (struct cell[]){__VA_ARGS__},                                             \
	.cells_count = sizeof((struct cell[]){__VA_ARGS__}) / sizeof(struct cell)
#define LIST(member, type, ...)                                                            \
	.member = (type[]){__VA_ARGS__},                                                   \
	.member##_count = sizeof((type[]){__VA_ARGS__}) / sizeof(type)
#define OF(k)      .type = {.kind = TYPE_##k, .length = -1, .scale = -1}
#define OF_N(k, n) .type = {.kind = TYPE_##k, .length = (n), .scale = -1}
#define VALUE(t)                                                                           \
	&(struct literal)                                                                  \
	{                                                                                  \
		.text = (t), .quoted = false                                               \
	}
#define STRING(t)                                                                          \
	&(struct literal)                                                                  \
	{                                                                                  \
		.text = (t), .quoted = true                                                \
	}
#define OP(k, member, type, ...)                                                           \
	{                                                                                  \
		.kind = OP_##k, .member = &(type)                                          \
		{                                                                          \
			__VA_ARGS__                                                        \
		}                                                                          \
	}

static struct column id_column = {
	.name = "id", OF(INTEGER), .primary_key = TRI_YES, .autoincrement = TRI_YES};

/* A table of every type and shorthand there is. */
static struct table everything = {.name = "everything",
	LIST(columns, struct column,
		{.name = "id",
			OF(BIGINT),
			.primary_key = TRI_YES,
			.autoincrement = TRI_YES},
		{.name = "a",
			OF(BOOLEAN),
			.nullable = TRI_NO,
			.default_value = VALUE("false")},
		{.name = "b", OF(SMALLINT), .default_value = VALUE("-5")},
		{.name = "c", OF(BIGINT)}, {.name = "d", OF(FLOAT)},
		{.name = "e", OF(DOUBLE)},
		{.name = "f", .type = {.kind = TYPE_NUMERIC, .length = 10, .scale = 2}},
		{.name = "g",
			OF_N(STRING, 20),
			.unique = TRI_YES,
			.default_value = STRING("it's")},
		{.name = "h", OF(TEXT)}, {.name = "i", OF_N(UNICODE, 10), .index = TRI_YES},
		{.name = "j", OF(UNICODE_TEXT)}, {.name = "k", OF(DATE)},
		{.name = "l", OF(TIME)}, {.name = "m", OF(DATETIME)},
		{.name = "n", OF(DATETIME_TZ)}, {.name = "o", OF(UUID)},
		{.name = "p", OF_N(BINARY, 16)}, {.name = "q", OF(BLOB)},
		{.name = "r", OF(JSON)}, {.name = "s", OF(INTEGER), .check = "s > 0"},
		{.name = "select",
			OF(INTEGER),
			.nullable = TRI_NO,
			.default_value = VALUE("7")})};

static inline void equal(struct db *db, struct table *tables, unsigned count,
	struct view *views, unsigned views_count, const char *after)
{
	struct schema expected = {.tables = tables,
		.tables_count = count,
		.views = views,
		.views_count = views_count};
	struct diff_options options = {.kinds_all = true};
	struct diff diff = {.count = 0};
	struct error err = {.code = ERR_NONE};
	struct schema found;
	struct pool pool;

	pool_init(&pool);
	ok(db->driver->inspect(db, &pool, &found, &err), &err);
	ok(diff_schemas(
		   &pool, &found, &expected, &db->dialect->rules, &options, &diff, &err),
		&err);
	for (unsigned i = 0; i < diff.count; i++)
		print_error("after %s: %s\n", after, diff.items[i].message);
	assert_int_equal(diff.count, 0);
	pool_release(&pool);
}

static inline void step(struct db *db, struct operation op)
{
	struct error err = {.code = ERR_NONE};

	ok(db->driver->begin(db, &err), &err);
	if (db->driver->apply(db, &op, &err) < 0)
		fail_msg("%s: %s (%s)", operation_name(op.kind), err.message, err.hint);
	ok(db->driver->commit(db, &err), &err);
}

static void what_is_created_compares_equal(void **state)
{
	struct db *db = connection();

	(void)state;
	step(db, (struct operation){.kind = OP_CREATE_TABLE, .create_table = &everything});
	equal(db, &everything, 1, NULL, 0, "create_table");
	db->driver->close(db);
}

/* One table through what a table's life may bring. */
static void a_walk(void **state)
{
	struct db *db = connection();
	struct column columns[4] = {id_column,
		{.name = "name", OF_N(UNICODE, 30), .nullable = TRI_NO},
		{.name = "size", OF(INTEGER), .nullable = TRI_NO}};
	struct table t = {.name = "item", .columns = columns, .columns_count = 2};
	struct unique unique = {"uq_x", (char *[]){"name", "size"}, 2};
	struct check check = {"ck_x", "size < 100"};
	struct index index = {.name = "ix_x",
		LIST(columns, struct index_column, {.column = "size", .desc = TRI_YES})};
	struct view view = {.name = "names", .as = "SELECT name FROM item"};

	(void)state;
	step(db, (struct operation){.kind = OP_CREATE_TABLE, .create_table = &t});
	equal(db, &t, 1, NULL, 0, "create_table");
	step(db, (struct operation)OP(INSERT, insert, struct op_insert, .table = "item",
			 LIST(rows, struct row, {CELLS({"name", {"it's", true}})},
				 {CELLS({"name", {"two", true}})})));
	assert_int_equal(number(db, "SELECT count(*) FROM item"), 2);

	/* The column is NOT NULL, and no default stays. */
	step(db, (struct operation)OP(ADD_COLUMN, add_column, struct op_add_column,
			 .table = "item", .column = columns[2], .fill = VALUE("5")));
	t.columns_count = 3;
	equal(db, &t, 1, NULL, 0, "add_column");
	assert_int_equal(number(db, "SELECT sum(size) FROM item"), 10);

	step(db, (struct operation)OP(CREATE_UNIQUE_CONSTRAINT, constraint,
			 struct op_constraint, .table = "item", .name = "uq_x",
			 .kind = CONSTRAINT_UNIQUE, LIST(columns, char *, "name", "size")));
	t.unique = &unique;
	t.unique_count = 1;
	equal(db, &t, 1, NULL, 0, "create_unique_constraint");

	step(db, (struct operation)OP(CREATE_CHECK_CONSTRAINT, constraint,
			 struct op_constraint, .table = "item", .name = "ck_x",
			 .kind = CONSTRAINT_CHECK, .check = "size < 100"));
	t.checks = &check;
	t.checks_count = 1;
	equal(db, &t, 1, NULL, 0, "create_check_constraint");

	step(db, (struct operation)OP(CREATE_INDEX, index, struct op_index, .table = "item",
			 .index = index));
	t.indexes = &index;
	t.indexes_count = 1;
	equal(db, &t, 1, NULL, 0, "create_index");

	step(db, (struct operation)OP(CREATE_VIEW, view, struct op_view, .name = "names",
			 .as = "SELECT name FROM item"));
	equal(db, &t, 1, &view, 1, "create_view");
	assert_int_equal(number(db, "SELECT count(*) FROM names"), 2);
	step(db, (struct operation)OP(DROP_VIEW, view, struct op_view, .name = "names"));

	step(db, (struct operation)OP(DROP_INDEX, index, struct op_index, .table = "item",
			 .index = {.name = "ix_x"}));
	t.indexes_count = 0;
	step(db, (struct operation)OP(DROP_CONSTRAINT, constraint, struct op_constraint,
			 .table = "item", .name = "ck_x", .kind = CONSTRAINT_CHECK));
	t.checks_count = 0;
	step(db, (struct operation)OP(DROP_CONSTRAINT, constraint, struct op_constraint,
			 .table = "item", .name = "uq_x", .kind = CONSTRAINT_UNIQUE));
	t.unique_count = 0;
	equal(db, &t, 1, NULL, 0, "drop_constraint");

	columns[2].nullable = TRI_YES;
	columns[2].default_value = VALUE("9");
	step(db, (struct operation)OP(ALTER_COLUMN, alter_column, struct op_alter_column,
			 .table = "item", .column = "size", .nullable = TRI_YES,
			 .default_value = VALUE("9")));
	equal(db, &t, 1, NULL, 0, "alter_column");
	columns[2].type.kind = TYPE_BIGINT;
	columns[2].default_value = NULL;
	step(db, (struct operation)OP(ALTER_COLUMN, alter_column, struct op_alter_column,
			 .table = "item", .column = "size", OF(BIGINT),
			 .default_value = VALUE(NULL)));
	equal(db, &t, 1, NULL, 0, "alter_column of the type");
	columns[2].name = "length";
	step(db, (struct operation)OP(ALTER_COLUMN, alter_column, struct op_alter_column,
			 .table = "item", .column = "size", .rename_to = "length"));
	equal(db, &t, 1, NULL, 0, "renaming a column");
	t.columns_count = 2;
	step(db, (struct operation)OP(DROP_COLUMN, drop_column, struct op_drop_column,
			 .table = "item", .column = "length"));
	equal(db, &t, 1, NULL, 0, "drop_column");

	t.name = "thing";
	step(db, (struct operation)OP(RENAME_TABLE, rename_table, struct op_rename_table,
			 .from = "item", .to = "thing"));
	/* The key's name was generated of the old table's, and stays. */
	t.primary_key = &(struct primary_key){"pk_item", (char *[]){"id"}, 1};
	columns[0].primary_key = TRI_UNSET;
	equal(db, &t, 1, NULL, 0, "rename_table");
	assert_int_equal(number(db, "SELECT count(*) FROM thing"), 2);
	step(db, (struct operation)OP(
			 DROP_TABLE, drop_table, struct op_drop_table, .name = "thing"));
	equal(db, NULL, 0, NULL, 0, "drop_table");
	db->driver->close(db);
}

static void foreign_keys(void **state)
{
	struct db *db = connection();
	struct column parent[1] = {id_column};
	struct column child[2] = {id_column, {.name = "p", OF(INTEGER)}};
	struct foreign_key key = {.name = "fk_child_p",
		LIST(columns, char *, "p"),
		.references = {.table = "parent",
			LIST(columns, char *, "id"),
			.on_delete = "CASCADE"}};
	struct table tables[2] = {{.name = "child", .columns = child, .columns_count = 2},
		{.name = "parent", .columns = parent, .columns_count = 1}};
	struct op_constraint add = {.table = "child",
		.kind = CONSTRAINT_FOREIGN_KEY,
		LIST(columns, char *, "p"),
		.references = &key.references};
	struct operation op = {.kind = OP_CREATE_FOREIGN_KEY, .constraint = &add};
	struct error err = {.code = ERR_NONE};

	(void)state;
	step(db, (struct operation){.kind = OP_CREATE_TABLE, .create_table = &tables[1]});
	step(db, (struct operation){.kind = OP_CREATE_TABLE, .create_table = &tables[0]});
	run(db, "INSERT INTO child (p) VALUES (77)");
	assert_int_equal(db->driver->check_rows(db, &op, &err), -1);
	assert_int_equal(err.code, ERR_UNSAFE_DATA);
	ok(db->driver->begin(db, &err), &err);
	assert_int_equal(db->driver->apply(db, &op, &err), -1);
	assert_int_equal(err.code, ERR_UNSAFE_DATA);
	ok(db->driver->rollback(db, &err), &err);
	run(db, "DELETE FROM child");
	ok(db->driver->check_rows(db, &op, &err), &err);
	step(db, op);
	tables[0].foreign_keys = &key;
	tables[0].foreign_keys_count = 1;
	equal(db, tables, 2, NULL, 0, "create_foreign_key");
	step(db, (struct operation)OP(DROP_CONSTRAINT, constraint, struct op_constraint,
			 .table = "child", .name = "fk_child_p",
			 .kind = CONSTRAINT_FOREIGN_KEY));
	tables[0].foreign_keys_count = 0;
	equal(db, tables, 2, NULL, 0, "drop_constraint");
	db->driver->close(db);
}

static void refused(struct db *db, struct operation op)
{
	struct error err = {.code = ERR_NONE};

	assert_int_equal(db->driver->check_rows(db, &op, &err), -1);
	assert_string_equal(error_code_name(err.code), "unsafe-data");
	assert_true(*err.message && *err.hint);
	ok(db->driver->begin(db, &err), &err);
	assert_int_equal(db->driver->apply(db, &op, &err), -1);
	assert_string_equal(error_code_name(err.code), "unsafe-data");
	ok(db->driver->rollback(db, &err), &err);
}

static void rows_in_the_way(void **state)
{
	struct db *db = connection();
	struct column columns[3] = {id_column, {.name = "a", OF_N(STRING, 20)},
		{.name = "b", OF_N(STRING, 20)}};
	struct table t = {.name = "t", .columns = columns, .columns_count = 3};

	(void)state;
	step(db, (struct operation){.kind = OP_CREATE_TABLE, .create_table = &t});
	run(db, "INSERT INTO t (a, b) VALUES ('same and long', NULL)");
	run(db, "INSERT INTO t (a, b) VALUES ('same and long', 'x')");
	refused(db, (struct operation)OP(ADD_COLUMN, add_column, struct op_add_column,
			    .table = "t",
			    .column = {.name = "c", OF(INTEGER), .nullable = TRI_NO}));
	refused(db, (struct operation)OP(ALTER_COLUMN, alter_column, struct op_alter_column,
			    .table = "t", .column = "b", .nullable = TRI_NO));
	refused(db, (struct operation)OP(ALTER_COLUMN, alter_column, struct op_alter_column,
			    .table = "t", .column = "a", OF_N(STRING, 4)));
	refused(db, (struct operation)OP(ALTER_COLUMN, alter_column, struct op_alter_column,
			    .table = "t", .column = "a", OF(INTEGER)));
	refused(db, (struct operation)OP(CREATE_UNIQUE_CONSTRAINT, constraint,
			    struct op_constraint, .table = "t", .kind = CONSTRAINT_UNIQUE,
			    LIST(columns, char *, "a")));
	refused(db, (struct operation)OP(CREATE_CHECK_CONSTRAINT, constraint,
			    struct op_constraint, .table = "t", .kind = CONSTRAINT_CHECK,
			    .name = "ck", .check = "a <> 'same and long'"));
	refused(db, (struct operation)OP(CREATE_INDEX, index, struct op_index, .table = "t",
			    .index = {.name = "ix",
				    .unique = TRI_YES,
				    LIST(columns, struct index_column, {.column = "a"})}));
	equal(db, &t, 1, NULL, 0, "what was refused");
	db->driver->close(db);
}

static void a_revision_is_all_or_nothing(void **state)
{
	struct db *db = connection();
	struct column columns[1] = {id_column};
	struct table t = {.name = "t", .columns = columns, .columns_count = 1};
	struct operation op = {.kind = OP_CREATE_TABLE, .create_table = &t};
	struct error err = {.code = ERR_NONE};
	bool exists = true;

	(void)state;
	ok(db->driver->begin(db, &err), &err);
	ok(db->driver->apply(db, &op, &err), &err);
	ok(db->driver->has_table(db, NULL, "t", &exists, &err), &err);
	assert_true(exists);
	ok(db->driver->rollback(db, &err), &err);
	if (db->driver->ddl_in_transaction) {
		ok(db->driver->has_table(db, NULL, "t", &exists, &err), &err);
		assert_false(exists);
	}
	/* Nothing is open now, and to say so again is fine. */
	ok(db->driver->rollback(db, &err), &err);
	assert_int_equal(db->driver->commit(db, &err), -1);
	db->driver->close(db);
	conformance.driver->close(NULL);
}

static void what_the_server_says(void **state)
{
	struct db *db = connection();
	struct error err = {.code = ERR_NONE};
	bool exists = true;

	(void)state;
	assert_int_equal(db->driver->exec(db, "no sql at all", &err), -1);
	assert_int_equal(err.code, ERR_DATABASE);
	assert_true(*err.message);
	assert_int_equal(
		db->driver->query(db, "SELECT * FROM no_such_table", NULL, NULL, &err), -1);
	assert_int_equal(err.code, ERR_DATABASE);
	ok(db->driver->has_table(db, NULL, "no_such_table", &exists, &err), &err);
	assert_false(exists);
	db->driver->close(db);
}

static void only_one_at_a_time(void **state)
{
	struct db *one = connection();
	struct db *two = conformance.wipe ? conformance.open() : NULL;
	struct error err = {.code = ERR_NONE};

	(void)state;
	if (!two) {
		one->driver->close(one);
		skip();
	}
	ok(one->driver->begin(one, &err), &err);
	assert_int_equal(two->driver->begin(two, &err), -1);
	assert_int_equal(err.code, ERR_DATABASE_LOCKED);
	ok(one->driver->commit(one, &err), &err);
	one->driver->close(one);
	ok(two->driver->begin(two, &err), &err);
	ok(two->driver->rollback(two, &err), &err);
	two->driver->close(two);
}

static const struct CMUnitTest conformance_tests[] = {
	cmocka_unit_test(what_is_created_compares_equal),
	cmocka_unit_test(a_walk),
	cmocka_unit_test(foreign_keys),
	cmocka_unit_test(rows_in_the_way),
	cmocka_unit_test(a_revision_is_all_or_nothing),
	cmocka_unit_test(what_the_server_says),
	cmocka_unit_test(only_one_at_a_time),
};

#endif
