// links: base yaml config
#include "config/url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define UNSET ((enum dsn_encrypt)99)

static void check_text(
	const char *url, const char *what, const char *got, const char *wanted)
{
	if (got == wanted || (got && wanted && !strcmp(got, wanted)))
		return;
	fail_msg("%s: %s is %s, not %s", url, what, got ? got : "(none)",
		wanted ? wanted : "(none)");
}

static struct dsn before(void)
{
	return (struct dsn){.encrypt = UNSET,
		.ca_file = "before",
		.application_name = "before",
		.connect_timeout = -1,
		.query_timeout = -1,
		.lock_timeout = -1};
}

static struct dsn parse(struct pool *pool, const char *url)
{
	struct dsn dsn = before();
	struct error err = {0};

	if (url_parse(pool, "/project", url, &dsn, &err) < 0)
		fail_msg("%s: %s", url, err.message);
	return dsn;
}

static void sqlite_urls(void **state)
{
	static const struct {
		const char *url, *path, *shown;
	} cases[] = {
		{"sqlite:///code/test.db", "/project/code/test.db",
			"sqlite:///code/test.db"},
		{"sqlite:///./../a.db", "/a.db", "sqlite:///./../a.db"},
		{"sqlite:////var/lib/a.db", "/var/lib/a.db", "sqlite:////var/lib/a.db"},
		{"sqlite://", ":memory:", "sqlite:///:memory:"},
		{"sqlite:///", ":memory:", "sqlite:///:memory:"},
		{"sqlite:///:memory:", ":memory:", "sqlite:///:memory:"},
		{"sqlite+pysqlite:///a.db", "/project/a.db", "sqlite:///a.db"},
		{"sqlite+aiosqlite:///a.db", "/project/a.db", "sqlite:///a.db"},
		{"SQLite:///A.db", "/project/A.db", "sqlite:///A.db"},
		{"  sqlite:///a.db\n", "/project/a.db", "sqlite:///a.db"},
		{"sqlite:///a b.db", "/project/a b.db", "sqlite:///a b.db"},
		{"sqlite:///a%20b+c@d.db", "/project/a%20b+c@d.db",
			"sqlite:///a%20b+c@d.db"},
		{"sqlite:///a.db?mode=ro", "/project/a.db", "sqlite:///a.db"},
		{"sqlite:///file:a%20b.db?mode=ro&uri=true", "/project/a b.db",
			"sqlite:///a b.db"},
		{"sqlite:///file:///x/a.db?uri=true", "/x/a.db", "sqlite:////x/a.db"},
		{"sqlite:///file:x?mode=memory&uri=true", ":memory:", "sqlite:///:memory:"},
		{"sqlite:///file:a.db", "/project/file:a.db", "sqlite:///file:a.db"},
	};
	struct pool pool;

	(void)state;
	pool_init(&pool);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct dsn dsn = parse(&pool, cases[i].url);

		check_text(cases[i].url, "driver", dsn.driver, "sqlite");
		check_text(cases[i].url, "path", dsn.path, cases[i].path);
		check_text(cases[i].url, "shown", dsn.shown, cases[i].shown);
		assert_null(dsn.host);
		assert_null(dsn.password);
	}
	pool_release(&pool);
}

static void sqlite_options_are_kept(void **state)
{
	struct pool pool;
	struct dsn dsn;

	(void)state;
	pool_init(&pool);
	dsn = parse(&pool, "sqlite:///a.db?Mode=ro&timeout=5&empty=");
	assert_int_equal(dsn.options.count, 2);
	assert_true(strings_has(&dsn.options, "mode=ro"));
	assert_true(strings_has(&dsn.options, "timeout=5"));
	pool_release(&pool);
}

struct mssql_case {
	const char *url;
	const char *host, *instance, *user, *password, *database, *shown;
	int port;
	bool trusted;
};

