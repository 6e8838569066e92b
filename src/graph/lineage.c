#include "graph/internal.h"

#include <string.h>

/*
 * A label holds upwards for the P-descendants of its revision, and downwards from it until
 * the next branch or merge point (dependents count as branches there, as in Alembic). The
 * lists are shared between neighbours that have the same, since most have.
 */

/* Does a label go on from here to the parent? */
static bool passes_down(const struct revision *revision)
{
	return revision_above_count(revision) < 2 && revision->parent_count < 2;
}

/* a and b together, sorted, each once; one of them when it has the other's. */
static struct strings merge(
	struct pool *pool, const struct strings *a, const struct strings *b)
{
	struct strings merged = {0};
	unsigned i = 0, j = 0;

	if (!b->count || a->items == b->items)
		return *a;
	if (!a->count)
		return *b;
	while (i < a->count || j < b->count) {
		int order = i == a->count   ? 1
			    : j == b->count ? -1
					    : strcmp(a->items[i], b->items[j]);

		strings_add(pool, &merged, order <= 0 ? a->items[i] : b->items[j]);
		i += order <= 0;
		j += order >= 0;
	}
	return merged.count == a->count ? *a : merged;
}

static bool same(const struct strings *a, const struct strings *b)
{
	return a->items == b->items && a->count == b->count;
}

static struct strings own_labels(struct pool *pool, const struct revision *revision)
{
	struct strings own = {0};

	for (unsigned i = 0; i < revision->labels.count; i++)
		strings_add(pool, &own, revision->labels.items[i]);
	strings_sort(&own);
	return own;
}

/* By index: the labels that come down to a revision, its own among them. */
static struct strings *labels_from_above(const struct graph *graph)
{
	struct strings *down = pool_array(graph->pool, struct strings, graph->count);

	for (unsigned i = graph->count; i-- > 0;) {
		const struct revision *revision = graph->order[i];
		struct strings own = own_labels(graph->pool, revision);

		if (!passes_down(revision))
			continue;
		if (revision->child_count) /* its list is empty where nothing passes */
			own = merge(graph->pool, &down[revision->child[0]->index], &own);
		down[revision->index] = own;
	}
	return down;
}

static struct strings *labels_from_below(const struct graph *graph)
{
	struct strings *up = pool_array(graph->pool, struct strings, graph->count);

	for (unsigned i = 0; i < graph->count; i++) {
		const struct revision *revision = graph->order[i];
		struct strings own = own_labels(graph->pool, revision);

		for (unsigned j = 0; j < revision->parent_count; j++)
			own = merge(graph->pool, &up[revision->parent[j]->index], &own);
		up[revision->index] = own;
	}
	return up;
}

static void find_all(const struct graph *graph, struct strings *labels)
{
	const struct strings *down = labels_from_above(graph),
			     *up = labels_from_below(graph);

	for (unsigned i = 0; i < graph->count; i++) {
		const struct revision *revision = graph->order[i];
		unsigned at = revision->index;
		unsigned from = revision->parent_count ? revision->parent[0]->index : at;

		if (from != at && same(&up[from], &up[at]) && same(&down[from], &down[at]))
			labels[at] = labels[from];
		else
			labels[at] = merge(graph->pool, &up[at], &down[at]);
	}
}

void graph_lineage_labels(
	const struct graph *graph, const struct revision *revision, struct strings *labels)
{
	struct graph_lineage *lineage = graph->lineage;

	if (!lineage->labels) {
		lineage->labels = pool_array(graph->pool, struct strings, graph->count);
		find_all(graph, lineage->labels);
	}
	*labels = lineage->labels[revision->index];
	labels->cap = 0; /* who adds to it adds to a copy */
}
