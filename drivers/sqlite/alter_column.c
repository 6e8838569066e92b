#include "base/text.h"
#include "drivers/sqlite/columns.h"
#include "drivers/sqlite/dialect.h"
#include "drivers/sqlite/dialect_text.h"
#include "drivers/sqlite/inspect.h"
#include "drivers/sqlite/pending.h"
#include "drivers/sqlite/rows.h"
#include "sql/render.h"

#include <string.h>
#include <strings.h>

/* Right behind the type, where every constraint of a column may stand. */
static size_t behind_type(const struct ddl_column *column)
{
	return column->type_span.end ? column->type_span.end : column->name_span.end;
}

static int set_type(struct rebuild *rebuild, const struct op_alter_column *op,
	const struct ddl_column *column)
{
	struct column wanted = {.name = op->column, .type = op->type};
	struct alter *alter = rebuild->alter;
	struct text text;

	if (op->type.kind == TYPE_UNSET)
		return 0;
	text_init(&text, alter->pool);
	/* With AUTOINCREMENT every integer type is spelled INTEGER. */
	for (unsigned i = 0; i < column->constraints_count; i++) {
		if (column->constraints[i].autoincrement)
			wanted.autoincrement = TRI_YES;
	}
	if (op->autoincrement != TRI_UNSET)
		wanted.autoincrement = op->autoincrement;
	if (sqlite_type(&text, &wanted, alter->err) < 0)
		return -1;
	if (!column->type_span.end)
		edit_insert(&rebuild->edits, column->name_span.end,
			pool_printf(alter->pool, " %s", text.data));
	else if (strcmp(text.data, column->type) != 0)
		edit_replace(&rebuild->edits, column->type_span, text.data);
	return 0;
}

static void set_nullable(struct rebuild *rebuild, const struct op_alter_column *op,
	const struct ddl_column *column)
{
	bool found = false;

	if (op->nullable == TRI_UNSET)
		return;
	for (unsigned i = 0; i < column->constraints_count; i++) {
		const struct ddl_constraint *constraint = &column->constraints[i];
		bool not_null = constraint->kind == DDL_NOT_NULL;

		if (!not_null && constraint->kind != DDL_NULL)
			continue;
		if (not_null && op->nullable == TRI_NO)
			found = true;
		else
			edit_remove(&rebuild->edits, rebuild->old.sql, constraint->span);
	}
	if (op->nullable == TRI_NO && !found)
		edit_insert(&rebuild->edits, behind_type(column), " NOT NULL");
}

static int set_default(struct rebuild *rebuild, const struct op_alter_column *op,
	const struct ddl_column *column)
{
	struct column wanted = {.name = op->column,
		.type = op->type,
		.default_value = op->default_value,
		.default_sql = op->default_sql};
	const struct ddl_constraint *old = ddl_column_has(column, DDL_DEFAULT);
	struct alter *alter = rebuild->alter;
	struct text text;

	if (!op->default_value && !op->default_sql)
		return 0;
	if (wanted.type.kind == TYPE_UNSET)
		sqlite_type_of(alter->pool, column->type, &wanted.type);
	text_init(&text, alter->pool);
	if (sqlite_add_default(&text, &wanted, alter->err) < 0)
		return -1;
	if (old)
		edit_remove(&rebuild->edits, rebuild->old.sql, old->span);
	if (text.length)
		edit_insert(&rebuild->edits, behind_type(column), text.data);
	return 0;
}

/* "" and BINARY are what SQLite does without the word. */
static void set_collation(struct rebuild *rebuild, const struct op_alter_column *op,
	const struct ddl_column *column)
{
	struct text text;

	if (!op->collation)
		return;
	for (unsigned i = 0; i < column->constraints_count; i++) {
		if (column->constraints[i].kind == DDL_COLLATE)
			edit_remove(&rebuild->edits, rebuild->old.sql,
				column->constraints[i].span);
	}
	if (!*op->collation || !strcasecmp(op->collation, "BINARY"))
		return;
	text_init(&text, rebuild->alter->pool);
	text_add(&text, " COLLATE ");
	sqlite_name(&text, op->collation);
	edit_insert(&rebuild->edits, behind_type(column), text.data);
}

