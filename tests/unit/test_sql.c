// links: base schema sql db drivers/mssql
#include "db/script.h"
#include "drivers/mssql/dialect.h"
#include "drivers/mssql/driver.h"
#include "drivers/mssql/mssql.h"
#include "sql/render.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct pair {
	const char *from, *to;
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static void expressions(void **state)
{
	static const struct pair pairs[] = {
		{"price > 0", "price>0"},
		{"([price]>(0))", "price>0"},
		{"((([Price] > ((0)))))", "price>0"},
		{"\"a b\" = `c` AND \"D\" = 1", "\"a b\"=c and d=1"},
		{"a = 'It''s' -- comment\n and /* x */ b", "a='It''s'and b"},
		{"a = N'x'", "a='x'"},
		{"lower(name)", "lower(name)"},
		{"(lower((name)))", "lower(name)"},
		{"(a) + (b)", "a+b"},
		{"(a + b) * c", "(a+b)*c"},
		{"((a + b)) * c", "(a+b)*c"},
		{"(a + b) * (c)", "(a+b)*c"},
		{"(a) AND (b)", "a and b"},
		{"(a OR b) AND (c OR d)", "(a or b)and(c or d)"},
		{"a IN (1)", "a in(1)"},
		{"[x]>(-1)", "x>-1"},
		{"x > - 1", "x>-1"},
		{"a - 1", "a-1"},
		{"a-(1)", "a-1"},
		{"a != b", "a<>b"},
		{"a == b", "a=b"},
		{"CONVERT([nvarchar](10),(0))", "convert(nvarchar(10),0)"},
		{"SELECT id FROM t;\n", "select id from t"},
		{"a IS NOT NULL", "a is not null"},
		{"x'ab' = X'AB'", "x'ab'=x'ab'"},
		{"", ""},
		{"()", ""},
		{"f()", "f()"},
		{"a - (-1)", "a- -1"},
		{"((", "(("},
		{"))", "))"},
		{"(a))", "a)"},
		{"'open", "'open"},
		{"[open", "open"},
	};
	struct pool pool;

	(void)state;
	pool_init(&pool);
	for (size_t i = 0; i < COUNT(pairs); i++)
		assert_string_equal(
			sql_normal_expression(&pool, pairs[i].from), pairs[i].to);
	assert_null(sql_normal_expression(&pool, NULL));
	pool_release(&pool);
}

/* A normal form is its own normal form. */
static void expressions_settle(void **state)
{
	static const char *const texts[] = {"(([a]>(0)))", "a in (1, 2)", "f(g((x)))",
		"a = 'b' and c", "(a or b) and c", "- (-1)", "case when (a) then 'x' end",
		"\"a\"\"b\" = 1"};
	struct pool pool;

	(void)state;
	pool_init(&pool);
	for (size_t i = 0; i < COUNT(texts); i++) {
		char *once = sql_normal_expression(&pool, texts[i]);

		assert_string_equal(sql_normal_expression(&pool, once), once);
	}
	pool_release(&pool);
}

static void deep_expression(void **state)
{
	enum { DEPTH = 200000 };
	char *deep = xmalloc(2 * DEPTH + 2);
	struct pool pool;

	(void)state;
	memset(deep, '(', DEPTH);
	deep[DEPTH] = 'x';
	memset(deep + DEPTH + 1, ')', DEPTH);
	deep[2 * DEPTH + 1] = '\0';
	pool_init(&pool);
	assert_string_equal(sql_normal_expression(&pool, deep), "x");
	pool_release(&pool);
	free(deep);
}

