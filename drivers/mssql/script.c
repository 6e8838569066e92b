#include "drivers/mssql/script.h"

#include "drivers/mssql/mssql.h"

/*
 * A script runs in batches, and sqlcmd without -b, or an editor, goes on after a batch that
 * failed: XACT_ABORT has then ended the transaction, or, when the batch did not compile,
 * has not; what follows would be committed piece by piece, or without what failed. So a
 * guard stands behind every batch, and NOEXEC makes the server compile the rest and not run
 * it.
 * @@ERROR is that of the batch before as long as nothing else ran.
 */
#define STOP "BEGIN IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION; SET NOEXEC ON; END"

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
	text_add(out, ", N'U') IS NULL\n");
	text_add(out, create);
}

/* The lock is the session's, as the driver's: held until the script has ended, also between
 * its transactions. It cannot be taken in the batch of the settings, which must be over
 * before the server reads another one. */
#define LOCK                                                                               \
	"DECLARE @lock INT;\n"                                                             \
	"EXEC @lock = sys.sp_getapplock @Resource = N'gitmig', @LockMode = "               \
	"N'Exclusive',\n"                                                                  \
	"\t@LockOwner = N'Session', @LockTimeout = 60000;\n"                               \
	"IF @lock < 0\n"                                                                   \
	"BEGIN\n"                                                                          \
	"\tRAISERROR (N'another deployment holds the lock', 16, 1);\n"                     \
	"\tSET NOEXEC ON;\n"                                                               \
	"END"

const struct script_text mssql_script = {
	.header = "-- Written by gitmig. Run it with:\n"
		  "--     sqlcmd -b -I -x -f 65001 -S SERVER -d DATABASE -i THIS_FILE\n"
		  "-- It stops at the first error, and at version rows that it does not "
		  "start from;\n"
		  "-- revisions whose COMMIT was reached stay.\n" MSSQL_SETTINGS
		  "\nGO\n" LOCK,
	.begin = "BEGIN TRANSACTION",
	.commit = "COMMIT TRANSACTION",
	.guard = "IF @@ERROR <> 0 OR @@TRANCOUNT = 0 " STOP,
	.guard_outside = "IF @@ERROR <> 0 " STOP,
	.footer = "SET NOEXEC OFF\nGO\n"
		  "IF APPLOCK_MODE(N'public', N'gitmig', N'Session') <> N'NoLock'\n"
		  "\tEXEC sys.sp_releaseapplock @Resource = N'gitmig', "
		  "@LockOwner = N'Session'",
	.now = "SYSUTCDATETIME()",
	.who = "ORIGINAL_LOGIN()",
	.host = "HOST_NAME()",
	.require = require,
	.if_missing = if_missing,
};
