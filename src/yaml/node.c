#include "yaml/node.h"

#include <string.h>

struct node *node_find(const struct node *node, const char *key)
{
	struct node *value = node && node->kind == NODE_MAPPING ? node->first : NULL;

	while (value && strcmp(value->key->text, key) != 0)
		value = value->next;
	return value;
}

bool node_is_null(const struct node *node)
{
	static const char *const nulls[] = {"", "~", "null", "Null", "NULL"};

	if (node->kind != NODE_SCALAR || node->style != NODE_PLAIN || node->length > 4)
		return false;
	for (size_t i = 0; i < sizeof(nulls) / sizeof(*nulls); i++) {
		if (!strcmp(node->text, nulls[i]))
			return true;
	}
	return false;
}

bool node_is(const struct node *node, const char *text)
{
	return node && node->kind == NODE_SCALAR && !strcmp(node->text, text);
}

bool node_is_quoted(const struct node *node)
{
	return node->kind == NODE_SCALAR && node->style != NODE_PLAIN;
}

const char *node_kind_name(const struct node *node)
{
	if (node->kind == NODE_SEQUENCE)
		return "list";
	if (node->kind == NODE_MAPPING)
		return "mapping";
	return node_is_null(node) ? "null" : "text";
}

int node_expect(const struct document *document, const struct node *node,
	enum node_kind kind, const char *name, struct error *err)
{
	static const char *const names[] = {"single value", "list", "mapping"};

	if (node->kind == kind && (kind != NODE_SCALAR || !node_is_null(node)))
		return 0;
	return node_error(document, node, err, "%s must be a %s, not %s%s", name,
		names[kind], node_is_null(node) ? "" : "a ", node_kind_name(node));
}

struct node *node_new(struct pool *pool, const struct node *at, enum node_kind kind)
{
	struct node *node = pool_new(pool, struct node);

	node->kind = kind;
	node->style = kind == NODE_SCALAR ? NODE_DOUBLE_QUOTED : NODE_BLOCK;
	node->made = true;
	node->line = at->line;
	node->column = at->column;
	node->start = at->start;
	node->end = at->end;
	return node;
}

struct node *node_new_scalar(struct pool *pool, const struct node *at, const char *text)
{
	struct node *node = node_new(pool, at, NODE_SCALAR);

	node->length = strlen(text);
	node->text = (char *)(size_t)text;
	return node;
}

void node_append(struct node *sequence, struct node *value)
{
	value->next = NULL;
	if (sequence->last)
		sequence->last->next = value;
	else
		sequence->first = value;
	sequence->last = value;
	sequence->count++;
}

void node_put(struct pool *pool, struct node *mapping, const char *key, struct node *value)
{
	value->key = node_new_scalar(pool, value, key);
	node_append(mapping, value);
}

static struct node **slot_of(struct node *parent, const struct node *value)
{
	struct node **slot = &parent->first;

	while (*slot && *slot != value)
		slot = &(*slot)->next;
	return slot;
}

static struct node *node_before(struct node *parent, const struct node *value)
{
	struct node *before = parent->first;

	if (before == value)
		return NULL;
	while (before && before->next != value)
		before = before->next;
	return before;
}

void node_replace(struct node *parent, struct node *old, struct node *with)
{
	struct node **slot = slot_of(parent, old);

	with->key = old->key;
	with->next = old->next;
	*slot = with;
	if (parent->last == old)
		parent->last = with;
	old->key = NULL;
	old->next = NULL;
}

void node_remove(struct node *parent, struct node *value)
{
	if (!value)
		return;
	if (parent->last == value)
		parent->last = node_before(parent, value);
	*slot_of(parent, value) = value->next;
	parent->count--;
	value->next = NULL;
}

void node_drop_nulls(struct node *mapping)
{
	struct node *value = mapping->kind == NODE_MAPPING ? mapping->first : NULL;

	while (value) {
		struct node *next = value->next;

		if (node_is_null(value))
			node_remove(mapping, value);
		value = next;
	}
}
