#ifndef BASE_DSN_H
#define BASE_DSN_H

#include "base/strings.h"

#include <stdbool.h>

/*
 * Where a database is and how to talk to it: what config makes of a URL and of the keys
 * beside it, and what a driver opens. It is here because neither of them may know the
 * other.
 */
enum dsn_encrypt { ENCRYPT_OFF, ENCRYPT_REQUEST, ENCRYPT_REQUIRE, ENCRYPT_STRICT };

struct dsn {
	const char *driver;   /* "sqlite", "mssql"; the name of any other known database */
	const char *path;     /* sqlite: absolute, or ":memory:" */
	const char *host;     /* mssql; NULL: localhost */
	int port;             /* 0: the driver's own (1433) */
	const char *instance; /* SQL Server's named instance, or NULL */
	const char *user;     /* NULL: not given */
	const char *password; /* NULL: not given; never to be shown */
	const char *database; /* NULL: the login's own */
	bool trusted;         /* Windows or Kerberos login was asked for */
	struct strings
		options;   /* "key=value", keys in lower case, what is not known above */
	const char *shown; /* the URL as it may be shown: without the password */

	enum dsn_encrypt encrypt;
	const char *ca_file;          /* NULL: the system's */
	const char *application_name; /* "gitmig" unless told otherwise */
	int connect_timeout;          /* seconds */
	int query_timeout;            /* seconds; 0: none */
	int lock_timeout;             /* seconds to wait for another deployer */
};

#endif
