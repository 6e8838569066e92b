#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/pool.h"

#include <stddef.h>

/* A growing string in a pool. data is always NUL-terminated and lives as long as the pool.
 */
struct text {
	struct pool *pool;
	char *data;
	size_t length, cap;
};

void text_init(struct text *text, struct pool *pool);
void text_add(struct text *text, const char *string);
void text_add_bytes(struct text *text, const char *bytes, size_t length);
void text_add_char(struct text *text, char c);
void text_printf(struct text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void text_clear(struct text *text); /* length 0; the memory is kept for what comes next */

#endif
