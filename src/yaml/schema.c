#include "yaml/schema.h"

#include <string.h>

const cyaml_strval_t yaml_tri[6] = {
	{"true", 2},
	{"false", 1},
	{"True", 2},
	{"TRUE", 2},
	{"False", 1},
	{"FALSE", 1},
};

const cyaml_schema_field_t *schema_field(
	const cyaml_schema_value_t *schema, const char *key)
{
	for (const cyaml_schema_field_t *field = schema->mapping.fields; field->key;
		field++) {
		if (field->key[0] == key[0] && !strcmp(field->key, key))
			return field;
	}
	return NULL;
}

const cyaml_schema_field_t *schema_shorthand(
	const cyaml_schema_value_t *schema, const struct node *node)
{
	if (node->kind == NODE_MAPPING)
		return NULL;
	return schema_field(schema, node->kind == NODE_SCALAR ? "@scalar" : "@items");
}

const char *schema_key(
	const cyaml_schema_value_t *schema, const cyaml_schema_field_t *field)
{
	for (const cyaml_schema_field_t *other = schema->mapping.fields; other->key;
		other++) {
		if (other != field && other->data_offset == field->data_offset)
			return other->key;
	}
	return field->key;
}

bool schema_is_any_scalar(const cyaml_schema_value_t *schema)
{
	const cyaml_schema_field_t *first = schema->mapping.fields;

	return first->key && !strcmp(first->key, "@text");
}
