#include "drivers/sqlite/narrow.h"

#include <strings.h>

/* CAST AS NUMERIC has numeric affinity, so text that is a number equals it and other text
 * does not. */
#define IS_NUMBER "(%s) = CAST((%s) AS NUMERIC)"

static const char *not_integer(struct pool *pool, const char *value, const char *range)
{
	return pool_printf(pool,
		"(%s) IS NOT NULL AND NOT (" IS_NUMBER " AND CAST((%s) AS NUMERIC) = "
		"CAST((%s) AS INTEGER)%s%s)",
		value, value, value, value, value,
		range ? pool_printf(pool, " AND CAST((%s) AS INTEGER)", value) : "",
		range ? range : "");
}

static const char *not_number(struct pool *pool, const struct type *type, const char *value)
{
	const char *precise = "";

	if (type->kind == TYPE_NUMERIC && type->length > 0) {
		int scale = type->scale > 0 ? type->scale : 0;

		/* 1e-9: decimal fractions are not exact in binary. */
		precise = pool_printf(pool,
			" AND abs(CAST((%s) AS NUMERIC)) < 1e%d AND abs(round((%s), %d) - "
			"(%s)) < 1e-9",
			value, type->length - scale, value, scale, value);
	}
	return pool_printf(pool, "(%s) IS NOT NULL AND NOT (" IS_NUMBER "%s)", value, value,
		value, precise);
}

static const char *too_long(
	struct pool *pool, const struct type *type, const char *value, const char *as)
{
	if (type->length <= 0)
		return NULL;
	return pool_printf(pool, "length(CAST((%s) AS %s)) > %d", value, as, type->length);
}

static const char *not_moment(struct pool *pool, const char *value, const char *function)
{
	return pool_printf(
		pool, "typeof((%s)) = 'text' AND %s((%s)) IS NULL", value, function, value);
}

const char *narrow_condition(
	struct pool *pool, const char *old, const struct type *type, const char *value)
{
	switch (type->kind) {
	case TYPE_BOOLEAN:
		return pool_printf(pool,
			"(%s) IS NOT NULL AND CAST((%s) AS TEXT) NOT IN ('0', '1', '0.0', "
			"'1.0')",
			value, value);
	case TYPE_SMALLINT:
		return not_integer(pool, value, " BETWEEN -32768 AND 32767");
	case TYPE_INTEGER:
		return not_integer(pool, value,
			!strcasecmp(old, "BIGINT") ? " BETWEEN -2147483648 AND 2147483647"
						   : NULL);
	case TYPE_BIGINT:
		return not_integer(pool, value, NULL);
	case TYPE_FLOAT:
	case TYPE_DOUBLE:
	case TYPE_NUMERIC:
		return not_number(pool, type, value);
	case TYPE_STRING:
	case TYPE_UNICODE:
		return too_long(pool, type, value, "TEXT");
	case TYPE_BINARY:
		return too_long(pool, type, value, "BLOB");
	case TYPE_UUID:
		return pool_printf(pool,
			"(%s) IS NOT NULL AND length(replace(CAST((%s) AS TEXT), '-', '')) "
			"<> 32",
			value, value);
	case TYPE_DATE:
		return not_moment(pool, value, "date");
	case TYPE_TIME:
		return not_moment(pool, value, "time");
	case TYPE_DATETIME:
	case TYPE_DATETIME_TZ:
		return not_moment(pool, value, "datetime");
	case TYPE_JSON:
		return pool_printf(
			pool, "(%s) IS NOT NULL AND NOT json_valid((%s))", value, value);
	default:
		return NULL;
	}
}
