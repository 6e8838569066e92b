#ifndef MSSQL_LOGIN_H
#define MSSQL_LOGIN_H

#include "base/dsn.h"
#include "drivers/mssql/library.h"

/*
 * What FreeTDS needs to know for a login. All of it comes from the dsn: neither FreeTDS's
 * environment variables nor the freetds.conf of the user or the machine have a say, since
 * both could turn encryption off or write passwords to a file.
 */

/* The connection, or NULL with 0 when it was refused, which the handlers were told.
 * ERR_CONNECTION and -1: the dsn has what FreeTDS cannot take. */
int login_open(const struct library *library, const struct dsn *dsn, DBPROCESS **process,
	struct error *err);

#endif
