#include "graph/internal.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Missing links for which a name that is like theirs is looked for: each looks at all. */
#define MAX_GUESSES 10

struct builder {
	struct graph *graph;
	struct pool *pool;
	struct graph_problems *problems; /* NULL: the first one ends it */
	struct error *err;
	unsigned guesses;
	unsigned *stamp; /* of the last revision that linked here, to drop double links */
	struct revision *
		*links; /* the arrays of all revisions are one; what is left of it */
};

static const char *path_of(const struct revision *revision)
{
	return revision->path ? revision->path : revision->id;
}

static int take_problem(struct builder *b, struct graph_problem found)
{
	if (b->problems) {
		POOL_PUSH(b->pool, b->problems->items, b->problems->count, b->problems->cap,
			found);
		return 0;
	}
	(void)error_set_at(
		b->err, found.code, found.revision->path, 0, 0, "%s", found.message);
	if (b->err) {
		snprintf(b->err->revision, sizeof(b->err->revision), "%s",
			found.revision->id);
		snprintf(b->err->missing, sizeof(b->err->missing), "%s",
			found.missing ? found.missing : "");
	}
	return error_hint(b->err, "%s", found.hint);
}

static int problem(struct builder *b, enum error_code code, const struct revision *revision,
	const char *message, const char *hint)
{
	return take_problem(b, (struct graph_problem){.code = code,
				       .revision = revision,
				       .message = message,
				       .hint = hint});
}

static int compare(const void *a, const void *b)
{
	const struct revision *x = *(struct revision *const *)a;
	const struct revision *y = *(struct revision *const *)b;
	int order = strcmp(x->id, y->id);

	return order ? order : strcmp(path_of(x), path_of(y));
}

static bool is_approved(const struct revision *revision)
{
	return revision->review == REVIEW_APPROVED && revision->review_digest &&
	       !strcmp(revision->review_digest, revision->digest);
}

/* The same twice. A copy that nobody has approved stands for both: whichever name comes
 * first, nothing counts as reviewed because of the other one. */
static void fold(struct builder *b, struct revision **kept, struct revision *copy)
{
	struct revision *before = *kept;

	strings_add(b->pool, &b->graph->warnings,
		pool_printf(b->pool,
			"revision %s is in two files with the same content, %s and %s",
			copy->id, path_of(before), path_of(copy)));
	if (!is_approved(before) || is_approved(copy))
		return;
	copy->index = before->index;
	*kept = copy;
}

/* One revision for each id, in the order of ids. */
static int take_items(struct builder *b, struct revision *const *revisions, unsigned count)
{
	struct graph *graph = b->graph;
	struct revision **all = pool_array(b->pool, struct revision *, count);

	for (unsigned i = 0; i < count; i++)
		all[i] = revisions[i];
	if (count)
		qsort(all, count, sizeof(struct revision *), compare);
	graph->items = all;
	for (unsigned i = 0; i < count; i++) {
		struct revision *revision = all[i];
		struct revision *before = graph->count ? all[graph->count - 1] : NULL;

		if (!before || strcmp(before->id, revision->id) != 0) {
			revision->index = graph->count;
			all[graph->count++] = revision;
			continue;
		}
		if (!strcmp(before->digest, revision->digest)) {
			fold(b, &all[graph->count - 1], revision);
			continue;
		}
		if (problem(b, ERR_DUPLICATE_REVISION, revision,
			    pool_printf(b->pool,
				    "revision %s is in two files with different content, "
				    "%s and %s",
				    revision->id, path_of(before), path_of(revision)),
			    "Remove one of the two files, or give one of them an id of its "
			    "own."))
			return -1;
	}
	return 0;
}

static int take_label(struct builder *b, struct revision *revision, const char *label)
{
	const struct revision *other = map_find(&b->graph->labels, label);
	const char *message;

	if (other == revision)
		message = pool_printf(b->pool, "revision %s has the branch label %s twice",
			revision->id, label);
	else if (other)
		message = pool_printf(b->pool,
			"the branch label %s of revision %s is that of revision %s as well",
			label, revision->id, other->id);
	else if (map_find(&b->graph->ids, label))
		message = pool_printf(b->pool,
			"the branch label %s of revision %s is the id of a revision", label,
			revision->id);
	else {
		(void)map_put(&b->graph->labels, label, revision);
		return 0;
	}
	return problem(b, ERR_DUPLICATE_LABEL, revision, message,
		pool_printf(b->pool,
			"Remove the label from branch_labels in %s, or change it.",
			path_of(revision)));
}

