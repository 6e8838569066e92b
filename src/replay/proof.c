#include "replay/proof.h"

#include "base/map.h"
#include "replay/fingerprint.h"
#include "replay/objects.h"
#include "replay/scratch.h"
#include "replay/sides.h"

#include <string.h>

struct proof {
	struct pool *pool;
	bool shared;           /* the first head is the same in most proofs */
	struct map known;      /* blob -> struct known */
	struct map operations; /* blob -> its operations */
	struct scratch scratch;
	/* What could not be replayed once fails each time: digest -> struct failure. */
	struct map broken;
};

/* What a manifest's upgrade does. */
struct known {
	struct operations operations;
	struct effects effects;
};

/* One call of proof_run. */
struct attempt {
	struct proof *proof;
	const struct runner *runner;
	struct pool *pool;
	const struct revision *const *heads;
	unsigned count;
	bool **marks; /* per head: what it reaches */
	bool *common; /* what all heads reach */
	bool stuck;   /* what is common cannot be replayed */
	struct conflicts *conflicts;
	struct error *err;
};

struct proof *proof_open(struct pool *pool, const struct driver *scratch)
{
	struct proof *proof = pool_new(pool, struct proof);

	proof->pool = pool;
	proof->shared = true;
	map_init(&proof->known, pool, false);
	map_init(&proof->operations, pool, false);
	map_init(&proof->broken, pool, false);
	scratch_init(&proof->scratch, pool, scratch, &proof->operations);
	return proof;
}

void proof_close(struct proof *proof)
{
	if (proof)
		scratch_release(&proof->scratch);
}

static int load(
	struct attempt *a, const struct revision *revision, const struct known **known)
{
	struct proof *proof = a->proof;
	struct known *found = map_find(&proof->known, revision->blob);
	struct manifest manifest;
	const char *text, *blob;
	size_t length;

	if (!found) {
		if (a->runner->manifest(a->runner->data, proof->pool, revision, &manifest,
			    &text, &length, a->err) < 0)
			return -1;
		found = pool_new(proof->pool, struct known);
		found->operations = manifest.upgrade;
		effects_add(proof->pool, &found->effects, &found->operations);
		blob = pool_strdup(proof->pool, revision->blob);
		map_put(&proof->known, blob, found);
		map_put(&proof->operations, blob, &found->operations);
	}
	*known = found;
	return 0;
}

static void mark(struct attempt *a)
{
	const struct graph *graph = a->runner->graph;

	a->marks = pool_array(a->pool, bool *, a->count);
	a->common = pool_array(a->pool, bool, graph->count);
	memset(a->common, a->count != 0, graph->count);
	for (unsigned i = 0; i < a->count; i++) {
		a->marks[i] = pool_array(a->pool, bool, graph->count);
		graph_mark_ancestors(graph, a->heads[i], true, a->marks[i]);
		for (unsigned k = 0; k < graph->count; k++)
			a->common[k] = a->common[k] && a->marks[i][k];
	}
}

/* What the one head reaches and the other does not. */
static int make_side(struct attempt *a, unsigned head, unsigned other, struct side *side)
{
	const struct graph *graph = a->runner->graph;

	for (unsigned i = 0; i < graph->count; i++) {
		const struct revision *revision = graph->order[i];
		const struct known *known;

		if (!a->marks[head][revision->index] || a->marks[other][revision->index])
			continue;
		if (load(a, revision, &known) < 0)
			return -1;
		if (known->operations.count)
			side_add(a->pool, side, revision, &known->effects);
	}
	return 0;
}

static int compare_pairs(struct attempt *a)
{
	for (unsigned i = 0; i < a->count; i++) {
		for (unsigned k = i + 1; k < a->count; k++) {
			struct side left = {.count = 0}, right = {.count = 0};

			if (make_side(a, i, k, &left) < 0 || make_side(a, k, i, &right) < 0)
				return -1;
			if (left.count && right.count)
				sides_compare(a->pool, &left, &right, a->conflicts);
		}
	}
	return 0;
}

