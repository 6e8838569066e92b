#ifndef CONFIG_UNICODE_H
#define CONFIG_UNICODE_H

#include "base/pool.h"

#include <stdbool.h>
#include <stddef.h>

/* What Python's str methods do, for text in UTF-8; other bytes count as letters. */

/* The bytes of the white space character at `at`; 0: there is none. */
size_t unicode_space(const char *at, const char *end);
/* str.strip(): moves both ends inwards. */
void unicode_strip(const char **start, const char **end);
/* The bytes of the character at `at`; 0 at the end. *word: is it a letter, a digit or "_",
 * as \w of a regular expression? */
size_t unicode_next(const char *at, const char *end, bool *word);
/* str.lower(). */
char *unicode_lower(struct pool *pool, const char *text, size_t length);

#endif
