#include "sql/dialect.h"
#include "sql/token.h"

#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

/* Nothing but blanks between the token and the ends of its line. */
static bool alone_on_line(const char *script, const struct sql_token *token)
{
	const char *at = token->start;

	while (at > script && is_blank(at[-1]))
		at--;
	if (at > script && at[-1] != '\n')
		return false;
	for (at = token->start + token->length; is_blank(*at); at++)
		;
	return !*at || *at == '\n';
}

static void add_batch(
	struct pool *pool, struct strings *batches, const char *start, const char *end)
{
	/* Blank lines before it go, the first line's indent stays. */
	for (const char *at = start; at < end && (is_blank(*at) || *at == '\n'); at++) {
		if (*at == '\n')
			start = at + 1;
	}
	while (end > start && (is_blank(end[-1]) || end[-1] == '\n'))
		end--;
	if (end > start)
		strings_add(
			pool, batches, pool_strndup(pool, start, (size_t)(end - start)));
}

void sql_batches(struct pool *pool, const char *script, struct strings *batches)
{
	const char *start = script;
	const char *at = script;
	struct sql_token token;

	do {
		at = sql_token(at, &token);
		if (sql_token_is(&token, "GO") && alone_on_line(script, &token)) {
			add_batch(pool, batches, start, token.start);
			start = at;
		}
	} while (token.kind != SQL_END);
	add_batch(pool, batches, start, token.start);
}
