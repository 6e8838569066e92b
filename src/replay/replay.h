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

#endif
