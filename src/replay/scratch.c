#include "replay/scratch.h"

static int open_empty(const struct driver *driver, struct db **db, struct error *err)
{
	if (!driver || !driver->open_scratch) {
		error_set(err, ERR_CONNECTION,
			"there is no scratch database to replay a merge on");
		return error_hint(err, "Use the driver for sqlite.");
	}
	return driver->open_scratch(db, err);
}

void scratch_init(struct scratch *scratch, struct pool *pool, const struct driver *driver,
	const struct map *operations)
{
	*scratch = (struct scratch){.driver = driver, .operations = operations};
	schemas_init(&scratch->schemas, pool);
	for (unsigned i = 0; i < SCRATCH_BASES; i++)
		pool_init(&scratch->bases[i].pool);
}

static void forget(struct base *base)
{
	db_close(base->db);
	base->db = NULL;
	base->count = 0;
	pool_release(&base->pool);
}

void scratch_release(struct scratch *scratch)
{
	for (unsigned i = 0; i < SCRATCH_BASES; i++)
		forget(&scratch->bases[i]);
}

static void fail(struct pool *pool, const struct revision *revision,
	const struct operations *operations, unsigned number, const struct error *why,
	struct failure *failure)
{
	const struct operation *op = number < operations->count ? &operations->items[number]
								: NULL;
	const char *object = op ? operation_object(pool, op) : "";

	failure->revision = revision;
	failure->object = *object ? object : revision->id;
	failure->message = op ? pool_printf(pool, "operation %u of %u (%s): %s", number + 1,
					operations->count, operation_summary(pool, op),
					why->message)
			      : pool_strdup(pool, why->message);
}

/* An execute with transaction: false stands between two transactions. */
static int apply_one(struct db *db, const struct operation *op, struct error *err)
{
	bool outside = op->kind == OP_EXECUTE && !op->execute->transaction &&
		       db->dialect->execute_text(op->execute);

	if (!outside)
		return db_apply(db, op, err);
	if (db_commit(db, err) < 0 || db_apply(db, op, err) < 0)
		return -1;
	return db_begin(db, err);
}

/* joined: the same operations as the scratch database takes them. */
static void apply_operations(struct db *db, struct pool *pool,
	const struct revision *revision, const struct operations *operations,
	const struct operations *joined, struct failure *failure)
{
	struct error why = {.code = ERR_NONE}, ignored;
	unsigned i = 0;
	int result = db_begin(db, &why);

	while (result == 0 && i < joined->count) {
		result = apply_one(db, &joined->items[i], &why);
		if (result == 0)
			i++;
	}
	if (result == 0 && db_commit(db, &why) == 0)
		return;
	(void)db_rollback(db, &ignored);
	fail(pool, revision, operations, i, &why, failure);
}

static int apply_revision(struct scratch *scratch, struct db *db,
	const struct runner *runner, struct pool *pool, const struct revision *revision,
	struct failure *failure, struct error *err)
{
	const struct operations *operations = map_find(scratch->operations, revision->blob);
	struct manifest manifest;
	const char *text;
	size_t length;
	struct pool own;
	int result = 0;

	pool_init(&own);
	if (!operations) {
		result = runner->manifest(
			runner->data, &own, revision, &manifest, &text, &length, err);
		operations = &manifest.upgrade;
	}
	if (result == 0 && operations->count)
		apply_operations(db, pool, revision, operations,
			schemas_join(&scratch->schemas, &own, operations), failure);
	pool_release(&own);
	return result;
}

int scratch_apply(struct scratch *scratch, struct db *db, const struct runner *runner,
	struct pool *pool, const struct revisions *list, struct failure *failure,
	struct error *err)
{
	*failure = (struct failure){.revision = NULL};
	for (unsigned i = 0; i < list->count && !failure->revision; i++) {
		if (apply_revision(
			    scratch, db, runner, pool, list->items[i], failure, err) < 0)
			return -1;
	}
	return 0;
}

/* Has it nothing but what the list has? Then it can go on from there. */
static bool is_part_of(const struct base *base, const struct revisions *list)
{
	unsigned found = 0;

	if (!base->db || base->count > list->count)
		return false;
	for (unsigned i = 0; i < list->count; i++)
		found += map_find(&base->applied, list->items[i]->digest) != NULL;
	return found == base->count;
}

