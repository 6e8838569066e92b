#include "out/json.h"

#include "base/utf8.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

void json_init(struct json *json, FILE *file)
{
	memset(json, 0, sizeof(*json));
	json->file = file;
	json->first[0] = true;
}

static void before_value(struct json *json)
{
	if (json->after_key) {
		json->after_key = false;
		return;
	}
	if (!json->first[json->depth])
		fputs(", ", json->file);
	json->first[json->depth] = false;
}

static void open_level(struct json *json, char bracket)
{
	before_value(json);
	putc(bracket, json->file);
	json->depth++;
	assert(json->depth < sizeof(json->first) / sizeof(json->first[0]));
	json->first[json->depth] = true;
}

static void close_level(struct json *json, char bracket)
{
	assert(json->depth > 0 && !json->after_key);
	json->depth--;
	putc(bracket, json->file);
	if (!json->depth)
		putc('\n', json->file);
}

void json_object(struct json *json)
{
	open_level(json, '{');
}

void json_end_object(struct json *json)
{
	close_level(json, '}');
}

void json_array(struct json *json)
{
	open_level(json, '[');
}

void json_end_array(struct json *json)
{
	close_level(json, ']');
}

static bool is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

/* One character that is not plain; gives its length. */
static size_t put_special(FILE *file, const unsigned char *s)
{
	static const char escapes[] = "\"\"\\\\\bb\ff\nn\rr\tt";
	size_t length = utf8_length((const char *)s);

	for (size_t i = 0; escapes[i]; i += 2) {
		if (escapes[i] == (char)*s) {
			putc('\\', file);
			putc(escapes[i + 1], file);
			return 1;
		}
	}
	if (*s < 0x20 || *s == 0x7f)
		fprintf(file, "\\u%04x", (unsigned)*s);
	else if (!length)
		fputs("\xef\xbf\xbd", file);
	else
		fwrite(s, 1, length, file);
	return length ? length : 1;
}

/* Plain characters are written many at a time: nearly all are. */
static void put_quoted(FILE *file, const char *value)
{
	const unsigned char *s = (const unsigned char *)value;

	putc('"', file);
	while (*s) {
		size_t plain = 0;

		while (is_plain(s[plain]))
			plain++;
		if (plain)
			fwrite(s, 1, plain, file);
		s += plain;
		if (*s)
			s += put_special(file, s);
	}
	putc('"', file);
}

void json_key(struct json *json, const char *key)
{
	assert(!json->after_key);
	before_value(json);
	put_quoted(json->file, key);
	fputs(": ", json->file);
	json->after_key = true;
}

void json_string(struct json *json, const char *value)
{
	before_value(json);
	if (value)
		put_quoted(json->file, value);
	else
		fputs("null", json->file);
}

void json_bool(struct json *json, bool value)
{
	before_value(json);
	fputs(value ? "true" : "false", json->file);
}

void json_int(struct json *json, long long value)
{
	before_value(json);
	fprintf(json->file, "%lld", value);
}

void json_null(struct json *json)
{
	json_string(json, NULL);
}

void json_raw(struct json *json, const char *text)
{
	before_value(json);
	fputs(text, json->file);
}

void json_put(struct json *json, const char *key, const char *value)
{
	json_key(json, key);
	json_string(json, value);
}

void json_put_bool(struct json *json, const char *key, bool value)
{
	json_key(json, key);
	json_bool(json, value);
}

void json_put_int(struct json *json, const char *key, long long value)
{
	json_key(json, key);
	json_int(json, value);
}

void json_put_strings(struct json *json, const char *key, const struct strings *list)
{
	json_key(json, key);
	json_array(json);
	for (unsigned i = 0; i < list->count; i++)
		json_string(json, list->items[i]);
	json_end_array(json);
}
