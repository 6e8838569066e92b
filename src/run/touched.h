#ifndef RUN_TOUCHED_H
#define RUN_TOUCHED_H

#include "base/map.h"
#include "schema/operation.h"

#include <stdbool.h>

/*
 * Which rows are another's doing by the time that an operation runs? Of those nothing can
 * be said beforehand; of all others the rows that are there now will still be there.
 * Schemas are left out: too many touched tables are as good as none.
 */
struct touched {
	struct pool *pool;
	struct map tables;        /* all their rows */
	struct map columns, some; /* "table\ncolumn", and the tables of these */
	bool all;                 /* an execute that does not say what it touches */
};

void touched_init(struct touched *touched, struct pool *pool);
/* Do the rows that are there now say what the operation will find? */
bool touched_may_ask(const struct touched *touched, const struct operation *op);
/* After the operation. */
void touched_note(struct touched *touched, const struct operation *op);

#endif