/* The largest of those not looked at; NULL: none is left. */
static struct base *next_largest(struct scratch *scratch, const bool *looked)
{
	struct base *largest = NULL;

	for (unsigned i = 0; i < SCRATCH_BASES; i++) {
		struct base *base = &scratch->bases[i];

		if (!looked[i] && base->db && (!largest || base->count > largest->count))
			largest = base;
	}
	return largest;
}

/* The large ones first: the first that fits is the nearest, and looking at the others would
 * cost a search for each revision of the list. */
static struct base *nearest(struct scratch *scratch, const struct revisions *list)
{
	bool looked[SCRATCH_BASES] = {false};
	struct base *base;

	while ((base = next_largest(scratch, looked)) != NULL) {
		if (is_part_of(base, list))
			return base;
		looked[base - scratch->bases] = true;
	}
	return NULL;
}

/* A place that is free, or the one that was of no use for longest. */
static struct base *free_place(struct scratch *scratch, const struct base *but)
{
	struct base *oldest = NULL;

	for (unsigned i = 0; i < SCRATCH_BASES; i++) {
		struct base *base = &scratch->bases[i];

		if (base != but &&
			(!oldest || !base->db || (oldest->db && base->used < oldest->used)))
			oldest = base;
	}
	forget(oldest);
	return oldest;
}

/* A base that has what `from` has, or nothing. */
static int start_base(struct scratch *scratch, const struct base *from, struct base *base,
	struct error *err)
{
	bool copied = from && scratch->driver->copy_scratch;

	if (copied ? scratch->driver->copy_scratch(from->db, &base->db, err) < 0
		   : open_empty(scratch->driver, &base->db, err) < 0) {
		base->db = NULL;
		return -1;
	}
	map_init(&base->applied, &base->pool, false);
	return 0;
}

static int make_base(struct scratch *scratch, const struct runner *runner,
	struct pool *pool, const struct revisions *list, const struct base *from,
	struct base **made, struct failure *failure, struct error *err)
{
	struct base *base = free_place(scratch, from);
	struct revisions rest = {.count = 0};

	if (from && !scratch->driver->copy_scratch)
		from = NULL;
	for (unsigned i = 0; i < list->count; i++) {
		if (!from || !map_find(&from->applied, list->items[i]->digest))
			revisions_add(pool, &rest, list->items[i]);
	}
	if (start_base(scratch, from, base, err) < 0)
		return -1;
	if (scratch_apply(scratch, base->db, runner, pool, &rest, failure, err) < 0) {
		forget(base);
		return -1;
	}
	if (failure->revision) {
		forget(base);
		return 0;
	}
	for (unsigned i = 0; i < list->count; i++)
		map_put(&base->applied, pool_strdup(&base->pool, list->items[i]->digest),
			base);
	base->count = list->count;
	*made = base;
	return 0;
}

/* The driver cannot copy: the same is done again. */
static int make_another(struct scratch *scratch, const struct runner *runner,
	struct pool *pool, const struct revisions *list, struct db **db, struct error *err)
{
	struct failure failure;
	struct db *made;

	if (open_empty(scratch->driver, &made, err) < 0)
		return -1;
	if (scratch_apply(scratch, made, runner, pool, list, &failure, err) < 0) {
		db_close(made);
		return -1;
	}
	*db = made;
	return 0;
}

int scratch_copy(struct scratch *scratch, const struct runner *runner, struct pool *pool,
	const struct revisions *list, struct db **db, struct failure *failure,
	struct error *err)
{
	struct base *base = nearest(scratch, list);

	*db = NULL;
	*failure = (struct failure){.revision = NULL};
	if (!base || base->count != list->count) {
		const struct base *from = base;

		base = NULL;
		if (make_base(scratch, runner, pool, list, from, &base, failure, err) < 0)
			return -1;
		if (!base)
			return 0;
	}
	base->used = ++scratch->clock;
	if (!scratch->driver->copy_scratch)
		return make_another(scratch, runner, pool, list, db, err);
	return scratch->driver->copy_scratch(base->db, db, err);
}
