// links: base yaml config
#include "config/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct pool pool;
static struct error err;

/* The application's files: pairs of path and text, ended by NULL. */
static const char *const *files_there;

static int read_file(void *data, struct pool *into, const char *path, char **bytes,
	size_t *length, struct error *error)
{
	(void)data;
	*bytes = NULL;
	if (!strcmp(path, "unreadable"))
		return error_set_at(error, ERR_IO, path, 0, 0, "cannot open");
	for (const char *const *file = files_there; file && *file; file += 2) {
		if (!strcmp(path, file[0])) {
			*length = strlen(file[1]);
			*bytes = pool_strndup(into, file[1], *length);
		}
	}
	return 0;
}

static const struct config_files files = {read_file, NULL};

static int setup(void **state)
{
	(void)state;
	pool_init(&pool);
	memset(&err, 0, sizeof(err));
	files_there = NULL;
	unsetenv("GITMIG_MODE");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	pool_release(&pool);
	return 0;
}

static struct config loaded(const char *text)
{
	struct config config;

	text = pool_printf(&pool, "gitmig: 1\n%s\n", text);
	if (config_load(&pool, "gitmig.yaml", "/project", text, strlen(text), &config,
		    &err) < 0)
		fail_msg("%s\n%d:%d: %s", text, err.line, err.column, err.message);
	return config;
}

#define TWO "databases: {DEBUG: {url: a}, PRODUCTION: {url: b}}\n"
#define INI "mode: {file: app.ini, section: settings, key: MODE, default: DEBUG}\n"

static const char *mode_of(const char *yaml, const char *wanted)
{
	struct config config = loaded(yaml);
	const char *mode = NULL;

	if (config_mode(&pool, &config, &files, wanted, &mode, &err) < 0) {
		assert_null(mode);
		return NULL;
	}
	return mode;
}

static void assert_failed(enum error_code code, const char *message)
{
	assert_int_equal(err.code, code);
	if (!strstr(err.message, message))
		fail_msg("%s", err.message);
}

static void the_option_wins(void **state)
{
	static const char *const there[] = {"app.ini", "[settings]\nmode = DEBUG\n", NULL};

	(void)state;
	files_there = there;
	setenv("GITMIG_MODE", "DEBUG", 1);
	assert_string_equal(mode_of(TWO INI, "PRODUCTION"), "PRODUCTION");
}

static void then_the_environment(void **state)
{
	static const char *const there[] = {"app.ini", "[settings]\nmode = DEBUG\n", NULL};

	(void)state;
	files_there = there;
	setenv("GITMIG_MODE", "PRODUCTION", 1);
	assert_string_equal(mode_of(TWO INI, NULL), "PRODUCTION");
	setenv("GITMIG_MODE", "", 1);
	assert_string_equal(mode_of(TWO INI, NULL), "DEBUG");
}

static void then_the_ini_file(void **state)
{
	static const char *const there[] = {
		"app.ini", "[other]\nMODE = X\n[settings]\nMode : PRODUCTION\n", NULL};

	(void)state;
	files_there = there;
	assert_string_equal(mode_of(TWO INI, NULL), "PRODUCTION");
}

static void then_the_default(void **state)
{
	static const char *const no_key[] = {"app.ini", "[settings]\nother = 1\n", NULL};
	static const char *const no_section[] = {
		"app.ini", "[x]\nMODE = PRODUCTION\n", NULL};

	(void)state;
	assert_string_equal(mode_of(TWO INI, NULL), "DEBUG");
	files_there = no_key;
	assert_string_equal(mode_of(TWO INI, NULL), "DEBUG");
	files_there = no_section;
	assert_string_equal(mode_of(TWO INI, NULL), "DEBUG");
	assert_string_equal(
		mode_of(TWO "mode: {default: PRODUCTION}\n", NULL), "PRODUCTION");
}

static void without_a_section_every_one_is_searched(void **state)
{
	static const char *const there[] = {"app.ini",
		"[DEFAULT]\nMODE = DEBUG\n[a]\nx = 1\n[b]\nMODE = PRODUCTION\n", NULL};

	(void)state;
	files_there = there;
	assert_string_equal(
		mode_of(TWO "mode: {file: app.ini, key: MODE}\n", NULL), "PRODUCTION");
}

static void the_ini_file_is_read_as_python_reads_it(void **state)
{
	static const char *const there[] = {"app.ini",
		"[DEFAULT]\nstage = PROD\n[settings]\nMODE = %(stage)sUCTION\n", NULL};
	static const char *const comment[] = {
		"app.ini", "[settings]\nMODE = DEBUG ; x\n", NULL};
	static const char *const broken[] = {"app.ini", "MODE = DEBUG\n", NULL};

	(void)state;
	files_there = there;
	assert_string_equal(mode_of(TWO INI, NULL), "PRODUCTION");
	files_there = comment;
	assert_null(mode_of(TWO INI, NULL));
	assert_failed(ERR_CONFIG_INVALID, "'DEBUG ; x'");
	files_there = broken;
	assert_null(mode_of(TWO INI, NULL));
	assert_failed(ERR_CONFIG_INVALID, "section");
	assert_string_equal(err.file, "app.ini");
	assert_int_equal(err.line, 1);
}

