#include "drivers/sqlite/rebuild.h"

#include "base/text.h"
#include "drivers/sqlite/dialect.h"
#include "drivers/sqlite/guard.h"
#include "drivers/sqlite/pending.h"

#include <string.h>
#include <strings.h>

int rebuild_start(
	struct rebuild *rebuild, struct alter *alter, const char *schema, const char *table)
{
	char *where = sql_format(alter->pool,
		"type IN ('index', 'trigger') AND tbl_name = %Q COLLATE NOCASE AND "
		"sql IS NOT NULL",
		table);

	*rebuild = (struct rebuild){.alter = alter, .schema = schema};
	rebuild->edits.pool = alter->pool;
	if (catalog_table(
		    alter->db, alter->pool, schema, table, &rebuild->old, alter->err) < 0)
		return -1;
	/* The order in which they were made: it is the order in which triggers fire. */
	if (catalog_load(alter->db, alter->pool, schema, where, "rowid",
		    &rebuild->dependents, alter->err) < 0)
		return -1;
	return alter->pending ? pending_look(alter->pending, rebuild) : 0;
}

void rebuild_fill(struct rebuild *rebuild, const char *column, const char *expression)
{
	strings_add(rebuild->alter->pool, &rebuild->filled, column);
	strings_add(rebuild->alter->pool, &rebuild->filled, expression);
}

static int run(struct rebuild *rebuild, const char *sql)
{
	return sqlite_exec(&rebuild->alter->db->db, sql, rebuild->alter->err);
}

static char *object(struct rebuild *rebuild, const char *name)
{
	return sql_format(rebuild->alter->pool, "\"%w\".\"%w\"",
		catalog_schema(rebuild->schema), name);
}

/* In a text that is made under another name, `t.a` means nothing; `a` means the same. */
static void unqualify(
	struct edits *edits, const struct ddl_table *table, struct span within)
{
	const struct tokens *tokens = &table->tokens;

	for (size_t at = 0; at + 2 < tokens->count; at++) {
		struct span span = tokens->items[at].span;
		enum token_kind kind = tokens->items[at].kind;

		if (span.start < within.start ||
			tokens->items[at + 2].span.end > within.end ||
			!token_is(tokens, at + 1, ".") ||
			(kind != TOKEN_WORD && kind != TOKEN_QUOTED) ||
			strcasecmp(token_name(edits->pool, tokens, at), table->name) != 0)
			continue;
		span.end = tokens->items[at + 2].span.start;
		edit_replace(edits, span, "");
	}
}

static void unqualify_all(struct edits *edits, const struct ddl_table *table,
	const struct ddl_constraint *constraints, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		if (constraints[i].kind == DDL_CHECK ||
			constraints[i].kind == DDL_GENERATED)
			unqualify(edits, table, constraints[i].expression);
	}
}

static char *text_as(
	struct rebuild *rebuild, const struct ddl_table *table, const char *name)
{
	struct edits edits = {.pool = rebuild->alter->pool};

	edit_replace(&edits, table->name_span, object(rebuild, name));
	for (unsigned i = 0; i < table->columns_count; i++)
		unqualify_all(&edits, table, table->columns[i].constraints,
			table->columns[i].constraints_count);
	unqualify_all(&edits, table, table->constraints, table->constraints_count);
	return edits_apply(&edits, table->sql);
}

static const char *source_of(const struct rebuild *rebuild, const struct ddl_column *column)
{
	for (unsigned i = 0; i + 1 < rebuild->filled.count; i += 2) {
		if (!strcasecmp(rebuild->filled.items[i], column->name))
			return rebuild->filled.items[i + 1];
	}
	if (!ddl_column(&rebuild->old, column->name))
		return NULL; /* new: the row gets the default */
	return sql_format(rebuild->alter->pool, "\"%w\"", column->name);
}

/* One of the names of the rowid that no column has taken. */
static const char *rowid_name(const struct ddl_table *old, const struct ddl_table *table)
{
	static const char *const names[] = {"rowid", "_rowid_", "oid"};

	if (old->without_rowid || table->without_rowid || ddl_rowid_column(table))
		return NULL;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!ddl_column(old, names[i]) && !ddl_column(table, names[i]))
			return names[i];
	}
	return NULL;
}

/*
 * OR ABORT, since ON CONFLICT IGNORE or REPLACE of a constraint would lose rows without a
 * word where a changed column brings them into conflict.
 */
