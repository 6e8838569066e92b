#ifndef SQLITE_INSPECT_H
#define SQLITE_INSPECT_H

#include "drivers/sqlite/ddl.h"
#include "drivers/sqlite/sqlite.h"

/* The inspect of struct driver. */
int sqlite_inspect(
	struct db *db, struct pool *pool, struct schema *schema, struct error *err);

/* The abstract type whose text on SQLite this is (case and blanks aside), else TYPE_RAW. */
void sqlite_type_of(struct pool *pool, const char *text, struct type *type);
/* A DEFAULT constraint as a literal or as an expression. */
void sqlite_default_of(struct pool *pool, const char *sql,
	const struct ddl_constraint *constraint, struct column *column);

#endif
