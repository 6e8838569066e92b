// links: base config schema sql db drivers/mssql
#include "../driver/conformance.h"

#include "config/url.h"
#include "drivers/mssql/driver.h"

#include <stdio.h>

/*
 * Against the server that $GITMIG_TEST_MSSQL_URL names: an empty database, which the tests
 * wipe. Without one everything is skipped, and said to be.
 */
#define VARIABLE "GITMIG_TEST_MSSQL_URL"

static struct dsn dsn;
static struct pool pool;

/* A test that fails leaves its connections open, and with them the deployment lock, which
 * would make all that follow fail too. */
static struct driver driver;
static struct db *open_ones[8];

static void close_one(struct db *db)
{
	for (size_t i = 0; db && i < sizeof(open_ones) / sizeof(*open_ones); i++) {
		if (open_ones[i] == db)
			open_ones[i] = NULL;
	}
	mssql_driver.close(db);
}

static struct db *open_url(void)
{
	struct error err = {.code = ERR_NONE};
	struct db *db = NULL;
	size_t i = 0;

	ok(mssql_driver.open(&dsn, DB_WRITE, &db, &err), &err);
	db->driver = &driver;
	while (open_ones[i])
		i++;
	open_ones[i] = db;
	return db;
}

/* Foreign keys first, then views, then tables. */
static const char wipe_sql[] =
	"DECLARE @sql NVARCHAR(MAX) = N'';\n"
	"SELECT @sql = @sql + N'ALTER TABLE ' + QUOTENAME(SCHEMA_NAME(t.schema_id)) + "
	"N'.'\n"
	"\t+ QUOTENAME(t.name) + N' DROP CONSTRAINT ' + QUOTENAME(f.name) + N';'\n"
	"\tFROM sys.foreign_keys f JOIN sys.tables t ON t.object_id = f.parent_object_id;\n"
	"SELECT @sql = @sql + N'DROP VIEW ' + QUOTENAME(SCHEMA_NAME(v.schema_id)) + N'.'\n"
	"\t+ QUOTENAME(v.name) + N';' FROM sys.views v WHERE v.is_ms_shipped = 0;\n"
	"SELECT @sql = @sql + N'DROP TABLE ' + QUOTENAME(SCHEMA_NAME(t.schema_id)) + N'.'\n"
	"\t+ QUOTENAME(t.name) + N';' FROM sys.tables t WHERE t.is_ms_shipped = 0;\n"
	"EXEC (@sql)";

static void wipe(void)
{
	struct db *db;

	for (size_t i = 0; i < sizeof(open_ones) / sizeof(*open_ones); i++)
		close_one(open_ones[i]);
	db = open_url();
	run(db, wipe_sql);
	db->driver->close(db);
}

static int start(void **state)
{
	struct error err = {.code = ERR_NONE};

	(void)state;
	pool_init(&pool);
	dsn = (struct dsn){.encrypt = ENCRYPT_REQUEST,
		.application_name = "gitmig",
		.lock_timeout = 5};
	if (url_parse(&pool, "/", getenv(VARIABLE), &dsn, &err) < 0) {
		print_error("%s: %s\n", VARIABLE, err.message);
		return -1;
	}
	driver = mssql_driver;
	driver.close = close_one;
	conformance = (struct conformance){&driver, open_url, wipe};
	return 0;
}

static int stop(void **state)
{
	(void)state;
	pool_release(&pool);
	return 0;
}

int main(void)
{
	const char *url = getenv(VARIABLE);

	if (!url || !*url) {
		fprintf(stderr,
			"SKIPPED: the SQL Server driver was not tested against a server.\n"
			"SKIPPED: set " VARIABLE
			" to the URL of an empty database to do so.\n");
		return 77;
	}
	return cmocka_run_group_tests(conformance_tests, start, stop);
}
