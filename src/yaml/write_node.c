#include "yaml/write.h"

#include <string.h>

#define WIDTH 100

static void write_scalar(struct text *out, const struct node *node, bool in_flow)
{
	if (node_is_null(node))
		text_add(out, "null");
	else if (node->style == NODE_PLAIN || node->style == NODE_LITERAL)
		yaml_write_scalar(out, node->text, in_flow, node->style == NODE_PLAIN);
	else
		yaml_write_in_quotes(out, node->text);
}

static void write_key(struct text *out, const struct node *key, bool in_flow)
{
	yaml_write_scalar(out, key->text, in_flow, false);
	text_add_char(out, ':');
}

static void write_flow_items(struct text *out, const struct node *node)
{
	bool mapping = node->kind == NODE_MAPPING;

	text_add_char(out, mapping ? '{' : '[');
	for (const struct node *value = node->first; value; value = value->next) {
		text_add(out, value == node->first ? "" : ", ");
		if (mapping) {
			write_key(out, value->key, true);
			text_add_char(out, ' ');
		}
		yaml_write_flow(out, value);
	}
	text_add_char(out, mapping ? '}' : ']');
}

void yaml_write_flow(struct text *out, const struct node *node)
{
	if (node->kind == NODE_SCALAR)
		write_scalar(out, node, true);
	else
		write_flow_items(out, node);
}

/* Lines, or a collection that wants lines of its own, stand somewhere in it. */
static bool needs_lines(const struct node *node)
{
	struct text block;
	struct pool pool;
	bool needs = false;

	if (node->kind == NODE_SCALAR) {
		if (node->style == NODE_PLAIN || !strchr(node->text, '\n'))
			return false;
		pool_init(&pool);
		text_init(&block, &pool);
		needs = yaml_write_block(&block, node->text, 2);
		pool_release(&pool);
		return needs;
	}
	if (node->style == NODE_BLOCK && node->count)
		return true;
	for (const struct node *value = node->first; value && !needs; value = value->next)
		needs = needs_lines(value);
	return needs;
}

static size_t line_length(const struct text *out)
{
	const char *line = memrchr(out->data, '\n', out->length);

	return line ? out->length - (size_t)(line + 1 - out->data) : out->length;
}

/* In brackets on the line that out ends with; false and nothing written if it has no room.
 */
static bool try_flow(struct text *out, const struct node *node)
{
	size_t before = out->length;

	if (needs_lines(node))
		return false;
	text_add_char(out, ' ');
	yaml_write_flow(out, node);
	if (!node->count || line_length(out) <= WIDTH)
		return true;
	out->length = before;
	out->data[before] = '\0';
	return false;
}

static void write_lines(
	struct text *out, const struct node *node, unsigned indent, bool on_line);

/* What follows "key:" or "-"; the lines of a collection below it are indented by indent. */
static void write_value(
	struct text *out, const struct node *node, unsigned indent, bool after_dash)
{
	if (node->kind == NODE_SCALAR) {
		text_add_char(out, ' ');
		if (node->style != NODE_PLAIN && yaml_write_block(out, node->text, indent))
			return;
		write_scalar(out, node, false);
	} else if (!try_flow(out, node)) {
		text_add_char(out, after_dash ? ' ' : '\n');
		write_lines(out, node, indent, after_dash);
		return;
	}
	text_add_char(out, '\n');
}

/* on_line: the first of the lines has begun already, behind a dash. */
static void write_lines(
	struct text *out, const struct node *node, unsigned indent, bool on_line)
{
	for (const struct node *value = node->first; value; value = value->next) {
		if (!on_line)
			text_printf(out, "%*s", (int)indent, "");
		on_line = false;
		if (node->kind == NODE_MAPPING)
			write_key(out, value->key, false);
		else
			text_add_char(out, '-');
		write_value(out, value, indent + 2, node->kind == NODE_SEQUENCE);
	}
}

void yaml_write_node(struct text *out, const struct node *node, unsigned indent)
{
	write_lines(out, node, indent, false);
}
