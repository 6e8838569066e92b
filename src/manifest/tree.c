#include "manifest/tree.h"

#include <string.h>

static struct node *new_body(struct pool *pool)
{
	return tree_new(pool, NODE_MAPPING, NODE_FLOW);
}

static struct node *drop_table(struct pool *pool, const struct operation *op)
{
	struct node *body = new_body(pool);

	tree_put_name(pool, body, "name", op->drop_table->schema, op->drop_table->name);
	return body;
}

static struct node *rename_table(struct pool *pool, const struct operation *op)
{
	const struct op_rename_table *rename = op->rename_table;
	struct node *body = new_body(pool);

	tree_put_name(pool, body, "from", rename->schema, rename->from);
	/* A dot in the new name alone would be read as a schema, too. */
	if (!rename->schema && strchr(rename->to, '.') && !strchr(rename->from, '.'))
		node_put(pool, body, "schema", tree_text(pool, "", NODE_DOUBLE_QUOTED));
	tree_put_text(pool, body, "to", rename->to);
	return body;
}

static struct node *add_column(struct pool *pool, const struct operation *op)
{
	const struct op_add_column *add = op->add_column;
	struct node *body = tree_new(pool, NODE_MAPPING, NODE_BLOCK);

	tree_put_name(pool, body, "table", add->schema, add->table);
	node_put(pool, body, "column", tree_column(pool, &add->column));
	tree_put_literal(pool, body, "fill", add->fill);
	return body;
}

static struct node *drop_column(struct pool *pool, const struct operation *op)
{
	const struct op_drop_column *drop = op->drop_column;
	struct node *body = new_body(pool);

	tree_put_name(pool, body, "table", drop->schema, drop->table);
	tree_put_text(pool, body, "column", drop->column);
	return body;
}

static struct node *alter_column(struct pool *pool, const struct operation *op)
{
	const struct op_alter_column *alter = op->alter_column;
	struct node *body = new_body(pool);

	tree_put_name(pool, body, "table", alter->schema, alter->table);
	tree_put_text(pool, body, "column", alter->column);
	tree_put_text(pool, body, "rename_to", alter->rename_to);
	tree_put_type(pool, body, "type", &alter->type);
	tree_put_tri(pool, body, "nullable", alter->nullable);
	tree_put_literal(pool, body, "default", alter->default_value);
	tree_put_text(pool, body, "default_sql", alter->default_sql);
	tree_put_text(pool, body, "comment", alter->comment);
	tree_put_text(pool, body, "collation", alter->collation);
	tree_put_tri(pool, body, "autoincrement", alter->autoincrement);
	tree_put_text(pool, body, "using", alter->using);
	return body;
}

static struct node *index_body(struct pool *pool, const struct operation *op)
{
	struct node *body = new_body(pool);

	tree_put_text(pool, body, "name", op->index->index.name);
	tree_put_name(pool, body, "table", op->index->schema, op->index->table);
	tree_put_index(pool, body, &op->index->index);
	return body;
}

static struct node *constraint_body(struct pool *pool, const struct operation *op)
{
	static const char *const kinds[] = {
		[CONSTRAINT_UNSET] = NULL,
		[CONSTRAINT_PRIMARY_KEY] = "primary_key",
		[CONSTRAINT_UNIQUE] = "unique",
		[CONSTRAINT_FOREIGN_KEY] = "foreign_key",
		[CONSTRAINT_CHECK] = "check",
	};
	const struct op_constraint *constraint = op->constraint;
	struct node *body = new_body(pool);

	tree_put_text(pool, body, "name", constraint->name);
	tree_put_name(pool, body, "table", constraint->schema, constraint->table);
	if (op->kind == OP_DROP_CONSTRAINT) {
		tree_put_text(pool, body, "kind", kinds[constraint->kind]);
		return body;
	}
	if (op->kind == OP_CREATE_CHECK_CONSTRAINT) {
		tree_put_text(pool, body, "check", constraint->check);
		return body;
	}
	tree_put_names(
		pool, body, "columns", constraint->columns, constraint->columns_count);
	if (op->kind == OP_CREATE_FOREIGN_KEY) {
		tree_put_references(pool, body, constraint->references);
		body->style = NODE_BLOCK;
	}
	return body;
}

