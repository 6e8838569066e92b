// links: base schema sql db drivers/sqlite
#include "sqlite_operations.h"
#include "sqlite_oracle.h"
#include "sqlite_random.h"

#include "base/strings.h"
#include "db/script.h"

/*
 * Several operations of one table share a rebuild, and what comes of it is what they come
 * to one by one: the same tables, rows and errors.
 */

struct counter {
	unsigned copies;
	struct text text;
};

static void count_copies(void *data, const char *sql)
{
	struct counter *counter = data;

	if (!strncmp(sql, "INSERT OR ABORT INTO", 20))
		counter->copies++;
	text_printf(&counter->text, "%s;\n", sql);
}

/* The text from the first parenthesis on, without blanks and comments. */
static char *squeezed(struct pool *pool, const struct ddl_table *table)
{
	struct text out;

	text_init(&out, pool);
	for (size_t i = 0; i < table->tokens.count; i++) {
		struct span span = table->tokens.items[i].span;

		if (span.start >= table->open.start)
			text_add_bytes(
				&out, table->sql + span.start, span.end - span.start);
	}
	return out.data;
}

/* Everything that matters, apart from blanks in texts and the order of objects. */
static char *essence(struct pool *pool, struct db *db)
{
	struct strings list = texts(pool, db, "table"), parsed = {0};

	for (unsigned i = 0; i < list.count; i++) {
		struct error err = {.code = ERR_NONE};
		struct ddl_table table;

		must(ddl_parse_table(pool, list.items[i], &table, &err), &err);
		strings_add(pool, &parsed,
			pool_printf(pool, "-- %s\n%s%s", table.name,
				parsed_text(pool, &table), squeezed(pool, &table)));
	}
	strings_add(pool, &parsed,
		rows(pool, db,
			"SELECT type, name, tbl_name, CASE type WHEN 'table' THEN '' ELSE "
			"replace(replace(sql, ' ', ''), '\"', '') END FROM sqlite_master "
			"ORDER BY type, "
			"name"));
	strings_sort(&parsed);
	return strings_join(pool, &parsed, "");
}

static char *all_rows(struct pool *pool, struct db *db)
{
	char *text = dump(pool, db);

	return strstr(text, "\n-- ");
}

static int each(struct db *db, const struct operation *ops, unsigned count,
	unsigned *failed, struct error *err)
{
	for (unsigned i = 0; i < count; i++) {
		*failed = i;
		if (sqlite_driver.apply(db, &ops[i], err) < 0)
			return -1;
	}
	return 0;
}

/* More than cmocka's messages hold. */
static void differ(
	const char *before, const char *statements, const char *one, const char *other)
{
	fprintf(stderr, "%s\n%s\n== one by one:\n%s\n== at once:\n%s\n", before, statements,
		one, other);
	fail();
}

