#ifndef DB_SCRIPT_H
#define DB_SCRIPT_H

#include "base/text.h"
#include "db/driver.h"

/*
 * --sql as drivers that write. Both give a struct db that can be used like any other.
 *
 * db_trace: everything goes to `inner` (a scratch database), and each statement that
 * changes something is also given to sink, in order, BEGIN and COMMIT included. For a
 * driver that does not render offline. Closing the trace closes inner.
 *
 * db_script: nothing is connected; statements are only given to sink; a query has no rows.
 * For a driver that renders offline.
 *
 * Who sinks them puts the dialect's terminator behind each statement.
 */
typedef void sql_sink_fn(void *data, const char *statement);

struct db *db_trace(struct db *inner, sql_sink_fn *sink, void *data);
struct db *db_script(const struct driver *driver, sql_sink_fn *sink, void *data);

/*
 * What a script of a driver says around its statements, so that it stops where gitmig would
 * have stopped. A text may hold several statements; NULL: nothing is said. These are part
 * of a driver (drivers/NAME/script.c).
 */
struct script_text {
	/* The first statement: how to run the script, in comments, and the settings it
	 * needs. Run on the scratch database too. */
	const char *header;
	const char *begin, *commit; /* NULL: BEGIN, COMMIT */
	/* Behind each statement within and outside a transaction: what makes a client that
	 * goes on after an error do nothing more. */
	const char *guard, *guard_outside;
	const char *footer;
	/* Expressions: the time in UTC, who runs the script and where. */
	const char *now, *who, *host;
	/* A statement that ends the script where the condition, plain SQL about the version
	 * rows, does not hold. */
	void (*require)(struct text *out, const char *condition);
	/* `create`, a CREATE TABLE for the table (name: as quoted in it), where the table
	 * is missing. */
	void (*if_missing)(struct text *out, const char *name, const char *create);
};

#endif
