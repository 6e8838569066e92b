#ifndef GRAPH_TARGET_H
#define GRAPH_TARGET_H

#include "graph/internal.h"

/*
 * Targets: what the words on the command line name. The rules are those of Alembic's
 * revision map; the function names say which of them.
 */

/* What a target is resolved against. scratch lives as long as the public call. */
struct context {
	struct pool *pool, *scratch;
	const struct graph *graph;
	struct revisions rows; /* of the version table, in the order of ids */
	struct revisions
		start; /* where "+N" starts: the rows, but for a range's lower end */
	bool has_rows; /* otherwise "current" is a name like any other */
	struct error *err;
};

/* Rows that no manifest has are unknown-applied-revision. rows NULL: there are none to ask
 * for. */
int context_init(struct context *c, struct pool *pool, struct pool *scratch,
	const struct graph *graph, const struct strings *rows, struct error *err);

/* Where a walk ended. */
struct spot {
	const struct revision *revision; /* NULL: base */
	bool beyond;                     /* base or the heads were passed */
};

/*
 * steps > 0 up, < 0 down, along parents, from a revision or from base (NULL): up from there
 * are the bases, down the heads. lineage (marks or NULL) chooses among the ways up. With
 * strict the walk must find room for all its steps; otherwise it stays at the end.
 */
int walk(struct context *c, const struct revision *start, int steps, const bool *lineage,
	bool strict, struct spot *spot);

/* "BRANCH@SYMBOL+N" and its parts. What follows the number is ignored, as Alembic does. */
struct relative {
	const char *branch, *symbol; /* NULL: not given */
	int steps;
};
bool relative_parse(struct context *c, const char *text, struct relative *relative);

/* The P-ancestors and P-descendants of a branch, a label or a revision. */
int lineage_of(struct context *c, const char *branch, bool **marks);
/* As an unknown branch in `x@ID` is reported: branch-not-found. */
int branch_of(struct context *c, const char *branch, const struct revision **revision);

/* All that a target names, no relative part but "-N" from the heads. beyond, when given:
 * such a walk passed base; otherwise that is relative-out-of-range. */
int target_all(struct context *c, const char *text, struct revisions *out, bool *beyond);
/* The one revision; NULL: base. multiple-heads. */
int target_one(struct context *c, const char *text, const struct revision **out);

int out_of_range(struct context *c, const char *target);

#endif