/* -1: both failed, at the same operation and with the same words. */
static int compare(struct pool *pool, struct db *one, struct db *other,
	const struct operation *ops, unsigned count, unsigned *copies)
{
	struct counter counter = {.copies = 0};
	struct error why = {.code = ERR_NONE}, err = {.code = ERR_NONE};
	unsigned at = 0, failed = 0;
	char *before = dump(pool, other);
	int expected, found;

	text_init(&counter.text, pool);
	text_add(&counter.text, "");
	must(sqlite_driver.begin(one, &why), &why);
	expected = each(one, ops, count, &at, &why);
	if (expected == 0)
		expected = sqlite_driver.commit(one, &why);
	must(sqlite_driver.begin(other, &err), &err);
	other->log = count_copies;
	other->log_data = &counter;
	found = sqlite_driver.apply_all(other, ops, count, &failed, &err);
	other->log = NULL;
	if (found == 0)
		found = sqlite_driver.commit(other, &err);
	*copies = counter.copies;
	/* Rows that stood in the way of what a later operation takes back are in nobody's
	 * way: SQLite has held them to what is there at the end. */
	if (expected < 0 && found == 0 && why.code == ERR_UNSAFE_DATA) {
		must(sqlite_driver.rollback(one, &err), &err);
		return -1;
	}
	if (found != expected)
		fail_msg("one by one: %d %s\nat once: %d %s\n%s\n%s", expected, why.message,
			found, err.message, before, counter.text.data);
	/* A new foreign key is judged at once, or at the commit. */
	if (found < 0 && strstr(why.message, "would refer to rows") &&
		strstr(err.message, "would refer to rows"))
		why = err, at = failed;
	if (found < 0) {
		if (at != failed || strcmp(why.message, err.message) != 0)
			differ(before, counter.text.data, why.message, err.message);
		must(sqlite_driver.rollback(one, &err), &err);
		must(sqlite_driver.rollback(other, &err), &err);
		assert_string_equal(dump(pool, other), before);
		return -1;
	}
	if (strcmp(essence(pool, one), essence(pool, other)) != 0 ||
		strcmp(all_rows(pool, one), all_rows(pool, other)) != 0)
		differ(before, counter.text.data, dump(pool, one), dump(pool, other));
	assert_string_equal(rows(pool, other, "PRAGMA integrity_check"), "ok\n");
	return 0;
}

struct case_of {
	const char *before;
	struct operation ops[8];
	unsigned count, copies;
	int result;
};

#define RENAME(table_, from_, to_)                                                         \
	{                                                                                  \
		.kind = OP_ALTER_COLUMN, .alter_column = &(struct op_alter_column)         \
		{                                                                          \
			.table = (table_), .column = (from_), .rename_to = (to_)           \
		}                                                                          \
	}
#define OF(kind_, member, type, ...)                                                       \
	{                                                                                  \
		.kind = (kind_), .member = &(struct type)                                  \
		{                                                                          \
			__VA_ARGS__                                                        \
		}                                                                          \
	}
#define INDEX(name_, column_)                                                              \
	OF(OP_CREATE_INDEX, index, op_index, .table = "t",                                 \
		.index = {.name = (name_),                                                 \
			.columns = (struct index_column[]){{.column = (column_)}},         \
			.columns_count = 1})
#define NO_INDEX(name_)                                                                    \
	OF(OP_DROP_INDEX, index, op_index, .table = "t", .index = {.name = (name_)})
#define ROWS                                                                               \
	"INSERT INTO t (a, b, c) VALUES (1, 'x', 5), (2, 'y', 6), (7, 'z', 8); CREATE "    \
	"INDEX ib ON t (b); CREATE VIEW v AS SELECT a FROM t; CREATE TRIGGER tr AFTER "    \
	"DELETE ON t BEGIN SELECT old.a; END; "

