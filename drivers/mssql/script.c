#include "db/script.h"
#include "drivers/mssql/mssql.h"

/*
 * A script runs in batches, and sqlcmd without -b, or an editor, goes on after a batch that
 * failed: XACT_ABORT has then ended the transaction, and what follows would be committed
 * piece by piece. So a guard stands behind every batch, and NOEXEC makes the rest be read
 * only.
 */
#define STOP                                                                               \
	"BEGIN\n"                                                                          \
	"\tIF @@TRANCOUNT > 0\n"                                                           \
	"\t\tROLLBACK TRANSACTION;\n"                                                      \
	"\tSET NOEXEC ON;\n"                                                               \
	"END"

static void require(struct text *out, const char *condition)
{
	text_printf(out,
		"IF NOT (%s)\n"
		"\tTHROW 50000, N'the version rows are not those that this script starts "
		"from', 1",
		condition);
}

static void if_missing(struct text *out, const char *name, const char *create)
{
	text_add(out, "IF OBJECT_ID(");
	mssql_string(out, name);
	text_add(out, ") IS NULL\n");
	text_add(out, create);
}

const struct script_text mssql_script = {
	.header = "-- Written by gitmig. Run it with:\n"
		  "--     sqlcmd -b -I -x -f 65001 -S SERVER -d DATABASE -i THIS_FILE\n"
		  "-- It stops at the first error, and at version rows that it does not "
		  "start from;\n"
		  "-- revisions whose COMMIT was reached stay.\n" MSSQL_SETTINGS,
	.begin = "BEGIN TRANSACTION;\n"
		 "DECLARE @lock INT;\n"
		 "EXEC @lock = sys.sp_getapplock @Resource = N'gitmig', "
		 "@LockMode = N'Exclusive',\n"
		 "\t@LockOwner = N'Transaction', @LockTimeout = 60000;\n"
		 "IF @lock < 0\n"
		 "\tTHROW 50000, N'another deployment holds the lock', 1",
	.commit = "COMMIT TRANSACTION",
	.guard = "IF @@ERROR <> 0 OR @@TRANCOUNT = 0\n" STOP,
	.guard_outside = "IF @@ERROR <> 0\n" STOP,
	.footer = "SET NOEXEC OFF",
	.now = "CONVERT(VARCHAR(23), SYSUTCDATETIME(), 126) + 'Z'",
	.who = "ORIGINAL_LOGIN()",
	.host = "HOST_NAME()",
	.require = require,
	.if_missing = if_missing,
};
