#ifndef SCHEMA_DIFF_INTERNAL_H
#define SCHEMA_DIFF_INTERNAL_H

#include "base/map.h"
#include "base/text.h"
#include "schema/diff.h"

/*
 * How a comparison goes: the tables of both sides are put into maps and paired, by name or
 * by renamed_from; what is renamed is renamed in the "from" side's picture as well, so that
 * from then on equal things have equal names. Then each pair gives its differences into
 * phases, and the phases one after the other are the upgrade. What is emitted holds its
 * inverse, and the inverses from last to first are the downgrade.
 *
 * 1. An operation and its inverse speak of names as they are after the renames, which come
 *    before it in the upgrade and after it in the downgrade.
 * 2. Whatever an operation needs is there: a phase needs only what earlier ones made, or
 *    did not drop yet. Foreign keys for which that is not so are operations of their own.
 */
enum phase {
	PHASE_DROP_VIEWS,
	PHASE_RENAME_TABLES,
	PHASE_RENAME_COLUMNS,
	PHASE_DROP_FOREIGN_KEYS,
	PHASE_DROP_INDEXES,
	PHASE_DROP_AUTOINCREMENT, /* of keys that are dropped */
	PHASE_DROP_CONSTRAINTS,
	PHASE_DROP_COLUMNS,
	PHASE_DROP_TABLES,
	PHASE_ALTER_COLUMNS,
	PHASE_CREATE_TABLES,
	PHASE_ADD_COLUMNS,
	PHASE_CREATE_CONSTRAINTS,
	PHASE_ADD_AUTOINCREMENT, /* to keys that are made */
	PHASE_CREATE_INDEXES,
	PHASE_CREATE_FOREIGN_KEYS,
	PHASE_CREATE_VIEWS,
	PHASES
};

enum column_state {
	COLUMN_KEPT,
	COLUMN_GONE,      /* from: dropped; to: added */
	COLUMN_RECREATED, /* dropped and added: nothing else changes what it computes */
};

enum visit { VISIT_NO, VISIT_RUNNING, VISIT_DONE };

/* One table of one side. */
struct entry {
	const struct table *given;
	struct table *raw;    /* names and schemas as they are after the renames */
	struct table *flat;   /* raw without shorthands */
	struct table *normal; /* flat with generated names; its lists run parallel */
	char *key;
	struct entry *twin;         /* the same table on the other side */
	bool skipped;               /* by include, exclude; only to be referred to */
	bool key_changes;           /* the primary key is dropped, made or both */
	enum column_state *states;  /* one per column; of pairs only */
	struct reference **inlined; /* one per column: goes with add_column, drop_column */
	struct strings keys;        /* from: keys that go, to: keys that come; signatures */
	bool *deferred;             /* per foreign key: not within create_table */
	enum visit visit;
};

struct side {
	struct entry *entries;
	unsigned count;
	struct map map; /* by key */
};

struct change {
	struct operation up, down;
	char *message;
};

struct changes {
	struct change *items;
	unsigned count, cap;
};

struct differ {
	struct pool *pool;
	/* For what is of no use once a table is done: types, defaults, expressions and
	 * signatures, as texts to be compared. The results of the functions below that
	 * give such a text live here. */
	struct pool scratch;
	const struct diff_rules *rules;
	const struct diff_options *options;
	const char *collation; /* of columns that say none; NULL: not known */
	struct side from, to;
	struct changes phases[PHASES];
	struct map index_names; /* to their entries, where they are global */
	struct strings warnings;
};

/* Is this kind of difference (a name of diff_options.kinds) looked at? */
bool diff_wants(const struct differ *d, const char *kind);
/* By include, exclude and ignored_tables. */
bool diff_is_skipped(struct differ *d, const char *schema, const char *name);
void diff_emit(struct differ *d, enum phase phase, struct operation up,
	struct operation down, char *message);
