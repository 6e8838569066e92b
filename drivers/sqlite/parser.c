#include "drivers/sqlite/parser.h"

#include <string.h>

void parser_start(struct parser *parser, struct pool *pool, struct tokens *tokens,
	const char *sql, struct error *err)
{
	tokens_read(pool, sql, tokens);
	*parser = (struct parser){.pool = pool, .tokens = tokens, .err = err};
}

void parser_fail(struct parser *parser, const char *expected)
{
	const struct tokens *tokens = parser->tokens;
	size_t at = tokens->items[parser->at].span.start;

	if (parser->failed)
		return;
	parser->failed = true;
	if (!tokens->sql[at])
		error_set(parser->err, ERR_DATABASE,
			"cannot parse the text of an object in sqlite_master: expected %s "
			"at "
			"its end: %.200s",
			expected, tokens->sql);
	else
		error_set(parser->err, ERR_DATABASE,
			"cannot parse the text of an object in sqlite_master: expected %s "
			"near "
			"\"%.40s\" in: %.200s",
			expected, tokens->sql + at, tokens->sql);
	error_hint(parser->err,
		"Nothing was changed. Do the step with `execute`, and please "
		"report the text.");
}

bool parser_sees(const struct parser *parser, const char *word)
{
	return !parser->failed && token_is(parser->tokens, parser->at, word);
}

bool parser_accepts(struct parser *parser, const char *word)
{
	if (!parser_sees(parser, word))
		return false;
	parser->at++;
	return true;
}

void parser_expect(struct parser *parser, const char *word)
{
	if (!parser_accepts(parser, word))
		parser_fail(parser, word);
}

char *parser_name(struct parser *parser, struct span *span)
{
	static char nothing[1];
	const struct token *token = &parser->tokens->items[parser->at];

	if (!parser->failed && (token->kind == TOKEN_WORD || token->kind == TOKEN_QUOTED ||
				       token->kind == TOKEN_STRING)) {
		if (span)
			*span = token->span;
		return token_name(parser->pool, parser->tokens, parser->at++);
	}
	parser_fail(parser, "a name");
	return nothing;
}

struct span parser_span(const struct parser *parser, size_t from)
{
	const struct token *items = parser->tokens->items;

	if (parser->failed || parser->at <= from)
		return (struct span){0, 0};
	return (struct span){items[from].span.start, items[parser->at - 1].span.end};
}

/* Past the current token, and if that opens parentheses, past the closing one. */
static void skip_balanced(struct parser *parser)
{
	unsigned depth = 0;

	do {
		enum token_kind kind = parser->tokens->items[parser->at].kind;

		if (parser->failed || kind == TOKEN_END || kind == TOKEN_BAD) {
			parser_fail(parser, ")");
			return;
		}
		if (parser_sees(parser, "("))
			depth++;
		else if (parser_sees(parser, ")") && depth)
			depth--;
		parser->at++;
	} while (depth);
}

struct span parser_parentheses(struct parser *parser)
{
	size_t open = parser->at;
	size_t close;

	if (!parser_sees(parser, "(")) {
		parser_fail(parser, "(");
		return (struct span){0, 0};
	}
	skip_balanced(parser);
	if (parser->failed)
		return (struct span){0, 0};
	close = parser->at - 1;
	parser->at = open + 1;
	if (close == parser->at)
		parser_fail(parser, "an expression");
	parser->at = close;
	struct span inside = parser_span(parser, open + 1);
	parser->at = close + 1;
	return inside;
}

/* Takes ASC, DESC and NULLS FIRST/LAST off the end of the part [from, *end). */
static void take_order(
	const struct parser *parser, size_t from, size_t *end, struct ddl_part *part)
{
	if (*end >= from + 3 && token_is(parser->tokens, *end - 2, "NULLS") &&
		(token_is(parser->tokens, *end - 1, "FIRST") ||
			token_is(parser->tokens, *end - 1, "LAST")))
		*end -= 2;
	if (*end < from + 2)
		return;
	part->desc = token_is(parser->tokens, *end - 1, "DESC");
	if (part->desc || token_is(parser->tokens, *end - 1, "ASC"))
		*end -= 1;
}

static bool is_name(const struct token *token)
{
	return token->kind == TOKEN_WORD || token->kind == TOKEN_QUOTED ||
	       token->kind == TOKEN_STRING;
}

/* A name alone, in any number of parentheses, is a column. */
static void take_column(
	const struct parser *parser, size_t from, size_t end, struct ddl_part *part)
{
	const struct token *items = parser->tokens->items;

	while (end >= from + 3 && token_is(parser->tokens, from, "(") &&
		token_is(parser->tokens, end - 1, ")")) {
		from++;
		end--;
	}
	if (end != from + 1 || !is_name(&items[from]))
		return;
	part->name = items[from].span;
	part->column = token_name(parser->pool, parser->tokens, from);
}

static void parse_part(struct parser *parser, struct ddl_part *part)
{
	const struct token *items = parser->tokens->items;
	size_t from = parser->at;
	size_t end, whole;

	while (!parser->failed && !parser_sees(parser, ",") && !parser_sees(parser, ")"))
		skip_balanced(parser);
	end = parser->at;
	if (parser->failed || end == from) {
		parser_fail(parser, "a column");
		return;
	}
	take_order(parser, from, &end, part);
	whole = end;
	/* COLLATE binds tighter than any operator: only of a column is it the part's own.
	 */
	while (end >= from + 3 && token_is(parser->tokens, end - 2, "COLLATE") &&
		is_name(&items[end - 1])) {
		if (!part->collation)
			part->collation = token_name(parser->pool, parser->tokens, end - 1);
		end -= 2;
	}
	take_column(parser, from, end, part);
	if (!part->column) {
		part->collation = NULL;
		end = whole;
	}
	part->expression = (struct span){items[from].span.start, items[end - 1].span.end};
}

void parser_parts(struct parser *parser, struct ddl_part **parts, unsigned *count)
{
	unsigned cap = 0;

	*parts = NULL;
	*count = 0;
	parser_expect(parser, "(");
	do {
		struct ddl_part part = {.column = NULL};

		parse_part(parser, &part);
		POOL_PUSH(parser->pool, *parts, *count, cap, part);
	} while (parser_accepts(parser, ","));
	parser_expect(parser, ")");
}

char *parser_create(
	struct parser *parser, const char *what, bool *unique, struct span *name_span)
{
	char *name;

	parser_expect(parser, "CREATE");
	if (!parser_accepts(parser, "TEMP"))
		parser_accepts(parser, "TEMPORARY");
	if (unique)
		*unique = parser_accepts(parser, "UNIQUE");
	parser_expect(parser, what);
	if (parser_sees(parser, "IF") && token_is(parser->tokens, parser->at + 1, "NOT") &&
		token_is(parser->tokens, parser->at + 2, "EXISTS"))
		parser->at += 3;
	name = parser_name(parser, name_span);
	if (parser_accepts(parser, "."))
		name = parser_name(parser, name_span);
	return name;
}

int parser_end(struct parser *parser)
{
	parser_accepts(parser, ";");
	if (parser->tokens->items[parser->at].kind != TOKEN_END)
		parser_fail(parser, "the end");
	return parser->failed ? -1 : 0;
}
