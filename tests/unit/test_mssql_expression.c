// links: base schema sql drivers/mssql
/*
 * SQL Server does not keep the text of a check, a default, a filter or a computed column:
 * it keeps a tree, and gives back a text of its own. What it gives back must compare equal
 * to what was asked for, and nothing else may.
 *
 * `stored` are pairs as people have seen them; where, stands beside them. For the rest
 * there is a model of the server: a random expression is written once as a person would and
 * once as the server does, by the rules that the pairs show. A third text, with one thing
 * changed, must not compare equal.
 *
 * Sources: [1] dba.stackexchange.com/q/212047 and joshthecoder.com, "SSDT problems:
 * deploying the same change over and over"; [2] github.com/microsoft/DacFx issues 350, 537
 * and 659; [3] recurringtheme.com/?p=3264; [4] Microsoft's documentation of
 * CURRENT_TIMESTAMP, CURRENT_USER, SYSTEM_USER, COALESCE, NULLIF, IIF, YEAR, DATEPART, CAST
 * and CONVERT, which says that they mean the same; [5] its documentation of ALTER TABLE and
 * of sys.default_constraints, for ((0)) and (getdate()).
 */
#include "drivers/mssql/dialect.h"
#include "sql/render.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct diff_rules *rules(void)
{
	return &mssql_dialect.rules;
}

