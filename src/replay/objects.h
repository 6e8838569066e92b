#ifndef REPLAY_OBJECTS_H
#define REPLAY_OBJECTS_H

#include "db/driver.h"

/*
 * What a database holds, to be compared with what it held before. Reading the catalog's
 * text is cheap and can be done after each revision; taking it apart is done only where
 * that text differs.
 */
struct object {
	const char *type, *name, *text;
};

struct objects {
	struct object *items; /* by type and name */
	unsigned count, cap;
	struct schema schema; /* once it was inspected */
	bool listed;          /* the driver can; else nothing is known to be equal */
	bool inspected;
};

int objects_read(
	struct db *db, struct pool *pool, struct objects *objects, struct error *err);
/* The same and the schema, of the same moment. */
int objects_inspect(
	struct db *db, struct pool *pool, struct objects *objects, struct error *err);
/* By text. Equal texts are equal schemas; others may be, too. A driver without such texts
 * gives no equal ones. */
bool objects_equal(const struct objects *a, const struct objects *b);
/* What `after` has made of `before`, in words, in the pool; *what is not touched where
 * nothing that matters differs. Names only, where one of them was not inspected. */
int objects_differ(struct db *db, struct pool *pool, const struct objects *before,
	const struct objects *after, const char **what, struct error *err);

#endif
