#ifndef YAML_NODE_H
#define YAML_NODE_H

#include "base/error.h"
#include "base/pool.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * A YAML file as a tree with exact places, made by one pass of libyaml over the bytes.
 *
 * What is refused here, with file, line and column, never reaches anybody else: duplicate
 * and non-scalar keys, merge keys (<<), anchors, aliases and tags, more than one document,
 * nothing but comments, nesting deeper than DOCUMENT_DEPTH, NUL bytes (also written as
 * "\0"), what is not UTF-8. A byte order mark and CRLF line ends are fine.
 *
 * The tree may be changed before it is loaded (load.h): that is how shorthands become the
 * fixed shapes that libcyaml reads. Nodes that were made rather than read have the place of
 * the node they were made for.
 */

#define DOCUMENT_DEPTH 64

enum node_kind { NODE_SCALAR, NODE_SEQUENCE, NODE_MAPPING };

enum node_style {
	NODE_PLAIN, /* a scalar without quotes */
	NODE_SINGLE_QUOTED,
	NODE_DOUBLE_QUOTED,
	NODE_LITERAL, /* | */
	NODE_FOLDED,  /* > */
	NODE_BLOCK,   /* a collection by indentation */
	NODE_FLOW,    /* a collection in brackets */
};

struct node {
	enum node_kind kind;
	enum node_style style;
	bool made;        /* not read from the file */
	int line, column; /* from 1; the column counts characters */
	size_t start,
		end;   /* bytes; a collection's end is that of its last scalar or bracket */
	char *text;    /* scalar: NUL-terminated, without NULs inside */
	size_t length; /* scalar: bytes of text */
	struct node *key;   /* of a value in a mapping: the scalar that is its key */
	struct node *next;  /* the next value of the same collection */
	struct node *first; /* collection: its values in the order of the file */
	struct node *last;
	unsigned count; /* collection: how many */
};

struct document {
	struct pool *pool;
	const char *file;     /* what to call it in errors; may be NULL */
	enum error_code code; /* of all errors about it */
	const char *bytes;    /* as they were given */
	size_t length;
	struct node *root;
};

/* bytes need not end with a NUL and must live as long as the document; more than max of
 * them is an error. All that the document points at lives in pool. */
int document_parse(struct pool *pool, const char *file, enum error_code code,
	const char *bytes, size_t length, size_t max, struct document *document,
	struct error *err);

/* Sets err with the document's code and file and the place of the node; is -1. */
#define node_error(document, node, err, ...)                                               \
	error_set_at((err), (document)->code, (document)->file, (node)->line,              \
		(node)->column, __VA_ARGS__)

/* The value of a key, or NULL; NULL also when node is NULL or not a mapping. */
struct node *node_find(const struct node *node, const char *key);
/* A plain scalar that is empty, ~, null, Null or NULL. */
bool node_is_null(const struct node *node);
/* A scalar of exactly this text, however it is quoted. */
bool node_is(const struct node *node, const char *text);
/* It stood in quotes or is a block: a text whatever it looks like. */
bool node_is_quoted(const struct node *node);
/* "text", "list", "mapping", "null": what messages call it. */
const char *node_kind_name(const struct node *node);

/* The root and other nodes that must be of a kind: the error says what it is instead. The
 * name is what to call the node ("version_locations"). */
int node_expect(const struct document *document, const struct node *node,
	enum node_kind kind, const char *name, struct error *err);

/* Changing the tree. New nodes have the place of `at`; texts are not copied. */
struct node *node_new_scalar(struct pool *pool, const struct node *at, const char *text);
struct node *node_new(struct pool *pool, const struct node *at, enum node_kind kind);
void node_append(struct node *sequence, struct node *value);
void node_put(struct pool *pool, struct node *mapping, const char *key, struct node *value);
/* Puts `with` in the place of `old`, under its key; `old` may then be used elsewhere. */
void node_replace(struct node *parent, struct node *old, struct node *with);
/* Takes a value out of its collection; no-op when value is NULL. */
void node_remove(struct node *parent, struct node *value);
/* Takes the values out of a mapping that are null: "key:" then means "not said". */
void node_drop_nulls(struct node *mapping);

/* The word of the list that is most like `word`, or NULL if none is near enough. */
const char *nearest_word(const char *word, const char *const *words, size_t count);

#endif
