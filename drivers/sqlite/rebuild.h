#ifndef SQLITE_REBUILD_H
#define SQLITE_REBUILD_H

#include "drivers/sqlite/alter.h"
#include "drivers/sqlite/catalog.h"
#include "drivers/sqlite/edit.h"

/*
 * What ALTER TABLE cannot do: a new table beside the old one, the rows copied, the old one
 * dropped, the new one renamed, and what SQLite dropped with the old one made again.
 *
 * 1. The new table's text is the old one's with edits, so that whatever gitmig knows
 * nothing of stays as it was.
 * 2. The statements depend on the schema, never on the rows: written down on a scratch
 *    database they work on the real one.
 * 3. The name that a table had before is the one that foreign keys, views and triggers
 *    elsewhere know; they are not touched (legacy_alter_table, foreign_keys off).
 */
struct rebuild {
	struct alter *alter;
	const char *schema; /* as in the operation */
	struct ddl_table old;
	struct catalog dependents; /* the indexes and triggers that go with the table */
	struct edits edits;
	/* Columns that do not simply get what they had: name and expression, in pairs.
	 * Expression NULL: the default. */
	struct strings filled;
	struct strings dropped_indexes; /* not to be made again */
	struct catalog made;            /* indexes that are new */
};

/* Reads the table and what hangs on it. */
int rebuild_start(struct rebuild *rebuild, struct alter *alter, const char *schema,
	const char *table);
void rebuild_fill(struct rebuild *rebuild, const char *column, const char *expression);
/* With the edits; where the operation joins others, later. */
int rebuild_run(struct rebuild *rebuild);
/* To what the table is to be. */
int rebuild_make(struct rebuild *rebuild, const struct ddl_table *table);

#endif
