#include "replay/scratch.h"

#include <string.h>

static int open_empty(const struct driver *driver, struct db **db, struct error *err)
{
	if (!driver || !driver->open_scratch) {
		error_set(err, ERR_CONNECTION,
			"there is no scratch database to replay a merge on");
		return error_hint(err, "Use the driver for sqlite.");
	}
	return driver->open_scratch(db, err);
}

void scratch_init(struct scratch *scratch, const struct driver *driver)
{
	*scratch = (struct scratch){.driver = driver};
	pool_init(&scratch->pool);
}

static void forget(struct scratch *scratch)
{
	db_close(scratch->db);
	scratch->db = NULL;
	scratch->count = 0;
	pool_release(&scratch->pool);
	map_init(&scratch->applied, &scratch->pool, false);
}

void scratch_release(struct scratch *scratch)
{
	forget(scratch);
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

static void apply_operations(struct db *db, struct pool *pool,
	const struct revision *revision, const struct operations *operations,
	struct failure *failure)
{
	struct error why = {.code = ERR_NONE}, ignored;
	unsigned i = 0;
	int result = db_begin(db, &why);

	while (result == 0 && i < operations->count) {
		result = apply_one(db, &operations->items[i], &why);
		if (result == 0)
			i++;
	}
	if (result == 0 && db_commit(db, &why) == 0)
		return;
	(void)db_rollback(db, &ignored);
	fail(pool, revision, operations, i, &why, failure);
}

int scratch_apply(struct db *db, const struct runner *runner, struct pool *pool,
	const struct revisions *list, struct failure *failure, struct error *err)
{
	*failure = (struct failure){.revision = NULL};
	for (unsigned i = 0; i < list->count && !failure->revision; i++) {
		struct manifest manifest;
		const char *text;
		size_t length;
		struct pool own;
		int result;

		pool_init(&own);
		result = runner->manifest(
			runner->data, &own, list->items[i], &manifest, &text, &length, err);
		if (result == 0 && manifest.upgrade.count)
			apply_operations(
				db, pool, list->items[i], &manifest.upgrade, failure);
		pool_release(&own);
		if (result < 0)
			return -1;
	}
	return 0;
}

/* Has the database nothing but what the list has? Then it can go on to the rest. */
static bool is_part_of(const struct scratch *scratch, const struct revisions *list,
	struct pool *pool, struct revisions *rest)
{
	for (unsigned i = 0; i < list->count; i++) {
		if (!scratch->db || !map_find(&scratch->applied, list->items[i]->digest))
			revisions_add(pool, rest, list->items[i]);
	}
	return scratch->db && list->count - rest->count == scratch->count;
}

static int start_anew(struct scratch *scratch, struct error *err)
{
	forget(scratch);
	return open_empty(scratch->driver, &scratch->db, err);
}

static void note_applied(struct scratch *scratch, const struct revisions *rest)
{
	for (unsigned i = 0; i < rest->count; i++)
		map_put(&scratch->applied,
			pool_strdup(&scratch->pool, rest->items[i]->digest), scratch);
	scratch->count += rest->count;
}

/* The driver cannot copy: the same is done again. */
static int make_another(struct scratch *scratch, const struct runner *runner,
	struct pool *pool, const struct revisions *base, struct db **db, struct error *err)
{
	struct failure failure;

	if (open_empty(scratch->driver, db, err) < 0)
		return -1;
	if (scratch_apply(*db, runner, pool, base, &failure, err) < 0) {
		db_close(*db);
		*db = NULL;
		return -1;
	}
	return 0;
}

int scratch_copy(struct scratch *scratch, const struct runner *runner, struct pool *pool,
	const struct revisions *base, struct db **db, struct failure *failure,
	struct error *err)
{
	struct revisions rest = {.count = 0};

	*db = NULL;
	*failure = (struct failure){.revision = NULL};
	if (!is_part_of(scratch, base, pool, &rest)) {
		if (start_anew(scratch, err) < 0)
			return -1;
		rest = *base;
	}
	if (scratch_apply(scratch->db, runner, pool, &rest, failure, err) < 0) {
		forget(scratch);
		return -1;
	}
	if (failure->revision) {
		forget(scratch);
		return 0;
	}
	note_applied(scratch, &rest);
	if (!scratch->driver->copy_scratch)
		return make_another(scratch, runner, pool, base, db, err);
	return scratch->driver->copy_scratch(scratch->db, db, err);
}
