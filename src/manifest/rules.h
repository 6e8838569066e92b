#ifndef MANIFEST_RULES_H
#define MANIFEST_RULES_H

#include "schema/operation.h"
#include "yaml/node.h"

/*
 * What a table of libcyaml cannot say: keys that exclude or need each other, and what the
 * structs hold beyond what stands in the file. The nodes are those that the structs were
 * loaded from, lowered and checked.
 */

int rules_operations(const struct document *document, const struct node *nodes,
	struct operations *operations, struct error *err);
int rules_tables(const struct document *document, const struct node *nodes,
	const struct table *tables, struct error *err);

#endif