static const char *const stored[][2] = {
	/* [1] */
	{"[PostType] IN ('Question', 'Answer', 'Comment')",
		"([PostType]='Comment' OR [PostType]='Answer' OR [PostType]='Question')"},
	{"CAST(Id AS VARCHAR) + PostType", "(CONVERT([varchar],[Id])+[PostType])"},
	/* [2] */
	{"CAST(0 AS BIT)", "(CONVERT([bit],(0)))"},
	{"CAST(0 AS BIT)", "(CONVERT([bit],(0),0))"},
	{"cast(col1 AS DATE)", "(CONVERT([date],[col1]))"},
	{"YEAR(d) = 2020", "(datepart(year,[d])=(2020))"},
	{"MONTH(d) > 1 AND DAY(d) = 2",
		"(datepart(month,[d])>(1) AND datepart(day,[d])=(2))"},
	{"IIF(a > 1, 'x', 'y')", "(case when [a]>(1) then 'x' else 'y' end)"},
	{"a IN (1, 2)", "([a]=(2) OR [a]=(1))"},
	{"LEFT(a, 3) = 'abc'", "(substring([a],(1),(3))='abc')"},
	{"LEFT(a, 3) = 'abc'", "(left([a],(3))='abc')"},
	/* [3] */
	{"CAST(CASE WHEN a < b THEN 1 ELSE 0 END as bit)",
		"(CONVERT([bit],case when [a]<[b] then (1) else (0) end))"},
	{"[RoleKey] BETWEEN 1 AND 11", "([RoleKey]>=(1) AND [RoleKey]<=(11))"},
	/* [4], [5] */
	{"CURRENT_TIMESTAMP", "(getdate())"},
	{"GETDATE()", "(getdate())"},
	{"SYSUTCDATETIME()", "(sysutcdatetime())"},
	{"CURRENT_USER", "(user_name())"},
	{"SYSTEM_USER", "(suser_sname())"},
	{"COALESCE(a, 0) > 1", "(case when [a] IS NOT NULL then [a] else (0) end>(1))"},
	{"COALESCE(a, b, 0)", "(case when [a] IS NOT NULL then [a] else "
			      "case when [b] IS NOT NULL then [b] else (0) end end)"},
	{"COALESCE(a, 0) > 1", "(coalesce([a],(0))>(1))"},
	{"NULLIF(a, '') IS NULL", "(case when [a]='' then NULL else [a] end IS NULL)"},
	{"ISNULL(a, 0) >= 0", "(isnull([a],(0))>=(0))"},
	{"a > 0", "([a]>(0))"},
	{"a > -1", "([a]>(-1))"},
	{"a > - 1", "([a]>(-1))"},
	{"a - 1 > 2 * b + 3", "(([a]-(1))>((2)*[b]+(3)))"},
	{"a != 5", "([a]<>(5))"},
	{"a !> 5 and b !< 6", "([a]<=(5) AND [b]>=(6))"},
	{"NOT (a = 5)", "(NOT [a]=(5))"},
	{"NOT (a = 5)", "([a]<>(5))"},
	{"a NOT IN ('x', 'y')", "([a]<>'y' AND [a]<>'x')"},
	{"a NOT IN ('x', 'y')", "(NOT ([a]='y' OR [a]='x'))"},
	{"a NOT BETWEEN 1 AND 3", "([a]<(1) OR [a]>(3))"},
	{"a NOT BETWEEN 1 AND 3", "(NOT ([a]>=(1) AND [a]<=(3)))"},
	{"a NOT LIKE 'x%'", "(NOT [a] like 'x%')"},
	{"a NOT LIKE 'x%'", "([a] not like 'x%')"},
	{"a LIKE 'x!%%' ESCAPE '!'", "([a] like 'x!%%' escape '!')"},
	{"a IS NOT NULL", "([a] IS NOT NULL)"},
	{"NOT a IS NULL", "([a] IS NOT NULL)"},
	{"a IN ('x')", "([a]='x')"},
	{"a = N'x'", "([a]=N'x')"},
	{"(((a > 0)) AND ((b > 0)))", "([a]>(0) AND [b]>(0))"},
	{"a = 1 OR b = 2 AND c = 3", "([a]=(1) OR [b]=(2) AND [c]=(3))"},
	{"len(\"Name\") > 0", "(len([Name])>(0))"},
	{"CAST(a AS NUMERIC(10, 2))", "(CONVERT([numeric](10,2),[a]))"},
	{"CAST(a AS INTEGER)", "(CONVERT([int],[a],0))"},
	{"CAST(a AS DOUBLE PRECISION)", "(CONVERT([float],[a]))"},
	{"CONVERT(NVARCHAR(MAX), a)", "(CONVERT([nvarchar](max),[a]))"},
	{"CONVERT(CHAR(10), d, 120)", "(CONVERT([char](10),[d],(120)))"},
	{"TRY_CAST(a AS INT) IS NOT NULL", "(TRY_CONVERT([int],[a]) IS NOT NULL)"},
	{"DATEADD(dd, 1, d)", "(dateadd(day,(1),[d]))"},
	{"DATEDIFF(yy, a, b) < 10", "(datediff(year,[a],[b])<(10))"},
	{"1.5", "((1.5))"},
	{".5", "((0.5))"},
	{"1e3", "((1.0000000000000000e+003))"},
	{"$1.50", "($1.50)"},
	{"-1", "((-1))"},
	{"0xAB", "(0xAB)"},
	{"a COLLATE Latin1_General_BIN = 'x'", "([a] collate Latin1_General_BIN='x')"},
	{"CASE a WHEN 1 THEN 'x' END", "(case [a] when (1) then 'x'  end)"},
	{"CASE WHEN a = 1 THEN 'x' ELSE NULL END", "(case when [a]=(1) then 'x'  end)"},
	{"dbo.f(a) = 1", "([dbo].[f]([a])=(1))"},
	{"NEXT VALUE FOR numbers", "(NEXT VALUE FOR [dbo].[numbers])"},
	{"[order by] > 0", "([order by]>(0))"},
	{"a > 0 /* why */ -- because", "([a]>(0))"},
	{"first + ' ' + last", "(([first]+' ')+[last])"},
	{"a & 3 = 1", "(([a]&(3))=(1))"},
	{"~a = 1", "(~[a]=(1))"},
};

static void what_is_stored_compares_equal(void **state)
{
	struct pool pool;

	(void)state;
	pool_init(&pool);
	for (size_t i = 0; i < sizeof(stored) / sizeof(*stored); i++) {
		char *given = rules()->expression_text(&pool, stored[i][0]);
		char *back = rules()->expression_text(&pool, stored[i][1]);

		if (strcmp(given, back) != 0)
			fail_msg("%s: %s\n%s: %s", stored[i][0], given, stored[i][1], back);
		/* A normal form is one. */
		assert_string_equal(rules()->expression_text(&pool, stored[i][0]), given);
	}
	pool_release(&pool);
}

