#ifndef SCHEMA_SCHEMA_H
#define SCHEMA_SCHEMA_H

#include "base/error.h"
#include "base/pool.h"
#include "base/strings.h"

#include <stdbool.h>

/*
 * What a database looks like, or should: tables and views as plain structs. The same
 * structs are loaded from a model file, from an operation of a manifest, and from a live
 * database; libcyaml fills them, hence arrays as pointer and `<name>_count`, and names
 * without const. Everything lives in the pool it was loaded into. NULL or 0 means "not
 * said".
 */

enum tri { TRI_UNSET, TRI_NO, TRI_YES };

/* A literal value as it stands in YAML. */
struct literal {
	char *text;  /* NULL for null */
	bool quoted; /* it stood in quotes (or is a block): a string whatever it looks like
		      */
};

enum type_kind {
	TYPE_UNSET,
	TYPE_BOOLEAN,
	TYPE_SMALLINT,
	TYPE_INTEGER,
	TYPE_BIGINT,
	TYPE_FLOAT,
	TYPE_DOUBLE,
	TYPE_NUMERIC,
	TYPE_STRING,
	TYPE_TEXT,
	TYPE_UNICODE,
	TYPE_UNICODE_TEXT,
	TYPE_DATE,
	TYPE_TIME,
	TYPE_DATETIME,
	TYPE_DATETIME_TZ,
	TYPE_UUID,
	TYPE_BINARY,
	TYPE_BLOB,
	TYPE_JSON,
	TYPE_RAW, /* {sqlite: X, mssql: Y} */
	TYPE_KINDS
};

struct type {
	enum type_kind kind;
	/* string(n), numeric(p, s); -1: not given. string, unicode and binary without a
	 * length are as long as the database allows (VARCHAR; VARCHAR(MAX)). */
	int length, scale;
	/* TYPE_RAW: the text per dialect, NULL where none was given. "" is SQLite's column
	 * without a type. A type read from a database that no abstract type renders to. */
	char *sqlite, *mssql;
};

struct reference {
	char *schema, *table;
	char **columns; /* none: the referenced table's primary key */
	unsigned columns_count;
	char *on_delete, *on_update; /* "CASCADE", "SET NULL", ...; NULL: no action */
	char *deferrable; /* SQLite, as found: "DEFERRABLE INITIALLY DEFERRED"; else NULL */
};

struct computed {
	char *as;
	enum tri stored;
};

struct column {
	char *name;
	struct type type;
	enum tri nullable;             /* unset: yes, but for a primary key */
	struct literal *default_value; /* `default` */
	char *default_sql;
	enum tri primary_key, autoincrement, unique, index;
	struct reference *references;
	char *check, *collation, *comment;
	struct computed *computed;
	char *renamed_from;   /* models only */
	struct literal *fill; /* models only: what existing rows get when it is added */
	int line, column;     /* where it stands in its file; 0 when it does not */
};

struct primary_key {
	char *name;
	char **columns;
	unsigned columns_count;
};

struct unique {
	char *name;
	char **columns;
	unsigned columns_count;
};

struct foreign_key {
	char *name;
	char **columns;
	unsigned columns_count;
	struct reference references;
};

struct check {
	char *name;
	char *check; /* the expression, without parentheses around it */
};

struct index_column {
	char *column, *expression; /* one of them */
	enum tri desc;
	char *collation; /* as found in a database; else NULL */
};

struct index {
	char *name;
	struct index_column *columns;
	unsigned columns_count;
	enum tri unique;
	char *where;
	char **include;
	unsigned include_count;
};

struct table_options {
	char *sqlite, *mssql; /* what follows the closing parenthesis */
};

/* Each count stands beside its list.
 * NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding) */
struct table {
	char *schema, *name;
	struct column *columns;
	unsigned columns_count;
	struct primary_key *primary_key;
	struct unique *unique;
	unsigned unique_count;
	struct foreign_key *foreign_keys;
	unsigned foreign_keys_count;
	struct check *checks;
	unsigned checks_count;
	struct index *indexes;
	unsigned indexes_count;
	char *comment;
	struct table_options *options;
	char *renamed_from;  /* models only */
	char *file;          /* as the user names it; NULL: not known, or none */
	int line, column_at; /* where it stands in its file; 0 when it does not */
};

struct view {
	char *schema, *name;
	char *as;
};

struct schema {
	struct table *tables;
	unsigned tables_count;
	struct view *views;
	unsigned views_count;
	/* Models that cannot speak of views (metadata of another program): what a database
	 * has of them is not to be dropped. */
	bool views_unsaid;
	/* What columns without a collation have, in a database that tells; else NULL. */
	char *collation;
};

/* "numeric(10, 2)" and the like; the contract's table (2.3), lower case.
 * ERR_MANIFEST_INVALID without a place, naming the types there are. TYPE_RAW is not made
 * here. */
int type_parse(const char *text, struct type *type, struct error *err);
/* The text that type_parse reads; for TYPE_RAW "{sqlite: X, mssql: Y}" as YAML. */
char *type_text(struct pool *pool, const struct type *type);
bool type_equal(const struct type *a, const struct type *b);

/* Case-insensitive for ASCII, as SQL names are. NULL: not there. schema may be NULL. */
const struct table *schema_find(
	const struct schema *schema, const char *name_schema, const char *name);
const struct column *table_column(const struct table *table, const char *name);

/*
 * Generated names (contract 2.3): kind_<table>_<columns joined by _>, where kind is ix, uq,
 * fk, ck, df; pk_<table>. An index expression (NULL here) counts as "expr"; an unnamed
 * check as its column when it stands at one, else as its number among the table's others
 * from 1.
 */
char *generated_name(struct pool *pool, const char *kind, const char *table,
	const char *const *columns, unsigned count);

/*
 * One way to say everything: the shorthands of columns (primary_key, unique, index,
 * references, check) become members of the table's lists, constraints and indexes without a
 * name get their generated one (with a number from 2 where two would have the same),
 * columns of the primary key become nullable: no, and unset `nullable` becomes yes. A
 * column with both `unique` and `index` gets one unique index, as in SQLAlchemy. Shorthands
 * stand behind what the lists held, in the order of the columns. The result is new, in
 * pool; `table` is not changed.
 */
struct table *table_normal(struct pool *pool, const struct table *table);
/* The same, but names that were not given stay NULL. */
struct table *table_flat(struct pool *pool, const struct table *table);
/* Both at once; they share their columns, and their lists run parallel. */
void table_forms(struct pool *pool, const struct table *table, struct table **flat,
	struct table **normal);
char *index_generated_name(
	struct pool *pool, const struct table *table, const struct index *index);

#endif
