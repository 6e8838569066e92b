// links: base schema sql
#include "sql/dialect.h"
#include "sql/token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The batches of a script, each in angle brackets. */
static const char *cut(struct pool *pool, const char *script)
{
	struct strings batches = {0};
	struct text out;

	text_init(&out, pool);
	sql_batches(pool, script, &batches);
	for (unsigned i = 0; i < batches.count; i++)
		text_printf(&out, "<%s>", batches.items[i]);
	return out.data;
}

struct batch_case {
	const char *script, *batches;
};

static void check_cases(const struct batch_case *cases, size_t count)
{
	struct pool pool;

	pool_init(&pool);
	for (size_t i = 0; i < count; i++)
		assert_string_equal(cut(&pool, cases[i].script), cases[i].batches);
	pool_release(&pool);
}

#define CHECK_CASES(cases) check_cases((cases), sizeof(cases) / sizeof(*(cases)))

static void lines_that_cut(void **state)
{
	static const struct batch_case cases[] = {
		{"", ""},
		{"a", "<a>"},
		{"a\nGO\nb", "<a><b>"},
		{"a\ngo\nb\nGo\nc", "<a><b><c>"},
		{"a\r\nGO\r\nb\r\n", "<a><b>"},
		{"a\n \tGO \t\nb", "<a><b>"},
		{"GO\na\nGO", "<a>"},
		{"GO\nGO\n \nGO\n", ""},
		{"a\nGO", "<a>"},
		{"\n\n  a\n\n\nGO\n\n  b\n", "<  a><  b>"},
		{"-- a\nGO\nb", "<-- a><b>"},
		{"/* a */\nGO\nb", "</* a */><b>"},
	};

	(void)state;
	CHECK_CASES(cases);
}

static void text_that_does_not_cut(void **state)
{
	static const struct batch_case cases[] = {
		{"a GO b", "<a GO b>"},
		{"a\nGO 5\nb", "<a\nGO 5\nb>"},
		{"a\nGO;\nb", "<a\nGO;\nb>"},
		{"a\nGO -- x\nb", "<a\nGO -- x\nb>"},
		{"a\nGOTO x\nb", "<a\nGOTO x\nb>"},
		{"a\n@GO\n", "<a\n@GO>"},
		{"a /* x */ GO\nb", "<a /* x */ GO\nb>"},
		{"a /* x\n*/ GO\nb", "<a /* x\n*/ GO\nb>"},
	};

	(void)state;
	CHECK_CASES(cases);
}

static void quotes_and_comments(void **state)
{
	static const struct batch_case cases[] = {
		{"'a\nGO\nb'", "<'a\nGO\nb'>"},
		{"'it''s\nGO\n'\nGO\nb", "<'it''s\nGO\n'><b>"},
		{"\"a\nGO\nb\"", "<\"a\nGO\nb\">"},
		{"[a]]\nGO\nb]\nGO\nc", "<[a]]\nGO\nb]><c>"},
		{"/*\nGO\n*/", "</*\nGO\n*/>"},
		{"/* /* */\nGO\n*/\nGO\nx", "</* /* */\nGO\n*/><x>"},
		{"-- don't\nGO\nb", "<-- don't><b>"},
		{"-- /*\nGO\nb", "<-- /*><b>"},
		{"/* ' */\nGO\nb", "</* ' */><b>"},
		{"N'\nGO\n'", "<N'\nGO\n'>"},
		{"'\nGO\n", "<'\nGO>"},
		{"/* open\nGO\n", "</* open\nGO>"},
		{"[\nGO", "<[\nGO>"},
	};

	(void)state;
	CHECK_CASES(cases);
}

/* Tokens cover the text without gaps, whatever it holds. */
static void tokens_cover(void **state)
{
	static const char *const texts[] = {
		"SELECT 1.5e-3, .5, 0xFF, 1e, x'AB', N'a''b' FROM [a]]b] WHERE a<>b",
		"\x80\xff'", "`a``b`--\n/*", "1..2", "e5 5e+", "-", "''''"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		const char *at = texts[i];
		struct sql_token token;

		do {
			const char *start = at;

			at = sql_token(at, &token);
			assert_ptr_equal(token.start, start);
			assert_ptr_equal(token.start + token.length, at);
			assert_true(token.length > 0 || token.kind == SQL_END);
		} while (token.kind != SQL_END);
		assert_ptr_equal(at, texts[i] + strlen(texts[i]));
	}
}

static void token_kinds(void **state)
{
	static const enum sql_token_kind kinds[] = {SQL_WORD, SQL_NUMBER, SQL_STRING,
		SQL_NAME, SQL_OTHER, SQL_NUMBER, SQL_WORD, SQL_END};
	const char *at = "a1 -- x\n 1e5 N'a' /* /* */ */ [x] <> .5 nx";
	struct sql_token token;

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		at = sql_token_next(at, &token);
		assert_int_equal(token.kind, kinds[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_that_cut),
		cmocka_unit_test(text_that_does_not_cut),
		cmocka_unit_test(quotes_and_comments),
		cmocka_unit_test(tokens_cover),
		cmocka_unit_test(token_kinds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
