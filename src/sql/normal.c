#include "sql/dialect.h"
#include "sql/token.h"
#include "sql/value.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/*
 * Normal forms. Databases give back what they were given in a spelling of their own: SQL
 * Server stores `price > 0` as `([price]>(0))`. The text is cut into tokens; a stack of
 * open parentheses knows how many items each holds, so that a pair around one operand,
 * around another pair or around everything can be taken off in one pass.
 */
struct item {
	const char *text; /* "" for a parenthesis that was taken off */
	bool word;        /* needs a blank towards another word */
	bool name;        /* came from quotes, is no keyword */
	bool operand;     /* a name, a number, a string */
};

struct group {
	unsigned open;  /* the item that is its parenthesis */
	unsigned items; /* in it, a group counts as one */
	bool operand;   /* the last item was an operand, */
	bool pair;      /* or a pair of parentheses that stays, that opens at */
	unsigned inner, inner_close;
	bool call; /* belongs to a function or a type, or is a list for IN */
};

struct normal {
	struct pool *pool;
	struct item *items;
	unsigned count, cap;
	struct group *groups;
	unsigned depth, groups_cap;
};

static char *lower(struct pool *pool, const char *start, size_t length)
{
	char *copy = pool_strndup(pool, start, length);

	for (char *at = copy; *at; at++)
		*at = (char)tolower((unsigned char)*at);
	return copy;
}

static bool plain_word(const char *name)
{
	if (!isalpha((unsigned char)*name) && *name != '_')
		return false;
	for (; *name; name++) {
		if (!isalnum((unsigned char)*name) && *name != '_')
			return false;
	}
	return true;
}

/* The name within quotes; others than plain words get double ones back. */
static struct item quoted_name(struct pool *pool, const struct sql_token *token)
{
	char close = (char)(*token->start == '[' ? ']' : *token->start);
	bool closed = token->length > 1 && token->start[token->length - 1] == close;
	size_t length = token->length - (closed ? 2 : 1);
	struct text name;
	struct text out;

	text_init(&name, pool);
	for (size_t i = 0; i < length; i++) {
		text_add_char(&name, token->start[i + 1]);
		if (token->start[i + 1] == close)
			i++;
	}
	if (plain_word(name.data))
		return (struct item){.text = lower(pool, name.data, name.length),
			.word = true,
			.name = true,
			.operand = true};
	text_init(&out, pool);
	text_add_char(&out, '"');
	for (const char *at = name.data; *at; at++) {
		if (*at == '"')
			text_add_char(&out, '"');
		text_add_char(&out, *at);
	}
	text_add_char(&out, '"');
	return (struct item){.text = out.data, .name = true, .operand = true};
}

static const char *string_text(struct pool *pool, const struct sql_token *token)
{
	bool prefix = *token->start != '\'';

	if (prefix && tolower((unsigned char)*token->start) == 'n')
		return pool_strndup(pool, token->start + 1, token->length - 1);
	if (!prefix)
		return pool_strndup(pool, token->start, token->length);
	return lower(pool, token->start, token->length);
}

static bool is_operator_word(const struct item *item)
{
	static const char *const words[] = {"and", "or", "not", "like", "is", "between",
		"then", "else", "when", "case", "glob", "escape", "return", "select",
		"where", "on", "having", "by", "as", "collate", "distinct", "from", "set"};

	if (!item->word || item->name)
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (!strcmp(words[i], item->text))
			return true;
	}
	return false;
}

/* Two spellings of one operator. */
static const char *operator_text(struct pool *pool, const struct sql_token *token)
{
	const char *text = pool_strndup(pool, token->start, token->length);

	if (!strcmp(text, "!="))
		return "<>";
	return strcmp(text, "==") != 0 ? text : "=";
}

static struct item token_item(struct pool *pool, const struct sql_token *token)
{
	struct item item = {0};

	switch (token->kind) {
	case SQL_NAME:
		return quoted_name(pool, token);
	case SQL_WORD:
		item.text = lower(pool, token->start, token->length);
		item.word = true;
		item.operand = !is_operator_word(&item);
		break;
	case SQL_NUMBER:
		item.text = lower(pool, token->start, token->length);
		item.word = item.operand = true;
		break;
	case SQL_STRING:
		item.text = string_text(pool, token);
		item.operand = true;
		break;
	default:
		item.text = operator_text(pool, token);
	}
	return item;
}

static const struct item *last(const struct normal *normal)
{
	for (unsigned i = normal->count; i > 0; i--) {
		if (*normal->items[i - 1].text)
			return &normal->items[i - 1];
	}
	return NULL;
}

