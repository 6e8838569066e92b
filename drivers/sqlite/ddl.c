#include "drivers/sqlite/ddl.h"

#include "drivers/sqlite/parser.h"

#include <string.h>
#include <strings.h>

static bool starts_constraint(const struct parser *parser)
{
	static const char *const words[] = {"CONSTRAINT", "PRIMARY", "NOT", "NULL",
		"UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "AS", "DEFERRABLE"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (parser_sees(parser, words[i]))
			return true;
	}
	return parser_sees(parser, "GENERATED") &&
	       token_is(parser->tokens, parser->at + 1, "ALWAYS") &&
	       token_is(parser->tokens, parser->at + 2, "AS");
}

static bool is_type_word(const struct parser *parser)
{
	enum token_kind kind = parser->tokens->items[parser->at].kind;

	return (kind == TOKEN_WORD || kind == TOKEN_QUOTED || kind == TOKEN_STRING) &&
	       !starts_constraint(parser);
}

static void parse_signed(struct parser *parser)
{
	if (!parser_accepts(parser, "-"))
		parser_accepts(parser, "+");
	if (!parser->failed && parser->tokens->items[parser->at].kind == TOKEN_NUMBER)
		parser->at++;
	else
		parser_fail(parser, "a number");
}

static void parse_type(struct parser *parser, struct ddl_column *column)
{
	size_t from = parser->at;

	while (!parser->failed && is_type_word(parser))
		parser->at++;
	if (parser->at > from && parser_accepts(parser, "(")) {
		parse_signed(parser);
		if (parser_accepts(parser, ","))
			parse_signed(parser);
		parser_expect(parser, ")");
	}
	column->type_span = parser_span(parser, from);
	column->type = span_text(parser->pool, parser->tokens->sql, column->type_span);
	/* SQLite takes quotes off the whole text, and with them what follows. */
	if (!parser->failed && *column->type && strchr("\"`['", *column->type))
		column->type = token_name(parser->pool, parser->tokens, from);
}

static void parse_column(struct parser *parser, struct ddl_column *column)
{
	size_t from = parser->at;

	column->name = parser_name(parser, &column->name_span);
	parse_type(parser, column);
	parser_column_constraints(parser, column);
	column->span = parser_span(parser, from);
}

static bool starts_table_constraint(const struct parser *parser)
{
	static const char *const words[] = {
		"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (parser_sees(parser, words[i]))
			return true;
	}
	return false;
}

static void parse_body(struct parser *parser, struct ddl_table *table)
{
	unsigned cap = 0;
	bool more = true;

	table->open = parser->tokens->items[parser->at].span;
	parser_expect(parser, "(");
	while (more && (!table->columns_count || !starts_table_constraint(parser))) {
		struct ddl_column column = {.name = NULL};

		parse_column(parser, &column);
		more = parser_sees(parser, ",");
		if (more)
			column.comma = parser->tokens->items[parser->at++].span;
		POOL_PUSH(parser->pool, table->columns, table->columns_count, cap, column);
	}
	if (more)
		parser_table_constraints(parser, table);
	table->close = parser->tokens->items[parser->at].span;
	parser_expect(parser, ")");
}

static void parse_options(struct parser *parser, struct ddl_table *table)
{
	size_t from = parser->at;

	if (parser->failed || parser->tokens->items[parser->at].kind == TOKEN_END)
		return;
	do {
		if (parser_accepts(parser, "WITHOUT")) {
			parser_expect(parser, "ROWID");
			table->without_rowid = true;
		} else if (parser_accepts(parser, "STRICT")) {
			table->strict = true;
		} else {
			parser_fail(parser, "WITHOUT ROWID or STRICT");
		}
	} while (parser_accepts(parser, ","));
	table->options = parser_span(parser, from);
}

int ddl_parse_table(
	struct pool *pool, const char *sql, struct ddl_table *table, struct error *err)
{
	struct ddl_table result = {.sql = sql};
	struct parser parser;

	parser_start(&parser, pool, &result.tokens, sql, err);
	result.name = parser_create(&parser, "TABLE", NULL, &result.name_span);
	parse_body(&parser, &result);
	parse_options(&parser, &result);
	if (parser_end(&parser) < 0)
		return -1;
	*table = result;
	return 0;
}

/* The rest of the text but a semicolon at its end. */
static struct span parse_rest(struct parser *parser, const char *expected)
{
	size_t from = parser->at;

	if (!parser->failed)
		parser->at = parser->tokens->count;
	if (parser->at > from && token_is(parser->tokens, parser->at - 1, ";"))
		parser->at--;
	if (parser->at == from)
		parser_fail(parser, expected);
	return parser_span(parser, from);
}

int ddl_parse_index(
	struct pool *pool, const char *sql, struct ddl_index *index, struct error *err)
{
	struct ddl_index result = {.sql = sql};
	struct parser parser;