static void check_mssql(const struct mssql_case *cases, size_t count)
{
	struct pool pool;

	pool_init(&pool);
	for (size_t i = 0; i < count; i++) {
		const char *url = cases[i].url;
		struct dsn dsn = parse(&pool, url);

		check_text(url, "driver", dsn.driver, "mssql");
		check_text(url, "path", dsn.path, NULL);
		check_text(url, "host", dsn.host, cases[i].host);
		check_text(url, "instance", dsn.instance, cases[i].instance);
		check_text(url, "user", dsn.user, cases[i].user);
		check_text(url, "password", dsn.password, cases[i].password);
		check_text(url, "database", dsn.database, cases[i].database);
		check_text(url, "shown", dsn.shown, cases[i].shown);
		if (dsn.port != cases[i].port || dsn.trusted != cases[i].trusted)
			fail_msg("%s: port %d, trusted %d", url, dsn.port, dsn.trusted);
	}
	pool_release(&pool);
}

static void mssql_urls(void **state)
{
	static const struct mssql_case cases[] = {
		{"mssql://sa:pw@db.example.com:1434/app", "db.example.com", NULL, "sa",
			"pw", "app", "mssql://sa:***@db.example.com:1434/app", 1434, false},
		{"mssql://sa:pw@h/app?encrypt=off", "h", NULL, "sa", "pw", "app",
			"mssql://sa:***@h/app", 0, false},
		{"mssql://sa@h/app", "h", NULL, "sa", NULL, "app", "mssql://sa@h/app", 0,
			false},
		{"mssql://sa:@h/app", "h", NULL, "sa", NULL, "app", "mssql://sa@h/app", 0,
			false},
		{"mssql://:pw@h", "h", NULL, NULL, "pw", NULL, "mssql://:***@h", 0, false},
		{"mssql://h", "h", NULL, NULL, NULL, NULL, "mssql://h", 0, false},
		{"mssql://h:1433", "h", NULL, NULL, NULL, NULL, "mssql://h:1433", 1433,
			false},
		{"mssql:///app", NULL, NULL, NULL, NULL, "app", "mssql:///app", 0, false},
		{"mssql://", NULL, NULL, NULL, NULL, NULL, "mssql://", 0, false},
		{"mssql://sa:p%40s%2Fs%3A%25%c3%a9+@h/my%20db", "h", NULL, "sa",
			"p@s/s:%é+", "my db", "mssql://sa:***@h/my db", 0, false},
		{"mssql://sa:p/w:d?x#y@h/app", "h", NULL, "sa", "p/w:d?x#y", "app",
			"mssql://sa:***@h/app", 0, false},
		{"mssql://sa:12/34@h/app", "h", NULL, "sa", "12/34", "app",
			"mssql://sa:***@h/app", 0, false},
		{"mssql://me@corp.example:pw@h/app", "h", NULL, "me@corp.example", "pw",
			"app", "mssql://me@corp.example:***@h/app", 0, false},
		{"mssql://me@corp.example@h/app", "h", NULL, "me@corp.example", NULL, "app",
			"mssql://me@corp.example@h/app", 0, false},
		{"mssql://sa:pw@[::1]:1433/app", "::1", NULL, "sa", "pw", "app",
			"mssql://sa:***@[::1]:1433/app", 1433, false},
		{"mssql://[fe80::1%eth0]", "fe80::1%eth0", NULL, NULL, NULL, NULL,
			"mssql://[fe80::1%eth0]", 0, false},
		{"mssql://sa:pw@h\\inst/app", "h", "inst", "sa", "pw", "app",
			"mssql://sa:***@h\\inst/app", 0, false},
		{"mssql://sa:pw@h%5Cinst:1500/app", "h", "inst", "sa", "pw", "app",
			"mssql://sa:***@h\\inst:1500/app", 1500, false},
		{"mssql://h/app?user=sa&password=p@w", "h", NULL, "sa", "p@w", "app",
			"mssql://sa:***@h/app", 0, false},
		{"mssql+pymssql://sa:pw@h:1433/app?charset=utf8", "h", NULL, "sa", "pw",
			"app", "mssql://sa:***@h:1433/app", 1433, false},
		{"mssql+pyodbc://sa:pw@h:1433/app?driver=ODBC+Driver+18+for+SQL+Server",
			"h", NULL, "sa", "pw", "app", "mssql://sa:***@h:1433/app", 1433,
			false},
		{"mssql+pyodbc://h/app?driver=x", "h", NULL, NULL, NULL, "app",
			"mssql://h/app", 0, true},
		{"mssql+pyodbc://h/app?trusted_connection=no", "h", NULL, NULL, NULL, "app",
			"mssql://h/app", 0, false},
		{"mssql+pyodbc:///"
		 "?odbc_connect=DRIVER%3D%7Bx%7D%3BSERVER%3Dh%2C1433%3BDATABASE"
		 "%3Da+b%3BUID%3Dsa%3BPWD%3D%7Bp%2Bw%3B%7D%7D%25%7D%3B",
			"h", NULL, "sa", "p+w;}%", "a b", "mssql://sa:***@h:1433/a b", 1433,
			false},
		{"mssql+pyodbc:///?odbc_connect=SERVER=h;UID=sa;PWD=\"p@w\"&charset=x", "h",
			NULL, "sa", "\"p@w\"", NULL, "mssql://sa:***@h", 0, false},
	};

	(void)state;
	check_mssql(cases, sizeof(cases) / sizeof(*cases));
}