static void defaults(void **state)
{
	static const struct pair pairs[] = {
		{"((0))", "0"},
		{"0", "0"},
		{"'0'", "0"},
		{"(N'abc')", "'abc'"},
		{"\"abc\"", "'abc'"},
		{"'it''s'", "'it''s'"},
		{"TRUE", "1"},
		{"false", "0"},
		{"0.00", "0"},
		{"1.50", "1.5"},
		{"-0", "0"},
		{"+7", "7"},
		{"(-1)", "-1"},
		{".5", "0.5"},
		{"007", "7"},
		{"getdate()", "getdate()"},
		{"(GETDATE())", "getdate()"},
		{"CURRENT_TIMESTAMP", "current_timestamp"},
		{"X'ab'", "x'ab'"},
		{"1 + 1", "1+1"},
		{"'null'", "'null'"},
		{"''", "''"},
	};
	const struct type number = {.kind = TYPE_INTEGER, .length = -1, .scale = -1};
	const struct type text = {.kind = TYPE_STRING, .length = -1, .scale = -1};
	struct pool pool;

	(void)state;
	pool_init(&pool);
	for (size_t i = 0; i < COUNT(pairs); i++)
		assert_string_equal(
			sql_normal_default(&pool, &number, pairs[i].from), pairs[i].to);
	assert_string_equal(sql_normal_default(&pool, &text, "(N'007')"), "'007'");
	assert_string_equal(sql_normal_default(&pool, &text, "5"), "'5'");
	assert_string_equal(sql_normal_default(&pool, &text, "'it''s'"), "'it''s'");
	assert_null(sql_normal_default(&pool, &text, "null"));
	assert_null(sql_normal_default(&pool, &number, "(NULL)"));
	assert_null(sql_normal_default(&pool, &number, NULL));
	pool_release(&pool);
}

static void type_names(void **state)
{
	struct pool pool;

	(void)state;
	pool_init(&pool);
	assert_string_equal(sql_normal_type(&pool, " varchar ( 20 ) "), "VARCHAR(20)");
	assert_string_equal(sql_normal_type(&pool, "Numeric(10,\n2)"), "NUMERIC(10,2)");
	assert_string_equal(
		sql_normal_type(&pool, "double   precision"), "DOUBLE PRECISION");
	assert_string_equal(sql_normal_type(&pool, ""), "");
	pool_release(&pool);
}

struct value_case {
	enum type_kind type;
	const char *text;
	bool quoted;
	int kind; /* -1: refused */
	const char *value;
};

