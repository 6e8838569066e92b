#ifndef SQLITE_UNSAID_H
#define SQLITE_UNSAID_H

#include "drivers/sqlite/sqlite.h"

/* The unsaid of struct driver: triggers, virtual tables, ON CONFLICT, rows and the like. */
int sqlite_unsaid(struct db *db, struct pool *pool, struct db_unsaid **found,
	unsigned *count, struct error *err);

#endif