static void connection_strings(void **state)
{
	static const struct mssql_case cases[] = {
		{"Server=tcp:db.example.com,1433;Database=app;Uid=sa;Pwd={a;b}}c};Encrypt="
		 "yes;"
		 "TrustServerCertificate=yes;Connection Timeout=30;",
			"db.example.com", NULL, "sa", "a;b}c", "app",
			"mssql://sa:***@db.example.com:1433/app", 1433, false},
		{"Data Source=h;Initial Catalog=app;User ID=sa;Password=\"a;b\"\"c\"", "h",
			NULL, "sa", "a;b\"c", "app", "mssql://sa:***@h/app", 0, false},
		{"data source = h ; INITIAL CATALOG = my app ; user id = sa ; password = "
		 "'p''w' ;",
			"h", NULL, "sa", "p'w", "my app", "mssql://sa:***@h/my app", 0,
			false},
		{"Driver={ODBC Driver 18 for SQL Server};Server=h;UID=sa;PWD=\"pw\"", "h",
			NULL, "sa", "\"pw\"", NULL, "mssql://sa:***@h", 0, false},
		{"DRIVER={a}}b;c};SERVER=h;PWD=a=b==c", "h", NULL, NULL, "a=b==c", NULL,
			"mssql://:***@h", 0, false},
		{"Server=h\\SQLEXPRESS;Trusted_Connection=yes", "h", "SQLEXPRESS", NULL,
			NULL, NULL, "mssql://h\\SQLEXPRESS", 0, true},
		{"Server=.\\SQLEXPRESS;Integrated Security=SSPI", NULL, "SQLEXPRESS", NULL,
			NULL, NULL, "mssql://\\SQLEXPRESS", 0, true},
		{"Server=h\\inst,1500;Integrated Security=false", "h", "inst", NULL, NULL,
			NULL, "mssql://h\\inst:1500", 1500, false},
		{"Server=(local)", NULL, NULL, NULL, NULL, NULL, "mssql://", 0, false},
		{"Server=localhost;Port=1444", "localhost", NULL, NULL, NULL, NULL,
			"mssql://localhost:1444", 1444, false},
		{"Server=h:1444", "h", NULL, NULL, NULL, NULL, "mssql://h:1444", 1444,
			false},
		{"Server=h , 1444", "h", NULL, NULL, NULL, NULL, "mssql://h:1444", 1444,
			false},
		{"Server=[::1],1433", "::1", NULL, NULL, NULL, NULL, "mssql://[::1]:1433",
			1433, false},
		{"Server=tcp:::1,1433", "::1", NULL, NULL, NULL, NULL, "mssql://[::1]:1433",
			1433, false},
		{"Server=h;\n  Database=app;\n", "h", NULL, NULL, NULL, "app",
			"mssql://h/app", 0, false},
		{"Server=h;Uid=sa;Uid=sa;Pwd=;", "h", NULL, "sa", NULL, NULL,
			"mssql://sa@h", 0, false},
		{"Server=h;Pwd=a://b@c;Uid=u@corp", "h", NULL, "u@corp", "a://b@c", NULL,
			"mssql://u@corp:***@h", 0, false},
	};

	(void)state;
	check_mssql(cases, sizeof(cases) / sizeof(*cases));
}

