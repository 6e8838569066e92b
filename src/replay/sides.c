#include "replay/sides.h"

#include <string.h>

/* An effect, and the revision that has it. */
struct use {
	const struct revision *revision;
	const struct effect *effect;
	struct use *next; /* of the same key */
};

struct uses {
	struct use *first, *last;
};

struct lookup {
	const struct side *side;
	struct map keys; /* effect.key -> struct uses */
};

/* One operation of one revision; `effect` is what is wrong with it, or NULL. */
struct actor {
	const struct revision *revision;
	const struct operation *op;
	const struct effect *effect;
};

struct found {
	int rank;
	struct conflict conflict;
	struct found *next;
};

struct comparison {
	struct pool *pool;
	struct lookup left, right;
	struct map pairs;           /* operation and operation -> struct found */
	struct found *first, **end; /* in the order found */
};

void side_add(struct pool *pool, struct side *side, const struct revision *revision,
	const struct effects *effects)
{
	POOL_PUSH(pool, side->parts, side->count, side->cap,
		((struct side_part){revision, effects}));
}

static void index_effect(struct pool *pool, struct lookup *index,
	const struct revision *revision, const struct effect *effect)
{
	struct uses *uses = map_find(&index->keys, effect->key);
	struct use *use = pool_new(pool, struct use);

	use->revision = revision;
	use->effect = effect;
	if (!uses) {
		uses = pool_new(pool, struct uses);
		uses->first = uses->last = use;
		map_put(&index->keys, effect->key, uses);
	} else {
		uses->last->next = use;
		uses->last = use;
	}
}

static void index_side(struct pool *pool, struct lookup *index, const struct side *side)
{
	index->side = side;
	map_init(&index->keys, pool, true);
	for (unsigned i = 0; i < side->count; i++) {
		const struct effects *effects = side->parts[i].effects;

		for (unsigned k = 0; k < effects->count; k++)
			index_effect(
				pool, index, side->parts[i].revision, &effects->items[k]);
	}
}

/* What says most about a pair of operations comes first. */
static int rank_of(const char *code)
{
	static const char *const codes[] = {"touches-dropped", "touches-renamed",
		"both-create", "both-alter", "same-name", "opaque-sql", "order-dependent"};
	int rank = 0;

	while (strcmp(codes[rank], code) != 0)
		rank++;
	return rank;
}

static bool has_kind(const struct actor *actor, enum effect_kind kind)
{
	return actor->effect && actor->effect->kind == kind;
}

static char *deed(struct pool *pool, const struct actor *actor)
{
	return pool_printf(pool, "revision %s (%s)", actor->revision->id,
		operation_summary(pool, actor->op));
}

static char *explain_raw(
	struct pool *pool, const char *object, const struct actor *a, const struct actor *b)
{
	const struct actor *raw = a->op->kind == OP_EXECUTE ? a : b;
	const struct op_execute *op = raw->op->execute;
	const char *why = !op->touches_said
				  ? " does not say which tables it touches, so it may "
				    "get in the way of "
				  : " may do anything to ";

	return pool_printf(pool, "%s%s%s%s%s", deed(pool, raw), why,
		op->touches_said ? pool_printf(pool, "%s, and so may ", object) : "",
		deed(pool, raw == a ? b : a),
		op->sqlite ? "" : "; it has no text for SQLite, so no replay can prove it");
}

static char *explain_one(struct pool *pool, const char *object, const char *what,
	enum effect_kind kind, const struct actor *a, const struct actor *b)
{
	if (has_kind(a, kind) && has_kind(b, kind))
		return pool_printf(pool, "%s is %s on both sides: by %s and by %s", object,
			what, deed(pool, a), deed(pool, b));
	if (has_kind(b, kind)) {
		const struct actor *swapped = a;

		a = b;
		b = swapped;
	}
	return pool_printf(pool, "%s is %s by %s and needed by %s", object, what,
		deed(pool, a), deed(pool, b));
}

static char *explain(struct pool *pool, const char *code, const char *object,
	const struct actor *a, const struct actor *b)
{
	if (!strcmp(code, "touches-dropped"))
		return explain_one(pool, object, "dropped", EFFECT_DROP, a, b);
	if (!strcmp(code, "touches-renamed"))
		return explain_one(pool, object, "renamed", EFFECT_RENAME, a, b);
	if (!strcmp(code, "both-alter"))
		return explain_one(pool, object, "altered", EFFECT_ALTER, a, b);
	if (!strcmp(code, "opaque-sql"))
		return explain_raw(pool, object, a, b);
	if (!strcmp(code, "same-name"))
		return pool_printf(pool, "%s is the name of two things: of %s and of %s",
			object, deed(pool, a), deed(pool, b));
	if (a->effect && a->effect->object == OBJECT_VALUES)
		return pool_printf(pool,
			"what rows of %s hold depends on which comes first, %s or %s",
			object, deed(pool, a), deed(pool, b));
	return explain_one(pool, object, "created", EFFECT_CREATE, a, b);
}

