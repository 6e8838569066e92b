#include "yaml/schema.h"

#include "base/text.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

/* One walk of a tree beside its table. The name is what messages call the value. */
struct check {
	const struct document *document;
	struct error *err;
};

struct name {
	const char *text;
	bool item; /* an item of the list of that name */
};

static int check_value(const struct check *check, const struct node *node,
	const cyaml_schema_value_t *schema, struct name name);

static const char *name_text(const struct check *check, struct name name)
{
	return name.item ? pool_printf(check->document->pool, "an item of %s", name.text)
			 : name.text;
}

static int wrong_kind(const struct check *check, const struct node *node, struct name name,
	const char *wanted)
{
	return node_error(check->document, node, check->err, "%s must be %s, not %s%s",
		name_text(check, name), wanted, node_is_null(node) ? "" : "a ",
		node_kind_name(node));
}

/* What is written in the file for a scalar that is not right. */
static int wrong_value(const struct check *check, const struct node *node, struct name name,
	const char *wanted)
{
	const char *quote = node_is_quoted(node) ? "the text " : "";

	if (node->kind != NODE_SCALAR || node_is_null(node))
		return wrong_kind(check, node, name, wanted);
	return node_error(check->document, node, check->err,
		"%s must be %s, not %s\"%.80s\"", name_text(check, name), wanted, quote,
		node->text);
}

static bool is_hidden(const char *key)
{
	return key[0] == '@';
}

static int unknown_key(const struct check *check, const struct node *value,
	const cyaml_schema_value_t *schema, struct name name)
{
	const struct node *key = value->key;
	const char *words[64], *nearest;
	size_t count = 0;
	struct text known;

	text_init(&known, check->document->pool);
	for (const cyaml_schema_field_t *field = schema->mapping.fields;
		field->key && count < 64; field++) {
		if (is_hidden(field->key))
			continue;
		text_printf(&known, "%s%s", count ? ", " : "", field->key);
		words[count++] = field->key;
	}
	nearest = nearest_word(key->text, words, count);
	if (nearest)
		node_error(check->document, key, check->err,
			"unknown key \"%.80s\" in %s; did you mean \"%s\"?", key->text,
			name_text(check, name), nearest);
	else
		node_error(check->document, key, check->err, "unknown key \"%.80s\" in %s",
			key->text, name_text(check, name));
	return error_hint(
		check->err, "The keys of %s are: %s.", name_text(check, name), known.data);
}

static int check_missing(const struct check *check, const struct node *node,
	const cyaml_schema_value_t *schema, struct name name)
{
	for (const cyaml_schema_field_t *field = schema->mapping.fields; field->key;
		field++) {
		if ((field->value.flags & CYAML_FLAG_OPTIONAL) || is_hidden(field->key) ||
			node_find(node, field->key))
			continue;
		return node_error(check->document, node, check->err,
			"%s lacks the key \"%s\"", name_text(check, name), field->key);
	}
	return 0;
}

static const char *mapping_wanted(const cyaml_schema_value_t *schema)
{
	bool scalar = schema_field(schema, "@scalar") != NULL;
	bool items = schema_field(schema, "@items") != NULL;

	if (schema_is_any_scalar(schema))
		return "a single value";
	if (scalar && items)
		return "a text, a list or a mapping";
	if (scalar)
		return "a text or a mapping";
	return items ? "a list or a mapping" : "a mapping";
}

static int check_mapping(const struct check *check, const struct node *node,
	const cyaml_schema_value_t *schema, struct name name)
{
	const cyaml_schema_field_t *field = schema_shorthand(schema, node);

	if (schema_is_any_scalar(schema) && node->kind == NODE_SCALAR)
		return 0;
	if (field && !node_is_null(node))
		return check_value(check, node, &field->value, name);
	if (node->kind != NODE_MAPPING || schema_is_any_scalar(schema))
		return wrong_kind(check, node, name, mapping_wanted(schema));
	for (const struct node *value = node->first; value; value = value->next) {
		field = is_hidden(value->key->text) && !value->key->made
				? NULL
				: schema_field(schema, value->key->text);
		if (!field)
			return unknown_key(check, value, schema, name);
		if (check_value(check, value, &field->value,
			    (struct name){field->key, false}) < 0)
			return -1;
	}
	return check_missing(check, node, schema, name);
}

static int check_sequence(const struct check *check, const struct node *node,
	const cyaml_schema_value_t *schema, struct name name)
{
	if (node->kind != NODE_SEQUENCE)
		return wrong_kind(check, node, name, "a list");
	if (node->count < schema->sequence.min)
		return node_error(check->document, node, check->err,
			"%s must have at least %u item%s", name_text(check, name),
			schema->sequence.min, schema->sequence.min == 1 ? "" : "s");
	if (node->count > schema->sequence.max)
		return node_error(check->document, node, check->err,
			"%s may have at most %u item%s", name_text(check, name),
			schema->sequence.max, schema->sequence.max == 1 ? "" : "s");
	for (const struct node *value = node->first; value; value = value->next) {
		if (check_value(check, value, schema->sequence.entry,
			    (struct name){name.text, true}) < 0)
			return -1;
	}
	return 0;
}

