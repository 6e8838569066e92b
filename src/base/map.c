#include "base/map.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

struct map_slot {
	const char *key;
	void *value;
	size_t hash;
};

void map_init(struct map *map, struct pool *pool, bool fold_case)
{
	memset(map, 0, sizeof(*map));
	map->pool = pool;
	map->fold_case = fold_case;
}

void map_init_lazy(struct map *map, struct pool *pool, bool fold_case,
	void (*fill)(struct map *map, void *data), void *data)
{
	map_init(map, pool, fold_case);
	map->fill = fill;
	map->fill_data = data;
}

static void fill_now(struct map *map)
{
	void (*fill)(struct map * map, void *data) = map->fill;

	map->fill = NULL;
	fill(map, map->fill_data);
}

/* FNV-1a. */
static size_t hash_of(const struct map *map, const char *key)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (; *key; key++) {
		unsigned char c = (unsigned char)*key;

		if (map->fold_case && c < 128)
			c = (unsigned char)tolower(c);
		hash = (hash ^ c) * UINT64_C(1099511628211);
	}
	return (size_t)(hash ^ (hash >> 32));
}

static struct map_slot *slot_of(const struct map *map, const char *key, size_t hash)
{
	size_t i = hash & (map->cap - 1);

	for (;; i = (i + 1) & (map->cap - 1)) {
		struct map_slot *slot = &map->slots[i];

		if (!slot->key)
			return slot;
		if (slot->hash != hash)
			continue;
		if (map->fold_case ? !strcasecmp(slot->key, key) : !strcmp(slot->key, key))
			return slot;
	}
}

void *map_find(const struct map *map, const char *key)
{
	if (map->fill)
		fill_now((struct map *)(size_t)map); /* its content is the same for all */
	return map->cap ? slot_of(map, key, hash_of(map, key))->value : NULL;
}

static void grow(struct map *map)
{
	struct map_slot *old = map->slots;
	size_t old_cap = map->cap;

	map->cap = old_cap ? old_cap * 2 : 16;
	map->slots = pool_array(map->pool, struct map_slot, map->cap);
	for (size_t i = 0; i < old_cap; i++) {
		if (old[i].key)
			*slot_of(map, old[i].key, old[i].hash) = old[i];
	}
	pool_give_back(map->pool, old, old_cap * sizeof(*old));
}

void *map_put(struct map *map, const char *key, void *value)
{
	size_t hash = hash_of(map, key);
	struct map_slot *slot;
	void *before;

	if (map->fill)
		fill_now(map);
	if (map->count * 4 >= map->cap * 3)
		grow(map);
	slot = slot_of(map, key, hash);
	before = slot->value;
	if (!slot->key)
		map->count++;
	*slot = (struct map_slot){before ? slot->key : key, value, hash};
	return before;
}
