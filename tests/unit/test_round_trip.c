// links: replay run manifest graph db sql schema base drivers/sqlite

#include "drivers/sqlite/driver.h"
#include "replay/round_trip.h"
#include "tests/unit/project.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct project project;
static struct findings findings;
static struct error err;

static void add(const char *id, const char *parents, const char *rest)
{
	const char *text = pool_printf(&project.pool,
		"gitmig: 1\nrevision: %s\nparents: [%s]\n%s", id, parents, rest);

	if (project_add(&project, text, &err) < 0)
		fail_msg("%s: %s:%d:%d", id, err.message, err.line, err.column);
}

static int setup(void **state)
{
	(void)state;
	memset(&findings, 0, sizeof(findings));
	project_init(&project);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	project_release(&project);
	return 0;
}

static void run(void)
{
	if (project_graph(&project, &err) < 0 ||
		replay_round_trip(&project.runner, &sqlite_driver, &project.pool, &findings,
			&err) < 0)
		fail_msg("%s", err.message);
	findings_sort(&findings);
}

/* "code revision" of each finding, in order. */
static const char *found(void)
{
	struct text out;

	run();
	text_init(&out, &project.pool);
	for (unsigned i = 0; i < findings.count; i++)
		text_printf(&out, "%s%s %s", i ? ", " : "", findings.items[i].code,
			findings.items[i].revision);
	return out.data;
}

static void assert_says(const char *part)
{
	if (!strstr(findings.items[0].message, part))
		fail_msg("'%s' does not say '%s'", findings.items[0].message, part);
}

#define TABLE(name)                                                                        \
	"upgrade:\n  - create_table:\n      name: " name                                   \
	"\n      columns: [{name: id, type: integer, primary_key: true}, "                 \
	"{name: a, type: integer}, {name: b, type: string(5)}]\n"
#define DROP(name) "downgrade:\n  - drop_table: {name: " name "}\n"

static void all_well(void **state)
{
	(void)state;
	add("a0", "", TABLE("a") DROP("a"));
	add("b0", "a0",
		"upgrade:\n"
		"  - add_column: {table: a, column: {name: c, type: integer}}\n"
		"  - create_index: {table: a, columns: [c]}\n"
		"  - rename_table: {from: a, to: aa}\n"
		"downgrade:\n"
		"  - rename_table: {from: aa, to: a}\n"
		"  - drop_index: {name: ix_a_c, table: a}\n"
		"  - drop_column: {table: a, column: c}\n");
	add("c0", "a0", TABLE("c") DROP("c"));
	add("d0", "b0, c0", "upgrade: []\ndowngrade: []\n");
	assert_string_equal(found(), "");
}

/* Dropped and made again it stands at another place: that is the same schema. */
static void order_of_columns(void **state)
{
	(void)state;
	add("a0", "", TABLE("a") DROP("a"));
	add("b0", "a0",
		"upgrade:\n  - drop_column: {table: a, column: a}\n"
		"downgrade:\n  - add_column: {table: a, column: {name: a, type: "
		"integer}}\n");
	assert_string_equal(found(), "");
}

static void forgotten(void **state)
{
	(void)state;
	add("a0", "", TABLE("a") DROP("a"));
	add("b0", "a0",
		"upgrade:\n  - add_column: {table: a, column: {name: c, type: integer}}\n"
		"downgrade: []\n");
	/* It is at the schema before it all the same, and what follows is well. */
	add("c0", "b0", TABLE("c") DROP("c"));
	assert_string_equal(found(), "round-trip b0");
	assert_says("a.c");
}

static void wrong_way_back(void **state)
{
	(void)state;
	add("a0", "", TABLE("a") DROP("a"));
	add("b0", "a0",
		"upgrade:\n  - drop_column: {table: a, column: b}\n"
		"downgrade:\n  - add_column: {table: a, column: {name: b, type: text}}\n");
	assert_string_equal(found(), "round-trip b0");
	assert_says("a.b");
}

