#ifndef SQLITE_COLUMNS_H
#define SQLITE_COLUMNS_H

#include "drivers/sqlite/ddl.h"

/* ERR_DATABASE: the table has no such column, and which it has. -1. */
int column_missing(const struct ddl_table *table, const char *name, struct pool *pool,
	struct error *err);

#endif
