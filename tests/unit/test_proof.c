// links: replay run manifest graph db sql schema base drivers/sqlite

#include "drivers/sqlite/driver.h"
#include "replay/proof.h"
#include "tests/unit/project.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct project project;
static struct error err;

static int setup(void **state)
{
	(void)state;
	project_init(&project);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	project_release(&project);
	return 0;
}

/* The lines of an upgrade, each with its "- ". */
static void add(const char *id, const char *links, const char *operations)
{
	const char *text = pool_printf(&project.pool,
		"gitmig: 1\nrevision: %s\nparents: %s\nupgrade: [%s]\ndowngrade: []\n", id,
		links, operations);

	if (project_add(&project, text, &err) < 0)
		fail_msg("%s: %s:%d:%d", id, err.message, err.line, err.column);
}

#define TABLE(name)                                                                        \
	"{create_table: {name: " name                                                      \
	", columns: [{name: id, type: integer, primary_key: true}, "                       \
	"{name: word, type: string(9)}]}}"
#define COLUMN(table, name)                                                                \
	"{add_column: {table: " table ", column: {name: " name ", type: integer}}}"

static struct conflicts prove_with(const struct driver *driver, const char *heads)
{
	struct conflicts found = {.count = 0};
	struct revisions list = {.count = 0};
	char *copy = pool_strdup(&project.pool, heads), *save = NULL;

	if (!project.runner.graph && project_graph(&project, &err) < 0)
		fail_msg("%s", err.message);
	for (char *id = strtok_r(copy, " ", &save); id; id = strtok_r(NULL, " ", &save))
		revisions_add(
			&project.pool, &list, map_find(&project.runner.graph->ids, id));
	if (proof_merge(&project.runner, driver, &project.pool, list.items, list.count,
		    &found, &err) < 0)
		fail_msg("%s", err.message);
	return found;
}

static struct conflicts prove(const char *heads)
{
	return prove_with(&sqlite_driver, heads);
}

static void independent(const char *heads)
{
	struct conflicts found = prove(heads);

	if (found.count)
		fail_msg("%s: %s", found.items[0].code, found.items[0].message);
}

/* The only conflict of a merge. */
static struct conflict only(const char *heads, const char *code)
{
	struct conflicts found = prove(heads);

	if (found.count != 1)
		fail_msg("%u conflicts: %s", found.count,
			found.count ? found.items[0].message : "");
	if (strcmp(found.items[0].code, code) != 0)
		fail_msg("%s: %s", found.items[0].code, found.items[0].message);
	return found.items[0];
}

static void columns_may_come_in_any_order(void **state)
{
	(void)state;
	add("base", "[]", TABLE("t"));
	add("left", "[base]", COLUMN("t", "a") ", " COLUMN("t", "b"));
	add("right", "[base]", COLUMN("t", "c") ", " TABLE("u"));
	independent("left right");
	independent("right left");
	independent("left");
	independent("left base");
}

static void rows_in_the_way_fail_in_one_order(void **state)
{
	struct conflict conflict;

	(void)state;
	add("base", "[]", TABLE("t"));
	add("left", "[base]",
		"{create_table: {name: x, columns: [{name: a, type: integer}]}}, "
		"{add_column: {table: t, column: {name: a, type: integer, nullable: "
		"false}, fill: 1}}");
	add("right", "[base]", "{insert: {table: t, rows: [{id: 1, word: x}]}}");
	conflict = only("left right", "replay-failed");
	assert_string_equal(conflict.object, "t");
	assert_string_equal(conflict.left, "left");
	assert_string_equal(conflict.right, "right");
	assert_non_null(strstr(conflict.message, "revision right fails when the order is "
						 "left, right: operation 1 of 1"));
	assert_non_null(strstr(conflict.message, "NOT NULL"));
	conflict = only("right left", "replay-failed");
	assert_string_equal(conflict.left, "right");
	assert_string_equal(conflict.right, "left");
}

static void sql_that_lies_is_found_out(void **state)
{
	struct conflict conflict;

	(void)state;
	add("base", "[]", TABLE("t"));
	add("left", "[base]",
		"{execute: {sql: CREATE TABLE IF NOT EXISTS x (a), touches: []}}");
	add("right", "[base]",
		"{execute: {sql: CREATE TABLE IF NOT EXISTS x (b), touches: []}}");
	conflict = only("left right", "order-dependent");
	assert_string_equal(conflict.object, "x");
	assert_string_equal(conflict.left, "left");
	assert_string_equal(conflict.right, "right");
}