static const struct value_case cases[] = {
	{TYPE_BOOLEAN, "True", false, SQL_VALUE_BOOLEAN, "1"},
	{TYPE_BOOLEAN, "false", true, SQL_VALUE_BOOLEAN, "0"},
	{TYPE_BOOLEAN, "0", false, SQL_VALUE_BOOLEAN, "0"},
	{TYPE_BOOLEAN, "2", false, -1, NULL},
	{TYPE_BOOLEAN, "", true, -1, NULL},
	{TYPE_INTEGER, "-2147483648", false, SQL_VALUE_NUMBER, "-2147483648"},
	{TYPE_INTEGER, "2147483648", false, -1, NULL},
	{TYPE_INTEGER, "12abc", false, -1, NULL},
	{TYPE_INTEGER, "1.0", false, -1, NULL},
	{TYPE_INTEGER, " 1", true, -1, NULL},
	{TYPE_INTEGER, "-", false, -1, NULL},
	{TYPE_BIGINT, "-9223372036854775808", false, SQL_VALUE_NUMBER,
		"-9223372036854775808"},
	{TYPE_BIGINT, "9223372036854775808", false, -1, NULL},
	{TYPE_SMALLINT, "32768", false, -1, NULL},
	{TYPE_NUMERIC, "1e3", false, SQL_VALUE_NUMBER, "1e3"},
	{TYPE_NUMERIC, "1e", false, -1, NULL},
	{TYPE_NUMERIC, ".", false, -1, NULL},
	{TYPE_DOUBLE, ".inf", false, -1, NULL},
	{TYPE_FLOAT, "1; DROP TABLE x", false, -1, NULL},
	{TYPE_STRING, "5", false, SQL_VALUE_STRING, "5"},
	{TYPE_STRING, "null", true, SQL_VALUE_STRING, "null"},
	{TYPE_DATE, "2026-11-23", false, SQL_VALUE_STRING, "2026-11-23"},
	{TYPE_DATE, "2026-13-01", false, -1, NULL},
	{TYPE_DATE, "2026-11-23 00:00", false, -1, NULL},
	{TYPE_TIME, "23:59:59.5", false, SQL_VALUE_STRING, "23:59:59.5"},
	{TYPE_TIME, "24:00", false, -1, NULL},
	{TYPE_TIME, "9:00", false, -1, NULL},
	{TYPE_DATETIME, "2026-11-23T09:30:00Z", false, SQL_VALUE_STRING,
		"2026-11-23T09:30:00Z"},
	{TYPE_DATETIME, "2026-11-23", false, SQL_VALUE_STRING, "2026-11-23"},
	{TYPE_DATETIME, "2026-11-23 ", true, -1, NULL},
	{TYPE_DATETIME, "now", false, -1, NULL},
	{TYPE_UUID, "6F9619FF8B86D011B42D00C04FC964FF", false, SQL_VALUE_STRING,
		"6f9619ff8b86d011b42d00c04fc964ff"},
	{TYPE_UUID, "6F9619FF-8B86-D011-B42D-00C04FC964F", false, -1, NULL},
	{TYPE_UUID, "6F9619FF8B86D011B42D00C04FC964FF0", false, -1, NULL},
	{TYPE_BLOB, "0x", false, SQL_VALUE_BYTES, ""},
	{TYPE_BLOB, "0xaB", true, SQL_VALUE_BYTES, "AB"},
	{TYPE_BINARY, "0xa", false, -1, NULL},
	{TYPE_BINARY, "\xc3\xa9", false, SQL_VALUE_BYTES, "C3A9"},
	{TYPE_UNSET, "5", false, SQL_VALUE_NUMBER, "5"},
	{TYPE_UNSET, "5", true, SQL_VALUE_STRING, "5"},
	{TYPE_UNSET, "007", false, SQL_VALUE_STRING, "007"},
	{TYPE_UNSET, "0.5", false, SQL_VALUE_NUMBER, "0.5"},
	{TYPE_UNSET, "TRUE", false, SQL_VALUE_BOOLEAN, "1"},
	{TYPE_UNSET, "true", true, SQL_VALUE_STRING, "true"},
	{TYPE_UNSET, "0xab", false, SQL_VALUE_BYTES, "AB"},
	{TYPE_UNSET, "0xab", true, SQL_VALUE_STRING, "0xab"},
	{TYPE_UNSET, "yes", false, SQL_VALUE_STRING, "yes"},
	{TYPE_RAW, "1e5", false, SQL_VALUE_NUMBER, "1e5"},
};

static void values(void **state)
{
	struct pool pool;

	(void)state;
	pool_init(&pool);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct literal literal = {
			pool_strdup(&pool, cases[i].text), cases[i].quoted};
		struct type type = {.kind = cases[i].type};
		struct sql_value value = {SQL_VALUE_NULL, NULL};
		struct error err = {0};
		int result = sql_value_parse(&pool, &literal, &type, &value, &err);

		assert_int_equal(result, cases[i].kind < 0 ? -1 : 0);
		if (result < 0) {
			assert_int_equal(err.code, ERR_MANIFEST_INVALID);
			assert_null(value.text);
			continue;
		}
		assert_int_equal(value.kind, cases[i].kind);
		assert_string_equal(value.text, cases[i].value);
	}
	pool_release(&pool);
}

static void user_text(void **state)
{
	static const struct pair pairs[] = {
		{" a ", "a"},
		{"a;\n;", "a"},
		{"a; b;", "a; b"},
		{"a -- x", "a -- x\n"},
		{"a; -- x", "a; -- x\n"},
		{"'-- x'", "'-- x'"},
		{"a /* x */ ", "a /* x */"},
		{"", ""},
		{";", ""},
	};
	struct pool pool;

	(void)state;
	pool_init(&pool);
	for (size_t i = 0; i < COUNT(pairs); i++) {
		struct text out;

		text_init(&out, &pool);
		sql_add_text(&out, pairs[i].from);
		assert_string_equal(out.data, pairs[i].to);
	}
	pool_release(&pool);
}

