#include "schema/operation.h"

#include <string.h>

static const char *const names[OP_KINDS] = {
	[OP_CREATE_TABLE] = "create_table",
	[OP_DROP_TABLE] = "drop_table",
	[OP_RENAME_TABLE] = "rename_table",
	[OP_ADD_COLUMN] = "add_column",
	[OP_DROP_COLUMN] = "drop_column",
	[OP_ALTER_COLUMN] = "alter_column",
	[OP_CREATE_INDEX] = "create_index",
	[OP_DROP_INDEX] = "drop_index",
	[OP_CREATE_PRIMARY_KEY] = "create_primary_key",
	[OP_CREATE_UNIQUE_CONSTRAINT] = "create_unique_constraint",
	[OP_CREATE_FOREIGN_KEY] = "create_foreign_key",
	[OP_CREATE_CHECK_CONSTRAINT] = "create_check_constraint",
	[OP_DROP_CONSTRAINT] = "drop_constraint",
	[OP_CREATE_VIEW] = "create_view",
	[OP_DROP_VIEW] = "drop_view",
	[OP_EXECUTE] = "execute",
	[OP_INSERT] = "insert",
};

const char *operation_name(enum operation_kind kind)
{
	return names[kind];
}

void operations_add(
	struct pool *pool, struct operations *list, enum operation_kind kind, void *body)
{
	struct operation op = {.kind = kind, .any = body};

	POOL_PUSH(pool, list->items, list->count, list->cap, op);
}

/* What an operation names: the table or view with its schema, and the column. */
struct target {
	const char *schema, *table, *column;
};

static struct target target_of(const struct operation *op)
{
	switch (op->kind) {
	case OP_CREATE_TABLE:
		return (struct target){
			op->create_table->schema, op->create_table->name, NULL};
	case OP_DROP_TABLE:
		return (struct target){op->drop_table->schema, op->drop_table->name, NULL};
	case OP_RENAME_TABLE:
		return (struct target){
			op->rename_table->schema, op->rename_table->from, NULL};
	case OP_ADD_COLUMN:
		return (struct target){op->add_column->schema, op->add_column->table,
			op->add_column->column.name};
	case OP_DROP_COLUMN:
		return (struct target){op->drop_column->schema, op->drop_column->table,
			op->drop_column->column};
	case OP_ALTER_COLUMN:
		return (struct target){op->alter_column->schema, op->alter_column->table,
			op->alter_column->column};
	case OP_CREATE_INDEX:
	case OP_DROP_INDEX:
		return (struct target){op->index->schema, op->index->table, NULL};
	case OP_CREATE_PRIMARY_KEY:
	case OP_CREATE_UNIQUE_CONSTRAINT:
	case OP_CREATE_FOREIGN_KEY:
	case OP_CREATE_CHECK_CONSTRAINT:
	case OP_DROP_CONSTRAINT:
		return (struct target){op->constraint->schema, op->constraint->table, NULL};
	case OP_CREATE_VIEW:
	case OP_DROP_VIEW:
		return (struct target){op->view->schema, op->view->name, NULL};
	case OP_INSERT:
		return (struct target){op->insert->schema, op->insert->table, NULL};
	case OP_EXECUTE:
	case OP_KINDS:
		break;
	}
	return (struct target){NULL, NULL, NULL};
}

char *operation_object(struct pool *pool, const struct operation *op)
{
	struct target target = target_of(op);

	return pool_printf(pool, "%s%s%s%s%s", target.schema ? target.schema : "",
		target.schema ? "." : "", target.table ? target.table : "",
		target.column ? "." : "", target.column ? target.column : "");
}

const char *operation_table(const struct operation *op)
{
	return target_of(op).table;
}

const char *operation_schema(const struct operation *op)
{
	return target_of(op).schema;
}