static int copy_rows(
	struct rebuild *rebuild, const struct ddl_table *table, const char *name)
{
	const char *rowid = rowid_name(&rebuild->old, table);
	const char *comma = rowid ? ", " : "";
	struct text into, from, all;

	text_init(&into, rebuild->alter->pool);
	text_init(&from, rebuild->alter->pool);
	text_init(&all, rebuild->alter->pool);
	text_add(&into, rowid ? rowid : "");
	text_add(&from, rowid ? rowid : "");
	for (unsigned i = 0; i < table->columns_count; i++) {
		const struct ddl_column *column = &table->columns[i];
		const char *source = source_of(rebuild, column);

		if (ddl_column_has(column, DDL_GENERATED) || !source)
			continue;
		text_add(&into, comma);
		sqlite_name(&into, column->name);
		text_printf(&from, "%s%s", comma, source);
		comma = ", ";
	}
	text_printf(&all, "INSERT OR ABORT INTO %s (%s) SELECT %s FROM %s",
		object(rebuild, name), into.data, from.data,
		object(rebuild, rebuild->old.name));
	return run(rebuild, all.data);
}

static bool has_autoincrement(const struct ddl_table *table)
{
	struct ddl_column *column = NULL;
	const struct ddl_constraint *key = ddl_primary_key(table, &column);

	return key && key->autoincrement;
}

/* The next number stays, also where the rows with the highest ones are gone. */
static int copy_sequence(
	struct rebuild *rebuild, const struct ddl_table *table, const char *name)
{
	struct pool *pool = rebuild->alter->pool;
	const char *sequence = object(rebuild, "sqlite_sequence");

	if (!has_autoincrement(table) || !has_autoincrement(&rebuild->old))
		return 0;
	if (run(rebuild,
		    sql_format(pool, "DELETE FROM %s WHERE name = %Q", sequence, name)) < 0)
		return -1;
	return run(rebuild,
		sql_format(pool,
			"INSERT INTO %s (name, seq) SELECT %Q, seq FROM %s WHERE name = %Q",
			sequence, name, sequence, rebuild->old.name));
}

static int drop_index_statistics(struct rebuild *rebuild, const char *index)
{
	struct alter *alter = rebuild->alter;
	static const char *const tables[] = {"sqlite_stat1", "sqlite_stat4"};

	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		bool exists = false;

		if (alter->db->db.driver->has_table(&alter->db->db, rebuild->schema,
			    tables[i], &exists, alter->err) < 0)
			return -1;
		if (exists &&
			run(rebuild, sql_format(alter->pool,
					     "DELETE FROM %s WHERE tbl = %Q AND idx = %Q",
					     object(rebuild, tables[i]), rebuild->old.name,
					     index)) < 0)
			return -1;
	}
	return 0;
}

/* From sqlite_master the text comes without a schema; the statement has to name it. */
static int remake(struct rebuild *rebuild, const struct catalog_item *item)
{
	struct alter *alter = rebuild->alter;
	struct edits edits = {.pool = alter->pool};
	struct span name;

	if (!strcmp(item->type, "index")) {
		struct ddl_index index;

		if (strings_has(&rebuild->dropped_indexes, item->name))
			return drop_index_statistics(rebuild, item->name);
		if (ddl_parse_index(alter->pool, item->sql, &index, alter->err) < 0)
			return error_prefix(alter->err, "index %s", item->name);
		name = index.name_span;
	} else {
		struct ddl_trigger trigger;

		if (ddl_parse_trigger(alter->pool, item->sql, &trigger, alter->err) < 0)
			return error_prefix(alter->err, "trigger %s", item->name);
		name = trigger.name_span;
	}
	if (rebuild->schema)
		edit_insert(&edits, name.start,
			sql_format(alter->pool, "\"%w\".", rebuild->schema));
	return run(rebuild, edits_apply(&edits, item->sql));
}

static int rename_back(struct rebuild *rebuild, const char *name)
{
	struct alter *alter = rebuild->alter;
	int result;

	if (run(rebuild, "PRAGMA legacy_alter_table = ON") < 0)
		return -1;
	result = run(rebuild, sql_format(alter->pool, "ALTER TABLE %s RENAME TO \"%w\"",
				      object(rebuild, name), rebuild->old.name));
	if (result < 0) {
		struct error ignored;

		sqlite_quiet(alter->db, "PRAGMA legacy_alter_table = OFF", &ignored);
		return -1;
	}
	return run(rebuild, "PRAGMA legacy_alter_table = OFF");
}

