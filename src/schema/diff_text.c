#include "schema/diff_internal.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

char *diff_fold(struct pool *pool, const char *text)
{
	char *folded = pool_alloc(pool, strlen(text) + 1);
	size_t length = 0;

	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (!isspace(c))
			folded[length++] = (char)(c < 128 ? tolower(c) : c);
	}
	folded[length] = '\0';
	return folded;
}

/* White space outside quotes becomes one blank; none at the ends, no final semicolon. */
static char *fold_blanks(struct pool *pool, const char *text)
{
	struct text out;
	char quote = '\0';

	text_init(&out, pool);
	for (; *text; text++) {
		if (quote && *text == quote)
			quote = '\0';
		else if (!quote && strchr("'\"`", *text))
			quote = *text;
		if (quote || !isspace((unsigned char)*text))
			text_add_char(&out, *text);
		else if (out.length && out.data[out.length - 1] != ' ')
			text_add_char(&out, ' ');
	}
	while (out.length && strchr("; ", out.data[out.length - 1]))
		out.data[--out.length] = '\0';
	return out.data;
}

char *diff_expression(struct differ *d, const char *expression)
{
	if (!expression)
		return NULL;
	if (d->rules->expression_text)
		return d->rules->expression_text(&d->scratch, expression);
	return fold_blanks(&d->scratch, expression);
}

char *diff_view_text(struct differ *d, const char *as)
{
	char *text = fold_blanks(&d->scratch, as);

	return d->rules->expression_text ? d->rules->expression_text(&d->scratch, text)
					 : text;
}

/*
 * A piece of SQL: a name (quoted or not) or anything else, down to one character. Strings
 * are one piece.
 */
struct piece {
	const char *start;
	size_t length;
	const char *name; /* NULL: not a name */
	size_t name_length;
};

static bool is_name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' || (unsigned char)c >= 128;
}

static size_t quoted_length(const char *at, char end)
{
	const char *from = at + 1;

	for (; *from; from++) {
		if (*from == end && from[1] == end)
			from++;
		else if (*from == end)
			return (size_t)(from - at) + 1;
	}
	return (size_t)(from - at);
}

static struct piece next_piece(const char *at)
{
	struct piece piece = {.start = at, .length = 1};

	if (*at == '\'') {
		piece.length = quoted_length(at, '\'');
	} else if (*at == '"' || *at == '`' || *at == '[') {
		piece.length = *at == '[' ? quoted_length(at, ']') : quoted_length(at, *at);
		if (piece.length > 2) {
			piece.name = at + 1;
			piece.name_length = piece.length - 2;
		}
	} else if (is_name_char(*at)) {
		while (is_name_char(at[piece.length]))
			piece.length++;
		if (!isdigit((unsigned char)*at)) {
			piece.name = at;
			piece.name_length = piece.length;
		}
	}
	return piece;
}

static bool piece_is(const struct piece *piece, const char *name)
{
	return piece->name && strlen(name) == piece->name_length &&
	       !strncasecmp(piece->name, name, piece->name_length);
}

bool diff_mentions(const char *expression, const char *name)
{
	while (expression && *expression) {
		struct piece piece = next_piece(expression);

		if (piece_is(&piece, name))
			return true;
		expression += piece.length;
	}
	return false;
}

static bool is_plain_name(const char *name)
{
	struct piece piece = next_piece(name);

	return piece.name == name && !name[piece.length];
}

static void add_quoted(struct text *out, char quote, const char *name)
{
	char end = quote;

	if (quote == '[')
		end = ']';
	text_add_char(out, quote);
	for (; *name; name++) {
		if (*name == end)
			text_add_char(out, end);
		text_add_char(out, *name);
	}
	text_add_char(out, end);
}

char *diff_rename_in(
	struct pool *pool, const char *expression, const char *from, const char *to)
{
	struct text out;

	if (!expression)
		return NULL;
	text_init(&out, pool);
	while (*expression) {
		struct piece piece = next_piece(expression);

		if (!piece_is(&piece, from))
			text_add_bytes(&out, piece.start, piece.length);
		else if (piece.name == piece.start && is_plain_name(to))
			text_add(&out, to);
		else if (piece.name == piece.start)
			add_quoted(&out, '"', to);
		else
			add_quoted(&out, *piece.start, to);
		expression += piece.length;
	}
	return out.data;
}

char **diff_names_in(struct pool *pool, const char *expression)
{
	struct strings names = {0};

	while (expression && *expression) {
		struct piece piece = next_piece(expression);

		if (piece.name)
			strings_add(pool, &names,
				pool_strndup(pool, piece.name, piece.name_length));
		expression += piece.length;
	}
	strings_add(pool, &names, NULL);
	return names.items;
}
