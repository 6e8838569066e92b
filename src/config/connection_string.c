#include "base/text.h"
#include "config/url_text.h"

#include <string.h>

static const char *skip_space(const char *text)
{
	return text + strspn(text, " \t\r\n");
}

static char *trimmed(struct pool *pool, const char *text, size_t length)
{
	while (length && strchr(" \t\r\n", text[length - 1]))
		length--;
	return pool_strndup(pool, text, length);
}

/* A value in {} or quotes; the closing character twice stands for itself. */
static int quoted(struct pool *pool, const char **rest, char close, const char **value,
	struct error *err)
{
	const char *text = *rest + 1;
	struct text out;

	text_init(&out, pool);
	for (; *text && (*text != close || text[1] == close); text++) {
		text_add_char(&out, *text);
		if (*text == close)
			text++;
	}
	if (!*text) {
		error_set(err, ERR_CONFIG_INVALID,
			"the connection string has a value that %c does not end", close);
		return error_hint(err,
			"In a value that %c ends, write %c%c for one that belongs to it.",
			close, close, close);
	}
	text = skip_space(text + 1);
	if (*text && *text != ';')
		return error_set(err, ERR_CONFIG_INVALID,
			"the connection string has text between %c and ;", close);
	*rest = text;
	*value = out.data;
	return 0;
}

static int read_value(struct pool *pool, const char **rest, bool quotes, const char **value,
	struct error *err)
{
	const char *text = skip_space(*rest);
	size_t length;

	*rest = text;
	if (*text == '{')
		return quoted(pool, rest, '}', value, err);
	if (quotes && (*text == '"' || *text == '\''))
		return quoted(pool, rest, *text, value, err);
	length = strcspn(text, ";");
	*value = trimmed(pool, text, length);
	*rest = text + length;
	return 0;
}

int connection_string_split(struct pool *pool, const char *text, bool quotes,
	struct pairs *pairs, struct error *err)
{
	struct pairs found = {0};

	for (;;) {
		size_t length;
		const char *key, *value;

		text += strspn(text, " \t\r\n;");
		if (!*text)
			break;
		length = strcspn(text, "=;");
		key = trimmed(pool, text, length);
		if (text[length] != '=' || !*key)
			return error_set(err, ERR_CONFIG_INVALID,
				"the connection string has a part that is not key=value");
		text += length + 1;
		if (read_value(pool, &text, quotes, &value, err) < 0)
			return -1;
		if (*value)
			pairs_add(pool, &found, key, value);
	}
	*pairs = found;
	return 0;
}
