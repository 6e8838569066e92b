#include "drivers/mssql/expression.h"

#include "drivers/mssql/mssql.h"

#include <string.h>

/* Abbreviations of the parts of a date. From the documentation of DATEPART. */
static const char *const parts[][2] = {{"yy", "year"}, {"yyyy", "year"}, {"qq", "quarter"},
	{"q", "quarter"}, {"mm", "month"}, {"m", "month"}, {"dy", "dayofyear"},
	{"y", "dayofyear"}, {"dd", "day"}, {"d", "day"}, {"wk", "week"}, {"ww", "week"},
	{"dw", "weekday"}, {"w", "weekday"}, {"hh", "hour"}, {"mi", "minute"},
	{"n", "minute"}, {"ss", "second"}, {"s", "second"}, {"ms", "millisecond"},
	{"mcs", "microsecond"}, {"ns", "nanosecond"}, {"tz", "tzoffset"},
	{"isowk", "iso_week"}, {"isoww", "iso_week"}};

static struct expression *leaf(struct pool *pool, const char *text)
{
	return expression_new(pool, EXPRESSION_LEAF, text);
}

static unsigned count(const struct expression *parent)
{
	unsigned number = 0;

	for (const struct expression *at = parent->first; at; at = at->next)
		number++;
	return number;
}

static struct expression *is_null(
	struct pool *pool, const struct expression *of, bool negated)
{
	struct expression *found = expression_new(pool, EXPRESSION_IS_NULL, "");
	struct expression *not = expression_new(pool, EXPRESSION_NOT, "");

	expression_add(found, expression_copy(pool, of));
	if (!negated)
		return found;
	expression_add(not, found);
	return not ;
}

/* COALESCE (a, b, c): CASE WHEN a IS NOT NULL THEN a .. ELSE c END. */
static struct expression *coalesce(struct pool *pool, const struct expression *call)
{
	struct expression *found = expression_new(pool, EXPRESSION_CASE, "");

	for (const struct expression *at = call->first; at; at = at->next) {
		if (at->next)
			expression_add(found, is_null(pool, at, true));
		expression_add(found, expression_copy(pool, at));
	}
	return expression_case(pool, found);
}

/* NULLIF (a, b): CASE WHEN a = b THEN NULL ELSE a END. */
static struct expression *null_if(struct pool *pool, const struct expression *call)
{
	struct expression *found = expression_new(pool, EXPRESSION_CASE, "");
	const struct expression *a = call->first;

	expression_add(found, expression_pair(pool, EXPRESSION_BINARY, "=", a, a->next));
	expression_add(found, leaf(pool, "null"));
	expression_add(found, expression_copy(pool, a));
	return expression_case(pool, found);
}

/* IIF (condition, a, b): CASE WHEN condition THEN a ELSE b END. */
static struct expression *inline_if(struct pool *pool, const struct expression *call)
{
	struct expression *found = expression_new(pool, EXPRESSION_CASE, "");

	for (const struct expression *at = call->first; at; at = at->next)
		expression_add(found, expression_copy(pool, at));
	return expression_case(pool, found);
}

/* LEFT (text, n): SUBSTRING (text, 1, n). */
static struct expression *left(struct pool *pool, const struct expression *call)
{
	struct expression *found = expression_new(pool, EXPRESSION_CALL, "substring");

	expression_add(found, expression_copy(pool, call->first));
	expression_add(found, leaf(pool, "1"));
	expression_add(found, expression_copy(pool, call->first->next));
	return found;
}

/* The first operand of these is a part of a date. */
static bool takes_part(const char *name)
{
	static const char *const names[] = {"dateadd", "datediff", "datediff_big",
		"datename", "datepart", "datetrunc", "date_bucket"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!strcmp(names[i], name))
			return true;
	}
	return false;
}

static void full_part(struct expression *part)
{
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		if (part->kind == EXPRESSION_LEAF && !strcmp(parts[i][0], part->text))
			part->text = parts[i][1];
	}
}

/* YEAR (d): DATEPART (year, d). */
static struct expression *date_part(struct pool *pool, const struct expression *call)
{
	struct expression *found = expression_new(pool, EXPRESSION_CALL, "datepart");

	expression_add(found, leaf(pool, call->text));
	expression_add(found, expression_copy(pool, call->first));
	return found;
}

struct expression *expression_call(struct pool *pool, struct expression *call)
{
	static const char *const of_date[] = {"year", "month", "day"};
	unsigned operands = count(call);

	if (!strcmp(call->text, "coalesce") && operands > 1)
		return coalesce(pool, call);
	if (!strcmp(call->text, "nullif") && operands == 2)
		return null_if(pool, call);
	if (!strcmp(call->text, "iif") && operands == 3)
		return inline_if(pool, call);
	if (!strcmp(call->text, "left") && operands == 2)
		return left(pool, call);
	for (size_t i = 0; operands == 1 && i < 3; i++) {
		if (!strcmp(call->text, of_date[i]))
			return date_part(pool, call);
	}
	if (operands && takes_part(call->text))
		full_part(call->first);
	return call;
}

struct expression *expression_case(struct pool *pool, struct expression *found)
{
	struct expression *whole = expression_new(pool, EXPRESSION_CASE, "");
	struct expression *last = found->first;

	for (; last && last->next; last = last->next->next) {
		expression_add(whole, expression_copy(pool, last));
		expression_add(whole, expression_copy(pool, last->next));
	}
	if (last && last->kind == EXPRESSION_CASE) {
		for (const struct expression *at = last->first; at; at = at->next)
			expression_add(whole, expression_copy(pool, at));
	} else if (last && strcmp(last->text, "null") != 0) {
		expression_add(whole, expression_copy(pool, last));
	}
	return whole;
}
