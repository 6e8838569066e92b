#include "drivers/sqlite/compile.h"

#include <string.h>

static bool prepares(const struct compile *compile, const char *sql)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(
		compile->alter->db->handle, sql, -1, &statement, NULL);

	sqlite3_finalize(statement);
	return code == SQLITE_OK;
}

static char *object(const struct compile *compile, const char *name)
{
	return sql_format(compile->alter->pool, "\"%w\".\"%w\"",
		catalog_schema(compile->schema), name);
}

/* A column that an UPDATE may name, or NULL when there is none to be found. */
static char *some_column(const struct compile *compile, const struct ddl_trigger *trigger)
{
	struct pool *pool = compile->alter->pool;
	sqlite3_stmt *statement = NULL;
	struct ddl_table table;
	struct error ignored;
	char *name = NULL;

	if (trigger->columns_count)
		return trigger->columns[0];
	if (!trigger->instead_of) {
		if (catalog_table(compile->alter->db, pool, compile->schema, trigger->table,
			    &table, &ignored) < 0)
			return NULL;
		for (unsigned i = 0; i < table.columns_count; i++) {
			if (!ddl_column_has(&table.columns[i], DDL_GENERATED))
				return table.columns[i].name;
		}
		return NULL;
	}
	if (sqlite3_prepare_v2(compile->alter->db->handle,
		    pool_printf(pool, "SELECT * FROM %s", object(compile, trigger->table)),
		    -1, &statement, NULL) == SQLITE_OK)
		name = pool_strdup(pool, sqlite3_column_name(statement, 0));
	sqlite3_finalize(statement);
	return name;
}

static char *user_of(const struct compile *compile, const struct compiled *item)
{
	struct pool *pool = compile->alter->pool;
	const struct ddl_trigger *trigger = &item->trigger;
	char *table, *column;

	if (!trigger->event) /* a view */
		return pool_printf(
			pool, "SELECT * FROM %s", object(compile, item->item->name));
	table = object(compile, trigger->table);
	if (!strcmp(trigger->event, "INSERT"))
		return pool_printf(pool, "INSERT INTO %s DEFAULT VALUES", table);
	if (!strcmp(trigger->event, "DELETE"))
		return pool_printf(pool, "DELETE FROM %s", table);
	column = some_column(compile, trigger);
	return column ? sql_format(pool, "UPDATE %s SET \"%w\" = NULL", table, column)
		      : NULL;
}

static bool works(const struct compile *compile, const struct compiled *item)
{
	sqlite3 *handle = compile->alter->db->handle;
	const char *sql = user_of(compile, item);
	int before = 0;
	bool result;

	if (!sql)
		return false;
	sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, -1, &before);
	sqlite3_db_config(
		handle, SQLITE_DBCONFIG_DQS_DML, item->strings_in_quotes ? 1 : 0, NULL);
	result = prepares(compile, sql);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, before, NULL);
	return result;
}

/* Names are plain in most texts; a quoted quote in one could hide it from a search. */
static bool mentions(const char *sql, const char *word)
{
	return !word || strpbrk(word, "\"'`]") || strcasestr(sql, word);
}

int compile_start(
	struct compile *compile, struct alter *alter, const char *schema, const char *word)
{
	*compile = (struct compile){.alter = alter, .schema = schema};
	if (catalog_load(alter->db, alter->pool, schema, "type IN ('view', 'trigger')",
		    "rowid", &compile->catalog, alter->err) < 0)
		return -1;
	compile->items = pool_array(
		alter->pool, struct compiled, compile->catalog.count + 1);
	for (unsigned i = 0; i < compile->catalog.count; i++) {
		struct compiled item = {.item = &compile->catalog.items[i]};

		if (!mentions(item.item->sql, word))
			continue;
		if (!strcmp(item.item->type, "trigger") &&
			ddl_parse_trigger(
				alter->pool, item.item->sql, &item.trigger, alter->err) < 0)
			return error_prefix(alter->err, "trigger %s", item.item->name);
		item.works = works(compile, &item);
		if (!item.works) {
			item.strings_in_quotes = true;
			item.works = works(compile, &item);
		}
		compile->items[compile->count++] = item;
	}
	return 0;
}

bool compile_all_work(const struct compile *compile)
{
	for (unsigned i = 0; i < compile->count; i++) {
		if (!compile->items[i].works)
			return false;
	}
	return true;
}

void compile_broken(struct compile *compile, struct strings *broken)
{
	struct pool *pool = compile->alter->pool;

	for (unsigned i = 0; i < compile->count; i++) {
		const struct compiled *item = &compile->items[i];

		if (item->works && !works(compile, item))
			strings_add(pool, broken,
				pool_printf(
					pool, "%s %s", item->item->type, item->item->name));
	}
}
