#include "chain/place.h"
#include "verify/past.h"

#include <stdlib.h>
#include <string.h>

/*
 * The first-parent line of REV, the oldest commit first. Of each revision that a commit
 * touches, its files in the commit are compared with those before: in its first parent, or,
 * where the line has lost it meanwhile, those that it had last.
 */

struct touched {
	const char *id, *path;
	struct past_files before, after;
};

static void add_file(struct pool *pool, struct past_files *files, const struct head *head,
	const char *path)
{
	unsigned count = files->count, cap = files->cap;

	POOL_PUSH(pool, files->paths, count, cap, path);
	POOL_PUSH(pool, files->items, files->count, files->cap, head);
}

static void set_change(
	struct past *past, const char *code, const char *id, const char *commit)
{
	struct memory_change *change;
	const char *key = pool_printf(past->pool, "%s %s", code, id);

	change = map_find(&past->line_changes, key);
	if (!change) {
		change = pool_new(past->pool, struct memory_change);
		change->code = code;
		change->id = id;
		map_put(&past->line_changes, key, change);
		POOL_PUSH(past->pool, past->found.changes, past->found.changes_count,
			past->found.changes_cap, change);
	}
	change->commit = commit;
}

/* One for each revision that was ever lost; that has no blobs when it came back. */
static struct memory_gone *gone_of(struct past *past, const char *id)
{
	struct memory_gone *gone = map_find(&past->line_gone, id);

	if (!gone) {
		gone = pool_new(past->pool, struct memory_gone);
		gone->id = id;
		map_put(&past->line_gone, id, gone);
		POOL_PUSH(past->pool, past->found.gone, past->found.gone_count,
			past->found.gone_cap, gone);
	}
	return gone;
}

static int blob_heads(struct past *past, const struct strings *blobs,
	struct past_files *files, struct error *err)
{
	for (unsigned i = 0; i < blobs->count; i++) {
		const struct head *head;

		if (heads_find_hex(past->heads, blobs->items[i], &head, err) < 0)
			return -1;
		if (head->id)
			add_file(past->pool, files, head, "");
	}
	return 0;
}

static void lose(struct past *past, const char *commit, const struct touched *t)
{
	struct memory_gone *gone = gone_of(past, t->id);

	gone->commit = commit;
	gone->path = t->path;
	memset(&gone->blobs, 0, sizeof(gone->blobs));
	for (unsigned i = 0; i < t->before.count; i++)
		strings_add(past->pool, &gone->blobs, t->before.items[i]->blob);
}

static int settle(
	struct past *past, const char *commit, struct touched *t, struct error *err)
{
	struct memory_gone *gone;
	const char *code = NULL;

	if (!t->after.count) {
		if (t->before.count)
			lose(past, commit, t);
		return 0;
	}
	if (!t->before.count) {
		gone = map_find(&past->line_gone, t->id);
		if (!gone || !gone->blobs.count)
			return 0;
		if (blob_heads(past, &gone->blobs, &t->before, err) < 0)
			return -1;
		gone->blobs.count = 0;
	}
	if (past_compare(past->heads, t->before.items, t->before.count, t->after.items,
		    t->after.count, &code, err) < 0)
		return chain_unreadable(
			err, chain_path_of(past->chain, past->pool, t->path));
	if (code)
		set_change(past, code, t->id, commit);
	return 0;
}

/* All files with the id: those that the commit left alone count as well. */
static int complete(
	struct past *past, struct walk_commit *commit, struct touched *t, struct error *err)
{
	memset(&t->before, 0, sizeof(t->before));
	if (past_files(past, commit, t->id, &t->after, err) < 0)
		return -1;
	return walk_parents(commit)
		       ? past_files(past, walk_parent(commit, 0), t->id, &t->before, err)
		       : 0;
}

/* What one commit touches; as long as its turn. */
struct turn {
	struct pool *pool;
	struct map ids;
	struct touched **items;
	unsigned count, cap;
};

static struct touched *touch(struct turn *turn, const struct head *head, const char *path)
{
	struct touched *t = map_find(&turn->ids, head->id);

	if (!t) {
		t = pool_new(turn->pool, struct touched);
		t->id = head->id;
		t->path = path;
		map_put(&turn->ids, t->id, t);
		POOL_PUSH(turn->pool, turn->items, turn->count, turn->cap, t);
	}
	return t;
}

static int settle_all(
	struct past *past, struct turn *turn, struct walk_commit *commit, struct error *err)
{
	const char *name = past_commit_name(past, commit);

	for (unsigned i = 0; i < turn->count; i++) {
		struct touched *t = turn->items[i];

		if ((past_place(past, t->id)->saved.count > 1 &&
			    complete(past, commit, t, err) < 0) ||
			settle(past, name, t, err) < 0)
			return -1;
	}
	return 0;
}

/* The changes of one commit. */
static int settle_commit(struct past *past, const struct step_change *changes,
	unsigned count, struct error *err)
{
	struct pool scratch;
	struct turn turn = {.pool = &scratch};
	int result;

	pool_init(&scratch);
	map_init(&turn.ids, &scratch, false);
	for (unsigned i = 0; i < count; i++) {
		const struct step_change *c = &changes[i];
		struct touched *t;

		if (c->before && c->before->id) {
			t = touch(&turn, c->before, c->path);
			t->path = c->path;
			add_file(&scratch, &t->before, c->before, c->path);
		}
		if (c->after && c->after->id) {
			t = touch(&turn, c->after, c->path);
			add_file(&scratch, &t->after, c->after, c->path);
		}
	}
	result = settle_all(past, &turn, changes->commit, err);
	pool_release(&scratch);
	return result;
}

/* What is remembered of the line's older part. */
static void recall(struct past *past)
{
	for (unsigned i = 0; past->known && i < past->memory.count; i++) {
		const struct memory_tip *tip = &past->memory.tips[i];

		if (strcmp(tip->commit, past->known) != 0)
			continue;
		for (unsigned j = 0; j < tip->changes_count; j++)
			set_change(past, tip->changes[j]->code, tip->changes[j]->id,
				tip->changes[j]->commit);
		for (unsigned j = 0; j < tip->gone_count; j++)
			*gone_of(past, tip->gone[j]->id) = *tip->gone[j];
		return;
	}
}

/* The changes of one commit come one after the other. */
struct piece {
	unsigned place; /* on the line */
	unsigned first, count;
};

static int oldest_first(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;

	return (x->place < y->place) - (x->place > y->place);
}

int line_settle(struct past *past, struct error *err)
{
	struct piece *pieces = NULL;
	unsigned count = 0, cap = 0;

	recall(past);
	for (unsigned i = 0; i < past->changes_count; i++) {
		struct walk_commit *commit = past->changes[i].commit;
		struct piece piece = {walk_line_place(commit), i, 1};

		if (i && past->changes[i - 1].commit == commit)
			pieces[count - 1].count++;
		else
			POOL_PUSH(past->pool, pieces, count, cap, piece);
	}
	if (count)
		qsort(pieces, count, sizeof(*pieces), oldest_first);
	for (unsigned i = 0; i < count; i++)
		if (settle_commit(past, &past->changes[pieces[i].first], pieces[i].count,
			    err) < 0)
			return -1;
	return 0;
}
