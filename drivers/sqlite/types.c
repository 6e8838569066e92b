#include "drivers/sqlite/inspect.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The contract's table of types (2.3), read from right to left. */
static const struct {
	const char *text;
	enum type_kind kind;
	int numbers; /* that may follow in parentheses */
} names[] = {
	{"BOOLEAN", TYPE_BOOLEAN, 0},
	{"SMALLINT", TYPE_SMALLINT, 0},
	{"INTEGER", TYPE_INTEGER, 0},
	{"BIGINT", TYPE_BIGINT, 0},
	{"FLOAT", TYPE_FLOAT, 0},
	{"DOUBLE", TYPE_DOUBLE, 0},
	{"NUMERIC", TYPE_NUMERIC, 2},
	{"VARCHAR", TYPE_STRING, 1},
	{"TEXT", TYPE_TEXT, 0},
	{"NVARCHAR", TYPE_UNICODE, 1},
	{"NTEXT", TYPE_UNICODE_TEXT, 0},
	{"DATE", TYPE_DATE, 0},
	{"TIME", TYPE_TIME, 0},
	{"DATETIME", TYPE_DATETIME, 0},
	{"BLOB", TYPE_BLOB, 0},
	{"JSON", TYPE_JSON, 0},
};

/* "( 10 , 2 )" up to the end; the count of numbers, or -1: something else. */
static int read_numbers(const char *at, int numbers[2])
{
	int count = 0;

	while (isspace((unsigned char)*at))
		at++;
	if (!*at)
		return 0;
	if (*at != '(')
		return -1;
	do {
		char *end;
		long value;

		at++;
		while (isspace((unsigned char)*at))
			at++;
		/* A sign or a leading zero is no length that an abstract type would give.
		 */
		if (*at < '1' + (count == 1 ? -1 : 0) || *at > '9' || count == 2)
			return -1;
		value = strtol(at, &end, 10);
		if (value > 1000000000 || (*at == '0' && end != at + 1))
			return -1;
		numbers[count++] = (int)value;
		at = end;
		while (isspace((unsigned char)*at))
			at++;
	} while (*at == ',');
	return at[0] == ')' && !at[1] ? count : -1;
}

static bool take(const char *text, size_t i, struct type *type)
{
	size_t length = strlen(names[i].text);
	int numbers[2] = {-1, -1};
	int count;

	if (strncasecmp(text, names[i].text, length) != 0 ||
		isalnum((unsigned char)text[length]) || text[length] == '_')
		return false;
	count = read_numbers(text + length, numbers);
	if (count < 0 || count > names[i].numbers)
		return false;
	*type = (struct type){
		.kind = names[i].kind, .length = numbers[0], .scale = numbers[1]};
	return true;
}

void sqlite_type_of(struct pool *pool, const char *text, struct type *type)
{
	int numbers[2] = {-1, -1};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (take(text, i, type))
			return;
	}
	*type = (struct type){.kind = TYPE_RAW, .length = -1, .scale = -1};
	if (!strncasecmp(text, "CHAR", 4) && read_numbers(text + 4, numbers) == 1 &&
		numbers[0] == 32)
		type->kind = TYPE_UUID;
	else
		type->sqlite = pool_strdup(pool, text);
}

static void set_literal(struct pool *pool, struct column *column, char *text, bool quoted)
{
	column->default_value = pool_new(pool, struct literal);
	column->default_value->text = text;
	column->default_value->quoted = quoted;
}

static bool is_decimal(const char *text)
{
	return strpbrk(text, "xX") == NULL;
}

static void word_default(struct pool *pool, struct column *column, char *word)
{
	if (!strcasecmp(word, "NULL"))
		return; /* as if there were none */
	if (!strcasecmp(word, "TRUE") || !strcasecmp(word, "FALSE"))
		set_literal(pool, column, *word == 't' || *word == 'T' ? "true" : "false",
			false);
	else if (!strncasecmp(word, "CURRENT_", 8))
		column->default_sql = word;
	else
		set_literal(pool, column, word, true);
}

static void number_default(struct pool *pool, struct column *column, char *text, bool minus)
{
	if (!is_decimal(text)) {
		column->default_sql = pool_printf(pool, "%s%s", minus ? "-" : "", text);
		return;
	}
	if (column->type.kind == TYPE_BOOLEAN && !minus && !strcmp(text, "0"))
		text = "false";
	else if (column->type.kind == TYPE_BOOLEAN && !minus && !strcmp(text, "1"))
		text = "true";
	set_literal(pool, column, pool_printf(pool, "%s%s", minus ? "-" : "", text), false);
}

void sqlite_default_of(struct pool *pool, const char *sql,
	const struct ddl_constraint *constraint, struct column *column)
{
	char *text = span_text(pool, sql, constraint->expression);
	struct tokens tokens;
	bool minus;
	size_t at;

	tokens_read(pool, text, &tokens);
	minus = token_is(&tokens, 0, "-");
	at = minus || token_is(&tokens, 0, "+") ? 1 : 0;
	if (constraint->in_parentheses || tokens.count != at + 1) {
		column->default_sql = text;
		return;
	}
	switch (tokens.items[at].kind) {
	case TOKEN_NUMBER:
		number_default(pool, column, token_name(pool, &tokens, at), minus);
		break;
	case TOKEN_WORD:
		if (!at) {
			word_default(pool, column, token_name(pool, &tokens, at));
			break;
		}
		column->default_sql = text;
		break;
	case TOKEN_STRING:
	case TOKEN_QUOTED:
		if (!at) {
			set_literal(pool, column, token_name(pool, &tokens, at), true);
			break;
		}
		column->default_sql = text;
		break;
	default:
		column->default_sql = text;
	}
}
