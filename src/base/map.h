#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/pool.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Strings to pointers, in a pool. Keys are not copied and must live as long as the map.
 * With fold_case, keys that differ in ASCII case only are the same (SQL names).
 */
struct map {
	struct pool *pool;
	struct map_slot *slots;
	size_t count, cap;
	bool fold_case;
	void (*fill)(struct map *map, void *data); /* NULL: it is filled */
	void *fill_data;
};

void map_init(struct map *map, struct pool *pool, bool fold_case);
/* As map_init, for what many never look up: `fill` puts everything in at the first use. */
void map_init_lazy(struct map *map, struct pool *pool, bool fold_case,
	void (*fill)(struct map *map, void *data), void *data);
void *map_find(const struct map *map, const char *key); /* NULL: it is not there */
/* Puts value (not NULL) under key; gives the value that was there before, or NULL. */
void *map_put(struct map *map, const char *key, void *value);

#endif
