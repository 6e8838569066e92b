#ifndef TESTS_SQLITE_ORACLE_H
#define TESTS_SQLITE_ORACLE_H

#include "sqlite_fixture.h"

#include "base/strings.h"
#include "drivers/sqlite/ddl.h"
#include "drivers/sqlite/sqlite.h"

#include <strings.h>

/*
 * SQLite itself is the oracle: what the parser reads in a CREATE TABLE and CREATE INDEX is
 * written down in one form, what the pragmas say of the same table in the same form, and
 * the two are compared.
 */

static inline const char *last_collation(const struct ddl_column *column)
{
	const char *collation = "BINARY";

	for (unsigned i = 0; i < column->constraints_count; i++) {
		if (column->constraints[i].kind == DDL_COLLATE)
			collation = column->constraints[i].collation;
	}
	return collation;
}

static inline int place_in_key(
	const struct ddl_table *table, const struct ddl_column *column)
{
	struct ddl_column *at = NULL;
	const struct ddl_constraint *key = ddl_primary_key(table, &at);
	int place = 0;

	if (!key)
		return 0;
	if (at)
		return at == column;
	for (unsigned i = 0; i < key->parts_count; i++) {
		if (!strcasecmp(key->parts[i].column, column->name))
			return place + 1;
		place++;
	}
	return 0;
}

static inline const char *default_of(
	struct pool *pool, const struct ddl_table *table, const struct ddl_column *column)
{
	const struct ddl_constraint *last = NULL;

	for (unsigned i = 0; i < column->constraints_count; i++) {
		if (column->constraints[i].kind == DDL_DEFAULT)
			last = &column->constraints[i];
	}
	return last ? span_text(pool, table->sql, last->expression) : "NULL";
}

static inline void columns_text(struct text *out, const struct ddl_table *table)
{
	const struct ddl_column *rowid = ddl_rowid_column(table);

	for (unsigned i = 0; i < table->columns_count; i++) {
		const struct ddl_column *column = &table->columns[i];
		const struct ddl_constraint *generated = ddl_column_has(
			column, DDL_GENERATED);
		struct ddl_column *unused = NULL;
		const struct ddl_constraint *key = ddl_primary_key(table, &unused);
		int place = place_in_key(table, column);
		bool not_null = ddl_column_has(column, DDL_NOT_NULL) ||
				(table->without_rowid && place);
		int hidden = !generated ? 0 : generated->stored ? 3 : 2;

		text_printf(out, "column %s|%s|%d|%s|%d|%d|%s|%d\n", column->name,
			column->type, not_null, default_of(out->pool, table, column), place,
			hidden, last_collation(column),
			rowid == column && key->autoincrement);
	}
}

static inline void key_text(struct text *out, const struct ddl_constraint *from,
	unsigned number, const struct ddl_column *column)
{
	unsigned count = column ? 1 : from->parts_count;
	const struct ddl_reference *to = &from->reference;

	for (unsigned i = 0; i < count; i++) {
		text_printf(out, "foreign key %u|%u|%s|%s|%s|%s|%s\n", number, i, to->table,
			column ? column->name : from->parts[i].column,
			to->columns_count ? to->columns[i].column : "NULL",
			to->on_update ? to->on_update : "NO ACTION",
			to->on_delete ? to->on_delete : "NO ACTION");
	}
}

static inline void keys_text(struct text *out, const struct ddl_table *table)
{
	unsigned number = 0;

	for (unsigned i = 0; i < table->columns_count; i++) {
		const struct ddl_column *column = &table->columns[i];

		for (unsigned j = 0; j < column->constraints_count; j++) {
			if (column->constraints[j].kind == DDL_FOREIGN_KEY)
				key_text(out, &column->constraints[j], number++, column);
		}
	}
	for (unsigned i = 0; i < table->constraints_count; i++) {
		if (table->constraints[i].kind == DDL_FOREIGN_KEY)
			key_text(out, &table->constraints[i], number++, NULL);
	}
}

/* "a BINARY, b NOCASE": what makes two unique constraints the same for SQLite. */
static inline char *unique_text(struct pool *pool, const struct ddl_table *table,
	const struct ddl_constraint *from, const struct ddl_column *column)
{
	unsigned count = column ? 1 : from->parts_count;
	struct text out;

	text_init(&out, pool);
	text_add(&out, "unique");
	for (unsigned i = 0; i < count; i++) {
		const struct ddl_column *each = column ? column
						       : ddl_column(table,
								 from->parts[i].column);
		const char *collation = column ? NULL : from->parts[i].collation;

		if (!each) {
			fail_msg("no column %s in %s", from->parts[i].column, table->sql);
			return NULL;
		}
		/* An integer key forgets its own collation, which numbers have no use for.
		 */
		if (table->without_rowid && from->kind == DDL_PRIMARY_KEY && count == 1 &&
			!strcasecmp(each->type, "INTEGER"))
			collation = NULL;
		text_printf(&out, "|%s %s", each->name,
			collation ? collation : last_collation(each));
	}
	return out.data;
}

static inline void add_unique(struct strings *list, struct pool *pool, const char *text)
{
	if (!strings_has(list, text))
		strings_add(pool, list, text);
}

