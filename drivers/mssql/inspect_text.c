#include "drivers/mssql/inspect.h"

#include "drivers/mssql/mssql.h"
#include "sql/token.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Types without a length or precision; the others are below. */
static const struct {
	const char *name;
	enum type_kind kind;
} plain[] = {
	{"bit", TYPE_BOOLEAN},
	{"smallint", TYPE_SMALLINT},
	{"int", TYPE_INTEGER},
	{"bigint", TYPE_BIGINT},
	{"real", TYPE_FLOAT},
	{"date", TYPE_DATE},
	{"uniqueidentifier", TYPE_UUID},
};

/* length: of one character in bytes; 0: what counts is the scale, 7 being the default. */
static const struct {
	const char *name;
	int length;
	enum type_kind kind, max; /* TYPE_RAW: no abstract type renders to it */
} sized[] = {
	{"varchar", 1, TYPE_STRING, TYPE_TEXT},
	{"nvarchar", 2, TYPE_UNICODE, TYPE_UNICODE_TEXT},
	{"varbinary", 1, TYPE_BINARY, TYPE_BLOB},
	{"char", 1, TYPE_RAW, TYPE_RAW},
	{"nchar", 2, TYPE_RAW, TYPE_RAW},
	{"binary", 1, TYPE_RAW, TYPE_RAW},
	{"time", 0, TYPE_TIME, TYPE_RAW},
	{"datetime2", 0, TYPE_DATETIME, TYPE_RAW},
	{"datetimeoffset", 0, TYPE_DATETIME_TZ, TYPE_RAW},
};

static char *upper(struct pool *pool, const char *text)
{
	char *copy = pool_strdup(pool, text);

	for (char *at = copy; *at; at++)
		*at = (char)toupper((unsigned char)*at);
	return copy;
}

static void raw(struct pool *pool, const char *text, struct type *type)
{
	*type = (struct type){.kind = TYPE_RAW,
		.length = -1,
		.scale = -1,
		.mssql = pool_strdup(pool, text)};
}

static void sized_type(struct pool *pool, size_t i, const struct mssql_catalog_type *from,
	struct type *type)
{
	int length = sized[i].length ? from->length / sized[i].length : from->scale;

	if (sized[i].length && from->length < 0)
		type->kind = sized[i].max;
	else if (sized[i].kind == TYPE_RAW || (!sized[i].length && from->scale != 7))
		raw(pool, pool_printf(pool, "%s(%d)", upper(pool, from->name), length),
			type);
	else
		*type = (struct type){.kind = sized[i].kind,
			.length = sized[i].length ? length : -1,
			.scale = -1};
}

void mssql_type_of(
	struct pool *pool, const struct mssql_catalog_type *from, struct type *type)
{
	struct text name;

	*type = (struct type){.length = -1, .scale = -1};
	if (from->schema) {
		text_init(&name, pool);
		mssql_table(&name, from->schema, from->name);
		raw(pool, name.data, type);
		return;
	}
	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++) {
		if (!strcasecmp(plain[i].name, from->name))
			type->kind = plain[i].kind;
	}
	for (size_t i = 0; i < sizeof(sized) / sizeof(*sized); i++) {
		if (!strcasecmp(sized[i].name, from->name))
			sized_type(pool, i, from, type);
	}
	if (type->kind != TYPE_UNSET)
		return;
	if (!strcasecmp(from->name, "float"))
		type->kind = TYPE_DOUBLE;
	else if (!strcasecmp(from->name, "numeric"))
		*type = (struct type){.kind = TYPE_NUMERIC,
			.length = from->precision,
			.scale = from->scale};
	else if (!strcasecmp(from->name, "decimal"))
		raw(pool,
			pool_printf(pool, "DECIMAL(%d, %d)", from->precision, from->scale),
			type);
	else
		raw(pool, upper(pool, from->name), type);
}

/* Where the parenthesis that opens at `at` closes, or NULL. */
static const char *closing(const char *at)
{
	struct sql_token token;
	unsigned depth = 0;

	do {
		at = sql_token_next(at, &token);
		if (token.kind != SQL_OTHER)
			continue;
		if (*token.start == '(')
			depth++;
		else if (*token.start == ')' && --depth == 0)
			return token.start;
	} while (token.kind != SQL_END);
	return NULL;
}

