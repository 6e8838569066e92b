#ifndef SCHEMA_DIFF_H
#define SCHEMA_DIFF_H

#include "schema/likely_rename.h"
#include "schema/operation.h"

/*
 * What leads from one schema to another, as operations in an order that a database accepts
 * (tables in the order of their foreign keys, what depends on a column dropped before it),
 * and the way back: downgrade holds the inverses in reverse order.
 *
 * Equality is that of the database that is meant: `same_type` and the other functions of
 * the rules tell whether two spellings mean the same there, so that what was just created
 * from a model compares equal to it.
 */
struct diff_rules {
	/* The text of a column's type in this database, to be compared without regard to
	 * case and blanks. NULL: types compare by type_equal. */
	int (*type_text)(struct pool *pool, const struct column *column, char **text,
		struct error *err);
	/* The default as this database would report it, normalised; NULL: none. */
	char *(*default_text)(struct pool *pool, const struct column *column);
	/* An expression, normalised for comparing. */
	char *(*expression_text)(struct pool *pool, const char *expression);
	/* What a table's options come to, "" for none: no operation changes them, so a
	 * difference is only told. NULL: they cannot be read from the database. */
	const char *(*options_text)(const struct table_options *options);
	/* "" or "dbo": the schema that an object without one is in. */
	const char *default_schema;
	const char *default_alias; /* what it may be called, too; or NULL */
	bool has_comments;         /* comments are stored, so compare them */
	bool has_include;          /* indexes have included columns */
	/* Of foreign keys RESTRICT is NO ACTION, and none is deferrable. */
	bool plain_references;
	/* A name of an index is taken for all tables. */
	bool global_index_names;
	/* AUTOINCREMENT is a keyword that may be missing where rows still get numbers. */
	bool loose_autoincrement;
};

struct diff_options {
	struct strings include, exclude; /* globs over table names; include empty: all */
	/* Which differences count; kinds_all, or names of: table column type nullable
	 * default primary_key index unique foreign_key check view comment. */
	bool kinds_all;
	struct strings kinds;
	struct strings ignored_tables; /* gitmig's own */
};

struct difference {
	const struct operation *op; /* that upgrades it */
	char *object;               /* "table" or "table.column" */
	char *message;              /* "added column allocation.Done" */
};

struct diff {
	struct operations upgrade, downgrade;
	struct difference *items; /* one per operation of upgrade */
	unsigned count;
	unsigned cap;
	struct strings warnings; /* likely renames and others, as sentences */
	struct likely_renames renames;
};

/* from: what is (the database); to: what is wanted (the models). Both may be as loaded:
 * they are normalised here. Errors: ERR_CONFIG_INVALID for models that cannot be built. */
int diff_schemas(struct pool *pool, const struct schema *from, const struct schema *to,
	const struct diff_rules *rules, const struct diff_options *options,
	struct diff *diff, struct error *err);

#endif
