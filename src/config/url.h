#ifndef CONFIG_URL_H
#define CONFIG_URL_H

#include "base/dsn.h"
#include "base/error.h"

/* Any of the spellings of contract 2.1. folder: what a relative SQLite path starts at.
 * Timeouts, encrypt and the like are set only where the text says so. ERR_CONFIG_INVALID
 * without a place and without the password. */
int url_parse(struct pool *pool, const char *folder, const char *url, struct dsn *dsn,
	struct error *err);

#endif
