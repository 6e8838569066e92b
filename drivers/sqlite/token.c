#include "drivers/sqlite/token.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' ||
	       (unsigned char)c >= 0x80;
}

/* Past blanks and comments; a comment without its end goes to the end of the text. */
static size_t skip_blanks(const char *sql, size_t at)
{
	for (;;) {
		if (sql[at] && strchr(" \t\n\f\r", sql[at])) {
			at++;
		} else if (sql[at] == '-' && sql[at + 1] == '-') {
			at += strcspn(sql + at, "\n");
		} else if (sql[at] == '/' && sql[at + 1] == '*' && sql[at + 2]) {
			const char *end = strstr(sql + at + 2, "*/");

			at = end ? (size_t)(end - sql) + 2 : at + strlen(sql + at);
		} else {
			return at;
		}
	}
}

/* The end of what begins with a quote at `at`; 0 when the closing one is missing. */
static size_t quoted_end(const char *sql, size_t at)
{
	char quote = sql[at];

	if (quote == '[')
		quote = ']';
	for (at++; sql[at]; at++) {
		if (sql[at] != quote)
			continue;
		if (quote == ']' || sql[at + 1] != quote)
			return at + 1;
		at++;
	}
	return 0;
}

static size_t number_end(const char *sql, size_t at)
{
	if (sql[at] == '0' && (sql[at + 1] == 'x' || sql[at + 1] == 'X') &&
		isxdigit((unsigned char)sql[at + 2])) {
		at += 3;
		while (isxdigit((unsigned char)sql[at]))
			at++;
		return at;
	}
	while (isdigit((unsigned char)sql[at]))
		at++;
	if (sql[at] == '.')
		at++;
	while (isdigit((unsigned char)sql[at]))
		at++;
	if ((sql[at] == 'e' || sql[at] == 'E') &&
		(isdigit((unsigned char)sql[at + 1]) ||
			((sql[at + 1] == '+' || sql[at + 1] == '-') &&
				isdigit((unsigned char)sql[at + 2]))))
		at += 2;
	while (isdigit((unsigned char)sql[at]))
		at++;
	return at;
}

static size_t symbol_end(const char *sql, size_t at)
{
	static const char *const longer[] = {
		"->>", "->", "||", "<<", ">>", "<=", ">=", "<>", "==", "!="};

	for (size_t i = 0; i < sizeof(longer) / sizeof(*longer); i++) {
		if (!strncmp(sql + at, longer[i], strlen(longer[i])))
			return at + strlen(longer[i]);
	}
	return strchr("(),;.+-*/%&|~<>=", sql[at]) ? at + 1 : 0;
}

static size_t word_end(const char *sql, size_t at)
{
	while (is_word(sql[at]))
		at++;
	return at;
}

static enum token_kind read_quoted(const char *sql, size_t at, size_t *end)
{
	*end = quoted_end(sql, at);
	return sql[at] == '\'' ? TOKEN_STRING : TOKEN_QUOTED;
}

/* The kind of the token at `at` and where it ends; 0 in *end when it is no good. */
static enum token_kind read_token(const char *sql, size_t at, size_t *end)
{
	char c = sql[at];

	if (strchr("'\"`[", c))
		return read_quoted(sql, at, end);
	if ((c == 'x' || c == 'X') && sql[at + 1] == '\'') {
		*end = quoted_end(sql, at + 1);
		return TOKEN_BLOB;
	}
	if (isdigit((unsigned char)c) ||
		(c == '.' && isdigit((unsigned char)sql[at + 1]))) {
		*end = number_end(sql, at);
		/* SQLite takes a number that runs into letters for one bad token. */
		if (is_word(sql[*end]))
			*end = 0;
		return TOKEN_NUMBER;
	}
	if (is_word(c) && c != '$') {
		*end = word_end(sql, at);
		return TOKEN_WORD;
	}
	if (strchr("?:@#$", c)) {
		*end = word_end(sql, at + 1);
		return TOKEN_VARIABLE;
	}
	*end = symbol_end(sql, at);
	return TOKEN_SYMBOL;
}

static void push(struct pool *pool, struct tokens *tokens, struct token token)
{
	POOL_PUSH(pool, tokens->items, tokens->count, tokens->cap, token);
}

void tokens_read(struct pool *pool, const char *sql, struct tokens *tokens)
{
	size_t at = skip_blanks(sql, 0);

	*tokens = (struct tokens){.sql = sql};
	while (sql[at]) {
		struct token token = {.span = {at, 0}};

		token.kind = read_token(sql, at, &token.span.end);
		if (!token.span.end) {
			token.kind = TOKEN_BAD;
			token.span.end = at + strlen(sql + at);
		}
		push(pool, tokens, token);
		at = skip_blanks(sql, token.span.end);
	}
	push(pool, tokens, (struct token){.kind = TOKEN_END, .span = {at, at}});
	tokens->count--;
}

bool token_is(const struct tokens *tokens, size_t at, const char *word)
{
	const struct token *token;
	size_t length = strlen(word);

	if (at >= tokens->count)
		return false;
	token = &tokens->items[at];
	if (token->kind != TOKEN_WORD && token->kind != TOKEN_SYMBOL)
		return false;
	return token->span.end - token->span.start == length &&
	       !strncasecmp(tokens->sql + token->span.start, word, length);
}

char *span_text(struct pool *pool, const char *sql, struct span span)
{
	return pool_strndup(pool, sql + span.start, span.end - span.start);
}

char *token_name(struct pool *pool, const struct tokens *tokens, size_t at)
{
	const struct token *token = &tokens->items[at];
	char *name = span_text(pool, tokens->sql, token->span);
	char quote = *name;
	size_t used = 0;

	if (token->kind != TOKEN_QUOTED && token->kind != TOKEN_STRING)
		return name;
	for (size_t i = 1; name[i + 1]; i++) {
		name[used++] = name[i];
		if (quote != '[' && name[i] == quote)
			i++;
	}
	name[used] = '\0';
	return name;
}
