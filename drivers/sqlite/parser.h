#ifndef SQLITE_PARSER_H
#define SQLITE_PARSER_H

#include "drivers/sqlite/ddl.h"

/*
 * What the parsers of ddl_*.c share: a place in the tokens, and an error that sticks, so
 * that a rule may go on to its end without asking after every step. After an error no token
 * matches anything any more.
 */
struct parser {
	struct pool *pool;
	struct tokens *tokens;
	size_t at;
	bool failed;
	struct error *err;
};

void parser_start(struct parser *parser, struct pool *pool, struct tokens *tokens,
	const char *sql, struct error *err);
/* Sets the error, once: "cannot parse ...: expected WHAT near ...". */
void parser_fail(struct parser *parser, const char *expected);

bool parser_sees(const struct parser *parser, const char *word);
bool parser_accepts(struct parser *parser, const char *word);
void parser_expect(struct parser *parser, const char *word);
/* A name, quoted or not; "" after an error. */
char *parser_name(struct parser *parser, struct span *span);
/* From `(` to its `)`: what is between them; {0, 0} after an error. */
struct span parser_parentheses(struct parser *parser);
/* From the token `from` to the one before the current one. */
struct span parser_span(const struct parser *parser, size_t from);
/* (part, ...) of a key or an index. */
void parser_parts(struct parser *parser, struct ddl_part **parts, unsigned *count);
/* CREATE [TEMP] [UNIQUE] what [IF NOT EXISTS] [schema.]name */
char *parser_create(
	struct parser *parser, const char *what, bool *unique, struct span *name_span);
/* 0 or -1, and a text that goes on is an error. */
int parser_end(struct parser *parser);

/* A column's constraints up to the comma or the closing parenthesis; a table's. */
void parser_column_constraints(struct parser *parser, struct ddl_column *column);
void parser_table_constraints(struct parser *parser, struct ddl_table *table);

#endif
