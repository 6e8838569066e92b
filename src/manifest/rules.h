#ifndef MANIFEST_RULES_H
#define MANIFEST_RULES_H

#include "schema/operation.h"
#include "yaml/node.h"

/*
 * What a table of libcyaml cannot say: keys that exclude or need each other. The nodes have
 * been lowered and checked, so that what passes here can be loaded.
 */
int rules_operations(
	const struct document *document, const struct node *nodes, struct error *err);
int rules_tables(
	const struct document *document, const struct node *nodes, struct error *err);

/* What the structs hold beyond what stands in the file that they were loaded from. */
void rules_complete(const struct node *nodes, struct operations *operations);

#endif
