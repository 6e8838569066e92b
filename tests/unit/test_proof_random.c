// links: replay run manifest graph db sql schema base drivers/sqlite

#include "replay/proof.h"
#include "tests/unit/project.h"
#include "tests/unit/sqlite_fixture.h"

#include <stdlib.h>

/*
 * Random pairs of sides on a random schema. What proof_merge calls independent is applied
 * here in both orders, by the driver alone, and compared by what SQLite itself says of the
 * two databases.
 */

#define SEEDS 150

static uint64_t state;

static unsigned below(unsigned limit)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)((state >> 33) % limit);
}

static const char *table(void)
{
	static const char *const names[] = {"t0", "t1", "t2", "t3", "T0", "fresh"};

	return names[below(6)];
}

static const char *column(void)
{
	static const char *const names[] = {"id", "a", "b", "c", "d", "A"};

	return names[below(6)];
}

static const char *new_table(struct pool *pool)
{
	return pool_printf(pool,
		"create_table: {name: %s, columns: [{name: id, type: integer, primary_key: "
		"true}, {name: a, type: string(9)%s}, {name: b, type: integer}]}",
		table(), below(3) ? "" : ", unique: true");
}

static const char *random_operation(struct pool *pool)
{
	switch (below(16)) {
	case 0:
		return new_table(pool);
	case 1:
		return pool_printf(pool, "drop_table: {name: %s}", table());
	case 2:
		return pool_printf(
			pool, "rename_table: {from: %s, to: %s}", table(), table());
	case 3:
	case 4:
	case 5:
		return pool_printf(pool,
			"add_column: {table: %s, column: {name: %s, type: integer%s}%s}",
			table(), column(),
			below(2)   ? ""
			: below(2) ? ", index: true"
				   : ", nullable: false",
			below(3) ? "" : ", fill: 7");
	case 6:
		return pool_printf(
			pool, "drop_column: {table: %s, column: %s}", table(), column());
	case 7:
		return pool_printf(pool,
			"alter_column: {table: %s, column: %s, rename_to: %s}", table(),
			column(), column());
	case 8:
		return pool_printf(pool, "alter_column: {table: %s, column: %s, type: %s}",
			table(), column(), below(2) ? "text" : "bigint");
	case 9:
	case 10:
		return pool_printf(pool,
			"create_index: {name: i%u, table: %s, columns: [%s], unique: %s}",
			below(4), table(), column(), below(2) ? "true" : "false");
	case 11:
		return pool_printf(pool, "create_view: {name: v%u, as: SELECT %s FROM %s}",
			below(2), below(4) ? column() : "*", table());
	case 12:
		return pool_printf(pool,
			"create_check_constraint: {name: k%u, table: %s, check: %s <> 5}",
			below(3), table(), column());
	case 13:
		return pool_printf(pool,
			"create_foreign_key: {name: f%u, table: %s, columns: [%s], "
			"references: {table: %s, columns: [id]}}",
			below(3), table(), column(), table());
	case 14:
		return pool_printf(pool, "insert: {table: %s, rows: [{id: %u, b: %u}]}",
			table(), below(4), below(4));
	default:
		return pool_printf(pool,
			"execute: {sql: UPDATE %s SET b = b + 1, touches: [%s]}", table(),
			table());
	}
}

static void load(struct pool *pool, const char *operation, struct operations *operations)
{
	const char *text = pool_printf(pool,
		"gitmig: 1\nrevision: x\nparents: []\nupgrade: [{%s}]\ndowngrade: []\n",
		operation);
	struct error err = {.code = ERR_NONE};
	struct manifest manifest = {.upgrade = {.count = 0}};

	if (manifest_load(pool, "test", text, strlen(text), &manifest, &err) < 0)
		fail_msg("%s: %s", operation, err.message);
	*operations = manifest.upgrade;
}

/* true: it could be done. */
static bool apply_one(struct db *db, const struct operations *operations)
{
	struct error err;

	must(sqlite_driver.begin(db, &err), &err);
	if (sqlite_driver.apply(db, &operations->items[0], &err) == 0 &&
		sqlite_driver.commit(db, &err) == 0)
		return true;
	must(sqlite_driver.rollback(db, &err), &err);
	return false;
}

/* Up to `count` operations that work one after the other on a copy of `from`. */
static void random_side(
	struct pool *pool, struct db *from, unsigned count, struct strings *side)
{
	struct error err;
	struct db *db;

	must(sqlite_driver.copy_scratch(from, &db, &err), &err);
	for (unsigned tries = 0; side->count < count && tries < 40; tries++) {
		const char *operation = random_operation(pool);
		struct operations operations;

		load(pool, operation, &operations);
		if (apply_one(db, &operations))
			strings_add(pool, side, operation);
	}
	db_close(db);
}

/* One revision per operation: the last one's id is given. */
static const char *add_side(
	struct project *project, const char *name, const struct strings *side)
{
	const char *parent = "base";
	struct error err;

