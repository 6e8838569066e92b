#ifndef GRAPH_ROWS_H
#define GRAPH_ROWS_H

#include "graph/target.h"

/*
 * What becomes of the version rows while the steps of a plan run. The rows are the applied
 * revisions on which no applied one stands; counters keep that without a walk per step.
 */
struct rows {
	struct context *c;
	bool *applied;      /* handed in: of the graph's size, and kept up to date */
	bool *row;          /* is it in the table? */
	unsigned *standing; /* how many applied D-children a revision has */
};

void rows_init(struct rows *rows, struct context *c, bool *applied);
/* The steps of these revisions, in this order; and the rows in the end. */
void rows_plan_up(struct rows *rows, const struct revisions *order, struct plan *plan);
void rows_plan_down(struct rows *rows, const struct revisions *order, struct plan *plan);
/* The table's rows as they are now, sorted. */
void rows_list(const struct rows *rows, struct strings *out);

/* Marks all that the context's rows reach. */
bool *rows_applied(struct context *c);

#endif
