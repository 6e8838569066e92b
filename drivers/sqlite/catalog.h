#ifndef SQLITE_CATALOG_H
#define SQLITE_CATALOG_H

#include "drivers/sqlite/ddl.h"
#include "drivers/sqlite/sqlite.h"

/* Rows of sqlite_master. */
struct catalog_item {
	char *type, *name, *table;
	char *sql; /* NULL: an index that a constraint made */
};

struct catalog {
	struct catalog_item *items;
	unsigned count, cap;
};

/* "main" when schema is NULL or empty. */
const char *catalog_schema(const char *schema);
/* `where` (NULL: none) and `order` are SQL; schema as in an operation. */
int catalog_load(struct sqlite_db *db, struct pool *pool, const char *schema,
	const char *where, const char *order, struct catalog *catalog, struct error *err);

/* The CREATE TABLE of a table, taken apart. ERR_DATABASE: there is none of this name, or it
 * is a view or a virtual table. */
int catalog_table(struct sqlite_db *db, struct pool *pool, const char *schema,
	const char *name, struct ddl_table *table, struct error *err);

/* A name for a table at work that no object of the schema has. */
int catalog_free_name(struct sqlite_db *db, struct pool *pool, const char *schema,
	const char *table, char **name, struct error *err);

/* As sqlite3_mprintf (%w: inside double quotes, %Q: a string literal), into the pool. */
char *sql_format(struct pool *pool, const char *format, ...);

#endif
