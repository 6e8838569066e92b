#include "replay/round_trip.h"

#include "replay/objects.h"
#include "replay/schemas.h"

#include <string.h>

struct trip {
	const struct runner *runner;
	const struct driver *driver;
	struct db *db;
	struct pool *pool; /* of findings */
	struct schemas schemas;
	struct findings *findings;
	bool *skipped;  /* by index: failed, broken, or on one that is */
	bool *grounded; /* by index: cannot be taken down, or one above it cannot */
	/* By index: what was there before a revision that cannot be tried in a
	 * transaction; compared on the way down. */
	struct objects **before;
	bool has_rows; /* there may be some */
	bool failed;
};

static bool runs_outside(const struct trip *trip, const struct operation *op)
{
	return op->kind == OP_EXECUTE && !op->execute->transaction &&
	       trip->db->dialect->execute_text(op->execute);
}

static bool has_outside(const struct trip *trip, const struct operations *operations)
{
	for (unsigned i = 0; i < operations->count; i++)
		if (runs_outside(trip, &operations->items[i]))
			return true;
	return false;
}

static bool may_leave_rows(const struct trip *trip, const struct operations *operations)
{
	for (unsigned i = 0; i < operations->count; i++) {
		const struct operation *op = &operations->items[i];

		if (op->kind == OP_INSERT ||
			(op->kind == OP_EXECUTE &&
				trip->db->dialect->execute_text(op->execute)))
			return true;
	}
	return false;
}

/* Within a transaction; *number is the operation that failed. */
static int apply(struct trip *trip, struct pool *own, const struct operations *operations,
	unsigned *number, struct error *why)
{
	operations = schemas_join(&trip->schemas, own, operations);
	for (*number = 0; *number < operations->count; ++*number) {
		const struct operation *op = &operations->items[*number];

		if (!runs_outside(trip, op)) {
			if (db_apply(trip->db, op, why) < 0)
				return -1;
			continue;
		}
		if (db_commit(trip->db, why) < 0 || db_apply(trip->db, op, why) < 0 ||
			db_begin(trip->db, why) < 0)
			return -1;
	}
	return 0;
}

static void add(struct trip *trip, const struct revision *revision, const char *code,
	const char *message, const char *hint)
{
	struct finding finding = {
		.code = code,
		.severity = SEVERITY_ERROR,
		.revision = revision->id,
		.path = revision->path,
		.message = message,
		.hint = hint,
	};

	findings_add(trip->pool, trip->findings, finding);
	trip->failed = true;
}

static void report_failure(struct trip *trip, const struct revision *revision,
	const char *way, const struct operations *operations, unsigned number,
	const struct error *why)
{
	const char *message;

	if (number < operations->count)
		message = pool_printf(trip->pool, "%s, operation %u of %u (%s): %s", way,
			number + 1, operations->count,
			operation_summary(trip->pool, &operations->items[number]),
			why->message);
	else
		message = pool_printf(trip->pool, "%s: %s", way, why->message);
	add(trip, revision, "replay-failed", message,
		*why->hint ? pool_strdup(trip->pool, why->hint)
			   : "Correct the operation, or what the revisions before it leave "
			     "behind; no database but one in memory was touched.");
}

/* One way in a transaction of its own; what fails is reported and rolled back. */
static bool go(struct trip *trip, struct pool *own, const struct revision *revision,
	const char *way, const struct operations *operations)
{
	struct error why = {.code = ERR_NONE}, ignored;
	unsigned number = operations->count;

	if (!operations->count)
		return true;
	if (db_begin(trip->db, &why) == 0 &&
		apply(trip, own, operations, &number, &why) == 0 &&
		db_commit(trip->db, &why) == 0)
		return true;
	(void)db_rollback(trip->db, &ignored);
	report_failure(trip, revision, way, operations, number, &why);
	return false;
}

static int report_change(struct trip *trip, const struct revision *revision,
	const struct objects *before, const struct objects *after, struct error *err)
{
	const char *what = NULL;

	if (objects_differ(trip->db, trip->pool, before, after, &what, err) < 0)
		return -1;
	if (what)
		add(trip, revision, "round-trip",
			pool_printf(trip->pool,
				"the downgrade does not restore the schema: %s", what),
			"Let the downgrade undo all that the upgrade does, or say "
			"`downgrade: irreversible`.");
	return 0;
}

/*
 * Up and down, and nothing of it stays. Before it is rolled back the schema is compared
 * with `before` by its text; only where that differs is it worth a closer look.
 */
static int try_it(struct trip *trip, struct pool *own, const struct revision *revision,
	const struct manifest *manifest, struct error *err)
{
	struct objects before, after;
	struct error why = {.code = ERR_NONE}, ignored;
	unsigned number = 0;
	int result = 0;

	if (objects_read(trip->db, own, &before, err) < 0 || db_begin(trip->db, err) < 0)
		return -1;
	/* A failure on the way up is found again when it is to stay. */
	if (apply(trip, own, &manifest->upgrade, &number, &why) < 0)
		return db_rollback(trip->db, err);
	if (apply(trip, own, &manifest->downgrade, &number, &why) < 0)
		report_failure(
			trip, revision, "downgrade", &manifest->downgrade, number, &why);
	else if (objects_read(trip->db, own, &after, err) < 0)
		result = -1;
	else if (!objects_equal(&before, &after)) {
		/* The schema as it is in this moment, then that before it. */
		result = objects_inspect(trip->db, own, &after, err);
		if (result == 0 && db_rollback(trip->db, err) == 0 &&
			objects_inspect(trip->db, own, &before, err) == 0)
			return report_change(trip, revision, &before, &after, err);
		result = -1;
	}
	(void)db_rollback(trip->db, result < 0 ? &ignored : err);
	return result;
}

