// links: base graph
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "random_graph.h"

/* A graph kept as numbers and made again is the same; forged numbers lead nowhere. */

#define SEEDS 300

/* The revisions as who keeps them has them: in the order of ids, without links. */
static struct revision *bare(struct pool *pool, const struct graph *graph)
{
	struct revision *copies = pool_array(pool, struct revision, graph->count);

	for (unsigned i = 0; i < graph->count; i++) {
		const struct revision *from = graph->items[i];

		copies[i].id = from->id;
		copies[i].path = from->path;
		copies[i].known = true;
		copies[i].parents = from->parents;
		copies[i].depends_on = from->depends_on;
		copies[i].labels = from->labels;
	}
	return copies;
}

static void assert_same_links(struct revision *const *a, unsigned a_count,
	struct revision *const *b, unsigned b_count)
{
	assert_int_equal(a_count, b_count);
	for (unsigned i = 0; i < a_count; i++)
		assert_int_equal(a[i]->index, b[i]->index);
}

static void assert_same_graph(const struct graph *a, const struct graph *b)
{
	assert_int_equal(a->count, b->count);
	assert_int_equal(a->labels.count, b->labels.count);
	assert_same_links(a->items, a->count, b->items, b->count);
	assert_same_links(a->order, a->count, b->order, b->count);
	for (unsigned i = 0; i < a->count; i++) {
		const struct revision *x = a->items[i], *y = b->items[i];

		assert_int_equal(y->index, i);
		assert_ptr_equal(map_find(&b->ids, x->id), y);
		assert_same_links(x->parent, x->parent_count, y->parent, y->parent_count);
		assert_same_links(x->child, x->child_count, y->child, y->child_count);
		assert_same_links(x->dependency, x->dependency_count, y->dependency,
			y->dependency_count);
		assert_same_links(
			x->dependent, x->dependent_count, y->dependent, y->dependent_count);
		for (unsigned j = 0; j < x->labels.count; j++)
			assert_ptr_equal(map_find(&b->labels, x->labels.items[j]), y);
	}
}

static void restored_is_the_same(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct random_graph random;
		struct graph *again;
		struct pool pool;
		uint32_t *numbers, length;

		pool_init(&pool);
		random_graph(&pool, seed, &random);
		graph_save(random.graph, &pool, &numbers, &length);
		again = graph_restore(&pool, bare(&pool, random.graph), random.graph->count,
			numbers, length);
		assert_non_null(again);
		assert_same_graph(random.graph, again);
		pool_release(&pool);
	}
}

static void nothing_is_kept(void **state)
{
	struct graph *empty;
	struct pool pool;
	uint32_t *numbers, length;
	struct error err;

	(void)state;
	pool_init(&pool);
	assert_int_equal(graph_build(&pool, NULL, 0, NULL, &empty, &err), 0);
	graph_save(empty, &pool, &numbers, &length);
	assert_int_equal(length, 0);
	empty = graph_restore(&pool, NULL, 0, numbers, length);
	assert_non_null(empty);
	assert_int_equal(empty->count, 0);
	pool_release(&pool);
}

/* Whatever is accepted can be worked with: each revision once, after what is below it. */
static void assert_sound(struct pool *pool, const struct graph *graph)
{
	bool *seen = pool_array(pool, bool, graph->count);
	struct plan plan = {0};
	struct strings none = {0};
	struct error err;

	for (unsigned i = 0; i < graph->count; i++) {
		const struct revision *revision = graph->order[i];

		for (unsigned j = 0; j < revision->parent_count; j++)
			assert_true(seen[revision->parent[j]->index]);
		for (unsigned j = 0; j < revision->dependency_count; j++)
			assert_true(seen[revision->dependency[j]->index]);
		assert_false(seen[revision->index]);
		seen[revision->index] = true;
	}
	assert_int_equal(plan_upgrade(pool, graph, &none, "heads", &plan, &err), 0);
	assert_int_equal(plan.count, graph->count);
}

static unsigned try_forged(struct pool *pool, const struct graph *graph,
	const uint32_t *numbers, uint32_t length)
{
	struct graph *forged = graph_restore(
		pool, bare(pool, graph), graph->count, numbers, length);

	if (forged)
		assert_sound(pool, forged);
	return forged != NULL;
}

static void forged_numbers_are_harmless(void **state)
{
	static const uint32_t values[] = {0, 1, 2, 3, 17, 1000, INT32_MAX, UINT32_MAX};
	unsigned accepted = 0, tried = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS / 10; seed++) {
		struct random_graph random;
		struct pool pool;
		uint32_t *numbers, length;

		pool_init(&pool);
		random_graph(&pool, seed, &random);
		graph_save(random.graph, &pool, &numbers, &length);
		for (uint32_t i = 0; i < length; i++) {
			uint32_t before = numbers[i];

			assert_false(try_forged(&pool, random.graph, numbers, i));
			for (size_t j = 0; j < sizeof(values) / sizeof(*values); j++) {
				numbers[i] = values[j];
				tried += values[j] != before;
				accepted += values[j] != before &&
					    try_forged(
						    &pool, random.graph, numbers, length);
			}
			numbers[i] = before;
		}
		pool_release(&pool);
	}
	assert_true(accepted < tried / 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(restored_is_the_same),
		cmocka_unit_test(nothing_is_kept),
		cmocka_unit_test(forged_numbers_are_harmless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
