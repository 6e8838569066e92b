#ifndef CONFIG_INI_H
#define CONFIG_INI_H

#include "base/error.h"
#include "base/pool.h"

#include <stddef.h>

/* An INI file as Python's configparser reads it (ConfigParser with its defaults). */
struct ini;

int ini_parse(struct pool *pool, const char *file, const char *bytes, size_t length,
	struct ini **ini, struct error *err);
/* The value of a key, %(name)s and %% replaced; *value NULL: there is none. section NULL:
 * the first section that has the key, DEFAULT last. Section names are case-sensitive, keys
 * not. */
int ini_get(struct pool *pool, const struct ini *ini, const char *section, const char *key,
	const char **value, struct error *err);

#endif
