// links: base yaml config
#include "config/config.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void the_nearest_file_is_found(void **state)
{
	char root[] = "/tmp/gitmig-config-XXXXXX";
	struct error err = {0};
	struct pool pool;
	char *path = NULL;

	(void)state;
	pool_init(&pool);
	assert_non_null(mkdtemp(root));
	assert_int_equal(file_make_dirs(pool_printf(&pool, "%s/a/b/c", root), &err), 0);
	assert_int_equal(
		file_make_dirs(pool_printf(&pool, "%s/a/b/gitmig.yaml", root), &err), 0);
	assert_int_equal(
		file_create(pool_printf(&pool, "%s/a/gitmig.yaml", root), "", 0, &err), 0);

	assert_int_equal(
		config_find(&pool, pool_printf(&pool, "%s/a/b/c", root), root, &path, &err),
		0);
	assert_string_equal(path, pool_printf(&pool, "%s/a/gitmig.yaml", root));
	assert_int_equal(config_find(&pool, pool_printf(&pool, "%s/a", root),
				 pool_printf(&pool, "%s/a", root), &path, &err),
		0);
	assert_int_equal(
		config_find(&pool, pool_printf(&pool, "%s/a/b", root), NULL, &path, &err),
		0);

	path = NULL;
	assert_int_equal(config_find(&pool, pool_printf(&pool, "%s/a/b/c", root),
				 pool_printf(&pool, "%s/a/b/", root), &path, &err),
		-1);
	assert_int_equal(err.code, ERR_CONFIG_INVALID);
	assert_non_null(strstr(err.hint, "gitmig init"));
	assert_null(path);
	assert_int_equal(config_find(&pool, root, NULL, &path, &err), -1);

	unlink(pool_printf(&pool, "%s/a/gitmig.yaml", root));
	rmdir(pool_printf(&pool, "%s/a/b/gitmig.yaml", root));
	rmdir(pool_printf(&pool, "%s/a/b/c", root));
	rmdir(pool_printf(&pool, "%s/a/b", root));
	rmdir(pool_printf(&pool, "%s/a", root));
	rmdir(root);
	pool_release(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_nearest_file_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
