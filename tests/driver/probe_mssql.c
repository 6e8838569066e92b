// links: base yaml config schema sql db out drivers/mssql
#include "base/pool.h"
#include "config/url.h"
#include "drivers/mssql/driver.h"
#include "out/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * SQL Server's driver, one call after the other, for t_driver.py:
 *
 *     probe_mssql URL-FILE LOCK-TIMEOUT QUERY-TIMEOUT
 *
 * reads lines of "query SQL", "exec SQL", "begin", "commit" and "rollback". Each is
 * answered by a line of JSON: rows, each a list of texts, then "ok" or the error.
 */

static int print_row(void *data, int count, const char *const *values)
{
	struct json *json = data;

	json_array(json);
	for (int i = 0; i < count; i++)
		json_string(json, values[i]);
	json_end_array(json);
	return 0;
}

static int obey(struct db *db, const char *line, struct json *json, struct error *err)
{
	if (!strncmp(line, "query ", 6))
		return db_query(db, line + 6, print_row, json, err);
	if (!strncmp(line, "exec ", 5))
		return db_exec(db, line + 5, err);
	if (!strcmp(line, "begin"))
		return db_begin(db, err);
	if (!strcmp(line, "commit"))
		return db_commit(db, err);
	if (!strcmp(line, "rollback"))
		return db_rollback(db, err);
	return error_set(err, ERR_USAGE, "no such line: %s", line);
}

static void answer(struct db *db, const char *line)
{
	struct error err;
	struct json json;
	int result;

	json_init(&json, stdout);
	json_object(&json);
	json_key(&json, "rows");
	json_array(&json);
	result = obey(db, line, &json, &err);
	json_end_array(&json);
	if (result) {
		json_put(&json, "code", error_code_name(err.code));
		json_put(&json, "message", err.message);
	}
	json_end_object(&json);
	fflush(stdout);
}

static char *read_url(const char *path)
{
	static char url[4096];
	FILE *file = fopen(path, "r");

	if (!file || !fgets(url, sizeof(url), file))
		exit(2);
	fclose(file);
	return url;
}

int main(int argc, char **argv)
{
	static const struct driver *const drivers[] = {&mssql_driver, NULL};
	struct dsn dsn = {
		.encrypt = ENCRYPT_OFF, .application_name = "probe", .connect_timeout = 60};
	struct pool pool;
	struct error err;
	struct db *db;
	char *line = NULL;
	size_t room = 0;

	if (argc != 4)
		return 2;
	pool_init(&pool);
	dsn.lock_timeout = (int)strtol(argv[2], NULL, 10);
	dsn.query_timeout = (int)strtol(argv[3], NULL, 10);
	if (url_parse(&pool, "/", read_url(argv[1]), &dsn, &err) < 0 ||
		db_open(drivers, &dsn, DB_WRITE, &db, &err) < 0) {
		fprintf(stderr, "%s: %s\n", error_code_name(err.code), err.message);
		return 1;
	}
	while (getline(&line, &room, stdin) > 0) {
		line[strcspn(line, "\n")] = '\0';
		answer(db, line);
	}
	free(line);
	db_close(db);
	pool_release(&pool);
	return 0;
}
