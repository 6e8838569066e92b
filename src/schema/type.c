#include "schema/schema.h"

#include "base/text.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>
#include <strings.h>

/* How many numbers may stand in parentheses behind a type's name. */
static const struct type_row {
	const char *name;
	int most;
} types[TYPE_KINDS] = {
	[TYPE_BOOLEAN] = {"boolean", 0},
	[TYPE_SMALLINT] = {"smallint", 0},
	[TYPE_INTEGER] = {"integer", 0},
	[TYPE_BIGINT] = {"bigint", 0},
	[TYPE_FLOAT] = {"float", 0},
	[TYPE_DOUBLE] = {"double", 0},
	[TYPE_NUMERIC] = {"numeric", 2},
	[TYPE_STRING] = {"string", 1},
	[TYPE_TEXT] = {"text", 0},
	[TYPE_UNICODE] = {"unicode", 1},
	[TYPE_UNICODE_TEXT] = {"unicode_text", 0},
	[TYPE_DATE] = {"date", 0},
	[TYPE_TIME] = {"time", 0},
	[TYPE_DATETIME] = {"datetime", 0},
	[TYPE_DATETIME_TZ] = {"datetime_tz", 0},
	[TYPE_UUID] = {"uuid", 0},
	[TYPE_BINARY] = {"binary", 1},
	[TYPE_BLOB] = {"blob", 0},
	[TYPE_JSON] = {"json", 0},
};

/* What people write who think of another tool. */
static const struct {
	const char *theirs, *ours;
} habits[] = {
	{"bool", "boolean"},
	{"bit", "boolean"},
	{"int", "integer"},
	{"tinyint", "smallint"},
	{"biginteger", "bigint"},
	{"big_integer", "bigint"},
	{"smallinteger", "smallint"},
	{"small_integer", "smallint"},
	{"real", "float"},
	{"decimal", "numeric"},
	{"char", "string(n)"},
	{"varchar", "string(n)"},
	{"str", "string(n)"},
	{"nchar", "unicode(n)"},
	{"nvarchar", "unicode(n)"},
	{"ntext", "unicode_text"},
	{"unicodetext", "unicode_text"},
	{"timestamp", "datetime"},
	{"datetime2", "datetime"},
	{"timestamptz", "datetime_tz"},
	{"datetimeoffset", "datetime_tz"},
	{"guid", "uuid"},
	{"uniqueidentifier", "uuid"},
	{"varbinary", "binary(n)"},
	{"bytes", "blob"},
	{"largebinary", "blob"},
};

#define TYPE_NAMES                                                                         \
	"boolean, smallint, integer, bigint, float, double, numeric(p, s), string(n), "    \
	"text, unicode(n), unicode_text, date, time, datetime, datetime_tz, uuid, "        \
	"binary(n), blob, json"

static int unknown_type(const char *text, size_t length, struct error *err)
{
	error_set(err, ERR_MANIFEST_INVALID, "unknown type \"%s\"", text);
	for (size_t i = 0; i < sizeof(habits) / sizeof(habits[0]); i++) {
		if (strlen(habits[i].theirs) == length &&
			!strncasecmp(habits[i].theirs, text, length))
			return error_hint(err, "It is called %s here.", habits[i].ours);
	}
	for (int kind = TYPE_BOOLEAN; kind < TYPE_RAW; kind++) {
		if (strlen(types[kind].name) == length &&
			!strncasecmp(types[kind].name, text, length))
			return error_hint(err, "Types are written in lower case: %s.",
				types[kind].name);
	}
	return error_hint(err, "The types are " TYPE_NAMES
			       "; a database's own type is written {sqlite: X, mssql: Y}.");
}

static const char *skip_blanks(const char *at)
{
	while (*at == ' ' || *at == '\t')
		at++;
	return at;
}

/* Decimal digits only: a sign or a leading zero is no length. NULL: not one. */
static const char *parse_number(const char *at, int *number)
{
	long long value = 0;

	if (!isdigit((unsigned char)*at) || (at[0] == '0' && isdigit((unsigned char)at[1])))
		return NULL;
	for (; isdigit((unsigned char)*at); at++) {
		value = value * 10 + (*at - '0');
		if (value > INT_MAX)
			return NULL;
	}
	*number = (int)value;
	return skip_blanks(at);
}

/* "(n)" or "(p, s)" up to the end of the text; at stands on the parenthesis. */
static int parse_numbers(
	const char *text, const char *at, int numbers[2], struct error *err)
{
	int count = 0;

	do {
		at = count < 2 ? parse_number(skip_blanks(at + 1), &numbers[count]) : NULL;
		count++;
	} while (at && *at == ',');
	if (!at || *at != ')' || *skip_blanks(at + 1))
		return error_set(err, ERR_MANIFEST_INVALID,
			"bad type \"%s\": expected numbers in parentheses", text);
	return count;
}

