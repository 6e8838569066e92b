#ifndef TESTS_MSSQL_QUERIES_H
#define TESTS_MSSQL_QUERIES_H

#include <stdio.h>
#include <stdlib.h>

/* Adds a query to the script that $GITMIG_QUERIES names, for tests/tsql to judge. */
static inline void note_query(const char *sql)
{
	const char *path = getenv("GITMIG_QUERIES");
	FILE *file = path ? fopen(path, "a") : NULL;

	if (file) {
		fprintf(file, "%s\nGO\n", sql);
		fclose(file);
	}
}

#endif
