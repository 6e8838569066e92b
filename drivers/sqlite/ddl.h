#ifndef SQLITE_DDL_H
#define SQLITE_DDL_H

#include "base/error.h"
#include "drivers/sqlite/token.h"

/*
 * The CREATE statements that sqlite_master holds, taken apart. They are the only place that
 * knows checks, constraint names, generated expressions, ON CONFLICT and the like, so a
 * rebuild edits a table's own text; hence every part knows the bytes it stands in. A text
 * that cannot be parsed to its end is an error: there are no guesses.
 *
 * Spans are without the blanks and comments at their ends. A span of {0, 0} is a part that
 * is not there.
 */

enum ddl_kind {
	DDL_PRIMARY_KEY,
	DDL_UNIQUE,
	DDL_CHECK,
	DDL_FOREIGN_KEY,
	DDL_NOT_NULL,
	DDL_NULL,
	DDL_DEFAULT,
	DDL_COLLATE,
	DDL_GENERATED,
	DDL_DEFERRABLE, /* of the foreign key before it, which it does not follow directly
			 */
	DDL_NAME_ONLY,  /* CONSTRAINT name, and no constraint */
};

/* One part of a key or an index: a column, or an expression. */
struct ddl_part {
	char *column;           /* NULL: an expression */
	struct span name;       /* of the column */
	struct span expression; /* of either, without collation and order */
	char *collation;
	bool desc;
};

struct ddl_reference {
	char *table;
	struct span table_span;
	struct ddl_part *columns;
	unsigned columns_count;
	const char *on_delete, *on_update; /* upper case, one blank; NULL: not said */
	char *match;
	char *deferrable; /* as written, words joined by one blank; NULL: not said */
};

struct ddl_constraint {
	enum ddl_kind kind;
	struct span span; /* with CONSTRAINT name */
	char *name;
	struct span name_span;
	struct ddl_part *parts; /* of a table's key; none: that of the column it is at */
	unsigned parts_count;
	bool desc, autoincrement;
	char *conflict; /* ON CONFLICT's word */
	/* CHECK and GENERATED: what is in the parentheses. DEFAULT: the value, in
	 * parentheses or not (in_parentheses; then without them). */
	struct span expression;
	bool in_parentheses;
	bool stored;
	char *collation;
	struct ddl_reference reference;
	struct span comma; /* a table's: the comma behind it, if there is one */
};

struct ddl_column {
	char *name;
	struct span name_span;
	char *type; /* as SQLite reports it; "": none */
	struct span type_span;
	struct span span;
	struct ddl_constraint *constraints;
	unsigned constraints_count;
	struct span comma;
};

struct ddl_table {
	const char *sql;
	char *name;
	struct span name_span;
	struct span open, close; /* the parentheses around columns and constraints */
	struct ddl_column *columns;
	unsigned columns_count;
	struct ddl_constraint *constraints;
	unsigned constraints_count;
	struct span options; /* what follows the closing parenthesis */
	bool without_rowid, strict;
	struct tokens tokens;
};

struct ddl_index {
	const char *sql;
	char *name, *table;
	struct span name_span, table_span;
	bool unique;
	struct ddl_part *parts;
	unsigned parts_count;
	struct span where;
	struct tokens tokens;
};

struct ddl_view {
	char *name;
	struct span name_span;
	struct span columns; /* between the parentheses behind the name */
	struct span select;
	struct tokens tokens;
};

struct ddl_trigger {
	char *name, *table;
	struct span name_span, table_span;
	const char *event; /* INSERT, DELETE or UPDATE */
	bool instead_of;
	char **columns; /* UPDATE OF */
	unsigned columns_count;
	struct span body; /* from behind the table: FOR EACH ROW, WHEN, BEGIN ... END */
	struct tokens tokens;
};

/* ERR_DATABASE, with what was expected and the text near it. */
int ddl_parse_table(
	struct pool *pool, const char *sql, struct ddl_table *table, struct error *err);
int ddl_parse_index(
	struct pool *pool, const char *sql, struct ddl_index *index, struct error *err);
int ddl_parse_view(
	struct pool *pool, const char *sql, struct ddl_view *view, struct error *err);
int ddl_parse_trigger(
	struct pool *pool, const char *sql, struct ddl_trigger *trigger, struct error *err);

bool ddl_is_virtual(struct pool *pool, const char *sql);

struct ddl_column *ddl_column(const struct ddl_table *table, const char *name);
/* The first of this kind at the column, or NULL. */
struct ddl_constraint *ddl_column_has(const struct ddl_column *column, enum ddl_kind kind);
/* The primary key; *column is set when it is a column's. NULL: there is none. */
struct ddl_constraint *ddl_primary_key(
	const struct ddl_table *table, struct ddl_column **column);
/* The column that is the rowid (INTEGER PRIMARY KEY), or NULL. */
struct ddl_column *ddl_rowid_column(const struct ddl_table *table);

#endif
