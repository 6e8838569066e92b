#include "replay/replay.h"

#include "replay/schemas.h"

#include <string.h>
#include <strings.h>

#define VERSION_TABLE "gitmig_version"

static int open_scratch(const struct runner *runner, const struct driver *driver,
	struct runner *scratch, struct error *err)
{
	struct db *db;

	if (!driver->open_scratch) {
		error_set(err, ERR_CONNECTION,
			"the %s driver has no scratch database to replay on", driver->name);
		return error_hint(err, "Use the driver for sqlite.");
	}
	if (driver->open_scratch(&db, err) < 0)
		return -1;
	*scratch = *runner;
	scratch->db = db;
	scratch->allowed = NULL;
	scratch->progress = NULL;
	scratch->keep_log = scratch->script = false;
	if (!scratch->version_table)
		scratch->version_table = VERSION_TABLE;
	return 0;
}

/* From `rows` to the target; rows become those afterwards. */
static int replay(struct runner *scratch, struct pool *pool, struct strings *rows,
	const char *target, struct error *err)
{
	struct run_result result;
	struct plan plan = {.count = 0};

	if (plan_upgrade(pool, scratch->graph, rows, target, &plan, err) < 0)
		return -1;
	if (run_plan(scratch, pool, rows, &plan, &result, err) < 0) {
		error_prefix(err, "replay on a scratch database");
		return error_hint(err,
			"It was in memory; no other database was touched. Correct the "
			"revision, or what it builds on.");
	}
	*rows = result.done.rows;
	return 0;
}

struct joined {
	const struct runner *runner;
	struct schemas schemas;
};

/* What the runner that is replayed gives, as a scratch database takes it. */
static int give_joined(void *data, struct pool *pool, const struct revision *revision,
	struct manifest *manifest, const char **text, size_t *length, struct error *err)
{
	struct joined *joined = data;
	const struct runner *runner = joined->runner;

	if (runner->manifest(runner->data, pool, revision, manifest, text, length, err) < 0)
		return -1;
	manifest->upgrade = *schemas_join(&joined->schemas, pool, &manifest->upgrade);
	return 0;
}

static void join_schemas(const struct runner *runner, struct pool *pool,
	struct joined *joined, struct runner *scratch)
{
	const char *dot = strrchr(scratch->version_table, '.');

	joined->runner = runner;
	schemas_init(&joined->schemas, pool);
	scratch->manifest = give_joined;
	scratch->data = joined;
	if (dot)
		scratch->version_table = dot + 1;
}

static bool is_own(const struct runner *runner, const struct table *table)
{
	return !strcasecmp(table->name, runner->version_table) ||
	       !strcasecmp(table->name, RUN_LOG_TABLE);
}

static void leave_out_own(const struct runner *runner, struct schema *schema)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < schema->tables_count; i++) {
		if (!is_own(runner, &schema->tables[i]))
			schema->tables[kept++] = schema->tables[i];
	}
	schema->tables_count = kept;
}

int replay_schema(const struct runner *runner, const struct driver *driver,
	struct pool *pool, const char *target, struct schema *schema, struct error *err)
{
	struct strings rows = {.count = 0};
	struct runner scratch;
	struct schema seen = {.tables = NULL};
	struct joined joined;
	struct pool own;
	int result = -1;

	if (open_scratch(runner, driver, &scratch, err) < 0)
		return -1;
	join_schemas(runner, pool, &joined, &scratch);
	pool_init(&own);
	if (replay(&scratch, &own, &rows, target, err) == 0 &&
		driver->inspect(scratch.db, pool, &seen, err) == 0) {
		leave_out_own(&scratch, &seen);
		schemas_split(&joined.schemas, pool, &seen);
		*schema = seen;
		result = 0;
	}
	pool_release(&own);
	driver->close(scratch.db);
	return result;
}

int replay_open(const struct runner *runner, const struct driver *driver, struct pool *pool,
	const struct strings *rows, struct db **db, struct error *err)
{
	struct strings at = {.count = 0};
	struct runner scratch;

	if (open_scratch(runner, driver, &scratch, err) < 0)
		return -1;
	for (unsigned i = 0; i < rows->count; i++) {
		if (replay(&scratch, pool, &at, rows->items[i], err) == 0)
			continue;
		driver->close(scratch.db);
		return -1;
	}
	*db = scratch.db;
	return 0;
}
