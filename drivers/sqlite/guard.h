#ifndef SQLITE_GUARD_H
#define SQLITE_GUARD_H

#include "drivers/sqlite/sqlite.h"

/*
 * Foreign keys across a transaction. They are not enforced while gitmig works (sqlite.h,
 * 1), so the tables that an operation may have made unfaithful are noted with how many
 * violations they had before it, and looked at again before the commit: what was there
 * already is not this transaction's doing, one more stops it.
 */

/* Notes the table and those whose foreign keys refer to it; before the operation. */
int guard_watch(
	struct sqlite_db *db, const char *schema, const char *table, struct error *err);
/*
 * For statements that somebody else has written: what they may change is noted before they
 * run. guard_hear is for the authorizer, guard_heard for what stands between preparing a
 * statement and running it.
 */
void guard_listen(struct sqlite_db *db, bool on);
void guard_hear(struct sqlite_db *db, int action, const char *table, const char *schema);
int guard_heard(struct sqlite_db *db, struct error *err);
/* The table has another name now. */
void guard_rename(
	struct sqlite_db *db, const char *schema, const char *from, const char *to);
/* ERR_UNSAFE_DATA, or ERR_DATABASE where a key has lost what it refers to. */
int guard_check(struct sqlite_db *db, struct error *err);
void guard_forget(struct sqlite_db *db);

#endif
