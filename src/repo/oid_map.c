#include "repo/oid_map.h"

#include <string.h>

void oid_map_init(struct oid_map *map, struct pool *pool)
{
	memset(map, 0, sizeof(*map));
	map->pool = pool;
}

/* Its slot, or the free one where it belongs. */
static size_t slot_of(const struct oid_map *map, const git_oid *id)
{
	size_t slot;

	memcpy(&slot, id->id, sizeof(slot));
	slot &= map->cap - 1;
	while (map->slots[slot] && memcmp(map->slots[slot], id, sizeof(*id)) != 0)
		slot = (slot + 1) & (map->cap - 1);
	return slot;
}

void *oid_map_find(const struct oid_map *map, const git_oid *id)
{
	return map->count ? (void *)map->slots[slot_of(map, id)] : NULL;
}

static void grow(struct oid_map *map)
{
	const git_oid **old = map->slots;
	size_t cap = map->cap;

	map->cap = cap ? cap * 2 : 256;
	map->slots = pool_array(map->pool, const git_oid *, map->cap);
	for (size_t i = 0; i < cap; i++)
		if (old[i])
			map->slots[slot_of(map, old[i])] = old[i];
	pool_give_back(map->pool, old, cap * sizeof(*old));
}

void oid_map_add(struct oid_map *map, const git_oid *item)
{
	if (map->count * 4 >= map->cap * 3)
		grow(map);
	map->slots[slot_of(map, item)] = item;
	map->count++;
}
