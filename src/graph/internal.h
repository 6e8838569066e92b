#ifndef GRAPH_INTERNAL_H
#define GRAPH_INTERNAL_H

#include "graph/plan.h"

/* What the files of this module share. Nothing outside src/graph includes it. */

/* The D-parents of a revision, parents first: i < revision_below_count(). */
static inline unsigned revision_below_count(const struct revision *revision)
{
	return revision->parent_count + revision->dependency_count;
}

static inline struct revision *revision_below(const struct revision *revision, unsigned i)
{
	if (i < revision->parent_count)
		return revision->parent[i];
	return revision->dependency[i - revision->parent_count];
}

/* The D-children, children first. */
static inline unsigned revision_above_count(const struct revision *revision)
{
	return revision->child_count + revision->dependent_count;
}

static inline struct revision *revision_above(const struct revision *revision, unsigned i)
{
	if (i < revision->child_count)
		return revision->child[i];
	return revision->dependent[i - revision->child_count];
}

/* An empty graph; its ids are found by its items when the first one is looked for. */
struct graph *graph_new(struct pool *pool);

/* As the map of ids, without making it: for a handful of ids. NULL: it is not there. */
struct revision *graph_by_id(const struct graph *graph, const char *id);

/* Marks all that the revisions reach, themselves included. What is marked before counts as
 * visited. */
enum direction { DOWN, UP };
void graph_mark(const struct graph *graph, const struct revisions *from,
	enum direction direction, bool dependencies, bool *marks);
void graph_mark_one(const struct graph *graph, const struct revision *from,
	enum direction direction, bool dependencies, bool *marks);

/*
 * The marked revisions, newest first, in Alembic's order: down the first parent's side
 * until it meets what something else still stands on, then the side that stands on it.
 * Cycles, and what is below them, are left out.
 */
void graph_sort(struct pool *pool, const struct graph *graph, const bool *marks,
	struct revisions *out);

/* Tarjan's algorithm: component[index] (from 1) for each revision; two revisions have the
 * same one when each reaches the other. */
void graph_components(const struct graph *graph, struct pool *pool, unsigned *component);

struct graph_lineage {
	struct strings *labels; /* by index; NULL: not asked for yet */
};

/* "a, b and c", of at most 20; for messages. */
const char *revisions_list(struct pool *pool, const struct revisions *list);

/* By a full id or exact label: NULL when there is none. */
struct revision *graph_exact(const struct graph *graph, const char *name);

/* By exact name or prefix. With lineage (marks), only members of it are found: by prefix
 * the others are passed over, by exact name they are not-in-path. */
int graph_name(const struct graph *graph, const char *name, const bool *lineage,
	const char *branch, const struct revision **out, struct error *err);

#endif
