#ifndef TESTS_RANDOM_GRAPH_H
#define TESTS_RANDOM_GRAPH_H

#include "graph/plan.h"

#include <stdint.h>
#include <string.h>

/*
 * Small random graphs, the same in every run, and slow, obvious answers about them: reach
 * relations as matrices, no counters, no shared walks.
 */

#define RANDOM_MAX 18

static inline unsigned random_below(uint64_t *state, unsigned limit)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (unsigned)((*state >> 33) % (limit ? limit : 1));
}

struct random_graph {
	struct graph *graph;
	/* [a][b]: a reaches b going down, a itself included */
	bool p[RANDOM_MAX][RANDOM_MAX], d[RANDOM_MAX][RANDOM_MAX];
};

static inline struct revision *make_revision(struct pool *pool, const char *id)
{
	struct revision *revision = pool_new(pool, struct revision);

	revision->id = pool_strdup(pool, id);
	revision->path = pool_printf(pool, "versions/%s.yaml", id);
	revision->known = true;
	return revision;
}

/* Ids don't follow the order of the links, so that nothing works by accident of sorting. */
static inline const char *random_id(struct pool *pool, unsigned i, unsigned salt)
{
	return pool_printf(pool, "%c%c%02u", 'a' + (char)((i * 7 + salt) % 26),
		'a' + (char)((i * 11 + salt) % 26), i);
}

static inline void close_relation(bool (*relation)[RANDOM_MAX], unsigned count)
{
	for (unsigned k = 0; k < count; k++) {
		for (unsigned i = 0; i < count; i++) {
			for (unsigned j = 0; j < count; j++)
				relation[i][j] = relation[i][j] ||
						 (relation[i][k] && relation[k][j]);
		}
	}
}

static inline void random_links(struct pool *pool, struct revision **made, unsigned i,
	unsigned salt, uint64_t *state)
{
	unsigned parents = random_below(state, 10);
	struct revision *revision = made[i];

	parents = !i || parents == 0 ? 0 : parents < 8 ? 1 : parents - 6;
	for (unsigned j = 0; j < parents; j++) {
		unsigned back = 1 + random_below(state, random_below(state, 2) ? 3 : i);

		if (back <= i && !strings_has(&revision->parents, made[i - back]->id))
			strings_add(pool, &revision->parents, made[i - back]->id);
	}
	if (i && !random_below(state, 4))
		strings_add(pool, &revision->depends_on, made[random_below(state, i)]->id);
	if (!random_below(state, 5))
		strings_add(pool, &revision->labels,
			pool_printf(pool, "branch_%u_%u", i, salt));
}

static inline void random_graph(struct pool *pool, uint64_t seed, struct random_graph *out)
{
	uint64_t state = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
	struct revision *made[RANDOM_MAX];
	unsigned count = 1 + random_below(&state, RANDOM_MAX - 1);
	unsigned salt = random_below(&state, 26);
	struct error err;

	memset(out, 0, sizeof(*out));
	for (unsigned i = 0; i < count; i++) {
		made[i] = make_revision(pool, random_id(pool, i, salt));
		random_links(pool, made, i, salt, &state);
	}
	assert_int_equal(graph_build(pool, made, count, NULL, &out->graph, &err), 0);
	for (unsigned i = 0; i < count; i++) {
		const struct revision *revision = out->graph->items[i];

		out->p[i][i] = out->d[i][i] = true;
		for (unsigned j = 0; j < revision->parent_count; j++)
			out->p[i][revision->parent[j]->index] =
				out->d[i][revision->parent[j]->index] = true;
		for (unsigned j = 0; j < revision->dependency_count; j++)
			out->d[i][revision->dependency[j]->index] = true;
	}
	close_relation(out->p, count);
	close_relation(out->d, count);
}

/* A random set of applied revisions and its rows: those that no other applied one reaches.
 */
static inline void random_applied(struct pool *pool, const struct random_graph *g,
	uint64_t *state, bool *applied, struct strings *rows)
{
	unsigned count = g->graph->count;

	memset(applied, 0, RANDOM_MAX * sizeof(*applied));
	for (unsigned i = 0; i < count; i++) {
		if (random_below(state, 3))
			continue;
		for (unsigned j = 0; j < count; j++)
			applied[j] = applied[j] || g->d[i][j];
	}
	*rows = (struct strings){0};
	for (unsigned i = 0; i < count; i++) {
		bool row = applied[i];

		for (unsigned j = 0; j < count; j++)
			row = row && (i == j || !applied[j] || !g->d[j][i]);
		if (row)
			strings_add(pool, rows, g->graph->items[i]->id);
	}
}

#endif
