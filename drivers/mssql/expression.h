#ifndef MSSQL_EXPRESSION_H
#define MSSQL_EXPRESSION_H

#include "base/pool.h"

#include <stdbool.h>

/*
 * An expression of T-SQL (a check, a filter, a default, a computed column) as a tree in one
 * spelling: what SQL Server gives back is the same tree as what it was given. Its files:
 * expression.c and expression_operand.c read, expression_call.c knows functions and CASE,
 * expression_logic.c is for NOT, AND and OR.
 *
 * 1. Two expressions with one text (expression_text) mean the same in every row.
 * 2. Nothing is evaluated, and types are not known: 1.0 and 1 are two numbers.
 */
enum expression_kind {
	EXPRESSION_LEAF,   /* text: a name, a number, a string */
	EXPRESSION_BINARY, /* text: the operator, also =, like, collate */
	EXPRESSION_AND,
	EXPRESSION_OR,
	EXPRESSION_NOT,
	EXPRESSION_UNARY, /* text: - or ~ */
	EXPRESSION_IS_NULL,
	EXPRESSION_CALL, /* text: the function */
	EXPRESSION_CASE, /* condition, value, condition, value, .., value of ELSE */
};

struct expression {
	enum expression_kind kind;
	const char *text;
	struct expression *first, *next; /* operands; the one beside it */
};

/* NULL: it is more than an expression, or too deep; compare it as text. */
const struct expression *expression_parse(struct pool *pool, const char *sql);
char *expression_text(struct pool *pool, const struct expression *expression);

/* For its own files. */

struct expression *expression_new(
	struct pool *pool, enum expression_kind kind, const char *text);
/* Adds a last operand. */
void expression_add(struct expression *parent, struct expression *operand);
struct expression *expression_pair(struct pool *pool, enum expression_kind kind,
	const char *text, const struct expression *a, const struct expression *b);
/* A copy that can stand in another list of operands. */
struct expression *expression_copy(struct pool *pool, const struct expression *expression);

/* A call with its operands in one spelling: COALESCE is a CASE, YEAR is DATEPART. */
struct expression *expression_call(struct pool *pool, struct expression *call);
/* A CASE without an ELSE that is NULL, and with those of a CASE in its ELSE. */
struct expression *expression_case(struct pool *pool, struct expression *found);
/* The expression, or its opposite, with NOT only where nothing else says it. */
struct expression *expression_settle(
	struct pool *pool, struct expression *expression, bool negated);

#endif