/* Takes T-SQL's literals apart again, as SQL Server would, continuations included. */
static char *read_string(struct pool *pool, const char *sql)
{
	struct text out;

	text_init(&out, pool);
	while (*sql) {
		assert_memory_equal(sql, "N'", 2);
		for (sql += 2; *sql != '\'' || sql[1] == '\''; sql++) {
			if (sql[0] == '\\' && (sql[1] == '\n' || sql[1] == '\r')) {
				sql += sql[1] == '\r' && sql[2] == '\n' ? 2 : 1;
				continue;
			}
			sql += *sql == '\'';
			text_add_char(&out, *sql);
		}
		sql++;
		if (*sql) {
			assert_memory_equal(sql, " + ", 3);
			sql += 3;
		}
	}
	return out.data;
}

static void strings_for_sql_server(void **state)
{
	static const char *const texts[] = {"", "a", "it's", "''", "\\", "a\\\nb",
		"a\\\r\nb", "\nGO\n", "GO", "a\n  go", "a\ngone", "$(x)", "$$((", "\n:r x",
		"\n!! rm", "\nquit\nexit\nreset\ned", "\\'\\\n'", "x\\\n\\\nGO"};
	struct pool pool;

	(void)state;
	pool_init(&pool);
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct strings batches = {0};
		struct text out;

		text_init(&out, &pool);
		mssql_string(&out, texts[i]);
		assert_string_equal(read_string(&pool, out.data), texts[i]);
		assert_null(strstr(out.data, "$("));
		assert_null(strstr(out.data, "\n:"));
		assert_null(strstr(out.data, "\nGO"));
		assert_null(strstr(out.data, "\\\n"));
		sql_batches(&pool, out.data, &batches);
		assert_int_equal(batches.count, 1);
	}
	pool_release(&pool);
}

static void long_names(void **state)
{
	char name[140];
	struct error err;

	(void)state;
	memset(name, 'a', sizeof(name));
	name[128] = '\0';
	assert_int_equal(sql_check_name(&mssql_dialect, name, &err), 0);
	name[128] = 'a';
	name[129] = '\0';
	assert_int_equal(sql_check_name(&mssql_dialect, name, &err), -1);
	assert_int_equal(err.code, ERR_MANIFEST_INVALID);
	/* Two bytes are one character, four are two. */
	memcpy(name + 124, "\xc3\xa9\xc3\xa9\xf0\x9f\x98\x80", 9);
	assert_int_equal(sql_check_name(&mssql_dialect, name, &err), 0);
	assert_int_equal(sql_check_name(&mssql_dialect, "", &err), -1);
	assert_int_equal(sql_check_name(&mssql_dialect, NULL, &err), 0);
}

/* What was added before stays, what the failed operation added goes. */
static void failures_add_nothing(void **state)
{
	struct literal bad = {(char[]){"x"}, false};
	struct column columns[] = {{.name = (char[]){"a"}, .type = {.kind = TYPE_INTEGER}},
		{.name = (char[]){"b"},
			.type = {.kind = TYPE_INTEGER},
			.default_value = &bad}};
	struct table table = {
		.name = (char[]){"t"}, .columns = columns, .columns_count = 2};
	struct operation op = {
		.kind = OP_CREATE_TABLE, .line = 7, .column = 5, .create_table = &table};
	struct statements out = {0};
	bool unsupported = true;
	struct error err = {0};
	struct pool pool;

	(void)state;
	pool_init(&pool);
	strings_add(&pool, &out.list, "before");
	assert_int_equal(mssql_dialect.render(&pool, &op, &out, &unsupported, &err), -1);
	assert_int_equal(err.line, 7);
	assert_int_equal(err.column, 5);
	assert_int_equal(out.list.count, 1);
	assert_true(unsupported);
	columns[1].default_value = NULL;
	assert_int_equal(mssql_dialect.render(&pool, &op, &out, &unsupported, &err), 0);
	assert_int_equal(out.list.count, 2);
	assert_false(unsupported);
	pool_release(&pool);
}