static int check_numbers(const char *text, enum type_kind kind, int count,
	const int numbers[2], struct error *err)
{
	const struct type_row *row = &types[kind];

	if (count > row->most && !row->most)
		return error_set(err, ERR_MANIFEST_INVALID,
			"bad type \"%s\": %s takes no length", text, row->name);
	if (count > row->most)
		return error_set(err, ERR_MANIFEST_INVALID,
			"bad type \"%s\": %s takes one number, its length", text,
			row->name);
	if (count && numbers[0] < 1)
		return error_set(err, ERR_MANIFEST_INVALID,
			"bad type \"%s\": the %s must be at least 1", text,
			kind == TYPE_NUMERIC ? "precision" : "length");
	if (count == 2 && numbers[1] > numbers[0])
		return error_set(err, ERR_MANIFEST_INVALID,
			"bad type \"%s\": the scale is greater than the precision", text);
	return 0;
}

static enum type_kind find_kind(const char *name, size_t length)
{
	for (int kind = TYPE_BOOLEAN; kind < TYPE_RAW; kind++) {
		if (!strncmp(types[kind].name, name, length) && !types[kind].name[length])
			return (enum type_kind)kind;
	}
	return TYPE_UNSET;
}

int type_parse(const char *text, struct type *type, struct error *err)
{
	const char *start = skip_blanks(text);
	size_t length = strcspn(start, "( \t");
	const char *at = skip_blanks(start + length);
	int numbers[2] = {-1, -1};
	enum type_kind kind;
	int count = 0;

	kind = length ? find_kind(start, length) : TYPE_UNSET;
	if (kind == TYPE_UNSET || (*at && *at != '('))
		return unknown_type(start, length, err);
	if (*at == '(') {
		count = parse_numbers(start, at, numbers, err);
		if (count < 0 || check_numbers(start, kind, count, numbers, err))
			return -1;
	}
	*type = (struct type){.kind = kind, .length = numbers[0], .scale = numbers[1]};
	return 0;
}

static bool is_plain(const char *value)
{
	static const char *const words[] = {
		"null", "true", "false", "yes", "no", "on", "off", "y", "n"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!strcasecmp(words[i], value))
			return false;
	}
	if (!isalpha((unsigned char)*value) || value[strlen(value) - 1] == ' ')
		return false;
	for (; *value; value++) {
		if (!isalnum((unsigned char)*value) && !strchr("_ ()", *value))
			return false;
	}
	return true;
}

static void add_scalar(struct text *out, const char *value)
{
	if (is_plain(value)) {
		text_add(out, value);
		return;
	}
	text_add_char(out, '"');
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			text_printf(out, "\\%c", *value);
		else if ((unsigned char)*value < ' ' || *value == 0x7f)
			text_printf(out, "\\x%02x", (unsigned)*value);
		else
			text_add_char(out, *value);
	}
	text_add_char(out, '"');
}

static char *raw_text(struct pool *pool, const struct type *type)
{
	struct text out;

	text_init(&out, pool);
	text_add_char(&out, '{');
	if (type->sqlite) {
		text_add(&out, "sqlite: ");
		add_scalar(&out, type->sqlite);
	}
	if (type->mssql) {
		text_add(&out, type->sqlite ? ", mssql: " : "mssql: ");
		add_scalar(&out, type->mssql);
	}
	text_add_char(&out, '}');
	return out.data;
}

char *type_text(struct pool *pool, const struct type *type)
{
	const char *name = types[type->kind].name;

	if (type->kind == TYPE_RAW)
		return raw_text(pool, type);
	if (!name)
		return pool_strdup(pool, "");
	if (!types[type->kind].most || type->length < 0)
		return pool_strdup(pool, name);
	if (types[type->kind].most < 2 || type->scale < 0)
		return pool_printf(pool, "%s(%d)", name, type->length);
	return pool_printf(pool, "%s(%d, %d)", name, type->length, type->scale);
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcasecmp(a, b) : a == b;
}

bool type_equal(const struct type *a, const struct type *b)
{
	int numbers = types[a->kind].most;

	if (a->kind != b->kind)
		return false;
	if (a->kind == TYPE_RAW)
		return same_text(a->sqlite, b->sqlite) && same_text(a->mssql, b->mssql);
	return (numbers < 1 || a->length == b->length) &&
	       (numbers < 2 || a->scale == b->scale);
}
