#ifndef REPLAY_ROUND_TRIP_H
#define REPLAY_ROUND_TRIP_H

#include "base/finding.h"
#include "run/run.h"

/*
 * Does every revision go up, come down without a trace, and go up again? On a scratch
 * database, so that it is known before any other one has to find out.
 *
 * 1. In the order of the graph each revision is applied, reverted and compared with what
 *    was before it: `round-trip` says what is different. Then it is applied to stay.
 * 2. At last the whole chain is taken down and up once more where some revision writes rows
 *    or runs SQL of its own: rows may stand in the way of what single steps did well.
 *    Without any the same schemas would be met again.
 * 3. An operation that fails is `replay-failed`. What stands on such a revision is not
 *    replayed.
 * 4. An irreversible revision is applied only; the way down ends above it.
 *
 * `runner` gives the graph and the manifests; its db is not used. A broken manifest is
 * passed over: others report it. Errors: no scratch database, a manifest that cannot be
 * read.
 */
int replay_round_trip(const struct runner *runner, const struct driver *driver,
	struct pool *pool, struct findings *findings, struct error *err);

#endif
