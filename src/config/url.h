#ifndef CONFIG_URL_H
#define CONFIG_URL_H

#include "base/dsn.h"
#include "base/error.h"
#include "base/pool.h"

/*
 * Any of the spellings of contract 2.1: sqlite:///..., mssql://..., SQLAlchemy's
 * mssql+pyodbc:// and the like, ODBC and ADO strings. folder: what a relative SQLite path
 * starts at.
 *
 * The fields of dsn that a URL may say but need not (encrypt, ca_file, application_name and
 * the timeouts) are left as they are where it doesn't; all others are set. A database that
 * gitmig has no driver for gives its name in dsn->driver.
 *
 * ERR_CONFIG_INVALID without a place. No part of the text is ever quoted in an error: where
 * it can't be understood, it can't be known which part of it is the password.
 */
int url_parse(struct pool *pool, const char *folder, const char *url, struct dsn *dsn,
	struct error *err);

/* The driver as in dsn->driver, by how the text begins: what follows may hold ${...} that
 * are not replaced yet. NULL: the beginning does not say. */
const char *url_driver(const char *url);

#endif
