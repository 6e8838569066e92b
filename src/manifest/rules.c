#include "manifest/rules.h"

#include "base/map.h"

#include <stdlib.h>
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

static int column_rules(const struct rules *rules, const struct node *node)
{
	if (!node_find(node, "type") && !node_find(node, "computed"))
		return node_error(rules->document, node, rules->err,
			"column \"%.80s\" lacks the key \"type\"",
			node_find(node, "name")->text);
	if (exclude(rules, node, "default", "default_sql") < 0 ||
		exclude(rules, node, "default", "computed") < 0)
		return -1;
	return exclude(rules, node, "default_sql", "computed");
}

/* So many columns refer to those that `references` names, where it names them. */
static int count_rule(
	const struct rules *rules, const struct node *references, unsigned count)
{
	const struct node *columns = node_find(references, "columns");

	if (!columns || columns->count == count)
		return 0;
	return node_error(rules->document, columns, rules->err,
		"%u column%s cannot refer to %u", count, count == 1 ? "" : "s",
		columns->count);
}

static int key_rules(const struct rules *rules, const struct node *key)
{
	return count_rule(
		rules, node_find(key, "references"), node_find(key, "columns")->count);
}

static int index_rules(const struct rules *rules, const struct node *index)
{
	const struct node *columns = node_find(index, "columns");
	const struct node *item = columns ? columns->first : NULL;

	for (; item; item = item->next) {
		if (exclude(rules, item, "column", "expression") < 0)
			return -1;
		if (item->kind == NODE_MAPPING && !node_find(item, "column") &&
			!node_find(item, "expression"))
			return node_error(rules->document, item, rules->err,
				"an index column needs the key \"column\" or "
				"\"expression\"");
	}
	return 0;
}

static int table_column_rules(const struct rules *rules, const struct node *column)
{
	if (column_rules(rules, column) < 0)
		return -1;
	return count_rule(rules, node_find(column, "references"), 1);
}

/* Column names of a table are compared as databases do, without regard to case. */
static int columns_rules(const struct rules *rules, const struct node *table)
{
	const struct node *column = node_find(table, "columns")->first;
	struct map names;

	map_init(&names, rules->document->pool, true);
	for (; column; column = column->next) {
		struct node *name = node_find(column, "name");

		if (table_column_rules(rules, column) < 0)
			return -1;
		if (map_put(&names, name->text, name))
			return node_error(rules->document, name, rules->err,
				"table \"%.80s\" has two columns \"%.80s\"",
				node_find(table, "name")->text, name->text);
	}
	return 0;
}

static int each(const struct rules *rules, const struct node *list,
	int (*rule)(const struct rules *, const struct node *))
{
	const struct node *item = list ? list->first : NULL;

	for (; item; item = item->next)
		if (rule(rules, item) < 0)
			return -1;
	return 0;
}

static int table_rules(const struct rules *rules, const struct node *table)
{
	if (columns_rules(rules, table) < 0 ||
		each(rules, node_find(table, "foreign_keys"), key_rules) < 0)
		return -1;
	return each(rules, node_find(table, "indexes"), index_rules);
}

static int alter_rules(const struct rules *rules, const struct node *body)
{
	static const char *const changes[] = {"rename_to", "type", "nullable", "default",
		"default_sql", "comment", "collation", "autoincrement", "using"};
	bool some = false;

	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++)
		some = some || node_find(body, changes[i]);
	if (!some)
		return node_error(rules->document, body, rules->err,
			"alter_column changes nothing: it needs rename_to, type, nullable, "
			"default, default_sql, comment, collation, autoincrement or using");
	return exclude(rules, body, "default", "default_sql");
}

static int add_column_rules(const struct rules *rules, const struct node *body)
{
	return table_column_rules(rules, node_find(body, "column"));
}

static bool runs_alone(const struct node *execute)
{
	const struct node *transaction = node_find(execute, "transaction");

	return transaction && transaction->text[0] != 't' && transaction->text[0] != 'T';
}

static int execute_rules(const struct rules *rules, const struct node *body)
{
	const struct node *sql = node_find(body, "sql");

	if (sql->kind == NODE_SCALAR || sql->count)
		return 0;
	return node_error(rules->document, sql, rules->err,
		"sql names no database: a text or {sqlite: ..., mssql: ...} was expected");
}

static enum operation_kind kind_of(const struct node *item)
{
	return (enum operation_kind)strtol(node_find(item, "@kind")->text, NULL, 10);
}

static int operation_rules(const struct rules *rules, const struct node *item)
{
	static int (*const bodies[OP_KINDS])(const struct rules *, const struct node *) = {
		[OP_CREATE_TABLE] = table_rules,
		[OP_ADD_COLUMN] = add_column_rules,
		[OP_ALTER_COLUMN] = alter_rules,
		[OP_CREATE_INDEX] = index_rules,
		[OP_DROP_INDEX] = index_rules,
		[OP_CREATE_FOREIGN_KEY] = key_rules,
		[OP_EXECUTE] = execute_rules,
	};
	const struct node *body = item->first;
	enum operation_kind kind = kind_of(item);

	if (bodies[kind] && bodies[kind](rules, body) < 0)
		return -1;
	if (kind == OP_EXECUTE && runs_alone(body) && item->next)
		return node_error(rules->document, node_find(body, "transaction"),
			rules->err,
			"an operation outside the transaction must be the last of its "
			"list");
	return 0;
}

int rules_operations(
	const struct document *document, const struct node *nodes, struct error *err)
{
	return each(&(struct rules){document, err}, nodes, operation_rules);
}

int rules_tables(
	const struct document *document, const struct node *nodes, struct error *err)
{
	return each(&(struct rules){document, err}, nodes, table_rules);
}

static void complete_execute(const struct node *body, struct op_execute *execute)
{
	if (node_find(body, "sql")->kind == NODE_SCALAR)
		execute->mssql = execute->sqlite;
	execute->touches_said = node_find(body, "touches") != NULL;
	execute->transaction = !runs_alone(body);
}

void rules_complete(const struct node *nodes, struct operations *operations)
{
	static const enum constraint_kind kinds[OP_KINDS] = {
		[OP_CREATE_PRIMARY_KEY] = CONSTRAINT_PRIMARY_KEY,
		[OP_CREATE_UNIQUE_CONSTRAINT] = CONSTRAINT_UNIQUE,
		[OP_CREATE_FOREIGN_KEY] = CONSTRAINT_FOREIGN_KEY,
		[OP_CREATE_CHECK_CONSTRAINT] = CONSTRAINT_CHECK,
	};
	const struct node *item = nodes->first;

	for (unsigned i = 0; item; item = item->next, i++) {
		const struct operation *op = &operations->items[i];

		if (kinds[op->kind] != CONSTRAINT_UNSET)
			op->constraint->kind = kinds[op->kind];
		else if (op->kind == OP_EXECUTE)
			complete_execute(item->first, op->execute);
	}
}
