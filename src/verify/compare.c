#include "chain/place.h"
#include "verify/history.h"
#include "verify/past.h"

#include <string.h>

/* All files with one id, in one tree. */
struct files {
	struct revision **items;
	unsigned count, cap;
};

struct comparison {
	const struct history *history;
	struct pool *pool, *scratch;
	struct heads *heads;
	struct map now;  /* id -> struct files */
	struct map late; /* new revisions that were told of, by id */
	struct map *bases;
	unsigned bases_count;
	struct findings *findings;
};

static void index_files(struct pool *pool, const struct chain *chain, struct map *ids)
{
	map_init(ids, pool, false);
	for (unsigned i = 0; i < chain->count; i++) {
		struct revision *revision = chain->revisions[i];
		struct files *files = map_find(ids, revision->id);

		if (!files) {
			files = pool_new(pool, struct files);
			map_put(ids, revision->id, files);
		}
		POOL_PUSH(pool, files->items, files->count, files->cap, revision);
	}
}

static void find(struct comparison *c, const struct revision *revision, const char *code,
	enum severity severity, const char *message, const char *hint)
{
	struct finding finding = {
		.code = code,
		.severity = severity,
		.revision = pool_strdup(c->pool, revision->id),
		.path = pool_strdup(c->pool, revision->path),
		.message = message,
		.hint = hint,
	};

	findings_add(c->pool, c->findings, finding);
}

static int heads_of(struct comparison *c, const struct files *files,
	const struct head ***heads, struct error *err)
{
	*heads = pool_array(c->scratch, const struct head *, files->count);
	for (unsigned i = 0; i < files->count; i++)
		if (heads_find_hex(c->heads, files->items[i]->blob, &(*heads)[i], err) < 0)
			return chain_unreadable(err, files->items[i]->path);
	return 0;
}

static bool same_digests(const struct files *a, const struct files *b)
{
	return a->count == 1 && b->count == 1 &&
	       !strcmp(a->items[0]->digest, b->items[0]->digest);
}

/* *code NULL: the files now are as they were. */
static int compare_files(struct comparison *c, const struct files *before,
	const struct files *now, const char **code, struct error *err)
{
	const struct head **theirs, **ours;

	*code = NULL;
	if (same_digests(before, now))
		return 0;
	if (heads_of(c, before, &theirs, err) < 0 || heads_of(c, now, &ours, err) < 0)
		return -1;
	if (past_compare(c->heads, theirs, before->count, ours, now->count, code, err) < 0)
		return chain_unreadable(err, before->items[0]->path);
	return 0;
}

static const struct files *in_base(
	const struct comparison *c, unsigned base, const char *id)
{
	return map_find(&c->bases[base], id);
}

static bool is_new(const struct comparison *c, const char *id)
{
	for (unsigned i = 0; i < c->bases_count; i++)
		if (in_base(c, i, id))
			return false;
	return true;
}

/* As it is in one of the bases is as it was. */
static int judge(struct comparison *c, const struct revision *revision, struct error *err)
{
	const struct files *now = map_find(&c->now, revision->id);
	const char *worst = NULL, *code;

	for (unsigned i = 0; i < c->bases_count; i++) {
		const struct files *before = in_base(c, i, revision->id);

		if (!before)
			continue;
		if (compare_files(c, before, now, &code, err) < 0)
			return -1;
		if (!code)
			return 0;
		if (!worst || !strcmp(code, "reparented"))
			worst = code;
	}
	if (!worst)
		return 0;
	if (!strcmp(worst, "edited"))
		find(c, revision, worst, SEVERITY_ERROR,
			"it does something else than it did",
			"Databases may have it as it was: leave it, and make a new "
			"revision.");
	else
		find(c, revision, worst, SEVERITY_WARNING,
			"its parents are others than before",
			"Databases may have taken it after its old parents.");
	return 0;
}

/* A new revision below one that databases may have already. By what is written: a link that
 * the graph leaves out, in a cycle, is no better. */
static void judge_order(struct comparison *c, const struct revision *child)
{
	const struct graph *graph = c->history->chain->graph;

	for (unsigned i = 0; i < child->parents.count; i++) {
		const struct revision *parent = map_find(
			&graph->ids, child->parents.items[i]);

		if (!parent || !is_new(c, parent->id) ||
			map_put(&c->late, parent->id, (void *)child))
			continue;
		find(c, parent, "order-changed", SEVERITY_ERROR,
			pool_printf(c->pool, "it is new, but its child %s (%s) is not",
				child->id, child->path),
			"A database that has the child would never get it: give it the "
			"heads as parents.");
	}
}

static void judge_removed(struct comparison *c, const struct chain *base, struct map *told)
{
	for (unsigned i = 0; i < base->count; i++) {
		struct revision *revision = base->revisions[i];

		if (map_find(&c->now, revision->id) ||
			past_broken(c->history, revision->path) ||
			map_put(told, revision->id, revision))
			continue;
		find(c, revision, "removed", SEVERITY_ERROR, "it is not there any more",
			"A database may have it: bring the manifest back.");
	}
}

static int load_base(
	struct comparison *c, const char *commit, struct chain *base, struct error *err)
{
	struct chain place = *c->history->chain;
	struct graph_problems ignored = {0};

	place.pool = c->scratch;
	return chain_load_at(base, &place, commit, &ignored, err);
}

static int compare(struct comparison *c, const struct strings *commits, struct chain *bases,
	struct error *err)
{
	const struct graph *graph = c->history->chain->graph;
	struct map told;

	c->bases = pool_array(c->scratch, struct map, commits->count);
	for (unsigned i = 0; i < commits->count; i++) {
		if (load_base(c, commits->items[i], &bases[i], err) < 0)
			return -1;
		c->bases_count++;
		index_files(c->scratch, &bases[i], &c->bases[i]);
	}
	index_files(c->scratch, c->history->chain, &c->now);
	map_init(&c->late, c->scratch, false);
	for (unsigned i = 0; i < graph->count; i++) {
		if (is_new(c, graph->items[i]->id))
			continue;
		judge_order(c, graph->items[i]);
		if (judge(c, graph->items[i], err) < 0)
			return -1;
	}
	map_init(&told, c->scratch, false);
	for (unsigned i = 0; i < c->bases_count; i++)
		judge_removed(c, &bases[i], &told);
	return 0;
}

int history_compare(const struct history *history, struct pool *pool,
	const struct strings *bases, struct findings *findings, struct error *err)
{
	struct pool own;
	struct comparison c = {
		.history = history, .pool = pool, .scratch = &own, .findings = findings};
	struct chain *chains;
	int result;

	pool_init(&own);
	c.heads = heads_open(&own, history->chain);
	chains = pool_array(&own, struct chain, bases->count);
	result = compare(&c, bases, chains, err);
	for (unsigned i = 0; i < bases->count; i++)
		chain_release(&chains[i]);
	heads_close(c.heads);
	pool_release(&own);
	return result;
}
