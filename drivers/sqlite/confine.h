#ifndef SQLITE_CONFINE_H
#define SQLITE_CONFINE_H

#include "drivers/sqlite/sqlite.h"

/*
 * A scratch database runs SQL that nobody has looked at yet: models, and manifests of
 * other people's branches. Such a connection
 *
 * 1. reaches no file: what names one (ATTACH, VACUUM INTO, the folders of PRAGMA) is
 *    refused when it is prepared, and so is load_extension;
 * 2. comes to an end: a statement that takes too many steps fails.
 */
void confine(struct sqlite_db *db);

/* The connection has one authorizer; while this is on it tells the guard (guard.h). */
void confine_listen(struct sqlite_db *db, bool on);

/* Counts from here: a statement begins. */
void confine_begin(struct sqlite_db *db);
/* More work of the statement; true when it was too much. */
bool confine_spent(struct sqlite_db *db, int steps);

/* Was it one of these that failed? Then err says so, instead of SQLite's words. */
bool confine_explain(const struct sqlite_db *db, int code, struct error *err);

#endif
