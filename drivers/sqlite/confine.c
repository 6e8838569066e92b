#include "drivers/sqlite/confine.h"

#include "drivers/sqlite/guard.h"

#include <string.h>
#include <strings.h>

/* Steps of SQLite's virtual machine that one statement may take: some ten seconds. */
#define MOST_STEPS 500000000LL

static int refuse(struct sqlite_db *db, const char *what)
{
	db->refused = what;
	return SQLITE_DENY;
}

/* SQLite gives no name where it is an expression. */
static bool is_memory(const char *file)
{
	return file && (!*file || !strcmp(file, ":memory:"));
}

static bool names_folder(const char *pragma)
{
	return !strcasecmp(pragma, "temp_store_directory") ||
	       !strcasecmp(pragma, "data_store_directory");
}

/* VACUUM INTO attaches the file that it writes, and so comes by here too. */
static int authorize(void *data, int action, const char *first, const char *second,
	const char *schema, const char *within)
{
	struct sqlite_db *db = data;

	(void)within;
	guard_hear(db, action, first, schema);
	if (!db->most_steps)
		return SQLITE_OK;
	if (action == SQLITE_ATTACH && !is_memory(first))
		return refuse(db, "ATTACH or VACUUM INTO with the name of a file");
	if (action == SQLITE_PRAGMA && second && names_folder(first))
		return refuse(db, "PRAGMA with the name of a folder");
	if (action == SQLITE_FUNCTION && second && !strcasecmp(second, "load_extension"))
		return refuse(db, "load_extension");
	return SQLITE_OK;
}

void confine(struct sqlite_db *db)
{
	db->most_steps = MOST_STEPS;
	sqlite3_set_authorizer(db->handle, authorize, db);
}

void confine_listen(struct sqlite_db *db, bool on)
{
	guard_listen(db, on);
	if (!db->most_steps)
		sqlite3_set_authorizer(db->handle, on ? authorize : NULL, db);
}

void confine_begin(struct sqlite_db *db)
{
	db->steps = 0;
	db->refused = NULL;
}

bool confine_spent(struct sqlite_db *db, int steps)
{
	db->steps += steps;
	return db->most_steps && db->steps > db->most_steps;
}

bool confine_explain(const struct sqlite_db *db, int code, struct error *err)
{
	if (db->refused) {
		error_set(err, ERR_DATABASE,
			"%s is not allowed on a scratch database: looking never writes",
			db->refused);
		error_hint(err, "Models and manifests are tried out in memory, where they "
				"reach no file. Leave the statement out.");
		return true;
	}
	if ((code & 0xff) == SQLITE_INTERRUPT && db->most_steps &&
		db->steps > db->most_steps) {
		error_set(err, ERR_DATABASE,
			"a statement went on for more than %lld million steps on a scratch "
			"database",
			db->most_steps / 1000000);
		error_hint(err, "Does a recursive query end? Scratch databases are for "
				"schemas, not for much data.");
		return true;
	}
	return false;
}
