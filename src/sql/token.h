#ifndef SQL_TOKEN_H
#define SQL_TOKEN_H

#include "base/pool.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * SQL cut into words, for those who must know what is text and what is quoted: where GO
 * stands, whether two expressions are the same, what a script is about to do. It knows the
 * quotes of both databases: '..', "..", [..], `..`, comments with -- and (nested) slash
 * and star. Nothing is copied, nothing fails: what is not closed goes on to the end.
 */
enum sql_token_kind {
	SQL_END,
	SQL_BLANK,
	SQL_LINE_COMMENT,  /* without its line end */
	SQL_BLOCK_COMMENT, /* nested, as in T-SQL */
	SQL_STRING,        /* '..', with its prefix: N'..', X'..' */
	SQL_NAME,          /* "..", [..], `..` */
	SQL_WORD,          /* letters, digits, _ @ # $ and all beyond ASCII */
	SQL_NUMBER,
	SQL_OTHER, /* one character, or one of <> != == <= >= || */
};

struct sql_token {
	enum sql_token_kind kind;
	const char *start;
	size_t length;
};

/* The token at `at`; gives where the next one begins. At the end: SQL_END, length 0. */
const char *sql_token(const char *at, struct sql_token *token);
/* As sql_token, but blanks and comments are passed over. */
const char *sql_token_next(const char *at, struct sql_token *token);
/* Is it this word, whatever the case? */
bool sql_token_is(const struct sql_token *token, const char *word);
/* Is it SQL_WORD or SQL_NAME? */
bool sql_token_is_name(const struct sql_token *token);
/* The word, or what stands in the quotes of a name. */
char *sql_token_name(struct pool *pool, const struct sql_token *token);

#endif