static const char *const different[][2] = {
	{"a > 0", "a >= 0"},
	{"a > 0", "b > 0"},
	{"a > 0", "a > 1"},
	{"a / 2 > 0", "a / 2.0 > 0"},
	{"a = 'x'", "a = 'X'"},
	{"a = 'x'", "a = x"},
	{"a IN (1, 2)", "a IN (1, 3)"},
	{"a IN (1, 2)", "a NOT IN (1, 2)"},
	{"a IN (1, 2)", "a = 1 AND a = 2"},
	{"a BETWEEN 1 AND 2", "a > 1 AND a <= 2"},
	{"a = 1 OR b = 2 AND c = 3", "(a = 1 OR b = 2) AND c = 3"},
	{"NOT (a = 1 AND b = 2)", "NOT (a = 1) AND b = 2"},
	{"a - (b - c) > 0", "a - b - c > 0"},
	{"CAST(a AS INT)", "CAST(a AS BIGINT)"},
	{"CAST(a AS VARCHAR(10))", "CAST(a AS VARCHAR(20))"},
	{"CONVERT(CHAR(10), d, 120)", "CONVERT(CHAR(10), d, 121)"},
	{"COALESCE(a, b)", "COALESCE(b, a)"},
	{"ISNULL(a, b)", "COALESCE(a, b)"},
	{"a LIKE 'x'", "a = 'x'"},
	{"a LIKE 'x' ESCAPE '!'", "a LIKE 'x'"},
	{"a IS NULL", "a IS NOT NULL"},
	{"YEAR(d) = 1", "MONTH(d) = 1"},
	{"DATEADD(day, 1, d)", "DATEADD(month, 1, d)"},
	{"[a b] = 1", "ab = 1"},
	{"[getdate] = 1", "GETDATE() = 1"},
	{"IIF(a > 1, 'x', 'y')", "IIF(a > 1, 'y', 'x')"},
	{"a COLLATE Latin1_General_BIN = 'x'", "a = 'x'"},
	{"1", "-1"},
	{"1e3", "1e4"},
};

static void what_means_something_else_does_not(void **state)
{
	struct pool pool;

	(void)state;
	pool_init(&pool);
	for (size_t i = 0; i < sizeof(different) / sizeof(*different); i++) {
		char *one = rules()->expression_text(&pool, different[i][0]);
		char *two = rules()->expression_text(&pool, different[i][1]);

		if (!strcmp(one, two))
			fail_msg("%s and %s: %s", different[i][0], different[i][1], one);
	}
	pool_release(&pool);
}

/* What is no expression is compared as text, and nothing crashes. */
static void anything_can_be_asked(void **state)
{
	static const char *const texts[] = {"", "(", ")", "a >", "> a", "a = (SELECT 1)",
		"CASE", "CASE WHEN", "CASE END", "CAST(a", "CAST(a AS", "CONVERT(",
		"a IN (", "a NOT", "NOT", "IS NULL", "a.", "$", "$x", "x'ab'", "'open",
		"[open", "NEXT VALUE", "a BETWEEN 1", "f(", "f(,)", "COALESCE()", "IIF(1)",
		"LEFT()", "YEAR()", "DATEADD()", "a;", "a AT TIME", ";", "a b", "1 2", "- ",
		"+"};
	struct pool pool;
	struct text deep;

	(void)state;
	pool_init(&pool);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		assert_non_null(rules()->expression_text(&pool, texts[i]));
	assert_null(rules()->expression_text(&pool, NULL));
	text_init(&deep, &pool);
	for (int i = 0; i < 100000; i++)
		text_add(&deep, "(-~NOT ");
	assert_non_null(rules()->expression_text(&pool, deep.data));
	pool_release(&pool);
}

/* The model. */

struct writer {
	struct text person, server, other; /* other: with one thing changed */
	unsigned seed;
	int change; /* counts down to what is changed */
};

static unsigned choose(struct writer *w, unsigned count)
{
	w->seed = w->seed * 1103515245 + 12345;
	return (w->seed >> 16) % count;
}

static void person(struct writer *w, const char *text)
{
	text_add(&w->person, text);
	text_add(&w->other, text);
}

/* A place where one text may be another in `other`. */
static void say(
	struct writer *w, const char *as_person, const char *as_server, const char *instead)
{
	text_add(&w->person, as_person);
	text_add(&w->server, as_server);
	text_add(&w->other, w->change-- == 0 ? instead : as_person);
}

static void name(struct writer *w)
{
	static const char *const names[][3] = {{"a", "[a]", "aa"}, {"B", "[B]", "bb"},
		{"[c d]", "[c d]", "cd"}, {"\"e\"", "[e]", "ee"},
		{"[User]", "[User]", "u"}};
	unsigned i = choose(w, 5);

	say(w, names[i][0], names[i][1], names[i][2]);
}