static int take_labels(struct builder *b)
{
	for (unsigned i = 0; i < b->graph->count; i++) {
		struct revision *revision = b->graph->items[i];

		for (unsigned j = 0; j < revision->labels.count; j++) {
			if (take_label(b, revision, revision->labels.items[j]))
				return -1;
		}
	}
	return 0;
}

static int missing(struct builder *b, const struct revision *revision, const char *name,
	bool dependency)
{
	bool guess = b->guesses++ < MAX_GUESSES;
	const char *whole = guess ? graph_whole_id(b->graph, name) : NULL;
	const char *near = guess && !whole ? graph_nearest(b->graph, name) : NULL;
	struct text hint;

	text_init(&hint, b->pool);
	if (whole)
		text_printf(&hint, "Write the whole id %s in %s of %s.", whole,
			dependency ? "depends_on" : "parents", path_of(revision));
	else if (near)
		text_printf(&hint, "Did you mean %s? ", near);
	if (!whole)
		text_printf(&hint,
			"Correct %s in %s, or bring the manifest of %s back: it may be on "
			"another "
			"branch, or not committed.",
			dependency ? "depends_on" : "parents", path_of(revision), name);
	return take_problem(
		b, (struct graph_problem){
			   .code = dependency ? ERR_MISSING_DEPENDENCY : ERR_MISSING_PARENT,
			   .revision = revision,
			   .message = pool_printf(b->pool,
				   "revision %s %s %s, which no manifest has", revision->id,
				   dependency ? "depends on" : "has the parent", name),
			   .hint = hint.data,
			   /* One that is cut short is nowhere else. */
			   .missing = whole ? NULL : name,
		   });
}

/* Parents by id; dependencies by id or label. Double links count once. */
static int link_down(struct builder *b, struct revision *revision, bool dependency)
{
	const struct strings *names = dependency ? &revision->depends_on
						 : &revision->parents;
	struct revision **links = b->links;
	unsigned count = 0;

	for (unsigned i = 0; i < names->count; i++) {
		const char *name = names->items[i];
		struct revision *to = dependency ? graph_exact(b->graph, name)
						 : map_find(&b->graph->ids, name);

		if (!to) {
			if (missing(b, revision, name, dependency))
				return -1;
			continue;
		}
		if (b->stamp[to->index] == revision->index + 1)
			continue;
		b->stamp[to->index] = revision->index + 1;
		links[count++] = to;
	}
	b->links += count;
	if (dependency) {
		revision->dependency = links;
		revision->dependency_count = count;
	} else {
		revision->parent = links;
		revision->parent_count = count;
	}
	return 0;
}

static void count_up(const struct revision *revision)
{
	for (unsigned i = 0; i < revision->parent_count; i++)
		revision->parent[i]->child_count++;
	for (unsigned i = 0; i < revision->dependency_count; i++)
		revision->dependency[i]->dependent_count++;
}

static void link_up(struct revision *revision)
{
	for (unsigned i = 0; i < revision->parent_count; i++) {
		struct revision *parent = revision->parent[i];

		parent->child[parent->child_count++] = revision;
	}
	for (unsigned i = 0; i < revision->dependency_count; i++) {
		struct revision *dependency = revision->dependency[i];

		dependency->dependent[dependency->dependent_count++] = revision;
	}
}

static size_t names_count(const struct graph *graph)
{
	size_t count = 0;

	for (unsigned i = 0; i < graph->count; i++)
		count += graph->items[i]->parents.count + graph->items[i]->depends_on.count;
	return count;
}

static int take_links(struct builder *b)
{
	struct graph *graph = b->graph;

	b->links = pool_array(b->pool, struct revision *, 2 * names_count(graph));
	for (unsigned i = 0; i < graph->count; i++) {
		struct revision *revision = graph->items[i];

		revision->child_count = revision->dependent_count = 0;
		if (link_down(b, revision, false) || link_down(b, revision, true))
			return -1;
	}
	for (unsigned i = 0; i < graph->count; i++)
		count_up(graph->items[i]);
	for (unsigned i = 0; i < graph->count; i++) {
		struct revision *r = graph->items[i];

		r->child = b->links;
		r->dependent = r->child + r->child_count;
		b->links = r->dependent + r->dependent_count;
		r->child_count = r->dependent_count = 0;
	}
	for (unsigned i = 0; i < graph->count; i++)
		link_up(graph->items[i]);
	return 0;
}