/* The primary key as it is written at the column. */
static char *inline_key(
	struct pool *pool, const struct ddl_constraint *key, bool autoincrement)
{
	struct text text;

	text_init(&text, pool);
	if (key->name) {
		text_add(&text, "CONSTRAINT ");
		sqlite_name(&text, key->name);
		text_add_char(&text, ' ');
	}
	text_add(&text, "PRIMARY KEY");
	if (key->conflict)
		text_printf(&text, " ON CONFLICT %s", key->conflict);
	if (autoincrement)
		text_add(&text, " AUTOINCREMENT");
	return text.data;
}

/* The word stands within an INTEGER column's own PRIMARY KEY and nowhere else. */
static int set_autoincrement(struct rebuild *rebuild, const struct op_alter_column *op,
	const struct ddl_column *column)
{
	struct alter *alter = rebuild->alter;
	struct ddl_column *owner = NULL;
	struct ddl_constraint *key;
	char *text;

	if (op->autoincrement == TRI_UNSET)
		return 0;
	key = ddl_primary_key(&rebuild->old, &owner);
	if (key && !owner && key->parts_count == 1 && key->parts[0].column &&
		!strcasecmp(key->parts[0].column, column->name))
		owner = ddl_column(&rebuild->old, column->name);
	if (!key || owner != column) {
		if (op->autoincrement == TRI_NO)
			return 0;
		return error_set(alter->err, ERR_DATABASE,
			"column %s.%s is not the primary key: autoincrement needs that",
			op->table, op->column);
	}
	if (key->autoincrement == (op->autoincrement == TRI_YES))
		return 0;
	text = inline_key(alter->pool, key, op->autoincrement == TRI_YES);
	if (op->autoincrement == TRI_YES && op->type.kind == TYPE_UNSET &&
		strcasecmp(column->type, "INTEGER") != 0 && column->type_span.end)
		edit_replace(&rebuild->edits, column->type_span, "INTEGER");
	if (!key->parts_count) {
		edit_replace(&rebuild->edits, key->span, text);
		return 0;
	}
	edit_remove_constraint(&rebuild->edits, &rebuild->old, key);
	edit_insert(&rebuild->edits, behind_type(column),
		pool_printf(alter->pool, " %s", text));
	return 0;
}

static int change(struct rebuild *rebuild, const struct op_alter_column *op,
	const struct ddl_column *column)
{
	struct alter *alter = rebuild->alter;

	if (ddl_column_has(column, DDL_GENERATED) &&
		(op->using || op->default_value || op->default_sql))
		return error_set(alter->err, ERR_DATABASE,
			"column %s.%s is generated: it has neither a default nor values of "
			"its own",
			op->table, op->column);
	if (set_type(rebuild, op, column) < 0)
		return -1;
	set_nullable(rebuild, op, column);
	set_collation(rebuild, op, column);
	if (set_autoincrement(rebuild, op, column) < 0)
		return -1;
	if (set_default(rebuild, op, column) < 0)
		return -1;
	if (op->using) {
		struct text expression;

		text_init(&expression, alter->pool);
		sql_add_expression(&expression, op->using);
		rebuild_fill(rebuild, column->name, expression.data);
	}
	if (!rebuild->edits.count && !op->using)
		return 0;
	return rebuild_run(rebuild);
}

static bool has_part(const struct ddl_constraint *constraint, const char *column)
{
	for (unsigned i = 0; i < constraint->parts_count; i++) {
		if (constraint->parts[i].column &&
			!strcasecmp(constraint->parts[i].column, column))
			return true;
	}
	return false;
}

