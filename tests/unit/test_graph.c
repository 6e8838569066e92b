// links: base graph
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "random_graph.h"

struct fixture {
	struct pool pool;
	struct revision *revisions[50000];
	unsigned count;
};

static int set_up(void **state)
{
	static struct fixture fixture;

	fixture.count = 0;
	pool_init(&fixture.pool);
	*state = &fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	pool_release(&f->pool);
	return 0;
}

/* Lists have blanks between their items. */
static struct strings list(struct pool *pool, const char *text)
{
	struct strings items = {0};
	char *save = NULL;

	for (char *word = strtok_r(pool_strdup(pool, text), " ", &save); word;
		word = strtok_r(NULL, " ", &save))
		strings_add(pool, &items, word);
	return items;
}

static struct revision *add(struct fixture *f, const char *id, const char *parents,
	const char *depends_on, const char *labels)
{
	struct revision *revision = make_revision(&f->pool, id);

	revision->parents = list(&f->pool, parents);
	revision->depends_on = list(&f->pool, depends_on);
	revision->labels = list(&f->pool, labels);
	f->revisions[f->count++] = revision;
	return revision;
}

static struct graph *build(struct fixture *f)
{
	struct graph *graph = NULL;
	struct error err;

	assert_int_equal(
		graph_build(&f->pool, f->revisions, f->count, NULL, &graph, &err), 0);
	return graph;
}

static const char *ids(struct fixture *f, const struct revisions *revisions)
{
	struct strings names = {0};

	for (unsigned i = 0; i < revisions->count; i++)
		strings_add(&f->pool, &names, revisions->items[i]->id);
	return strings_join(&f->pool, &names, " ");
}

static void assert_build_error(
	struct fixture *f, enum error_code code, const char *revision, const char *message)
{
	struct graph *graph = NULL;
	struct error err = {.code = ERR_NONE};

	assert_int_equal(
		graph_build(&f->pool, f->revisions, f->count, NULL, &graph, &err), -1);
	assert_null(graph);
	assert_string_equal(error_code_name(err.code), error_code_name(code));
	assert_string_equal(err.revision, revision);
	assert_non_null(strstr(err.file, revision));
	if (!strstr(err.message, message))
		fail_msg("'%s' does not say '%s'", err.message, message);
	assert_true(err.hint[0]);
}

static void links_and_heads(void **state)
{
	struct fixture *f = *state;
	struct revisions found;
	struct graph *graph;
	struct revision *d;

	add(f, "d", "c b c", "x b x", "");
	add(f, "x", "", "", "");
	add(f, "c", "a", "", "");
	add(f, "b", "a", "", "");
	add(f, "a", "", "", "");
	graph = build(f);
	d = map_find(&graph->ids, "d");
	assert_int_equal(d->index, 3);
	assert_int_equal(d->parent_count, 2);
	assert_string_equal(d->parent[0]->id, "c");
	assert_string_equal(d->parent[1]->id, "b");
	assert_int_equal(d->dependency_count, 1);
	assert_string_equal(d->dependency[0]->id, "x");
	assert_string_equal(graph->items[0]->child[0]->id, "b");
	assert_string_equal(graph->items[0]->child[1]->id, "c");
	graph_heads(graph, &found);
	assert_string_equal(ids(f, &found), "d x");
	graph_real_heads(graph, &found);
	assert_string_equal(ids(f, &found), "d");
	graph_bases(graph, &found);
	assert_string_equal(ids(f, &found), "a x");
	graph_branch_points(graph, &found);
	assert_string_equal(ids(f, &found), "a");
	assert_true(revision_is_merge_point(d));
	assert_string_equal(graph->order[0]->id, "x");
	assert_string_equal(graph->order[4]->id, "d");
}

static void duplicates(void **state)
{
	struct fixture *f = *state;
	struct graph *graph;

	add(f, "a", "", "", "")->path = "versions/one.yaml";
	add(f, "a", "", "", "")->path = "versions/two.yaml";
	graph = build(f);
	assert_int_equal(graph->count, 1);
	assert_int_equal(graph->warnings.count, 1);
	assert_non_null(strstr(graph->warnings.items[0], "versions/one.yaml"));
	assert_non_null(strstr(graph->warnings.items[0], "versions/two.yaml"));
	memset(f->revisions[0]->digest, 'a', 40);
	f->revisions[0]->path = "versions/a_one.yaml";
	f->revisions[1]->path = "versions/a_two.yaml";
	assert_build_error(f, ERR_DUPLICATE_REVISION, "a", "versions/a_one.yaml");
}

