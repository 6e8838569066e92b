#include "config/url_text.h"

#include "base/text.h"
#include "config/unicode.h"

#include <string.h>
#include <strings.h>

void pairs_add(struct pool *pool, struct pairs *pairs, const char *key, const char *value)
{
	struct pair pair = {key, value};

	POOL_PUSH(pool, pairs->items, pairs->count, pairs->cap, pair);
}

const char *pairs_find(const struct pairs *pairs, const char *key)
{
	for (unsigned i = 0; i < pairs->count; i++) {
		if (!strcasecmp(pairs->items[i].key, key))
			return pairs->items[i].value;
	}
	return NULL;
}

static size_t scheme_length(const char *text)
{
	return strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			    "0123456789+-._");
}

bool url_is(const char *text)
{
	size_t length = scheme_length(text);

	return length && !strncmp(text + length, "://", 3);
}

static int hex_value(char c)
{
	const char *digits = "0123456789abcdef0123456789ABCDEF";
	const char *digit = c ? strchr(digits, c) : NULL;

	return digit ? (int)(digit - digits) % 16 : -1;
}

int url_decode(struct pool *pool, const char *text, size_t length, bool plus,
	const char **decoded, struct error *err)
{
	char *out = pool_alloc(pool, length + 1);
	size_t used = 0;

	for (size_t i = 0; i < length; i++) {
		int high, low;

		if (text[i] != '%') {
			out[used++] = (char)(plus && text[i] == '+' ? ' ' : text[i]);
			continue;
		}
		high = length - i > 2 ? hex_value(text[i + 1]) : -1;
		low = length - i > 2 ? hex_value(text[i + 2]) : -1;
		if (high < 0 || low < 0) {
			error_set(err, ERR_CONFIG_INVALID,
				"the URL has a %% that two hexadecimal digits do not "
				"follow");
			return error_hint(err, "Write a plain %% as %%25.");
		}
		if (!high && !low)
			return error_set(err, ERR_CONFIG_INVALID,
				"the URL has a NUL character (%%00)");
		out[used++] = (char)(high * 16 + low);
		i += 2;
	}
	*decoded = out;
	return 0;
}

int url_query(struct pool *pool, const char *query, struct pairs *pairs, struct error *err)
{
	while (query && *query) {
		size_t length = strcspn(query, "&");
		const char *equals = memchr(query, '=', length);
		const char *key, *value;

		if (length && (!equals || equals == query))
			return error_set(err, ERR_CONFIG_INVALID,
				"the URL has an option that is not key=value");
		if (length) {
			size_t key_length = (size_t)(equals - query);

			if (url_decode(pool, query, key_length, true, &key, err) < 0 ||
				url_decode(pool, equals + 1, length - key_length - 1, true,
					&value, err) < 0)
				return -1;
			if (*value)
				pairs_add(pool, pairs, key, value);
		}
		query += length + (query[length] == '&');
	}
	return 0;
}

static int misplaced_at(struct error *err)
{
	error_set(err, ERR_CONFIG_INVALID,
		"the URL has an @ where it is not clear what belongs to the password");
	return error_hint(err, "In a user name, a password or an option write @ as %%40, / "
			       "as %%2F, : as %%3A "
			       "and ? as %%3F.");
}

/* Everything up to the @ that ends user and password, or `text` if there are none. */
static int split_user(struct pool *pool, const char *text, struct url_parts *parts,
	const char **rest, struct error *err)
{
	size_t length = strcspn(text, ":/"), port;
	const char *at = text[length] == ':' ? strchr(text + length, '@') : NULL;

	*rest = text;
	if (at) {
		/* host:1433/db?option=a@b would be a password to SQLAlchemy. */
		port = strspn(text + length + 1, "0123456789");
		if (strchr("/?", text[length + 1 + port]) &&
			memchr(text, '?', (size_t)(at - text)))
			return misplaced_at(err);
		if (url_decode(pool, text + length + 1, (size_t)(at - text) - length - 1,
			    false, &parts->password, err) < 0)
			return -1;
	} else {
		at = memrchr(text, '@', length);
		if (!at)
			return 0;
		if (memchr(text, '?', (size_t)(at - text)))
			return misplaced_at(err);
		length = (size_t)(at - text);
	}
	*rest = at + 1;
	if (strchr(*rest, '@'))
		return misplaced_at(err);
	return length ? url_decode(pool, text, length, false, &parts->user, err) : 0;
}

static int split_host(
	struct pool *pool, const char **rest, struct url_parts *parts, struct error *err)
{
	const char *text = *rest;
	size_t length;

	if (*text == '[') {
		length = strcspn(text, "]/?");
		if (text[length] != ']' || length < 2)
			return error_set(err, ERR_CONFIG_INVALID,
				"the URL has a [ that is not closed");
		parts->host = pool_strndup(pool, text + 1, length - 1);
		text += length + 1;
		if (!strchr(":/?", *text))
			return error_set(err, ERR_CONFIG_INVALID,
				"the URL has text between the ] of its host and the port");
	} else {
		length = strcspn(text, "/:?");
		if (length && url_decode(pool, text, length, false, &parts->host, err) < 0)
			return -1;
		text += length;
	}
	if (*text == ':') {
		length = strcspn(++text, "/?");
		if (length)
			parts->port = pool_strndup(pool, text, length);
		text += length;
	}
	*rest = text;
	return 0;
}

int url_split(
	struct pool *pool, const char *text, struct url_parts *parts, struct error *err)
{
	struct url_parts found = {0};
	size_t length = scheme_length(text);
	char *scheme = unicode_lower(pool, text, length);
	char *plus = strchr(scheme, '+');
	const char *rest;

	found.scheme = scheme;
	if (plus) {
		*plus = '\0';
		found.dialect = plus + 1;
	}
	if (split_user(pool, text + length + 3, &found, &rest, err) < 0 ||
		split_host(pool, &rest, &found, err) < 0)
		return -1;
	if (*rest == '/') {
		length = strcspn(++rest, "?");
		if (memchr(rest, '@', length))
			return misplaced_at(err);
		found.database = pool_strndup(pool, rest, length);
		rest += length;
	}
	if (*rest == '?')
		found.query = pool_strdup(pool, rest + 1);
	*parts = found;
	return 0;
}
