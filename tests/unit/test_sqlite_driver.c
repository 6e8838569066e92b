// links: base schema sql db drivers/sqlite
#include "../driver/conformance.h"

#include "drivers/sqlite/driver.h"

#include <stdio.h>
#include <unistd.h>

static char path[] = "/tmp/gitmig-test-XXXXXX";

static struct db *open_file(void)
{
	struct dsn dsn = {.driver = "sqlite", .path = path, .shown = path};
	struct error err = {.code = ERR_NONE};
	struct db *db = NULL;

	ok(sqlite_driver.open(&dsn, DB_WRITE, &db, &err), &err);
	return db;
}

static void wipe(void)
{
	if (truncate(path, 0) < 0)
		fail();
}

static int make_file(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	conformance = (struct conformance){&sqlite_driver, open_file, wipe};
	return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

int main(void)
{
	return cmocka_run_group_tests(conformance_tests, make_file, remove_file);
}
