#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void text_init(struct text *text, struct pool *pool)
{
	text->pool = pool;
	text->length = 0;
	text->cap = 64;
	text->data = pool_alloc(pool, text->cap);
}

static void reserve(struct text *text, size_t more)
{
	size_t cap = text->cap;

	if (cap - text->length > more)
		return;
	while (cap - text->length <= more)
		cap *= 2;
	text->data = pool_resize(text->pool, text->data, text->cap, cap);
	text->cap = cap;
}

void text_add_bytes(struct text *text, const char *bytes, size_t length)
{
	if (!length)
		return;
	reserve(text, length);
	memcpy(text->data + text->length, bytes, length);
	text->length += length;
	text->data[text->length] = '\0';
}

void text_add(struct text *text, const char *string)
{
	text_add_bytes(text, string, strlen(string));
}

void text_add_char(struct text *text, char c)
{
	text_add_bytes(text, &c, 1);
}

void text_printf(struct text *text, const char *format, ...)
{
	va_list args, again;
	int length;

	va_start(args, format);
	va_copy(again, args);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length > 0) {
		reserve(text, (size_t)length);
		vsnprintf(
			text->data + text->length, text->cap - text->length, format, args);
		text->length += (size_t)length;
	}
	va_end(args);
}

void text_clear(struct text *text)
{
	text->length = 0;
	text->data[0] = '\0';
}
