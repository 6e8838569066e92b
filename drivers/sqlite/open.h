#ifndef SQLITE_OPEN_H
#define SQLITE_OPEN_H

#include "drivers/sqlite/sqlite.h"

/* The open and open_scratch of struct driver. */
int sqlite_open(
	const struct dsn *dsn, enum db_access access, struct db **db, struct error *err);
int sqlite_open_scratch(struct db **db, struct error *err);

#endif
