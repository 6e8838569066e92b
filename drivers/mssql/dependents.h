#ifndef MSSQL_DEPENDENTS_H
#define MSSQL_DEPENDENTS_H

#include "base/text.h"

/*
 * T-SQL that finds what hangs on a column, by the names that the database has for it. All
 * of it is one batch: it begins with mssql_find_column, whose variables the others use.
 */

/* @name, @table and @column, the table and the column; @sql and @id for statements. */
void mssql_find_column(
	struct text *out, const char *schema, const char *table, const char *column);
/* Drops what goes with a column that is to be dropped. */
void mssql_drop_dependents(struct text *out);
/* Puts away what SQL Server does not let a column be altered under, and puts it back. free:
 * a condition under which it does, over sys.columns AS c and sys.types AS y; or NULL. */
void mssql_put_away(struct text *out, const char *free);
void mssql_put_back(struct text *out);

#endif
