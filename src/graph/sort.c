#include "graph/internal.h"

#include <string.h>

/*
 * Alembic keeps a list of heads and walks one of them down until its next revision is
 * reached by another head; then it goes on with the first head that reaches it. Its order
 * is what users' rehearsed upgrades ran in, so it is kept; its cost is not: whether
 * something still stands on a revision is a counter here, and the search for the head to go
 * on with visits only what is above the revision and not out yet.
 *
 * In contrived graphs these searches add up to more than linear time. They have a budget,
 * and when it is spent the rest is put out from a stack: a topological order as well, and
 * the same in every run.
 */
#define BUDGET 16

struct slot {
	const struct revision *head;
	unsigned previous, next; /* places in slots; 0 is the ring's own */
};

struct sorter {
	const struct graph *graph;
	bool *left;        /* to be put out */
	unsigned *waiting; /* how many D-children are left */
	unsigned *slot;    /* the place in slots, 0: in none */
	unsigned *seen;    /* the last search that came here */
	unsigned search;
	size_t budget;
	const struct revision **stack;
	struct slot *slots;
	unsigned slot_count;
	struct revisions *out;
};

static void append_slot(struct sorter *s, const struct revision *head)
{
	unsigned place = ++s->slot_count, last = s->slots[0].previous;

	s->slots[place] = (struct slot){head, last, 0};
	s->slots[last].next = place;
	s->slots[0].previous = place;
	s->slot[head->index] = place;
}

/* Gives the slot to go on with: the one before, or the first. */
static unsigned remove_slot(struct sorter *s, unsigned place)
{
	unsigned previous = s->slots[place].previous, next = s->slots[place].next;

	s->slots[previous].next = next;
	s->slots[next].previous = previous;
	return previous ? previous : s->slots[0].next;
}

static void put_out(struct sorter *s, const struct revision *revision)
{
	s->left[revision->index] = false;
	s->out->items[s->out->count++] = revision;
	for (unsigned i = 0; i < revision_below_count(revision); i++)
		s->waiting[revision_below(revision, i)->index]--;
}

/* The first slot whose head reaches this revision; 0 when the budget is spent. */
static unsigned first_above(struct sorter *s, const struct revision *revision)
{
	unsigned depth = 0, first = 0;

	s->search++;
	s->stack[depth++] = revision;
	while (depth) {
		const struct revision *at = s->stack[--depth];

		for (unsigned i = 0; i < revision_above_count(at); i++) {
			const struct revision *above = revision_above(at, i);
			unsigned slot = s->slot[above->index];

			if (!s->budget)
				return 0;
			s->budget--;
			if (!s->left[above->index] || s->seen[above->index] == s->search)
				continue;
			s->seen[above->index] = s->search;
			s->stack[depth++] = above;
			if (slot && (!first || slot < first))
				first = slot;
		}
	}
	return first;
}

/* Puts the head of a slot out and the revisions below it in its place. */
static unsigned step_down(struct sorter *s, unsigned place)
{
	const struct revision *head = s->slots[place].head;
	bool replaced = false;

	put_out(s, head);
	for (unsigned i = 0; i < revision_below_count(head); i++) {
		const struct revision *below = revision_below(head, i);

		if (!s->left[below->index] || s->slot[below->index])
			continue;
		if (replaced) {
			append_slot(s, below);
			continue;
		}
		s->slots[place].head = below;
		s->slot[below->index] = place;
		replaced = true;
	}
	return replaced ? place : remove_slot(s, place);
}

static void finish_from_stack(struct sorter *s)
{
	unsigned depth = 0;

	for (unsigned at = s->slots[0].previous; at; at = s->slots[at].previous) {
		if (!s->waiting[s->slots[at].head->index])
			s->stack[depth++] = s->slots[at].head;
	}
	while (depth) {
		const struct revision *at = s->stack[--depth];

		put_out(s, at);
		for (unsigned i = revision_below_count(at); i-- > 0;) {
			const struct revision *below = revision_below(at, i);

			if (s->left[below->index] && !s->waiting[below->index])
				s->stack[depth++] = below;
		}
	}
}

/* Counters, and a slot for each revision on which none of the others stands. */
static unsigned set_up(struct sorter *s, struct pool *scratch)
{
	const struct graph *graph = s->graph;
	unsigned count = 0;
	size_t links = 0;

	for (unsigned i = 0; i < graph->count; i++) {
		const struct revision *revision = graph->items[i];

		if (!s->left[i])
			continue;
		count++;
		links += revision_below_count(revision);
		for (unsigned j = 0; j < revision_below_count(revision); j++)
			s->waiting[revision_below(revision, j)->index]++;
	}
	s->budget = BUDGET * (count + links);
	s->slots = pool_array(scratch, struct slot, (size_t)count + 1);
	for (unsigned i = 0; i < graph->count; i++) {
		if (s->left[i] && !s->waiting[i])
			append_slot(s, graph->items[i]);
	}
	return count;
}

void graph_sort(struct pool *pool, const struct graph *graph, const bool *marks,
	struct revisions *out)
{
	struct pool scratch;
	struct sorter s = {.graph = graph, .out = out};
	unsigned at, count;

	pool_init(&scratch);
	s.left = pool_array(&scratch, bool, graph->count);
	if (graph->count)
		memcpy(s.left, marks, graph->count * sizeof(*marks));
	s.waiting = pool_array(&scratch, unsigned, graph->count);
	s.slot = pool_array(&scratch, unsigned, graph->count);
	s.seen = pool_array(&scratch, unsigned, graph->count);
	s.stack = pool_array(&scratch, const struct revision *, (size_t)graph->count + 1);
	count = set_up(&s, &scratch);
	*out = (struct revisions){
		pool_array(pool, const struct revision *, count), 0, count};
	for (at = s.slots[0].next; s.slots[0].next;) {
		if (!s.waiting[s.slots[at].head->index]) {
			at = step_down(&s, at);
			continue;
		}
		at = first_above(&s, s.slots[at].head);
		if (!at) {
			finish_from_stack(&s);
			break;
		}
	}
	pool_release(&scratch);
}
