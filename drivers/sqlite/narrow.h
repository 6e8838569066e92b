#ifndef SQLITE_NARROW_H
#define SQLITE_NARROW_H

#include "schema/schema.h"

/*
 * SQL for "this value is none of that type", or NULL when every value is. SQLite keeps
 * whatever it is given; the application, and SQL Server with the same models, would not
 * take it. old: the text of the column's type so far.
 */
const char *narrow_condition(
	struct pool *pool, const char *old, const struct type *type, const char *value);

#endif
