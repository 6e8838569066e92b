#include "sql/value.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool sql_is_number(const char *text)
{
	size_t digits = 0;

	if (*text == '+' || *text == '-')
		text++;
	for (; isdigit((unsigned char)*text); text++)
		digits++;
	if (*text == '.') {
		for (text++; isdigit((unsigned char)*text); text++)
			digits++;
	}
	if (!digits)
		return false;
	if (*text == 'e' || *text == 'E') {
		text += 1 + (text[1] == '+' || text[1] == '-');
		if (!isdigit((unsigned char)*text))
			return false;
		while (isdigit((unsigned char)*text))
			text++;
	}
	return !*text;
}

static bool is_whole(const char *text)
{
	text += *text == '+' || *text == '-';
	return *text && !text[strspn(text, "0123456789")];
}

/* 0x and an even number of hexadecimal digits. */
static bool is_bytes(const char *text)
{
	size_t length = strlen(text);

	return length >= 2 && length % 2 == 0 && text[0] == '0' &&
	       (text[1] == 'x' || text[1] == 'X') &&
	       strspn(text + 2, "0123456789abcdefABCDEF") == length - 2;
}

/* Bare numbers as YAML and SQL agree on them: 007 is text (a zip code, not octal). */
static bool looks_number(const char *text)
{
	const char *digits = text + (*text == '-' || *text == '+');

	if (digits[0] == '0' && isdigit((unsigned char)digits[1]))
		return false;
	return sql_is_number(text);
}

static int no_value(const char *text, const char *what, struct error *err)
{
	return error_set(err, ERR_MANIFEST_INVALID, "\"%s\" is no %s", text, what);
}

static const char *upper(struct pool *pool, const char *text)
{
	char *copy = pool_strdup(pool, text);

	for (char *at = copy; *at; at++)
		*at = (char)toupper((unsigned char)*at);
	return copy;
}

static int parse_boolean(const char *text, struct sql_value *value, struct error *err)
{
	value->kind = SQL_VALUE_BOOLEAN;
	if (!strcasecmp(text, "true") || !strcmp(text, "1"))
		value->text = "1";
	else if (!strcasecmp(text, "false") || !strcmp(text, "0"))
		value->text = "0";
	else
		return no_value(text, "boolean: write true or false", err);
	return 0;
}

static int parse_whole(const char *text, const struct type *type, struct sql_value *value,
	struct error *err)
{
	const char *what = type->kind == TYPE_SMALLINT  ? "smallint"
			   : type->kind == TYPE_INTEGER ? "integer"
							: "bigint";
	long long most = type->kind == TYPE_SMALLINT  ? 32767
			 : type->kind == TYPE_INTEGER ? 2147483647
						      : 9223372036854775807;
	long long number;

	if (!is_whole(text))
		return no_value(text, what, err);
	errno = 0;
	number = strtoll(text, NULL, 10);
	if (errno || number > most || number < -most - 1)
		return error_set(err, ERR_MANIFEST_INVALID, "%s is out of the range of %s",
			text, what);
	*value = (struct sql_value){SQL_VALUE_NUMBER, text};
	return 0;
}

/* pattern: 9 is a digit, all others are themselves. Gives what follows, or NULL. */
static const char *match(const char *text, const char *pattern)
{
	for (; *pattern; pattern++, text++) {
		if (*pattern == '9' ? !isdigit((unsigned char)*text) : *text != *pattern)
			return NULL;
	}
	return text;
}

static int two_digits(const char *text)
{
	return (text[0] - '0') * 10 + (text[1] - '0');
}

static const char *match_date(const char *text)
{
	const char *end = match(text, "9999-99-99");

	if (!end || two_digits(text + 5) < 1 || two_digits(text + 5) > 12 ||
		two_digits(text + 8) < 1 || two_digits(text + 8) > 31)
		return NULL;
	return end;
}

static const char *match_time(const char *text)
{
	const char *end = match(text, "99:99");
	const char *fraction;

	if (!end || two_digits(text) > 23 || two_digits(text + 3) > 59)
		return NULL;
	if (*end != ':')
		return end;
	end = match(end, ":99");
	if (!end || two_digits(end - 2) > 59)
		return NULL;
	fraction = match(end, ".9");
	if (fraction) {
		for (end = fraction; isdigit((unsigned char)*end); end++)
			;
	}
	return end;
}

static const char *match_zone(const char *text)
{
	if (*text == 'Z' || *text == 'z')
		return text + 1;
	if (*text == ' ')
		text++;
	if (*text != '+' && *text != '-')
		return NULL;
	return match(text + 1, "99:99");
}

