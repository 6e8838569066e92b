#include "drivers/mssql/rows.h"

#include "drivers/mssql/mssql.h"

#include <stdlib.h>
#include <string.h>

/* What a value of a type is compared as. */
enum family { FAMILY_OTHER, FAMILY_TEXT, FAMILY_BYTES, FAMILY_NUMBER, FAMILY_MOMENT };

/* By the type's first word in SQL. rank: of whole numbers, what the next one holds too. */
static const struct {
	const char *word;
	enum family family;
	int rank;
} words[] = {
	{"CHAR", FAMILY_TEXT, 0},
	{"VARCHAR", FAMILY_TEXT, 0},
	{"NCHAR", FAMILY_TEXT, 0},
	{"NVARCHAR", FAMILY_TEXT, 0},
	{"BINARY", FAMILY_BYTES, 0},
	{"VARBINARY", FAMILY_BYTES, 0},
	{"BIT", FAMILY_NUMBER, 1},
	{"TINYINT", FAMILY_NUMBER, 2},
	{"SMALLINT", FAMILY_NUMBER, 3},
	{"INT", FAMILY_NUMBER, 4},
	{"BIGINT", FAMILY_NUMBER, 5},
	{"NUMERIC", FAMILY_NUMBER, 0},
	{"DECIMAL", FAMILY_NUMBER, 0},
	{"MONEY", FAMILY_NUMBER, 0},
	{"SMALLMONEY", FAMILY_NUMBER, 0},
	{"REAL", FAMILY_NUMBER, 0},
	{"FLOAT", FAMILY_NUMBER, 0},
	{"DATE", FAMILY_MOMENT, 0},
	{"DATETIME", FAMILY_MOMENT, 0},
	{"DATETIME2", FAMILY_MOMENT, 0},
	{"SMALLDATETIME", FAMILY_MOMENT, 0},
	{"TIME", FAMILY_OTHER, 0},
	{"DATETIMEOFFSET", FAMILY_OTHER, 0},
	{"UNIQUEIDENTIFIER", FAMILY_OTHER, 0},
};

/* In one spelling, or NULL: it cannot be told. */
static char *sql_type(struct pool *pool, const struct type *type)
{
	struct column column = {.name = "", .type = *type};
	struct error ignored;
	char *text;

	return mssql_rule_type(pool, &column, &text, &ignored) < 0 ? NULL : text;
}

/* The row of the table above, or -1. */
static int find(const char *type)
{
	size_t length = strspn(type, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

	if (type[length] && type[length] != '(')
		return -1;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strlen(words[i].word) == length &&
			!strncmp(words[i].word, type, length))
			return (int)i;
	}
	return -1;
}

/* VARCHAR(20): 20; MAX is more than any. */
static long length_of(const char *type)
{
	const char *open = strchr(type, '(');

	if (open && !strcmp(open, "(MAX)"))
		return 1L << 30;
	return open ? strtol(open + 1, NULL, 10) : 1;
}

static bool is_unicode(const char *type)
{
	return *type == 'N' && strncmp(type, "NUMERIC", 7) != 0;
}

/* Does every value of the one fit the other? A table is not read for nothing. */
static bool is_wider(const char *from, int old, const char *to, int new)
{
	if (!strcmp(from, to))
		return true;
	if (words[old].rank && words[new].rank)
		return words[old].rank <= words[new].rank;
	if (words[old].family != words[new].family)
		return false;
	if (words[new].family == FAMILY_TEXT)
		return (is_unicode(to) || !is_unicode(from)) &&
		       length_of(to) >= length_of(from);
	return words[new].family == FAMILY_BYTES && length_of(to) >= length_of(from);
}

/* The value as the new type has it, made comparable to what it was. Trailing blanks do not
 * count, nor those that CHAR adds. */
static const char *is_changed(struct pool *pool, enum family from, enum family to,
	const char *new, const char *value)
{
	if (to == FAMILY_TEXT)
		return pool_printf(pool,
			" OR CONVERT(NVARCHAR(MAX), %s) COLLATE Latin1_General_BIN2 <> "
			"CONVERT(NVARCHAR(MAX), %s)",
			new, value);
	if (to == FAMILY_BYTES && from == to)
		return pool_printf(pool, " OR DATALENGTH(%s) < DATALENGTH(%s)", new, value);
	if (from == to && (to == FAMILY_NUMBER || to == FAMILY_MOMENT))
		return pool_printf(pool, " OR %s <> %s", new, value);
	return "";
}

const char *mssql_narrow_condition(struct pool *pool, const struct type *from,
	const struct type *to, const char *value)
{
	const char *type = sql_type(pool, to);
	const char *was = from ? sql_type(pool, from) : NULL;
	int new = type ? find(type) : -1;
	int old = was ? find(was) : -1;
	const char *converted;

	if (new < 0 || (from && old < 0) || (from && is_wider(was, old, type, new)))
		return NULL;
	converted = pool_printf(pool, "TRY_CONVERT(%s, %s)", type, value);
	return pool_printf(pool, "%s IS NOT NULL AND (%s IS NULL%s)", value, converted,
		is_changed(pool, from ? words[old].family : FAMILY_OTHER, words[new].family,
			converted, value));
}
