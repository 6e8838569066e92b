// links: base schema sql db drivers/sqlite
#include "drivers/sqlite/driver.h"
#include "drivers/sqlite/edit.h"
#include "drivers/sqlite/sqlite.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/*
 * Any text: the parsers take it apart or say why not. A table that was taken apart stays
 * one when a column or a constraint is edited out of it, and what SQLite itself stores must
 * be parsed, with the columns that SQLite sees.
 */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds)
{
	if (!holds)
		abort();
}

static void check_span(const struct ddl_table *table, struct span span)
{
	require(span.start < span.end && span.end <= strlen(table->sql));
	require(span.start > table->open.start && span.end < table->close.end);
}

static void parse_again(struct pool *pool, const struct ddl_table *table,
	struct edits *edits, unsigned columns, unsigned constraints)
{
	struct ddl_table edited;
	struct error err;

	require(ddl_parse_table(pool, edits_apply(edits, table->sql), &edited, &err) == 0);
	require(edited.columns_count == columns);
	require(edited.constraints_count == constraints);
	require(edited.without_rowid == table->without_rowid);
}

static void remove_each(struct pool *pool, const struct ddl_table *table)
{
	for (unsigned i = 0; i < table->columns_count; i++) {
		struct edits edits = {.pool = pool};

		check_span(table, table->columns[i].span);
		check_span(table, table->columns[i].name_span);
		if (table->columns_count == 1)
			return;
		edit_remove_column(&edits, table, &table->columns[i]);
		parse_again(pool, table, &edits, table->columns_count - 1,
			table->constraints_count);
	}
	for (unsigned i = 0; i < table->constraints_count; i++) {
		struct edits edits = {.pool = pool};

		check_span(table, table->constraints[i].span);
		/* A name alone becomes that of the constraint which it now stands before.
		 */
		if (i && table->constraints[i - 1].kind == DDL_NAME_ONLY)
			continue;
		edit_remove_constraint(&edits, table, &table->constraints[i]);
		parse_again(pool, table, &edits, table->columns_count,
			table->constraints_count - 1);
	}
}

static void remove_from_columns(struct pool *pool, const struct ddl_table *table)
{
	for (unsigned i = 0; i < table->columns_count; i++) {
		const struct ddl_column *column = &table->columns[i];

		for (unsigned j = 0; j < column->constraints_count; j++) {
			struct edits edits = {.pool = pool};

			check_span(table, column->constraints[j].span);
			if (j && column->constraints[j - 1].kind == DDL_NAME_ONLY)
				continue;
			edit_remove(&edits, table->sql, column->constraints[j].span);
			parse_again(pool, table, &edits, table->columns_count,
				table->constraints_count);
		}
	}
}

static int stop(void *data)
{
	(void)data;
	return 1;
}

struct oracle {
	struct pool *pool;
};

static int stored(void *data, int count, const char *const *values)
{
	struct pool *pool = ((struct oracle *)data)->pool;
	struct ddl_trigger trigger;
	struct ddl_index index;
	struct ddl_table table;
	struct ddl_view view;
	struct error err;

	(void)count;
	if (!strcmp(values[0], "table")) {
		require(ddl_parse_table(pool, values[1], &table, &err) == 0);
		require(table.columns_count == strtoul(values[2], NULL, 10));
		require(!strcasecmp(table.name, values[3]));
	} else if (!strcmp(values[0], "index")) {
		require(ddl_parse_index(pool, values[1], &index, &err) == 0);
	} else if (!strcmp(values[0], "view")) {
		require(ddl_parse_view(pool, values[1], &view, &err) == 0);
	} else {
		require(ddl_parse_trigger(pool, values[1], &trigger, &err) == 0);
	}
	return 0;
}

/* Only what begins with CREATE and is no virtual table; one statement of little work. */
static void ask_sqlite(struct pool *pool, const char *sql)
{
	struct oracle oracle = {pool};
	sqlite3_stmt *statement = NULL;
	struct db *db = NULL;
	struct error err;

	if (strncasecmp(sql, "CREATE", 6) != 0 || strcasestr(sql, "VIRTUAL"))
		return;
	require(sqlite_driver.open_scratch(&db, &err) == 0);
	require(sqlite_driver.exec(db, "CREATE TABLE p (x PRIMARY KEY, a, b)", &err) == 0);
	sqlite3_progress_handler(sqlite_db(db)->handle, 5000, stop, NULL);
	sqlite3_prepare_v2(sqlite_db(db)->handle, sql, -1, &statement, NULL);
	if (statement && sqlite3_step(statement) == SQLITE_DONE &&
		sqlite3_finalize(statement) == SQLITE_OK) {
		statement = NULL;
		sqlite3_progress_handler(sqlite_db(db)->handle, 0, NULL, NULL);
		require(sqlite_driver.query(db,
				"SELECT type, sql, (SELECT count(*) FROM "
				"pragma_table_xinfo(m.name)), name FROM sqlite_master AS m "
				"WHERE "
				"sql IS NOT NULL AND name NOT LIKE 'sqlite%' AND name NOT "
				"LIKE "
				"'%' || char(0) || '%'",
				stored, &oracle, &err) == 0);
	} else {
		sqlite3_finalize(statement);
	}
	sqlite_driver.close(db);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ddl_trigger trigger;
	struct ddl_index index;
	struct ddl_table table;
	struct ddl_view view;
	struct error err;
	struct pool pool;
	char *sql;

	pool_init(&pool);
	sql = pool_strndup(&pool, (const char *)data, size);
	sql[strlen(sql)] = '\0';
	if (ddl_parse_table(&pool, sql, &table, &err) == 0) {
		remove_each(&pool, &table);
		remove_from_columns(&pool, &table);
	}
	ddl_parse_index(&pool, sql, &index, &err);
	ddl_parse_view(&pool, sql, &view, &err);
	ddl_parse_trigger(&pool, sql, &trigger, &err);
	ddl_is_virtual(&pool, sql);
	ask_sqlite(&pool, sql);
	pool_release(&pool);
	return 0;
}
