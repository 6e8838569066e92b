#include "drivers/sqlite/parser.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static void parse_conflict(struct parser *parser, struct ddl_constraint *constraint)
{
	if (!parser_sees(parser, "ON") ||
		!token_is(parser->tokens, parser->at + 1, "CONFLICT"))
		return;
	parser->at += 2;
	constraint->conflict = parser_name(parser, NULL);
}

static const char *parse_action(struct parser *parser)
{
	static const char *const words[][3] = {
		{"SET", "NULL", "SET NULL"},
		{"SET", "DEFAULT", "SET DEFAULT"},
		{"NO", "ACTION", "NO ACTION"},
		{"CASCADE", NULL, "CASCADE"},
		{"RESTRICT", NULL, "RESTRICT"},
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		const char *second = words[i][1];

		if (!parser_sees(parser, words[i][0]) ||
			(second && !token_is(parser->tokens, parser->at + 1, second)))
			continue;
		parser->at += second ? 2 : 1;
		return words[i][2];
	}
	parser_fail(parser, "an action");
	return NULL;
}

static bool sees_deferrable(const struct parser *parser)
{
	return parser_sees(parser, "DEFERRABLE") ||
	       (parser_sees(parser, "NOT") &&
		       token_is(parser->tokens, parser->at + 1, "DEFERRABLE"));
}

static void parse_deferrable(struct parser *parser, char **text)
{
	bool not = parser_accepts(parser, "NOT");
	const char *initially = "";

	parser_expect(parser, "DEFERRABLE");
	if (parser_accepts(parser, "INITIALLY")) {
		if (parser_accepts(parser, "DEFERRED"))
			initially = " INITIALLY DEFERRED";
		else if (parser_accepts(parser, "IMMEDIATE"))
			initially = " INITIALLY IMMEDIATE";
		else
			parser_fail(parser, "DEFERRED or IMMEDIATE");
	}
	*text = pool_printf(parser->pool, "%sDEFERRABLE%s", not ? "NOT " : "", initially);
}

static void parse_on(struct parser *parser, struct ddl_reference *reference)
{
	if (parser_accepts(parser, "DELETE"))
		reference->on_delete = parse_action(parser);
	else if (parser_accepts(parser, "UPDATE"))
		reference->on_update = parse_action(parser);
	else if (parser_accepts(parser, "INSERT"))
		parse_action(parser); /* SQLite takes it and ignores it */
	else
		parser_fail(parser, "DELETE or UPDATE");
}

/* From behind REFERENCES to the end of what belongs to it. */
static void parse_reference(struct parser *parser, struct ddl_reference *reference)
{
	reference->table = parser_name(parser, &reference->table_span);
	if (parser_sees(parser, "("))
		parser_parts(parser, &reference->columns, &reference->columns_count);
	for (;;) {
		if (parser_accepts(parser, "ON"))
			parse_on(parser, reference);
		else if (parser_accepts(parser, "MATCH"))
			reference->match = parser_name(parser, NULL);
		else
			break;
	}
	if (sees_deferrable(parser))
		parse_deferrable(parser, &reference->deferrable);
}

static void parse_default(struct parser *parser, struct ddl_constraint *constraint)
{
	size_t from = parser->at;
	enum token_kind kind;

	if (parser_sees(parser, "(")) {
		constraint->in_parentheses = true;
		constraint->expression = parser_parentheses(parser);
		return;
	}
	if (!parser_accepts(parser, "-"))
		parser_accepts(parser, "+");
	kind = parser->tokens->items[parser->at].kind;
	if (parser->failed || kind == TOKEN_END || kind == TOKEN_SYMBOL ||
		kind == TOKEN_BAD || kind == TOKEN_VARIABLE) {
		parser_fail(parser, "a default");
		return;
	}
	parser->at++;
	constraint->expression = parser_span(parser, from);
}

static void parse_generated(struct parser *parser, struct ddl_constraint *constraint)
{
	constraint->expression = parser_parentheses(parser);
	constraint->stored = parser_accepts(parser, "STORED");
	if (!constraint->stored)
		parser_accepts(parser, "VIRTUAL");
}

static void parse_column_key(struct parser *parser, struct ddl_constraint *constraint)
{
	parser_expect(parser, "KEY");
	constraint->desc = parser_accepts(parser, "DESC");
	if (!constraint->desc)
		parser_accepts(parser, "ASC");
	parse_conflict(parser, constraint);
	constraint->autoincrement = parser_accepts(parser, "AUTOINCREMENT");
}

static bool accepts_generated(struct parser *parser)
{
	if (parser_sees(parser, "GENERATED") &&
		token_is(parser->tokens, parser->at + 1, "ALWAYS") &&
		token_is(parser->tokens, parser->at + 2, "AS")) {
		parser->at += 3;
		return true;
	}
	return parser_accepts(parser, "AS");
}

static bool parse_not_null(struct parser *parser, struct ddl_constraint *constraint)
{
	if (parser_accepts(parser, "NOT")) {
		parser_expect(parser, "NULL");
		constraint->kind = DDL_NOT_NULL;
	} else if (parser_accepts(parser, "NULL")) {
		constraint->kind = DDL_NULL;
	} else {
		return false;
	}
	parse_conflict(parser, constraint);
	return true;
}

