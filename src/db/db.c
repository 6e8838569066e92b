#include "base/fault.h"
#include "base/text.h"
#include "db/driver.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

int driver_find(const struct driver *const *drivers, const char *name,
	const struct driver **driver, struct error *err)
{
	for (; *drivers; drivers++) {
		if (strcmp((*drivers)->name, name) != 0)
			continue;
		*driver = *drivers;
		return 0;
	}
	error_set(err, ERR_CONNECTION, "there is no driver for the database %s", name);
	return error_hint(err, "gitmig knows sqlite and mssql URLs.");
}

int db_open(const struct driver *const *drivers, const struct dsn *dsn,
	enum db_access access, struct db **db, struct error *err)
{
	const struct driver *driver = NULL;

	if (driver_find(drivers, dsn->driver, &driver, err) < 0)
		return -1;
	if (!driver->open) {
		error_set(err, ERR_CONNECTION,
			"this gitmig was built without the driver for %s", driver->name);
		return error_hint(err,
			"It takes a gitmig that was built with %s; a script can be written "
			"without connecting: --sql.",
			driver->package);
	}
	return driver->open(dsn, access, db, err);
}

void db_close(struct db *db)
{
	if (db)
		db->driver->close(db);
}

static int fault(const char *point, struct error *err)
{
	if (fault_point(point) < 0)
		return error_set(err, ERR_DATABASE, "fault at %s", point);
	return 0;
}

int db_look(struct db *db, struct db_look *looks, unsigned count, struct error *err)
{
	const struct driver *driver = db->driver;
	int result = 0;

	if (driver->look)
		return driver->look(db, looks, count, err);
	for (unsigned i = 0; !result && i < count; i++) {
		struct db_look *look = &looks[i];

		if (!look->there)
			result = driver->has_table(
				db, look->schema, look->table, &look->there, err);
		if (!result && look->there && look->sql)
			result = driver->query(db, look->sql, look->row, look->data, err);
	}
	return result;
}

static int begin_look(
	struct db *db, struct db_look *looks, unsigned count, struct error *err)
{
	struct error ignored;

	if (db->driver->begin_look)
		return db->driver->begin_look(db, looks, count, err);
	if (db->driver->begin(db, err) < 0)
		return -1;
	if (db_look(db, looks, count, err) == 0)
		return 0;
	db->driver->rollback(db, &ignored);
	return -1;
}

int db_begin_look(struct db *db, struct db_look *looks, unsigned count, struct error *err)
{
	if (fault("before begin", err) < 0 || begin_look(db, looks, count, err) < 0)
		return -1;
	if (fault("after begin", err) < 0) {
		struct error ignored;

		db->driver->rollback(db, &ignored);
		return -1;
	}
	return 0;
}

int db_begin(struct db *db, struct error *err)
{
	return db_begin_look(db, NULL, 0, err);
}

int db_commit(struct db *db, struct error *err)
{
	if (fault("before commit", err) < 0 || db->driver->commit(db, err) < 0)
		return -1;
	return fault("after commit", err);
}

int db_rollback(struct db *db, struct error *err)
{
	return db->driver->rollback(db, err);
}

/* The statement that is running, for the message when it fails, as one line. */
struct watch {
	void (*log)(void *data, const char *sql);
	void *log_data;
	char statement[400];
	bool fault;
};

static void keep(struct watch *watch, const char *sql)
{
	size_t used = 0, room = sizeof(watch->statement) - sizeof("...");
	bool blank = true;

	for (; *sql && used < room; sql++) {
		if (isspace((unsigned char)*sql)) {
			if (!blank)
				watch->statement[used++] = ' ';
			blank = true;
		} else {
			watch->statement[used++] = *sql;
			blank = false;
		}
	}
	/* Cut between characters, not within one. */
	while (*sql && used && ((unsigned char)watch->statement[used - 1] & 0x80))
		used--;
	memcpy(watch->statement + used, *sql ? "..." : "", *sql ? sizeof("...") : 1);
}

static void watch_log(void *data, const char *sql)
{
	struct watch *watch = data;

	/* A driver cannot be made to fail from here: the call does once it is back. */
	if (fault_point("statement") < 0)
		watch->fault = true;
	keep(watch, sql);
	if (watch->log)
		watch->log(watch->log_data, sql);
}

static int watched(const struct watch *watch, int result, struct error *err)
{
	if (result == 0 && watch->fault)
		return error_set(err, ERR_DATABASE, "fault after %s", watch->statement);
	if (result < 0 && err && err->code == ERR_DATABASE && watch->statement[0]) {
		/* Behind the message, so that it is what is cut when both are long. */
		size_t used = strlen(err->message);

		snprintf(err->message + used, sizeof(err->message) - used,
			"; the statement was: %s", watch->statement);
	}
	return result;
}

static void watch_start(struct watch *watch, struct db *db)
{
	*watch = (struct watch){.log = db->log, .log_data = db->log_data};
	db->log = watch_log;
	db->log_data = watch;
}

static void watch_end(const struct watch *watch, struct db *db)
{
	db->log = watch->log;
	db->log_data = watch->log_data;
}

int db_exec(struct db *db, const char *sql, struct error *err)
{
	struct watch watch;
	int result;

	watch_start(&watch, db);
	result = db->driver->exec(db, sql, err);
	watch_end(&watch, db);
	return watched(&watch, result, err);
}

int db_later(struct db *db, const char *sql, struct error *err)
{
	struct watch watch;
	int result;

	if (!db->driver->later)
		return db_exec(db, sql, err);
	watch_start(&watch, db);
	result = db->driver->later(db, sql, err);
	watch_end(&watch, db);
	return watched(&watch, result, err);
}

bool db_may_retry(struct db *db)
{
	return db->driver->may_retry && db->driver->may_retry(db);
}

int db_apply(struct db *db, const struct operation *op, struct error *err)
{
	struct watch watch;
	int result;

	if (fault("operation", err) < 0)
		return -1;
	watch_start(&watch, db);
	result = db->driver->apply(db, op, err);
	watch_end(&watch, db);
	return watched(&watch, result, err);
}

static int apply_each(struct db *db, const struct operation *ops, unsigned count,
	unsigned *failed, struct error *err)
{
	for (unsigned i = 0; i < count; i++) {
		*failed = i;
		if (db_apply(db, &ops[i], err) < 0)
			return -1;
	}
	return 0;
}

int db_apply_all(struct db *db, const struct operation *ops, unsigned count,
	unsigned *failed, struct error *err)
{
	unsigned at = 0;
	struct watch watch;
	int result;

	*failed = 0;
	if (!db->driver->apply_all || count < 2)
		return apply_each(db, ops, count, failed, err);
	if (fault("operations", err) < 0)
		return -1;
	watch_start(&watch, db);
	result = db->driver->apply_all(db, ops, count, &at, err);
	watch_end(&watch, db);
	*failed = at;
	return watched(&watch, result, err);
}

int db_query(struct db *db, const char *sql, db_row_fn *row, void *data, struct error *err)
{
	return db->driver->query(db, sql, row, data, err);
}
