#include "drivers/sqlite/apply.h"
#include "drivers/sqlite/confine.h"
#include "drivers/sqlite/dialect.h"
#include "drivers/sqlite/driver.h"
#include "drivers/sqlite/fold.h"
#include "drivers/sqlite/guard.h"
#include "drivers/sqlite/inspect.h"
#include "drivers/sqlite/open.h"
#include "drivers/sqlite/script.h"
#include "drivers/sqlite/sqlite.h"
#include "drivers/sqlite/unsaid.h"

#include <stdlib.h>
#include <string.h>

struct sqlite_db *sqlite_db(struct db *db)
{
	/* The contract: a driver's own struct begins with struct db. */
	return (struct sqlite_db *)(void *)db;
}

static void sqlite_interrupt(struct db *db)
{
	struct sqlite_db *self = sqlite_db(db);

	atomic_store(&self->interrupted, true);
	sqlite3_interrupt(self->handle);
}

static int failed_now(struct sqlite_db *self, int code, struct error *err)
{
	int primary = code & 0xff;

	if (primary == SQLITE_INTERRUPT && self->timed_out) {
		sqlite_failed(self, code, NULL, err);
		error_set(err, ERR_DATABASE,
			"the statement was stopped after query_timeout, %d s",
			self->query_timeout);
		return error_hint(err, "Raise query_timeout; 0 is no limit.");
	}
	/* The interrupt has had its effect, if only on the wait for a lock: what follows,
	 * such as the note in the log that a revision failed, must run. */
	if ((primary == SQLITE_INTERRUPT || primary == SQLITE_BUSY) &&
		atomic_exchange(&self->interrupted, false))
		return sqlite_failed(self, SQLITE_INTERRUPT, NULL, err);
	sqlite_failed(self, code, sqlite3_errmsg(self->handle), err);
	confine_explain(self, code, err);
	return -1;
}

static int not_interrupted(struct sqlite_db *self, struct error *err)
{
	if (atomic_exchange(&self->interrupted, false))
		return sqlite_failed(self, SQLITE_INTERRUPT, NULL, err);
	return 0;
}

static int row_values(struct sqlite_db *self, sqlite3_stmt *statement, const char **values,
	int count, struct error *err)
{
	for (int i = 0; i < count; i++) {
		values[i] = (const char *)sqlite3_column_text(statement, i);
		if (!values[i])
			continue;
		if (strlen(values[i]) != (size_t)sqlite3_column_bytes(statement, i))
			return error_set(err, ERR_DATABASE,
				"a value of %s holds a NUL character",
				sqlite3_column_name(statement, i));
	}
	if (sqlite3_errcode(self->handle) == SQLITE_NOMEM)
		return failed_now(self, SQLITE_NOMEM, err);
	return 0;
}

static int run_rows(struct sqlite_db *self, sqlite3_stmt *statement, db_row_fn *row,
	void *data, struct error *err)
{
	int count = sqlite3_column_count(statement);
	const char **values = xmalloc(sizeof(*values) * (size_t)(count + 1));
	int result = 0;
	int code;

	self->running = statement;
	self->told = 0;
	while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
		if (!row)
			continue;
		result = row_values(self, statement, values, count, err);
		if (!result)
			result = row(data, count, values);
		if (result)
			break;
	}
	if (!result && code != SQLITE_DONE)
		result = failed_now(self, sqlite3_extended_errcode(self->handle), err);
	self->running = NULL;
	free(values);
	return result;
}

/* One statement of a text, without blanks and the semicolon at its ends, to the log. */
static void log_statement(struct db *db, const char *sql, const char *end)
{
	char *copy;

	if (!db->log)
		return;
	while (sql < end && strchr(" \t\r\n", *sql))
		sql++;
	while (end > sql && strchr("; \t\r\n", end[-1]))
		end--;
	copy = xmalloc((size_t)(end - sql) + 1);
	memcpy(copy, sql, (size_t)(end - sql));
	copy[end - sql] = '\0';
	db->log(db->log_data, copy);
	free(copy);
}

struct run {
	bool logged;
	db_row_fn *row;
	void *data;
	size_t *failed_at; /* NULL: nobody asks */
};

/* Where in a statement that begins here SQLite found a mistake, else where its words begin.
 */
static size_t place_of(struct sqlite_db *self, const char *start, int code)
{
	int offset = code == SQLITE_OK ? -1 : sqlite3_error_offset(self->handle);

	return offset >= 0 ? (size_t)offset : strspn(start, " \t\r\n");
}

/* Runs each statement of the text; prepares one only when those before it have run, since
 * it may need what they made. */
static int run(
	struct sqlite_db *self, const char *sql, const struct run *how, struct error *err)
{
	int result = not_interrupted(self, err);
	const char *whole = sql;

