#include "drivers/mssql/driver.h"

#include "drivers/mssql/connection.h"
#include "drivers/mssql/dialect.h"
#include "drivers/mssql/inspect.h"
#include "drivers/mssql/rows.h"
#include "drivers/mssql/script.h"

const struct driver mssql_driver = {
	.name = "mssql",
	.package = NULL,
	.dialect = &mssql_dialect,
	.script = &mssql_script,
	.ddl_in_transaction = true,
	.renders_offline = true,
	.open = mssql_open,
	.close = mssql_close,
	.begin = mssql_begin,
	.begin_look = mssql_begin_look,
	.look = mssql_look,
	.commit = mssql_commit,
	.rollback = mssql_rollback,
	.exec = mssql_exec,
	.later = mssql_later,
	.query = mssql_query,
	.apply = mssql_apply,
	.inspect = mssql_inspect,
	.check_rows = mssql_check_rows,
	.has_table = mssql_has_table,
	.may_retry = mssql_may_retry,
	.interrupt = mssql_interrupt,
};
