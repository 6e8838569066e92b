#ifndef SQLITE_SQLITE_H
#define SQLITE_SQLITE_H

#include "base/map.h"
#include "db/driver.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <time.h>

/*
 * An open SQLite connection, for the files of this driver.
 *
 * 1. foreign_keys is off for the whole connection: it does nothing inside a transaction,
 * and with it on a rebuild would delete the rows of CASCADE children. What foreign keys
 * forbid is checked before the commit instead (guard.h).
 * 2. What an operation changes goes through sqlite_exec, so that it is logged and a trace
 *    can write it down; what only looks goes through sqlite_query.
 * 3. An interrupt is remembered until one statement has failed of it, so that a signal
 *    between two statements is not lost. A rollback forgets it.
 */
struct sqlite_db {
	struct db db;
	sqlite3 *handle;
	struct pool pool; /* lives as long as the connection */
	const char *shown;
	int lock_timeout; /* seconds */
	struct timespec lock_deadline;
	int query_timeout; /* seconds; 0: none */
	struct timespec query_deadline;
	bool timed_out; /* the statement that runs */
	int last_code;  /* SQLite's extended code of the last failure in exec or query */
	atomic_bool interrupted;
	struct guard *guard; /* of the open transaction, or NULL */
	bool listening;      /* guard.h */
	sqlite3_stmt *running;
	time_t began, told; /* it, and the last word of it; seconds of CLOCK_MONOTONIC */
	/* confine.h. Of the statement that runs: its steps, and what it may not do. */
	long long most_steps, steps; /* 0: as many as it likes */
	const char *refused;
};

struct sqlite_db *sqlite_db(struct db *db);

/* Fills err in from an extended result code; -1. detail: SQLite's own message, or NULL. */
int sqlite_failed(struct sqlite_db *db, int code, const char *detail, struct error *err);

/* The settings that operations rely on, whatever SQLite was compiled with and whatever an
 * execute outside a transaction has set. */
void sqlite_settings(struct sqlite_db *db);

/* The exec and query of struct driver; exec logs each statement before it runs. */
int sqlite_exec(struct db *db, const char *sql, struct error *err);
int sqlite_query(
	struct db *db, const char *sql, db_row_fn *row, void *data, struct error *err);

/* As sqlite_exec, unlogged: what no script needs to repeat. */
int sqlite_quiet(struct sqlite_db *db, const char *sql, struct error *err);

/* The one integer that a query gives; 0 when it gives no row. */
int sqlite_number(
	struct sqlite_db *db, const char *sql, long long *number, struct error *err);

#endif
