#include "drivers/mssql/expression.h"

#include "base/text.h"
#include "drivers/mssql/mssql.h"
#include "sql/token.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Deeper than any expression that a person writes; the stack holds more. */
#define MOST_DEEP 200

/* Recursive descent, by T-SQL's table of operator precedence. A function that finds no
 * expression sets failed and gives any node. */
struct expression_reader {
	struct pool *pool;
	const char *next;
	struct sql_token token; /* the one to be read */
	unsigned depth;
	bool failed;
};

static struct expression *read_any(struct expression_reader *reader);
static struct expression *read_sum(struct expression_reader *reader);

static void advance(struct expression_reader *reader)
{
	reader->next = sql_token_next(reader->next, &reader->token);
}

static bool at_word(const struct expression_reader *reader, const char *word)
{
	return sql_token_is(&reader->token, word);
}

static bool at_mark(const struct expression_reader *reader, const char *mark)
{
	const struct sql_token *token = &reader->token;

	return token->kind == SQL_OTHER && token->length == strlen(mark) &&
	       !strncmp(token->start, mark, token->length);
}

static bool take_word(struct expression_reader *reader, const char *word)
{
	if (!at_word(reader, word))
		return false;
	advance(reader);
	return true;
}

static bool take_mark(struct expression_reader *reader, const char *mark)
{
	if (!at_mark(reader, mark))
		return false;
	advance(reader);
	return true;
}

static void need(struct expression_reader *reader, bool taken)
{
	if (!taken)
		reader->failed = true;
}

static struct expression *fail(struct expression_reader *reader)
{
	reader->failed = true;
	return expression_new(reader->pool, EXPRESSION_LEAF, "");
}

static struct expression *leaf(struct expression_reader *reader, const char *text)
{
	return expression_new(reader->pool, EXPRESSION_LEAF, text);
}

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
		value = read_any(reader);
		need(reader, take_word(reader, "AS"));
		type = read_type(reader);
	} else {
		type = read_type(reader);
		need(reader, take_mark(reader, ","));
		value = read_any(reader);
	}
	expression_add(call, type);
	expression_add(call, value);
	if (take_mark(reader, ",")) {
		struct expression *style = read_any(reader);

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
			expression_add(call, read_any(reader));
		while (take_mark(reader, ","));
	}
	need(reader, take_mark(reader, ")"));
	return reader->failed ? call : expression_call(reader->pool, call);
}

/* Behind CASE. */
static struct expression *read_case(struct expression_reader *reader)
{
	struct expression *found = expression_new(reader->pool, EXPRESSION_CASE, "");
	struct expression *of = at_word(reader, "WHEN") ? NULL : read_any(reader);

	while (!reader->failed && take_word(reader, "WHEN")) {
		struct expression *when = read_any(reader);

		if (of)
			when = expression_pair(
				reader->pool, EXPRESSION_BINARY, "=", of, when);
		expression_add(found, when);
		need(reader, take_word(reader, "THEN"));
		expression_add(found, read_any(reader));
	}
	if (take_word(reader, "ELSE"))
		expression_add(found, read_any(reader));
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
		found = read_any(reader);
		need(reader, take_mark(reader, ")"));
		return found;
	}
}

static struct expression *pair(struct expression_reader *reader, const char *operator,
	const struct expression * a, const struct expression *b)
{
	return expression_pair(reader->pool, EXPRESSION_BINARY, operator, a, b);
}

/* COLLATE and AT TIME ZONE stand behind what they are about. */
static struct expression *read_postfix(struct expression_reader *reader)
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

static bool is_bare_number(const struct expression *found)
{
	return found->kind == EXPRESSION_LEAF && isdigit((unsigned char)*found->text);
}

static struct expression *read_unary(struct expression_reader *reader)
{
	struct expression *unary, *operand;
	const char *sign = at_mark(reader, "-") ? "-" : "~";

	if (take_mark(reader, "+"))
		return read_unary(reader);
	if (!take_mark(reader, sign))
		return read_postfix(reader);
	if (++reader->depth > MOST_DEEP)
		return fail(reader);
	operand = read_unary(reader);
	reader->depth--;
	if (*sign == '-' && is_bare_number(operand))
		return leaf(reader, pool_printf(reader->pool, "-%s", operand->text));
	unary = expression_new(reader->pool, EXPRESSION_UNARY, sign);
	expression_add(unary, operand);
	return unary;
}

/* Operands of one rank, from left to right; marks ends with NULL. */
static struct expression *read_rank(struct expression_reader *reader,
	const char *const *marks, struct expression *read(struct expression_reader *))
{
	struct expression *found = read(reader);

	for (size_t i = 0; !reader->failed && marks[i]; i++) {
		if (!take_mark(reader, marks[i]))
			continue;
		found = pair(reader, marks[i], found, read(reader));
		i = (size_t)-1;
	}
	return found;
}