/* The revisions with operations beyond the common ones, head by head. */
static int make_order(struct attempt *a, bool reverse, struct revisions *order)
{
	const struct graph *graph = a->runner->graph;
	bool *taken = pool_array(a->pool, bool, graph->count);

	for (unsigned n = 0; n < a->count; n++) {
		unsigned head = reverse ? a->count - 1 - n : n;

		for (unsigned i = 0; i < graph->count; i++) {
			const struct revision *revision = graph->order[i];
			const struct known *known;
			unsigned at = revision->index;

			if (!a->marks[head][at] || a->common[at] || taken[at])
				continue;
			taken[at] = true;
			if (load(a, revision, &known) < 0)
				return -1;
			if (known->operations.count)
				revisions_add(a->pool, order, revision);
		}
	}
	return 0;
}

/* What all heads reach; with `first`, what this head reaches, too. */
static void list_base(const struct attempt *a, const bool *first, struct revisions *base)
{
	const struct graph *graph = a->runner->graph;

	for (unsigned i = 0; i < graph->count; i++) {
		if (a->common[graph->order[i]->index])
			revisions_add(a->pool, base, graph->order[i]);
	}
	for (unsigned i = 0; first && i < graph->count; i++) {
		unsigned at = graph->order[i]->index;

		if (first[at] && !a->common[at])
			revisions_add(a->pool, base, graph->order[i]);
	}
}

static bool is_same_order(const struct revisions *a, const struct revisions *b)
{
	unsigned i = 0;

	while (i < a->count && i < b->count && a->items[i] == b->items[i])
		i++;
	return i == a->count && i == b->count;
}

static char *heads_text(const struct attempt *a, bool reverse)
{
	struct strings names = {.count = 0};

	for (unsigned i = 0; i < a->count; i++)
		strings_add(a->pool, &names, a->heads[reverse ? a->count - 1 - i : i]->id);
	return strings_join(a->pool, &names, ", ");
}

/* Left or right is the revision that failed, the other a head that does not reach it. */
static void note_failure(struct attempt *a, const struct failure *failure, bool reverse)
{
	const struct revision *revision = failure->revision;
	struct conflict conflict = {.code = "replay-failed", .object = failure->object};
	unsigned with = 0, without = 0;

	while (with + 1 < a->count && !a->marks[with][revision->index])
		with++;
	while (without + 1 < a->count &&
		(a->marks[without][revision->index] || without == with))
		without++;
	conflict.left = with < without ? revision->id : a->heads[without]->id;
	conflict.right = with < without ? a->heads[without]->id : revision->id;
	conflict.message = pool_printf(a->pool, "revision %s fails %s: %s", revision->id,
		a->common[revision->index] ? "on a scratch database, before the sides part"
					   : pool_printf(a->pool, "when the order is %s",
						     heads_text(a, reverse)),
		failure->message);
	conflicts_add(a->pool, a->conflicts, conflict);
}

/* Has a revision of the list failed before, without anything of the other side? */
static bool is_known_to_fail(struct attempt *a, const struct revisions *list)
{
	for (unsigned i = 0; a->proof->broken.count && i < list->count; i++) {
		const struct failure *failure = map_find(
			&a->proof->broken, list->items[i]->digest);
		struct failure here;

		if (!failure)
			continue;
		here = *failure;
		here.revision = list->items[i];
		note_failure(a, &here, false);
		return true;
	}
	return false;
}

static void remember_failure(struct attempt *a, const struct failure *failure)
{
	struct pool *pool = a->proof->pool;
	struct failure *kept = pool_new(pool, struct failure);

	kept->object = pool_strdup(pool, failure->object);
	kept->message = pool_strdup(pool, failure->message);
	map_put(&a->proof->broken, pool_strdup(pool, failure->revision->digest), kept);
	a->stuck = true;
	note_failure(a, failure, false);
}

/* One of the two orders: what every database of it has, and what comes then. */
struct order {
	struct revisions base, rest;
	bool reverse;
	struct db *db; /* after the replay; NULL: it failed, which is a conflict by now */
	struct objects objects;
};

