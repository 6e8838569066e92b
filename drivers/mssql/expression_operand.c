#include "base/text.h"
#include "drivers/mssql/expression_reader.h"
#include "drivers/mssql/mssql.h"

#include <ctype.h>
#include <stdlib.h>

static char *lower(struct pool *pool, const char *start, size_t length)
{
	char *copy = pool_strndup(pool, start, length);

	for (char *at = copy; *at; at++)
		*at = (char)tolower((unsigned char)*at);
	return copy;
}

/* A name as others spell it too; with quotes where it would be something else without. */
static char *read_name_part(struct expression_reader *reader)
{
	const struct sql_token token = reader->token;
	char *text = sql_normal_expression(
		reader->pool, pool_strndup(reader->pool, token.start, token.length));

	advance(reader);
	return text;
}

/* a.b.c; the words that end an expression are no names. */
static char *read_name(struct expression_reader *reader)
{
	char *name = read_name_part(reader);

	while (take_mark(reader, ".")) {
		if (reader->token.kind != SQL_WORD && reader->token.kind != SQL_NAME) {
			reader->failed = true;
			return name;
		}
		name = pool_printf(reader->pool, "%s.%s", name, read_name_part(reader));
	}
	return name;
}

/* 007 and 7, .5 and 0.5, 1e3 and 1.0000000000000000e+003 */
static const char *number_text(struct pool *pool, const char *start, size_t length)
{
	const char *text = lower(pool, start, length);

	if (text[0] == '0' && text[1] == 'x')
		return text;
	if (strchr(text, 'e'))
		return pool_printf(pool, "%.16ge0", strtod(text, NULL));
	while (text[0] == '0' && isdigit((unsigned char)text[1]))
		text++;
	return *text == '.' ? pool_printf(pool, "0%s", text) : text;
}

static struct expression *read_number(struct expression_reader *reader)
{
	const struct sql_token token = reader->token;

	advance(reader);
	return leaf(reader, number_text(reader->pool, token.start, token.length));
}

static struct expression *read_string(struct expression_reader *reader)
{
	const struct sql_token token = reader->token;
	size_t prefix = *token.start == '\'' ? 0 : 1;

	advance(reader);
	if (prefix && tolower((unsigned char)*token.start) != 'n')
		return fail(reader);
	return leaf(reader,
		pool_strndup(reader->pool, token.start + prefix, token.length - prefix));
}

/* What a CAST or CONVERT makes: INT, [decimal](10, 2), dbo.mine. */
static struct expression *read_type(struct expression_reader *reader)
{
	static const char *const of_30[] = {
		"VARCHAR", "NVARCHAR", "CHAR", "NCHAR", "VARBINARY", "BINARY"};
	struct text out;
	const char *type;

	text_init(&out, reader->pool);
	if (reader->token.kind != SQL_WORD && reader->token.kind != SQL_NAME)
		return fail(reader);
	text_add(&out, read_name(reader));
	if (take_word(reader, "PRECISION"))
		text_add(&out, " precision");
	if (take_mark(reader, "(")) {
		text_add_char(&out, '(');
		while (!at_mark(reader, ")") && reader->token.kind != SQL_END) {
			text_add_bytes(&out, reader->token.start, reader->token.length);
			advance(reader);
		}
		need(reader, take_mark(reader, ")"));
		text_add_char(&out, ')');
	}
	type = sql_normal_type(reader->pool, out.data);
	for (size_t i = 0; i < sizeof(of_30) / sizeof(*of_30); i++) {
		if (!strcmp(type, of_30[i]))
			type = pool_printf(reader->pool, "%s(30)", type);
	}
	type = mssql_type_synonym(reader->pool, type);
	return leaf(reader, lower(reader->pool, type, strlen(type)));
}

/* CAST (x AS type) is CONVERT (type, x), whose style 0 is the default. */
static struct expression *read_cast(struct expression_reader *reader, bool tries, bool cast)
{
	struct expression *call = expression_new(
		reader->pool, EXPRESSION_CALL, tries ? "try_convert" : "convert");
	struct expression *value, *type;

	if (cast) {
		value = expression_read(reader);
		need(reader, take_word(reader, "AS"));
		type = read_type(reader);
	} else {
		type = read_type(reader);
		need(reader, take_mark(reader, ","));
		value = expression_read(reader);
	}
	expression_add(call, type);
	expression_add(call, value);
	if (take_mark(reader, ",")) {
		struct expression *style = expression_read(reader);

		if (strcmp(style->text, "0") != 0)
			expression_add(call, style);
	}
	need(reader, take_mark(reader, ")"));
	return call;
}

/* Behind "name(". */
static struct expression *read_call(struct expression_reader *reader, const char *name)
{
	struct expression *call;

