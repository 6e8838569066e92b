#ifndef MSSQL_EXPRESSION_READER_H
#define MSSQL_EXPRESSION_READER_H

#include "drivers/mssql/expression.h"
#include "sql/token.h"

#include <string.h>

/*
 * Recursive descent, by T-SQL's table of operator precedence: expression_operand.c reads
 * what stands between operators, expression.c the operators. A function that finds no
 * expression sets failed and gives any node.
 */
struct expression_reader {
	struct pool *pool;
	const char *next;
	struct sql_token token; /* the one to be read */
	unsigned depth;
	bool failed;
};

/* A whole expression, up to what cannot belong to it. */
struct expression *expression_read(struct expression_reader *reader);
/* A name, a constant, a call, a CASE, an expression in parentheses, and what stands behind
 * it as its own: COLLATE, AT TIME ZONE. */
struct expression *expression_read_operand(struct expression_reader *reader);

static inline void advance(struct expression_reader *reader)
{
	reader->next = sql_token_next(reader->next, &reader->token);
}

static inline bool at_word(const struct expression_reader *reader, const char *word)
{
	return sql_token_is(&reader->token, word);
}

static inline bool at_mark(const struct expression_reader *reader, const char *mark)
{
	const struct sql_token *token = &reader->token;

	return token->kind == SQL_OTHER && token->length == strlen(mark) &&
	       !strncmp(token->start, mark, token->length);
}

static inline bool take_word(struct expression_reader *reader, const char *word)
{
	if (!at_word(reader, word))
		return false;
	advance(reader);
	return true;
}

static inline bool take_mark(struct expression_reader *reader, const char *mark)
{
	if (!at_mark(reader, mark))
		return false;
	advance(reader);
	return true;
}

static inline void need(struct expression_reader *reader, bool taken)
{
	if (!taken)
		reader->failed = true;
}

static inline struct expression *fail(struct expression_reader *reader)
{
	reader->failed = true;
	return expression_new(reader->pool, EXPRESSION_LEAF, "");
}

static inline struct expression *leaf(struct expression_reader *reader, const char *text)
{
	return expression_new(reader->pool, EXPRESSION_LEAF, text);
}

static inline struct expression *pair(struct expression_reader *reader,
	const char *operator, const struct expression * a, const struct expression *b)
{
	return expression_pair(reader->pool, EXPRESSION_BINARY, operator, a, b);
}

#endif
