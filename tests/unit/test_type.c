// links: base schema
#include "schema/schema.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void every_type_reads_and_writes(void **state)
{
	static const struct {
		const char *text;
		enum type_kind kind;
		int length, scale;
	} rows[] = {
		{"boolean", TYPE_BOOLEAN, -1, -1},
		{"smallint", TYPE_SMALLINT, -1, -1},
		{"integer", TYPE_INTEGER, -1, -1},
		{"bigint", TYPE_BIGINT, -1, -1},
		{"float", TYPE_FLOAT, -1, -1},
		{"double", TYPE_DOUBLE, -1, -1},
		{"numeric", TYPE_NUMERIC, -1, -1},
		{"numeric(10)", TYPE_NUMERIC, 10, -1},
		{"numeric(10, 2)", TYPE_NUMERIC, 10, 2},
		{"numeric(3, 0)", TYPE_NUMERIC, 3, 0},
		{"string", TYPE_STRING, -1, -1},
		{"string(50)", TYPE_STRING, 50, -1},
		{"text", TYPE_TEXT, -1, -1},
		{"unicode", TYPE_UNICODE, -1, -1},
		{"unicode(4000)", TYPE_UNICODE, 4000, -1},
		{"unicode_text", TYPE_UNICODE_TEXT, -1, -1},
		{"date", TYPE_DATE, -1, -1},
		{"time", TYPE_TIME, -1, -1},
		{"datetime", TYPE_DATETIME, -1, -1},
		{"datetime_tz", TYPE_DATETIME_TZ, -1, -1},
		{"uuid", TYPE_UUID, -1, -1},
		{"binary", TYPE_BINARY, -1, -1},
		{"binary(16)", TYPE_BINARY, 16, -1},
		{"blob", TYPE_BLOB, -1, -1},
		{"json", TYPE_JSON, -1, -1},
	};
	struct pool pool;

	(void)state;
	pool_init(&pool);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct error err;
		struct type type;

		assert_int_equal(type_parse(rows[i].text, &type, &err), 0);
		assert_int_equal(type.kind, rows[i].kind);
		assert_int_equal(type.length, rows[i].length);
		assert_int_equal(type.scale, rows[i].scale);
		assert_string_equal(type_text(&pool, &type), rows[i].text);
	}
	pool_release(&pool);
}

static void blanks_do_not_matter(void **state)
{
	struct type type;
	struct error err;

	(void)state;
	assert_int_equal(type_parse(" numeric ( 10 ,2 ) ", &type, &err), 0);
	assert_int_equal(type.length * 100 + type.scale, 1002);
	assert_int_equal(type_parse("string( 8)", &type, &err), 0);
	assert_int_equal(type.length, 8);
}

static void bad_types_are_refused_and_explained(void **state)
{
	static const struct {
		const char *text, *message, *hint;
	} rows[] = {
		{"", "unknown type \"\"", "The types are boolean, "},
		{"varchar(20)", "unknown type \"varchar(20)\"", "It is called string(n)"},
		{"INT", "unknown type", "It is called integer"},
		{"Integer", "unknown type", "lower case: integer"},
		{"strin", "unknown type", "{sqlite: X, mssql: Y}"},
		{"stringy", "unknown type", "The types are"},
		{"integer unsigned", "unknown type", ""},
		{"integer(4)", "integer takes no length", ""},
		{"text(4)", "text takes no length", ""},
		{"string()", "expected numbers", ""},
		{"string(0)", "length must be at least 1", ""},
		{"string(-1)", "expected numbers", ""},
		{"string(012)", "expected numbers", ""},
		{"string(1.5)", "expected numbers", ""},
		{"string(12", "expected numbers", ""},
		{"string(12) x", "expected numbers", ""},
		{"string(n)", "expected numbers", ""},
		{"string(99999999999999999999)", "expected numbers", ""},
		{"string(1, 2)", "takes one number", ""},
		{"numeric(1, 2, 3)", "expected numbers", ""},
		{"numeric(2, 3)", "scale is greater", ""},
		{"numeric(0)", "precision must be at least 1", ""},
		{"(3)", "unknown type", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct type type = {.kind = TYPE_DATE};
		struct error err;

		assert_int_equal(type_parse(rows[i].text, &type, &err), -1);
		assert_int_equal(err.code, ERR_MANIFEST_INVALID);
		assert_non_null(strstr(err.message, rows[i].message));
		assert_non_null(strstr(err.hint, rows[i].hint));
		assert_int_equal(type.kind, TYPE_DATE);
	}
}

static void raw_types_are_written_as_yaml(void **state)
{
	struct type plain = {TYPE_RAW, -1, -1, "VARCHAR", "VARCHAR(MAX)"};
	struct type comma = {TYPE_RAW, -1, -1, "DECIMAL(10,2)", NULL};
	struct type odd = {TYPE_RAW, -1, -1, "", "a \"b\\c\"\n"};
	struct type word = {TYPE_RAW, -1, -1, "null", NULL};
	struct pool pool;

	(void)state;
	pool_init(&pool);
	assert_string_equal(
		type_text(&pool, &plain), "{sqlite: VARCHAR, mssql: VARCHAR(MAX)}");
	assert_string_equal(type_text(&pool, &comma), "{sqlite: \"DECIMAL(10,2)\"}");
	assert_string_equal(
		type_text(&pool, &odd), "{sqlite: \"\", mssql: \"a \\\"b\\\\c\\\"\\x0a\"}");
	assert_string_equal(type_text(&pool, &word), "{sqlite: \"null\"}");
	pool_release(&pool);
}

static bool equal(const char *a, const char *b)
{
	struct type left, right;
	struct error err;

	assert_int_equal(type_parse(a, &left, &err), 0);
	assert_int_equal(type_parse(b, &right, &err), 0);
	return type_equal(&left, &right);
}

static void types_compare(void **state)
{
	struct type raw = {TYPE_RAW, -1, -1, "MONEY", NULL};
	struct type same = {TYPE_RAW, 0, 0, "money", NULL};
	struct type other = {TYPE_RAW, -1, -1, "MONEY", "MONEY"};
	struct type zeroes = {.kind = TYPE_INTEGER};
	struct type parsed;
	struct error err;

	(void)state;
	assert_true(equal("string(5)", "string(5)"));
	assert_false(equal("string(5)", "string(6)"));
	assert_false(equal("string(5)", "string"));
	assert_false(equal("string(5)", "unicode(5)"));
	assert_false(equal("numeric(5, 1)", "numeric(5, 2)"));
	assert_true(type_equal(&raw, &same));
	assert_false(type_equal(&raw, &other));
	assert_int_equal(type_parse("integer", &parsed, &err), 0);
	assert_true(type_equal(&zeroes, &parsed));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_reads_and_writes),
		cmocka_unit_test(blanks_do_not_matter),
		cmocka_unit_test(bad_types_are_refused_and_explained),
		cmocka_unit_test(raw_types_are_written_as_yaml),
		cmocka_unit_test(types_compare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
