#include "base/text.h"
#include "replay/schemas.h"
#include "sql/token.h"

#include <string.h>
#include <strings.h>

/*
 * SQL text that names tables with their schemas, on a database that has one. sales.t
 * becomes "sales.t", with an alias t where a column says t.a elsewhere; dbo.t and sales.t.a
 * become t and t.a, with what was taken out in a comment before it. So it can be found
 * again, and a view that was inspected has the text that it was made of. RETURNING knows
 * the table that is changed by its name alone, so that t.a is "sales.t".a there.
 */
#define ALIAS_MARK "/**/"

struct rewriting {
	const struct schemas *schemas;
	struct pool *pool;
	struct sql_token *items; /* without blanks and comments; the last is SQL_END */
	unsigned count, cap;
	struct map called;               /* names before a dot */
	const struct sql_token *changed; /* what the statement changes: sales . t */
	bool returning;
	struct text out;
	const char *done; /* up to here the text was taken over or replaced */
};

static void read_tokens(struct rewriting *r, const char *sql, bool comments)
{
	struct sql_token token;
	const char *at = sql;

	do {
		at = comments ? sql_token(at, &token) : sql_token_next(at, &token);
		if (token.kind != SQL_BLANK)
			POOL_PUSH(r->pool, r->items, r->count, r->cap, token);
	} while (token.kind != SQL_END);
	text_init(&r->out, r->pool);
	r->done = sql;
}

static const struct sql_token *token_at(const struct rewriting *r, unsigned at)
{
	return &r->items[at < r->count ? at : r->count - 1];
}

static bool is_sign(const struct sql_token *token, char sign)
{
	return token->kind == SQL_OTHER && token->length == 1 && *token->start == sign;
}

static bool follows_dot(const struct rewriting *r, unsigned at)
{
	return at && is_sign(token_at(r, at - 1), '.');
}

static void quote(struct text *out, const char *name, size_t length)
{
	text_add_char(out, '"');
	for (size_t i = 0; i < length; i++) {
		if (name[i] == '"')
			text_add_char(out, '"');
		text_add_char(out, name[i]);
	}
	text_add_char(out, '"');
}

/* What comes before is taken over; what the caller writes stands for the text up to end. */
static void replace(struct rewriting *r, const char *start, const char *end)
{
	text_add_bytes(&r->out, r->done, (size_t)(start - r->done));
	r->done = end;
}

static char *finish(struct rewriting *r, char *sql)
{
	if (r->done == sql)
		return sql;
	text_add(&r->out, r->done);
	return r->out.data;
}

static bool is_one_of(const struct sql_token *token, const char *const *words)
{
	for (; *words; words++)
		if (sql_token_is(token, *words))
			return true;
	return false;
}

/* What comes before the table: UPDATE t, UPDATE OR IGNORE t. */
static const char *const updates[] = {
	"update", "abort", "fail", "ignore", "replace", "rollback", NULL};

/* INSERT INTO sales.t (a): it may have an alias, which ON CONFLICT has a use for. */
static bool inserts(const struct rewriting *r, unsigned at)
{
	static const char *const after[] = {"values", "select", "with", "default", NULL};
	const struct sql_token *next = token_at(r, at + 3);

	return at && sql_token_is(token_at(r, at - 1), "into") &&
	       (is_sign(next, '(') || is_one_of(next, after));
}

/* FROM sales.t WHERE: a table that has no alias, where it may have one. */
static bool lacks_alias(const struct rewriting *r, unsigned at)
{
	static const char *const before[] = {"from", "join", NULL};
	static const char *const after[] = {"where", "join", "inner", "left", "right",
		"full", "cross", "outer", "natural", "on", "using", "group", "order",
		"having", "window", "union", "except", "intersect", "limit", "set", "not",
		NULL};
	const struct sql_token *previous = at ? token_at(r, at - 1) : NULL;
	const struct sql_token *next = token_at(r, at + 3);

	return previous &&
	       (is_sign(previous, ',') || is_one_of(previous, before) ||
		       is_one_of(previous, updates)) &&
	       (next->kind == SQL_END || is_sign(next, ',') || is_sign(next, ')') ||
		       is_sign(next, ';') || is_one_of(next, after));
}

/* What columns say that they are of: t.a, sales.t.a. */
static void find_called(struct rewriting *r)
{
	map_init(&r->called, r->pool, true);
	for (unsigned i = 0; i + 1 < r->count; i++) {
		char *name;

		if (!sql_token_is_name(token_at(r, i)) || !is_sign(token_at(r, i + 1), '.'))
			continue;
		name = sql_token_name(r->pool, token_at(r, i));
		map_put(&r->called, name, name);
	}
}

/* INSERT INTO sales.t, UPDATE OR FAIL sales.t, DELETE FROM sales.t. */
static bool is_changed(const struct rewriting *r, unsigned at)
{
	const struct sql_token *previous = at ? token_at(r, at - 1) : NULL;

	return previous &&
	       (sql_token_is(previous, "into") || is_one_of(previous, updates) ||
		       (at > 1 && sql_token_is(previous, "from") &&
			       sql_token_is(token_at(r, at - 2), "delete")));
}

