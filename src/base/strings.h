#ifndef BASE_STRINGS_H
#define BASE_STRINGS_H

#include "base/pool.h"

#include <stdbool.h>

/* A list of strings. libcyaml fills such pairs, hence the type of the count. */
struct strings {
	char **items;
	unsigned count;
	unsigned cap; /* room in items; 0 in a list that strings_add did not make */
};

/* Appends the pointer (no copy). Linear growth in a pool doubles, so many calls are cheap.
 */
void strings_add(struct pool *pool, struct strings *list, const char *item);
bool strings_has(const struct strings *list, const char *item);
bool strings_equal(const struct strings *a, const struct strings *b); /* in order */
void strings_sort(struct strings *list);                              /* by byte value */
/* The items with the separator between them. */
char *strings_join(struct pool *pool, const struct strings *list, const char *separator);

#endif