static const struct case_of cases[] = {
	/* what the issue of a rebuild is about: one copy, whatever is asked for */
	{"CREATE TABLE t (id INTEGER PRIMARY KEY, a, b TEXT, c);" ROWS,
		{ALTER(.column = "a", .nullable = TRI_NO),
			ALTER(.column = "b", TYPE(STRING, 20, -1)), DROP("c"),
			CHECK(.name = "ck", .check = "a > 0"),
			UNIQUE(.name = "uq", NAMES("b")),
			ADD(.column = {.name = "d",
				    TYPE(INTEGER, -1, -1),
				    .nullable = TRI_NO},
				.fill = LITERAL("4", false)),
			INDEX("ia", "a"), WITHOUT(UNIQUE, "uq")},
		8, 1, 0},
	{"CREATE TABLE t (a, b, c);" ROWS,
		{ALTER(.column = "a", .nullable = TRI_NO), RENAME("t", "a", "z"),
			ALTER(.column = "z", .nullable = TRI_YES, TYPE(TEXT, -1, -1)),
			ALTER(.column = "b", .rename_to = "a", TYPE(STRING, 9, -1)),
			UNIQUE(NAMES("a", "z"))},
		5, 1, 0},
	{"CREATE TABLE t (a, b, c);" ROWS,
		{ALTER(.column = "a", .nullable = TRI_NO), RENAME("t", "a", "z"),
			CHECK(.name = "k", .check = "z > 0"), INDEX("iz", "z"),
			RENAME("t", "z", "y"), NO_INDEX("ib"), NO_INDEX("iz"),
			INDEX("ib", "y")},
		8, 1, 0},
	/* tables of their own, in turn */
	{"CREATE TABLE t (a, b, c);" ROWS "CREATE TABLE u (a); INSERT INTO u VALUES (1)",
		{ALTER(.column = "a", .nullable = TRI_NO),
			OF(OP_ALTER_COLUMN, alter_column, op_alter_column, .table = "u",
				.column = "a", .nullable = TRI_NO),
			CHECK(.name = "k", .check = "b <> ''"),
			OF(OP_CREATE_CHECK_CONSTRAINT, constraint, op_constraint,
				.table = "u", .kind = CONSTRAINT_CHECK, .name = "k",
				.check = "a <> ''"),
			UNIQUE(NAMES("b"))},
		5, 2, 0},
	/* a column that goes and comes back is another one */
	{"CREATE TABLE t (a, b, c);" ROWS,
		{DROP("c"), ADD(.column = {.name = "c", TYPE(INTEGER, -1, -1)}),
			CHECK(.name = "k", .check = "c IS NULL")},
		3, 1, 0},
	{"CREATE TABLE t (a, b, c);" ROWS,
		{DROP("c"),
			ADD(.column = {.name = "c", TYPE(INTEGER, -1, -1)},
				.fill = LITERAL("3", false)),
			RENAME("t", "b", "bb"), CHECK(.name = "k", .check = "c = 3")},
		4, 1, 0},
	/* what reads what was changed waits */
	{"CREATE TABLE t (a, b TEXT, c);" ROWS,
		{ALTER(.column = "a", .using = "a + 1"),
			ALTER(.column = "c", .using = "a * 10"),
			ALTER(.column = "b", .using = "b || c")},
		3, 3, 0},
	{"CREATE TABLE t (a, b TEXT, c);" ROWS,
		{ALTER(.column = "a", .using = "a + 1"),
			ALTER(.column = "c", .using = "c * 10")},
		2, 1, 0},
	/* somebody looks in between */
	{"CREATE TABLE t (a, b, c);" ROWS,
		{ALTER(.column = "a", .using = "a + 1"),
			EXECUTE("UPDATE t SET b = a || 'n'"),
			ALTER(.column = "a", .using = "a + 1"),
			CHECK(.name = "k", .check = "b > 0")},
		4, 2, 0},
	/* errors are those of the operation, with counts */
	{"CREATE TABLE t (a, b, c);" ROWS "INSERT INTO t (a) VALUES (9)",
		{ALTER(.column = "a", .nullable = TRI_NO), UNIQUE(NAMES("a")),
			ALTER(.column = "b", .nullable = TRI_NO),
			CHECK(.name = "k", .check = "b <> ''")},
		4, 1, -1},
	{"CREATE TABLE t (a, b, c);" ROWS,
		{UNIQUE(NAMES("c")), CHECK(.name = "k", .check = "a < 7"), DROP("b")}, 3, 1,
		-1},
	{"CREATE TABLE t (a, b, c);" ROWS, {UNIQUE(NAMES("c")), DROP("a"), DROP("b")}, 3, 1,
		-1},
	{"CREATE TABLE t (a, b, c);" ROWS, {UNIQUE(NAMES("c")), DROP("nope")}, 2, 0, -1},
	{"CREATE TABLE t (a, b, c);" ROWS,
		{UNIQUE(NAMES("c")), INDEX("ib", "c"), DROP("c")}, 3, 1, -1},
	{"CREATE TABLE t (a, b, c);" ROWS,
		{UNIQUE(NAMES("c")), PRIMARY(NAMES("a")), PRIMARY(NAMES("b"))}, 3, 0, -1},
};

