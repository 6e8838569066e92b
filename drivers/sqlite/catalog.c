#include "drivers/sqlite/catalog.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

char *sql_format(struct pool *pool, const char *format, ...)
{
	va_list args;
	char *made, *copy;

	va_start(args, format);
	made = sqlite3_vmprintf(format, args);
	va_end(args);
	if (!made)
		out_of_memory(); /* or over SQLite's limit */
	copy = pool_strdup(pool, made);
	sqlite3_free(made);
	return copy;
}

const char *catalog_schema(const char *schema)
{
	return schema && *schema ? schema : "main";
}

struct loading {
	struct pool *pool;
	struct catalog *catalog;
};

static int load_row(void *data, int count, const char *const *values)
{
	struct loading *loading = data;
	struct catalog *catalog = loading->catalog;
	struct catalog_item item = {
		.type = pool_strdup(loading->pool, values[0]),
		.name = pool_strdup(loading->pool, values[1]),
		.table = pool_strdup(loading->pool, values[2]),
		.sql = pool_strdup(loading->pool, values[3]),
	};

	(void)count;
	POOL_PUSH(loading->pool, catalog->items, catalog->count, catalog->cap, item);
	return 0;
}

int catalog_load(struct sqlite_db *db, struct pool *pool, const char *schema,
	const char *where, const char *order, struct catalog *catalog, struct error *err)
{
	struct catalog found = {.items = NULL};
	struct loading loading = {pool, &found};
	char *sql = sql_format(pool,
		"SELECT type, name, tbl_name, sql FROM \"%w\".sqlite_master%s%s ORDER BY "
		"%s",
		catalog_schema(schema), where ? " WHERE " : "", where ? where : "", order);

	if (sqlite_query(&db->db, sql, load_row, &loading, err) < 0)
		return -1;
	*catalog = found;
	return 0;
}

int catalog_table(struct sqlite_db *db, struct pool *pool, const char *schema,
	const char *name, struct ddl_table *table, struct error *err)
{
	struct catalog found = {.items = NULL};
	char *where = sql_format(
		pool, "type IN ('table', 'view') AND name = %Q COLLATE NOCASE", name);

	if (catalog_load(db, pool, schema, where, "rowid", &found, err) < 0)
		return -1;
	if (!found.count) {
		error_set(err, ERR_DATABASE, "there is no table %s", name);
		return error_hint(err,
			"An earlier revision should have created it: look at "
			"the parents, and at `gitmig current`.");
	}
	if (!strcmp(found.items->type, "view"))
		return error_set(err, ERR_DATABASE, "%s is a view, not a table", name);
	if (ddl_is_virtual(pool, found.items->sql))
		return error_set(err, ERR_DATABASE,
			"%s is a virtual table, which cannot be altered", name);
	return ddl_parse_table(pool, found.items->sql, table, err);
}

int catalog_free_name(struct sqlite_db *db, struct pool *pool, const char *schema,
	const char *table, char **name, struct error *err)
{
	char *tried = pool_printf(pool, "_gitmig_%s", table);

	for (unsigned number = 2;; number++) {
		long long taken = 0;

		if (sqlite_number(db,
			    sql_format(pool,
				    "SELECT count(*) FROM \"%w\".sqlite_master WHERE name "
				    "= "
				    "%Q COLLATE NOCASE",
				    catalog_schema(schema), tried),
			    &taken, err) < 0)
			return -1;
		if (!taken) {
			*name = tried;
			return 0;
		}
		tried = pool_printf(pool, "_gitmig_%s_%u", table, number);
	}
}
