#ifndef MSSQL_VALUES_H
#define MSSQL_VALUES_H

#include "base/text.h"
#include "drivers/mssql/library.h"

/* The row that FreeTDS is at, as texts: what is no character becomes decimal, dates and
 * times as in ISO 8601, bytes hexadecimal. Used again for each row of a result set. */
struct values {
	int count;
	const char **items; /* NULL is SQL NULL; good until the next row */
	size_t *offsets;
	struct text bytes;
};

void values_init(struct values *values, struct pool *pool, int count);
/* ERR_DATABASE: a value holds a NUL character, or cannot be converted. */
int values_read(struct values *values, const struct library *library, DBPROCESS *process,
	struct error *err);

#endif