static void what_the_text_does_not_say_is_left(void **state)
{
	static const char *const urls[] = {"sqlite:///a.db", "mssql://h", "Server=h",
		"Server=h;TrustServerCertificate=yes", "postgresql://h"};
	struct pool pool;

	(void)state;
	pool_init(&pool);
	for (size_t i = 0; i < sizeof(urls) / sizeof(*urls); i++) {
		struct dsn dsn = parse(&pool, urls[i]);

		assert_int_equal(dsn.encrypt, UNSET);
		assert_string_equal(dsn.ca_file, "before");
		assert_string_equal(dsn.application_name, "before");
		assert_int_equal(dsn.connect_timeout, -1);
		assert_int_equal(dsn.query_timeout, -1);
		assert_int_equal(dsn.lock_timeout, -1);
	}
	pool_release(&pool);
}

static void encryption_is_what_the_drivers_make_of_it(void **state)
{
	static const struct {
		const char *url;
		enum dsn_encrypt encrypt;
	} cases[] = {
		{"Server=h;Encrypt=yes", ENCRYPT_STRICT},
		{"Server=h;Encrypt=yes;TrustServerCertificate=no", ENCRYPT_STRICT},
		{"Server=h;Encrypt=True;Trust Server Certificate=True", ENCRYPT_REQUIRE},
		{"Server=h;Encrypt=Mandatory;TrustServerCertificate=yes", ENCRYPT_REQUIRE},
		{"Server=h;Encrypt=strict;TrustServerCertificate=yes", ENCRYPT_STRICT},
		{"Server=h;Encrypt=no", ENCRYPT_REQUEST},
		{"Server=h;Encrypt=optional", ENCRYPT_REQUEST},
		{"mssql://h?encrypt=off", ENCRYPT_OFF},
		{"mssql://h?encrypt=request", ENCRYPT_REQUEST},
		{"mssql://h?encrypt=require", ENCRYPT_REQUIRE},
		{"mssql://h?encrypt=strict", ENCRYPT_STRICT},
		{"mssql+pyodbc://u:p@h/d?driver=x&Encrypt=yes&TrustServerCertificate=yes",
			ENCRYPT_REQUIRE},
		{"mssql+pymssql://u:p@h/d?encryption=require", ENCRYPT_REQUIRE},
	};
	struct pool pool;

	(void)state;
	pool_init(&pool);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct dsn dsn = parse(&pool, cases[i].url);

		if (dsn.encrypt != cases[i].encrypt)
			fail_msg("%s: %d", cases[i].url, (int)dsn.encrypt);
	}
	pool_release(&pool);
}

static void timeouts_and_names_are_taken_over(void **state)
{
	struct pool pool;
	struct dsn dsn;

	(void)state;
	pool_init(&pool);
	dsn = parse(&pool, "Server=h;Connection Timeout=30;Application Name=my app;"
			   "Command Timeout=0;MultipleActiveResultSets=True");
	assert_int_equal(dsn.connect_timeout, 30);
	assert_int_equal(dsn.query_timeout, 0);
	assert_string_equal(dsn.application_name, "my app");
	assert_int_equal(dsn.options.count, 1);
	assert_string_equal(dsn.options.items[0], "multipleactiveresultsets=True");
	dsn = parse(&pool, "mssql://h/d?connect_timeout=1&query_timeout=2&lock_timeout=3"
			   "&ca_file=ca.pem&application_name=a+b");
	assert_int_equal(dsn.connect_timeout, 1);
	assert_int_equal(dsn.query_timeout, 2);
	assert_int_equal(dsn.lock_timeout, 3);
	assert_string_equal(dsn.ca_file, "ca.pem");
	assert_string_equal(dsn.application_name, "a b");
	dsn = parse(&pool, "mssql+pymssql://h/d?login_timeout=7&timeout=8");
	assert_int_equal(dsn.connect_timeout, 7);
	assert_int_equal(dsn.query_timeout, 8);
	pool_release(&pool);
}

