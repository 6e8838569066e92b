#ifndef VERIFY_KEPT_H
#define VERIFY_KEPT_H

#include "base/text.h"
#include "verify/lines.h"

#include <stdbool.h>

/*
 * Lines of text that are kept in a file of the cache: a line with what it is and a checksum
 * of all that follows, the key that it was made for, and the body. Missing, damaged or made
 * for something else, it counts as missing.
 */

/* *body lives as long as the pool. */
bool kept_load(struct pool *pool, const char *path, const char *what, const char *key,
	struct lines *body);
/* Begins a file; its body is added to the text. */
void kept_start(struct text *file, const char *what, const char *key);
/* Replaces the file. Nobody minds when it fails. */
void kept_write(struct text *file, const char *path, const char *what, const char *key);

#endif
