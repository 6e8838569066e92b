#ifndef GRAPH_UPGRADE_H
#define GRAPH_UPGRADE_H

#include "graph/rows.h"

/* What upgrade, history and their ranges share. */

/*
 * Alembic's upgrade target: a relative one starts at the context's rows. With strict, a
 * walk beyond the heads or base is relative-out-of-range; without, it ends there.
 */
int upgrade_targets(
	struct context *c, const char *text, bool strict, struct revisions *out);

/* Marks what the revisions reach; overlapping-revisions when one of them reaches another.
 */
int reached_apart(struct context *c, const struct revisions *from, bool *marks);

/* Splits "A:B" at its colon; usage when there are two. Without a colon false in *is_range.
 */
int range_split(struct context *c, const char *text, bool *is_range, const char **from,
	const char **to);

#endif
