#include "drivers/sqlite/sqlite.h"

/*
 * SQLite's result codes as errors that say what to do next. Looked up by the extended code
 * first, then by the primary one.
 */
struct meaning {
	int code;
	enum error_code error;
	const char *message; /* NULL: SQLite's own */
	const char *hint;
};

static const struct meaning meanings[] = {
	{SQLITE_BUSY, ERR_DATABASE_LOCKED, "the database is locked by another program",
		"Another program is writing to the file or holds a transaction open; "
		"`fuser "
		"FILE` or `lsof FILE` names it. Let it finish, or raise lock_timeout."},
	{SQLITE_BUSY_RECOVERY, ERR_DATABASE_LOCKED,
		"the database is locked while another program recovers its write-ahead log",
		"Try again in a moment; `fuser FILE` names the program."},
	{SQLITE_LOCKED, ERR_DATABASE, NULL,
		"A query of this connection still reads the table."},
	{SQLITE_FULL, ERR_IO, "the disk is full, or the database's size limit is reached",
		"The open transaction is rolled back. A table rebuild needs room for a "
		"second "
		"copy of the table and for the journal: free some, then run the command "
		"again."},
	{SQLITE_IOERR, ERR_IO, NULL,
		"The operating system could not read or write the database file or its "
		"journal; "
		"look at the system log and at the file system's free space and health."},
	{SQLITE_READONLY_ROLLBACK, ERR_DATABASE,
		"a program died while it wrote to the database, and its journal has to be "
		"rolled back before anybody can read",
		"Any program that may write will do it on opening: `sqlite3 FILE .schema`, "
		"or a "
		"command of gitmig that writes."},
	{SQLITE_READONLY_RECOVERY, ERR_DATABASE,
		"the database's write-ahead log needs recovery, which needs the right to "
		"write",
		"Open the database once with a program that may write to its folder."},
	{SQLITE_READONLY_CANTLOCK, ERR_DATABASE,
		"the database's write-ahead log cannot be locked: its -shm file is not "
		"writable",
		"Give this user the right to write to the database's folder, or let a "
		"program "
		"that has it run `PRAGMA wal_checkpoint(TRUNCATE)`."},
	{SQLITE_READONLY_DBMOVED, ERR_IO,
		"the database file was moved or deleted while open",
		"Run the command again."},
	{SQLITE_READONLY_DIRECTORY, ERR_IO,
		"the database's folder is not writable, so that no journal can be made",
		"SQLite writes a journal beside the file: give this user the right to "
		"write to "
		"the folder."},
	{SQLITE_READONLY, ERR_IO, "the database cannot be written to",
		"Look at the permissions of the file and of its folder, and whether the "
		"file "
		"system is mounted read-only."},
	{SQLITE_NOTADB, ERR_DATABASE, "the file is not an SQLite database",
		"It may be encrypted, cut off, or another file: look at the url in "
		"gitmig.yaml."},
	{SQLITE_CANTOPEN, ERR_CONNECTION, "the database file cannot be opened",
		"Look whether its folder exists and may be entered, and at the url in "
		"gitmig.yaml."},
	{SQLITE_PERM, ERR_CONNECTION, NULL, "Look at the permissions of the file."},
	{SQLITE_AUTH, ERR_DATABASE, NULL, "The connection forbids this statement."},
	{SQLITE_CORRUPT, ERR_DATABASE, NULL,
		"Nothing was changed. `sqlite3 FILE 'PRAGMA integrity_check'` says more; "
		"restore "
		"a backup, or recover what can be read with `sqlite3 FILE .recover`."},
	{SQLITE_INTERRUPT, ERR_DATABASE, "interrupted", NULL},
	{SQLITE_TOOBIG, ERR_DATABASE, NULL,
		"A value or a statement is over SQLite's limit."},
};

static const struct meaning *find(int code)
{
	for (size_t i = 0; i < sizeof(meanings) / sizeof(*meanings); i++) {
		if (meanings[i].code == code)
			return &meanings[i];
	}
	return NULL;
}

int sqlite_failed(struct sqlite_db *db, int code, const char *detail, struct error *err)
{
	const struct meaning *meaning = find(code);
	const char *message;

	db->last_code = code;
	if (!meaning)
		meaning = find(code & 0xff);
	if (!detail)
		detail = sqlite3_errstr(code);
	if (!meaning)
		return error_set(err, ERR_DATABASE, "%s", detail);
	message = meaning->message ? meaning->message : detail;
	if (meaning->error == ERR_DATABASE)
		error_set(err, meaning->error, "%s", message);
	else
		error_set(err, meaning->error, "%s: %s", db->shown, message);
	if ((code & 0xff) == SQLITE_BUSY && db->lock_timeout > 0)
		error_prefix(err, "waited %d s", db->lock_timeout);
	if (meaning->hint)
		error_hint(err, "%s", meaning->hint);
	return -1;
}