static void labels_in_use(void **state)
{
	struct fixture *f = *state;

	add(f, "a", "", "", "one");
	add(f, "b", "a", "", "one");
	assert_build_error(f, ERR_DUPLICATE_LABEL, "b", "that of revision a");
	f->revisions[1]->labels = list(&f->pool, "a");
	assert_build_error(f, ERR_DUPLICATE_LABEL, "b", "the id of a revision");
	f->revisions[1]->labels = list(&f->pool, "two two");
	assert_build_error(f, ERR_DUPLICATE_LABEL, "b", "twice");
}

static void missing_links(void **state)
{
	struct fixture *f = *state;
	struct graph *graph;
	struct error err;

	add(f, "abcd1234", "", "", "");
	add(f, "b", "abcd1235", "", "");
	assert_build_error(f, ERR_MISSING_PARENT, "b", "abcd1235");
	assert_int_equal(graph_build(&f->pool, f->revisions, 2, NULL, &graph, &err), -1);
	assert_non_null(strstr(err.hint, "abcd1234"));
	assert_non_null(strstr(err.hint, "versions/b.yaml"));
	f->revisions[1]->parents = list(&f->pool, "abcd1234");
	f->revisions[1]->depends_on = list(&f->pool, "abcd");
	assert_build_error(f, ERR_MISSING_DEPENDENCY, "b", "abcd");
}

/* All at once, and the graph without them. */
static void problems_are_listed(void **state)
{
	struct fixture *f = *state;
	struct graph_problems problems = {0};
	struct graph *graph = NULL;
	struct error err;

	add(f, "a", "zzz", "yyy", "");
	add(f, "b", "d", "", "");
	add(f, "c", "b a", "", "");
	add(f, "d", "c", "", "");
	add(f, "e", "d e", "", "");
	add(f, "f", "e", "", "");
	add(f, "g", "f", "h", "");
	add(f, "h", "g", "", "");
	assert_int_equal(
		graph_build(&f->pool, f->revisions, f->count, &problems, &graph, &err), 0);
	assert_int_equal(problems.count, 5);
	assert_int_equal(problems.items[0].code, ERR_MISSING_PARENT);
	assert_int_equal(problems.items[1].code, ERR_MISSING_DEPENDENCY);
	assert_int_equal(problems.items[2].code, ERR_CYCLE);
	assert_non_null(strstr(problems.items[2].message, ": b, c, d"));
	assert_string_equal(problems.items[3].revision->id, "e");
	assert_non_null(strstr(problems.items[3].message, "on itself"));
	assert_non_null(strstr(problems.items[4].message, ": g, h"));
	assert_int_equal(graph->count, 8);
	assert_int_equal(map_find(&graph->ids, "b") == graph->items[1], 1);
	assert_int_equal(graph->items[1]->parent_count, 0);
	assert_int_equal(graph->items[2]->parent_count, 1);
	assert_string_equal(graph->items[2]->parent[0]->id, "a");
	assert_int_equal(graph->items[4]->parent_count, 1);
	for (unsigned i = 0; i < graph->count; i++)
		assert_non_null(graph->order[i]);
}

static void one_cycle_is_an_error(void **state)
{
	struct fixture *f = *state;

	add(f, "a", "", "", "");
	add(f, "b", "a", "d", "");
	add(f, "c", "b", "", "");
	add(f, "d", "c", "", "");
	assert_build_error(f, ERR_CYCLE, "b", "b, c, d");
}

static void names(void **state)
{
	struct fixture *f = *state;
	const struct revision *found = NULL;
	struct graph *graph;
	struct error err;

	add(f, "abcd11", "", "", "orders");
	add(f, "abcd22", "abcd11", "", "");
	add(f, "xyz", "abcd22", "", "");
	graph = build(f);
	assert_int_equal(graph_find(graph, "abcd1", &found, &err), 0);
	assert_string_equal(found->id, "abcd11");
	assert_int_equal(graph_find(graph, "orde", &found, &err), 0);
	assert_string_equal(found->id, "abcd11");
	assert_int_equal(graph_find(graph, "abcd", &found, &err), -1);
	assert_int_equal(err.code, ERR_AMBIGUOUS_REVISION);
	assert_non_null(strstr(err.message, "abcd11 and abcd22"));
	assert_int_equal(graph_find(graph, "xy", &found, &err), -1);
	assert_int_equal(err.code, ERR_NO_SUCH_REVISION);
	assert_non_null(strstr(err.hint, "xyz"));
	assert_int_equal(graph_find(graph, "", &found, &err), -1);
	assert_int_equal(err.code, ERR_USAGE);
	assert_string_equal(graph_nearest(graph, "abdc11"), "abcd11");
	assert_string_equal(graph_nearest(graph, "order"), "orders");
	assert_null(graph_nearest(graph, "nothing_like_it"));
}

