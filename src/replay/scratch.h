#ifndef REPLAY_SCRATCH_H
#define REPLAY_SCRATCH_H

#include "base/map.h"
#include "graph/graph.h"
#include "run/run.h"

/*
 * Scratch databases for replays in more than one order, without version rows and logs.
 *
 * Applying what comes first is most of the work, and it is the same for each order and,
 * between branches, nearly the same for each proof. So one database holds it and moves on
 * where the next one needs more; the orders are replayed on copies of it.
 */
struct scratch {
	const struct driver *driver;
	struct pool pool; /* of what is below; NULL db: there is no database */
	struct db *db;
	struct map applied; /* digest -> whatever, of the revisions that db has */
	unsigned count;
};

/* Where a replay failed. */
struct failure {
	const struct revision *revision; /* NULL: it did not */
	const char *object, *message;
};

void scratch_init(struct scratch *scratch, const struct driver *driver);
void scratch_release(struct scratch *scratch);

/* A database of its own that has these revisions. Fills in `failure` and gives 0 when an
 * operation fails: *db is then NULL. The caller closes it. */
int scratch_copy(struct scratch *scratch, const struct runner *runner, struct pool *pool,
	const struct revisions *base, struct db **db, struct failure *failure,
	struct error *err);

/* Applies these revisions, each in a transaction of its own. As above, db stays open. */
int scratch_apply(struct db *db, const struct runner *runner, struct pool *pool,
	const struct revisions *list, struct failure *failure, struct error *err);

#endif
