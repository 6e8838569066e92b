#include "manifest/tree.h"

#include <string.h>

/* New nodes have the place of another one; these have none. */
static const struct node nowhere;

struct node *tree_new(struct pool *pool, enum node_kind kind, enum node_style style)
{
	struct node *node = node_new(pool, &nowhere, kind);

	node->style = style;
	return node;
}

struct node *tree_text(struct pool *pool, const char *text, enum node_style style)
{
	struct node *node = node_new_scalar(pool, &nowhere, text);

	node->style = style;
	return node;
}

void tree_put_text(
	struct pool *pool, struct node *mapping, const char *key, const char *text)
{
	if (text)
		node_put(pool, mapping, key, tree_text(pool, text, NODE_LITERAL));
}

void tree_put_tri(struct pool *pool, struct node *mapping, const char *key, enum tri value)
{
	if (value != TRI_UNSET)
		node_put(pool, mapping, key,
			tree_text(pool, value == TRI_YES ? "true" : "false", NODE_PLAIN));
}

void tree_put_names(struct pool *pool, struct node *mapping, const char *key, char **names,
	unsigned count)
{
	struct node *list = tree_new(pool, NODE_SEQUENCE, NODE_FLOW);

	for (unsigned i = 0; i < count; i++)
		node_append(list, tree_text(pool, names[i], NODE_LITERAL));
	if (count)
		node_put(pool, mapping, key, list);
}

static struct node *literal_node(struct pool *pool, const struct literal *literal)
{
	if (!literal->text)
		return tree_text(pool, "", NODE_PLAIN);
	return tree_text(
		pool, literal->text, literal->quoted ? NODE_DOUBLE_QUOTED : NODE_PLAIN);
}

void tree_put_literal(struct pool *pool, struct node *mapping, const char *key,
	const struct literal *literal)
{
	if (literal)
		node_put(pool, mapping, key, literal_node(pool, literal));
}

void tree_put_name(struct pool *pool, struct node *mapping, const char *key,
	const char *schema, const char *name)
{
	if (schema)
		tree_put_text(pool, mapping, "schema", schema);
	else if (name && strchr(name, '.'))
		node_put(pool, mapping, "schema", tree_text(pool, "", NODE_DOUBLE_QUOTED));
	tree_put_text(pool, mapping, key, name);
}

void tree_put_type(
	struct pool *pool, struct node *mapping, const char *key, const struct type *type)
{
	struct node *raw;

	if (type->kind == TYPE_UNSET)
		return;
	if (type->kind != TYPE_RAW) {
		tree_put_text(pool, mapping, key, type_text(pool, type));
		return;
	}
	raw = tree_new(pool, NODE_MAPPING, NODE_FLOW);
	tree_put_text(pool, raw, "sqlite", type->sqlite);
	tree_put_text(pool, raw, "mssql", type->mssql);
	node_put(pool, mapping, key, raw);
}

void tree_put_references(
	struct pool *pool, struct node *mapping, const struct reference *reference)
{
	struct node *node = tree_new(pool, NODE_MAPPING, NODE_FLOW);

	if (!reference)
		return;
	tree_put_name(pool, node, "table", reference->schema, reference->table);
	tree_put_names(pool, node, "columns", reference->columns, reference->columns_count);
	tree_put_text(pool, node, "on_delete", reference->on_delete);
	tree_put_text(pool, node, "on_update", reference->on_update);
	tree_put_text(pool, node, "deferrable", reference->deferrable);
	node_put(pool, mapping, "references", node);
}

struct node *tree_column(struct pool *pool, const struct column *column)
{
	struct node *node = tree_new(pool, NODE_MAPPING, NODE_FLOW);

	tree_put_text(pool, node, "name", column->name);
	tree_put_type(pool, node, "type", &column->type);
	tree_put_tri(pool, node, "nullable", column->nullable);
	tree_put_literal(pool, node, "default", column->default_value);
	tree_put_text(pool, node, "default_sql", column->default_sql);
	tree_put_tri(pool, node, "primary_key", column->primary_key);
	tree_put_tri(pool, node, "autoincrement", column->autoincrement);
	tree_put_tri(pool, node, "unique", column->unique);
	tree_put_tri(pool, node, "index", column->index);
	tree_put_references(pool, node, column->references);
	tree_put_text(pool, node, "check", column->check);
	tree_put_text(pool, node, "collation", column->collation);
	if (column->computed) {
		struct node *computed = tree_new(pool, NODE_MAPPING, NODE_FLOW);

		tree_put_text(pool, computed, "as", column->computed->as);
		tree_put_tri(pool, computed, "stored", column->computed->stored);
		node_put(pool, node, "computed", computed);
	}
	tree_put_text(pool, node, "comment", column->comment);
	return node;
}

/* A list of columns, or that and a name. */
static struct node *key_node(
	struct pool *pool, const char *name, char **columns, unsigned count)
{
	struct node *node = tree_new(pool, NODE_MAPPING, NODE_FLOW), *list;