/* From start to end, without blanks around it. */
static char *trimmed(struct pool *pool, const char *start, const char *end)
{
	while (start < end && isspace((unsigned char)*start))
		start++;
	while (end > start && isspace((unsigned char)end[-1]))
		end--;
	return pool_strndup(pool, start, (size_t)(end - start));
}

char *mssql_bare_expression(struct pool *pool, const char *definition)
{
	char *text = trimmed(pool, definition, definition + strlen(definition));
	const char *close;

	while (*text == '(' && (close = closing(text)) && !close[1])
		text = trimmed(pool, text + 1, close);
	return text;
}

/* A string's own text, or NULL. */
static char *unquoted(struct pool *pool, const char *text)
{
	struct sql_token token;
	struct text out;

	if (*sql_token(text, &token) || token.kind != SQL_STRING || token.length < 2)
		return NULL;
	text += *text == '\'' ? 1 : 2;
	text_init(&out, pool);
	for (; text < token.start + token.length - 1; text++) {
		text_add_char(&out, *text);
		if (*text == '\'')
			text++;
	}
	return out.data;
}

/* Does the literal mean what the definition says? */
static bool means(struct pool *pool, const struct column *column, const char *definition)
{
	const struct column as_said = {
		.type = column->type, .default_sql = (char *)definition};
	struct column literal = *column;
	struct error ignored;
	struct text out;

	text_init(&out, pool);
	if (mssql_default_value(&out, &literal, &ignored) < 0)
		return false;
	return !strcmp(
		mssql_rule_default(pool, &literal), mssql_rule_default(pool, &as_said));
}

void mssql_default_of(struct pool *pool, const char *definition, struct column *column)
{
	char *text = mssql_bare_expression(pool, definition);
	char *string = unquoted(pool, text);
	struct literal *value = pool_new(pool, struct literal);

	if (!strcasecmp(text, "NULL"))
		return;
	*value = (struct literal){string ? string : text, string != NULL};
	if (column->type.kind == TYPE_BOOLEAN && (!strcmp(text, "0") || !strcmp(text, "1")))
		value->text = pool_strdup(pool, *text == '1' ? "true" : "false");
	/* Bare words and calls would be read as strings. */
	if (string || strchr("+-.0123456789", *text)) {
		column->default_value = value;
		if (means(pool, column, definition))
			return;
	}
	column->default_value = NULL;
	column->default_sql = text;
}

/* The column names of a view have no place of their own in the model. */
static char *with_columns(struct pool *pool, const char *columns, char *as)
{
	struct sql_token token;

	sql_token_next(as, &token);
	if (!columns || sql_token_is(&token, "WITH"))
		return as;
	return pool_printf(
		pool, "SELECT * FROM (%s) AS [columns of the view] %s", as, columns);
}

/* name or schema.name; what follows. */
static const char *skip_name(const char *at)
{
	struct sql_token token;
	const char *next = at;

	do {
		at = sql_token_next(next, &token);
		next = sql_token_next(at, &token);
	} while (*token.start == '.' && token.kind == SQL_OTHER);
	return at;
}

char *mssql_view_text(struct pool *pool, const char *definition)
{
	const char *at = definition, *columns = NULL;
	struct sql_token token;
	struct text as;

	do {
		at = sql_token_next(at, &token);
		if (token.kind == SQL_END)
			return NULL;
	} while (!sql_token_is(&token, "VIEW"));
	at = skip_name(at);
	sql_token_next(at, &token);
	if (*token.start == '(') {
		const char *close = closing(token.start);

		if (!close)
			return NULL;
		columns = pool_strndup(
			pool, token.start, (size_t)(close - token.start) + 1);
		at = close + 1;
	}
	do {
		at = sql_token_next(at, &token);
		if (token.kind == SQL_END)
			return NULL;
	} while (!sql_token_is(&token, "AS"));
	text_init(&as, pool);
	sql_add_text(&as, at);
	return with_columns(pool, columns, as.data);
}