void diff_warn(struct differ *d, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
struct operation diff_op(enum operation_kind kind, void *body);

/* "schema.name" as people write it; the default schema is left out. */
char *diff_name(struct differ *d, const char *schema, const char *name);
/* NULL for the default schema. */
char *diff_schema_of(const struct differ *d, const char *schema);
char *diff_key(struct differ *d, struct pool *pool, const char *schema, const char *name);
/* The table that a reference of `entry` means; NULL: this side has none. */
struct entry *diff_target(struct differ *d, const struct side *side,
	const struct entry *entry, const struct reference *reference);
/* The columns that are referred to: the table's primary key when none are named. */
void diff_target_columns(const struct entry *target, const struct reference *reference,
	char ***columns, unsigned *count);
/* "schema.table.column", as people write it. */
char *diff_column_name(struct differ *d, const struct entry *entry, const char *column);
int diff_column_index(const struct table *table, const char *name); /* -1: none */

/* Expressions (diff_text.c). NULL gives NULL. */
char *diff_expression(struct differ *d, const char *expression);
/* A view's text, its blanks and final semicolon folded. */
char *diff_view_text(struct differ *d, const char *as);
/* Does this name stand in it, outside strings? */
bool diff_mentions(const char *expression, const char *name);
/* The expression with a name replaced by another, quoted as it was. */
char *diff_rename_in(
	struct pool *pool, const char *expression, const char *from, const char *to);
/* Each name in it, once per occurrence; ends with NULL. Quotes are taken off. */
char **diff_names_in(struct pool *pool, const char *expression);
/* Lower case, without blanks. */
char *diff_fold(struct pool *pool, const char *text);

/* The steps, in this order. */
int diff_check_models(struct differ *d, const struct side *to, struct error *err);
void diff_renames(struct differ *d);
int diff_columns_prepare(struct differ *d, struct entry *from, struct error *err);
void diff_items(struct differ *d, struct entry *from);
void diff_foreign_keys(struct differ *d, struct entry *from);
int diff_columns(struct differ *d, struct entry *from, struct error *err);
/* Has another table than this one such an index, or will it? */
bool diff_index_name_is_taken(
	const struct differ *d, const struct entry *own, const char *name);
/* STRICT and the like: a warning. */
void diff_table_options(struct differ *d, const struct entry *from);
void diff_tables(struct differ *d);
void diff_views(struct differ *d, const struct schema *from, const struct schema *to);

/* Is what the foreign key refers to there before anything of this side's changes is made
 * (to), or after all of them (from)? Then it may be a part of its table or column. */
bool diff_is_stable(struct differ *d, const struct side *side, const struct entry *entry,
	const struct foreign_key *key);
/* The type of a column as people and the database know it. An error is that of the rules;
 * diff_type_error makes it one of the models, with their place. */
int diff_type_error(
	const struct entry *entry, const struct column *column, struct error *err);
int diff_type_text(
	struct differ *d, const struct column *column, char **text, struct error *err);
/* What a database reported has a type there, whatever the models could say of it. */
char *diff_known_type(struct differ *d, const struct column *column);
bool diff_has_default(const struct column *column);
char *diff_default_text(struct differ *d, const struct column *column);

/* Numbering by the database (diff_autoincrement.c). Does it change with the column's
 * operation? Where the key changes there are operations of their own instead. */
bool diff_autoincrement(struct differ *d, const struct entry *entry,
	const struct column *from, const struct column *to, bool *old, bool *new);
/* Of a column that only this side has. */
void diff_autoincrement_alone(
	struct differ *d, const struct entry *entry, unsigned i, bool added);
bool diff_is_whole_key(const struct table *table, const char *column);

void diff_foreign_key_change(
	struct differ *d, struct entry *entry, unsigned index, bool create);

/* The table as a person would write it: what a column can say in short is said there
 * (compact.c). What only models know (renamed_from, fill) is left out. */
struct table *table_compact(struct pool *pool, const struct table *table);

#endif
