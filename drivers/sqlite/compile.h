#ifndef SQLITE_COMPILE_H
#define SQLITE_COMPILE_H

#include "drivers/sqlite/alter.h"
#include "drivers/sqlite/catalog.h"

/*
 * Do the views and triggers of a schema still make sense? SQLite reads them only when they
 * are used, so a column can go from under them without a word. Compiling a statement that
 * uses them finds out, and runs nothing.
 */
struct compiled {
	const struct catalog_item *item;
	struct ddl_trigger trigger; /* of a trigger */
	/* "c" may be a column or, where there is none, the string 'c'. That reading is
	 * switched off while compiling, unless a text needs it. */
	bool strings_in_quotes;
	bool works;
};

struct compile {
	struct alter *alter;
	const char *schema;
	struct catalog catalog;
	struct compiled *items;
	unsigned count;
};

/* Compiles all views and triggers whose text has the word in it; NULL: all there are. */
int compile_start(
	struct compile *compile, struct alter *alter, const char *schema, const char *word);
/* Did all of them work? */
bool compile_all_work(const struct compile *compile);
/* Compiles again: a name for each that worked and does not any more. */
void compile_broken(struct compile *compile, struct strings *broken);

#endif
