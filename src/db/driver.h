#ifndef DB_DRIVER_H
#define DB_DRIVER_H

#include "base/dsn.h"
#include "base/error.h"
#include "base/pool.h"
#include "schema/operation.h"
#include "sql/dialect.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The contract of a database driver: one constant struct of functions and answers. The core
 * names no driver; main.c hands the list of them to the CLI. All SQL goes through exec and
 * query as text, so that a wrapper (db/script.h) sees everything that is done.
 *
 * A driver calls log, where it is set, with each statement of exec and apply before it runs
 * and without a terminator; query, begin, commit, rollback and what apply only reads are
 * not logged. The log is what --sql writes down.
 *
 * Errors: ERR_CONNECTION (not reached, not built in, login refused), ERR_DATABASE (what the
 * server said), ERR_DATABASE_LOCKED (lock_timeout passed), ERR_UNSAFE_DATA (rows stand in
 * the way), ERR_IO. A password is in none of them.
 */

enum db_access {
	DB_READ, /* nothing is created or changed; a missing file reads as an empty database
		  */
	DB_WRITE, /* a missing SQLite file is created */
};

/* Called once per row; values[i] NULL is SQL NULL. A return other than 0 ends the query,
 * and query returns it. */
typedef int db_row_fn(void *data, int count, const char *const *values);

/* An open connection. A driver's own struct begins with this one. */
struct db {
	const struct driver *driver;
	const struct dialect *dialect; /* the driver's */
	void (*log)(
		void *data, const char *sql); /* each statement before it runs, or NULL */
	void *log_data;
	/* NULL, or told about once a second while a statement runs: for how long, and how
	 * many rows it has read; 0: not known. */
	void (*working)(void *data, unsigned seconds, long long rows);
	void *working_data;
};

/* A table or view, and what to ask of it where it is there. */
struct db_look {
	const char *schema, *table; /* schema NULL: the one that the dialect writes */
	const char *sql;            /* one SELECT; NULL: nothing */
	db_row_fn *row;
	void *data;
	bool there; /* the answer; true beforehand: it is known to be there */
};

struct script_text;

/* A part of what a database holds for which a schema has no word. */
struct db_unsaid {
	char *what; /* for people: "trigger x is left out" */
	char *text; /* as it was given, from the name on; NULL: not known */
	size_t at;  /* where in it */
};

struct driver {
	const char *name; /* as in struct dsn */
	const char *
		package; /* what to build with when open is NULL: known, but not built in */
	const struct dialect *dialect;

	/* Can a revision with its DDL and its version row be one transaction? If not, it is
	 * not atomic and the plan says so. */
	bool ddl_in_transaction;
	/* May gitmig connect to it from a git hook without being told to? Local files only.
	 */
	bool is_local;
	/* Can a script be written from the operations' text alone? If not, --sql runs the
	 * operations on a scratch database of this driver and writes down what it saw. */
	bool renders_offline;
	/* Does VARCHAR(32) take longer texts too? */
	bool any_length;
	/* What a script says around its statements (db/script.h). */
	const struct script_text *script;

	int (*open)(const struct dsn *dsn, enum db_access access, struct db **db,
		struct error *err);
	/* An empty database in memory. NULL: this driver has none. */
	int (*open_scratch)(struct db **db, struct error *err);
	/* Another one with the same content. NULL: it has to be made again. */
	int (*copy_scratch)(struct db *from, struct db **copy, struct error *err);
	void (*close)(struct db *db); /* NULL is fine; rolls back what is open */

