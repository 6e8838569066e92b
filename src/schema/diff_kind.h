#ifndef SCHEMA_DIFF_KIND_H
#define SCHEMA_DIFF_KIND_H

#include "schema/diff_internal.h"

/*
 * The kinds of constraints and indexes. Each member has a signature, a text that is equal
 * for equal structures. `i` counts within the list of its kind.
 */
struct item_kind {
	const char *wanted; /* the name among diff_options.kinds */
	enum phase drop, create;
	unsigned (*count)(const struct table *table);
	char *(*name)(const struct table *table, unsigned i);
	char *(*signature)(struct differ *d, const struct side *side,
		const struct entry *entry, unsigned i);
	/* Does it speak of a column in this state? */
	bool (*speaks_of)(const struct entry *entry, unsigned i, enum column_state state);
	struct operation (*to_create)(
		struct differ *d, const struct entry *entry, unsigned i);
	struct operation (*to_drop)(
		struct differ *d, const struct entry *entry, unsigned i);
};

extern const struct item_kind diff_primary_keys, diff_uniques, diff_foreign_keys_kind,
	diff_checks, diff_indexes;

/* The same for any order of the columns: what a key is to a foreign key. */
char *diff_column_set(struct pool *pool, char *const *columns, unsigned count);

#endif