static int parse_moment(
	const char *text, enum type_kind kind, struct sql_value *value, struct error *err)
{
	const char *end = text;
	const char *zone;

	if (kind != TYPE_TIME)
		end = match_date(end);
	if (end && kind != TYPE_DATE) {
		if (kind != TYPE_TIME && (*end == ' ' || *end == 'T'))
			end = match_time(end + 1);
		else if (kind == TYPE_TIME)
			end = match_time(end);
	}
	zone = end && (kind == TYPE_DATETIME || kind == TYPE_DATETIME_TZ) ? match_zone(end)
									  : NULL;
	if (zone)
		end = zone;
	if (!end || *end) {
		no_value(text,
			kind == TYPE_DATE   ? "date (YYYY-MM-DD)"
			: kind == TYPE_TIME ? "time (HH:MM:SS)"
					    : "datetime (YYYY-MM-DD HH:MM:SS)",
			err);
		return error_hint(err, "An expression such as CURRENT_TIMESTAMP is written "
				       "as default_sql.");
	}
	*value = (struct sql_value){SQL_VALUE_STRING, text};
	return 0;
}

static int parse_uuid(
	struct pool *pool, const char *text, struct sql_value *value, struct error *err)
{
	char *digits = pool_alloc(pool, 33);
	size_t length = 0;

	for (const char *at = text; *at; at++) {
		size_t place = (size_t)(at - text);

		if (*at == '-' && (place == 8 || place == 13 || place == 18 || place == 23))
			continue;
		if (length == 32 || !isxdigit((unsigned char)*at))
			return no_value(text, "uuid", err);
		digits[length++] = (char)tolower((unsigned char)*at);
	}
	if (length != 32)
		return no_value(text, "uuid", err);
	*value = (struct sql_value){SQL_VALUE_STRING, digits};
	return 0;
}

/* 0x.. is bytes, any other text stands for its own bytes. */
static int parse_bytes(
	struct pool *pool, const char *text, struct sql_value *value, struct error *err)
{
	size_t length = strlen(text);
	char *digits;

	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
		if (!is_bytes(text))
			return no_value(
				text, "binary value: two hexadecimal digits a byte", err);
		*value = (struct sql_value){SQL_VALUE_BYTES, upper(pool, text + 2)};
		return 0;
	}
	digits = pool_alloc(pool, length * 2 + 1);
	for (size_t i = 0; i < length; i++) {
		digits[i * 2] = "0123456789ABCDEF"[(unsigned char)text[i] >> 4];
		digits[i * 2 + 1] = "0123456789ABCDEF"[(unsigned char)text[i] & 15];
	}
	*value = (struct sql_value){SQL_VALUE_BYTES, digits};
	return 0;
}

static void by_looks(
	struct pool *pool, const struct literal *literal, struct sql_value *value)
{
	const char *text = literal->text;

	*value = (struct sql_value){SQL_VALUE_STRING, text};
	if (literal->quoted)
		return;
	if (!strcasecmp(text, "true"))
		*value = (struct sql_value){SQL_VALUE_BOOLEAN, "1"};
	else if (!strcasecmp(text, "false"))
		*value = (struct sql_value){SQL_VALUE_BOOLEAN, "0"};
	else if (looks_number(text))
		value->kind = SQL_VALUE_NUMBER;
	else if (is_bytes(text))
		*value = (struct sql_value){SQL_VALUE_BYTES, upper(pool, text + 2)};
}

int sql_value_parse(struct pool *pool, const struct literal *literal,
	const struct type *type, struct sql_value *value, struct error *err)
{
	const char *text = literal->text;

	if (!text) {
		*value = (struct sql_value){SQL_VALUE_NULL, NULL};
		return 0;
	}
	switch (type ? type->kind : TYPE_UNSET) {
	case TYPE_BOOLEAN:
		return parse_boolean(text, value, err);
	case TYPE_SMALLINT:
	case TYPE_INTEGER:
	case TYPE_BIGINT:
		return parse_whole(text, type, value, err);
	case TYPE_FLOAT:
	case TYPE_DOUBLE:
	case TYPE_NUMERIC:
		if (!sql_is_number(text))
			return no_value(text, "number", err);
		*value = (struct sql_value){SQL_VALUE_NUMBER, text};
		return 0;
	case TYPE_DATE:
	case TYPE_TIME:
	case TYPE_DATETIME:
	case TYPE_DATETIME_TZ:
		return parse_moment(text, type->kind, value, err);
	case TYPE_UUID:
		return parse_uuid(pool, text, value, err);
	case TYPE_BINARY:
	case TYPE_BLOB:
		return parse_bytes(pool, text, value, err);
	case TYPE_STRING:
	case TYPE_TEXT:
	case TYPE_UNICODE:
	case TYPE_UNICODE_TEXT:
	case TYPE_JSON:
		*value = (struct sql_value){SQL_VALUE_STRING, text};
		return 0;
	default:
		by_looks(pool, literal, value);
		return 0;
	}
}
