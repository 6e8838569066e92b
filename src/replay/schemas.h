#ifndef REPLAY_SCHEMAS_H
#define REPLAY_SCHEMAS_H

#include "base/map.h"
#include "schema/operation.h"

/*
 * A scratch database has one schema, a chain may have many. What the others hold is there
 * under names such as "sales.t", indexes too: foreign keys lead from one schema to another,
 * which they cannot between SQLite's attached databases, and a copy has all of it. No
 * schema, "main" and "dbo" are the one. SQL text that names a table of the chain's with its
 * schema is changed likewise (schemas_sql.c).
 */
struct schemas {
	struct pool *pool;
	struct map names; /* "sales.t", of all that was met -> "sales" */
};

void schemas_init(struct schemas *schemas, struct pool *pool);

/* "" for the one; the schema itself when it is another. */
const char *schemas_key(const char *schema);

/* The operations as a scratch database takes them, one for one, in the order of the chain.
 * Where nothing is to be changed they are those given. */
const struct operations *schemas_join(
	struct schemas *schemas, struct pool *pool, const struct operations *operations);
/* What was inspected on a scratch database as the chain names it. */
void schemas_split(const struct schemas *schemas, struct pool *pool, struct schema *schema);

/* The same for SQL. Both give the text itself where nothing is to be changed. */
char *schemas_join_sql(const struct schemas *schemas, struct pool *pool, char *sql);
char *schemas_split_sql(const struct schemas *schemas, struct pool *pool, char *sql);

#endif
