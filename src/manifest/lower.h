#ifndef MANIFEST_LOWER_H
#define MANIFEST_LOWER_H

#include "yaml/node.h"

/*
 * What people write is brought into the shapes of the tables (tables.h), in place: types
 * are parsed, "schema.table" becomes two keys, rows become lists of cells. A node of the
 * wrong kind is left as it is, for the check to report.
 */

/* The items of upgrade or downgrade. An item that is not one known operation is an error.
 */
int lower_operations(
	const struct document *document, struct node *operations, struct error *err);
/* A table: an operation create_table or an item of a model's tables. */
int lower_table(const struct document *document, struct node *table, struct error *err);
int lower_column(const struct document *document, struct node *column, struct error *err);
/* The mapping under `references`, when there is one. */
int lower_references(
	const struct document *document, struct node *owner, struct error *err);
/* "a.b" under the key becomes b, and the key `schema` a. Where `schema` is given, the name
 * stands as it is; an empty `schema` is taken out. */
int lower_name(const struct document *document, struct node *owner, const char *key,
	struct error *err);

#endif