	/* Begins a transaction that holds the deployment lock: no other deployer gets past
	 * its own begin before this one has committed or rolled back (contract 4). A driver
	 * may hold the lock on until close. */
	int (*begin)(struct db *db, struct error *err);
	int (*commit)(struct db *db, struct error *err);
	int (*rollback)(struct db *db, struct error *err);
	/* As has_table and query for each, in one round trip. NULL: that is what is done.
	 */
	int (*look)(
		struct db *db, struct db_look *looks, unsigned count, struct error *err);
	/* As begin and then look, in one round trip. NULL: that is what is done. After a
	 * failure no transaction is open. */
	int (*begin_look)(
		struct db *db, struct db_look *looks, unsigned count, struct error *err);
	/* As exec within a transaction, but the statement may wait and go to the server
	 * with the next call, which then also tells that it failed. NULL: exec. */
	int (*later)(struct db *db, const char *sql, struct error *err);
	/* Has the transaction failed of what will probably not happen when it is done again
	 * from its begin, such as a deadlock? Asked before its rollback. NULL: never. */
	bool (*may_retry)(struct db *db);
	/* One statement (SQLite) or batch (SQL Server); for SQLite, text with several
	 * statements runs them all. Rows are thrown away. */
	int (*exec)(struct db *db, const char *sql, struct error *err);
	int (*query)(struct db *db, const char *sql, db_row_fn *row, void *data,
		struct error *err);
	/*
	 * Does one operation, whatever that takes: the dialect's statements or a rebuild.
	 * Within a transaction that is open, but for an execute with transaction: false.
	 */
	int (*apply)(struct db *db, const struct operation *op, struct error *err);
	/*
	 * Does operations one after the other within the transaction that is open, and may
	 * take several of one table at once. *failed: which one could not be done. NULL:
	 * apply does each.
	 */
	int (*apply_all)(struct db *db, const struct operation *ops, unsigned count,
		unsigned *failed, struct error *err);
	/* Everything that is there, gitmig's own tables too, in the order of names. */
	int (*inspect)(
		struct db *db, struct pool *pool, struct schema *schema, struct error *err);
	/* Runs a text of many statements, as exec does; where it fails *at is the offset.
	 * NULL: no models come as this database's SQL. */
	int (*exec_file)(struct db *db, const char *sql, size_t *at, struct error *err);
	/* What inspect leaves out. */
	int (*unsaid)(struct db *db, struct pool *pool, struct db_unsaid **found,
		unsigned *count, struct error *err);
	/* Lists type, name and text of everything that is there, by type and name: as long
	 * as the answer is the same, so is the schema. Much faster than inspect. NULL:
	 * none.
	 */
	const char *catalog_query;
	/* Would op fail on the rows that are there now? ERR_UNSAFE_DATA with a count and
	 * what to do. For what the plan can tell before anything runs. */
	int (*check_rows)(struct db *db, const struct operation *op, struct error *err);
	/* true in *exists when there is such a table or view. */
	int (*has_table)(struct db *db, const char *schema, const char *name, bool *exists,
		struct error *err);
	/* Makes the running statement fail soon. Safe to call from a signal handler. */
	void (*interrupt)(struct db *db);
};

/* The driver for a dsn, which may be one that is known but not built in (open is NULL:
 * db_open says what is missing). ERR_CONNECTION: no such name. `drivers` ends with NULL. */
int driver_find(const struct driver *const *drivers, const char *name,
	const struct driver **driver, struct error *err);

/* Checked calls (db/db.c): they add the statement to what went wrong, and pass the points
 * at which tests make them fail. After a db_begin that failed no transaction is open. */
int db_open(const struct driver *const *drivers, const struct dsn *dsn,
	enum db_access access, struct db **db, struct error *err);
void db_close(struct db *db);
int db_begin(struct db *db, struct error *err);
int db_commit(struct db *db, struct error *err);
int db_rollback(struct db *db, struct error *err);
int db_exec(struct db *db, const char *sql, struct error *err);
int db_query(struct db *db, const char *sql, db_row_fn *row, void *data, struct error *err);
int db_look(struct db *db, struct db_look *looks, unsigned count, struct error *err);
int db_begin_look(struct db *db, struct db_look *looks, unsigned count, struct error *err);
int db_later(struct db *db, const char *sql, struct error *err);
bool db_may_retry(struct db *db);
int db_apply(struct db *db, const struct operation *op, struct error *err);
/* A revision's operations within its transaction; *failed: the number of the one at which
 * it ended. */
int db_apply_all(struct db *db, const struct operation *ops, unsigned count,
	unsigned *failed, struct error *err);

#endif
