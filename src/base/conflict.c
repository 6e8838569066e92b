#include "base/conflict.h"

#include <string.h>

static bool is_same(const struct conflict *a, const struct conflict *b)
{
	return !strcmp(a->code, b->code) && !strcmp(a->object, b->object) &&
	       !strcmp(a->left, b->left) && !strcmp(a->right, b->right);
}

void conflicts_add(struct pool *pool, struct conflicts *conflicts, struct conflict conflict)
{
	for (unsigned i = 0; i < conflicts->count; i++) {
		if (is_same(&conflicts->items[i], &conflict))
			return;
	}
	POOL_PUSH(pool, conflicts->items, conflicts->count, conflicts->cap, conflict);
}
