#ifndef REPLAY_EFFECTS_H
#define REPLAY_EFFECTS_H

#include "base/map.h"
#include "schema/operation.h"

/*
 * What operations do to the objects of a database, as far as their text tells. A program
 * that knows more than it can be sure of says too much here, never too little: an effect
 * too many costs somebody a look, one too few a database.
 *
 * Names are compared without regard to case. No schema, "main" and "dbo" are the same one.
 * Words in expressions count as columns of the expression's table; words in a view's text
 * as tables, and as columns of these.
 */
enum effect_kind {
	EFFECT_TOUCH,  /* needs it as it is */
	EFFECT_CHANGE, /* of a table: changes something in it (a column, an index, rows) */
	EFFECT_RAW,    /* of a table: SQL that may do anything with it */
	EFFECT_CREATE,
	EFFECT_ALTER,
	EFFECT_RENAME, /* the old name; the new one is created */
	EFFECT_DROP,
};

enum object_kind {
	OBJECT_TABLE,
	OBJECT_VIEW,
	OBJECT_COLUMN,
	OBJECT_INDEX,
	OBJECT_CONSTRAINT,
	OBJECT_PRIMARY_KEY, /* the one that a table has, whatever its name */
	OBJECT_KEYS,        /* a table's unique keys, which foreign keys may refer to */
	OBJECT_VALUES,      /* what rows of a table get in columns that nobody fills in */
};

struct effect {
	enum effect_kind kind;
	enum object_kind object;
	const char *key;   /* equal for the same object, and for equal names in the
			    * namespace that tables, views, indexes and constraints share */
	const char *table; /* without its schema; an index's may be NULL */
	const char *column;
	const char *shown; /* as people write it */
	const struct operation *op;
};

/* A view: all the words in its text. */
struct reading {
	const struct operation *op;
	struct map words;
	bool all_columns; /* SELECT * */
};

/* An execute without touches. */
struct opaque {
	const struct operation *op;
};

struct effects {
	struct effect *items;
	unsigned count, cap;
	struct reading *readings;
	unsigned readings_count, readings_cap;
	struct opaque *opaque;
	unsigned opaque_count, opaque_cap;
};

/* Appends the effects of these operations, which must live as long. */
void effects_add(
	struct pool *pool, struct effects *effects, const struct operations *operations);

/* The code of contract 7 when these two, of the two sides, do not get along; else NULL. */
const char *effects_conflict(const struct effect *a, const struct effect *b);
/* The same for a view and an effect of the other side. */
const char *reading_conflict(const struct reading *reading, const struct effect *effect);

#endif
