#include "manifest/lower.h"

#include "base/text.h"
#include "schema/operation.h"

#include <string.h>

static int lower_nothing(
	const struct document *document, struct node *body, struct error *err)
{
	(void)document;
	(void)body;
	(void)err;
	return 0;
}

static int lower_rename(
	const struct document *document, struct node *body, struct error *err)
{
	struct node *to = node_find(body, "to"), *schema;
	char *dot = to && to->kind == NODE_SCALAR ? strchr(to->text, '.') : NULL;
	bool given = node_find(body, "schema") != NULL;

	if (lower_name(document, body, "from", err) < 0)
		return -1;
	if (!dot || given)
		return 0;
	schema = node_find(body, "schema");
	if (!schema || strlen(schema->text) != (size_t)(dot - to->text) ||
		strncmp(schema->text, to->text, schema->length) != 0 || !dot[1] ||
		strchr(dot + 1, '.')) {
		node_error(document, to, err, "to: \"%.80s\" is not in the schema of from",
			to->text);
		return error_hint(
			err, "A table keeps its schema; give the new name alone.");
	}
	to->text = dot + 1;
	to->length = strlen(dot + 1);
	return 0;
}

static int lower_add_column(
	const struct document *document, struct node *body, struct error *err)
{
	return lower_column(document, node_find(body, "column"), err);
}

/* A key of more than 1,024 characters cannot be written on one line. */
#define COLUMN_NAME_MAX 512

/* {a: 1, b: ~} becomes {@cells: [{@name: a, @value: 1}, {@name: b, @value: ~}]}. */
static int lower_row(const struct document *document, struct node *row, struct error *err)
{
	struct node *cells = node_new(document->pool, row, NODE_SEQUENCE), *value, *next;

	if (!row->count)
		return node_error(document, row, err, "a row without a column");
	for (value = row->first; value; value = next) {
		struct node *cell = node_new(document->pool, value, NODE_MAPPING);
		struct node *name = value->key;

		next = value->next;
		if (value->kind != NODE_SCALAR)
			return node_error(document, value, err,
				"the value of \"%.80s\" must be a single value, not a %s",
				name->text, node_kind_name(value));
		if (!name->length || name->length > COLUMN_NAME_MAX)
			return node_error(document, name, err,
				"a column's name must have 1 to %d bytes", COLUMN_NAME_MAX);
		name->style = NODE_DOUBLE_QUOTED; /* a name, even if it is `null` */
		node_put(document->pool, cell, "@name", name);
		node_put(document->pool, cell, "@value", value);
		node_append(cells, cell);
	}
	row->first = row->last = NULL;
	row->count = 0;
	node_put(document->pool, row, "@cells", cells);
	return 0;
}

static int lower_insert(
	const struct document *document, struct node *body, struct error *err)
{
	struct node *rows = node_find(body, "rows");
	struct node *row = rows && rows->kind == NODE_SEQUENCE ? rows->first : NULL;

	for (; row; row = row->next) {
		if (row->kind == NODE_MAPPING && lower_row(document, row, err) < 0)
			return -1;
	}
	return 0;
}

/* How an operation names its table, and what else there is to lower. */
static const struct lowering {
	const char *table;
	int (*body)(const struct document *, struct node *, struct error *);
} lowerings[OP_KINDS] = {
	[OP_CREATE_TABLE] = {NULL, lower_table},
	[OP_DROP_TABLE] = {"name", lower_nothing},
	[OP_RENAME_TABLE] = {NULL, lower_rename},
	[OP_ADD_COLUMN] = {"table", lower_add_column},
	[OP_DROP_COLUMN] = {"table", lower_nothing},
	[OP_ALTER_COLUMN] = {"table", lower_column},
	[OP_CREATE_INDEX] = {"table", lower_nothing},
	[OP_DROP_INDEX] = {"table", lower_nothing},
	[OP_CREATE_PRIMARY_KEY] = {"table", lower_nothing},
	[OP_CREATE_UNIQUE_CONSTRAINT] = {"table", lower_nothing},
	[OP_CREATE_FOREIGN_KEY] = {"table", lower_references},
	[OP_CREATE_CHECK_CONSTRAINT] = {"table", lower_nothing},
	[OP_DROP_CONSTRAINT] = {"table", lower_nothing},
	[OP_CREATE_VIEW] = {"name", lower_nothing},
	[OP_DROP_VIEW] = {"name", lower_nothing},
	[OP_EXECUTE] = {NULL, lower_nothing},
	[OP_INSERT] = {"table", lower_insert},
};

static int unknown_operation(
	const struct document *document, const struct node *key, struct error *err)
{
	const char *names[OP_KINDS], *nearest;
	struct text known;

	text_init(&known, document->pool);
	for (int kind = 0; kind < OP_KINDS; kind++) {
		names[kind] = operation_name((enum operation_kind)kind);
		text_printf(&known, "%s%s", kind ? ", " : "", names[kind]);
	}
	nearest = nearest_word(key->text, names, OP_KINDS);
	node_error(document, key, err, "unknown operation \"%.80s\"%s%s%s", key->text,
		nearest ? "; did you mean \"" : "", nearest ? nearest : "",
		nearest ? "\"?" : "");
	return error_hint(err, "The operations are: %s.", known.data);
}

static int lower_operation(
	const struct document *document, struct node *item, struct error *err)
{
	int kind = 0;
	struct node *body = item->first, *number;

	if (!body)
		return node_error(document, item, err, "an operation without a name");
	if (item->count > 1)
		return node_error(document, body->next->key, err,
			"\"%.80s\" stands beside \"%.80s\": an item is one operation",
			body->next->key->text, body->key->text);
	while (kind < OP_KINDS &&
		strcmp(body->key->text, operation_name((enum operation_kind)kind)) != 0)
		kind++;
	if (kind == OP_KINDS)
		return unknown_operation(document, body->key, err);
	if (body->kind == NODE_MAPPING &&
		((lowerings[kind].table &&
			 lower_name(document, body, lowerings[kind].table, err) < 0) ||
			lowerings[kind].body(document, body, err) < 0))
		return -1;
	number = node_new_scalar(
		document->pool, item, pool_printf(document->pool, "%d", kind));
	number->style = NODE_PLAIN;
	node_put(document->pool, item, "@kind", number);
	return 0;
}

int lower_operations(
	const struct document *document, struct node *operations, struct error *err)
{
	struct node *item = operations->kind == NODE_SEQUENCE ? operations->first : NULL;

	for (; item; item = item->next) {
		if (item->kind == NODE_MAPPING && lower_operation(document, item, err) < 0)
			return -1;
	}
	return 0;
}
