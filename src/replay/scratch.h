#ifndef REPLAY_SCRATCH_H
#define REPLAY_SCRATCH_H

#include "base/map.h"
#include "graph/graph.h"
#include "replay/schemas.h"
#include "run/run.h"

/*
 * Scratch databases for replays in more than one order, without version rows and logs.
 *
 * Applying what comes first is most of the work, and it is the same for each order and,
 * between branches, nearly the same for each proof. So a few databases are kept, each with
 * what was applied on it; what is asked for is a copy of one of these, and a new one is
 * made of the one that comes nearest.
 */
#define SCRATCH_BASES 8

struct base {
	struct db *db;      /* NULL: the place is free */
	struct pool pool;   /* of the map */
	struct map applied; /* digests of what it has */
	unsigned count;
	unsigned long used; /* when it was last of use */
};

struct scratch {
	const struct driver *driver;
	/* blob -> struct operations, of manifests that are loaded already */
	const struct map *operations;
	struct schemas schemas;
	struct base bases[SCRATCH_BASES];
	unsigned long clock;
};

/* Where a replay failed. */
struct failure {
	const struct revision *revision; /* NULL: it did not */
	const char *object, *message;
};

void scratch_init(struct scratch *scratch, struct pool *pool, const struct driver *driver,
	const struct map *operations);
void scratch_release(struct scratch *scratch);

/* A database of its own that has these revisions. Fills in `failure` and gives 0 when an
 * operation fails: *db is then NULL. The caller closes it. */
int scratch_copy(struct scratch *scratch, const struct runner *runner, struct pool *pool,
	const struct revisions *base, struct db **db, struct failure *failure,
	struct error *err);

/* Applies these revisions, each in a transaction of its own. As above, db stays open. */
int scratch_apply(struct scratch *scratch, struct db *db, const struct runner *runner,
	struct pool *pool, const struct revisions *list, struct failure *failure,
	struct error *err);

#endif
