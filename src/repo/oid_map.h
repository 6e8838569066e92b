#ifndef REPO_OID_MAP_H
#define REPO_OID_MAP_H

#include "base/pool.h"

#include <git2.h>

/* Object ids to pointers, in a pool: base/map for keys that are hashes already. The key is
 * the first member of what is pointed at. */
struct oid_map {
	struct pool *pool;
	const git_oid **slots; /* a power of two of them */
	size_t count, cap;
};

void oid_map_init(struct oid_map *map, struct pool *pool);
void *oid_map_find(const struct oid_map *map, const git_oid *id); /* NULL: not there */
void oid_map_add(struct oid_map *map, const git_oid *item);       /* not there yet */

#endif