static void constant(struct writer *w)
{
	static const char *const values[][3] = {{"1", "(1)", "7"}, {"-2", "(-2)", "2"},
		{"3.50", "(3.50)", "3.51"}, {"'x''y'", "'x''y'", "'x'"},
		{"N'z'", "N'z'", "N'Z'"}, {"0x0A", "0x0A", "0x0B"},
		{"(((4)))", "(4)", "(5)"}, {"NULL", "NULL", "0"}};
	unsigned i = choose(w, 8);

	say(w, values[i][0], values[i][1], values[i][2]);
}

static void condition(struct writer *w, int depth);

static void value(struct writer *w, int depth)
{
	switch (choose(w, depth > 0 ? 8 : 2)) {
	case 0:
		name(w);
		break;
	case 1:
		constant(w);
		break;
	case 2:
		person(w, "cast( ");
		text_add(&w->server, "CONVERT([int],");
		value(w, depth - 1);
		say(w, " as int )", ")", " as bigint )");
		break;
	case 3:
		say(w, "UPPER (", "upper(", "lower(");
		value(w, depth - 1);
		say(w, ")", ")", ")+1");
		break;
	case 4:
		/* Products bind before sums; the server writes each pair in its own. */
		person(w, "( ");
		text_add(&w->server, "(");
		value(w, depth - 1);
		say(w, " + ", "+", " - ");
		value(w, depth - 1);
		say(w, ")", ")", "+0)");
		break;
	case 5:
		say(w, "IIF(", "case when ", "IIF(1=1 AND ");
		condition(w, depth - 1);
		person(w, ",");
		text_add(&w->server, " then ");
		value(w, depth - 1);
		person(w, ",");
		text_add(&w->server, " else ");
		value(w, depth - 1);
		say(w, ")", " end", "+0)");
		break;
	case 6:
		person(w, "CASE WHEN ");
		text_add(&w->server, "case when ");
		condition(w, depth - 1);
		person(w, " THEN ");
		text_add(&w->server, " then ");
		value(w, depth - 1);
		say(w, " END", "  end", " ELSE 0 END");
		break;
	default:
		say(w, "year(", "datepart(year,", "month(");
		value(w, depth - 1);
		say(w, ")", ")", "+1)");
	}
}

/* The text that one of the writers' functions gives. */
static void in_list(struct writer *w)
{
	static const char *const lists[][3] = {
		{"a in (1, 2, 3)", "([a]=(3) OR [a]=(2) OR [a]=(1))", "a in (1, 2, 77)"},
		{"B IN (N'x')", "[B]=N'x'", "B IN (N'xx')"},
		{"a NOT IN (1, 2)", "NOT ([a]=(2) OR [a]=(1))", "a IN (1, 78)"},
		{"a NOT IN (1, 2)", "([a]<>(2) AND [a]<>(1))", "a NOT IN (1, 79)"}};
	unsigned i = choose(w, 4);

	say(w, lists[i][0], lists[i][1], lists[i][2]);
}

static void compared(struct writer *w, int depth)
{
	static const char *const operators[][3] = {{" = ", "=", "<>"}, {"!=", "<>", "="},
		{" <> ", "<>", "<"}, {"<", "<", "<="}, {" >= ", ">=", ">"},
		{" !> ", "<=", "<"}, {" like ", " like ", " not like "}};
	unsigned i = choose(w, 7);

	value(w, depth - 1);
	say(w, operators[i][0], operators[i][1], operators[i][2]);
	value(w, depth - 1);
}

static void condition(struct writer *w, int depth)
{
	switch (choose(w, depth > 0 ? 7 : 3)) {
	case 0:
		compared(w, depth);
		break;
	case 1:
		in_list(w);
		break;
	case 2:
		name(w);
		say(w, " is NOT null", " IS NOT NULL", " like 'q%'");
		break;
	case 3:
		person(w, "(");
		text_add(&w->server, "(");
		condition(w, depth - 1);
		say(w, ")and(", " AND ", ")and z=55 and(");
		condition(w, depth - 1);
		say(w, ")", ")", " and 0=1)");
		break;
	case 4:
		person(w, "((");
		text_add(&w->server, "(");
		condition(w, depth - 1);
		say(w, " or ", " OR ", " or z=56 or ");
		condition(w, depth - 1);
		say(w, "))", ")", "or 0=1))");
		break;
	case 5:
		say(w, "not (", "NOT (", "( 98=99 or ");
		condition(w, depth - 1);
		person(w, ")");
		text_add(&w->server, ")");
		break;
	default:
		person(w, "a between 1 and ");
		text_add(&w->server, "([a]>=(1) AND [a]<=");
		constant(w);
		text_add(&w->server, ")");
	}
}