	for (unsigned i = 0; i < side->count; i++) {
		const char *id = pool_printf(&project->pool, "%s%u", name, i);

		must(project_add(project,
			     pool_printf(&project->pool,
				     "gitmig: 1\nrevision: %s\nparents: [%s]\nupgrade: "
				     "[{%s}]\ndowngrade: []\n",
				     id, parent, side->items[i]),
			     &err),
			&err);
		parent = id;
	}
	return parent;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *trimmed(struct pool *pool, const char *start, const char *end)
{
	while (start < end && strchr(" \t\n", *start))
		start++;
	while (end > start && strchr(" \t\n", end[-1]))
		end--;
	return pool_strndup(pool, start, (size_t)(end - start));
}

/* The definitions between a table's outer parentheses, sorted. */
static char *sorted_parts(struct pool *pool, char *sql)
{
	struct strings parts = {.count = 0};
	char *at = strchr(sql, '('), *start = at + 1;
	int depth = 1;

	while (depth) {
		at++;
		depth += *at == '(';
		depth -= *at == ')';
		if ((depth == 1 && *at == ',') || !depth) {
			strings_add(pool, &parts, trimmed(pool, start, at));
			start = at + 1;
		}
	}
	qsort(parts.items, parts.count, sizeof(*parts.items), by_text);
	return strings_join(pool, &parts, "\n  ");
}

static char *master(struct pool *pool, struct db *db)
{
	char *names = rows(pool, db,
		"SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY "
		"lower(name)");
	struct text out;

	text_init(&out, pool);
	for (char *save = NULL, *name = strtok_r(names, "\n", &save); name;
		name = strtok_r(NULL, "\n", &save))
		text_printf(&out, "%s\n  %s\n", name,
			sorted_parts(pool,
				rows(pool, db,
					pool_printf(pool,
						"SELECT sql FROM sqlite_master WHERE name "
						"= '%s'",
						name))));
	text_add(&out, rows(pool, db,
			       "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE "
			       "type <> 'table' ORDER BY type, name"));
	return out.data;
}

/* NULL: it failed. */
static char *apply_sides(struct pool *pool, struct db *from, const struct strings *first,
	const struct strings *second)
{
	const struct strings *sides[] = {first, second};
	char *result = NULL;
	bool works = true;
	struct error err;
	struct db *db;

	must(sqlite_driver.copy_scratch(from, &db, &err), &err);
	for (unsigned i = 0; i < 2; i++) {
		for (unsigned k = 0; works && k < sides[i]->count; k++) {
			struct operations operations;

			load(pool, sides[i]->items[k], &operations);
			works = apply_one(db, &operations);
		}
	}
	if (works)
		result = master(pool, db);
	db_close(db);
	return result;
}

static bool one_pair(unsigned seed)
{
	struct strings base = {.count = 0}, left = {.count = 0}, right = {.count = 0};
	struct conflicts found = {.count = 0};
	const struct revision *heads[2];
	const char *ids[2], *a, *b;
	struct project project;
	struct error err;
	struct db *db = scratch(NULL);
	struct text operations;

	state = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
	project_init(&project);
	text_init(&operations, &project.pool);
	for (unsigned i = 0; i < 3; i++)
		strings_add(&project.pool, &base,
			pool_printf(&project.pool,
				"create_table: {name: t%u, columns: [{name: id, type: "
				"integer, primary_key: true}, {name: a, type: string(9)}, "
				"{name: b, type: integer}, {name: c, type: text}]}",
				i));
	for (unsigned i = 0; i < base.count; i++) {
		struct operations one;

		load(&project.pool, base.items[i], &one);
		assert_true(apply_one(db, &one));
		text_printf(&operations, "%s{%s}", i ? ", " : "", base.items[i]);
	}
	must(project_add(&project,
		     pool_printf(&project.pool,
			     "gitmig: 1\nrevision: base\nparents: []\nupgrade: [%s]\n"
			     "downgrade: []\n",
			     operations.data),
		     &err),
		&err);
	random_side(&project.pool, db, 1 + below(3), &left);
	random_side(&project.pool, db, 1 + below(3), &right);
	ids[0] = add_side(&project, "left", &left);
	ids[1] = add_side(&project, "right", &right);
	must(project_graph(&project, &err), &err);
	for (unsigned i = 0; i < 2; i++)
		heads[i] = map_find(&project.runner.graph->ids, ids[i]);
	must(proof_merge(&project.runner, &sqlite_driver, &project.pool, heads, 2, &found,
		     &err),
		&err);
	if (!found.count) {
		a = apply_sides(&project.pool, db, &left, &right);
		b = apply_sides(&project.pool, db, &right, &left);
		if (!a || !b || strcmp(a, b) != 0)
			fail_msg("seed %u: left %s; right %s\n%s\n%s", seed,
				strings_join(&project.pool, &left, " | "),
				strings_join(&project.pool, &right, " | "),
				a ? a : "failed", b ? b : "failed");
	}
	db_close(db);
	project_release(&project);
	return !found.count;
}

static void independent_sides_commute(void **unused)
{
	unsigned independent = 0;
	const char *seeds = getenv("PROOF_SEEDS");
	unsigned count = seeds ? (unsigned)strtoul(seeds, NULL, 10) : SEEDS;

	(void)unused;
	for (unsigned seed = 1; seed <= count; seed++)
		independent += one_pair(seed);
	/* Neither answer is given to all. */
	assert_in_range(independent, count / 10, count - count / 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(independent_sides_commute)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
