#include "manifest/lower.h"

#include "schema/schema.h"

#include <string.h>
#include <strings.h>

static struct node *scalar_at(struct node *owner, const char *key)
{
	struct node *node = node_find(owner, key);

	return node && node->kind == NODE_SCALAR && !node_is_null(node) ? node : NULL;
}

int lower_name(const struct document *document, struct node *owner, const char *key,
	struct error *err)
{
	struct node *name = scalar_at(owner, key), *schema = node_find(owner, "schema");
	char *dot = name ? strchr(name->text, '.') : NULL;

	if (schema && node_is(schema, "") && !node_is_null(schema)) {
		node_remove(owner, schema);
		return 0;
	}
	if (schema || !dot)
		return 0;
	if (dot == name->text || !dot[1] || strchr(dot + 1, '.')) {
		node_error(document, name, err,
			"%s: \"%.80s\" is neither a name nor schema.name", key, name->text);
		return error_hint(err, "A name with a dot in it needs the key `schema`, "
				       "which may be empty.");
	}
	schema = node_new_scalar(document->pool, name,
		pool_strndup(document->pool, name->text, (size_t)(dot - name->text)));
	node_put(document->pool, owner, "schema", schema);
	name->text = dot + 1;
	name->length = strlen(dot + 1);
	return 0;
}

static void put_number(
	const struct document *document, struct node *type, const char *key, int number)
{
	struct node *node = node_new_scalar(
		document->pool, type, pool_printf(document->pool, "%d", number));

	/* Numbers are read from plain scalars. */
	node->style = NODE_PLAIN;
	node_put(document->pool, type, key, node);
}

static int lower_type(
	const struct document *document, struct node *owner, struct error *err)
{
	struct node *node = node_find(owner, "type"), *lowered = node;
	struct type type = {.kind = TYPE_RAW, .length = -1, .scale = -1};
	struct error cause;

	if (!node || node->kind == NODE_SEQUENCE || node_is_null(node))
		return 0;
	if (node->kind == NODE_SCALAR) {
		if (type_parse(node->text, &type, &cause) < 0) {
			node_error(document, node, err, "%s", cause.message);
			return cause.hint[0] ? error_hint(err, "%s", cause.hint) : -1;
		}
		lowered = node_new(document->pool, node, NODE_MAPPING);
		node_replace(owner, node, lowered);
	} else if (!node->count) {
		return node_error(document, node, err,
			"type names no database: {sqlite: X, mssql: Y} was expected");
	}
	put_number(document, lowered, "@kind", (int)type.kind);
	put_number(document, lowered, "@length", type.length);
	put_number(document, lowered, "@scale", type.scale);
	return 0;
}

/* What SQL says about rows that refer to one that goes; no action is the default. */
static int lower_action(const struct document *document, struct node *reference,
	const char *key, struct error *err)
{
	static const char *const actions[] = {
		"CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT", "NO ACTION"};
	struct node *node = scalar_at(reference, key);

	if (!node)
		return 0;
	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++) {
		if (strcasecmp(node->text, actions[i]) != 0)
			continue;
		if (!strcmp(actions[i], "NO ACTION"))
			node_remove(reference, node);
		node->text = (char *)(size_t)actions[i];
		return 0;
	}
	return node_error(document, node, err,
		"%s must be one of CASCADE, SET NULL, SET DEFAULT, RESTRICT, NO ACTION, "
		"not \"%.80s\"",
		key, node->text);
}

int lower_references(const struct document *document, struct node *owner, struct error *err)
{
	struct node *reference = node_find(owner, "references");

	if (!reference || reference->kind != NODE_MAPPING)
		return 0;
	if (lower_name(document, reference, "table", err) < 0 ||
		lower_action(document, reference, "on_delete", err) < 0)
		return -1;
	return lower_action(document, reference, "on_update", err);
}

/* A column references one: `column: id` stands for `columns: [id]` (contract 2.3). */
static void lower_single_reference(const struct document *document, struct node *column)
{
	struct node *reference = node_find(column, "references");
	struct node *single = node_find(reference, "column"), *list;

	if (!single || node_find(reference, "columns"))
		return;
	list = node_new(document->pool, single, NODE_SEQUENCE);
	node_remove(reference, single);
	node_append(list, single);
	node_put(document->pool, reference, "columns", list);
}

int lower_column(const struct document *document, struct node *column, struct error *err)
{
	if (!column || column->kind != NODE_MAPPING)
		return 0;
	lower_single_reference(document, column);
	if (lower_type(document, column, err) < 0)
		return -1;
	return lower_references(document, column, err);
}

int lower_table(const struct document *document, struct node *table, struct error *err)
{
	struct node *columns = node_find(table, "columns");
	struct node *keys = node_find(table, "foreign_keys");

	if (lower_name(document, table, "name", err) < 0)
		return -1;
	for (struct node *column = columns ? columns->first : NULL; column;
		column = column->next) {
		if (lower_column(document, column, err) < 0)
			return -1;
	}
	for (struct node *key = keys ? keys->first : NULL; key; key = key->next) {
		if (lower_references(document, key, err) < 0)
			return -1;
	}
	return 0;
}
