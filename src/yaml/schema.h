#ifndef YAML_SCHEMA_H
#define YAML_SCHEMA_H

#include "yaml/load.h"

/* What the check and the loader share of reading libcyaml's tables; not for others. */

/* The field of a mapping's table, or NULL. */
const cyaml_schema_field_t *schema_field(
	const cyaml_schema_value_t *schema, const char *key);
/* The field that a scalar or list stands for where a mapping is meant (@scalar, @items). */
const cyaml_schema_field_t *schema_shorthand(
	const cyaml_schema_value_t *schema, const struct node *node);
/* The key under which libcyaml gets a field: a shorthand has the key of the field that is
 * loaded to the same place, if there is one. */
const char *schema_key(
	const cyaml_schema_value_t *schema, const cyaml_schema_field_t *field);
/* The value is any scalar (@text, @quoted). */
bool schema_is_any_scalar(const cyaml_schema_value_t *schema);

#endif