	if (!strcmp(name, "cast") || !strcmp(name, "try_cast"))
		return read_cast(reader, *name == 't', true);
	if (!strcmp(name, "convert") || !strcmp(name, "try_convert"))
		return read_cast(reader, *name == 't', false);
	call = expression_new(reader->pool, EXPRESSION_CALL, name);
	if (!at_mark(reader, ")")) {
		do
			expression_add(call, expression_read(reader));
		while (take_mark(reader, ","));
	}
	need(reader, take_mark(reader, ")"));
	return reader->failed ? call : expression_call(reader->pool, call);
}

/* Behind CASE. */
static struct expression *read_case(struct expression_reader *reader)
{
	struct expression *found = expression_new(reader->pool, EXPRESSION_CASE, "");
	struct expression *of = at_word(reader, "WHEN") ? NULL : expression_read(reader);

	while (!reader->failed && take_word(reader, "WHEN")) {
		struct expression *when = expression_read(reader);

		if (of)
			when = expression_pair(
				reader->pool, EXPRESSION_BINARY, "=", of, when);
		expression_add(found, when);
		need(reader, take_word(reader, "THEN"));
		expression_add(found, expression_read(reader));
	}
	if (take_word(reader, "ELSE"))
		expression_add(found, expression_read(reader));
	need(reader, take_word(reader, "END") && found->first);
	return reader->failed ? found : expression_case(reader->pool, found);
}

/* Words that stand for a call without parentheses. */
static const char *niladic(const char *name)
{
	static const char *const words[][2] = {{"current_timestamp", "getdate"},
		{"current_user", "user_name"}, {"session_user", "user_name"},
		{"user", "user_name"}, {"system_user", "suser_sname"}};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (!strcmp(words[i][0], name))
			return words[i][1];
	}
	return NULL;
}

static bool is_reserved(const struct expression_reader *reader)
{
	static const char *const words[] = {"SELECT", "FROM", "WHERE", "AS", "AND", "OR",
		"NOT", "IN", "LIKE", "BETWEEN", "IS", "WHEN", "THEN", "ELSE", "END",
		"ESCAPE", "COLLATE", "EXISTS", "UNION", "ORDER", "GROUP", "WITH"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (at_word(reader, words[i]))
			return true;
	}
	return false;
}

/* NEXT VALUE FOR a sequence; its schema is dbo where none is said. */
static struct expression *read_next_value(struct expression_reader *reader)
{
	const char *name;

	need(reader, take_word(reader, "FOR"));
	if (reader->failed)
		return fail(reader);
	name = read_name(reader);
	if (!strchr(name, '.'))
		name = pool_printf(reader->pool, "dbo.%s", name);
	return leaf(reader, pool_printf(reader->pool, "next value for %s", name));
}

/* A name, a call, a word that is one. */
static struct expression *read_named(struct expression_reader *reader)
{
	bool word = reader->token.kind == SQL_WORD;
	const char *name;

	if (word && is_reserved(reader))
		return fail(reader);
	name = read_name(reader);
	if (word && !strcmp(name, "case"))
		return read_case(reader);
	if (word && !strcmp(name, "next") && take_word(reader, "VALUE"))
		return read_next_value(reader);
	if (take_mark(reader, "("))
		return read_call(reader, name);
	if (word && niladic(name))
		return expression_new(reader->pool, EXPRESSION_CALL, niladic(name));
	return leaf(reader, name);
}

/* $1.5, which is cut into a word and a number. */
static struct expression *read_money(struct expression_reader *reader)
{
	const char *start = reader->token.start + 1;
	const char *end;

	advance(reader);
	if (reader->token.kind == SQL_NUMBER && *reader->token.start == '.' &&
		isalnum((unsigned char)reader->token.start[-1]))
		advance(reader);
	for (end = start; isdigit((unsigned char)*end) || *end == '.';)
		end++;
	return leaf(reader, number_text(reader->pool, start, (size_t)(end - start)));
}

static struct expression *read_primary(struct expression_reader *reader)
{
	const struct sql_token *token = &reader->token;
	struct expression *found;

	switch (token->kind) {
	case SQL_NUMBER:
		return read_number(reader);
	case SQL_STRING:
		return read_string(reader);
	case SQL_WORD:
		if (*token->start == '$' && isdigit((unsigned char)token->start[1]))
			return read_money(reader);
		return read_named(reader);
	case SQL_NAME:
		return read_named(reader);
	default:
		if (!take_mark(reader, "("))
			return fail(reader);
		found = expression_read(reader);
		need(reader, take_mark(reader, ")"));
		return found;
	}
}

/* COLLATE and AT TIME ZONE stand behind what they are about. */
struct expression *expression_read_operand(struct expression_reader *reader)
{
	struct expression *found = read_primary(reader);

	for (;;) {
		if (take_word(reader, "COLLATE")) {
			found = pair(reader, "collate", found, read_primary(reader));
		} else if (take_word(reader, "AT")) {
			need(reader, take_word(reader, "TIME"));
			need(reader, take_word(reader, "ZONE"));
			found = pair(reader, "at time zone", found, read_primary(reader));
		} else {
			return found;
		}
	}
}
