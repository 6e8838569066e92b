#ifndef MSSQL_CONNECTION_H
#define MSSQL_CONNECTION_H

#include "base/text.h"
#include "db/driver.h"
#include "drivers/mssql/said.h"

#include <stdatomic.h>
#include <time.h>

/*
 * An open connection to SQL Server, for the files of this driver.
 *
 * 1. One request is one round trip: what may wait (later) goes with the next request, and
 *    what is looked at goes with BEGIN.
 * 2. XACT_ABORT is on, so that nearly every error ends the transaction on the server. After
 *    an error nothing but a rollback goes to the server until there was one: a batch that
 *    followed would run outside any transaction.
 * 3. The deployment lock belongs to the session: taken before the first BEGIN, held until
 *    the connection is closed, or breaks.
 * 4. An interrupt is remembered until one statement has failed of it; a rollback forgets
 *    it.
 */
struct mssql_db {
	struct db db;
	const struct library *library;
	DBPROCESS *process;
	struct pool pool;     /* lives as long as the connection */
	const char *shown;    /* the URL without the password */
	const char *database; /* as the server calls it; NULL before the first look */
	int lock_timeout;     /* seconds */
	int query_timeout;    /* seconds; 0: none */
	int running_timeout;  /* what FreeTDS was told */
	bool settled;         /* the session's settings are made */
	bool locked;          /* the session holds the deployment lock */
	bool in_transaction;  /* begin was, commit or rollback was not yet */
	bool failed;          /* something failed in it */
	bool deadlock;        /* the server chose it as the victim of a deadlock */
	struct pool later_pool;
	struct text later; /* statements that go with the next request */
	struct said said;  /* of the last request */
	atomic_bool interrupted;
	bool cancelled;        /* the running request was told to stop */
	struct timespec until; /* it may take; cancelled: then the connection is closed */
};

/* 2: ERR_DATABASE where something has failed in the transaction. */
int mssql_may_go_on(const struct mssql_db *db, struct error *err);
/* SET ... for the beginning of a batch. */
void mssql_add_settings(struct mssql_db *db, struct text *batch);

struct mssql_db *mssql_db(struct db *db);

int mssql_open(
	const struct dsn *dsn, enum db_access access, struct db **db, struct error *err);
void mssql_close(struct db *db);

/* One row of the set-th result set of a request, from 0. As db_row_fn otherwise. */
typedef int mssql_row_fn(void *data, int set, int count, const char *const *values);
/*
 * Sends one batch and reads all that it gives: one round trip. Every row goes to row unless
 * that is NULL; once it gives other than 0 the rest is read and dropped, and that is the
 * result. seconds: how long it may take; 0: no limit.
 */
int mssql_request(struct mssql_db *db, const char *batch, int seconds, mssql_row_fn *row,
	void *data, struct error *err);

/* Fills err in from what was said to the last request; -1. */
int mssql_failed(struct mssql_db *db, struct error *err);
/* The same for a login. */
int mssql_refused(struct mssql_db *db, const struct dsn *dsn, struct error *err);

/* Members of struct driver. */
int mssql_exec(struct db *db, const char *sql, struct error *err);
int mssql_query(
	struct db *db, const char *sql, db_row_fn *row, void *data, struct error *err);
int mssql_later(struct db *db, const char *sql, struct error *err);
int mssql_begin(struct db *db, struct error *err);
int mssql_begin_look(
	struct db *db, struct db_look *looks, unsigned count, struct error *err);
int mssql_look(struct db *db, struct db_look *looks, unsigned count, struct error *err);
int mssql_commit(struct db *db, struct error *err);
int mssql_rollback(struct db *db, struct error *err);
int mssql_has_table(struct db *db, const char *schema, const char *name, bool *exists,
	struct error *err);
int mssql_apply(struct db *db, const struct operation *op, struct error *err);
bool mssql_may_retry(struct db *db);
void mssql_interrupt(struct db *db);

#endif
