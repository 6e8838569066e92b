#include "manifest/rules.h"

#include "base/map.h"

#include <string.h>

struct rules {
	const struct document *document;
	struct error *err;
};

static int exclude(const struct rules *rules, const struct node *node, const char *one,
	const char *other)
{
	const struct node *second = node_find(node, other);

	if (!node_find(node, one) || !second)
		return 0;
	return node_error(rules->document, second->key, rules->err,
		"%s and %s exclude each other", one, other);
}

static int column_rules(
	const struct rules *rules, const struct node *node, const struct column *column)
{
	if (column->type.kind == TYPE_UNSET && !column->computed)
		return node_error(rules->document, node, rules->err,
			"column \"%.80s\" lacks the key \"type\"", column->name);
	if (exclude(rules, node, "default", "default_sql") < 0 ||
		exclude(rules, node, "default", "computed") < 0)
		return -1;
	return exclude(rules, node, "default_sql", "computed");
}

static int count_rule(const struct rules *rules, const struct node *references,
	unsigned count, const struct reference *reference)
{
	if (!reference->columns_count || reference->columns_count == count)
		return 0;
	return node_error(rules->document, node_find(references, "columns"), rules->err,
		"%u column%s cannot refer to %u", count, count == 1 ? "" : "s",
		reference->columns_count);
}

static int index_rules(const struct rules *rules, const struct node *node,
	const struct index_column *columns)
{
	const struct node *item = node_find(node, "columns");

	item = item ? item->first : NULL;
	for (unsigned i = 0; item; item = item->next, i++) {
		if (columns[i].column && columns[i].expression)
			return exclude(rules, item, "column", "expression");
		if (!columns[i].column && !columns[i].expression)
			return node_error(rules->document, item, rules->err,
				"an index column needs the key \"column\" or "
				"\"expression\"");
	}
	return 0;
}

/* Column names of a table are compared as databases do, without regard to case. */
static int columns_rules(
	const struct rules *rules, const struct node *node, const struct table *table)
{
	struct map names;
	const struct node *item = node_find(node, "columns")->first;

	map_init(&names, rules->document->pool, true);
	for (unsigned i = 0; item; item = item->next, i++) {
		const struct column *column = &table->columns[i];

		if (column_rules(rules, item, column) < 0)
			return -1;
		if (map_put(&names, column->name, column->name))
			return node_error(rules->document, node_find(item, "name"),
				rules->err, "table \"%.80s\" has two columns \"%.80s\"",
				table->name, column->name);
		if (column->references && count_rule(rules, node_find(item, "references"),
						  1, column->references) < 0)
			return -1;
	}
	return 0;
}

static int table_rules(
	const struct rules *rules, const struct node *node, const struct table *table)
{
	const struct node *keys = node_find(node, "foreign_keys");
	const struct node *indexes = node_find(node, "indexes"), *item;

	if (columns_rules(rules, node, table) < 0)
		return -1;
	item = keys ? keys->first : NULL;
	for (unsigned i = 0; item; item = item->next, i++) {
		const struct foreign_key *key = &table->foreign_keys[i];

		if (count_rule(rules, node_find(item, "references"), key->columns_count,
			    &key->references) < 0)
			return -1;
	}
	item = indexes ? indexes->first : NULL;
	for (unsigned i = 0; item; item = item->next, i++) {
		if (index_rules(rules, item, table->indexes[i].columns) < 0)
			return -1;
	}
	return 0;
}

static int alter_rules(const struct rules *rules, const struct node *body)
{
	static const char *const changes[] = {"rename_to", "type", "nullable", "default",
		"default_sql", "comment", "collation", "autoincrement"};
	bool some = false;

	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++)
		some = some || node_find(body, changes[i]);
	if (!some)
		return node_error(rules->document, body, rules->err,
			"alter_column changes nothing: it needs rename_to, type, nullable, "
			"default, default_sql, comment, collation or autoincrement");
	return exclude(rules, body, "default", "default_sql");
}

static int constraint_rules(
	const struct rules *rules, const struct node *body, const struct operation *op)
{
	struct op_constraint *constraint = op->constraint;

	switch (op->kind) {
	case OP_CREATE_PRIMARY_KEY:
		constraint->kind = CONSTRAINT_PRIMARY_KEY;
		break;
	case OP_CREATE_UNIQUE_CONSTRAINT:
		constraint->kind = CONSTRAINT_UNIQUE;
		break;
	case OP_CREATE_FOREIGN_KEY:
		constraint->kind = CONSTRAINT_FOREIGN_KEY;
		return count_rule(rules, node_find(body, "references"),
			constraint->columns_count, constraint->references);
	case OP_CREATE_CHECK_CONSTRAINT:
		constraint->kind = CONSTRAINT_CHECK;
		break;
	default:
		break;
	}
	return 0;
}

static int execute_rules(
	const struct rules *rules, const struct node *body, struct op_execute *execute)
{
	const struct node *sql = node_find(body, "sql");

	if (sql->kind == NODE_SCALAR)
		execute->mssql = execute->sqlite;
	else if (!sql->count)
		return node_error(rules->document, sql, rules->err,
			"sql names no database: a text or {sqlite: ..., mssql: ...} was "
			"expected");
	execute->touches_said = node_find(body, "touches") != NULL;
	if (!node_find(body, "transaction"))
		execute->transaction = true;
	return 0;
}

static int added_column_rules(
	const struct rules *rules, const struct node *body, const struct column *column)
{
	const struct node *node = node_find(body, "column");

	if (column_rules(rules, node, column) < 0)
		return -1;
	return column->references ? count_rule(rules, node_find(node, "references"), 1,
					    column->references)
				  : 0;
}

static int operation_rules(
	const struct rules *rules, const struct node *body, const struct operation *op)
{
	switch (op->kind) {
	case OP_CREATE_TABLE:
		return table_rules(rules, body, op->create_table);
	case OP_ADD_COLUMN:
		return added_column_rules(rules, body, &op->add_column->column);
	case OP_ALTER_COLUMN:
		return alter_rules(rules, body);
	case OP_CREATE_INDEX:
	case OP_DROP_INDEX:
		return index_rules(rules, body, op->index->index.columns);
	case OP_CREATE_PRIMARY_KEY:
	case OP_CREATE_UNIQUE_CONSTRAINT:
	case OP_CREATE_FOREIGN_KEY:
	case OP_CREATE_CHECK_CONSTRAINT:
		return constraint_rules(rules, body, op);
	case OP_EXECUTE:
		return execute_rules(rules, body, op->execute);
	default:
		return 0;
	}
}

int rules_operations(const struct document *document, const struct node *nodes,
	struct operations *operations, struct error *err)
{
	struct rules rules = {document, err};
	const struct node *item = nodes->first;

	for (unsigned i = 0; item; item = item->next, i++) {
		const struct operation *op = &operations->items[i];

		if (operation_rules(&rules, item->first, op) < 0)
			return -1;
		if (op->kind == OP_EXECUTE && !op->execute->transaction && item->next)
			return node_error(document, node_find(item->first, "transaction"),
				err,
				"an operation outside the transaction must be the last of "
				"its list");
	}
	return 0;
}

int rules_tables(const struct document *document, const struct node *nodes,
	const struct table *tables, struct error *err)
{
	struct rules rules = {document, err};
	unsigned i = 0;

	for (const struct node *item = nodes->first; item; item = item->next, i++) {
		if (table_rules(&rules, item, &tables[i]) < 0)
			return -1;
	}
	return 0;
}