static int report_cycle(struct builder *b, const struct revisions *members)
{
	const struct revision *first = members->items[0];
	struct text message, hint;

	text_init(&message, b->pool);
	text_init(&hint, b->pool);
	if (members->count == 1) {
		text_printf(&message, "revision %s stands on itself", first->id);
	} else {
		text_add(&message, "revisions stand on one another in a circle: ");
		for (unsigned i = 0; i < members->count; i++)
			text_printf(&message, "%s%s", i ? ", " : "", members->items[i]->id);
	}
	text_printf(&hint,
		"Take one of these links out of parents or depends_on, for example in %s.",
		path_of(first));
	return problem(b, ERR_CYCLE, first, message.data, hint.data);
}

static unsigned without_component(
	struct revision **links, unsigned count, const unsigned *component, unsigned own)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < count; i++) {
		if (component[links[i]->index] != own)
			links[kept++] = links[i];
	}
	return kept;
}

static bool stands_on_itself(const struct revision *revision)
{
	for (unsigned i = 0; i < revision_below_count(revision); i++) {
		if (revision_below(revision, i) == revision)
			return true;
	}
	return false;
}

/* The links within each cycle are reported and left out. */
static int break_cycles(struct builder *b, const unsigned *component,
	struct revisions *members /* by component */)
{
	struct graph *graph = b->graph;

	for (unsigned i = 0; i < graph->count; i++) {
		const struct revisions *own = &members[component[i]];

		if (own->items[0] != graph->items[i])
			continue;
		if (own->count > 1 || stands_on_itself(graph->items[i])) {
			if (report_cycle(b, own))
				return -1;
		}
	}
	for (unsigned i = 0; i < graph->count; i++) {
		struct revision *r = graph->items[i];
		unsigned own = component[i];
		unsigned children = r->child_count;

		r->parent_count = without_component(
			r->parent, r->parent_count, component, own);
		r->child_count = without_component(
			r->child, r->child_count, component, own);
		r->cut_child = r->child_count < children;
		r->dependency_count = without_component(
			r->dependency, r->dependency_count, component, own);
		r->dependent_count = without_component(
			r->dependent, r->dependent_count, component, own);
	}
	return 0;
}

static int drop_cycles(struct builder *b)
{
	const struct graph *graph = b->graph;
	struct pool scratch;
	struct revisions *members;
	unsigned *component;
	int result;

	pool_init(&scratch);
	component = pool_array(&scratch, unsigned, graph->count);
	graph_components(graph, &scratch, component);
	members = pool_array(&scratch, struct revisions, (size_t)graph->count + 1);
	for (unsigned i = 0; i < graph->count; i++)
		revisions_add(&scratch, &members[component[i]], graph->items[i]);
	result = break_cycles(b, component, members);
	pool_release(&scratch);
	return result;
}

/* What a cycle stands on can be sorted, the cycle can't: then the order has a gap. */
static bool sort_all(struct builder *b)
{
	struct graph *graph = b->graph;
	struct pool scratch;
	struct revisions sorted;
	bool *marks;

	pool_init(&scratch);
	marks = pool_array(&scratch, bool, graph->count);
	for (unsigned i = 0; i < graph->count; i++)
		marks[i] = true;
	graph_sort(&scratch, graph, marks, &sorted);
	for (unsigned i = 0; i < sorted.count; i++)
		graph->order[graph->count - 1 - i] = graph->items[sorted.items[i]->index];
	pool_release(&scratch);
	return sorted.count == graph->count;
}

static int take_order(struct builder *b)
{
	b->graph->order = pool_array(b->pool, struct revision *, b->graph->count);
	if (sort_all(b))
		return 0;
	if (drop_cycles(b))
		return -1;
	sort_all(b);
	return 0;
}

int graph_build(struct pool *pool, struct revision *const *revisions, unsigned count,
	struct graph_problems *problems, struct graph **graph, struct error *err)
{
	struct builder b = {.pool = pool, .problems = problems, .err = err};

	b.graph = graph_new(pool);
	if (take_items(&b, revisions, count) || take_labels(&b))
		return -1;
	b.stamp = pool_array(pool, unsigned, b.graph->count);
	if (take_links(&b) || take_order(&b))
		return -1;
	*graph = b.graph;
	return 0;
}