static void note(struct comparison *c, const char *code, const char *object,
	const struct actor *left, const struct actor *right)
{
	char *key = pool_printf(
		c->pool, "%p %p", (const void *)left->op, (const void *)right->op);
	struct found *found = map_find(&c->pairs, key);
	int rank = rank_of(code);

	if (found && found->rank <= rank)
		return;
	if (!found) {
		found = pool_new(c->pool, struct found);
		map_put(&c->pairs, key, found);
		*c->end = found;
		c->end = &found->next;
	}
	found->rank = rank;
	found->conflict = (struct conflict){.code = code,
		.object = object,
		.left = left->revision->id,
		.right = right->revision->id,
		.message = explain(c->pool, code, object, left, right)};
}

/* An actor of one side and one of the other; mirrored: `a` is of the right one. */
static void note_between(struct comparison *c, bool mirrored, const char *code,
	const char *object, const struct actor *a, const struct actor *b)
{
	note(c, code, object, mirrored ? b : a, mirrored ? a : b);
}

/* The first effect of the other side that this one does not get along with. */
static void meet_effect(struct comparison *c, bool mirrored,
	const struct revision *revision, const struct effect *effect)
{
	const struct lookup *other = mirrored ? &c->left : &c->right;
	const struct uses *uses = map_find(&other->keys, effect->key);
	const struct use *use = uses ? uses->first : NULL;
	struct actor a = {revision, effect->op, effect};

	for (; use; use = use->next) {
		const char *code = effects_conflict(effect, use->effect);

		if (!code)
			continue;
		note_between(c, mirrored, code, effect->shown, &a,
			&(struct actor){use->revision, use->effect->op, use->effect});
		return;
	}
}

static void meet_reading(struct comparison *c, bool mirrored,
	const struct revision *revision, const struct reading *reading)
{
	const struct side *other = mirrored ? c->left.side : c->right.side;
	struct actor a = {revision, reading->op, NULL};

	for (unsigned i = 0; i < other->count; i++) {
		for (unsigned k = 0; k < other->parts[i].effects->count; k++) {
			const struct effect *effect = &other->parts[i].effects->items[k];
			const char *code = reading_conflict(reading, effect);

			if (code)
				note_between(c, mirrored, code, effect->shown, &a,
					&(struct actor){other->parts[i].revision,
						effect->op, effect});
		}
	}
}

/* The first operation of a side that does anything. */
static bool first_actor(const struct side *side, struct actor *actor)
{
	for (unsigned i = 0; i < side->count; i++) {
		const struct effects *effects = side->parts[i].effects;

		*actor = (struct actor){.revision = side->parts[i].revision};
		if (effects->opaque_count)
			actor->op = effects->opaque[0].op;
		else if (effects->count)
			actor->op = effects->items[0].op;
		if (actor->op)
			return true;
	}
	return false;
}

static void meet_opaque(struct comparison *c, bool mirrored,
	const struct revision *revision, const struct operation *op)
{
	struct actor a = {revision, op, NULL}, b;

	if (!first_actor(mirrored ? c->left.side : c->right.side, &b))
		return;
	note_between(c, mirrored, "opaque-sql",
		b.op->kind == OP_EXECUTE ? "execute" : operation_object(c->pool, b.op), &a,
		&b);
}

static void meet_side(struct comparison *c, bool mirrored)
{
	const struct side *side = mirrored ? c->right.side : c->left.side;

	for (unsigned i = 0; i < side->count; i++) {
		const struct revision *revision = side->parts[i].revision;
		const struct effects *effects = side->parts[i].effects;

		for (unsigned k = 0; k < effects->count; k++)
			meet_effect(c, mirrored, revision, &effects->items[k]);
		for (unsigned k = 0; k < effects->readings_count; k++)
			meet_reading(c, mirrored, revision, &effects->readings[k]);
		for (unsigned k = 0; k < effects->opaque_count; k++)
			meet_opaque(c, mirrored, revision, effects->opaque[k].op);
	}
}

void sides_compare(struct pool *pool, const struct side *left, const struct side *right,
	struct conflicts *conflicts)
{
	struct comparison c = {.pool = pool};

	c.end = &c.first;
	index_side(pool, &c.left, left);
	index_side(pool, &c.right, right);
	map_init(&c.pairs, pool, false);
	meet_side(&c, false);
	meet_side(&c, true);
	for (const struct found *found = c.first; found; found = found->next)
		conflicts_add(pool, conflicts, found->conflict);
}
