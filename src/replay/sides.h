#ifndef REPLAY_SIDES_H
#define REPLAY_SIDES_H

#include "base/conflict.h"
#include "graph/graph.h"
#include "replay/effects.h"

/* One side of a pair of heads: its revisions in the order of the graph, with the effects of
 * each one's operations. */
struct side {
	struct side_part {
		const struct revision *revision;
		const struct effects *effects;
	} * parts;
	unsigned count, cap;
};

void side_add(struct pool *pool, struct side *side, const struct revision *revision,
	const struct effects *effects);

/* Adds the conflicts between two sides, in the order of left's operations; at most one for
 * a pair of operations. Their number grows with the operations, not with the pairs: the
 * first on the other side that an operation meets stands for all. */
void sides_compare(struct pool *pool, const struct side *left, const struct side *right,
	struct conflicts *conflicts);

#endif