static int load(struct trip *trip, struct pool *own, const struct revision *revision,
	struct manifest *manifest, bool *broken, struct error *err)
{
	struct error why = {.code = ERR_NONE};
	const char *text;
	size_t length;

	*broken = false;
	if (trip->runner->manifest(
		    trip->runner->data, own, revision, manifest, &text, &length, &why) == 0)
		return 0;
	*broken = why.code == ERR_MANIFEST_INVALID;
	if (!*broken)
		*err = why;
	return *broken ? 0 : -1;
}

static void skip(struct trip *trip, const struct revision *revision)
{
	trip->failed = true;
	graph_mark_descendants(trip->runner->graph, revision, true, trip->skipped);
}

static int first_time(struct trip *trip, struct pool *own, const struct revision *revision,
	struct error *err)
{
	struct manifest manifest;
	bool broken;

	if (load(trip, own, revision, &manifest, &broken, err) < 0)
		return -1;
	if (broken) {
		skip(trip, revision);
		return 0;
	}
	trip->has_rows = trip->has_rows || may_leave_rows(trip, &manifest.upgrade) ||
			 may_leave_rows(trip, &manifest.downgrade);
	if (manifest.irreversible) {
		graph_mark_ancestors(trip->runner->graph, revision, true, trip->grounded);
	} else if (has_outside(trip, &manifest.upgrade) ||
		   has_outside(trip, &manifest.downgrade)) {
		trip->before[revision->index] = pool_new(trip->pool, struct objects);
		if (objects_read(trip->db, trip->pool, trip->before[revision->index], err) <
			0)
			return -1;
	} else if (manifest.upgrade.count + manifest.downgrade.count) {
		if (try_it(trip, own, revision, &manifest, err) < 0)
			return -1;
	}
	if (!go(trip, own, revision, "upgrade", &manifest.upgrade))
		skip(trip, revision);
	return 0;
}

/* On the way down, and on the way up again. */
static int again(struct trip *trip, struct pool *own, const struct revision *revision,
	bool up, struct error *err)
{
	struct objects *before = trip->before[revision->index], now;
	struct manifest manifest;
	bool broken;

	if (load(trip, own, revision, &manifest, &broken, err) < 0)
		return -1;
	if (broken)
		return 0;
	if (up) {
		go(trip, own, revision, "upgrade after a downgrade", &manifest.upgrade);
		return 0;
	}
	if (!go(trip, own, revision, "downgrade", &manifest.downgrade) || !before)
		return 0;
	if (objects_read(trip->db, own, &now, err) < 0)
		return -1;
	return objects_equal(before, &now)
		       ? 0
		       : report_change(trip, revision, before, &now, err);
}

static int step(struct trip *trip, const struct revision *revision,
	int (*what)(struct trip *, struct pool *, const struct revision *, struct error *),
	struct error *err)
{
	struct pool own;
	int result;

	pool_init(&own);
	result = what(trip, &own, revision, err);
	pool_release(&own);
	return result;
}

static int down(struct trip *trip, struct pool *own, const struct revision *revision,
	struct error *err)
{
	return again(trip, own, revision, false, err);
}

static int up(struct trip *trip, struct pool *own, const struct revision *revision,
	struct error *err)
{
	return again(trip, own, revision, true, err);
}

static int travel(struct trip *trip, struct error *err)
{
	const struct graph *graph = trip->runner->graph;

	for (unsigned i = 0; i < graph->count; i++)
		if (!trip->skipped[graph->order[i]->index] &&
			step(trip, graph->order[i], first_time, err) < 0)
			return -1;
	/* After a failure the way down would only tell of its consequences. */
	if (trip->failed || !trip->has_rows)
		return 0;
	for (unsigned i = graph->count; i-- > 0 && !trip->failed;)
		if (!trip->grounded[graph->order[i]->index] &&
			step(trip, graph->order[i], down, err) < 0)
			return -1;
	for (unsigned i = 0; i < graph->count && !trip->failed; i++)
		if (!trip->grounded[graph->order[i]->index] &&
			step(trip, graph->order[i], up, err) < 0)
			return -1;
	return 0;
}

int replay_round_trip(const struct runner *runner, const struct driver *driver,
	struct pool *pool, struct findings *findings, struct error *err)
{
	const unsigned count = runner->graph->count;
	struct trip trip = {
		.runner = runner, .driver = driver, .pool = pool, .findings = findings};
	int result;

	if (!driver || !driver->open_scratch) {
		error_set(err, ERR_CONNECTION,
			"there is no scratch database to replay the chain on");
		return error_hint(err, "Use the driver for sqlite.");
	}
	if (driver->open_scratch(&trip.db, err) < 0)
		return -1;
	schemas_init(&trip.schemas, pool);
	trip.skipped = pool_array(pool, bool, count);
	trip.grounded = pool_array(pool, bool, count);
	trip.before = pool_array(pool, struct objects *, count);
	result = travel(&trip, err);
	db_close(trip.db);
	return result;
}
