#include "drivers/mssql/expression.h"

#include "base/strings.h"
#include "base/text.h"

#include <string.h>

struct expression *expression_new(
	struct pool *pool, enum expression_kind kind, const char *text)
{
	struct expression *found = pool_new(pool, struct expression);

	found->kind = kind;
	found->text = text;
	return found;
}

void expression_add(struct expression *parent, struct expression *operand)
{
	struct expression **last = &parent->first;

	while (*last)
		last = &(*last)->next;
	*last = operand;
}

struct expression *expression_copy(struct pool *pool, const struct expression *expression)
{
	struct expression *found = expression_new(pool, expression->kind, expression->text);

	found->first = expression->first;
	return found;
}

struct expression *expression_pair(struct pool *pool, enum expression_kind kind,
	const char *text, const struct expression *a, const struct expression *b)
{
	struct expression *found = expression_new(pool, kind, text);

	expression_add(found, expression_copy(pool, a));
	expression_add(found, expression_copy(pool, b));
	return found;
}

/* NOT (a < b) is a >= b, for NULL too. */
static const char *opposite(const char *comparison)
{
	static const char *const pairs[][2] = {{"=", "<>"}, {"<", ">="}, {">", "<="}};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		if (!strcmp(pairs[i][0], comparison))
			return pairs[i][1];
		if (!strcmp(pairs[i][1], comparison))
			return pairs[i][0];
	}
	return NULL;
}

static struct expression *settle_all(
	struct pool *pool, const struct expression *expression, bool negated)
{
	struct expression *found = expression_copy(pool, expression);

	found->first = NULL;
	for (const struct expression *at = expression->first; at; at = at->next)
		expression_add(
			found, expression_settle(pool, expression_copy(pool, at), negated));
	return found;
}

struct expression *expression_settle(
	struct pool *pool, struct expression *expression, bool negated)
{
	struct expression *found, *not ;

	switch (expression->kind) {
	case EXPRESSION_NOT:
		return expression_settle(
			pool, expression_copy(pool, expression->first), !negated);
	case EXPRESSION_AND:
	case EXPRESSION_OR:
		found = settle_all(pool, expression, negated);
		if (negated)
			found->kind = found->kind == EXPRESSION_AND ? EXPRESSION_OR
								    : EXPRESSION_AND;
		return found;
	default:
		found = settle_all(pool, expression, false);
	}
	if (!negated)
		return found;
	if (found->kind == EXPRESSION_BINARY && opposite(found->text)) {
		found->text = opposite(found->text);
		return found;
	}
	not = expression_new(pool, EXPRESSION_NOT, "");
	expression_add(not, found);
	return not ;
}

static void write(struct text *out, const struct expression *expression);

static void write_list(struct text *out, const struct expression *expression)
{
	text_add(out, expression->text);
	text_add_char(out, '(');
	for (const struct expression *at = expression->first; at; at = at->next) {
		write(out, at);
		if (at->next)
			text_add_char(out, ',');
	}
	text_add_char(out, ')');
}

/* Operands of operands of the same kind too. */
static void collect(struct pool *pool, const struct expression *expression,
	enum expression_kind kind, struct strings *list)
{
	if (expression->kind != kind) {
		strings_add(pool, list, expression_text(pool, expression));
		return;
	}
	for (const struct expression *at = expression->first; at; at = at->next)
		collect(pool, at, kind, list);
}

/* In one order, since SQL Server gives the values of IN from the last to the first; each
 * once. */
static void write_logic(struct text *out, const struct expression *expression)
{
	const char *word = expression->kind == EXPRESSION_AND ? " and " : " or ";
	struct strings list = {0};
	unsigned count = 0;

	collect(out->pool, expression, expression->kind, &list);
	strings_sort(&list);
	for (unsigned i = 0; i < list.count; i++) {
		if (!count || strcmp(list.items[i], list.items[count - 1]) != 0)
			list.items[count++] = list.items[i];
	}
	list.count = count;
	if (count == 1)
		text_add(out, *list.items);
	else
		text_printf(out, "(%s)", strings_join(out->pool, &list, word));
}

static void write_case(struct text *out, const struct expression *expression)
{
	text_add(out, "case");
	for (const struct expression *at = expression->first; at; at = at->next) {
		text_add(out, at->next ? " when " : " else ");
		write(out, at);
		if (!at->next)
			break;
		at = at->next;
		text_add(out, " then ");
		write(out, at);
	}
	text_add(out, " end");
}

static void write_binary(struct text *out, const struct expression *expression)
{
	text_add_char(out, '(');
	write(out, expression->first);
	text_printf(out, " %s ", expression->text);
	write(out, expression->first->next);
	text_add_char(out, ')');
}

static void write(struct text *out, const struct expression *expression)
{
	switch (expression->kind) {
	case EXPRESSION_LEAF:
		text_add(out, expression->text);
		break;
	case EXPRESSION_BINARY:
		write_binary(out, expression);
		break;
	case EXPRESSION_AND:
	case EXPRESSION_OR:
		write_logic(out, expression);
		break;
	case EXPRESSION_NOT:
		text_add(out, "not");
		write_list(out, expression);
		break;
	case EXPRESSION_IS_NULL:
		text_add(out, "is null");
		write_list(out, expression);
		break;
	case EXPRESSION_UNARY:
	case EXPRESSION_CALL:
		write_list(out, expression);
		break;
	case EXPRESSION_CASE:
		write_case(out, expression);
		break;
	}
}

char *expression_text(struct pool *pool, const struct expression *expression)
{
	struct text out;

	text_init(&out, pool);
	write(&out, expression);
	return out.data;
}
