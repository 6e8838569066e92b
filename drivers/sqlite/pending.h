#ifndef SQLITE_PENDING_H
#define SQLITE_PENDING_H

#include "drivers/sqlite/rebuild.h"

/*
 * One rebuild for several operations of one table. They edit the text that the table is
 * going to have; its rows are copied once, when somebody needs the table as it will be.
 *
 * 1. An operation that would have to see what those before it did to the rows (a `using`
 *    over a changed column, a type of a changed column, the nulls in a new key) does not
 *    fit: the rebuild is done first.
 * 2. A column is renamed by SQLite at once, since views, triggers and foreign keys follow;
 *    in the text that is to be, SQLite does it in a database of its own.
 */
struct pending {
	struct sqlite_db *db;
	struct pool *pool;
	const char *schema;     /* as in the operation */
	struct ddl_table real;  /* as it stands in the database */
	struct ddl_table table; /* as it will be */
	/* Where columns come from, as in struct rebuild; expression NULL: the default. */
	struct strings filled;
	struct strings added, typed; /* columns: not there yet, of a changed type */
	struct strings dropped_indexes;
	struct catalog made; /* indexes to come */
	bool drops_column, uses, renamed;
	unsigned first; /* the operation that began it */
	unsigned count; /* of operations */
	bool done;
};

int pending_start(struct pending *pending, struct alter *alter);
/* May the operation join, or does it need the table as it will be? */
bool pending_fits(const struct pending *pending, const struct operation *op);
/* Would the column be there with the same values without the rebuild? */
bool pending_changes(const struct pending *pending, const char *column);

/* For rebuild_start and rebuild_run of an operation that has joined. */
int pending_look(struct pending *pending, struct rebuild *rebuild);
int pending_take(struct pending *pending, struct rebuild *rebuild);
int pending_make_index(struct alter *alter, const struct index *index);
int pending_drop_index(struct alter *alter, const char *name);
int pending_rename(struct alter *alter, const struct op_alter_column *op);

/* Does it; op is any that joined. */
int pending_finish(struct pending *pending, const struct operation *op, struct error *err);

#endif