static void cases_come_to_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct case_of *each_case = &cases[i];
		struct db *one = scratch(each_case->before);
		struct db *other = scratch(each_case->before);
		unsigned copies = 0;
		struct pool pool;
		int result;

		pool_init(&pool);
		result = compare(
			&pool, one, other, each_case->ops, each_case->count, &copies);
		if (result != each_case->result)
			fail_msg("%zu: %d", i, result);
		if (result == 0 && copies != each_case->copies)
			fail_msg("%zu: %u copies, expected %u", i, copies,
				each_case->copies);
		sqlite_driver.close(one);
		sqlite_driver.close(other);
		pool_release(&pool);
	}
}

/* In an attached database, beside a table of the same name. */
static void they_stay_in_their_schema(void **state)
{
	const struct operation ops[] = {
		OF(OP_ALTER_COLUMN, alter_column, op_alter_column, .schema = "side",
			.table = "t", .column = "a", .nullable = TRI_NO),
		OF(OP_CREATE_INDEX, index, op_index, .schema = "side", .table = "t",
			.index = {.name = "i",
				.columns = (struct index_column[]){{.column = "a"}},
				.columns_count = 1}),
		OF(OP_ALTER_COLUMN, alter_column, op_alter_column, .schema = "side",
			.table = "t", .column = "a", .rename_to = "z"),
		OF(OP_CREATE_CHECK_CONSTRAINT, constraint, op_constraint, .schema = "side",
			.table = "t", .kind = CONSTRAINT_CHECK, .name = "k",
			.check = "z > 0"),
	};
	struct db *db = scratch(
		"ATTACH ':memory:' AS side; CREATE TABLE t (a); CREATE TABLE "
		"side.t (a, b); INSERT INTO side.t VALUES (1, 2)");
	struct error err = {.code = ERR_NONE};
	unsigned failed = 0;
	struct pool pool;

	(void)state;
	pool_init(&pool);
	must(sqlite_driver.begin(db, &err), &err);
	must(sqlite_driver.apply_all(db, ops, sizeof(ops) / sizeof(*ops), &failed, &err),
		&err);
	must(sqlite_driver.commit(db, &err), &err);
	assert_string_equal(rows(&pool, db, "SELECT sql FROM main.sqlite_master"),
		"CREATE TABLE t (a)\n");
	assert_string_equal(
		rows(&pool, db, "SELECT sql FROM side.sqlite_master ORDER BY name DESC"),
		"CREATE TABLE \"t\" (\"z\" NOT NULL, b, CONSTRAINT \"k\" CHECK (z > 0))\n"
		"CREATE INDEX \"i\" ON \"t\" (\"z\")\n");
	assert_string_equal(rows(&pool, db, "SELECT z, b FROM side.t"), "1|2\n");
	sqlite_driver.close(db);
	pool_release(&pool);
}

static unsigned fine, spared;

static void one_list(struct pool *pool)
{
	struct operation ops[6];
	unsigned count = 2 + dice(5), copies = 0;
	struct db *one, *other;
	struct made made;

	make(pool, &made);
	for (unsigned i = 0; i < count; i++) {
		ops[i] = some_operation(pool);
		/* Most on one table, else few would meet. */
		if (ops[i].kind != OP_RENAME_TABLE && dice(4))
			((char **)ops[i].any)[1] = table_names[0];
	}
	one = fill(&made);
	other = fill(&made);
	if (compare(pool, one, other, ops, count, &copies) == 0) {
		fine++;
		spared += copies < count;
	}
	sqlite_driver.close(one);
	sqlite_driver.close(other);
}

static void random_lists_come_to_the_same(void **state)
{
	(void)state;
	seed = 815;
	for (int i = 0; i < 1500; i++) {
		struct pool pool;

		pool_init(&pool);
		one_list(&pool);
		pool_release(&pool);
	}
	assert_true(fine > 100);
	assert_true(spared > 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cases_come_to_the_same),
		cmocka_unit_test(they_stay_in_their_schema),
		cmocka_unit_test(random_lists_come_to_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
