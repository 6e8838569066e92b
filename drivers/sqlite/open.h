#ifndef SQLITE_OPEN_H
#define SQLITE_OPEN_H

#include "drivers/sqlite/sqlite.h"

/* The open and open_scratch of struct driver. */
int sqlite_open(
	const struct dsn *dsn, enum db_access access, struct db **db, struct error *err);
int sqlite_open_scratch(struct db **db, struct error *err);
/* Before each statement: its query_timeout and its steps (confine.h) count from here. */
void sqlite_begin_statement(struct sqlite_db *db);
/* The copy_scratch of struct driver; `from` is in no transaction. */
int sqlite_copy_scratch(struct db *from, struct db **copy, struct error *err);

#endif
