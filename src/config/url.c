#include "config/url.h"

#include "base/file.h"
#include "base/text.h"
#include "config/mssql_url.h"
#include "config/unicode.h"
#include "config/url_text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What SQLAlchemy knows by a URL of its own, and what gitmig calls the driver. */
static const struct {
	const char *scheme, *driver;
} others[] = {
	{"postgresql", "postgresql"},
	{"postgres", "postgresql"},
	{"mysql", "mysql"},
	{"mariadb", "mariadb"},
	{"oracle", "oracle"},
	{"access", "access"},
	{"awsathena", "awsathena"},
	{"bigquery", "bigquery"},
	{"clickhouse", "clickhouse"},
	{"cockroachdb", "cockroachdb"},
	{"crate", "crate"},
	{"databricks", "databricks"},
	{"db2", "db2"},
	{"ibm_db_sa", "db2"},
	{"denodo", "denodo"},
	{"drill", "drill"},
	{"druid", "druid"},
	{"duckdb", "duckdb"},
	{"exa", "exasol"},
	{"firebird", "firebird"},
	{"greenplum", "greenplum"},
	{"hana", "hana"},
	{"hive", "hive"},
	{"impala", "impala"},
	{"informix", "informix"},
	{"monetdb", "monetdb"},
	{"netezza", "netezza"},
	{"presto", "presto"},
	{"redshift", "redshift"},
	{"snowflake", "snowflake"},
	{"spanner", "spanner"},
	{"sybase", "sybase"},
	{"teradatasql", "teradata"},
	{"trino", "trino"},
	{"vertica", "vertica"},
};

#define SPELLINGS                                                                          \
	"It is sqlite:///file.db, sqlite:////absolute/file.db, "                           \
	"mssql://user:password@host:port/database, or an ODBC string that begins with "    \
	"Server= or Driver=."

static int add_options(
	struct pool *pool, const char *query, struct strings *options, struct error *err)
{
	struct pairs pairs = {0};

	if (url_query(pool, query, &pairs, err) < 0)
		return -1;
	for (unsigned i = 0; i < pairs.count; i++) {
		const char *key = pairs.items[i].key;

		strings_add(pool, options,
			pool_printf(pool, "%s=%s", unicode_lower(pool, key, strlen(key)),
				pairs.items[i].value));
	}
	return 0;
}

/* SQLite's own URIs, as SQLAlchemy passes them on with uri=true: file:path?mode=ro. */
static int sqlite_uri(struct pool *pool, const struct strings *options, const char **path,
	struct error *err)
{
	const char *text = *path;

	if ((!strings_has(options, "uri=true") && !strings_has(options, "uri=1")) ||
		strncmp(text, "file:", 5) != 0)
		return 0;
	text += 5;
	if (!strncmp(text, "//", 2)) {
		text += 2;
		if (!strncasecmp(text, "localhost/", 10))
			text += 9;
		if (*text != '/')
			return error_set(
				err, ERR_CONFIG_INVALID, "the SQLite URI names a host");
	}
	if (url_decode(pool, text, strcspn(text, "#"), false, path, err) < 0)
		return -1;
	if (strings_has(options, "mode=memory"))
		*path = ":memory:";
	return 0;
}

/* In SQLAlchemy a path stands as it is: a%20b.db is the name of a file. */
static int parse_sqlite(struct pool *pool, const char *folder, const char *text,
	struct dsn *dsn, struct error *err)
{
	struct dsn made = *dsn;
	const char *path = strstr(text, "://") + 3;
	size_t length = strcspn(path, "?");