/* Does a sign that comes now belong to a number behind it? */
static bool expects_operand(const struct normal *normal)
{
	const struct item *before = last(normal);

	return !before || (!before->operand && strcmp(before->text, ")") != 0 &&
				  !(before->word && !is_operator_word(before)));
}

static void push_item(struct normal *normal, struct item item)
{
	POOL_PUSH(normal->pool, normal->items, normal->count, normal->cap, item);
}

static void count_item(struct normal *normal, bool operand)
{
	struct group *group = &normal->groups[normal->depth - 1];

	group->items++;
	group->operand = operand;
	group->pair = false;
}

static void open_group(struct normal *normal)
{
	const struct item *before = last(normal);
	struct group group = {.open = normal->count};

	group.call = before &&
		     ((before->word && !is_operator_word(before)) || before->name);
	push_item(normal, (struct item){.text = "("});
	POOL_PUSH(normal->pool, normal->groups, normal->depth, normal->groups_cap, group);
}

static void drop_pair(struct normal *normal, unsigned open, unsigned close)
{
	normal->items[open].text = "";
	normal->items[close].text = "";
}

static void close_group(struct normal *normal)
{
	struct group group;
	struct group *outer;
	unsigned close = normal->count;

	push_item(normal, (struct item){.text = ")"});
	if (normal->depth < 2) {
		/* Nothing is open: text for the database to refuse. */
		count_item(normal, false);
		return;
	}
	group = normal->groups[--normal->depth];
	outer = &normal->groups[normal->depth - 1];
	outer->items++;
	outer->operand = outer->pair = false;
	if (!group.call && group.items == 1 && group.operand) {
		drop_pair(normal, group.open, close);
		outer->operand = true;
	} else if (!group.call && group.items == 1 && group.pair) {
		drop_pair(normal, group.open, close);
		outer->pair = true;
		outer->inner = group.inner;
		outer->inner_close = group.inner_close;
	} else if (!group.call) {
		outer->pair = true;
		outer->inner = group.open;
		outer->inner_close = close;
	}
}

static const char *signed_number(
	struct normal *normal, const char *at, const struct sql_token *sign)
{
	struct sql_token number;
	const char *next = sql_token_next(at, &number);

	if (number.kind != SQL_NUMBER || !expects_operand(normal))
		return NULL;
	push_item(normal, (struct item){.text = pool_printf(normal->pool, "%s%.*s",
						*sign->start == '-' ? "-" : "",
						(int)number.length, number.start),
				  .word = true,
				  .operand = true});
	count_item(normal, true);
	return next;
}

static void scan(struct normal *normal, const char *sql)
{
	struct group whole = {0};
	struct sql_token token;
	const char *number;

	POOL_PUSH(normal->pool, normal->groups, normal->depth, normal->groups_cap, whole);
	for (;;) {
		sql = sql_token_next(sql, &token);
		if (token.kind == SQL_END)
			break;
		if (*token.start == '(') {
			open_group(normal);
		} else if (*token.start == ')') {
			close_group(normal);
		} else if ((*token.start == '-' || *token.start == '+') &&
			   (number = signed_number(normal, sql, &token))) {
			sql = number;
		} else {
			struct item item = token_item(normal->pool, &token);

			push_item(normal, item);
			count_item(normal, item.operand);
		}
	}
}

/* Final semicolons, and the pair around everything. */
static void trim(struct normal *normal)
{
	struct group *whole = &normal->groups[0];

	while (normal->count && !strcmp(normal->items[normal->count - 1].text, ";")) {
		normal->count--;
		whole->items--;
	}
	if (normal->depth == 1 && whole->items == 1 && whole->pair)
		drop_pair(normal, whole->inner, whole->inner_close);
}

static char *join(const struct normal *normal)
{
	bool word = false;
	struct text out;

	text_init(&out, normal->pool);
	for (unsigned i = 0; i < normal->count; i++) {
		const struct item *item = &normal->items[i];

		if (!*item->text)
			continue;
		/* A string behind a word must not become its prefix, nor two signs a
		 * comment. */
		if ((word && (item->word || *item->text == '\'' ||
				     isalpha((unsigned char)*item->text))) ||
			(*item->text == '-' && out.length &&
				out.data[out.length - 1] == '-'))
			text_add_char(&out, ' ');
		text_add(&out, item->text);
		word = item->word;
	}
	return out.data;
}

static void normal_init(struct normal *normal, struct pool *pool, const char *sql)
{
	*normal = (struct normal){.pool = pool};
	scan(normal, sql);
	trim(normal);
}

