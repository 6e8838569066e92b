#ifndef CONFIG_URL_TEXT_H
#define CONFIG_URL_TEXT_H

#include "base/error.h"
#include "base/pool.h"

#include <stdbool.h>
#include <stddef.h>

/* The text of URLs and connection strings, not knowing what their parts mean. The rule of
 * url.h about errors holds: they quote nothing. */

struct pair {
	const char *key; /* as it is written */
	const char *value;
};
struct pairs {
	struct pair *items;
	unsigned count, cap;
};

void pairs_add(struct pool *pool, struct pairs *pairs, const char *key, const char *value);
/* The value of a key, in any case; NULL: it is not there. */
const char *pairs_find(const struct pairs *pairs, const char *key);

/* SCHEME+DIALECT://USER:PASSWORD@HOST:PORT/DATABASE?QUERY; what is not there is NULL. */
struct url_parts {
	const char *scheme; /* in lower case */
	const char *dialect;
	const char *user, *password, *host, *port;
	const char *database; /* not decoded: SQLAlchemy takes paths as they stand */
	const char *query;    /* not decoded */
};

/* Does it begin as a URL does: letters, digits, "+", "-", "." and "_" before "://"? */
bool url_is(const char *text);
/* The user name may hold @ when there is no password; a password may hold / and ?, as
 * SQLAlchemy has it. */
int url_split(
	struct pool *pool, const char *text, struct url_parts *parts, struct error *err);
/* %41 is A; with plus, + is a space. */
int url_decode(struct pool *pool, const char *text, size_t length, bool plus,
	const char **decoded, struct error *err);
/* a=1&b=2; empty values are left out, as Python's parse_qsl does. NULL: no pairs. */
int url_query(struct pool *pool, const char *query, struct pairs *pairs, struct error *err);

/* Key=Value;... of ODBC and ADO: {a;b}}c} is quoted, and with quotes "a;b" and 'a;b' too.
 */
int connection_string_split(struct pool *pool, const char *text, bool quotes,
	struct pairs *pairs, struct error *err);

#endif
