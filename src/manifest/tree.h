#ifndef MANIFEST_TREE_H
#define MANIFEST_TREE_H

#include "schema/operation.h"
#include "yaml/node.h"

/* Structs as the nodes that people would write for them, with the styles that
 * yaml_write_node knows. Nothing is copied: the texts must live as long as the tree. */

struct node *tree_operations(struct pool *pool, const struct operations *operations);

/* What tree.c and tree_schema.c share. NULL and unset values put nothing. */
struct node *tree_new(struct pool *pool, enum node_kind kind, enum node_style style);
struct node *tree_text(struct pool *pool, const char *text, enum node_style style);
void tree_put_text(
	struct pool *pool, struct node *mapping, const char *key, const char *text);
void tree_put_tri(struct pool *pool, struct node *mapping, const char *key, enum tri value);
void tree_put_names(struct pool *pool, struct node *mapping, const char *key, char **names,
	unsigned count);
void tree_put_literal(struct pool *pool, struct node *mapping, const char *key,
	const struct literal *literal);
/* The name under the key, and `schema`: also where it is only there to say that the dot
 * belongs to the name. */
void tree_put_name(struct pool *pool, struct node *mapping, const char *key,
	const char *schema, const char *name);
void tree_put_type(
	struct pool *pool, struct node *mapping, const char *key, const struct type *type);
void tree_put_references(
	struct pool *pool, struct node *mapping, const struct reference *reference);
/* columns, unique, where, include. */
void tree_put_index(struct pool *pool, struct node *mapping, const struct index *index);
struct node *tree_column(struct pool *pool, const struct column *column);
struct node *tree_table(struct pool *pool, const struct table *table);

#endif