	parser_start(&parser, pool, &result.tokens, sql, err);
	result.name = parser_create(&parser, "INDEX", &result.unique, &result.name_span);
	parser_expect(&parser, "ON");
	result.table = parser_name(&parser, &result.table_span);
	parser_parts(&parser, &result.parts, &result.parts_count);
	if (parser_accepts(&parser, "WHERE"))
		result.where = parse_rest(&parser, "an expression");
	if (parser_end(&parser) < 0)
		return -1;
	*index = result;
	return 0;
}

int ddl_parse_view(
	struct pool *pool, const char *sql, struct ddl_view *view, struct error *err)
{
	struct ddl_view result = {.name = NULL};
	struct parser parser;

	parser_start(&parser, pool, &result.tokens, sql, err);
	result.name = parser_create(&parser, "VIEW", NULL, &result.name_span);
	if (parser_sees(&parser, "("))
		result.columns = parser_parentheses(&parser);
	parser_expect(&parser, "AS");
	result.select = parse_rest(&parser, "SELECT");
	if (parser_end(&parser) < 0)
		return -1;
	*view = result;
	return 0;
}

static void parse_event(struct parser *parser, struct ddl_trigger *trigger)
{
	unsigned cap = 0;

	if (parser_accepts(parser, "INSTEAD")) {
		parser_expect(parser, "OF");
		trigger->instead_of = true;
	} else if (!parser_accepts(parser, "BEFORE")) {
		parser_accepts(parser, "AFTER");
	}
	if (parser_accepts(parser, "DELETE")) {
		trigger->event = "DELETE";
	} else if (parser_accepts(parser, "INSERT")) {
		trigger->event = "INSERT";
	} else {
		trigger->event = "UPDATE";
		parser_expect(parser, "UPDATE");
	}
	if (!parser_accepts(parser, "OF"))
		return;
	do {
		char *name = parser_name(parser, NULL);

		POOL_PUSH(
			parser->pool, trigger->columns, trigger->columns_count, cap, name);
	} while (parser_accepts(parser, ","));
}

int ddl_parse_trigger(
	struct pool *pool, const char *sql, struct ddl_trigger *trigger, struct error *err)
{
	struct ddl_trigger result = {.name = NULL};
	struct parser parser;

	parser_start(&parser, pool, &result.tokens, sql, err);
	result.name = parser_create(&parser, "TRIGGER", NULL, &result.name_span);
	parse_event(&parser, &result);
	parser_expect(&parser, "ON");
	result.table = parser_name(&parser, &result.table_span);
	if (parser_accepts(&parser, "."))
		result.table = parser_name(&parser, &result.table_span);
	result.body = parse_rest(&parser, "BEGIN");
	if (parser_end(&parser) < 0)
		return -1;
	*trigger = result;
	return 0;
}

bool ddl_is_virtual(struct pool *pool, const char *sql)
{
	struct tokens tokens;

	/* Of many tables hardly one is: look before reading it all. */
	if (strncasecmp(sql, "CREATE VIRTUAL", 14) != 0 &&
		!strncasecmp(sql, "CREATE TABLE", 12))
		return false;
	tokens_read(pool, sql, &tokens);
	return token_is(&tokens, 0, "CREATE") && token_is(&tokens, 1, "VIRTUAL");
}

struct ddl_column *ddl_column(const struct ddl_table *table, const char *name)
{
	for (unsigned i = 0; i < table->columns_count; i++) {
		if (!strcasecmp(table->columns[i].name, name))
			return &table->columns[i];
	}
	return NULL;
}

struct ddl_constraint *ddl_column_has(const struct ddl_column *column, enum ddl_kind kind)
{
	for (unsigned i = 0; i < column->constraints_count; i++) {
		if (column->constraints[i].kind == kind)
			return &column->constraints[i];
	}
	return NULL;
}

struct ddl_constraint *ddl_primary_key(
	const struct ddl_table *table, struct ddl_column **column)
{
	for (unsigned i = 0; i < table->columns_count; i++) {
		struct ddl_constraint *key = ddl_column_has(
			&table->columns[i], DDL_PRIMARY_KEY);

		if (key) {
			*column = &table->columns[i];
			return key;
		}
	}
	*column = NULL;
	for (unsigned i = 0; i < table->constraints_count; i++) {
		if (table->constraints[i].kind == DDL_PRIMARY_KEY)
			return &table->constraints[i];
	}
	return NULL;
}

struct ddl_column *ddl_rowid_column(const struct ddl_table *table)
{
	struct ddl_column *column = NULL;
	struct ddl_constraint *key = ddl_primary_key(table, &column);

	if (!key || table->without_rowid)
		return NULL;
	/* A column's PRIMARY KEY DESC is an ordinary index, a table's is not: an old
	 * mistake that SQLite keeps. */
	if (column && key->desc)
		return NULL;
	if (!column && key->parts_count == 1 && key->parts[0].column)
		column = ddl_column(table, key->parts[0].column);
	return column && !strcasecmp(column->type, "INTEGER") ? column : NULL;
}