/* One constraint of a column behind an optional CONSTRAINT name; false: there is none. */
static bool parse_column_constraint(
	struct parser *parser, struct ddl_constraint *constraint)
{
	if (sees_deferrable(parser)) {
		constraint->kind = DDL_DEFERRABLE;
		parse_deferrable(parser, &constraint->reference.deferrable);
	} else if (parser_accepts(parser, "PRIMARY")) {
		constraint->kind = DDL_PRIMARY_KEY;
		parse_column_key(parser, constraint);
	} else if (parser_accepts(parser, "UNIQUE")) {
		constraint->kind = DDL_UNIQUE;
		parse_conflict(parser, constraint);
	} else if (parser_accepts(parser, "CHECK")) {
		constraint->kind = DDL_CHECK;
		constraint->expression = parser_parentheses(parser);
	} else if (parser_accepts(parser, "DEFAULT")) {
		constraint->kind = DDL_DEFAULT;
		parse_default(parser, constraint);
	} else if (parser_accepts(parser, "COLLATE")) {
		constraint->kind = DDL_COLLATE;
		constraint->collation = parser_name(parser, NULL);
	} else if (parser_accepts(parser, "REFERENCES")) {
		constraint->kind = DDL_FOREIGN_KEY;
		parse_reference(parser, &constraint->reference);
	} else if (accepts_generated(parser)) {
		constraint->kind = DDL_GENERATED;
		parse_generated(parser, constraint);
	} else {
		return parse_not_null(parser, constraint);
	}
	return true;
}

/* DEFERRABLE that stands apart belongs to the foreign key before it. */
static void attach_deferrable(struct ddl_constraint *list, unsigned count,
	const struct ddl_constraint *deferrable)
{
	while (count--) {
		if (list[count].kind == DDL_FOREIGN_KEY) {
			list[count].reference.deferrable = deferrable->reference.deferrable;
			return;
		}
	}
}

void parser_column_constraints(struct parser *parser, struct ddl_column *column)
{
	unsigned cap = 0;

	while (!parser->failed) {
		struct ddl_constraint constraint = {.kind = DDL_NAME_ONLY};
		size_t from = parser->at;

		if (parser_accepts(parser, "CONSTRAINT"))
			constraint.name = parser_name(parser, &constraint.name_span);
		if (!parse_column_constraint(parser, &constraint) && !constraint.name)
			return;
		constraint.span = parser_span(parser, from);
		if (constraint.kind == DDL_DEFERRABLE)
			attach_deferrable(column->constraints, column->constraints_count,
				&constraint);
		POOL_PUSH(parser->pool, column->constraints, column->constraints_count, cap,
			constraint);
	}
}

/* PRIMARY KEY (a AUTOINCREMENT): the word belongs to the key, not to the column. */
static void take_autoincrement(struct parser *parser, struct ddl_constraint *constraint)
{
	size_t word = parser->at;
	unsigned depth = 0;

	for (; word < parser->tokens->count; word++) {
		if (token_is(parser->tokens, word, "("))
			depth++;
		else if (token_is(parser->tokens, word, ")") && --depth == 0)
			break;
	}
	if (word >= parser->tokens->count ||
		!token_is(parser->tokens, word - 1, "AUTOINCREMENT")) {
		parser_parts(parser, &constraint->parts, &constraint->parts_count);
		return;
	}
	constraint->autoincrement = true;
	/* The parts are read as if it were not there. */
	memcpy(&parser->tokens->items[word - 1], &parser->tokens->items[word],
		sizeof(*parser->tokens->items));
	parser_parts(parser, &constraint->parts, &constraint->parts_count);
	parser->at++;
}

static bool parse_table_constraint(struct parser *parser, struct ddl_constraint *constraint)
{
	if (parser_accepts(parser, "PRIMARY")) {
		constraint->kind = DDL_PRIMARY_KEY;
		parser_expect(parser, "KEY");
		take_autoincrement(parser, constraint);
		parse_conflict(parser, constraint);
	} else if (parser_accepts(parser, "UNIQUE")) {
		constraint->kind = DDL_UNIQUE;
		parser_parts(parser, &constraint->parts, &constraint->parts_count);
		parse_conflict(parser, constraint);
	} else if (parser_accepts(parser, "CHECK")) {
		constraint->kind = DDL_CHECK;
		constraint->expression = parser_parentheses(parser);
		parse_conflict(parser, constraint);
	} else if (parser_accepts(parser, "FOREIGN")) {
		constraint->kind = DDL_FOREIGN_KEY;
		parser_expect(parser, "KEY");
		parser_parts(parser, &constraint->parts, &constraint->parts_count);
		parser_expect(parser, "REFERENCES");
		parse_reference(parser, &constraint->reference);
	} else {
		return false;
	}
	return true;
}

void parser_table_constraints(struct parser *parser, struct ddl_table *table)
{
	unsigned cap = 0;

	while (!parser->failed && !parser_sees(parser, ")")) {
		struct ddl_constraint constraint = {.kind = DDL_NAME_ONLY};
		size_t from = parser->at;

		if (parser_accepts(parser, "CONSTRAINT"))
			constraint.name = parser_name(parser, &constraint.name_span);
		if (!parse_table_constraint(parser, &constraint) && !constraint.name)
			parser_fail(parser, "a table constraint");
		constraint.span = parser_span(parser, from);
		/* SQLite does not ask for commas between them. */
		if (parser_sees(parser, ","))
			constraint.comma = parser->tokens->items[parser->at++].span;
		if (constraint.comma.end && parser_sees(parser, ")"))
			parser_fail(parser, "a table constraint");
		POOL_PUSH(parser->pool, table->constraints, table->constraints_count, cap,
			constraint);
	}
}
