#ifndef REPLAY_REPLAY_H
#define REPLAY_REPLAY_H

#include "run/run.h"

/* A chain on a scratch database. `runner` gives the graph and the manifests; its db is not
 * used, keep_log is taken as false. */

/* The schema that the chain up to `target` ("heads", an id) makes, as the scratch driver
 * sees it; gitmig's own tables are left out. */
int replay_schema(const struct runner *runner, const struct driver *driver,
	struct pool *pool, const char *target, struct schema *schema, struct error *err);

/* A scratch database at these rows: what --sql starts from. The caller closes it. */
int replay_open(const struct runner *runner, const struct driver *driver, struct pool *pool,
	const struct strings *rows, struct db **db, struct error *err);

/*
 * --sql: the script that carries out a plan from these rows, each statement with its
 * terminator. Nothing is connected: a driver that renders offline writes it down, another
 * runs it on a scratch database. In `runner` only db, keep_log and script are ignored.
 */
int replay_script(const struct runner *runner, const struct driver *driver,
	struct pool *pool, const struct strings *rows, const struct plan *plan,
	struct run_result *result, struct text *script, struct error *err);
/* The same for a stamp of a database without version rows (purge: with any). */
int replay_script_stamp(const struct runner *runner, const struct driver *driver,
	struct pool *pool, const struct strings *targets, bool purge,
	struct run_result *result, struct text *script, struct error *err);

#endif