static struct expression *read_product(struct expression_reader *reader)
{
	static const char *const marks[] = {"*", "/", "%", NULL};

	return read_rank(reader, marks, read_unary);
}

static struct expression *read_sum(struct expression_reader *reader)
{
	static const char *const marks[] = {"+", "-", "&", "^", "|", NULL};

	return read_rank(reader, marks, read_product);
}

static const char *take_comparison(struct expression_reader *reader)
{
	static const char *const marks[] = {"=", "<>", "<=", ">=", "<", ">"};

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		if (take_mark(reader, marks[i]))
			return marks[i];
	}
	if (take_mark(reader, "!="))
		return "<>";
	if (take_mark(reader, "!")) {
		if (take_mark(reader, "<"))
			return ">=";
		need(reader, take_mark(reader, ">"));
		return "<=";
	}
	return NULL;
}

/* Behind IN: a = x OR a = y. */
static struct expression *read_in(struct expression_reader *reader, struct expression *of)
{
	struct expression *any = expression_new(reader->pool, EXPRESSION_OR, "");

	need(reader, take_mark(reader, "("));
	do
		expression_add(any, pair(reader, "=", of, read_any(reader)));
	while (!reader->failed && take_mark(reader, ","));
	need(reader, take_mark(reader, ")"));
	return any;
}

static struct expression *read_between(
	struct expression_reader *reader, struct expression *of)
{
	struct expression *both = expression_new(reader->pool, EXPRESSION_AND, "");

	expression_add(both, pair(reader, ">=", of, read_sum(reader)));
	need(reader, take_word(reader, "AND"));
	expression_add(both, pair(reader, "<=", of, read_sum(reader)));
	return both;
}

static struct expression *read_like(struct expression_reader *reader, struct expression *of)
{
	struct expression *pattern = read_sum(reader);

	if (take_word(reader, "ESCAPE"))
		pattern = pair(reader, "escape", pattern, read_sum(reader));
	return pair(reader, "like", of, pattern);
}

static struct expression *opposite(
	struct expression_reader *reader, struct expression *operand)
{
	struct expression *found = expression_new(reader->pool, EXPRESSION_NOT, "");

	expression_add(found, operand);
	return found;
}

static struct expression *read_is(struct expression_reader *reader, struct expression *of)
{
	bool negated = take_word(reader, "NOT");
	struct expression *found = expression_new(reader->pool, EXPRESSION_IS_NULL, "");

	need(reader, take_word(reader, "NULL"));
	expression_add(found, of);
	return negated ? opposite(reader, found) : found;
}

static struct expression *read_predicate(struct expression_reader *reader)
{
	struct expression *found = read_sum(reader);
	const char *comparison = take_comparison(reader);
	bool negated;

	if (comparison)
		return pair(reader, comparison, found, read_sum(reader));
	if (take_word(reader, "IS"))
		return read_is(reader, found);
	negated = take_word(reader, "NOT");
	if (take_word(reader, "IN"))
		found = read_in(reader, found);
	else if (take_word(reader, "BETWEEN"))
		found = read_between(reader, found);
	else if (take_word(reader, "LIKE"))
		found = read_like(reader, found);
	else
		need(reader, !negated);
	return negated ? opposite(reader, found) : found;
}

static struct expression *read_not(struct expression_reader *reader)
{
	struct expression *found;

	if (!take_word(reader, "NOT"))
		return read_predicate(reader);
	if (++reader->depth > MOST_DEEP)
		return fail(reader);
	found = opposite(reader, read_not(reader));
	reader->depth--;
	return found;
}

static struct expression *read_logic(struct expression_reader *reader, const char *word,
	enum expression_kind kind, struct expression *read(struct expression_reader *))
{
	struct expression *found = read(reader);

	while (!reader->failed && take_word(reader, word))
		found = expression_pair(reader->pool, kind, "", found, read(reader));
	return found;
}

static struct expression *read_and(struct expression_reader *reader)
{
	return read_logic(reader, "AND", EXPRESSION_AND, read_not);
}

static struct expression *read_any(struct expression_reader *reader)
{
	struct expression *found;

	if (reader->failed || ++reader->depth > MOST_DEEP)
		return fail(reader);
	found = read_logic(reader, "OR", EXPRESSION_OR, read_and);
	reader->depth--;
	return found;
}

const struct expression *expression_parse(struct pool *pool, const char *sql)
{
	struct expression_reader reader = {.pool = pool, .next = sql};
	struct expression *found;

	advance(&reader);
	found = read_any(&reader);
	while (take_mark(&reader, ";"))
		;
	if (reader.failed || reader.token.kind != SQL_END)
		return NULL;
	return expression_settle(pool, found, false);
}
