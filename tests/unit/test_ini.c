// links: base yaml config
#include "config/ini.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum outcome { VALUE, NONE, BAD_VALUE, BAD_FILE };

/* What configparser.ConfigParser() of Python 3.11 made of each; line: where it stopped. */
static const struct {
	const char *name, *text, *section, *key;
	const char *value;
	enum outcome outcome;
	int line;
} cases[] = {
	{"plain", "[s]\nkey = value\n", "s", "key", "value", VALUE, 0},
	{"colon", "[s]\nkey : value\n", "s", "key", "value", VALUE, 0},
	{"no_blanks", "[s]\nkey=value", "s", "key", "value", VALUE, 0},
	{"first_delimiter_counts", "[s]\na:b=c\n", "s", "a", "b=c", VALUE, 0},
	{"first_delimiter_counts_2", "[s]\na=b:c\n", "s", "a", "b:c", VALUE, 0},
	{"two_equals_signs", "[s]\na == b\n", "s", "a", "= b", VALUE, 0},
	{"keys_lower_case", "[s]\nMODE = DEBUG\n", "s", "mode", "DEBUG", VALUE, 0},
	{"asked_in_upper_case", "[s]\nmode = DEBUG\n", "s", "MODE", "DEBUG", VALUE, 0},
	{"keys_of_other_scripts", "[s]\n\xc3\x84\xc3\x96\xc5\xbd\xd0\x96\xce\xa9 = x\n",
		"s", "\xc3\xa4\xc3\xb6\xc5\xbe\xd0\xb6\xcf\x89", "x", VALUE, 0},
	{"keys_of_more_bytes", "[s]\n\xef\xbc\xa1\xf0\x90\x90\x80\xc4\xb0 = x\n", "s",
		"\xef\xbd\x81\xf0\x90\x90\xa8\x69\xcc\x87", "x", VALUE, 0},
	{"sections_keep_case", "[S]\nkey = 1\n", "s", "key", NULL, NONE, 0},
	{"section_with_blanks", "[ s ]\nkey = 1\n", " s ", "key", "1", VALUE, 0},
	{"section_with_bracket", "[a]b]\nkey = 1\n", "a]b", "key", "1", VALUE, 0},
	{"text_after_section", "[s] ; not a comment\nkey = 1\n", "s", "key", "1", VALUE, 0},
	{"indented_section", "  [s]\n  key = 1\n", "s", "key", "1", VALUE, 0},
	{"key_with_blanks", "[s]\nlong key = 1\n", "s", "long key", "1", VALUE, 0},
	{"empty_value", "[s]\nkey =\n", "s", "key", "", VALUE, 0},
	{"no_inline_comment", "[s]\nkey = a ; b # c\n", "s", "key", "a ; b # c", VALUE, 0},
	{"comments", "# c\n[s]\n; c\n  # c\nkey = 1\n", "s", "key", "1", VALUE, 0},
	{"quotes_stay", "[s]\nkey = \"a\"\n", "s", "key", "\"a\"", VALUE, 0},
	{"continued", "[s]\nkey = a\n  b\n\tc\nother = d\n", "s", "key", "a\nb\nc", VALUE,
		0},
	{"continued_from_nothing", "[s]\nkey =\n  a\n  b\n", "s", "key", "\na\nb", VALUE,
		0},
	{"continued_over_empty_line", "[s]\nkey = a\n\n  b\n\n\nother = 1\n", "s", "key",
		"a\n\nb", VALUE, 0},
	{"continued_over_comment", "[s]\nkey = a\n  # no\n  b\n", "s", "key", "a\nb", VALUE,
		0},
	{"continued_with_delimiter", "[s]\nkey = a\n  b = c\n  [d]\n", "s", "key",
		"a\nb = c\n[d]", VALUE, 0},
	{"not_deeper_is_a_key", "[s]\n  key = a\n  b = c\n", "s", "b", "c", VALUE, 0},
	{"deeper_under_indented", "[s]\n  key = a\n   b = c\n", "s", "key", "a\nb = c",
		VALUE, 0},
	{"less_deep", "[s]\n    key = a\n  b = c\n", "s", "b", "c", VALUE, 0},
	{"no_continuation_of_section", "[s]\n  key = 1\n", "s", "key", "1", VALUE, 0},
	{"crlf", "[s]\r\nkey = a\r\n  b\r\nx = y\r\n", "s", "key", "a\nb", VALUE, 0},
	{"cr_alone", "[s]\rkey = a\rx = y", "s", "key", "a", VALUE, 0},
	{"unicode_blanks",
		"[s]\nkey\xc2\xa0=\xe3\x80\x80"
		"a\xe2\x80\x83\n",
		"s", "key", "a", VALUE, 0},
	{"form_feed", "[s]\nkey = a\x0c\n", "s", "key", "a", VALUE, 0},
	{"default", "[DEFAULT]\nkey = d\n[s]\nx = 1\n", "s", "key", "d", VALUE, 0},
	{"default_overridden", "[DEFAULT]\nkey = d\n[s]\nkey = 1\n", "s", "key", "1", VALUE,
		0},
	{"default_after", "[s]\nx = 1\n[DEFAULT]\nkey = d\n", "s", "key", "d", VALUE, 0},
	{"default_itself", "[DEFAULT]\nkey = d\n[s]\nkey = 1\n", "DEFAULT", "key", "d",
		VALUE, 0},
	{"default_twice", "[DEFAULT]\na = 1\n[DEFAULT]\nb = 2\n[s]\n", "s", "b", "2", VALUE,
		0},
	{"default_other_case", "[default]\nkey = d\n[s]\n", "s", "key", NULL, NONE, 0},
	{"no_section", "[s]\nkey = 1\n", "t", "key", NULL, NONE, 0},
	{"no_key", "[s]\nkey = 1\n", "s", "x", NULL, NONE, 0},
	{"percent", "[s]\nkey = 100%%\n", "s", "key", "100%", VALUE, 0},
	{"reference", "[s]\na = 1\nkey = %(a)s2\n", "s", "key", "12", VALUE, 0},
	{"reference_in_default", "[DEFAULT]\nkey = %(a)s\n[s]\na = 1\n", "s", "key", "1",
		VALUE, 0},
	{"reference_to_default", "[DEFAULT]\na = d\n[s]\nkey = %(A)s\n", "s", "key", "d",
		VALUE, 0},
	{"reference_nested", "[s]\na = %(b)s!\nb = %(c)s?\nc = 1\nkey = %(a)s %(c)s\n", "s",
		"key", "1?! 1", VALUE, 0},
	{"reference_escaped", "[s]\na = 1\nkey = %%(a)s\n", "s", "key", "%(a)s", VALUE, 0},
	{"reference_not_scanned_twice", "[s]\na = %%(b)s\nkey = %(a)s\n", "s", "key",
		"%(b)s", VALUE, 0},
	{"reference_missing", "[s]\nkey = %(a)s\n", "s", "key", NULL, BAD_VALUE, 0},
	{"reference_other_section", "[t]\na = 1\n[s]\nkey = %(a)s\n", "s", "key", NULL,
		BAD_VALUE, 0},
	{"reference_with_blank", "[s]\na = 1\nkey = %( a)s\n", "s", "key", NULL, BAD_VALUE,
		0},
	{"reference_to_itself", "[s]\nkey = %(key)s\n", "s", "key", NULL, BAD_VALUE, 0},
	{"percent_alone", "[s]\nkey = 100%\n", "s", "key", NULL, BAD_VALUE, 0},
	{"percent_letter", "[s]\nkey = %d\n", "s", "key", NULL, BAD_VALUE, 0},
	{"reference_without_s", "[s]\na = 1\nkey = %(a)d\n", "s", "key", NULL, BAD_VALUE,
		0},
	{"reference_open", "[s]\na = 1\nkey = %(a\n", "s", "key", NULL, BAD_VALUE, 0},
	{"reference_empty", "[s]\nkey = %()s\n", "s", "key", NULL, BAD_VALUE, 0},
	{"bad_value_elsewhere", "[s]\nother = 50%\nkey = 1\n", "s", "key", "1", VALUE, 0},
	{"ten_levels",
		"[s]\nk0 = %(k1)s\nk1 = %(k2)s\nk2 = %(k3)s\nk3 = %(k4)s\nk4 = %(k5)s\nk5 "
		"= %(k6)s\nk6 = %(k7)s\nk7 = %(k8)s\nk8 = %(k9)s\nk9 = %(k10)s\nk10 = x\n",
		"s", "k0", "x", VALUE, 0},
	{"eleven_levels",
		"[s]\nk0 = %(k1)s\nk1 = %(k2)s\nk2 = %(k3)s\nk3 = %(k4)s\nk4 = %(k5)s\nk5 "
		"= %(k6)s\nk6 = %(k7)s\nk7 = %(k8)s\nk8 = %(k9)s\nk9 = %(k10)s\nk10 = "
		"%(k11)s\nk11 = x\n",
		"s", "k0", NULL, BAD_VALUE, 0},
	{"eleven_levels_with_percent",
		"[s]\nk0 = %(k1)s\nk1 = %(k2)s\nk2 = %(k3)s\nk3 = %(k4)s\nk4 = %(k5)s\nk5 "
		"= %(k6)s\nk6 = %(k7)s\nk7 = %(k8)s\nk8 = %(k9)s\nk9 = %(k10)s\nk10 = %%\n",
		"s", "k0", NULL, BAD_VALUE, 0},
	{"empty", "", "s", "key", NULL, NONE, 0},
	{"only_comments", "# a\n\n; b\n", "s", "key", NULL, NONE, 0},
	{"no_header", "key = 1\n", "s", "key", NULL, BAD_FILE, 1},
	{"no_header_after_comment", "# c\nkey = 1\n[s]\n", "s", "key", NULL, BAD_FILE, 2},
	{"no_value", "[s]\nkey\n", "s", "key", NULL, BAD_FILE, 2},
	{"no_name", "[s]\n = 1\n", "s", "key", NULL, BAD_FILE, 2},
	{"section_not_closed", "[s\nkey = 1\n", "s", "key", NULL, BAD_FILE, 1},
	{"section_empty", "[]\nkey = 1\n", "s", "key", NULL, BAD_FILE, 1},
	{"section_twice", "[s]\na = 1\n[s]\nb = 1\n", "s", "a", NULL, BAD_FILE, 3},
	{"key_twice", "[s]\nkey = 1\nKEY = 2\n", "s", "key", NULL, BAD_FILE, 3},
	{"key_twice_in_default", "[DEFAULT]\nkey = 1\n[DEFAULT]\nkey = 2\n", "s", "key",
		NULL, BAD_FILE, 4},
	{"key_in_two_sections", "[t]\nkey = 1\n[s]\nkey = 2\n", "s", "key", "2", VALUE, 0},
	{"odbc",
		"[s]\nc = Driver={ODBC Driver 18 for SQL "
		"Server};Server=tcp:x,1433;Pwd=a%%b;\n",
		"s", "c",
		"Driver={ODBC Driver 18 for SQL Server};Server=tcp:x,1433;Pwd=a%b;", VALUE,
		0},
};

