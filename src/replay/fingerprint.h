#ifndef REPLAY_FINGERPRINT_H
#define REPLAY_FINGERPRINT_H

#include "base/strings.h"
#include "schema/schema.h"

/*
 * A schema in a form in which equal ones have equal texts: tables and views by name, and
 * within a table columns, keys, checks and indexes in an order of their own. The order of
 * the columns within a key or an index counts.
 */
struct fingerprint {
	struct strings names, texts; /* of tables and views, by name; parallel */
};

void fingerprint_make(
	struct pool *pool, const struct schema *schema, struct fingerprint *fingerprint);
/* The names of what is not the same in both. */
void fingerprint_compare(struct pool *pool, const struct fingerprint *a,
	const struct fingerprint *b, struct strings *names);

#endif