static void the_only_database_needs_no_mode(void **state)
{
	(void)state;
	assert_string_equal(mode_of("databases: {X: {url: a}}\n", NULL), "X");
	assert_null(mode_of(TWO, NULL));
	assert_failed(ERR_CONFIG_INVALID, "which database");
	assert_non_null(strstr(err.hint, "--mode"));
	assert_non_null(strstr(err.hint, "DEBUG, PRODUCTION"));
}

static void nothing_that_says_the_mode_is_an_error(void **state)
{
	static const char *const no_key[] = {"app.ini", "[s]\nx = 1\n", NULL};
	const char *yaml =
		"databases: {X: {url: a}}\nmode: {file: app.ini, section: s, key: M}\n";

	(void)state;
	assert_null(mode_of(yaml, NULL));
	assert_failed(ERR_CONFIG_INVALID, "app.ini is not there");
	assert_non_null(strstr(err.hint, "mode.default"));
	files_there = no_key;
	assert_null(mode_of(yaml, NULL));
	assert_failed(ERR_CONFIG_INVALID, "no key 'M' in the section 's'");
}

static void a_mode_without_a_database_is_an_error(void **state)
{
	(void)state;
	assert_null(mode_of(TWO INI, "TEST"));
	assert_failed(ERR_CONFIG_INVALID, "'TEST'");
	assert_non_null(strstr(err.message, "--mode"));
	assert_non_null(strstr(err.hint, "DEBUG, PRODUCTION"));
	assert_string_equal(err.file, "gitmig.yaml");
	assert_null(mode_of(TWO INI, "debug"));
	assert_null(mode_of(TWO INI, ""));
	setenv("GITMIG_MODE", "TEST", 1);
	assert_null(mode_of(TWO INI, NULL));
	assert_failed(ERR_CONFIG_INVALID, "GITMIG_MODE");
	unsetenv("GITMIG_MODE");
	assert_null(mode_of(TWO "mode: {default: TEST}\n", NULL));
	assert_failed(ERR_CONFIG_INVALID, "mode.default");
	assert_null(mode_of("", "TEST"));
	assert_null(mode_of("", NULL));
	assert_failed(ERR_CONFIG_INVALID, "no databases");
}

static void a_file_that_cannot_be_read_is_an_error(void **state)
{
	(void)state;
	assert_null(
		mode_of(TWO "mode: {file: unreadable, key: M, default: DEBUG}\n", NULL));
	assert_failed(ERR_IO, "cannot open");
	/* It is not needed when something else says the mode. */
	assert_string_equal(
		mode_of(TWO "mode: {file: unreadable, key: M}\n", "DEBUG"), "DEBUG");
}

static int database_of(const char *yaml, struct dsn *dsn)
{
	struct config config = loaded(yaml);
	const struct database_config *database = NULL;
	int result = config_database(&pool, &config, &files, "D", &database, dsn, &err);

	assert_true(result < 0 ? !database : !strcmp(database->name, "D"));
	return result;
}

static struct dsn dsn_of(const char *yaml)
{
	struct dsn dsn;

	if (database_of(yaml, &dsn) < 0)
		fail_msg("%s\n%s", yaml, err.message);
	return dsn;
}

static void a_url_as_it_stands(void **state)
{
	struct dsn dsn = dsn_of("databases: {D: {url: 'sqlite:///code/test.db'}}");

	(void)state;
	assert_string_equal(dsn.driver, "sqlite");
	assert_string_equal(dsn.path, "/project/code/test.db");
	assert_int_equal(dsn.connect_timeout, 10);
	assert_int_equal(dsn.query_timeout, 0);
	assert_int_equal(dsn.lock_timeout, 60);
	assert_int_equal(dsn.encrypt, ENCRYPT_REQUIRE);
	assert_string_equal(dsn.application_name, "gitmig");
	assert_null(dsn.ca_file);
}

