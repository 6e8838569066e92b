#ifndef SQLITE_TOKEN_H
#define SQLITE_TOKEN_H

#include "base/pool.h"

#include <stdbool.h>

/*
 * The tokens of SQL as SQLite reads it. Every token knows which bytes of the text it is;
 * blanks and comments are between tokens.
 */
enum token_kind {
	TOKEN_END, /* after the last one; its span is empty, at the end of the text */
	TOKEN_WORD,
	TOKEN_QUOTED, /* a name in "", `` or [] */
	TOKEN_STRING, /* '...', which SQLite takes for a name where one is wanted */
	TOKEN_BLOB,
	TOKEN_NUMBER,
	TOKEN_VARIABLE,
	TOKEN_SYMBOL,
	TOKEN_BAD, /* unterminated, or no character of SQL */
};

struct span {
	size_t start, end;
};

struct token {
	enum token_kind kind;
	struct span span;
};

struct tokens {
	const char *sql;
	struct token *items; /* the last one is TOKEN_END */
	size_t count;        /* without it */
	size_t cap;
};

void tokens_read(struct pool *pool, const char *sql, struct tokens *tokens);

/* Is it this keyword (any case, not quoted), or this symbol? */
bool token_is(const struct tokens *tokens, size_t at, const char *word);
/* The name or string that a token stands for, without its quotes; a word as it is. */
char *token_name(struct pool *pool, const struct tokens *tokens, size_t at);
char *span_text(struct pool *pool, const char *sql, struct span span);

#endif