static inline void uniques_text(struct text *out, const struct ddl_table *table)
{
	const struct ddl_column *rowid = ddl_rowid_column(table);
	struct strings list = {0};

	for (unsigned i = 0; i < table->columns_count; i++) {
		const struct ddl_column *column = &table->columns[i];

		for (unsigned j = 0; j < column->constraints_count; j++) {
			enum ddl_kind kind = column->constraints[j].kind;

			if (kind == DDL_UNIQUE ||
				(kind == DDL_PRIMARY_KEY && column != rowid))
				add_unique(&list, out->pool,
					unique_text(out->pool, table,
						&column->constraints[j], column));
		}
	}
	for (unsigned i = 0; i < table->constraints_count; i++) {
		enum ddl_kind kind = table->constraints[i].kind;

		if (kind == DDL_UNIQUE || (kind == DDL_PRIMARY_KEY && !rowid))
			add_unique(&list, out->pool,
				unique_text(
					out->pool, table, &table->constraints[i], NULL));
	}
	strings_sort(&list);
	for (unsigned i = 0; i < list.count; i++)
		text_printf(out, "%s\n", list.items[i]);
}

static inline char *parsed_text(struct pool *pool, const struct ddl_table *table)
{
	struct text out;

	text_init(&out, pool);
	text_printf(
		&out, "table %s|%d|%d\n", table->name, table->without_rowid, table->strict);
	columns_text(&out, table);
	keys_text(&out, table);
	uniques_text(&out, table);
	return out.data;
}

/* What the pragmas say. Type names that SQLite knows come out in upper case, so compare
 * without case. */
static inline char *oracle_text(struct pool *pool, struct db *db, const char *name)
{
	sqlite3 *handle = sqlite_db(db)->handle;
	struct strings list = {0};
	struct text out;
	char *columns, *next, *indexes;

	text_init(&out, pool);
	text_add(&out, rows(pool, db,
			       pool_printf(pool,
				       "SELECT 'table ' || name, wr, strict FROM "
				       "pragma_table_list "
				       "WHERE schema = 'main' AND name = '%s'",
				       name)));
	columns = rows(pool, db,
		pool_printf(pool,
			"SELECT name || char(9) || type || '|' || \"notnull\" || '|' || "
			"ifnull(dflt_value, 'NULL') || '|' || pk || '|' || hidden FROM "
			"pragma_table_xinfo('%s')",
			name));
	for (; *columns; columns = next) {
		char *end = columns + strcspn(columns, "\n");
		char *tab = columns + strcspn(columns, "\t");
		const char *collation = NULL;
		int autoincrement = 0;

		next = end + 1;
		*end = *tab = '\0';
		assert_int_equal(
			sqlite3_table_column_metadata(handle, "main", name, columns, NULL,
				&collation, NULL, NULL, &autoincrement),
			SQLITE_OK);
		text_printf(&out, "column %s|%s|%s|%d\n", columns, tab + 1, collation,
			autoincrement);
	}
	/* SQLite counts the keys from the last one. */
	text_add(&out,
		rows(pool, db,
			pool_printf(pool,
				"SELECT 'foreign key ' || ((SELECT max(id) FROM "
				"pragma_foreign_key_list('%s')) - id), seq, \"table\", "
				"\"from\", \"to\", on_update, on_delete FROM "
				"pragma_foreign_key_list('%s') ORDER BY id DESC, seq",
				name, name)));
	indexes = rows(pool, db,
		pool_printf(pool,
			"SELECT 'unique|' || (SELECT group_concat(name || ' ' || coll, "
			"'|') "
			"FROM (SELECT name, coll FROM pragma_index_xinfo(l.name) WHERE key "
			"ORDER BY seqno)) FROM pragma_index_list('%s') AS l WHERE origin "
			"IN "
			"('u', 'pk')",
			name));
	for (; *indexes; indexes = next) {
		char *end = indexes + strcspn(indexes, "\n");

		next = end + 1;
		*end = '\0';
		strings_add(pool, &list, indexes);
	}
	strings_sort(&list);
	for (unsigned i = 0; i < list.count; i++)
		text_printf(&out, "%s\n", list.items[i]);
	return out.data;
}

static inline int take_text(void *data, int count, const char *const *values)
{
	struct strings *list = ((void **)data)[0];
	struct pool *pool = ((void **)data)[1];

	(void)count;
	strings_add(pool, list, pool_strdup(pool, values[0]));
	return 0;
}

static inline struct strings texts(struct pool *pool, struct db *db, const char *type)
{
	struct strings list = {0};
	void *data[] = {&list, pool};
	struct error err = {.code = ERR_NONE};

	must(sqlite_driver.query(db,
		     pool_printf(pool,
			     "SELECT sql FROM sqlite_master WHERE type = '%s' AND sql IS "
			     "NOT "
			     "NULL AND name NOT LIKE 'sqlite%%'",
			     type),
		     take_text, data, &err),
		&err);
	return list;
}

static inline void compare_tables(struct pool *pool, struct db *db)
{
	struct strings list = texts(pool, db, "table");

	for (unsigned i = 0; i < list.count; i++) {
		struct error err = {.code = ERR_NONE};
		char *ours, *theirs;
		struct ddl_table table;

		must(ddl_parse_table(pool, list.items[i], &table, &err), &err);
		ours = parsed_text(pool, &table);
		theirs = oracle_text(pool, db, table.name);
		if (strcasecmp(ours, theirs) != 0)
			fail_msg("%s\n-- parsed:\n%s-- SQLite:\n%s", list.items[i], ours,
				theirs);
	}
}

#endif
