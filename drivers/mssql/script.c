#include "drivers/mssql/script.h"

#include <string.h>

/*
 * A client goes on with the next batch after an error, and the transaction may be gone by
 * then (XACT_ABORT) or still be open (a batch that does not compile). So a batch of its own
 * follows each one, which rolls back what is open and has the server compile, and not run,
 * whatever comes then. @@ERROR is that of the batch before as long as nothing else ran.
 */

#define STOP                                                                               \
	"BEGIN\n"                                                                          \
	"\tIF @@TRANCOUNT > 0 ROLLBACK TRANSACTION;\n"                                     \
	"\tSET NOEXEC ON;\n"                                                               \
	"END"

static void require(struct text *out, const char *condition)
{
	text_printf(out,
		"IF NOT (%s)\n"
		"BEGIN\n"
		"\tRAISERROR(N'the version rows are not those that this script starts "
		"from', 16, 1);\n"
		"\tIF @@TRANCOUNT > 0 ROLLBACK TRANSACTION;\n"
		"\tSET NOEXEC ON;\n"
		"END",
		condition);
}

static void if_missing(struct text *out, const char *name, const char *create)
{
	text_add(out, "IF OBJECT_ID(N");
	sql_string(out, name);
	text_printf(out, ", N'U') IS NULL\n%s", create);
}

const struct script_text mssql_script = {
	.header = "-- Written by gitmig. Run it with: sqlcmd -b -I -i THIS_FILE\n"
		  "-- After an error, and at version rows that it does not start from, "
		  "nothing "
		  "more is done;\n"
		  "-- revisions whose COMMIT was reached stay.\n"
		  "SET ANSI_NULLS, ANSI_PADDING, ANSI_WARNINGS, ARITHABORT, "
		  "CONCAT_NULL_YIELDS_NULL, QUOTED_IDENTIFIER ON;\n"
		  "SET NUMERIC_ROUNDABORT OFF;\n"
		  "SET XACT_ABORT ON;\n"
		  "SET NOCOUNT ON",
	.begin = "BEGIN TRANSACTION;\n"
		 "DECLARE @lock INT;\n"
		 "EXEC @lock = sp_getapplock @Resource = N'gitmig', @LockMode = "
		 "N'Exclusive', @LockOwner = N'Transaction', @LockTimeout = 60000;\n"
		 "IF @lock < 0\n"
		 "BEGIN\n"
		 "\tRAISERROR(N'another deployer is at work', 16, 1);\n"
		 "\tROLLBACK TRANSACTION;\n"
		 "\tSET NOEXEC ON;\n"
		 "END",
	.commit = "COMMIT TRANSACTION",
	.guard = "IF @@ERROR <> 0 OR @@TRANCOUNT = 0\n" STOP,
	.guard_outside = "IF @@ERROR <> 0\n" STOP,
	.footer = "SET NOEXEC OFF",
	.now = "SYSUTCDATETIME()",
	.who = "SUSER_SNAME()",
	.host = "HOST_NAME()",
	.require = require,
	.if_missing = if_missing,
};
