// links: replay run manifest graph db sql schema base drivers/sqlite

#include "drivers/sqlite/driver.h"
#include "replay/replay.h"
#include "tests/unit/project.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct project project;
static struct error err;

#define TABLE(name)                                                                        \
	"upgrade:\n  - create_table:\n      name: " name                                   \
	"\n      columns: [{name: id, type: integer, primary_key: true}]\n"                \
	"downgrade:\n  - drop_table: {name: " name "}\n"

static void add(const char *id, const char *parents, const char *operations)
{
	const char *text = pool_printf(&project.pool,
		"gitmig: 1\nrevision: %s\nparents: [%s]\n%s", id, parents, operations);

	if (project_add(&project, text, &err) < 0)
		fail_msg("%s: %s:%d:%d", id, err.message, err.line, err.column);
}

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

static void two_branches(void)
{
	add("a0", "", TABLE("a"));
	add("b0", "a0", TABLE("b"));
	add("c0", "a0", TABLE("c"));
	if (project_graph(&project, &err) < 0)
		fail_msg("%s", err.message);
}

static const char *names(const struct schema *schema)
{
	struct text out;

	text_init(&out, &project.pool);
	for (unsigned i = 0; i < schema->tables_count; i++)
		text_printf(&out, "%s ", schema->tables[i].name);
	return out.data;
}

static void shows_the_schema_of_a_chain(void **state)
{
	struct schema schema = {.tables = NULL};

	(void)state;
	two_branches();
	assert_int_equal(replay_schema(&project.runner, &sqlite_driver, &project.pool,
				 "heads", &schema, &err),
		0);
	assert_string_equal(names(&schema), "a b c ");
	assert_int_equal(schema.tables[0].columns_count, 1);
	assert_int_equal(replay_schema(&project.runner, &sqlite_driver, &project.pool, "b0",
				 &schema, &err),
		0);
	assert_string_equal(names(&schema), "a b ");
}

static void says_what_failed(void **state)
{
	struct schema schema = {.tables = NULL};

	(void)state;
	add("a0", "", TABLE("a"));
	add("b0", "a0", "upgrade: [{drop_table: {name: nowhere}}]\ndowngrade: []\n");
	assert_int_equal(project_graph(&project, &err), 0);
	assert_int_equal(replay_schema(&project.runner, &sqlite_driver, &project.pool,
				 "heads", &schema, &err),
		-1);
	assert_string_equal(err.revision, "b0");
	assert_non_null(strstr(err.message, "revision b0: operation 1 of 1 (drop table"));
	assert_null(schema.tables);
}

static void execute_of_another_database_is_passed_over(void **state)
{
	struct schema schema = {.tables = NULL};

	(void)state;
	add("a0", "",
		"upgrade:\n  - execute: {sql: {mssql: NO SQLITE}}\n"
		"  - execute: {sql: {mssql: NO SQLITE}, transaction: false}\n"
		"downgrade: []\n");
	assert_int_equal(project_graph(&project, &err), 0);
	if (replay_schema(&project.runner, &sqlite_driver, &project.pool, "heads", &schema,
		    &err) < 0)
		fail_msg("%s", err.message);
	assert_int_equal(schema.tables_count, 0);
}

static void opens_at_rows(void **state)
{
	struct strings wanted = {.count = 0}, rows = {.count = 0};
	struct db *db = NULL;
	bool exists = true;

	(void)state;
	two_branches();
	strings_add(&project.pool, &wanted, "b0");
	strings_add(&project.pool, &wanted, "c0");
	if (replay_open(
		    &project.runner, &sqlite_driver, &project.pool, &wanted, &db, &err) < 0)
		fail_msg("%s", err.message);
	assert_int_equal(
		run_rows(db, "gitmig_version", &project.pool, &rows, NULL, NULL, &err), 0);
	assert_true(strings_equal(&rows, &wanted));
	assert_int_equal(db->driver->has_table(db, NULL, RUN_LOG_TABLE, &exists, &err), 0);
	assert_false(exists);
	db_close(db);
}

static void needs_a_scratch_database(void **state)
{
	const struct driver none = {.name = "none"};
	struct schema schema = {.tables = NULL};

	(void)state;
	two_branches();
	assert_int_equal(replay_schema(&project.runner, &none, &project.pool, "heads",
				 &schema, &err),
		-1);
	assert_int_equal(err.code, ERR_CONNECTION);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(shows_the_schema_of_a_chain),
		TEST(says_what_failed),
		TEST(execute_of_another_database_is_passed_over),
		TEST(opens_at_rows),
		TEST(needs_a_scratch_database),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
