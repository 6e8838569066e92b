#ifndef BASE_CONFLICT_H
#define BASE_CONFLICT_H

#include "base/pool.h"

#include <stdbool.h>

/*
 * Why two sides of a merge are not independent (contract 7). The codes: both-create,
 * both-alter, touches-dropped, touches-renamed, same-name, opaque-sql, order-dependent,
 * replay-failed.
 */
struct conflict {
	const char *code;
	const char *object;       /* "table", "table.column", an index, a revision id */
	const char *left, *right; /* the revisions that get in each other's way */
	const char *message;      /* who did what in which revision */
};

struct conflicts {
	struct conflict *items;
	unsigned count, cap;
};

/* Adds a conflict unless one with the same code, object and revisions is there. Nothing is
 * copied. */
void conflicts_add(
	struct pool *pool, struct conflicts *conflicts, struct conflict conflict);

/* Adds copies of what another list has, into memory that may outlive it. */
void conflicts_copy(
	struct pool *pool, const struct conflicts *from, struct conflicts *conflicts);

#endif
