// links: base
#include "base/error.h"
#include "base/file.h"
#include "base/map.h"
#include "base/pool.h"
#include "base/strings.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void pool_keeps_what_was_written(void **state)
{
	struct pool pool;
	char *items[2000];

	(void)state;
	pool_init(&pool);
	for (size_t i = 0; i < 2000; i++)
		items[i] = pool_printf(&pool, "%zu:%*s", i, (int)(i * 37 % 3000), "");
	for (size_t i = 0; i < 2000; i++) {
		assert_int_equal(strtoul(items[i], NULL, 10), i);
		assert_int_equal(strlen(strchr(items[i], ':')), 1 + i * 37 % 3000);
		assert_int_equal((uintptr_t)items[i] % 16, 0);
	}
	pool_release(&pool);
	pool_release(&pool);
}

static void pool_push_and_text_grow(void **state)
{
	struct pool pool;
	struct text text;
	int *numbers = NULL;
	size_t count = 0, cap = 0;

	(void)state;
	pool_init(&pool);
	text_init(&text, &pool);
	for (int i = 0; i < 10000; i++) {
		POOL_PUSH(&pool, numbers, count, cap, i);
		text_printf(&text, "%d,", i % 10);
	}
	for (int i = 0; i < 10000; i++) {
		assert_int_equal(numbers[i], i);
		assert_int_equal(text.data[2 * i], '0' + i % 10);
	}
	assert_int_equal(text.length, 20000);
	assert_int_equal(strlen(text.data), 20000);
	text_clear(&text);
	assert_string_equal(text.data, "");
	pool_release(&pool);
}

/* Large arrays have blocks of their own, which are free when the array moves on, wherever
 * in the pool they are. */
static void pool_gives_back_what_is_large(void **state)
{
	enum { LISTS = 3, COUNT = 100000 };
	const size_t large = (size_t)1 << 20;
	size_t *lists[LISTS] = {NULL}, counts[LISTS] = {0}, caps[LISTS] = {0};
	char *first, *middle, *last;
	struct pool pool;

	(void)state;
	pool_init(&pool);
	for (size_t i = 0; i < (size_t)LISTS * COUNT; i++)
		POOL_PUSH(&pool, lists[i % LISTS], counts[i % LISTS], caps[i % LISTS], i);
	for (size_t i = 0; i < (size_t)LISTS * COUNT; i++)
		assert_int_equal(lists[i % LISTS][i / LISTS], i);
	first = pool_alloc(&pool, large);
	middle = pool_alloc(&pool, large);
	last = pool_alloc(&pool, large);
	memset(first, 1, large);
	memset(last, 3, large);
	pool_give_back(&pool, middle, large);
	pool_give_back(&pool, last, large);
	assert_int_equal(first[large - 1], 1);
	pool_give_back(&pool, first, large);
	pool_give_back(&pool, NULL, large);
	pool_give_back(&pool, pool_alloc(&pool, 10), 10);
	pool_release(&pool);
}

static void map_finds_what_was_put(void **state)
{
	struct pool pool;
	struct map map, folded;
	int values[3000];

	(void)state;
	pool_init(&pool);
	map_init(&map, &pool, false);
	map_init(&folded, &pool, true);
	assert_null(map_find(&map, "a"));
	for (int i = 0; i < 3000; i++)
		assert_null(map_put(&map, pool_printf(&pool, "key%d", i), &values[i]));
	for (int i = 0; i < 3000; i++)
		assert_ptr_equal(
			map_find(&map, pool_printf(&pool, "key%d", i)), &values[i]);
	assert_null(map_find(&map, "KEY1"));
	assert_ptr_equal(map_put(&map, "key1", &values[2]), &values[1]);
	assert_int_equal(map.count, 3000);
	map_put(&folded, "Name", &values[0]);
	assert_ptr_equal(map_find(&folded, "nAME"), &values[0]);
	pool_release(&pool);
}

static void strings_add_to_a_list_made_elsewhere(void **state)
{
	struct pool pool;
	char *three[3] = {"a", "b", "c"};
	struct strings list = {three, 3, 0};

	(void)state;
	pool_init(&pool);
	strings_add(&pool, &list, "0");
	strings_sort(&list);
	assert_string_equal(strings_join(&pool, &list, "-"), "0-a-b-c");
	assert_true(strings_has(&list, "b"));
	assert_false(strings_has(&list, "d"));
	assert_string_equal(three[0], "a");
	pool_release(&pool);
}

