#ifndef SQLITE_USAGE_H
#define SQLITE_USAGE_H

#include "drivers/sqlite/rebuild.h"

/* Does an expression name the column? Function and collation names are none. */
bool usage_expression(struct pool *pool, const struct tokens *tokens, struct span within,
	const char *column);
/* Does it name the column and no other one of the table? */
bool usage_only(struct pool *pool, const struct ddl_table *table,
	const struct tokens *tokens, struct span within, const char *column);
bool usage_parts(const struct ddl_part *parts, unsigned count, const char *column);

/*
 * What stands in the way of dropping a column: a list of "index ix (a, b)" and the like.
 * What serves that column alone is no obstacle and goes with it: it gets edits, and indexes
 * get into dropped_indexes.
 */
int usage_drop(
	struct rebuild *rebuild, const struct ddl_column *column, struct strings *users);

#endif