static void id_and_label_rules(void **state)
{
	char id[66];

	(void)state;
	memset(id, 'a', sizeof(id));
	id[64] = '\0';
	assert_true(revision_id_valid(id));
	id[64] = 'a';
	id[65] = '\0';
	assert_false(revision_id_valid(id));
	assert_false(revision_id_valid(""));
	assert_false(revision_id_valid("a-b"));
	assert_true(branch_label_valid("päyments/2"));
	assert_false(branch_label_valid("a b"));
	assert_false(branch_label_valid(""));
	assert_false(branch_label_valid("a@b"));
}

/* --- random graphs --- */

/* Alembic's _topological_sort, word for word, with its ancestor sets as a matrix. */
struct alembic {
	const struct random_graph *g;
	const struct revision *heads[RANDOM_MAX];
	bool done[RANDOM_MAX];
	unsigned count, at; /* heads; the candidate's place */
};

/* The first head that reaches the candidate; count when none does. */
static unsigned blocker(const struct alembic *a)
{
	for (unsigned i = 0; i < a->count; i++) {
		if (i != a->at && a->g->d[a->heads[i]->index][a->heads[a->at]->index])
			return i;
	}
	return a->count;
}

static bool is_to_add(const struct alembic *a, const struct revision *below)
{
	for (unsigned i = 0; i < a->count; i++) {
		if (a->heads[i] == below)
			return false;
	}
	return !a->done[below->index];
}

static void go_down(struct alembic *a)
{
	const struct revision *from = a->heads[a->at];
	unsigned added = 0;

	for (unsigned i = 0; i < from->parent_count + from->dependency_count; i++) {
		const struct revision *below =
			i < from->parent_count ? from->parent[i]
					       : from->dependency[i - from->parent_count];

		if (!is_to_add(a, below))
			continue;
		if (added++)
			a->heads[a->count++] = below;
		else
			a->heads[a->at] = below;
	}
	if (added)
		return;
	for (unsigned i = a->at; i + 1 < a->count; i++)
		a->heads[i] = a->heads[i + 1];
	a->count--;
	a->at = a->at ? a->at - 1 : 0;
}

static void alembic_order(const struct random_graph *g, struct revisions *out)
{
	struct alembic a = {.g = g};
	struct revisions top;

	graph_real_heads(g->graph, &top);
	for (unsigned i = 0; i < top.count; i++)
		a.heads[a.count++] = top.items[i];
	while (a.count) {
		unsigned first = blocker(&a);

		if (first < a.count) {
			a.at = first;
			continue;
		}
		a.done[a.heads[a.at]->index] = true;
		revisions_add(g->graph->pool, out, a.heads[a.at]);
		go_down(&a);
	}
}

static void order_is_alembics(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 3000; seed++) {
		struct revisions want = {0};
		struct random_graph g;
		struct pool pool;

		pool_init(&pool);
		random_graph(&pool, seed, &g);
		alembic_order(&g, &want);
		assert_int_equal(want.count, g.graph->count);
		for (unsigned i = 0; i < want.count; i++)
			assert_ptr_equal(want.items[i], g.graph->order[want.count - 1 - i]);
		pool_release(&pool);
	}
}

static void marks_are_reach(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 300; seed++) {
		struct random_graph g;
		struct pool pool;

		pool_init(&pool);
		random_graph(&pool, seed, &g);
		for (unsigned i = 0; i < g.graph->count; i++) {
			bool p[RANDOM_MAX] = {false}, d[RANDOM_MAX] = {false};
			bool up[RANDOM_MAX] = {false};

			graph_mark_ancestors(g.graph, g.graph->items[i], false, p);
			graph_mark_ancestors(g.graph, g.graph->items[i], true, d);
			graph_mark_descendants(g.graph, g.graph->items[i], true, up);
			assert_memory_equal(p, g.p[i], sizeof(p));
			assert_memory_equal(d, g.d[i], sizeof(d));
			for (unsigned j = 0; j < g.graph->count; j++)
				assert_int_equal(up[j], g.d[j][i]);
		}
		pool_release(&pool);
	}
}

static bool narrow(const struct revision *revision)
{
	return revision->child_count + revision->dependent_count < 2 &&
	       revision->parent_count < 2;
}

/* Does the label of `from` hold for `to`, by the definition? */
static bool carries(const struct random_graph *g, const struct revision *from,
	const struct revision *to)
{
	if (g->p[to->index][from->index])
		return true;
	while (narrow(from) && from->parent_count) {
		from = from->parent[0];
		if (!narrow(from))
			return false;
		if (from == to)
			return true;
	}
	return false;
}

