#include "cli/models.h"
#include "yaml/node.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* A number as JSON spells it: what YAML calls one but JSON does not stays a string. */
static bool is_json_number(const char *text)
{
	const char *p = text + (*text == '-');

	if (!isdigit((unsigned char)*p) || (p[0] == '0' && isdigit((unsigned char)p[1])))
		return false;
	while (isdigit((unsigned char)*p))
		p++;
	if (p[0] == '.' && isdigit((unsigned char)p[1])) {
		p++;
		while (isdigit((unsigned char)*p))
			p++;
	}
	return !*p;
}

static void put_scalar(struct json *json, const struct node *node)
{
	bool plain = !node_is_quoted(node);

	if (node_is_null(node))
		json_null(json);
	else if (plain && (!strcmp(node->text, "true") || !strcmp(node->text, "false")))
		json_bool(json, node->text[0] == 't');
	else if (plain && is_json_number(node->text))
		json_raw(json, node->text);
	else
		json_string(json, node->text);
}

static void put_node(struct json *json, const struct node *node)
{
	if (node->kind == NODE_SCALAR) {
		put_scalar(json, node);
		return;
	}
	if (node->kind == NODE_MAPPING)
		json_object(json);
	else
		json_array(json);
	for (const struct node *value = node->first; value; value = value->next) {
		if (node->kind == NODE_MAPPING)
			json_key(json, value->key->text);
		put_node(json, value);
	}
	if (node->kind == NODE_MAPPING)
		json_end_object(json);
	else
		json_end_array(json);
}

void json_operations(
	struct context *context, const char *key, const struct operations *operations)
{
	struct document document;
	struct text yaml;

	/* The manifest's writer knows how operations look; its YAML is turned into JSON. */
	text_init(&yaml, context->pool);
	operations_write(&yaml, operations, 0);
	json_key(&context->json, key);
	if (document_parse(context->pool, NULL, ERR_MANIFEST_INVALID, yaml.data,
		    yaml.length, yaml.length, &document, NULL))
		json_null(&context->json);
	else
		put_node(&context->json, document.root);
}

void json_renames(struct context *context, const struct likely_renames *renames)
{
	struct json *json = &context->json;

	if (!renames->count)
		return;
	json_key(json, "possible_renames");
	json_array(json);
	for (unsigned i = 0; i < renames->count; i++) {
		json_object(json);
		json_put(json, "from", renames->items[i].from);
		json_put(json, "to", renames->items[i].to);
		json_put(json, "message", renames->items[i].message);
		json_end_object(json);
	}
	json_end_array(json);
}

void json_diff(struct context *context, const struct diff *diff)
{
	struct json *json = &context->json;

	json_object(json);
	json_put_bool(json, "ok", !diff->count);
	json_key(json, "findings");
	json_array(json);
	for (unsigned i = 0; i < diff->count; i++) {
		const struct difference *item = &diff->items[i];

		json_object(json);
		json_put(json, "code", operation_name(item->op->kind));
		json_put(json, "severity", "error");
		json_put(json, "object", item->object);
		json_put(json, "message", item->message);
		json_end_object(json);
	}
	json_end_array(json);
	json_operations(context, "upgrade", &diff->upgrade);
	json_operations(context, "downgrade", &diff->downgrade);
	json_end_object(json);
}
