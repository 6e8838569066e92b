#ifndef SQLITE_FOLD_H
#define SQLITE_FOLD_H

#include "db/driver.h"

/*
 * The apply_all of struct driver: operations of one table that each need a rebuild share
 * one, whatever stands between them, as long as nobody looks at the table meanwhile
 * (pending.h).
 *
 * What it does is what the operations do one by one. When it fails, that is what is done:
 * from the transaction's beginning, to find out at which of them and why.
 */
int sqlite_apply_all(struct db *db, const struct operation *ops, unsigned count,
	unsigned *failed, struct error *err);

#endif
