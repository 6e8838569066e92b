#ifndef SQL_DIALECT_H
#define SQL_DIALECT_H

#include "base/text.h"
#include "schema/diff.h"
#include "schema/operation.h"

/*
 * What differs between databases in the text of SQL. A dialect is one constant struct; the
 * functions of sql/ use it and know no database by name. Statements have no final
 * semicolon: who prints a script adds the dialect's terminator. None ends within a line
 * comment, so that the terminator is seen.
 */
struct statements {
	struct strings list;
};

struct dialect {
	const char *name;       /* the key in {sqlite: X, mssql: Y} */
	const char *terminator; /* after each statement of a script: ";" or "\nGO" */
	int max_name;           /* characters (UTF-16 units) in a name; 0: no limit */
	/* What compares equal in this database; `check` and `diff` use it. */
	struct diff_rules rules;

	/* A name in quotes, quotes inside it doubled. */
	void (*quote_name)(struct text *out, const char *name);
	/* A literal for a column of this type (TYPE_UNSET: judge by its looks): NULL, a
	 * number or a quoted string. ERR_MANIFEST_INVALID: it is no value of that type. */
	int (*literal)(struct text *out, const struct literal *value,
		const struct type *type, struct error *err);
	/* The text of a column's type; ERR_MANIFEST_INVALID: a raw type without this
	 * dialect. */
	int (*type)(struct text *out, const struct column *column, struct error *err);
	/* The text that execute has for this dialect, or NULL. */
	const char *(*execute_text)(const struct op_execute *op);
	/*
	 * The statements of an operation, as far as its text alone tells them.
	 * `unsupported` set to true (and 0 returned, nothing added) means that the driver
	 * has to look at the table: SQLite's rebuild. Errors are ERR_MANIFEST_INVALID with
	 * the operation's line and column; nothing is added then.
	 */
	int (*render)(struct pool *pool, const struct operation *op, struct statements *out,
		bool *unsupported, struct error *err);
};

/* schema.name in quotes; just the name when schema is NULL or "". */
void sql_table_name(const struct dialect *dialect, struct text *out, const char *schema,
	const char *name);
/* A quoted string literal for text that may hold anything but NUL; the dialect's prefix (N)
 * is the caller's. */
void sql_string(struct text *out, const char *value);

/* The batches of a script: cut at lines that hold only GO (any case, blanks around it),
 * outside strings, quoted names and (nested) comments. Empty batches are left out, blank
 * lines around a batch too. `GO 5`, `GO;` and `GO -- x` are text: the server will refuse
 * them, which is better than running something once that was to run five times. */
void sql_batches(struct pool *pool, const char *script, struct strings *batches);

/* An expression of a check, an index, a computed column or a view in one spelling, so that
 * what a database gives back compares equal to what it was given: words in lower case,
 * plain names without quotes, no comments, no blanks or parentheses that say nothing. */
char *sql_normal_expression(struct pool *pool, const char *expression);
/* A default of a column of this type in one spelling: as an expression, and 'abc' for
 * N'abc' and "abc", 5 for '5' and (5), 1 and 0 for TRUE and FALSE. Among texts '007' is not
 * 7, and 5 is '5'. NULL for the default NULL. */
char *sql_normal_default(
	struct pool *pool, const struct type *type, const char *expression);
/* A type's name in upper case, blanks only between words. */
char *sql_normal_type(struct pool *pool, const char *type);

#endif
