#ifndef YAML_LOAD_H
#define YAML_LOAD_H

#include "yaml/node.h"

#include <cyaml/cyaml.h>

/*
 * A tree into structs, by libcyaml and its schema tables. A tree that does not fit its
 * schema is an error with the exact place: an unknown key (naming the nearest known one), a
 * missing one, the wrong kind of value, a value that an enum lacks, a number out of range,
 * too few or too many items. The struct and all it points at live in the document's pool.
 *
 * The tables are libcyaml's, read more strictly than libcyaml does:
 *   - Strings are CYAML_FLAG_POINTER. Null is not a string, nor any other value: a module
 *     for which "key:" means "not said" calls node_drop_nulls first.
 *   - CYAML_INT and CYAML_UINT take decimal digits that fit the size, CYAML_BOOL and
 *     yaml_tri take true, True, TRUE, false, False, FALSE, all without quotes.
 *   - CYAML_ENUM takes its words as they are spelled in the table, or in any case with
 *     CYAML_FLAG_CASE_INSENSITIVE. Of words with the same value only the first is named in
 *     messages. The flags POINTER_NULL and POINTER_NULL_STR are not used.
 *   - Absent optional fields are 0.
 *
 * Keys that begin with @ cannot be written in a file. A mapping's table may have:
 *   @line, @column   integers: the place where the mapping starts
 *   @scalar          a scalar may stand for the mapping, and is loaded as this field
 *   @items           a list may stand for the mapping, and is loaded as this field
 *   @text, @quoted   (both) the value is any scalar, null included: @text, a string, is not
 *                    loaded for null; @quoted, a bool, is node_is_quoted
 * A tree that was changed may hold further keys with @ if they are made nodes.
 */
int document_load(const struct document *document, struct node *node,
	const cyaml_schema_value_t *schema, void **data, struct error *err);

/* As document_load, but what is loaded lives in this pool, so that the document's may be
 * released. */
int document_load_into(struct pool *pool, const struct document *document,
	struct node *node, const cyaml_schema_value_t *schema, void **data,
	struct error *err);

/* Only the check: what document_load would refuse. */
int document_check(const struct document *document, const struct node *node,
	const cyaml_schema_value_t *schema, struct error *err);

/* Booleans as enum tri (1 no, 2 yes), so that an absent one is 0. */
extern const cyaml_strval_t yaml_tri[6];
#define YAML_FIELD_TRI(_key, _flags, _structure, _member)                                  \
	CYAML_FIELD_ENUM(_key, (_flags) | CYAML_FLAG_STRICT, _structure, _member,          \
		yaml_tri, CYAML_ARRAY_LEN(yaml_tri))

#endif