	while (!result && *sql) {
		sqlite3_stmt *statement = NULL;
		const char *start = sql;
		size_t place = 0;
		int code;

		sqlite_begin_statement(self);
		code = sqlite3_prepare_v2(self->handle, sql, -1, &statement, &sql);
		if (how->logged && (statement || code != SQLITE_OK))
			log_statement(
				&self->db, start, statement ? sql : start + strlen(start));
		if (how->failed_at)
			place = (size_t)(start - whole) + place_of(self, start, code);
		if (code != SQLITE_OK)
			result = failed_now(
				self, sqlite3_extended_errcode(self->handle), err);
		else if (statement && guard_heard(self, err) < 0)
			result = -1;
		else if (statement)
			result = run_rows(self, statement, how->row, how->data, err);
		if (result && how->failed_at)
			*how->failed_at = place;
		sqlite3_finalize(statement);
	}
	return result;
}

int sqlite_exec(struct db *db, const char *sql, struct error *err)
{
	return run(sqlite_db(db), sql, &(struct run){.logged = true}, err);
}

static int sqlite_exec_file(struct db *db, const char *sql, size_t *at, struct error *err)
{
	return run(sqlite_db(db), sql, &(struct run){.logged = true, .failed_at = at}, err);
}

int sqlite_quiet(struct sqlite_db *db, const char *sql, struct error *err)
{
	return run(db, sql, &(struct run){.logged = false}, err);
}

int sqlite_query(
	struct db *db, const char *sql, db_row_fn *row, void *data, struct error *err)
{
	return run(sqlite_db(db), sql, &(struct run){.row = row, .data = data}, err);
}

static int take_number(void *data, int count, const char *const *values)
{
	long long *number = data;

	if (count > 0 && values[0])
		*number = strtoll(values[0], NULL, 10);
	return 0;
}

int sqlite_number(
	struct sqlite_db *db, const char *sql, long long *number, struct error *err)
{
	long long found = 0;

	if (sqlite_query(&db->db, sql, take_number, &found, err) < 0)
		return -1;
	*number = found;
	return 0;
}

static int sqlite_begin(struct db *db, struct error *err)
{
	struct sqlite_db *self = sqlite_db(db);

	if (!sqlite3_get_autocommit(self->handle))
		return error_set(err, ERR_DATABASE, "a transaction is open already");
	guard_forget(self);
	sqlite_settings(self);
	return sqlite_quiet(self, "BEGIN IMMEDIATE", err);
}

static int sqlite_commit(struct db *db, struct error *err)
{
	struct sqlite_db *self = sqlite_db(db);

	if (sqlite3_get_autocommit(self->handle))
		return error_set(err, ERR_DATABASE,
			"there is no transaction to commit: SQLite has rolled it back");
	if (guard_check(self, err) < 0 || sqlite_quiet(self, "COMMIT", err) < 0)
		return -1;
	guard_forget(self);
	return 0;
}

static int sqlite_rollback(struct db *db, struct error *err)
{
	struct sqlite_db *self = sqlite_db(db);

	atomic_store(&self->interrupted, false);
	guard_forget(self);
	/* After a full disk, an I/O error or an interrupt SQLite has done it already. */
	if (sqlite3_get_autocommit(self->handle))
		return 0;
	return sqlite_quiet(self, "ROLLBACK", err);
}

static void sqlite_close(struct db *db)
{
	struct sqlite_db *self = db ? sqlite_db(db) : NULL;

	if (!self)
		return;
	guard_forget(self);
	sqlite3_close_v2(self->handle);
	pool_release(&self->pool);
	free(self);
}

static int found_table(void *data, int count, const char *const *values)
{
	(void)count;
	(void)values;
	*(bool *)data = true;
	return 0;
}

static int sqlite_has_table(struct db *db, const char *schema, const char *name,
	bool *exists, struct error *err)
{
	bool found = false;
	char *quoted = sqlite3_mprintf("SELECT 1 FROM \"%w\".sqlite_master WHERE type IN "
				       "('table', 'view') AND name = %Q COLLATE NOCASE",
		schema ? schema : "main", name);
	int result;

	if (!quoted)
		out_of_memory();
	result = sqlite_query(db, quoted, found_table, &found, err);
	sqlite3_free(quoted);
	if (!result)
		*exists = found;
	return result;
}

const struct driver sqlite_driver = {
	.name = "sqlite",
	.package = NULL,
	.dialect = &sqlite_dialect,
	.ddl_in_transaction = true,
	.is_local = true,
	.renders_offline = false,
	.any_length = true,
	.script = &sqlite_script,
	.open = sqlite_open,
	.open_scratch = sqlite_open_scratch,
	.copy_scratch = sqlite_copy_scratch,
	.close = sqlite_close,
	.begin = sqlite_begin,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.exec = sqlite_exec,
	.query = sqlite_query,
	.apply = sqlite_apply,
	.apply_all = sqlite_apply_all,
	.inspect = sqlite_inspect,
	.exec_file = sqlite_exec_file,
	.unsaid = sqlite_unsaid,
	.catalog_query = "SELECT type, name, sql FROM sqlite_schema "
			 "WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2",
	.check_rows = sqlite_check_rows,
	.has_table = sqlite_has_table,
	.interrupt = sqlite_interrupt,
};
