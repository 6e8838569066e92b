#ifndef DB_SCRIPT_H
#define DB_SCRIPT_H

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
 */
typedef void sql_sink_fn(void *data, const char *statement);

struct db *db_trace(struct db *inner, sql_sink_fn *sink, void *data);
struct db *db_script(const struct driver *driver, sql_sink_fn *sink, void *data);

#endif
