#ifndef SQLITE_ROWS_H
#define SQLITE_ROWS_H

#include "drivers/sqlite/sqlite.h"

/* ERR_UNSAFE_DATA when the rows that are there now stand in the way of the operation. A
 * table or column that is not there is no finding: the operation itself will say so. */
int rows_check(struct sqlite_db *db, struct pool *pool, const struct operation *op,
	struct error *err);

#endif