	made.driver = "sqlite";
	made.host = made.instance = made.user = made.password = made.database = NULL;
	made.port = 0;
	made.trusted = false;
	made.options = (struct strings){0};
	if (length && *path != '/') {
		error_set(err, ERR_CONFIG_INVALID,
			"a SQLite URL has no user, host or port, and so three slashes");
		return error_hint(
			err, "Write sqlite:///relative.db or sqlite:////absolute.db.");
	}
	if (path[length] && add_options(pool, path + length + 1, &made.options, err) < 0)
		return -1;
	path = length ? pool_strndup(pool, path + 1, length - 1) : "";
	if (sqlite_uri(pool, &made.options, &path, err) < 0)
		return -1;
	if (!*path)
		path = ":memory:";
	made.shown = pool_printf(pool, "sqlite:///%s", path);
	made.path = path;
	if (strcmp(path, ":memory:") != 0)
		made.path = path_absolute(pool, path_join(pool, folder, path));
	if (!made.path)
		return error_set(err, ERR_IO, "the working directory is gone");
	*dsn = made;
	return 0;
}

static int parse_other(struct pool *pool, const char *driver, const struct url_parts *parts,
	struct dsn *dsn, struct error *err)
{
	struct dsn made = *dsn;

	made.driver = driver;
	made.path = made.instance = NULL;
	made.host = parts->host;
	made.port = 0;
	made.user = parts->user;
	made.password = parts->password;
	made.database = parts->database;
	made.trusted = false;
	made.options = (struct strings){0};
	if (add_options(pool, parts->query, &made.options, err) < 0)
		return -1;
	/* The rest may hold anything, and gitmig does not know what. */
	made.shown = pool_printf(pool, "%s://...", driver);
	*dsn = made;
	return 0;
}

static int unknown(struct error *err)
{
	error_set(err, ERR_CONFIG_INVALID, "not a database URL that gitmig knows");
	return error_hint(err, SPELLINGS);
}

/* NULL: a scheme that nobody knows. */
static const char *scheme_driver(const char *text)
{
	size_t length = strcspn(text, "+:");

	if (length == 6 && !strncasecmp(text, "sqlite", 6))
		return strncasecmp(text + 6, "+pysqlcipher", 12) != 0 ? "sqlite"
								      : "sqlcipher";
	if (length == 5 && !strncasecmp(text, "mssql", 5))
		return "mssql";
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		if (strlen(others[i].scheme) == length &&
			!strncasecmp(text, others[i].scheme, length))
			return others[i].driver;
	}
	return NULL;
}

const char *url_driver(const char *url)
{
	const char *end = url + strlen(url);

	unicode_strip(&url, &end);
	if (url_is(url))
		return scheme_driver(url);
	return memchr(url, '=', strcspn(url, "$")) ? "mssql" : NULL;
}

static int parse_scheme(struct pool *pool, const char *folder, const char *text,
	struct dsn *dsn, struct error *err)
{
	const char *driver = scheme_driver(text);
	struct url_parts parts;

	for (const char *c = text; *c; c++) {
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			return error_set(err, ERR_CONFIG_INVALID,
				"the URL holds a line feed or another control character");
	}
	if (driver && !strcmp(driver, "sqlite"))
		return parse_sqlite(pool, folder, text, dsn, err);
	if (url_split(pool, text, &parts, err) < 0)
		return -1;
	if (!driver)
		return unknown(err);
	return strcmp(driver, "mssql") != 0 ? parse_other(pool, driver, &parts, dsn, err)
					    : mssql_from_url(pool, &parts, dsn, err);
}

int url_parse(struct pool *pool, const char *folder, const char *url, struct dsn *dsn,
	struct error *err)
{
	const char *end = url + strlen(url), *text = url;

	unicode_strip(&text, &end);
	if (text == end) {
		error_set(err, ERR_CONFIG_INVALID, "the URL is empty");
		return error_hint(err, SPELLINGS);
	}
	text = pool_strndup(pool, text, (size_t)(end - text));
	if (url_is(text))
		return parse_scheme(pool, folder, text, dsn, err);
	if (strchr(text, '='))
		return mssql_from_string(pool, text, dsn, err);
	return unknown(err);
}