static void the_file_wins_over_the_url_and_the_url_over_defaults(void **state)
{
	static const char url[] =
		"'Server=h;Encrypt=yes;TrustServerCertificate=yes;"
		"Connect Timeout=5;Command Timeout=6;Application Name=app'";
	struct dsn dsn = dsn_of(
		"databases: {D: {url: 'mssql://h?encrypt=off&lock_timeout=7'}}");

	(void)state;
	assert_int_equal(dsn.encrypt, ENCRYPT_OFF);
	assert_int_equal(dsn.lock_timeout, 7);
	assert_int_equal(dsn.connect_timeout, 10);
	dsn = dsn_of(pool_printf(&pool, "databases: {D: {url: %s}}", url));
	assert_int_equal(dsn.encrypt, ENCRYPT_REQUIRE);
	assert_int_equal(dsn.connect_timeout, 5);
	assert_int_equal(dsn.query_timeout, 6);
	assert_string_equal(dsn.application_name, "app");
	dsn = dsn_of(pool_printf(&pool,
		"databases: {D: {url: %s, encrypt: strict, connect_timeout: 10, "
		"query_timeout: 0, lock_timeout: 9, application_name: x, ca_file: "
		"certs/ca.pem}}",
		url));
	assert_int_equal(dsn.encrypt, ENCRYPT_STRICT);
	assert_int_equal(dsn.connect_timeout, 10);
	assert_int_equal(dsn.query_timeout, 0);
	assert_int_equal(dsn.lock_timeout, 9);
	assert_string_equal(dsn.application_name, "x");
	assert_string_equal(dsn.ca_file, "/project/certs/ca.pem");
}

static void the_environment_is_put_in(void **state)
{
	struct dsn dsn;

	(void)state;
	setenv("GITMIG_TEST_PW", "a${env:HOME}", 1);
	dsn = dsn_of("databases: {D: {url: 'Server=h;Uid=${env:GITMIG_TEST_PW};Pwd=x'}}");
	/* What was put in is not looked at again. */
	assert_string_equal(dsn.user, "a${env:HOME}");
	setenv("GITMIG_TEST_PW", "", 1);
	dsn = dsn_of("databases: {D: {url: 'Server=h;Uid=${env:GITMIG_TEST_PW}'}}");
	assert_null(dsn.user);
	unsetenv("GITMIG_TEST_PW");
	assert_int_equal(
		database_of(
			"databases:\n  D:\n    url: 'Server=${env:GITMIG_TEST_PW}'", &dsn),
		-1);
	assert_failed(ERR_CONFIG_INVALID, "GITMIG_TEST_PW");
	assert_string_equal(err.file, "gitmig.yaml");
	assert_int_equal(err.line, 4);
	assert_int_equal(err.column, 10);
}

static void the_ini_file_is_put_in(void **state)
{
	static const char *const there[] = {"app.ini",
		"[a]\nURL = sqlite:///a\nx.y = sqlite:///xy\n[b]\nurl = sqlite:///b\n"
		"[b.c]\nd = sqlite:///bcd\n[DEFAULT]\ne = sqlite:///%(f)s\nf = 100%%\n",
		NULL};
	static const char *const cases[][2] = {
		{"URL", "/project/a"},
		{"b.URL", "/project/b"},
		{"b.c.d", "/project/bcd"},
		{"x.y", "/project/xy"},
		{"a.x.y", "/project/xy"},
		{"e", "/project/100%"},
		{"b.e", "/project/100%"},
	};
	static const char *const missing[] = {"nope", "a.nope", "nope.url", "A.url"};
	struct dsn dsn;

	(void)state;
	files_there = there;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		dsn = dsn_of(pool_printf(&pool,
			"mode: {file: app.ini, key: M}\ndatabases: {D: {url: '${ini:%s}'}}",
			cases[i][0]));
		assert_string_equal(dsn.path, cases[i][1]);
	}
	for (size_t i = 0; i < sizeof(missing) / sizeof(*missing); i++) {
		assert_int_equal(database_of(pool_printf(&pool,
						     "mode: {file: app.ini, key: M}\n"
						     "databases: {D: {url: '${ini:%s}'}}",
						     missing[i]),
					 &dsn),
			-1);
		assert_failed(ERR_CONFIG_INVALID, missing[i]);
		assert_int_equal(err.line, 3);
		assert_int_equal(err.column, 22);
	}
	files_there = NULL;
	assert_int_equal(database_of("mode: {file: app.ini, key: M}\n"
				     "databases: {D: {url: '${ini:x}'}}",
				 &dsn),
		-1);
	assert_failed(ERR_CONFIG_INVALID, "app.ini is not there");
	assert_int_equal(database_of("databases: {D: {url: '${ini:x}'}}", &dsn), -1);
	assert_failed(ERR_CONFIG_INVALID, "mode.file");
}

static void the_section_of_the_mode_comes_first(void **state)
{
	static const char *const there[] = {"app.ini",
		"[a]\nurl = sqlite:///a\nonly = sqlite:///only\n[b]\nurl = sqlite:///b\n",
		NULL};
	struct dsn dsn;

	(void)state;
	files_there = there;
	dsn = dsn_of("mode: {file: app.ini, section: b, key: M}\n"
		     "databases: {D: {url: '${ini:url}'}}");
	assert_string_equal(dsn.path, "/project/b");
	dsn = dsn_of("mode: {file: app.ini, section: b, key: M}\n"
		     "databases: {D: {url: '${ini:only}'}}");
	assert_string_equal(dsn.path, "/project/only");
}