static void errors_carry_place_hint_and_context(void **state)
{
	struct error err;

	(void)state;
	assert_int_equal(error_set_at(&err, ERR_IO, "f", 3, 4, "bad %d", 7), -1);
	error_hint(&err, "Try %s.", "again");
	error_prefix(&err, "step %s", "one");
	assert_string_equal(err.message, "step one: bad 7");
	assert_string_equal(err.hint, "Try again.");
	assert_int_equal(err.line * 10 + err.column, 34);
	error_set(&err, ERR_USAGE, "%s again", err.message);
	assert_string_equal(err.message, "step one: bad 7 again");
	assert_string_equal(err.hint, "");
	assert_int_equal(error_exit_status(ERR_USAGE), 2);
	for (int code = 0; code < ERR_CODES; code++)
		assert_non_null(error_code_name((enum error_code)code));
}

static void files_are_replaced_whole(void **state)
{
	char folder[] = "/tmp/gitmig-base-XXXXXX";
	struct pool pool;
	struct error err;
	char *path, *link_path, *data;
	size_t length;
	void *map;

	(void)state;
	pool_init(&pool);
	assert_non_null(mkdtemp(folder));
	path = path_join(&pool, folder, "a");
	link_path = path_join(&pool, folder, "b");
	assert_int_equal(file_create(path, "one", 3, &err), 0);
	assert_int_equal(file_create(path, "two", 3, &err), -1);
	assert_int_equal(err.code, ERR_IO);
	assert_int_equal(symlink("a", link_path), 0);
	assert_int_equal(file_write(link_path, "three", 5, &err), 0);
	assert_int_equal(file_read(&pool, path, 10, &data, &length, &err), 0);
	assert_string_equal(data, "three");
	assert_int_equal(file_read(&pool, path, 4, &data, &length, &err), -1);
	assert_int_equal(file_read(&pool, folder, 4, &data, &length, &err), -1);
	assert_null(file_map(path, 4, &length));
	assert_null(file_map(folder, SIZE_MAX, &length));
	map = file_map(path, 5, &length);
	pool_keep_map(&pool, map, length);
	assert_int_equal(file_write(path, "other", 5, &err), 0);
	assert_memory_equal(map, "three", 5);
	assert_int_equal(file_write(path, "", 0, &err), 0);
	assert_null(file_map(path, 4, &length));
	assert_int_equal(file_make_dirs(path_join(&pool, folder, "x/y/z"), &err), 0);
	assert_int_equal(file_make_dirs(path_join(&pool, path, "z"), &err), -1);
	assert_int_equal(system(pool_printf(&pool, "rm -r '%s'", folder)), 0);
	pool_release(&pool);
}

static void paths_are_joined_and_related(void **state)
{
	struct pool pool;

	(void)state;
	pool_init(&pool);
	assert_string_equal(path_join(&pool, "a", "b"), "a/b");
	assert_string_equal(path_join(&pool, "a/", "b"), "a/b");
	assert_string_equal(path_join(&pool, "a", "/b"), "/b");
	assert_string_equal(path_absolute(&pool, "/a/./b/../../../c"), "/c");
	assert_string_equal(path_absolute(&pool, "/.."), "/");
	assert_string_equal(path_relative(&pool, "/a/b", "/a/b"), ".");
	assert_string_equal(path_relative(&pool, "/a/b", "/a/b/c"), "c");
	assert_string_equal(path_relative(&pool, "/a/b", "/a/bc"), "../bc");
	assert_string_equal(path_relative(&pool, "/a/b/c", "/a"), "../..");
	assert_string_equal(path_relative(&pool, "/", "/a"), "a");
	assert_string_equal(path_relative(&pool, "/a", "/"), "..");
	assert_string_equal(path_dirname(&pool, "/a"), "/");
	assert_string_equal(path_dirname(&pool, "a"), ".");
	pool_release(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pool_keeps_what_was_written),
		cmocka_unit_test(pool_push_and_text_grow),
		cmocka_unit_test(pool_gives_back_what_is_large),
		cmocka_unit_test(map_finds_what_was_put),
		cmocka_unit_test(strings_add_to_a_list_made_elsewhere),
		cmocka_unit_test(errors_carry_place_hint_and_context),
		cmocka_unit_test(files_are_replaced_whole),
		cmocka_unit_test(paths_are_joined_and_related),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
