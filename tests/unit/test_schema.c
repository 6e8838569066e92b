// links: base schema
#include "schema/schema.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) ((unsigned)(sizeof(array) / sizeof((array)[0])))

static void names_are_found_in_any_case(void **state)
{
	struct column columns[] = {{.name = "Id"}, {.name = "Name"}};
	struct table tables[] = {
		{.name = "Users", .columns = columns, .columns_count = 2},
		{.schema = "audit", .name = "users"},
	};
	struct schema schema = {.tables = tables, .tables_count = COUNT(tables)};

	(void)state;
	assert_ptr_equal(schema_find(&schema, NULL, "users"), &tables[0]);
	assert_ptr_equal(schema_find(&schema, "", "USERS"), &tables[0]);
	assert_ptr_equal(schema_find(&schema, "AUDIT", "USERS"), &tables[1]);
	assert_null(schema_find(&schema, "other", "users"));
	assert_null(schema_find(&schema, NULL, "user"));
	assert_ptr_equal(table_column(&tables[0], "NAME"), &columns[1]);
	assert_null(table_column(&tables[0], "nam"));
}

static void generated_names(void **state)
{
	const char *columns[] = {"a", NULL, "c"};
	struct pool pool;

	(void)state;
	pool_init(&pool);
	assert_string_equal(generated_name(&pool, "ix", "t", columns, 3), "ix_t_a_expr_c");
	assert_string_equal(generated_name(&pool, "pk", "t", NULL, 0), "pk_t");
	assert_string_equal(generated_name(&pool, "df", "t", columns, 1), "df_t_a");
	pool_release(&pool);
}

static void shorthands_become_members_of_the_lists(void **state)
{
	char *users_id[] = {"id"};
	struct reference users = {.table = "users",
		.columns = users_id,
		.columns_count = 1,
		.on_delete = "CASCADE"};
	struct check checks[] = {{.check = "a > 0"}, {.name = "mine", .check = "b > 0"}};
	struct column columns[] = {
		{.name = "id", .primary_key = TRI_YES},
		{.name = "code", .unique = TRI_YES, .nullable = TRI_NO},
		{.name = "owner", .references = &users, .index = TRI_YES},
		{.name = "size", .check = "size > 0"},
		{.name = "both", .unique = TRI_YES, .index = TRI_YES},
	};
	struct table table = {.name = "t",
		.columns = columns,
		.columns_count = COUNT(columns),
		.checks = checks,
		.checks_count = 2};
	struct table *normal, *flat;
	struct pool pool;

	(void)state;
	pool_init(&pool);
	normal = table_normal(&pool, &table);
	assert_string_equal(normal->primary_key->name, "pk_t");
	assert_string_equal(normal->primary_key->columns[0], "id");
	assert_int_equal(normal->columns[0].nullable, TRI_NO);
	assert_int_equal(normal->columns[1].nullable, TRI_NO);
	assert_int_equal(normal->columns[2].nullable, TRI_YES);
	assert_int_equal(normal->columns[0].primary_key, TRI_UNSET);
	assert_int_equal(normal->unique_count, 1);
	assert_string_equal(normal->unique[0].name, "uq_t_code");
	assert_int_equal(normal->foreign_keys_count, 1);
	assert_string_equal(normal->foreign_keys[0].name, "fk_t_owner");
	assert_string_equal(normal->foreign_keys[0].references.on_delete, "CASCADE");
	assert_null(normal->columns[2].references);
	assert_int_equal(normal->indexes_count, 2);
	assert_string_equal(normal->indexes[0].name, "ix_t_owner");
	assert_int_equal(normal->indexes[0].unique, TRI_NO);
	assert_string_equal(normal->indexes[1].name, "ix_t_both");
	assert_int_equal(normal->indexes[1].unique, TRI_YES);
	assert_int_equal(normal->checks_count, 3);
	assert_string_equal(normal->checks[0].name, "ck_t_1");
	assert_string_equal(normal->checks[1].name, "mine");
	assert_string_equal(normal->checks[2].name, "ck_t_size");

	flat = table_flat(&pool, &table);
	assert_null(flat->primary_key->name);
	assert_null(flat->unique[0].name);
	assert_null(flat->checks[2].name);
	assert_string_equal(flat->checks[1].name, "mine");

	/* The table that was given is as it was. */
	assert_int_equal(columns[0].primary_key, TRI_YES);
	assert_int_equal(table.checks_count, 2);
	assert_null(checks[0].name);
	assert_null(table.primary_key);
	pool_release(&pool);
}

static void a_normal_table_stays_as_it_is(void **state)
{
	struct column columns[] = {
		{.name = "a", .primary_key = TRI_YES},
		{.name = "b", .primary_key = TRI_YES, .check = "b"},
	};
	struct table table = {.name = "t", .columns = columns, .columns_count = 2};
	struct table *once, *twice;
	struct pool pool;

	(void)state;
	pool_init(&pool);
	once = table_normal(&pool, &table);
	twice = table_normal(&pool, once);
	assert_int_equal(once->primary_key->columns_count, 2);
	assert_int_equal(twice->primary_key->columns_count, 2);
	assert_string_equal(twice->primary_key->name, "pk_t");
	assert_int_equal(twice->checks_count, 1);
	assert_string_equal(twice->checks[0].name, "ck_t_b");
	assert_int_equal(twice->columns[1].nullable, TRI_NO);
	pool_release(&pool);
}

static void equal_names_get_a_number(void **state)
{
	char *a[] = {"a"};
	struct index_column a_up = {.column = "a"};
	struct index_column a_down = {.column = "a", .desc = TRI_YES};
	struct index_column expression = {.expression = "lower(a)"};
	struct index indexes[] = {
		{.columns = &a_up, .columns_count = 1},
		{.columns = &a_down, .columns_count = 1},
		{.columns = &expression, .columns_count = 1},
	};
	struct foreign_key keys[] = {
		{.columns = a, .columns_count = 1, .references = {.table = "x"}},
		{.columns = a, .columns_count = 1, .references = {.table = "y"}},
	};
	struct check checks[] = {
		{.name = "CK_T_1", .check = "1"}, {.check = "2"}, {.check = "3"}};
	struct table table = {.name = "t",
		.indexes = indexes,
		.indexes_count = 3,
		.foreign_keys = keys,
		.foreign_keys_count = 2,
		.checks = checks,
		.checks_count = 3};
	struct table *normal;
	struct pool pool;

	(void)state;
	pool_init(&pool);
	normal = table_normal(&pool, &table);
	assert_string_equal(normal->indexes[0].name, "ix_t_a");
	assert_string_equal(normal->indexes[1].name, "ix_t_a_2");
	assert_string_equal(normal->indexes[2].name, "ix_t_expr");
	assert_string_equal(normal->foreign_keys[1].name, "fk_t_a_2");
	assert_string_equal(normal->checks[1].name, "ck_t_1_2");
	assert_string_equal(normal->checks[2].name, "ck_t_2");
	pool_release(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_found_in_any_case),
		cmocka_unit_test(generated_names),
		cmocka_unit_test(shorthands_become_members_of_the_lists),
		cmocka_unit_test(a_normal_table_stays_as_it_is),
		cmocka_unit_test(equal_names_get_a_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