static int get(struct pool *pool, const char *text, const char *section, const char *key,
	const char **value, struct error *err)
{
	/* A copy without a NUL, so that reading too far is seen. */
	size_t length = strlen(text);
	char *bytes = xmalloc(length);
	struct ini *ini;
	int result;

	for (size_t i = 0; i < length; i++)
		bytes[i] = text[i];
	result = ini_parse(pool, "app.ini", bytes, length, &ini, err);
	free(bytes);
	return result < 0 ? -1 : ini_get(pool, ini, section, key, value, err);
}

static void reads_what_configparser_reads(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *value = "unset";
		struct error err = {0};
		struct pool pool;
		int result;

		pool_init(&pool);
		result = get(
			&pool, cases[i].text, cases[i].section, cases[i].key, &value, &err);
		if (result != (cases[i].outcome >= BAD_VALUE ? -1 : 0))
			fail_msg("%s: %d %s", cases[i].name, result, err.message);
		if (cases[i].outcome == BAD_FILE && err.line != cases[i].line)
			fail_msg("%s: line %d, not %d", cases[i].name, err.line,
				cases[i].line);
		if (result < 0) {
			assert_int_equal(err.code, ERR_CONFIG_INVALID);
			assert_string_equal(err.file, "app.ini");
			assert_string_equal(value, "unset");
		} else if (!cases[i].value) {
			assert_null(value);
		} else if (!value || strcmp(value, cases[i].value) != 0) {
			fail_msg("%s: '%s', not '%s'", cases[i].name,
				value ? value : "(none)", cases[i].value);
		}
		pool_release(&pool);
	}
}

