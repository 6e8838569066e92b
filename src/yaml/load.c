#include "yaml/load.h"

#include "base/text.h"
#include "yaml/schema.h"
#include "yaml/write.h"

#include <stdint.h>
#include <string.h>

/*
 * libcyaml reads text, so the tree is written out for it: one flow mapping, every text in
 * quotes, so that what it would make of null, numbers or an odd character does not matter.
 */

static void emit(
	struct text *out, const struct node *node, const cyaml_schema_value_t *schema);

static void emit_key(struct text *out, const char *key)
{
	/* In flow context a line break ends the search for a key that began before it. */
	text_add(out, key[0] == '@' ? "\"" : "");
	text_add(out, key);
	text_add(out, key[0] == '@' ? "\": " : ": ");
}

static void emit_place(
	struct text *out, const struct node *node, const cyaml_schema_value_t *schema)
{
	if (schema_field(schema, "@line"))
		text_printf(out, "\"@line\": %d,\n", node->line);
	if (schema_field(schema, "@column"))
		text_printf(out, "\"@column\": %d,\n", node->column);
}

static void emit_any_scalar(struct text *out, const struct node *node)
{
	if (!node_is_null(node)) {
		text_add(out, "\"@text\": ");
		yaml_write_quoted(out, node->text, node->length);
		text_add(out, ",\n");
	}
	text_add(out, node_is_quoted(node) ? "\"@quoted\": true" : "\"@quoted\": false");
}

static void emit_fields(
	struct text *out, const struct node *node, const cyaml_schema_value_t *schema)
{
	for (const struct node *value = node->first; value; value = value->next) {
		const cyaml_schema_field_t *field = schema_field(schema, value->key->text);

		if (!field)
			continue;
		emit_key(out, field->key);
		emit(out, value, &field->value);
		text_add(out, ",\n");
	}
}

static void emit_mapping(
	struct text *out, const struct node *node, const cyaml_schema_value_t *schema)
{
	const cyaml_schema_field_t *field = schema_shorthand(schema, node);

	text_add_char(out, '{');
	emit_place(out, node, schema);
	if (schema_is_any_scalar(schema)) {
		emit_any_scalar(out, node);
	} else if (field) {
		emit_key(out, schema_key(schema, field));
		emit(out, node, &field->value);
	} else {
		emit_fields(out, node, schema);
	}
	text_add_char(out, '}');
}

static void emit(
	struct text *out, const struct node *node, const cyaml_schema_value_t *schema)
{
	if (schema->type == CYAML_MAPPING) {
		emit_mapping(out, node, schema);
	} else if (schema->type == CYAML_SEQUENCE) {
		text_add_char(out, '[');
		for (const struct node *value = node->first; value; value = value->next) {
			emit(out, value, schema->sequence.entry);
			text_add(out, ",\n");
		}
		text_add_char(out, ']');
	} else if (schema->type == CYAML_STRING || schema->type == CYAML_ENUM) {
		yaml_write_quoted(out, node->text, node->length);
	} else if (schema->type == CYAML_IGNORE) {
		text_add_char(out, '0');
	} else if (schema->type == CYAML_BOOL) {
		text_add(out,
			node->text[0] == 't' || node->text[0] == 'T' ? "true" : "false");
	} else {
		text_add(out, node->text);
	}
}

/* libcyaml grows a list by one item at a time and does not say how long it was. */
struct block {
	size_t size;
	max_align_t data[];
};

static void *pool_memory(void *ctx, void *old, size_t size)
{
	struct block *before = old ? (struct block *)((char *)old - sizeof(*before)) : NULL;
	struct block *block;
	size_t room = size;

	if (!size)
		return NULL;
	if (before && before->size >= size)
		return old;
	if (before && room < before->size * 2)
		room = before->size * 2;
	block = pool_alloc(ctx, sizeof(*block) + room);
	block->size = room;
	if (before)
		memcpy(block->data, before->data, before->size);
	return block->data;
}

int document_load_into(struct pool *pool, const struct document *document,
	struct node *node, const cyaml_schema_value_t *schema, void **data,
	struct error *err)
{
	cyaml_config_t config = {
		.mem_fn = pool_memory,
		.mem_ctx = pool,
		.flags = CYAML_CFG_NO_ALIAS,
	};
	cyaml_data_t *loaded = NULL;
	cyaml_err_t result;
	struct text text;

	if (document_check(document, node, schema, err) < 0)
		return -1;
	text_init(&text, document->pool);
	emit(&text, node, schema);
	result = cyaml_load_data(
		(uint8_t *)text.data, text.length, &config, schema, &loaded, NULL);
	if (result != CYAML_OK)
		return node_error(document, node, err, "cannot be loaded: %s",
			cyaml_strerror(result));
	*data = loaded ? loaded : pool_alloc(pool, schema->data_size);
	return 0;
}

int document_load(const struct document *document, struct node *node,
	const cyaml_schema_value_t *schema, void **data, struct error *err)
{
	return document_load_into(document->pool, document, node, schema, data, err);
}
