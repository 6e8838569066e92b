// links: base cli manifest
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "cli/merge_manifest.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/test_merge_manifest.XXXXXX";

static struct manifest make(struct context *context, const char *one, const char *other)
{
	struct strings parents = {0};
	struct manifest manifest;

	strings_add(context->pool, &parents, one);
	strings_add(context->pool, &parents, other);
	merge_manifest_make(context, &parents, &manifest);
	return manifest;
}

/* Two who merge the same heads at once have both done it: what is there is what each of
 * them wants. */
static void the_same_bytes_are_fine(void **state)
{
	struct pool pool;
	struct context context = {.pool = &pool};
	struct manifest manifest, other;
	struct error err = {0};
	const char *path;

	(void)state;
	pool_init(&pool);
	context.config.folder = folder;
	strings_add(&pool, &context.config.version_locations, "versions");
	manifest = make(&context, "aaaa", "bbbb");
	other = make(&context, "bbbb", "aaaa");
	path = context_path(&context, merge_manifest_path(&context, &manifest));
	assert_int_equal(merge_manifest_write(&context, &manifest, &err), 0);
	assert_true(file_exists(path));
	assert_int_equal(merge_manifest_write(&context, &other, &err), 0);
	other.message = pool_strdup(&pool, "something else");
	assert_int_equal(merge_manifest_write(&context, &other, &err), -1);
	assert_int_equal(err.code, ERR_IO);
	assert_non_null(strstr(err.message, "another file"));
	assert_string_equal(err.file, path);
	/* A link is no manifest, whatever it leads to. */
	assert_int_equal(rename(path, pool_printf(&pool, "%s/kept", folder)), 0);
	assert_int_equal(symlink("../kept", path), 0);
	assert_int_equal(merge_manifest_write(&context, &manifest, &err), -1);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(pool_printf(&pool, "%s/versions", folder)), 0);
	/* Why it cannot be written is said as it is. */
	assert_int_equal(
		file_create(pool_printf(&pool, "%s/versions", folder), "", 0, &err), 0);
	assert_int_equal(merge_manifest_write(&context, &manifest, &err), -1);
	assert_null(strstr(err.message, "another file"));
	assert_int_equal(unlink(pool_printf(&pool, "%s/versions", folder)), 0);
	assert_int_equal(unlink(pool_printf(&pool, "%s/kept", folder)), 0);
	assert_int_equal(rmdir(folder), 0);
	pool_release(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(the_same_bytes_are_fine)};

	return mkdtemp(folder) ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
