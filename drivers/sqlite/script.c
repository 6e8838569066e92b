#include "drivers/sqlite/script.h"

/*
 * SQL alone cannot stop a script of SQLite's: a statement has to fail, and the shell has to
 * be told to end then (-bail); the transaction that is open is rolled back as it ends. What
 * fails is the CHECK of a temporary table, whose name is the message that people see.
 */

static void require(struct text *out, const char *condition)
{
	text_printf(out,
		"INSERT INTO temp.gitmig_guard (version_rows)\nSELECT 0 WHERE NOT (%s)",
		condition);
}

/* The dialect writes CREATE TABLE and the name; the rest may hold anything. */
static void if_missing(struct text *out, const char *name, const char *create)
{
	static const char words[] = "CREATE TABLE ";

	(void)name;
	text_add(out, "CREATE TABLE IF NOT EXISTS ");
	text_add(out, create + sizeof(words) - 1);
}

const struct script_text sqlite_script = {
	.header =
		"-- Written by gitmig. Run it with: sqlite3 -bail DATABASE < THIS_FILE\n"
		"-- It stops at the first error, at version rows that it does not start "
		"from, and before it\n"
		"-- rebuilds a table that is not as the chain made it; revisions whose "
		"COMMIT was reached stay.\n"
		"PRAGMA foreign_keys = OFF;\n"
		"CREATE TEMP TABLE gitmig_guard (\n"
		"\tversion_rows CONSTRAINT \"the version rows are not those that this "
		"script "
		"starts from\" CHECK (version_rows),\n"
		"\ttables CONSTRAINT \"the table, an index or a trigger of it was changed "
		"by hand and would be lost: use gitmig upgrade\" CHECK (tables),\n"
		"\tforeign_keys CONSTRAINT \"rows were left without the rows they refer "
		"to\" "
		"CHECK (foreign_keys)\n"
		");\n"
		"CREATE TEMP TABLE gitmig_violations (child, row, parent, key)",
	.begin = "BEGIN IMMEDIATE;\n"
		 "DELETE FROM temp.gitmig_violations;\n"
		 "INSERT INTO temp.gitmig_violations\n"
		 "SELECT \"table\", rowid, parent, fkid FROM pragma_foreign_key_check",
	.commit = "INSERT INTO temp.gitmig_guard (foreign_keys)\n"
		  "SELECT 0 FROM (\n"
		  "\tSELECT \"table\", rowid, parent FROM pragma_foreign_key_check\n"
		  "\tEXCEPT SELECT child, row, parent FROM temp.gitmig_violations\n"
		  ") LIMIT 1;\n"
		  "COMMIT",
	.now = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
	.require = require,
	.if_missing = if_missing,
};