static struct node *view_body(struct pool *pool, const struct operation *op)
{
	struct node *body = new_body(pool);

	tree_put_name(pool, body, "name", op->view->schema, op->view->name);
	tree_put_text(pool, body, "as", op->view->as);
	return body;
}

static struct node *execute_body(struct pool *pool, const struct operation *op)
{
	const struct op_execute *execute = op->execute;
	struct node *body = new_body(pool), *sql;

	if (execute->sqlite && execute->sqlite == execute->mssql) {
		tree_put_text(pool, body, "sql", execute->sqlite);
	} else {
		sql = tree_new(pool, NODE_MAPPING, NODE_BLOCK);
		tree_put_text(pool, sql, "sqlite", execute->sqlite);
		tree_put_text(pool, sql, "mssql", execute->mssql);
		node_put(pool, body, "sql", sql);
	}
	tree_put_names(pool, body, "touches", execute->touches, execute->touches_count);
	if (execute->touches_said && !execute->touches_count)
		node_put(pool, body, "touches", tree_new(pool, NODE_SEQUENCE, NODE_FLOW));
	if (!execute->transaction)
		tree_put_tri(pool, body, "transaction", TRI_NO);
	return body;
}

static struct node *insert_body(struct pool *pool, const struct operation *op)
{
	const struct op_insert *insert = op->insert;
	struct node *body = tree_new(pool, NODE_MAPPING, NODE_BLOCK);
	struct node *rows = tree_new(pool, NODE_SEQUENCE, NODE_BLOCK);

	tree_put_name(pool, body, "table", insert->schema, insert->table);
	for (unsigned i = 0; i < insert->rows_count; i++) {
		struct node *row = tree_new(pool, NODE_MAPPING, NODE_FLOW);

		for (unsigned j = 0; j < insert->rows[i].cells_count; j++) {
			const struct cell *cell = &insert->rows[i].cells[j];

			tree_put_literal(pool, row, cell->column, &cell->value);
		}
		node_append(rows, row);
	}
	node_put(pool, body, "rows", rows);
	return body;
}

static struct node *create_table(struct pool *pool, const struct operation *op)
{
	return tree_table(pool, op->create_table);
}

static struct node *(*const bodies[OP_KINDS])(
	struct pool *pool, const struct operation *op) = {
	[OP_CREATE_TABLE] = create_table,
	[OP_DROP_TABLE] = drop_table,
	[OP_RENAME_TABLE] = rename_table,
	[OP_ADD_COLUMN] = add_column,
	[OP_DROP_COLUMN] = drop_column,
	[OP_ALTER_COLUMN] = alter_column,
	[OP_CREATE_INDEX] = index_body,
	[OP_DROP_INDEX] = index_body,
	[OP_CREATE_PRIMARY_KEY] = constraint_body,
	[OP_CREATE_UNIQUE_CONSTRAINT] = constraint_body,
	[OP_CREATE_FOREIGN_KEY] = constraint_body,
	[OP_CREATE_CHECK_CONSTRAINT] = constraint_body,
	[OP_DROP_CONSTRAINT] = constraint_body,
	[OP_CREATE_VIEW] = view_body,
	[OP_DROP_VIEW] = view_body,
	[OP_EXECUTE] = execute_body,
	[OP_INSERT] = insert_body,
};

struct node *tree_operations(struct pool *pool, const struct operations *operations)
{
	struct node *list = tree_new(pool, NODE_SEQUENCE, NODE_BLOCK);

	for (unsigned i = 0; i < operations->count; i++) {
		const struct operation *op = &operations->items[i];
		struct node *item = tree_new(pool, NODE_MAPPING, NODE_BLOCK);

		node_put(pool, item, operation_name(op->kind), bodies[op->kind](pool, op));
		node_append(list, item);
	}
	return list;
}