static void check_type(const char *a, const char *b)
{
	struct column one = {.name = (char[]){"c"}, .type = {.kind = TYPE_RAW}};
	struct column two = one;
	struct pool pool;
	char *first;
	char *second;

	pool_init(&pool);
	one.type.mssql = pool_strdup(&pool, a);
	two.type.mssql = pool_strdup(&pool, b);
	assert_int_equal(mssql_dialect.rules.type_text(&pool, &one, &first, NULL), 0);
	assert_int_equal(mssql_dialect.rules.type_text(&pool, &two, &second, NULL), 0);
	assert_string_equal(first, second);
	pool_release(&pool);
}

static void sql_server_rules(void **state)
{
	struct column column = {.name = (char[]){"c"}, .type = {.kind = TYPE_BOOLEAN}};
	struct literal no = {(char[]){"false"}, false};
	struct pool pool;

	(void)state;
	check_type("int", "INTEGER");
	check_type("[nvarchar] (10)", "NVARCHAR(10)");
	check_type("numeric(10)", "NUMERIC(10, 0)");
	check_type("datetime2(7)", "DATETIME2");
	check_type("float(53)", "FLOAT");
	pool_init(&pool);
	assert_null(mssql_dialect.rules.default_text(&pool, &column));
	column.default_value = &no;
	assert_string_equal(mssql_dialect.rules.default_text(&pool, &column), "0");
	column.default_value = NULL;
	column.default_sql = (char[]){"CURRENT_TIMESTAMP"};
	assert_string_equal(mssql_dialect.rules.default_text(&pool, &column), "getdate()");
	column.default_sql = (char[]){"((0))"};
	assert_string_equal(mssql_dialect.rules.default_text(&pool, &column), "0");
	pool_release(&pool);
}

static void collect(void *data, const char *statement)
{
	struct text *out = data;

	text_add(out, statement);
	text_add(out, "\n");
}

/* A guard stands behind each batch, so that a client that goes on does nothing. */
static void script_is_guarded(void **state)
{
	const struct script_text *words = mssql_driver.script;
	struct error err;
	struct pool pool;
	struct text out;
	struct text expected;
	struct db *db;

	(void)state;
	pool_init(&pool);
	text_init(&out, &pool);
	text_init(&expected, &pool);
	db = db_script(&mssql_driver, collect, &out);
	assert_int_equal(db_begin(db, &err), 0);
	assert_int_equal(db_exec(db, "SELECT 1", &err), 0);
	assert_int_equal(db_commit(db, &err), 0);
	db_close(db);
	text_printf(&expected, "%s\n%s\nSELECT 1\n%s\n%s\n%s\n", words->begin, words->guard,
		words->guard, words->commit, words->guard_outside);
	assert_string_equal(out.data, expected.data);
	assert_non_null(strstr(words->header, mssql_settings));
	text_clear(&out);
	words->if_missing(&out, "[dbo].[it's]", "CREATE TABLE [dbo].[it's] ([a] INT)");
	assert_string_equal(out.data, "IF OBJECT_ID(N'[dbo].[it''s]', N'U') IS NULL\n"
				      "CREATE TABLE [dbo].[it's] ([a] INT)");
	pool_release(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(expressions),
		cmocka_unit_test(expressions_settle),
		cmocka_unit_test(deep_expression),
		cmocka_unit_test(defaults),
		cmocka_unit_test(type_names),
		cmocka_unit_test(values),
		cmocka_unit_test(user_text),
		cmocka_unit_test(strings_for_sql_server),
		cmocka_unit_test(long_names),
		cmocka_unit_test(failures_add_nothing),
		cmocka_unit_test(sql_server_rules),
		cmocka_unit_test(script_is_guarded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