static void the_model_compares_equal(void **state)
{
	unsigned changed = 0;

	(void)state;
	for (unsigned seed = 0; seed < 20000; seed++) {
		struct writer w = {.seed = seed * 7919 + 1, .change = (int)(seed % 9)};
		char *one, *two, *three;
		struct pool pool;

		pool_init(&pool);
		text_init(&w.person, &pool);
		text_init(&w.server, &pool);
		text_init(&w.other, &pool);
		text_add(&w.server, "(");
		condition(&w, (int)(seed % 5));
		text_add(&w.server, ")");
		one = rules()->expression_text(&pool, w.person.data);
		two = rules()->expression_text(&pool, w.server.data);
		three = rules()->expression_text(&pool, w.other.data);
		if (strcmp(one, two) != 0)
			fail_msg("%s: %s\n%s: %s", w.person.data, one, w.server.data, two);
		changed += w.change < 0;
		if (w.change < 0 && !strcmp(one, three))
			fail_msg("%s and %s: %s", w.person.data, w.other.data, one);
		pool_release(&pool);
	}
	assert_true(changed > 5000);
}

/* default, as asked for; what sys.default_constraints says of it. */
static void defaults_compare_equal(void **state)
{
	static const struct {
		enum type_kind type;
		const char *value, *sql, *back;
	} cases[] = {
		{TYPE_BOOLEAN, "false", NULL, "((0))"},
		{TYPE_BOOLEAN, NULL, "CAST(1 AS BIT)", "(CONVERT([bit],(1)))"},
		{TYPE_INTEGER, "-5", NULL, "((-5))"},
		{TYPE_NUMERIC, "1.50", NULL, "((1.50))"},
		{TYPE_NUMERIC, "1.50", NULL, "((1.5))"},
		{TYPE_DOUBLE, "1e3", NULL, "((1.0000000000000000e+003))"},
		{TYPE_STRING, "it's", NULL, "('it''s')"},
		{TYPE_UNICODE, "x", NULL, "(N'x')"},
		{TYPE_UNICODE, "", NULL, "(N'')"},
		{TYPE_DATE, "2020-01-31", NULL, "('2020-01-31')"},
		{TYPE_BINARY, "0xab", NULL, "(0xAB)"},
		{TYPE_DATETIME, NULL, "CURRENT_TIMESTAMP", "(getdate())"},
		{TYPE_DATETIME, NULL, "GETDATE()", "(getdate())"},
		{TYPE_UUID, NULL, "NEWID()", "(newid())"},
		{TYPE_INTEGER, NULL, "NULL", "(NULL)"},
		{TYPE_UNICODE_TEXT, "a\nGO\nb", NULL,
			"((CONVERT([nvarchar](max),N'')+N'a\n')+N'GO\nb')"},
	};
	struct pool pool;

	(void)state;
	pool_init(&pool);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct literal literal = {(char *)cases[i].value, true};
		struct column asked = {.name = "c",
			.type = {.kind = cases[i].type, .length = -1, .scale = -1},
			.default_value = cases[i].value ? &literal : NULL,
			.default_sql = (char *)cases[i].sql};
		struct column back = {.name = "c",
			.type = asked.type,
			.default_sql = (char *)cases[i].back};
		char *one = rules()->default_text(&pool, &asked);
		char *two = rules()->default_text(&pool, &back);

		if (!one || !two)
			assert_true(one == two && !strcmp(cases[i].back, "(NULL)"));
		else
			assert_string_equal(one, two);
	}
	pool_release(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_stored_compares_equal),
		cmocka_unit_test(what_means_something_else_does_not),
		cmocka_unit_test(anything_can_be_asked),
		cmocka_unit_test(the_model_compares_equal),
		cmocka_unit_test(defaults_compare_equal),
	};

	return cmocka_run_group_tests_name("mssql_expression", tests, NULL, NULL);
}
