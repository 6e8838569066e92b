#include "run/touched.h"

#include "base/pool.h"

#include <string.h>

void touched_init(struct touched *touched, struct pool *pool)
{
	*touched = (struct touched){.pool = pool};
	map_init(&touched->tables, pool, true);
	map_init(&touched->columns, pool, true);
	map_init(&touched->some, pool, true);
}

static const char *without_schema(const char *table)
{
	const char *dot = strrchr(table, '.');

	return dot ? dot + 1 : table;
}

static char *column_key(struct pool *pool, const char *table, const char *column)
{
	return pool_printf(pool, "%s\n%s", without_schema(table), column);
}

static void touch_table(struct touched *touched, const char *table)
{
	if (table)
		map_put(&touched->tables, pool_strdup(touched->pool, without_schema(table)),
			touched);
}

static void touch_column(struct touched *touched, const char *table, const char *column)
{
	if (!column)
		return;
	map_put(&touched->columns, column_key(touched->pool, table, column), touched);
	map_put(&touched->some, pool_strdup(touched->pool, without_schema(table)), touched);
}

static bool is_touched(const struct touched *touched, const char *table)
{
	return map_find(&touched->tables, without_schema(table)) != NULL;
}

static bool has_touched_columns(const struct touched *touched, const char *table)
{
	return map_find(&touched->some, without_schema(table)) != NULL;
}

static bool are_touched(const struct touched *touched, const char *table,
	char *const *columns, unsigned count)
{
	for (unsigned i = 0; has_touched_columns(touched, table) && i < count; i++) {
		if (map_find(&touched->columns,
			    column_key(touched->pool, table, columns[i])))
			return true;
	}
	return false;
}

/* Columns that a key refers to; without names they are the primary key's. */
static bool may_ask_parent(const struct touched *touched, const struct reference *to)
{
	if (!to)
		return true;
	if (is_touched(touched, to->table))
		return false;
	return to->columns_count
		       ? !are_touched(touched, to->table, to->columns, to->columns_count)
		       : !has_touched_columns(touched, to->table);
}

static bool may_ask_index(const struct touched *touched, const struct op_index *op)
{
	if (!has_touched_columns(touched, op->table))
		return true;
	if (op->index.where)
		return false;
	for (unsigned i = 0; i < op->index.columns_count; i++) {
		char *column = op->index.columns[i].column;

		if (!column || are_touched(touched, op->table, &column, 1))
			return false;
	}
	return true;
}

static bool may_ask_columns(const struct touched *touched, const struct operation *op)
{
	const struct op_alter_column *alter = op->alter_column;
	const struct op_constraint *constraint = op->constraint;

	switch (op->kind) {
	case OP_ADD_COLUMN:
		/* It counts rows. */
		return may_ask_parent(touched, op->add_column->column.references);
	case OP_ALTER_COLUMN:
		if (alter->using)
			return !has_touched_columns(touched, alter->table);
		return !are_touched(touched, alter->table, &alter->column, 1);
	case OP_CREATE_INDEX:
		return may_ask_index(touched, op->index);
	case OP_CREATE_PRIMARY_KEY:
	case OP_CREATE_UNIQUE_CONSTRAINT:
	case OP_CREATE_FOREIGN_KEY:
		return !are_touched(touched, constraint->table, constraint->columns,
			       constraint->columns_count) &&
		       may_ask_parent(touched, constraint->references);
	default:
		/* A check may name any. */
		return !has_touched_columns(touched, operation_table(op));
	}
}

bool touched_may_ask(const struct touched *touched, const struct operation *op)
{
	const char *table = operation_table(op);

	if (touched->all || op->kind == OP_EXECUTE || op->kind == OP_CREATE_TABLE || !table)
		return false;
	return !is_touched(touched, table) && may_ask_columns(touched, op);
}

void touched_note(struct touched *touched, const struct operation *op)
{
	const char *table = operation_table(op);

	switch (op->kind) {
	case OP_ADD_COLUMN:
		touch_column(touched, table, op->add_column->column.name);
		return;
	case OP_DROP_COLUMN:
		touch_column(touched, table, op->drop_column->column);
		return;
	case OP_ALTER_COLUMN:
		touch_column(touched, table, op->alter_column->column);
		touch_column(touched, table, op->alter_column->rename_to);
		return;
	case OP_RENAME_TABLE:
		touch_table(touched, op->rename_table->to);
		break;
	case OP_EXECUTE:
		if (!op->execute->touches_said)
			touched->all = true;
		for (unsigned i = 0; i < op->execute->touches_count; i++)
			touch_table(touched, op->execute->touches[i]);
		return;
	default:
		/* Constraints and indexes leave the rows as they are. */
		if (op->kind >= OP_CREATE_INDEX && op->kind <= OP_DROP_CONSTRAINT)
			return;
	}
	touch_table(touched, table);
}
