#include "drivers/mssql/driver.h"

#include "drivers/mssql/dialect.h"
#include "drivers/mssql/script.h"

const struct driver mssql_driver = {
	.name = "mssql",
	.package = "freetds",
	.dialect = &mssql_dialect,
	.script = &mssql_script,
	.ddl_in_transaction = true,
	.renders_offline = true,
};