	tree_put_text(pool, node, "name", name);
	tree_put_names(pool, node, "columns", columns, count);
	if (name)
		return node;
	list = node->first;
	node_remove(node, list);
	return list;
}

static void put_foreign_keys(
	struct pool *pool, struct node *mapping, const struct table *table)
{
	struct node *list = tree_new(pool, NODE_SEQUENCE, NODE_BLOCK);

	for (unsigned i = 0; i < table->foreign_keys_count; i++) {
		const struct foreign_key *key = &table->foreign_keys[i];
		struct node *node = tree_new(pool, NODE_MAPPING, NODE_FLOW);

		tree_put_text(pool, node, "name", key->name);
		tree_put_names(pool, node, "columns", key->columns, key->columns_count);
		tree_put_references(pool, node, &key->references);
		node_append(list, node);
	}
	if (list->count)
		node_put(pool, mapping, "foreign_keys", list);
}

static void put_checks(struct pool *pool, struct node *mapping, const struct table *table)
{
	struct node *list = tree_new(pool, NODE_SEQUENCE, NODE_BLOCK);

	for (unsigned i = 0; i < table->checks_count; i++) {
		const struct check *check = &table->checks[i];
		struct node *node = tree_new(pool, NODE_MAPPING, NODE_FLOW);

		tree_put_text(pool, node, "name", check->name);
		tree_put_text(pool, node, "check", check->check);
		node_append(list,
			check->name ? node : tree_text(pool, check->check, NODE_LITERAL));
	}
	if (list->count)
		node_put(pool, mapping, "checks", list);
}

static struct node *index_column(struct pool *pool, const struct index_column *column)
{
	struct node *node = tree_new(pool, NODE_MAPPING, NODE_FLOW);

	if (column->column && column->desc == TRI_UNSET && !column->collation)
		return tree_text(pool, column->column, NODE_LITERAL);
	tree_put_text(pool, node, "column", column->column);
	tree_put_text(pool, node, "expression", column->expression);
	tree_put_tri(pool, node, "desc", column->desc);
	tree_put_text(pool, node, "collation", column->collation);
	return node;
}

void tree_put_index(struct pool *pool, struct node *mapping, const struct index *index)
{
	struct node *columns = tree_new(pool, NODE_SEQUENCE, NODE_FLOW);

	for (unsigned i = 0; i < index->columns_count; i++)
		node_append(columns, index_column(pool, &index->columns[i]));
	if (columns->count)
		node_put(pool, mapping, "columns", columns);
	tree_put_tri(pool, mapping, "unique", index->unique);
	tree_put_text(pool, mapping, "where", index->where);
	tree_put_names(pool, mapping, "include", index->include, index->include_count);
}

static void put_indexes(struct pool *pool, struct node *mapping, const struct table *table)
{
	struct node *list = tree_new(pool, NODE_SEQUENCE, NODE_BLOCK);

	for (unsigned i = 0; i < table->indexes_count; i++) {
		struct node *node = tree_new(pool, NODE_MAPPING, NODE_FLOW);

		tree_put_text(pool, node, "name", table->indexes[i].name);
		tree_put_index(pool, node, &table->indexes[i]);
		node_append(list, node);
	}
	if (list->count)
		node_put(pool, mapping, "indexes", list);
}

static void put_options(struct pool *pool, struct node *mapping, const struct table *table)
{
	struct node *node = tree_new(pool, NODE_MAPPING, NODE_FLOW);

	if (!table->options)
		return;
	tree_put_text(pool, node, "sqlite", table->options->sqlite);
	tree_put_text(pool, node, "mssql", table->options->mssql);
	node_put(pool, mapping, "options", node);
}

struct node *tree_table(struct pool *pool, const struct table *table)
{
	struct node *node = tree_new(pool, NODE_MAPPING, NODE_BLOCK);
	struct node *columns = tree_new(pool, NODE_SEQUENCE, NODE_BLOCK);
	struct node *unique = tree_new(pool, NODE_SEQUENCE, NODE_BLOCK);

	tree_put_name(pool, node, "name", table->schema, table->name);
	for (unsigned i = 0; i < table->columns_count; i++)
		node_append(columns, tree_column(pool, &table->columns[i]));
	node_put(pool, node, "columns", columns);
	if (table->primary_key)
		node_put(pool, node, "primary_key",
			key_node(pool, table->primary_key->name,
				table->primary_key->columns,
				table->primary_key->columns_count));
	for (unsigned i = 0; i < table->unique_count; i++)
		node_append(unique,
			key_node(pool, table->unique[i].name, table->unique[i].columns,
				table->unique[i].columns_count));
	if (unique->count)
		node_put(pool, node, "unique", unique);
	put_foreign_keys(pool, node, table);
	put_checks(pool, node, table);
	put_indexes(pool, node, table);
	tree_put_text(pool, node, "comment", table->comment);
	put_options(pool, node, table);
	return node;
}