/* Nobody knows the table by the name that it has for a moment. */
static int blame_own_name(struct rebuild *rebuild, const char *name)
{
	char *at = rebuild->alter->err->message;
	const char *own = rebuild->old.name;
	size_t length = strlen(own), longer = strlen(name) - length;

	while ((at = strstr(at, name)) != NULL) {
		memcpy(at, own, length);
		at += length;
		memmove(at, at + longer, strlen(at + longer) + 1);
	}
	return -1;
}

static int exchange(struct rebuild *rebuild, const struct ddl_table *table)
{
	struct alter *alter = rebuild->alter;
	const char *old = rebuild->old.name;
	char *name = NULL;

	if (catalog_free_name(
		    alter->db, alter->pool, rebuild->schema, old, &name, alter->err) < 0)
		return -1;
	if (run(rebuild, text_as(rebuild, table, name)) < 0 ||
		copy_rows(rebuild, table, name) < 0 ||
		copy_sequence(rebuild, table, name) < 0 ||
		alter_rename_statistics(alter, old, name) < 0 ||
		run(rebuild, pool_printf(alter->pool, "DROP TABLE %s",
				     object(rebuild, old))) < 0 ||
		rename_back(rebuild, name) < 0)
		return blame_own_name(rebuild, name);
	return alter_rename_statistics(alter, name, old);
}

/* Layout apart: adding a column and dropping it again may leave another one. */
#define SQUEEZED(sql)                                                                      \
	"replace(replace(replace(" sql ", ' ', ''), char(9), ''), char(10), '')"

/*
 * A script writes down the tables of the replayed chain, and would lose what somebody has
 * given to the real one by hand: before a rebuild it looks whether it knows everything that
 * it is going to drop.
 */
static int guard_script(struct rebuild *rebuild)
{
	struct alter *alter = rebuild->alter;
	struct db *db = &alter->db->db;
	bool is_script = false;
	struct text sql;

	if (db->log && db->driver->has_table(
			       db, "temp", "gitmig_guard", &is_script, alter->err) < 0)
		return -1;
	if (!is_script)
		return 0;
	text_init(&sql, alter->pool);
	text_printf(&sql,
		"INSERT INTO temp.gitmig_guard (tables)\nSELECT 0 FROM %s\nWHERE "
		"%s\nAND " SQUEEZED("sql") " NOT IN (\n\tSELECT " SQUEEZED(
			"column1") " FROM (VALUES\n",
		object(rebuild, "sqlite_master"),
		sql_format(alter->pool, "tbl_name = %Q COLLATE NOCASE", rebuild->old.name));
	text_add(&sql, sql_format(alter->pool, "(%Q)", rebuild->old.sql));
	for (unsigned i = 0; i < rebuild->dependents.count; i++)
		text_add(&sql, sql_format(alter->pool, ",\n(%Q)",
				       rebuild->dependents.items[i].sql));
	text_add(&sql, "))");
	return run(rebuild, sql.data);
}

static int remake_all(struct rebuild *rebuild, const struct catalog *catalog)
{
	for (unsigned i = 0; i < catalog->count; i++) {
		if (remake(rebuild, &catalog->items[i]) < 0)
			return -1;
	}
	return 0;
}

int rebuild_make(struct rebuild *rebuild, const struct ddl_table *table)
{
	struct alter *alter = rebuild->alter;

	if (guard_script(rebuild) < 0 ||
		guard_watch(alter->db, rebuild->schema, rebuild->old.name, alter->err) <
			0 ||
		exchange(rebuild, table) < 0 ||
		remake_all(rebuild, &rebuild->dependents) < 0)
		return -1;
	/* One of these may have the name of one that was dropped. */
	rebuild->dropped_indexes.count = 0;
	return remake_all(rebuild, &rebuild->made);
}

int rebuild_run(struct rebuild *rebuild)
{
	struct alter *alter = rebuild->alter;
	struct ddl_table table;

	if (alter->pending)
		return pending_take(alter->pending, rebuild);
	if (ddl_parse_table(alter->pool, edits_apply(&rebuild->edits, rebuild->old.sql),
		    &table, alter->err) < 0)
		return -1;
	return rebuild_make(rebuild, &table);
}