static void a_dependency_fixes_the_order(void **state)
{
	(void)state;
	add("base", "[]", TABLE("t"));
	add("b1", "[base]", TABLE("made"));
	add("b2", "[b1]", COLUMN("made", "more"));
	add("a1", "[base]\ndepends_on: [b1]", COLUMN("made", "other"));
	add("a2", "[a1]\ndepends_on: [b2]", COLUMN("made", "third"));
	independent("a1 b2");
	independent("b2 a1");
	/* Nothing is left of the other side. */
	independent("a2 b2");
}

static void shared_revisions_belong_to_no_side(void **state)
{
	(void)state;
	add("base", "[]", TABLE("t"));
	add("shared", "[base]", "{rename_table: {from: t, to: u}}");
	add("left", "[shared]", COLUMN("u", "a"));
	add("right", "[shared]", COLUMN("u", "b"));
	add("other", "[base]\ndepends_on: [shared]",
		"{create_index: {name: i, table: u, columns: [word]}}");
	independent("left right other");
}

static void merges_have_operations_too(void **state)
{
	struct conflict conflict;

	(void)state;
	add("base", "[]", TABLE("t"));
	add("l1", "[base]", TABLE("l"));
	add("l2", "[base]", TABLE("m"));
	add("lm", "[l1, l2]", "{drop_table: {name: t}}");
	add("r1", "[base]", COLUMN("t", "a"));
	conflict = only("lm r1", "touches-dropped");
	assert_string_equal(conflict.left, "lm");
	assert_string_equal(conflict.right, "r1");
	independent("l1 r1");
}

static void many_heads(void **state)
{
	struct conflicts found;

	(void)state;
	add("base", "[]", TABLE("t"));
	for (unsigned i = 0; i < 8; i++)
		add(pool_printf(&project.pool, "h%u", i), "[base]",
			pool_printf(
				&project.pool, TABLE("n%u") ", " COLUMN("t", "c%u"), i, i));
	add("bad1", "[base]", TABLE("n3"));
	add("bad2", "[base]",
		"{insert: {table: t, rows: [{id: 1}]}}, {insert: {table: t, rows: [{id: "
		"1}]}}");
	independent("h0 h1 h2 h3 h4 h5 h6 h7");
	found = prove("h0 h1 h2 h3 h4 h5 h6 h7 bad1");
	assert_int_equal(found.count, 1);
	assert_string_equal(found.items[0].code, "both-create");
	assert_string_equal(found.items[0].left, "h3");
	assert_string_equal(found.items[0].right, "bad1");
	found = prove("h0 h1 bad2");
	assert_int_equal(found.count, 1);
	assert_string_equal(found.items[0].code, "replay-failed");
	assert_string_equal(found.items[0].right, "bad2");
}

static void what_comes_before_fails(void **state)
{
	struct conflict conflict;

	(void)state;
	add("base", "[]", "{drop_table: {name: nowhere}}");
	add("left", "[base]", TABLE("a"));
	add("right", "[base]", TABLE("b"));
	conflict = only("left right", "replay-failed");
	assert_string_equal(conflict.object, "nowhere");
	assert_non_null(
		strstr(conflict.message, "revision base fails on a scratch database, "
					 "before the sides part: operation 1 of 1"));
}

/* Where one side does nothing there is nothing to replay, and nothing that can fail. */
static void nothing_to_replay(void **state)
{
	(void)state;
	add("base", "[]", "{drop_table: {name: nowhere}}");
	add("left", "[base]", "{execute: {sql: NO SQL AT ALL}}");
	add("right", "[base]", "");
	independent("left right");
}

static void other_databases_sql(void **state)
{
	(void)state;
	add("base", "[]", TABLE("t"));
	add("left", "[base]", "{execute: {sql: {mssql: EXEC x}, touches: [elsewhere]}}");
	add("right", "[base]", TABLE("u"));
	independent("left right");
	add("opaque", "[base]", "{execute: {sql: {mssql: EXEC x}}}");
	project.runner.graph = NULL;
	assert_non_null(strstr(only("opaque right", "opaque-sql").message,
		"no text for SQLite, so no replay can prove it"));
}

static void outside_a_transaction(void **state)
{
	(void)state;
	add("base", "[]", TABLE("t"));
	add("left", "[base]",
		TABLE("u") ", {execute: {sql: VACUUM, touches: [], transaction: false}}");
	add("right", "[base]", TABLE("v"));
	independent("left right");
}

