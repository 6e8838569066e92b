#ifndef CONFIG_INI_H
#define CONFIG_INI_H

#include "base/error.h"
#include "base/pool.h"

#include <stddef.h>

/*
 * An INI file as Python's configparser reads it (ConfigParser with its defaults): what the
 * application sees is what gitmig sees, errors included. Only two things differ: a byte
 * order mark is dropped, and what is not UTF-8 passes as it is.
 *
 * Errors are ERR_CONFIG_INVALID with file and line. They name sections and keys but never
 * quote a value or a line, which may hold a password.
 */
struct ini;

int ini_parse(struct pool *pool, const char *file, const char *bytes, size_t length,
	struct ini **ini, struct error *err);
/* The value of a key, %(name)s and %% replaced; *value NULL: there is none. section NULL:
 * the first section that has the key, DEFAULT last. Section names are case-sensitive, keys
 * not. */
int ini_get(struct pool *pool, const struct ini *ini, const char *section, const char *key,
	const char **value, struct error *err);

#endif
