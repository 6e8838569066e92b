#ifndef MSSQL_ROWS_H
#define MSSQL_ROWS_H

#include "db/driver.h"

/* Member of struct driver: would the rows that are there stand in the way of op? At most
 * three queries, none of which fails where the operation itself would not. */
int mssql_check_rows(struct db *db, const struct operation *op, struct error *err);

/* A column of the table that is asked about. */
struct mssql_row_column {
	char *name;
	struct type type;
	bool nullable;
};

/* SQL for "a row whose value is no value of the type `to`"; value: the column, or the
 * expression that it is made from, then `from` is NULL. NULL: there can be no such row. */
const char *mssql_narrow_condition(struct pool *pool, const struct type *from,
	const struct type *to, const char *value);

#endif
