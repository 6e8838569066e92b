#include "sql/token.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool is_blank(char c)
{
	return c && strchr(" \t\r\n\f\v", c);
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("_@#$", c)) ||
	       (unsigned char)c >= 128;
}

/* at: behind the opening quote; a closing quote that is doubled is part of the text. */
static const char *quoted(const char *at, char close)
{
	for (; *at; at++) {
		if (*at != close)
			continue;
		if (at[1] != close)
			return at + 1;
		at++;
	}
	return at;
}

static const char *block_comment(const char *at)
{
	unsigned depth = 1;

	while (*at && depth) {
		if (at[0] == '/' && at[1] == '*') {
			depth++;
			at += 2;
		} else if (at[0] == '*' && at[1] == '/') {
			depth--;
			at += 2;
		} else {
			at++;
		}
	}
	return at;
}

static const char *number(const char *at)
{
	if (at[0] == '0' && (at[1] == 'x' || at[1] == 'X')) {
		for (at += 2; isxdigit((unsigned char)*at); at++)
			;
		return at;
	}
	while (isdigit((unsigned char)*at) || *at == '.')
		at++;
	if (*at == 'e' || *at == 'E') {
		const char *digits = at + 1 + (at[1] == '+' || at[1] == '-');

		if (isdigit((unsigned char)*digits)) {
			for (at = digits; isdigit((unsigned char)*at); at++)
				;
		}
	}
	return at;
}

static const char *operator_end(const char *at)
{
	static const char pairs[][3] = {"<>", "!=", "==", "<=", ">=", "||"};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		if (at[0] == pairs[i][0] && at[1] == pairs[i][1])
			return at + 2;
	}
	return at + 1;
}

static const char *line_comment(const char *at)
{
	while (*at && *at != '\n')
		at++;
	return at;
}

static enum sql_token_kind scan(const char *at, const char **end)
{
	if (!*at) {
		*end = at;
		return SQL_END;
	}
	if (is_blank(*at)) {
		for (*end = at; is_blank(**end); (*end)++)
			;
		return SQL_BLANK;
	}
	if (at[0] == '-' && at[1] == '-') {
		*end = line_comment(at);
		return SQL_LINE_COMMENT;
	}
	if (at[0] == '/' && at[1] == '*') {
		*end = block_comment(at + 2);
		return SQL_BLOCK_COMMENT;
	}
	if (*at == '\'' || (strchr("NnXx", *at) && at[1] == '\'')) {
		*end = quoted(at + (*at == '\'' ? 1 : 2), '\'');
		return SQL_STRING;
	}
	if (*at == '"' || *at == '`' || *at == '[') {
		*end = quoted(at + 1, (char)(*at == '[' ? ']' : *at));
		return SQL_NAME;
	}
	if (isdigit((unsigned char)*at) || (*at == '.' && isdigit((unsigned char)at[1]))) {
		*end = number(at);
		return SQL_NUMBER;
	}
	if (is_word(*at)) {
		for (*end = at; is_word(**end); (*end)++)
			;
		return SQL_WORD;
	}
	*end = operator_end(at);
	return SQL_OTHER;
}

const char *sql_token(const char *at, struct sql_token *token)
{
	const char *end;

	token->start = at;
	token->kind = scan(at, &end);
	token->length = (size_t)(end - at);
	return end;
}

const char *sql_token_next(const char *at, struct sql_token *token)
{
	do {
		at = sql_token(at, token);
	} while (token->kind == SQL_BLANK || token->kind == SQL_LINE_COMMENT ||
		 token->kind == SQL_BLOCK_COMMENT);
	return at;
}

bool sql_token_is(const struct sql_token *token, const char *word)
{
	return token->kind == SQL_WORD && strlen(word) == token->length &&
	       !strncasecmp(token->start, word, token->length);
}

char *sql_token_name(struct pool *pool, const struct sql_token *token)
{
	const char *at = token->start + 1, *end = token->start + token->length;
	char close = *token->start, *word, *out;

	if (token->kind != SQL_NAME)
		return pool_strndup(pool, token->start, token->length);
	if (close == '[')
		close = ']';
	word = out = pool_alloc(pool, token->length + 1);
	for (; at < end; at++) {
		if (*at == close && (at + 1 == end || *++at != close))
			break;
		*out++ = *at;
	}
	return word;
}

bool sql_token_is_name(const struct sql_token *token)
{
	return token->kind == SQL_WORD || token->kind == SQL_NAME;
}
