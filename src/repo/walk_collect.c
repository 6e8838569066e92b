#include "repo/walk_internal.h"

#include <string.h>

/*
 * Which commits are told of: those that the tip reaches and nothing hidden does, as
 * `git rev-list tip ^hidden` finds them. Commits are taken newest first, so that what is
 * hidden has usually been found to be so when it is reached from the tip.
 */

struct queue {
	struct walk *walk;
	struct commit_list heap; /* the newest on top */
	size_t news;             /* in the queue and not hidden */
};

static bool is_news(const struct walk_commit *commit)
{
	return !(commit->flags & COMMIT_OLD);
}

static void swap(struct commit_list *heap, size_t i, size_t j)
{
	struct walk_commit *commit = heap->items[i];

	heap->items[i] = heap->items[j];
	heap->items[j] = commit;
}

static int push(struct queue *queue, struct walk_commit *commit, struct error *err)
{
	struct commit_list *heap = &queue->heap;
	size_t i = heap->count;

	if (commit->flags & (COMMIT_QUEUED | COMMIT_DONE))
		return 0;
	if (walk_read_commit(queue->walk, commit, err) < 0)
		return -1;
	commit->flags |= COMMIT_QUEUED;
	queue->news += is_news(commit);
	POOL_PUSH(queue->walk->pool, heap->items, heap->count, heap->cap, commit);
	for (; i && heap->items[(i - 1) / 2]->date < heap->items[i]->date; i = (i - 1) / 2)
		swap(heap, i, (i - 1) / 2);
	return 0;
}

static struct walk_commit *pop(struct queue *queue)
{
	struct commit_list *heap = &queue->heap;
	struct walk_commit *commit = heap->items[0];
	size_t i = 0, child;

	heap->items[0] = heap->items[--heap->count];
	while ((child = 2 * i + 1) < heap->count) {
		if (child + 1 < heap->count &&
			heap->items[child + 1]->date > heap->items[child]->date)
			child++;
		if (heap->items[i]->date >= heap->items[child]->date)
			break;
		swap(heap, i, child);
		i = child;
	}
	commit->flags &= ~(unsigned)COMMIT_QUEUED;
	commit->flags |= COMMIT_DONE;
	queue->news -= is_news(commit);
	return commit;
}

/* What was taken for news before it was reached from something hidden, and all that it led
 * to, is hidden after all. */
static void hide(struct queue *queue, struct walk_commit *commit)
{
	struct commit_list stack = {0};
	struct pool *pool = queue->walk->pool;

	POOL_PUSH(pool, stack.items, stack.count, stack.cap, commit);
	while (stack.count) {
		commit = stack.items[--stack.count];
		if (commit->flags & COMMIT_OLD)
			continue;
		queue->news -= (commit->flags & COMMIT_QUEUED) != 0;
		commit->flags |= COMMIT_OLD;
		if (!(commit->flags & COMMIT_DONE))
			continue;
		for (unsigned i = 0; i < commit->parents_count; i++)
			POOL_PUSH(pool, stack.items, stack.count, stack.cap,
				commit->parents[i]);
	}
}

static int push_parents(struct queue *queue, struct walk_commit *commit, struct error *err)
{
	for (unsigned i = 0; i < commit->parents_count; i++) {
		struct walk_commit *parent = commit->parents[i];

		if (!is_news(commit) && is_news(parent))
			hide(queue, parent);
		if (push(queue, parent, err) < 0)
			return -1;
	}
	return 0;
}

static int cut_off(struct walk *walk, const struct walk_commit *commit, struct error *err)
{
	git_oid_tostr(walk->boundary, sizeof(walk->boundary), &commit->id);
	if (walk->options.allow_shallow)
		return 0;
	error_set(err, ERR_SHALLOW_HISTORY,
		"this is a shallow clone: what came before commit %.12s is not here",
		walk->boundary);
	return error_hint(err, "`git fetch --unshallow` brings the rest of the history.");
}

static int take(struct queue *queue, struct walk_commit *commit, struct error *err)
{
	struct walk *walk = queue->walk;
	struct commit_list *list = &walk->judged;

	if (is_news(commit) && commit->flags & (COMMIT_SINCE | COMMIT_CUT)) {
		list = &walk->edges;
		if (!(commit->flags & COMMIT_SINCE) && cut_off(walk, commit, err) < 0)
			return -1;
	} else if (push_parents(queue, commit, err) < 0) {
		return -1;
	}
	if (is_news(commit))
		POOL_PUSH(walk->pool, list->items, list->count, list->cap, commit);
	return 0;
}

/* All that `since` reaches: whatever its commits' dates say, none of them is judged. */
static int mark_since(struct walk *walk, const git_oid *since, struct error *err)
{
	struct commit_list stack = {0};
	struct walk_commit *commit = walk_commit(walk, since);

	commit->flags |= COMMIT_SINCE;
	POOL_PUSH(walk->pool, stack.items, stack.count, stack.cap, commit);
	while (stack.count) {
		commit = stack.items[--stack.count];
		if (walk_read_commit(walk, commit, err) < 0)
			return -1;
		for (unsigned i = 0; i < commit->parents_count; i++) {
			struct walk_commit *parent = commit->parents[i];

			if (parent->flags & COMMIT_SINCE)
				continue;
			parent->flags |= COMMIT_SINCE;
			POOL_PUSH(walk->pool, stack.items, stack.count, stack.cap, parent);
		}
	}
	return 0;
}

static void drop_old(struct commit_list *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->count; i++)
		if (is_news(list->items[i]))
			list->items[kept++] = list->items[i];
	list->count = kept;
}

static int hide_known(struct queue *queue, struct error *err)
{
	const struct strings *hidden = queue->walk->options.hidden;
	git_oid id;

	for (unsigned i = 0; hidden && i < hidden->count; i++) {
		struct walk_commit *commit;

		if (git_oid_fromstr(&id, hidden->items[i]) < 0)
			return error_set(
				err, ERR_GIT, "not a commit id: %s", hidden->items[i]);
		commit = walk_commit(queue->walk, &id);
		commit->flags |= COMMIT_OLD | COMMIT_HIDDEN;
		if (push(queue, commit, err) < 0)
			return -1;
	}
	return 0;
}

int walk_collect(struct walk *walk, struct error *err)
{
	struct queue queue = {.walk = walk};
	git_oid since;

	if (walk->options.since) {
		if (git_oid_fromstr(&since, walk->options.since) < 0)
			return error_set(
				err, ERR_GIT, "not a commit id: %s", walk->options.since);
		/* What is hidden has been found to be exactly so, see history.c. */
		if (!walk->options.hidden || !walk->options.hidden->count)
			if (mark_since(walk, &since, err) < 0)
				return -1;
	}
	if (hide_known(&queue, err) < 0 || push(&queue, walk->tip, err) < 0)
		return -1;
	while (queue.news)
		if (take(&queue, pop(&queue), err) < 0)
			return -1;
	drop_old(&walk->judged);
	drop_old(&walk->edges);
	for (size_t i = 0; walk->options.since && i < walk->edges.count; i++)
		if (git_oid_equal(&walk->edges.items[i]->id, &since))
			walk->met_since = true;
	return 0;
}
