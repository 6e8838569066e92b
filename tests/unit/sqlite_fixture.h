#ifndef TESTS_SQLITE_FIXTURE_H
#define TESTS_SQLITE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "drivers/sqlite/driver.h"

#include <stdio.h>
#include <string.h>

/* What the tests of the SQLite driver share. A failure prints the error it came with. */

static inline void must(int result, const struct error *err)
{
	if (result < 0)
		fail_msg(
			"%s: %s (%s)", error_code_name(err->code), err->message, err->hint);
}

static inline struct db *scratch(const char *sql)
{
	struct error err = {.code = ERR_NONE};
	struct db *db = NULL;

	must(sqlite_driver.open_scratch(&db, &err), &err);
	if (sql)
		must(sqlite_driver.exec(db, sql, &err), &err);
	return db;
}

static inline int add_row_text(void *data, int count, const char *const *values)
{
	struct text *out = data;

	for (int i = 0; i < count; i++)
		text_printf(out, "%s%s", i ? "|" : "", values[i] ? values[i] : "NULL");
	text_add_char(out, '\n');
	return 0;
}

/* The rows of a query, values with | between them, one line each. */
static inline char *rows(struct pool *pool, struct db *db, const char *sql)
{
	struct error err = {.code = ERR_NONE};
	struct text out;

	text_init(&out, pool);
	text_add(&out, "");
	must(sqlite_driver.query(db, sql, add_row_text, &out, &err), &err);
	return out.data ? out.data : pool_strdup(pool, "");
}

static inline int apply(
	struct db *db, enum operation_kind kind, void *body, struct error *err)
{
	struct operation op = {.kind = kind};

	op.any = body;
	return sqlite_driver.apply(db, &op, err);
}

static inline char *quoted_select(struct pool *pool, struct db *db, const char *table)
{
	char *list = rows(pool, db,
		pool_printf(pool,
			"SELECT group_concat('quote(\"' || replace(name, '\"', '\"\"') || "
			"'\")',"
			" ' || '','' || ') FROM pragma_table_xinfo('%s')",
			table));

	list[strcspn(list, "\n")] = '\0';
	return list;
}

/* Everything there is to lose: objects, rows with rowids, AUTOINCREMENT positions, what
 * ANALYZE found. In the order of names, since a rebuild moves a table to the end. */
static inline char *dump(struct pool *pool, struct db *db)
{
	struct text out;
	char *tables, *next;

	text_init(&out, pool);
	text_add(&out, rows(pool, db,
			       "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER "
			       "BY name"));
	tables = rows(pool, db,
		"SELECT name || char(9) || wr FROM pragma_table_list WHERE schema = 'main' "
		"AND "
		"type = 'table' AND name <> 'sqlite_schema' ORDER BY name");
	for (; *tables; tables = next) {
		char *end = tables + strcspn(tables, "\n");
		char *wr = tables + strcspn(tables, "\t");

		next = end + 1;
		*end = *wr = '\0';
		text_printf(&out, "-- %s\n", tables);
		text_add(&out,
			rows(pool, db,
				pool_printf(pool, "SELECT %s%s FROM \"%s\" ORDER BY 1",
					wr[1] == '1' ? "" : "rowid, ",
					quoted_select(pool, db, tables), tables)));
	}
	return out.data;
}

#endif
