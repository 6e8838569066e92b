// links: base graph
#include "graph/plan.h"

#include <stdint.h>
#include <string.h>

/*
 * Any text as a target, a range and a name, against a few graphs and databases. What comes
 * out is not judged, but the plans are walked through: rows that a step removes are there,
 * and a failure says what is wrong.
 */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct line {
	const char *id, *parents, *depends_on, *label;
};

static const struct line chain[] = {
	{"r1aa11", "", "", ""},
	{"r2bb22", "r1aa11", "", "lib-1"},
	{"r3cc33", "r2bb22", "", ""},
	{NULL, NULL, NULL, NULL},
};

static const struct line branches[] = {
	{"o", "", "", ""},
	{"p1", "o", "", "pay"},
	{"p2", "p1", "", ""},
	{"q111", "o", "p1", "payments"},
	{"q112", "q111", "", ""},
	{"merge", "p2 q111", "", ""},
	{"x", "", "q111", "head_of"},
	{NULL, NULL, NULL, NULL},
};

static const struct line none[] = {{NULL, NULL, NULL, NULL}};

static const struct {
	const struct line *lines;
	const char *rows;
} worlds[] = {
	{chain, ""},
	{chain, "r2bb22"},
	{branches, "p2 x"},
	{branches, "merge q112 p1"},
	{branches, "gone"},
	{none, ""},
};

static struct strings list(struct pool *pool, const char *text)
{
	struct strings items = {0};
	char *save = NULL;

	for (char *word = strtok_r(pool_strdup(pool, text), " ", &save); word;
		word = strtok_r(NULL, " ", &save))
		strings_add(pool, &items, word);
	return items;
}

static struct graph *build(struct pool *pool, const struct line *lines)
{
	struct revision *revisions[16];
	struct graph *graph = NULL;
	unsigned count = 0;

	for (; lines->id; lines++) {
		struct revision *revision = pool_new(pool, struct revision);

		revision->id = lines->id;
		revision->path = lines->id;
		revision->parents = list(pool, lines->parents);
		revision->depends_on = list(pool, lines->depends_on);
		revision->labels = list(pool, lines->label);
		revisions[count++] = revision;
	}
	if (graph_build(pool, revisions, count, NULL, &graph, NULL))
		__builtin_trap();
	return graph;
}

static void check(int result, const struct error *err)
{
	if (result && (!err->code || !err->message[0]))
		__builtin_trap();
}

static void check_plan(int result, const struct strings *start, const struct plan *plan,
	struct pool *pool, const struct error *err)
{
	struct strings rows = {0};

	check(result, err);
	for (unsigned i = 0; i < start->count; i++)
		strings_add(pool, &rows, start->items[i]);
	for (unsigned i = 0; !result && i < plan->count; i++) {
		const struct step *step = &plan->items[i];

		for (unsigned j = 0; j < step->removes.count; j++) {
			unsigned at = 0;

			while (at < rows.count &&
				strcmp(rows.items[at], step->removes.items[j]) != 0)
				at++;
			if (at == rows.count)
				__builtin_trap();
			rows.items[at] = rows.items[--rows.count];
		}
		for (unsigned j = 0; j < step->adds.count; j++)
			strings_add(pool, &rows, step->adds.items[j]);
	}
	strings_sort(&rows);
	if (!result && !strings_equal(&rows, &plan->rows))
		__builtin_trap();
}

static void plan_all(struct pool *pool, const struct graph *graph,
	const struct strings *rows, const char *text)
{
	struct strings texts = list(pool, text), start = {0};
	struct error err = {.code = ERR_NONE};
	struct plan plan = {0};
	int result;

	result = plan_upgrade(pool, graph, rows, text, &plan, &err);
	check_plan(result, rows, &plan, pool, &err);
	result = plan_downgrade(pool, graph, rows, &texts, text, &plan, &err);
	check_plan(result, rows, &plan, pool, &err);
	result = plan_stamp(pool, graph, rows, &texts, false, &plan, &err);
	check_plan(result, rows, &plan, pool, &err);
	for (enum step_kind kind = STEP_UPGRADE; kind <= STEP_DOWNGRADE; kind++) {
		result = plan_sql_range(pool, graph, kind, text, &start, &plan, &err);
		check_plan(result, &start, &plan, pool, &err);
	}
	result = plan_stamp_sql(pool, graph, &texts, &start, &plan, &err);
	check_plan(result, &start, &plan, pool, &err);
}

static void read_all(struct pool *pool, const struct graph *graph,
	const struct strings *rows, const char *text)
{
	struct new_revision wanted = {.id = text, .head = text};
	struct strings texts = list(pool, text), parents, depends_on;
	struct error err = {.code = ERR_NONE};
	const struct revision *found;
	struct revisions several;

	wanted.labels = wanted.depends_on = texts;
	check(graph_find(graph, text, &found, &err), &err);
	check(graph_resolve(pool, graph, rows, text, &several, &err), &err);
	check(graph_history(pool, graph, rows, text, &several, &err), &err);
	check(graph_merge_parents(pool, graph, &texts, true, &several, &err), &err);
	check(graph_new_revision(pool, graph, &wanted, &parents, &depends_on, &err), &err);
	wanted.id = NULL;
	wanted.labels.count = 0;
	check(graph_new_revision(pool, graph, &wanted, &parents, &depends_on, &err), &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool pool;
	char *text;

	if (size > 4096)
		return 0;
	pool_init(&pool);
	text = pool_strndup(&pool, (const char *)data, size);
	for (size_t i = 0; i < sizeof(worlds) / sizeof(*worlds); i++) {
		struct graph *graph = build(&pool, worlds[i].lines);
		struct strings rows = list(&pool, worlds[i].rows);

		plan_all(&pool, graph, &rows, text);
		read_all(&pool, graph, &rows, text);
	}
	pool_release(&pool);
	return 0;
}
