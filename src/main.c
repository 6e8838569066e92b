#include "cli/cli.h"
#include "drivers/mssql/driver.h"
#include "drivers/sqlite/driver.h"

#include <stddef.h>

int main(int argc, char **argv)
{
	static const struct driver *const drivers[] = {&sqlite_driver, &mssql_driver, NULL};

	return cli_main(argc, argv, drivers);
}
