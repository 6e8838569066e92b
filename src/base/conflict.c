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

void conflicts_copy(
	struct pool *pool, const struct conflicts *from, struct conflicts *conflicts)
{
	for (unsigned i = 0; i < from->count; i++) {
		const struct conflict *conflict = &from->items[i];

		conflicts_add(pool, conflicts,
			(struct conflict){.code = conflict->code,
				.object = pool_strdup(pool, conflict->object),
				.left = pool_strdup(pool, conflict->left),
				.right = pool_strdup(pool, conflict->right),
				.message = pool_strdup(pool, conflict->message)});
	}
}
