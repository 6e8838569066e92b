#ifndef SCHEMA_LIKELY_RENAME_H
#define SCHEMA_LIKELY_RENAME_H

#include "schema/operation.h"

struct diff_rules;

/* A drop and an add that may be a rename: only a person knows. */
struct likely_rename {
	char *from, *to; /* "table" or "table.column" */
	char *message;
};

struct likely_renames {
	struct likely_rename *items;
	unsigned count, cap;
};

/* Columns of one table with one type, and tables with the same columns. What was dropped is
 * known from the downgrade, which makes it again. rules: whose types are compared, or NULL.
 */
void likely_renames(struct pool *pool, const struct operations *upgrade,
	const struct operations *downgrade, const struct diff_rules *rules,
	struct likely_renames *found);

#endif
