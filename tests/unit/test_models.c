// links: base yaml schema manifest
#include "base/file.h"
#include "manifest/manifest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define CORPUS TESTS_DIR "/fuzz/corpus/models/"

static int setup(void **state)
{
	static struct pool pool;

	pool_init(&pool);
	*state = &pool;
	return 0;
}

static int teardown(void **state)
{
	pool_release(*state);
	return 0;
}

static void a_model_file_loads(void **state)
{
	struct schema schema;
	struct error err = {0};
	size_t length;
	char *bytes = NULL;

	assert_int_equal(
		file_read(*state, CORPUS "full.yaml", MANIFEST_MAX, &bytes, &length, &err),
		0);
	if (models_load(*state, "m.yaml", bytes, length, &schema, &err) < 0)
		fail_msg("%d:%d: %s", err.line, err.column, err.message);
	assert_int_equal(schema.tables_count, 2);
	assert_string_equal(schema.tables[0].schema, "dbo");
	assert_string_equal(schema.tables[0].name, "customer");
	assert_string_equal(schema.tables[0].renamed_from, "client");
	assert_int_equal(schema.tables[0].line, 3);
	assert_int_equal(schema.tables[0].column_at, 5);
	assert_string_equal(schema.tables[0].columns[1].renamed_from, "mail");
	assert_string_equal(schema.tables[0].columns[1].fill->text, "nobody@example.com");
	assert_int_equal(schema.tables[0].columns[1].type.length, 320);
	assert_string_equal(schema.tables[1].columns[1].references->schema, "dbo");
	assert_string_equal(schema.tables[1].columns[1].references->table, "customer");
	assert_string_equal(schema.views[0].schema, "dbo");
	assert_string_equal(schema.views[0].as, "SELECT * FROM orders");
}

static void an_empty_model_is_one(void **state)
{
	static const char *const texts[] = {"tables:\nviews:\n", "{}\n", "tables: []\n"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct schema schema = {.tables_count = 7};

		assert_int_equal(models_load(*state, "m.yaml", texts[i], strlen(texts[i]),
					 &schema, NULL),
			0);
		assert_int_equal(schema.tables_count, 0);
		assert_int_equal(schema.views_count, 0);
	}
}

static void refuse(
	struct pool *pool, const char *text, int line, int column, const char *message)
{
	struct schema schema = {.tables_count = 7};
	struct error err = {0};

	assert_int_equal(
		models_load(pool, "m.yaml", text, strlen(text), &schema, &err), -1);
	if (!strstr(err.message, message) || err.line != line || err.column != column)
		fail_msg("%d:%d: %s\n%s", err.line, err.column, err.message, text);
	assert_int_equal(err.code, ERR_CONFIG_INVALID);
	assert_string_equal(err.file, "m.yaml");
	assert_int_equal(schema.tables_count, 7);
}

static void a_bad_model_is_refused(void **state)
{
	struct pool *pool = *state;

	refuse(pool, "", 1, 1, "empty");
	refuse(pool, "[]\n", 1, 1, "must be a mapping");
	refuse(pool, "tabels: []\n", 1, 1, "did you mean \"tables\"?");
	refuse(pool, "tables: {}\n", 1, 9, "tables must be a list");
	refuse(pool, "tables:\n- name: x\n", 2, 3,
		"an item of tables lacks the key \"columns\"");
	refuse(pool, "tables:\n- {name: x, columns: [{name: a, type: txt}]}\n", 2, 39,
		"unknown type \"txt");
	refuse(pool, "tables:\n- {name: x, columns: [{name: a}]}\n", 2, 23,
		"column \"a\" lacks the key \"type\"");
	refuse(pool, "views: [{name: v}]\n", 1, 9, "lacks the key \"as\"");
	refuse(pool, "views: [v]\n", 1, 9, "must be a mapping");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_model_file_loads),
		TEST(an_empty_model_is_one),
		TEST(a_bad_model_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
