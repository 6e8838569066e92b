#ifndef SQL_RENDER_H
#define SQL_RENDER_H

#include "sql/dialect.h"
#include "sql/value.h"

/*
 * What the dialects share when they put operations into words. Functions that cannot fail
 * add to `out`; the others are 0 or -1 with ERR_MANIFEST_INVALID.
 */
struct render {
	const struct dialect *dialect;
	struct pool *pool;
	struct statements *out;
	bool *unsupported;
	struct error *err;
};

typedef int sql_render_fn(struct render *render, const struct operation *op);

/* The dialects' `render`: checks the names, calls the function of the operation's kind, and
 * on failure says which operation it was and takes back what was added. */
int sql_render(const struct dialect *dialect, sql_render_fn *const table[OP_KINDS],
	struct pool *pool, const struct operation *op, struct statements *out,
	bool *unsupported, struct error *err);

/* A finished statement. */
void sql_add(struct render *render, const struct text *statement);

/* A name that is empty or longer than the dialect takes is an error. */
int sql_check_name(const struct dialect *dialect, const char *name, struct error *err);
/* The same for all names of an operation, of a table. */
int sql_check_names(
	const struct dialect *dialect, const struct operation *op, struct error *err);
int sql_check_table_names(
	const struct dialect *dialect, const struct table *table, struct error *err);

/* ("a", "b") */
void sql_name_list(const struct dialect *dialect, struct text *out, char *const *names,
	unsigned count);
/* User's SQL, to stand before something else: trimmed, final semicolons taken off, and a
 * line end added when it ends in a line comment. */
void sql_add_text(struct text *out, const char *sql);
/* (expression) */
void sql_add_expression(struct text *out, const char *expression);
/* "CASCADE" and the like in upper case; anything else is an error. NULL: no action. */
int sql_action(const char *action, const char **text, struct error *err);
/* Does the column have a default other than NULL? */
bool sql_has_default(const struct column *column);
/* What no database takes: two defaults, a default of a computed or numbered column. */
int sql_check_column(const struct column *column, struct error *err);

/* CONSTRAINT "name" PRIMARY KEY ("a"), and so on. */
void sql_primary_key(
	const struct dialect *dialect, struct text *out, const struct primary_key *key);
void sql_unique(
	const struct dialect *dialect, struct text *out, const struct unique *unique);
void sql_check(const struct dialect *dialect, struct text *out, const struct check *check);
/* CONSTRAINT "name" FOREIGN KEY ("a"), without what it references. */
void sql_foreign_key(
	const struct dialect *dialect, struct text *out, const struct foreign_key *key);

/* A table of which only this column is known, in normal form: add_column's constraints
 * under their generated names. */
struct table *sql_column_table(struct pool *pool, const struct op_add_column *op);

/* What existing rows cannot get: NULL where it is not allowed, a value of a computed
 * column. */
int sql_check_fill(const struct op_add_column *op, struct error *err);

/* create_primary_key and the like, with its generated name where it has none. */
const char *sql_constraint_name(struct pool *pool, const struct op_constraint *op);

/* Do two rows name the same columns in the same order? */
bool sql_same_columns(const struct row *a, const struct row *b);

#endif