static int replay(struct attempt *a, struct order *order)
{
	struct scratch *scratch = &a->proof->scratch;
	struct failure failure;
	struct db *db;
	int result;

	if (scratch_copy(scratch, a->runner, a->pool, &order->base, &db, &failure, a->err) <
		0)
		return -1;
	if (failure.revision) {
		remember_failure(a, &failure);
		return 0;
	}
	result = scratch_apply(
		scratch, db, a->runner, a->pool, &order->rest, &failure, a->err);
	if (result == 0 && failure.revision)
		note_failure(a, &failure, order->reverse);
	else if (result == 0)
		result = objects_read(db, a->pool, &order->objects, a->err);
	if (result < 0 || failure.revision)
		db_close(db);
	else
		order->db = db;
	return result;
}

static void note_difference(struct attempt *a, const char *name)
{
	struct conflict conflict = {.code = "order-dependent",
		.object = name,
		.left = a->heads[0]->id,
		.right = a->heads[a->count - 1]->id};

	conflict.message = pool_printf(a->pool,
		"%s is not the same when revision %s is applied before revision %s and "
		"when it is the other way round",
		name, conflict.left, conflict.right);
	conflicts_add(a->pool, a->conflicts, conflict);
}

/* The first head's side belongs to what is kept, where the next proof has it too. */
static void move_to_base(struct attempt *a, struct order *order)
{
	struct revisions rest = {.count = 0};

	for (unsigned i = 0; i < order->rest.count; i++) {
		if (!a->marks[0][order->rest.items[i]->index])
			revisions_add(a->pool, &rest, order->rest.items[i]);
	}
	order->rest = rest;
	order->base = (struct revisions){.count = 0};
	list_base(a, a->marks[0], &order->base);
}

/* The catalogs' texts are nearly always the same, and tell in a fraction of the time. */
static int compare_orders(struct attempt *a, const struct order orders[2])
{
	struct strings names = {.count = 0};
	struct fingerprint prints[2];

	if (objects_equal(&orders[0].objects, &orders[1].objects))
		return 0;
	for (unsigned i = 0; i < 2; i++) {
		struct schema schema = {.tables = NULL};
		const struct driver *driver = a->proof->scratch.driver;

		if (driver->inspect(orders[i].db, a->pool, &schema, a->err) < 0)
			return -1;
		fingerprint_make(a->pool, &schema, &prints[i]);
	}
	fingerprint_compare(a->pool, &prints[0], &prints[1], &names);
	for (unsigned i = 0; i < names.count; i++)
		note_difference(a, names.items[i]);
	return 0;
}

static int replay_orders(struct attempt *a, struct order orders[2])
{
	for (unsigned i = 0; i < 2 && !a->stuck; i++)
		if (replay(a, &orders[i]) < 0)
			return -1;
	return orders[0].db && orders[1].db ? compare_orders(a, orders) : 0;
}

static int replay_both(struct attempt *a)
{
	struct order orders[2] = {{.reverse = false}, {.reverse = true}};
	int result;

	for (unsigned i = 0; i < 2; i++) {
		if (make_order(a, orders[i].reverse, &orders[i].rest) < 0)
			return -1;
		list_base(a, NULL, &orders[i].base);
	}
	if (is_same_order(&orders[0].rest, &orders[1].rest) ||
		is_known_to_fail(a, &orders[0].base) ||
		is_known_to_fail(a, &orders[0].rest))
		return 0;
	if (a->proof->shared)
		move_to_base(a, &orders[0]);
	result = replay_orders(a, orders);
	db_close(orders[0].db);
	db_close(orders[1].db);
	return result;
}

int proof_run(struct proof *proof, const struct runner *runner, struct pool *pool,
	const struct revision *const *heads, unsigned count, struct conflicts *conflicts,
	struct error *err)
{
	struct conflicts found = {.count = 0};
	struct attempt a = {.proof = proof,
		.runner = runner,
		.pool = pool,
		.heads = heads,
		.count = count,
		.conflicts = &found,
		.err = err};

	mark(&a);
	if (compare_pairs(&a) < 0 || (!found.count && replay_both(&a) < 0))
		return -1;
	*conflicts = found;
	return 0;
}

int proof_merge(const struct runner *runner, const struct driver *scratch,
	struct pool *pool, const struct revision *const *heads, unsigned count,
	struct conflicts *conflicts, struct error *err)
{
	struct proof *proof = proof_open(pool, scratch);
	int result;

	proof->shared = false;
	result = proof_run(proof, runner, pool, heads, count, conflicts, err);
	proof_close(proof);
	return result;
}
