// links: base repo
#include "repo/repo.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void blob_id_is_gits(void **state)
{
	char hex[41];

	(void)state;
	repo_blob_id("hello\n", 6, hex);
	assert_string_equal(hex, "ce013625030ba8dba906f756967f9e9ca394464a");
	repo_blob_id("", 0, hex);
	assert_string_equal(hex, "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blob_id_is_gits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