static void without_a_section_all_are_searched(void **state)
{
	const char *text = "[DEFAULT]\nkey = d\nonly = %(x)s\nx = dx\n[a]\nx = ax\n"
			   "[b]\nkey = b\nx = bx\n[c]\nkey = c\n";
	const char *value = NULL;
	struct pool pool;

	(void)state;
	pool_init(&pool);
	assert_int_equal(get(&pool, text, NULL, "KEY", &value, NULL), 0);
	assert_string_equal(value, "b");
	assert_int_equal(get(&pool, text, NULL, "only", &value, NULL), 0);
	assert_string_equal(value, "dx");
	assert_int_equal(get(&pool, text, NULL, "none", &value, NULL), 0);
	assert_null(value);
	pool_release(&pool);
}

static void a_byte_order_mark_is_dropped(void **state)
{
	const char *value = NULL;
	struct pool pool;

	(void)state;
	pool_init(&pool);
	assert_int_equal(
		get(&pool, "\xef\xbb\xbf[s]\r\nk = 1\r\n", "s", "k", &value, NULL), 0);
	assert_string_equal(value, "1");
	pool_release(&pool);
}

static void bytes_that_are_not_utf8_pass(void **state)
{
	const char *value = NULL;
	struct pool pool;

	(void)state;
	pool_init(&pool);
	assert_int_equal(get(&pool, "[s]\n; f\xfcr\nk\xc4 = \xff\xe2\x80\n", "s", "K\xc4",
				 &value, NULL),
		0);
	assert_string_equal(value, "\xff\xe2\x80");
	pool_release(&pool);
}