static void lineage_labels(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 1000; seed++) {
		struct random_graph g;
		struct pool pool;

		pool_init(&pool);
		random_graph(&pool, seed, &g);
		for (unsigned i = 0; i < g.graph->count; i++) {
			const struct revision *to = g.graph->items[i];
			struct strings want = {0}, one;

			for (unsigned j = 0; j < g.graph->count; j++) {
				const struct revision *from = g.graph->items[j];

				if (from->labels.count && carries(&g, from, to))
					strings_add(&pool, &want, from->labels.items[0]);
			}
			strings_sort(&want);
			graph_lineage_labels(g.graph, to, &one);
			assert_true(strings_equal(&want, &one));
		}
		pool_release(&pool);
	}
}

/* --- size --- */

/* A chain, and a circle of it: nothing may recurse. */
static void deep_graphs(void **state)
{
	struct fixture *f = *state;
	struct graph_problems problems = {0};
	struct graph *graph;
	struct strings rows;
	struct error err;
	struct plan plan;
	const unsigned deep = 50000;

	for (unsigned i = 0; i < deep; i++)
		add(f, pool_printf(&f->pool, "r%05u", i),
			i ? pool_printf(&f->pool, "r%05u", i - 1) : "", "", "");
	graph = build(f);
	assert_string_equal(graph->order[deep - 1]->id, "r49999");
	rows = list(&f->pool, "r49999");
	assert_int_equal(
		plan_downgrade(&f->pool, graph, &rows, NULL, "base", &plan, &err), 0);
	assert_int_equal(plan.count, deep);
	f->revisions[0]->parents = list(&f->pool, "r49999");
	assert_int_equal(
		graph_build(&f->pool, f->revisions, f->count, &problems, &graph, &err), 0);
	assert_int_equal(problems.count, 1);
	assert_int_equal(problems.items[0].code, ERR_CYCLE);
}

/* A broken tree, as a bad merge leaves it: the problems are listed, each in little time. */
static void many_missing_links(void **state)
{
	struct fixture *f = *state;
	struct graph_problems problems = {0};
	struct graph *graph;
	struct error err;

	for (unsigned i = 0; i < 20000; i++)
		add(f, pool_printf(&f->pool, "a%011u", i),
			pool_printf(&f->pool, "b%011u", i), "", "");
	assert_int_equal(
		graph_build(&f->pool, f->revisions, f->count, &problems, &graph, &err), 0);
	assert_int_equal(problems.count, 20000);
	assert_non_null(strstr(problems.items[0].hint, "Did you mean"));
	assert_null(strstr(problems.items[19999].hint, "Did you mean"));
}

/* So many branches that the search for Alembic's order is given up: still an order. */
static void wide_merges(void **state)
{
	struct fixture *f = *state;
	unsigned place[16384];
	struct graph *graph;
	const size_t width = 300, deep = 40;
	struct strings tips = {0};

	add(f, "base", "", "", "");
	for (size_t i = 0; i < width * deep; i++)
		add(f, pool_printf(&f->pool, "r%05zu", i),
			i % deep ? f->revisions[f->count - 1]->id : "base", "", "");
	for (size_t i = 1; i <= width; i++)
		strings_add(&f->pool, &tips, f->revisions[i * deep]->id);
	add(f, "merge", "", "", "")->parents = tips;
	graph = build(f);
	for (unsigned i = 0; i < graph->count; i++)
		place[graph->order[i]->index] = i;
	for (unsigned i = 0; i < graph->count; i++) {
		const struct revision *revision = graph->items[i];

		assert_ptr_equal(graph->order[place[i]], revision);
		for (unsigned j = 0; j < revision->parent_count; j++)
			assert_true(place[revision->parent[j]->index] < place[i]);
	}
}

static void many_labels_stay_small(void **state)
{
	struct fixture *f = *state;
	struct strings labels = {0};
	struct graph *graph;
	size_t before;
	const unsigned deep = 20000;

	for (unsigned i = 0; i < deep; i++)
		add(f, pool_printf(&f->pool, "r%05u", i),
			i ? pool_printf(&f->pool, "r%05u", i - 1) : "", "",
			i % 100 ? "" : pool_printf(&f->pool, "l%05u", i));
	graph = build(f);
	before = f->pool.bytes;
	for (unsigned i = 0; i < deep; i++) {
		graph_lineage_labels(graph, graph->items[i], &labels);
		assert_int_equal(labels.count, deep / 100);
	}
	assert_true(f->pool.bytes - before < (size_t)16 << 20);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(links_and_heads),
		TEST(duplicates),
		TEST(labels_in_use),
		TEST(missing_links),
		TEST(problems_are_listed),
		TEST(one_cycle_is_an_error),
		TEST(names),
		TEST(id_and_label_rules),
		TEST(order_is_alembics),
		TEST(marks_are_reach),
		TEST(lineage_labels),
		TEST(deep_graphs),
		TEST(many_missing_links),
		TEST(wide_merges),
		TEST(many_labels_stay_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
