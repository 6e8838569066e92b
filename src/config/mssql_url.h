#ifndef CONFIG_MSSQL_URL_H
#define CONFIG_MSSQL_URL_H

#include "base/dsn.h"
#include "base/error.h"
#include "config/url_text.h"

/* SQL Server in the words of ODBC, ADO, pymssql and gitmig's own URLs, as url.h says. */

int mssql_from_url(struct pool *pool, const struct url_parts *parts, struct dsn *dsn,
	struct error *err);
int mssql_from_string(
	struct pool *pool, const char *text, struct dsn *dsn, struct error *err);

#endif