static int check_string(const struct check *check, const struct node *node,
	const cyaml_schema_value_t *schema, struct name name)
{
	if (node->kind != NODE_SCALAR || node_is_null(node))
		return wrong_kind(check, node, name, "a text");
	if (node->length < schema->string.min)
		return node_error(check->document, node, check->err,
			schema->string.min == 1 ? "%s may not be empty" : "%s is too short",
			name_text(check, name));
	if (node->length > schema->string.max)
		return node_error(check->document, node, check->err,
			"%s has more than %u bytes", name_text(check, name),
			schema->string.max);
	return 0;
}

/* Decimal digits without a leading zero, which some readers take for octal. */
static bool parse_number(const struct node *node, bool is_signed, size_t size)
{
	const char *digits = node->text;
	uint64_t value = 0, max = UINT64_MAX >> (64 - size * 8);
	bool negative = is_signed && digits[0] == '-';

	if (is_signed)
		max = max / 2 + negative;
	digits += negative;
	if (node->style != NODE_PLAIN || !digits[0] || (digits[0] == '0' && digits[1]))
		return false;
	for (; *digits; digits++) {
		unsigned digit = (unsigned)((unsigned char)*digits - '0');

		if (digit > 9 || value > (max - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	return true;
}

static int check_number(const struct check *check, const struct node *node,
	const cyaml_schema_value_t *schema, struct name name)
{
	if (node->kind == NODE_SCALAR &&
		parse_number(node, schema->type == CYAML_INT, schema->data_size))
		return 0;
	return wrong_value(check, node, name,
		schema->type == CYAML_INT ? "a whole number" : "a whole number from 0 up");
}

static bool is_boolean(const struct node *node)
{
	if (node->kind != NODE_SCALAR || (node->style != NODE_PLAIN && !node->made))
		return false;
	for (size_t i = 0; i < CYAML_ARRAY_LEN(yaml_tri); i++) {
		if (!strcmp(node->text, yaml_tri[i].str))
			return true;
	}
	return false;
}

static const char *enum_words(const struct check *check, const cyaml_schema_value_t *schema)
{
	const cyaml_strval_t *strings = schema->enumeration.strings;
	struct text words;

	text_init(&words, check->document->pool);
	text_add(&words, schema->enumeration.count > 1 ? "one of " : "");
	for (uint32_t i = 0; i < schema->enumeration.count; i++) {
		uint32_t first = 0;

		while (strings[first].val != strings[i].val)
			first++;
		if (first == i)
			text_printf(&words, "%s%s", i ? ", " : "", strings[i].str);
	}
	return words.data;
}

static int check_enum(const struct check *check, const struct node *node,
	const cyaml_schema_value_t *schema, struct name name)
{
	bool any_case = schema->flags & CYAML_FLAG_CASE_INSENSITIVE;

	if (schema->enumeration.strings == yaml_tri)
		return is_boolean(node) ? 0
					: wrong_value(check, node, name, "true or false");
	for (uint32_t i = 0; node->kind == NODE_SCALAR && i < schema->enumeration.count;
		i++) {
		const char *word = schema->enumeration.strings[i].str;

		if (any_case ? !strcasecmp(node->text, word) : !strcmp(node->text, word))
			return 0;
	}
	return wrong_value(check, node, name, enum_words(check, schema));
}

static int check_value(const struct check *check, const struct node *node,
	const cyaml_schema_value_t *schema, struct name name)
{
	switch (schema->type) {
	case CYAML_MAPPING:
		return check_mapping(check, node, schema, name);
	case CYAML_SEQUENCE:
		return check_sequence(check, node, schema, name);
	case CYAML_STRING:
		return check_string(check, node, schema, name);
	case CYAML_INT:
	case CYAML_UINT:
		return check_number(check, node, schema, name);
	case CYAML_BOOL:
		return is_boolean(node) ? 0
					: wrong_value(check, node, name, "true or false");
	case CYAML_ENUM:
		return check_enum(check, node, schema, name);
	case CYAML_IGNORE:
		return 0;
	default:
		return wrong_kind(check, node, name, "left out");
	}
}

int document_check(const struct document *document, const struct node *node,
	const cyaml_schema_value_t *schema, struct error *err)
{
	struct check check = {document, err};
	struct name name = {node->key ? node->key->text : "the file", false};

	return check_value(&check, node, schema, name);
}
