// links: base graph
#include "graph/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/*
 * How the graph's work grows: each shape at 1,000, 10,000 and 50,000 revisions, the least
 * of five rounds in milliseconds, and the time per revision against that at 10,000 (about 1
 * when it grows linearly; larger graphs leave the caches). Memory is what the pool was
 * asked for.
 */

enum shape { LINEAR, COMB, MERGED, FAN, LADDER, LABELLED, SHAPES };
static const char *const shape_names[] = {
	"linear", "comb", "merged", "fan", "ladder", "labelled"};

enum work { BUILD, HEADS, UP, DOWN, DOWN_N, HISTORY, RANGE, CURRENT, STAMP, LABELS, WORKS };
static const char *const work_names[] = {"build", "heads", "upgrade heads",
	"downgrade base", "downgrade -N", "history", "history A:", "current", "stamp heads",
	"lineage labels"};

static const unsigned sizes[] = {1000, 10000, 50000};
#define SIZES 3

static const char *id(struct pool *pool, unsigned i)
{
	/* The order of ids is not that of links. */
	return pool_printf(pool, "%08x%04x", (i + 1) * 2654435761U, i & 0xffff);
}

/* 0 to 2 parents, as differences to i. */
static unsigned parents_of(enum shape shape, unsigned i, unsigned count, unsigned *back)
{
	unsigned half = count / 2;

	if (!i)
		return 0;
	back[0] = 1;
	switch (shape) {
	case COMB: /* 0 <- 1, 2 <- 3 <- 4, 5 <- 6 */
		back[0] = i % 3 == 2 ? 2 : 1;
		back[1] = 2;
		return i % 3 == 0 ? 2 : 1;
	case MERGED: /* two branches of half the revisions, then a merge */
		back[0] = i == half ? half : 1;
		back[1] = i - half + 1;
		return i == count - 1 ? 2 : 1;
	case FAN:
		back[0] = i;
		return 1;
	case LADDER: /* each merges the two before it */
		back[1] = 2;
		return i > 1 ? 2 : 1;
	default:
		return 1;
	}
}

static struct revision **make(struct pool *pool, enum shape shape, unsigned count)
{
	struct revision **revisions = pool_array(pool, struct revision *, count);

	for (unsigned i = 0; i < count; i++) {
		struct revision *revision = pool_new(pool, struct revision);
		unsigned back[2], parents = parents_of(shape, i, count, back);

		revision->id = id(pool, i);
		for (unsigned j = 0; j < parents; j++)
			strings_add(pool, &revision->parents, revisions[i - back[j]]->id);
		if (shape == LABELLED && i % (count / 20) == 0)
			strings_add(
				pool, &revision->labels, pool_printf(pool, "label%u", i));
		revisions[i] = revision;
	}
	return revisions;
}

struct bench {
	struct pool *pool;
	struct revision **revisions;
	unsigned count;
	struct graph *graph;
	struct strings none, top, heads;
};

static int run(struct bench *b, enum work work, struct error *err)
{
	struct revisions list;
	struct strings labels;
	struct plan plan;
	char range[80];

	snprintf(range, sizeof(range), "%s:", b->revisions[0]->id);
	switch (work) {
	case BUILD:
		return graph_build(b->pool, b->revisions, b->count, NULL, &b->graph, err);
	case HEADS:
		graph_heads(b->graph, &list);
		return 0;
	case UP:
		return plan_upgrade(b->pool, b->graph, &b->none, "heads", &plan, err);
	case DOWN:
		return plan_downgrade(b->pool, b->graph, &b->top, NULL, "base", &plan, err);
	case DOWN_N:
		snprintf(range, sizeof(range), "-%u", b->count);
		return plan_downgrade(b->pool, b->graph, &b->top, NULL, range, &plan, err);
	case HISTORY:
		return graph_history(b->pool, b->graph, &b->top, NULL, &list, err);
	case RANGE:
		return graph_history(b->pool, b->graph, &b->top, range, &list, err);
	case CURRENT:
		return graph_current(b->pool, b->graph, &b->top, &list, err);
	case STAMP:
		return plan_stamp(
			b->pool, b->graph, &b->none, &b->heads, false, &plan, err);
	default:
		for (unsigned i = 0; i < b->count; i++)
			graph_lineage_labels(b->graph, b->graph->items[i], &labels);
		return 0;
	}
}

static double now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
	return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

static void measure(
	enum shape shape, unsigned count, double *least, size_t *bytes, const char **failed)
{
	struct error err;

	for (unsigned round = 0; round < 5; round++) {
		struct bench b = {.count = count};
		struct revisions heads;
		struct pool pool;

		pool_init(&pool);
		b.pool = &pool;
		b.revisions = make(&pool, shape, count);
		strings_add(&pool, &b.heads, "heads");
		for (unsigned work = 0; work < WORKS; work++) {
			size_t before = pool.bytes;
			double start = now(), took;

			if (run(&b, work, &err))
				*failed = pool_strdup(b.graph->pool, err.message);
			took = now() - start;
			if (!round || took < least[work])
				least[work] = took;
			bytes[work] = pool.bytes - before;
			if (work != BUILD)
				continue;
			graph_real_heads(b.graph, &heads);
			for (unsigned i = 0; i < heads.count; i++)
				strings_add(&pool, &b.top, heads.items[i]->id);
		}
		if (*failed) {
			fprintf(stderr, "%s: %s\n", shape_names[shape], *failed);
			exit(1);
		}
		pool_release(&pool);
	}
}

static void report(enum shape shape)
{
	double least[SIZES][WORKS];
	size_t bytes[SIZES][WORKS];
	const char *failed = NULL;

	for (unsigned i = 0; i < SIZES; i++)
		measure(shape, sizes[i], least[i], bytes[i], &failed);
	for (unsigned work = 0; work < WORKS; work++) {
		printf("%-9s %-15s", shape_names[shape], work_names[work]);
		for (unsigned i = 0; i < SIZES; i++)
			printf(" %9.3f", least[i][work]);
		printf("  time x%4.1f x%4.1f", least[0][work] * 10 / least[1][work],
			least[2][work] / 5 / least[1][work]);
		printf("  memory x%4.1f x%4.1f\n",
			(double)bytes[0][work] * 10 / (double)(bytes[1][work] + 1),
			(double)bytes[2][work] / 5 / (double)(bytes[1][work] + 1));
	}
}

int main(void)
{
	printf("%-9s %-15s %9u %9u %9u  ms; per revision against 10,000\n", "shape", "work",
		sizes[0], sizes[1], sizes[2]);
	for (enum shape shape = 0; shape < SHAPES; shape++)
		report(shape);
	return 0;
}