static void a_nul_byte_is_an_error(void **state)
{
	struct error err = {0};
	struct pool pool;
	struct ini *ini = NULL;

	(void)state;
	pool_init(&pool);
	assert_int_equal(ini_parse(&pool, "x.ini", "[s]\0", 4, &ini, &err), -1);
	assert_int_equal(err.code, ERR_CONFIG_INVALID);
	assert_null(ini);
	pool_release(&pool);
}

static void values_are_of_any_length(void **state)
{
	struct text text;
	const char *value = NULL;
	struct pool pool;

	(void)state;
	pool_init(&pool);
	text_init(&text, &pool);
	text_add(&text, "[s]\nk = ");
	for (int i = 0; i < 100000; i++)
		text_add(&text, "0123456789");
	assert_int_equal(get(&pool, text.data, "s", "k", &value, NULL), 0);
	assert_string_equal(value, text.data + 8);
	pool_release(&pool);
}

static void a_bomb_is_an_error(void **state)
{
	struct error err = {0};
	struct text text;
	const char *value = NULL;
	struct pool pool;

	(void)state;
	pool_init(&pool);
	text_init(&text, &pool);
	text_add(&text, "[s]\n");
	for (int i = 0; i < 9; i++) {
		text_printf(&text, "k%d = ", i);
		for (int j = 0; j < 30; j++)
			text_printf(&text, "%%(k%d)s", i + 1);
		text_add(&text, "\n");
	}
	text_add(&text, "k9 = lol\n");
	assert_int_equal(get(&pool, text.data, "s", "k0", &value, &err), -1);
	assert_int_equal(err.code, ERR_CONFIG_INVALID);
	pool_release(&pool);
}

/* A value that was broken over lines must not come out in a message. */
static void errors_quote_no_value(void **state)
{
	static const char *const texts[] = {
		"[s]\nkey = a\nhunter2\n",
		"hunter2\n",
		"[s]\nkey = %(hunter2)s\n",
		"[s]\nkey = Pwd=hunter2%x\n",
		"[s]\nkey = %(hunter2\n",
		"[s]\n= hunter2\n",
		"[s\nkey = hunter2\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct error err = {0};
		const char *value;
		struct pool pool;

		pool_init(&pool);
		assert_int_equal(get(&pool, texts[i], "s", "key", &value, &err), -1);
		assert_null(strstr(err.message, "hunter2"));
		assert_null(strstr(err.hint, "hunter2"));
		assert_true(err.line > 0);
		pool_release(&pool);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_configparser_reads),
		cmocka_unit_test(without_a_section_all_are_searched),
		cmocka_unit_test(a_byte_order_mark_is_dropped),
		cmocka_unit_test(bytes_that_are_not_utf8_pass),
		cmocka_unit_test(a_nul_byte_is_an_error),
		cmocka_unit_test(values_are_of_any_length),
		cmocka_unit_test(a_bomb_is_an_error),
		cmocka_unit_test(errors_quote_no_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