static void other_databases_give_their_name(void **state)
{
	static const char *const cases[][2] = {
		{"postgresql://u:hunter2@h:5432/db", "postgresql"},
		{"postgresql+psycopg2://u:hunter2@/db?host=/run", "postgresql"},
		{"postgres://u:hunter2@h/db", "postgresql"},
		{"mysql+pymysql://u:hunter2@h/db", "mysql"},
		{"mariadb://u:hunter2@h/db", "mariadb"},
		{"oracle+cx_oracle://u:hunter2@h/?service_name=x", "oracle"},
		{"sqlite+pysqlcipher://:hunter2@/a.db", "sqlcipher"},
		{"snowflake://u:hunter2@account/db?token=hunter2", "snowflake"},
	};
	struct pool pool;

	(void)state;
	pool_init(&pool);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct dsn dsn = parse(&pool, cases[i][0]);

		assert_string_equal(dsn.driver, cases[i][1]);
		assert_null(strstr(dsn.shown, "hunter2"));
	}
	pool_release(&pool);
}

static const char *const refused[] = {
	"",
	"  ",
	"hunter2",
	"hunter2.db",
	"foo://u:hunter2@h/db",
	"hunter2://x",
	"://u:hunter2@h",
	"sqlite://hunter2.db",
	"sqlite://u:hunter2@h/a.db",
	"sqlite:///a.db?hunter2",
	"sqlite:///a.db?x=%zz",
	"sqlite:///a.db?x=%00",
	"sqlite:///a\nb.db",
	"mssql://sa:hunter2",
	"mssql://sa:hunter2/db",
	"mssql://sa:hunter2@h:port/db",
	"mssql://sa:hunter2@h:0x1/db",
	"mssql://sa:hunter2@h:65536/db",
	"mssql://sa:hunter2@h:-1/db",
	"mssql://sa:hunter2%@h/db",
	"mssql://sa:hunter2%4@h/db",
	"mssql://sa:hunter2%zz@h/db",
	"mssql://sa:hunter2%00@h/db",
	"mssql://sa%00:hunter2@h/db",
	"mssql://sa:hunt@er2@h/db",
	"mssql://sa:hunter2@x/y@h/db",
	"mssql://sa:hunter2@x?y@h/db",
	"mssql://sa:hunter2@h/db?x=a@b",
	"mssql://h:1433/db?x=hunter2@h",
	"mssql://h?hunter2=x@h",
	"mssql://sa/hunter2@h/db",
	"mssql://sa:hunter2@[::1/db",
	"mssql://sa:hunter2@[]/db",
	"mssql://sa:hunter2@[::1]x/db",
	"mssql://sa:hunter2@h h/db",
	"mssql://sa:hunter2@h%0a/db",
	"mssql://sa:hunter2@h/db%0a",
	"mssql://sa%0a:hunter2@h/db",
	"mssql://sa:hunter2@h\\/db",
	"mssql://sa:hunter2@h/db?hunter2",
	"mssql://sa:hunter2@h/db?=hunter2",
	"mssql://sa:hunter2@h/db?encrypt=hunter2",
	"mssql://sa:hunter2@h/db?connect_timeout=hunter2",
	"mssql://sa:hunter2@h/db?connect_timeout=-1",
	"mssql://sa:hunter2@h/db?connect_timeout=9999999999",
	"mssql://sa:hunter2@h/db?password=hunter3",
	"mssql://sa:hunter2@h/db?trusted_connection=hunter2",
	"mssql://sa:hunter2@h/db?TrustServerCertificate=hunter2",
	"mssql+pyodbc:///?odbc_connect=hunter2",
	"mssql+pyodbc:///?odbc_connect=UID%3Dsa%3BPWD%3Dhunter2",
	"mssql+pyodbc:///?odbc_connect=SERVER%3Dh%3BPWD%3D%7Bhunter2",
	"mssql+pyodbc:///?odbc_connect=SERVER%3Dh%3BPWD%3Dhunter2%00",
	"Server=h;Pwd={hunter2",
	"Server=h;Pwd={hunter2}x;Uid=sa",
	"Server=h;Pwd=\"hunter2",
	"Server=h;Pwd='hunter2'x",
	"Server=h;Pwd=a;hunter2",
	"Server=h;=hunter2",
	"Uid=sa;Pwd=hunter2",
	"DSN=hunter2;Pwd=hunter2",
	"hunter2=",
	"Server=np:\\\\h\\pipe\\hunter2",
	"Server=\\\\.\\pipe\\hunter2",
	"Server=(localdb)\\hunter2",
	"Server=h\\;Pwd=hunter2",
	"Server=h,hunter2",
	"Server=h,1433x",
	"Server=h,1;Port=2;Pwd=hunter2;Pwd=hunter3",
	"Server=[::1;Pwd=hunter2",
};