static void a_manifest_that_cannot_be_loaded(void **state)
{
	struct conflicts found = {.count = 0};
	const struct revision *heads[2];

	(void)state;
	add("base", "[]", TABLE("t"));
	add("left", "[base]", "{no_such_operation: {}}");
	add("right", "[base]", TABLE("v"));
	assert_int_equal(project_graph(&project, &err), 0);
	heads[0] = map_find(&project.runner.graph->ids, "left");
	heads[1] = map_find(&project.runner.graph->ids, "right");
	assert_int_equal(proof_merge(&project.runner, &sqlite_driver, &project.pool, heads,
				 2, &found, &err),
		-1);
	assert_int_equal(err.code, ERR_MANIFEST_INVALID);
	assert_int_equal(found.count, 0);
}

static void without_scratch_databases(void **state)
{
	const struct driver none = {.name = "none"};
	struct conflicts found = {.count = 0};
	const struct revision *heads[2];

	(void)state;
	add("left", "[]", TABLE("t"));
	add("right", "[]", TABLE("v"));
	assert_int_equal(project_graph(&project, &err), 0);
	heads[0] = map_find(&project.runner.graph->ids, "left");
	heads[1] = map_find(&project.runner.graph->ids, "right");
	assert_int_equal(
		proof_merge(&project.runner, &none, &project.pool, heads, 2, &found, &err),
		-1);
	assert_int_equal(err.code, ERR_CONNECTION);
}

static void without_copies(void **state)
{
	struct driver plain = sqlite_driver;
	struct conflicts found;

	(void)state;
	plain.copy_scratch = NULL;
	add("base", "[]", TABLE("t"));
	add("left", "[base]", TABLE("a"));
	add("right", "[base]", TABLE("b"));
	add("bad", "[base]", "{drop_table: {name: nowhere}}");
	assert_int_equal(prove_with(&plain, "left right").count, 0);
	found = prove_with(&plain, "left bad");
	assert_int_equal(found.count, 1);
	assert_string_equal(found.items[0].code, "replay-failed");
}

/* A chain of which branches part at each step; proofs that share their databases say what
 * proofs of their own say, in whatever order they come. */
static void shared_proofs_say_the_same(void **state)
{
	struct proof *proof = proof_open(&project.pool, &sqlite_driver);
	const struct graph *graph;
	unsigned conflicts = 0;

	(void)state;
	add("m0", "[]", TABLE("t0"));
	for (unsigned i = 1; i < 20; i++)
		add(pool_printf(&project.pool, "m%u", i),
			pool_printf(&project.pool, "[m%u]", i - 1),
			pool_printf(&project.pool,
				i == 15 ? "{add_column: {table: t0, column: {name: n, "
					  "type: integer, nullable: false}, fill: 1}}"
					: TABLE("t%u"),
				i));
	for (unsigned i = 0; i < 20; i++)
		add(pool_printf(&project.pool, "b%u", i),
			pool_printf(&project.pool, "[m%u]", i),
			i % 3 ? pool_printf(&project.pool, TABLE("x%u"), i)
			      : "{insert: {table: t0, rows: [{id: 1}]}}");
	assert_int_equal(project_graph(&project, &err), 0);
	graph = project.runner.graph;
	for (unsigned i = 0; i < 20; i++) {
		const char *branch = pool_printf(&project.pool, "b%u", (i * 7 + 3) % 20);
		const struct revision *heads[] = {
			map_find(&graph->ids, "m19"), map_find(&graph->ids, branch)};
		struct conflicts shared = {.count = 0}, own;

		if (proof_run(proof, &project.runner, &project.pool, heads, 2, &shared,
			    &err) < 0)
			fail_msg("%s", err.message);
		own = prove(pool_printf(&project.pool, "m19 %s", branch));
		assert_int_equal(shared.count, own.count);
		for (unsigned k = 0; k < own.count; k++) {
			assert_string_equal(shared.items[k].code, own.items[k].code);
			assert_string_equal(shared.items[k].message, own.items[k].message);
		}
		conflicts += own.count;
	}
	assert_int_equal(conflicts, 7); /* each third; b15 and b18 fail alone, too */
	proof_close(proof);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(columns_may_come_in_any_order),
		TEST(rows_in_the_way_fail_in_one_order),
		TEST(sql_that_lies_is_found_out),
		TEST(a_dependency_fixes_the_order),
		TEST(shared_revisions_belong_to_no_side),
		TEST(merges_have_operations_too),
		TEST(many_heads),
		TEST(what_comes_before_fails),
		TEST(nothing_to_replay),
		TEST(other_databases_sql),
		TEST(outside_a_transaction),
		TEST(a_manifest_that_cannot_be_loaded),
		TEST(without_scratch_databases),
		TEST(without_copies),
		TEST(shared_proofs_say_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
