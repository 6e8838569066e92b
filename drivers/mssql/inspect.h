#ifndef MSSQL_INSPECT_H
#define MSSQL_INSPECT_H

#include "db/driver.h"

/*
 * What is in a database, by a fixed number of catalog queries, however many tables there
 * are. Left out is what no operation can make or change, so that comparing it would only
 * ask to drop it: what Microsoft shipped, temporal tables with their history, external,
 * file and memory-optimized tables, encrypted views; columnstore, XML and spatial
 * indexes.
 */
int mssql_inspect(
	struct db *db, struct pool *pool, struct schema *schema, struct error *err);

/* The parts of the inspection, for its own files. */

/* A column's type as the catalog has it; length is in bytes, -1 for MAX. `schema` is that
 * of a type that a user defined, else NULL. */
struct mssql_catalog_type {
	const char *schema, *name;
	int length, precision, scale;
};
void mssql_type_of(
	struct pool *pool, const struct mssql_catalog_type *from, struct type *type);
/* Sets the default of a column whose type is known. */
void mssql_default_of(struct pool *pool, const char *definition, struct column *column);
/* Without the parentheses that SQL Server puts around everything. */
char *mssql_bare_expression(struct pool *pool, const char *definition);
/* What stands behind CREATE VIEW .. AS; NULL: it is no such text. */
char *mssql_view_text(struct pool *pool, const char *definition);

#endif