/* Each is refused, and neither "hunter2" nor its pieces come out. */
static void errors_show_no_part_of_the_url(void **state)
{
	const struct dsn untouched = before();

	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		struct dsn dsn = before();
		struct error err = {0};
		struct pool pool;

		pool_init(&pool);
		if (url_parse(&pool, "/project", refused[i], &dsn, &err) == 0)
			fail_msg("%s: is %s", refused[i], dsn.shown);
		assert_int_equal(err.code, ERR_CONFIG_INVALID);
		assert_memory_equal(&dsn, &untouched, sizeof(dsn));
		if (strstr(err.message, "hunt") || strstr(err.hint, "hunt") ||
			strstr(err.message, "er2"))
			fail_msg("%s: %s", refused[i], err.message);
		pool_release(&pool);
	}
}

/* Whatever password there is, and wherever the rules leave it, `shown` does not have it. */
static void shown_never_has_the_password(void **state)
{
	static const char *const forms[] = {
		"mssql://sa:%s@h:1433/db",
		"mssql+pyodbc://sa:%s@h/db?driver=x",
		"mssql+pymssql://sa:%s@h/db",
		"Server=h;Database=db;Uid=sa;Pwd=%s;",
		"Driver={x};Server=h;Uid=sa;Pwd=%s;Encrypt=yes",
		"postgresql://sa:%s@h/db",
	};
	static const char *const passwords[] = {"S3CRET", "a/S3CRET", "a?S3CRET",
		"1/S3CRET", "a@S3CRET", "a@S3CRET/x", "a@b?S3CRET", "a:S3CRET", "a;S3CRET",
		"a=S3CRET", "a;S3CRET=1", "{S3CRET}", "\"S3CRET\"", "[S3CRET", "a@[S3CRET]",
		"a@S3CRET:1", "#S3CRET", "%41S3CRET", "%S3CRET", "S3CRET@", "@S3CRET",
		"/S3CRET", "?S3CRET", "a@b/c?d=S3CRET", "1@S3CRET\\x", "'S3CRET"};
	struct pool pool;

	(void)state;
	pool_init(&pool);
	for (size_t f = 0; f < sizeof(forms) / sizeof(*forms); f++) {
		for (size_t p = 0; p < sizeof(passwords) / sizeof(*passwords); p++) {
			struct dsn dsn = before();
			struct error err = {0};
			char url[256];

			/* The forms are the tests' own. */
			snprintf(url, sizeof(url), "%.*s%s%s",
				(int)(strstr(forms[f], "%s") - forms[f]), forms[f],
				passwords[p], strstr(forms[f], "%s") + 2);
			if (url_parse(&pool, "/project", url, &dsn, &err) == 0 &&
				strstr(dsn.shown, "S3CRET"))
				fail_msg("%s: %s", url, dsn.shown);
			if (strstr(err.message, "S3CRET") || strstr(err.hint, "S3CRET"))
				fail_msg("%s: %s", url, err.message);
		}
	}
	pool_release(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sqlite_urls),
		cmocka_unit_test(sqlite_options_are_kept),
		cmocka_unit_test(mssql_urls),
		cmocka_unit_test(connection_strings),
		cmocka_unit_test(what_the_text_does_not_say_is_left),
		cmocka_unit_test(encryption_is_what_the_drivers_make_of_it),
		cmocka_unit_test(timeouts_and_names_are_taken_over),
		cmocka_unit_test(other_databases_give_their_name),
		cmocka_unit_test(errors_show_no_part_of_the_url),
		cmocka_unit_test(shown_never_has_the_password),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
