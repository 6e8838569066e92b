#include "graph/internal.h"

/*
 * The numbers: the order as indexes; then for each revision how many parents and how many
 * dependencies it has, and their indexes. Nothing in them is taken on trust: each revision
 * is in the order once, behind what it stands on, and each link is there once.
 */

struct restorer {
	struct graph *graph;
	struct revision *revisions;
	const uint32_t *numbers, *end;
	uint32_t *place; /* in the order, from 1 */
	uint32_t *stamp; /* of the last revision that linked here */
	uint32_t *children, *dependents;
};

void graph_save(
	const struct graph *graph, struct pool *pool, uint32_t **numbers, uint32_t *length)
{
	size_t count = 3 * (size_t)graph->count;
	uint32_t *at;

	for (unsigned i = 0; i < graph->count; i++)
		count += revision_below_count(graph->items[i]);
	*numbers = at = pool_array(pool, uint32_t, count);
	*length = (uint32_t)count;
	for (unsigned i = 0; i < graph->count; i++)
		*at++ = graph->order[i]->index;
	for (unsigned i = 0; i < graph->count; i++) {
		const struct revision *revision = graph->items[i];

		*at++ = revision->parent_count;
		*at++ = revision->dependency_count;
		for (unsigned j = 0; j < revision_below_count(revision); j++)
			*at++ = revision_below(revision, j)->index;
	}
}

static bool take_order(struct restorer *r)
{
	struct graph *graph = r->graph;

	if ((size_t)(r->end - r->numbers) < graph->count)
		return false;
	for (unsigned i = 0; i < graph->count; i++) {
		uint32_t index = *r->numbers++;

		if (index >= graph->count || r->place[index])
			return false;
		r->place[index] = i + 1;
		graph->order[i] = &r->revisions[index];
	}
	return true;
}

/* The links of one kind, down from a revision. */
static bool take_links(struct restorer *r, const struct revision *from,
	struct revision **links, uint32_t count, uint32_t *above)
{
	for (uint32_t i = 0; i < count; i++) {
		uint32_t index = *r->numbers++;

		if (index >= r->graph->count || r->stamp[index] == from->index + 1 ||
			r->place[index] >= r->place[from->index])
			return false;
		r->stamp[index] = from->index + 1;
		above[index]++;
		links[i] = &r->revisions[index];
	}
	return true;
}

static bool take_below(struct restorer *r, struct revision **links)
{
	for (unsigned i = 0; i < r->graph->count; i++) {
		struct revision *revision = &r->revisions[i];
		uint64_t later = 2 * (uint64_t)(r->graph->count - i - 1);
		uint32_t parents, dependencies;

		if (r->end - r->numbers < 2)
			return false;
		parents = *r->numbers++;
		dependencies = *r->numbers++;
		/* What the counts of the later ones take there is no room for in `links`.
		 */
		if (parents + (uint64_t)dependencies + later >
			(uint64_t)(r->end - r->numbers))
			return false;
		revision->index = i;
		revision->parent = links;
		revision->parent_count = parents;
		revision->dependency = links += parents;
		revision->dependency_count = dependencies;
		links += dependencies;
		if (!take_links(r, revision, revision->parent, parents, r->children) ||
			!take_links(r, revision, revision->dependency, dependencies,
				r->dependents))
			return false;
	}
	return r->numbers == r->end;
}

/* The links upwards: first where those of each revision begin, then what they are, in the
 * order of ids. The counts become how many are still to come. */
static void take_above(struct restorer *r, struct revision **links)
{
	const struct graph *graph = r->graph;

	for (unsigned i = 0; i < graph->count; i++) {
		struct revision *revision = &r->revisions[i];

		revision->child = links;
		revision->child_count = r->children[i];
		revision->dependent = links += r->children[i];
		revision->dependent_count = r->dependents[i];
		links += r->dependents[i];
	}
	for (unsigned i = 0; i < graph->count; i++) {
		struct revision *revision = &r->revisions[i];

		for (unsigned j = 0; j < revision->parent_count; j++) {
			struct revision *to = revision->parent[j];

			to->child[to->child_count - r->children[to->index]--] = revision;
		}
		for (unsigned j = 0; j < revision->dependency_count; j++) {
			struct revision *to = revision->dependency[j];

			to->dependent[to->dependent_count - r->dependents[to->index]--] =
				revision;
		}
	}
}

static void take_items(struct restorer *r)
{
	struct graph *graph = r->graph;

	for (unsigned i = 0; i < graph->count; i++) {
		struct revision *revision = &r->revisions[i];

		graph->items[i] = revision;
		for (unsigned j = 0; j < revision->labels.count; j++)
			(void)map_put(&graph->labels, revision->labels.items[j], revision);
	}
}

struct graph *graph_restore(struct pool *pool, struct revision *revisions, unsigned count,
	const uint32_t *numbers, uint32_t length)
{
	struct restorer r = {
		.revisions = revisions, .numbers = numbers, .end = numbers + length};
	struct pool scratch;
	struct revision **links;
	bool sound;

	if (length / 3 < count)
		return NULL;
	pool_init(&scratch);
	r.place = pool_array(&scratch, uint32_t, (size_t)count * 4);
	r.stamp = r.place + count;
	r.children = r.stamp + count;
	r.dependents = r.children + count;
	r.graph = graph_new(pool);
	r.graph->count = count;
	r.graph->items = pool_array(pool, struct revision *, count);
	r.graph->order = pool_array(pool, struct revision *, count);
	links = pool_array(
		pool, struct revision *, 2 * ((size_t)length - 3 * (size_t)count));
	sound = take_order(&r) && take_below(&r, links);
	if (sound) {
		take_above(&r, links + (length - 3 * count));
		take_items(&r);
	}
	pool_release(&scratch);
	return sound ? r.graph : NULL;
}
