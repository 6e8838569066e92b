#ifndef SQLITE_EDIT_H
#define SQLITE_EDIT_H

#include "drivers/sqlite/ddl.h"

/*
 * Changes to a text at places of it, made all at once. What lies inside a part that another
 * edit takes out goes with it. Insertions at one place keep the order they were made in.
 */
struct edit {
	struct span span; /* empty: an insertion before span.start */
	const char *text;
	unsigned order;
};

struct edits {
	struct pool *pool;
	struct edit *items;
	unsigned count, cap;
};

void edit_replace(struct edits *edits, struct span span, const char *text);
void edit_insert(struct edits *edits, size_t at, const char *text);
/* A column's constraint, with the blanks before it. */
void edit_remove(struct edits *edits, const char *sql, struct span span);
/* Columns and table constraints, with the comma that is one too many and a comment that
 * ends the line behind that. */
void edit_remove_column(struct edits *edits, const struct ddl_table *table,
	const struct ddl_column *column);
void edit_remove_constraint(struct edits *edits, const struct ddl_table *table,
	const struct ddl_constraint *constraint);
char *edits_apply(struct edits *edits, const char *sql);

#endif