static void a_file_is_put_in(void **state)
{
	static const char *const there[] = {"/run/secrets/pw", "p w\r\n", "url",
		"sqlite:///a.db\n\n", "${env:X}", "", NULL};
	struct dsn dsn;

	(void)state;
	files_there = there;
	dsn = dsn_of(
		"databases: {D: {url: 'Server=h;Uid=u;Pwd=${file:/run/secrets/pw};'}}");
	assert_string_equal(dsn.password, "p w");
	dsn = dsn_of("databases: {D: {url: '${file:url}'}}");
	assert_string_equal(dsn.path, "/project/a.db");
	assert_int_equal(database_of("databases: {D: {url: '${file:nope}'}}", &dsn), -1);
	assert_failed(ERR_CONFIG_INVALID, "nope");
	assert_int_equal(err.line, 2);
	assert_int_equal(
		database_of("databases: {D: {url: '${file:unreadable}'}}", &dsn), -1);
	assert_failed(ERR_IO, "cannot open");
}

static void any_other_text_stays(void **state)
{
	(void)state;
	assert_string_equal(
		dsn_of("databases: {D: {url: 'sqlite:///$a${b}$${c-d:e}${'}}").path,
		"/project/$a${b}$${c-d:e}${");
}

static void an_unknown_substitution_is_an_error(void **state)
{
	static const char *const urls[] = {"${vault:hunter2}", "${ENV:hunter2}",
		"sqlite:///${env:hunter2", "sqlite:///${env:}", "${x:}"};
	struct dsn dsn;

	(void)state;
	for (size_t i = 0; i < sizeof(urls) / sizeof(*urls); i++) {
		assert_int_equal(
			database_of(
				pool_printf(&pool, "databases: {D: {url: '%s'}}", urls[i]),
				&dsn),
			-1);
		assert_failed(ERR_CONFIG_INVALID, "${");
		assert_null(strstr(err.message, "hunter2"));
		assert_int_equal(err.line, 2);
		assert_int_equal(err.column, 22);
	}
}

static void a_bad_url_has_a_place_and_no_password(void **state)
{
	struct dsn dsn;

	(void)state;
	setenv("GITMIG_TEST_PW", "hunt@er2", 1);
	assert_int_equal(database_of("databases:\n  D:\n    require: any\n"
				     "    url: mssql://sa:${env:GITMIG_TEST_PW}@h/db",
				 &dsn),
		-1);
	assert_failed(ERR_CONFIG_INVALID, "database D: ");
	assert_null(strstr(err.message, "hunt"));
	assert_null(strstr(err.message, "er2"));
	assert_non_null(strstr(err.hint, "%40"));
	assert_string_equal(err.file, "gitmig.yaml");
	assert_int_equal(err.line, 5);
	assert_int_equal(err.column, 10);
	unsetenv("GITMIG_TEST_PW");
}

static void only_the_mode_in_use_is_looked_at(void **state)
{
	struct dsn dsn = dsn_of(
		"databases:\n  D: {url: 'sqlite:///a'}\n"
		"  P: {url: '${env:GITMIG_NOT_SET}'}\n  Q: {url: 'nonsense'}");

	(void)state;
	assert_string_equal(dsn.path, "/project/a");
}

static void an_unknown_name_is_an_error(void **state)
{
	struct config config = loaded(TWO);
	const struct database_config *database = NULL;
	struct dsn dsn;

	(void)state;
	assert_int_equal(
		config_database(&pool, &config, &files, "X", &database, &dsn, &err), -1);
	assert_failed(ERR_CONFIG_INVALID, "'X'");
	assert_null(database);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_option_wins),
		TEST(then_the_environment),
		TEST(then_the_ini_file),
		TEST(then_the_default),
		TEST(without_a_section_every_one_is_searched),
		TEST(the_ini_file_is_read_as_python_reads_it),
		TEST(the_only_database_needs_no_mode),
		TEST(nothing_that_says_the_mode_is_an_error),
		TEST(a_mode_without_a_database_is_an_error),
		TEST(a_file_that_cannot_be_read_is_an_error),
		TEST(a_url_as_it_stands),
		TEST(the_file_wins_over_the_url_and_the_url_over_defaults),
		TEST(the_environment_is_put_in),
		TEST(the_ini_file_is_put_in),
		TEST(the_section_of_the_mode_comes_first),
		TEST(a_file_is_put_in),
		TEST(any_other_text_stays),
		TEST(an_unknown_substitution_is_an_error),
		TEST(a_bad_url_has_a_place_and_no_password),
		TEST(only_the_mode_in_use_is_looked_at),
		TEST(an_unknown_name_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