/* The primary key as a constraint of the table. */
static char *table_key(struct pool *pool, const struct ddl_table *table,
	const struct ddl_constraint *key, const char *column)
{
	struct text text;

	if (key->parts_count)
		return span_text(pool, table->sql, key->span);
	text_init(&text, pool);
	if (key->name) {
		text_add(&text, "CONSTRAINT ");
		sqlite_name(&text, key->name);
		text_add_char(&text, ' ');
	}
	text_add(&text, "PRIMARY KEY (");
	sqlite_name(&text, column);
	text_add_char(&text, ')');
	if (key->conflict)
		text_printf(&text, " ON CONFLICT %s", key->conflict);
	return text.data;
}

/* Is a UNIQUE of this column on the wrong side of the key? */
static bool key_is_misplaced(const struct ddl_table *table,
	const struct ddl_constraint *key, bool inline_key, const char *column)
{
	bool behind = inline_key;

	for (unsigned i = 0; i < table->constraints_count; i++) {
		const struct ddl_constraint *each = &table->constraints[i];

		behind = behind || each == key;
		if (each->kind == DDL_UNIQUE && has_part(each, column) &&
			behind == table->without_rowid)
			return true;
	}
	return false;
}

/*
 * SQLite (seen in 3.40) forgets to rename an INTEGER PRIMARY KEY in a table's UNIQUE that
 * stands before the key (WITHOUT ROWID: behind it), and then cannot read what it wrote. So
 * the key is moved to the other end first.
 */
static int move_key(struct rebuild *rebuild, const char *name)
{
	const struct ddl_table *table = &rebuild->old;
	const struct ddl_column *column = ddl_column(table, name);
	struct ddl_column *owner = NULL;
	struct ddl_constraint *key = ddl_primary_key(table, &owner);
	struct pool *pool = rebuild->alter->pool;
	char *text;

	if (!column || !key || strcasecmp(column->type, "INTEGER") != 0 ||
		(owner ? owner != column : key->parts_count != 1 || !has_part(key, name)) ||
		!key_is_misplaced(table, key, owner != NULL, name))
		return 0;
	text = table_key(pool, table, key, name);
	if (owner)
		edit_remove(&rebuild->edits, table->sql, key->span);
	else
		edit_remove_constraint(&rebuild->edits, table, key);
	if (table->without_rowid)
		edit_insert(&rebuild->edits,
			table->constraints[table->constraints_count - 1].span.end,
			pool_printf(pool, ", %s", text));
	else
		edit_insert(&rebuild->edits, table->constraints[0].span.start,
			pool_printf(pool, "%s, ", text));
	return rebuild_run(rebuild);
}

int alter_rename_column(struct alter *alter, const struct op_alter_column *op)
{
	struct alter now = *alter;
	struct rebuild rebuild;

	now.pending = NULL;
	if (rebuild_start(&rebuild, &now, op->schema, op->table) < 0 ||
		move_key(&rebuild, op->column) < 0)
		return -1;
	return sqlite_exec(&alter->db->db,
		sql_format(alter->pool,
			"ALTER TABLE \"%w\".\"%w\" RENAME COLUMN \"%w\" TO \"%w\"",
			catalog_schema(op->schema), op->table, op->column, op->rename_to),
		alter->err);
}

int alter_column(struct alter *alter)
{
	const struct op_alter_column *op = alter->op->alter_column;
	const struct ddl_column *column;
	struct rebuild rebuild;

	if (rebuild_start(&rebuild, alter, op->schema, op->table) < 0)
		return -1;
	column = ddl_column(&rebuild.old, op->column);
	if (!column)
		return column_missing(&rebuild.old, op->column, alter->pool, alter->err);
	/* SQLite itself takes any value into any column, so ask before. */
	if (alter->unsupported && op->type.kind != TYPE_UNSET &&
		rows_check(alter->db, alter->pool, alter->op, alter->err) < 0)
		return -1;
	if (alter->unsupported && change(&rebuild, op, column) < 0)
		return -1;
	if (!op->rename_to)
		return 0;
	return alter->pending ? pending_rename(alter, op) : alter_rename_column(alter, op);
}
