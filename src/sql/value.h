#ifndef SQL_VALUE_H
#define SQL_VALUE_H

#include "base/error.h"
#include "base/pool.h"
#include "schema/schema.h"

/* What a literal of a manifest means in a column of some type; the dialects only spell it.
 */
enum sql_value_kind {
	SQL_VALUE_NULL,
	SQL_VALUE_BOOLEAN, /* text "0" or "1" */
	SQL_VALUE_NUMBER,  /* text as it may stand bare in SQL */
	SQL_VALUE_STRING,  /* text without quotes */
	SQL_VALUE_BYTES,   /* text: hexadecimal digits in upper case, two per byte */
};

struct sql_value {
	enum sql_value_kind kind;
	const char *text; /* in the pool, or the literal's own; NULL for SQL_VALUE_NULL */
};

/*
 * type NULL or TYPE_UNSET or TYPE_RAW: the literal is judged by its looks (quoted: a
 * string). Else whether it was quoted does not matter, so that two manifests with one
 * digest mean one thing. UUIDs come out as 32 digits in lower case. ERR_MANIFEST_INVALID:
 * it is no value of that type.
 */
int sql_value_parse(struct pool *pool, const struct literal *literal,
	const struct type *type, struct sql_value *value, struct error *err);

/* An optional sign, digits, at most one point, an optional exponent. */
bool sql_is_number(const char *text);

#endif
