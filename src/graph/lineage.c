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

void graph_all_lineage_labels(
	const struct graph *graph, struct pool *pool, struct strings *labels)
{
	struct strings *down = pool_array(pool, struct strings, graph->count);
	struct strings *up = pool_array(pool, struct strings, graph->count);

	for (unsigned i = graph->count; i-- > 0;) {
		const struct revision *revision = graph->order[i];
		struct strings own = own_labels(pool, revision);
		const struct revision *child = revision->child_count == 1
						       ? revision->child[0]
						       : NULL;

		if (!passes_down(revision))
			continue;
		if (child) /* its list is empty where nothing passes */
			own = merge(pool, &down[child->index], &own);
		down[revision->index] = own;
	}
	for (unsigned i = 0; i < graph->count; i++) {
		const struct revision *revision = graph->order[i];
		struct strings own = own_labels(pool, revision);

		for (unsigned j = 0; j < revision->parent_count; j++)
			own = merge(pool, &up[revision->parent[j]->index], &own);
		up[revision->index] = own;
	}
	for (unsigned i = 0; i < graph->count; i++) {
		const struct revision *revision = graph->order[i];
		unsigned at = revision->index;
		unsigned from = revision->parent_count ? revision->parent[0]->index : at;

		if (from != at && same(&up[from], &up[at]) && same(&down[from], &down[at]))
			labels[at] = labels[from];
		else
			labels[at] = merge(pool, &up[at], &down[at]);
	}
}

void graph_lineage_labels(
	const struct graph *graph, const struct revision *revision, struct strings *labels)
{
	struct pool scratch;
	bool *below;

	pool_init(&scratch);
	below = pool_array(&scratch, bool, graph->count);
	graph_mark_one(graph, revision, DOWN, false, below);
	for (const struct revision *at = revision; passes_down(at) && at->child_count;) {
		at = at->child[0];
		if (!passes_down(at))
			break;
		below[at->index] = true;
	}
	*labels = (struct strings){0};
	for (unsigned i = 0; i < graph->count; i++) {
		for (unsigned j = 0; j < graph->items[i]->labels.count && below[i]; j++)
			strings_add(graph->pool, labels, graph->items[i]->labels.items[j]);
	}
	strings_sort(labels);
	pool_release(&scratch);
}