/* RETURNING t.a: what a column is said to be of. */
static void join_returned(struct rewriting *r, const struct sql_token *table)
{
	char *name = sql_token_name(r->pool, table), *schema, *joined;

	if (!r->returning || !r->changed ||
		strcasecmp(name, sql_token_name(r->pool, r->changed + 2)) != 0)
		return;
	schema = sql_token_name(r->pool, r->changed);
	joined = pool_printf(r->pool, "%s.%s", schema, name);
	replace(r, table->start, table->start + table->length);
	quote(&r->out, joined, strlen(joined));
}

/* schema . name, at this token. */
static void join_pair(struct rewriting *r, unsigned at)
{
	const struct sql_token *first = token_at(r, at), *last = token_at(r, at + 2);
	char *schema = sql_token_name(r->pool, first),
	     *name = sql_token_name(r->pool, last);
	char *joined = pool_printf(r->pool, "%s.%s", schema, name);
	bool is_dbo = !strcasecmp(schema, "dbo");

	if (!is_dbo && !map_find(&r->schemas->names, joined)) {
		join_returned(r, first);
		return;
	}
	if (is_dbo || is_sign(token_at(r, at + 3), '.')) {
		replace(r, first->start, last->start);
		text_printf(&r->out, "/*%.*s.*/", (int)first->length, first->start);
		return;
	}
	replace(r, first->start, last->start + last->length);
	quote(&r->out, joined, strlen(joined));
	if (is_changed(r, at))
		r->changed = first;
	if ((lacks_alias(r, at) || inserts(r, at)) && map_find(&r->called, name))
		text_printf(
			&r->out, " AS" ALIAS_MARK "%.*s", (int)last->length, last->start);
}

static void join_at(struct rewriting *r, unsigned at)
{
	const struct sql_token *token = token_at(r, at);

	if (is_sign(token, ';')) {
		r->changed = NULL;
		r->returning = false;
	} else if (sql_token_is(token, "returning")) {
		r->returning = true;
	}
	if (sql_token_is_name(token) && is_sign(token_at(r, at + 1), '.') &&
		sql_token_is_name(token_at(r, at + 2)) && !follows_dot(r, at))
		join_pair(r, at);
}

char *schemas_join_sql(const struct schemas *schemas, struct pool *pool, char *sql)
{
	struct rewriting r = {.schemas = schemas, .pool = pool};

	if (!schemas->names.count && !strcasestr(sql, "dbo"))
		return sql;
	read_tokens(&r, sql, false);
	find_called(&r);
	for (unsigned i = 0; i + 2 < r.count; i++)
		join_at(&r, i);
	return finish(&r, sql);
}

/* The schema that was made a comment, with its dot; length 0: it is another comment. */
static struct sql_token hidden(const struct sql_token *comment)
{
	struct sql_token none = {.length = 0}, name, dot;
	const char *at = comment->start + 2;

	if (comment->kind != SQL_BLOCK_COMMENT || comment->length < 6)
		return none;
	at = sql_token(at, &name);
	at = sql_token(at, &dot);
	if (!sql_token_is_name(&name) || !is_sign(&dot, '.') ||
		at + 2 != comment->start + comment->length)
		return none;
	name.length++;
	return name;
}

static bool is_mark(const struct rewriting *r, unsigned at)
{
	const struct sql_token *token = token_at(r, at);

	return sql_token_is(token_at(r, at - 1), "as") &&
	       token->kind == SQL_BLOCK_COMMENT && token->length == strlen(ALIAS_MARK) &&
	       sql_token_is_name(token_at(r, at + 1));
}

static void split_name(struct rewriting *r, unsigned at)
{
	const struct sql_token *token = token_at(r, at), *end = token;
	char *name = sql_token_name(r->pool, token);
	const char *schema = map_find(&r->schemas->names, name);
	size_t length = schema ? strlen(schema) : 0;

	if (!schema)
		return;
	if (is_mark(r, at + 2))
		end = token_at(r, at + 3);
	replace(r, token->start, end->start + end->length);
	if (!is_sign(token_at(r, at + 1), '.')) {
		quote(&r->out, name, length);
		text_add_char(&r->out, '.');
	}
	quote(&r->out, name + length + 1, strlen(name + length + 1));
}

char *schemas_split_sql(const struct schemas *schemas, struct pool *pool, char *sql)
{
	struct rewriting r = {.schemas = schemas, .pool = pool};

	read_tokens(&r, sql, true);
	for (unsigned i = 0; i + 1 < r.count; i++) {
		const struct sql_token *token = token_at(&r, i);
		struct sql_token schema = hidden(token);

		if (schema.length && sql_token_is_name(token_at(&r, i + 1))) {
			replace(&r, token->start, token->start + token->length);
			text_add_bytes(&r.out, schema.start, schema.length);
		} else if (token->kind == SQL_NAME) {
			split_name(&r, i);
		}
	}
	return finish(&r, sql);
}
