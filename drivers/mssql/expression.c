#include "drivers/mssql/expression_reader.h"

#include <ctype.h>

/* Deeper than any expression that a person writes; the stack holds more. */
#define MOST_DEEP 200

static bool is_bare_number(const struct expression *found)
{
	return found->kind == EXPRESSION_LEAF && isdigit((unsigned char)*found->text);
}

static struct expression *read_unary(struct expression_reader *reader)
{
	struct expression *unary, *operand;
	const char *sign = at_mark(reader, "-") ? "-" : "~";

	if (take_mark(reader, "+"))
		return read_unary(reader);
	if (!take_mark(reader, sign))
		return expression_read_operand(reader);
	if (++reader->depth > MOST_DEEP)
		return fail(reader);
	operand = read_unary(reader);
	reader->depth--;
	if (*sign == '-' && is_bare_number(operand))
		return leaf(reader, pool_printf(reader->pool, "-%s", operand->text));
	unary = expression_new(reader->pool, EXPRESSION_UNARY, sign);
	expression_add(unary, operand);
	return unary;
}

/* Operands of one rank, from left to right; marks ends with NULL. */
static struct expression *read_rank(struct expression_reader *reader,
	const char *const *marks, struct expression *read(struct expression_reader *))
{
	struct expression *found = read(reader);

	for (size_t i = 0; !reader->failed && marks[i]; i++) {
		if (!take_mark(reader, marks[i]))
			continue;
		found = pair(reader, marks[i], found, read(reader));
		i = (size_t)-1;
	}
	return found;
}

static struct expression *read_product(struct expression_reader *reader)
{
	static const char *const marks[] = {"*", "/", "%", NULL};

	return read_rank(reader, marks, read_unary);
}

static struct expression *read_sum(struct expression_reader *reader)
{
	static const char *const marks[] = {"+", "-", "&", "^", "|", NULL};

	return read_rank(reader, marks, read_product);
}

static const char *take_comparison(struct expression_reader *reader)
{
	static const char *const marks[] = {"=", "<>", "<=", ">=", "<", ">"};

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		if (take_mark(reader, marks[i]))
			return marks[i];
	}
	if (take_mark(reader, "!="))
		return "<>";
	if (take_mark(reader, "!")) {
		if (take_mark(reader, "<"))
			return ">=";
		need(reader, take_mark(reader, ">"));
		return "<=";
	}
	return NULL;
}

/* Behind IN: a = x OR a = y. */
static struct expression *read_in(struct expression_reader *reader, struct expression *of)
{
	struct expression *any = expression_new(reader->pool, EXPRESSION_OR, "");

	need(reader, take_mark(reader, "("));
	do
		expression_add(any, pair(reader, "=", of, expression_read(reader)));
	while (!reader->failed && take_mark(reader, ","));
	need(reader, take_mark(reader, ")"));
	return any;
}

static struct expression *read_between(
	struct expression_reader *reader, struct expression *of)
{
	struct expression *both = expression_new(reader->pool, EXPRESSION_AND, "");

	expression_add(both, pair(reader, ">=", of, read_sum(reader)));
	need(reader, take_word(reader, "AND"));
	expression_add(both, pair(reader, "<=", of, read_sum(reader)));
	return both;
}

static struct expression *read_like(struct expression_reader *reader, struct expression *of)
{
	struct expression *pattern = read_sum(reader);

	if (take_word(reader, "ESCAPE"))
		pattern = pair(reader, "escape", pattern, read_sum(reader));
	return pair(reader, "like", of, pattern);
}

static struct expression *opposite(
	struct expression_reader *reader, struct expression *operand)
{
	struct expression *found = expression_new(reader->pool, EXPRESSION_NOT, "");

	expression_add(found, operand);
	return found;
}

static struct expression *read_is(struct expression_reader *reader, struct expression *of)
{
	bool negated = take_word(reader, "NOT");
	struct expression *found = expression_new(reader->pool, EXPRESSION_IS_NULL, "");

	need(reader, take_word(reader, "NULL"));
	expression_add(found, of);
	return negated ? opposite(reader, found) : found;
}

static struct expression *read_predicate(struct expression_reader *reader)
{
	struct expression *found = read_sum(reader);
	const char *comparison = take_comparison(reader);
	bool negated;

	if (comparison)
		return pair(reader, comparison, found, read_sum(reader));
	if (take_word(reader, "IS"))
		return read_is(reader, found);
	negated = take_word(reader, "NOT");
	if (take_word(reader, "IN"))
		found = read_in(reader, found);
	else if (take_word(reader, "BETWEEN"))
		found = read_between(reader, found);
	else if (take_word(reader, "LIKE"))
		found = read_like(reader, found);
	else
		need(reader, !negated);
	return negated ? opposite(reader, found) : found;
}

static struct expression *read_not(struct expression_reader *reader)
{
	struct expression *found;

	if (!take_word(reader, "NOT"))
		return read_predicate(reader);
	if (++reader->depth > MOST_DEEP)
		return fail(reader);
	found = opposite(reader, read_not(reader));
	reader->depth--;
	return found;
}

static struct expression *read_logic(struct expression_reader *reader, const char *word,
	enum expression_kind kind, struct expression *read(struct expression_reader *))
{
	struct expression *found = read(reader);

	while (!reader->failed && take_word(reader, word))
		found = expression_pair(reader->pool, kind, "", found, read(reader));
	return found;
}

static struct expression *read_and(struct expression_reader *reader)
{
	return read_logic(reader, "AND", EXPRESSION_AND, read_not);
}

struct expression *expression_read(struct expression_reader *reader)
{
	struct expression *found;

	if (reader->failed || ++reader->depth > MOST_DEEP)
		return fail(reader);
	found = read_logic(reader, "OR", EXPRESSION_OR, read_and);
	reader->depth--;
	return found;
}

const struct expression *expression_parse(struct pool *pool, const char *sql)
{
	struct expression_reader reader = {.pool = pool, .next = sql};
	struct expression *found;

	advance(&reader);
	found = expression_read(&reader);
	while (take_mark(&reader, ";"))
		;
	if (reader.failed || reader.token.kind != SQL_END)
		return NULL;
	return expression_settle(pool, found, false);
}