char *sql_normal_expression(struct pool *pool, const char *expression)
{
	struct normal normal;

	if (!expression)
		return NULL;
	normal_init(&normal, pool, expression);
	return join(&normal);
}

/* 'abc' without its quotes, or NULL. */
static char *unquoted(struct pool *pool, const char *text)
{
	size_t length = strlen(text);
	struct text out;

	if (length < 2 || *text != '\'')
		return NULL;
	text_init(&out, pool);
	for (size_t i = 1; i < length - 1; i++) {
		text_add_char(&out, text[i]);
		if (text[i] == '\'')
			i++;
	}
	return out.data;
}

static char *normal_number(struct pool *pool, const char *text)
{
	const char *sign = *text == '-' ? "-" : "";
	size_t length;

	text += *text == '-' || *text == '+';
	while (text[0] == '0' && isdigit((unsigned char)text[1]))
		text++;
	length = strlen(text);
	if (strchr(text, '.') && !strpbrk(text, "eE")) {
		while (length && text[length - 1] == '0')
			length--;
		if (length && text[length - 1] == '.')
			length--;
	}
	if (!length || (length == 1 && *text == '0'))
		return pool_strdup(pool, "0");
	return pool_printf(
		pool, "%s%s%.*s", sign, *text == '.' ? "0" : "", (int)length, text);
}

/* The one item that says something, or NULL when there are more. */
static const struct item *only_item(const struct normal *normal)
{
	const struct item *found = NULL;

	for (unsigned i = 0; i < normal->count; i++) {
		if (!*normal->items[i].text)
			continue;
		if (found)
			return NULL;
		found = &normal->items[i];
	}
	return found;
}

static bool is_word(const struct item *item, const char *word)
{
	return item->word && !item->name && !strcmp(item->text, word);
}

/* "abc" in quotes, behind a DEFAULT, is a string: SQLite's tolerance. */
static char *name_string(struct pool *pool, const char *sql)
{
	struct sql_token token;
	struct text out;

	while (*sql == '(' || isspace((unsigned char)*sql))
		sql++;
	sql_token_next(sql, &token);
	if (token.kind != SQL_NAME || *token.start != '"' || token.length < 2)
		return NULL;
	text_init(&out, pool);
	for (size_t i = 1; i < token.length - 1; i++) {
		text_add_char(&out, token.start[i]);
		if (token.start[i] == '"')
			i++;
	}
	return out.data;
}

static bool holds_text(const struct type *type)
{
	switch (type->kind) {
	case TYPE_STRING:
	case TYPE_TEXT:
	case TYPE_UNICODE:
	case TYPE_UNICODE_TEXT:
	case TYPE_UUID:
	case TYPE_JSON:
	case TYPE_DATE:
	case TYPE_TIME:
	case TYPE_DATETIME:
	case TYPE_DATETIME_TZ:
		return true;
	default:
		return false;
	}
}

static char *string_of(struct pool *pool, const char *value)
{
	struct text out;

	text_init(&out, pool);
	sql_string(&out, value);
	return out.data;
}

char *sql_normal_default(struct pool *pool, const struct type *type, const char *expression)
{
	bool is_text = holds_text(type);
	const struct item *item;
	struct normal normal;
	char *value;

	if (!expression)
		return NULL;
	normal_init(&normal, pool, expression);
	item = only_item(&normal);
	if (!item)
		return join(&normal);
	if (is_word(item, "null"))
		return NULL;
	if (is_word(item, "true") || is_word(item, "false"))
		return pool_strdup(pool, *item->text == 't' ? "1" : "0");
	if (sql_is_number(item->text))
		return is_text ? string_of(pool, item->text)
			       : normal_number(pool, item->text);
	value = item->name ? name_string(pool, expression) : unquoted(pool, item->text);
	if (!value)
		return pool_strdup(pool, item->text);
	return !is_text && sql_is_number(value) ? normal_number(pool, value)
						: string_of(pool, value);
}

char *sql_normal_type(struct pool *pool, const char *type)
{
	struct text out;
	bool blank = false;

	text_init(&out, pool);
	for (; *type; type++) {
		if (isspace((unsigned char)*type)) {
			blank = true;
			continue;
		}
		if (blank && out.length && !strchr("(),", *type) &&
			!strchr("(,", out.data[out.length - 1]))
			text_add_char(&out, ' ');
		blank = false;
		text_add_char(&out, (char)toupper((unsigned char)*type));
	}
	return out.data;
}