/* Inspecting knows nothing of triggers. */
static void triggers(void **state)
{
	(void)state;
	add("a0", "", TABLE("a") DROP("a"));
	add("b0", "a0",
		"upgrade:\n  - execute: {sql: \"CREATE TRIGGER tr AFTER INSERT ON a BEGIN "
		"SELECT 1; END\"}\n"
		"downgrade: []\n");
	assert_string_equal(found(), "round-trip b0");
	assert_says("trigger tr is left behind");
}

static void failures(void **state)
{
	(void)state;
	add("a0", "", TABLE("a") DROP("nowhere"));
	add("b0", "a0",
		"upgrade:\n  - execute: {sql: SELECT 1}\n"
		"  - drop_table: {name: nothing}\ndowngrade: []\n");
	add("c0", "b0", TABLE("c") DROP("wrong")); /* stands on it */
	add("d0", "a0", TABLE("a") DROP("a"));
	add("e0", "a0", "depends_on: [b0]\n" TABLE("e") DROP("wrong"));
	assert_string_equal(
		found(), "replay-failed a0, replay-failed b0, replay-failed d0");
	assert_says("downgrade, operation 1 of 1");
	findings.items++;
	assert_says("upgrade, operation 2 of 2");
	assert_says("nothing");
}

static void irreversible(void **state)
{
	(void)state;
	add("a0", "", TABLE("a") DROP("a"));
	add("b0", "a0", TABLE("b") "downgrade: irreversible\n");
	add("c0", "b0", TABLE("c") DROP("c"));
	assert_string_equal(found(), "");
}

/* VACUUM runs outside a transaction, so it cannot be tried and rolled back: what it leaves
 * behind is seen on the way down. */
static void outside(void **state)
{
	(void)state;
	add("a0", "", TABLE("a") DROP("a"));
	add("b0", "a0",
		TABLE("b") "  - execute: {sql: VACUUM, transaction: false}\n"
			   "downgrade:\n  - execute: {sql: \"SELECT 1\"}\n");
	assert_string_equal(found(), "round-trip b0");
	assert_says("b");
}

/* Each step alone is well; rows that another one leaves are in the way. */
static void rows_in_the_way(void **state)
{
	(void)state;
	add("a0", "", TABLE("a") DROP("a"));
	add("b0", "a0",
		"upgrade:\n  - create_index: {name: u, table: a, columns: [a]}\n"
		"downgrade:\n  - drop_index: {name: u, table: a}\n"
		"  - create_index: {name: v, table: a, columns: [a], unique: true}\n"
		"  - drop_index: {name: v, table: a}\n");
	add("c0", "b0",
		"upgrade:\n  - execute: {sql: \"INSERT INTO a (a) VALUES (1), (1)\"}\n"
		"downgrade: []\n");
	assert_string_equal(found(), "replay-failed b0");
	assert_says("downgrade, operation 2 of 3");
}

static void other_databases(void **state)
{
	(void)state;
	add("a0", "",
		"upgrade:\n  - execute: {sql: {mssql: EXEC nothing}}\n"
		"downgrade:\n  - execute: {sql: {mssql: EXEC nothing}, transaction: "
		"false}\n");
	assert_string_equal(found(), "");
}

static void no_scratch(void **state)
{
	(void)state;
	add("a0", "", TABLE("a") DROP("a"));
	assert_int_equal(project_graph(&project, &err), 0);
	assert_int_equal(
		replay_round_trip(&project.runner, NULL, &project.pool, &findings, &err),
		-1);
	assert_int_equal(err.code, ERR_CONNECTION);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(all_well),
		TEST(order_of_columns),
		TEST(forgotten),
		TEST(wrong_way_back),
		TEST(triggers),
		TEST(failures),
		TEST(irreversible),
		TEST(outside),
		TEST(rows_in_the_way),
		TEST(other_databases),
		TEST(no_scratch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
