#ifndef SQLITE_APPLY_H
#define SQLITE_APPLY_H

#include "drivers/sqlite/sqlite.h"

/* The apply and check_rows of struct driver. */
int sqlite_apply(struct db *db, const struct operation *op, struct error *err);
int sqlite_check_rows(struct db *db, const struct operation *op, struct error *err);

#endif
