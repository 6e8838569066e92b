#include "drivers/mssql/connection.h"
#include "drivers/mssql/values.h"

#include <string.h>

/* A batch and its answer. */

/* How long a server may take to say that it has stopped a batch. */
#define CANCEL_SECONDS 10

/* FreeTDS tells an interrupt handler nothing. */
static struct mssql_db *running;

static void set_until(struct mssql_db *self, int seconds)
{
	clock_gettime(CLOCK_MONOTONIC, &self->until);
	self->until.tv_sec += seconds;
}

static bool is_past(const struct mssql_db *self)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec > self->until.tv_sec ||
	       (now.tv_sec == self->until.tv_sec && now.tv_nsec >= self->until.tv_nsec);
}

/* Asked while FreeTDS waits, every second and after each signal. */
static int is_to_stop(void *process)
{
	const struct mssql_db *self = running;

	(void)process;
	return self && (self->cancelled ? is_past(self) : atomic_load(&self->interrupted));
}

static int stop(void *process)
{
	(void)process;
	return INT_CANCEL;
}

/* Both an interrupt and FreeTDS's own clock end in its error for a wait that is over. */
static bool cancel(void *data)
{
	struct mssql_db *self = data;

	if (self->cancelled)
		return !is_past(self);
	self->cancelled = true;
	set_until(self, CANCEL_SECONDS);
	return true;
}

/* An answer that never stops for long would never let FreeTDS wait, and ask. */
static bool has_to_stop(struct mssql_db *self)
{
	bool late = self->running_timeout && is_past(self);

	if (self->cancelled || !(late || atomic_load(&self->interrupted)))
		return false;
	self->said.timed_out = late;
	return cancel(self);
}

struct reading {
	struct mssql_db *db;
	mssql_row_fn *row;
	void *data;
	int set;
	int result; /* of row */
};

/* False: they did not come to their end. */
static bool read_rows(struct reading *reading, struct error *err)
{
	const struct library *library = reading->db->library;
	DBPROCESS *process = reading->db->process;
	struct values values;
	struct pool pool;
	STATUS status = FAIL;

	pool_init(&pool);
	values_init(&values, &pool, library->dbnumcols(process));
	while (!has_to_stop(reading->db) &&
		(status = library->dbnextrow(process)) != NO_MORE_ROWS && status != FAIL) {
		if (!reading->row || reading->result)
			continue;
		reading->result = values_read(&values, library, process, err);
		if (!reading->result)
			reading->result = reading->row(
				reading->data, reading->set, values.count, values.items);
	}
	pool_release(&pool);
	return status == NO_MORE_ROWS;
}

/* All result sets; an error in the middle does not end them. */
static bool read_all(struct reading *reading, struct error *err)
{
	const struct library *library = reading->db->library;
	DBPROCESS *process = reading->db->process;
	bool ok = library->dbsqlok(process) == SUCCEED;
	RETCODE code;

	while ((code = library->dbresults(process)) != NO_MORE_RESULTS) {
		bool all = true;

		if (code == FAIL) {
			ok = false;
			all = !reading->db->cancelled;
			if (library->dbdead(process))
				break;
		} else if (library->dbnumcols(process) > 0) {
			all = read_rows(reading, err);
			reading->set++;
		}
		if (all && !has_to_stop(reading->db))
			continue;
		/* Else FreeTDS would say for ever that rows are pending. */
		library->dbcancel(process);
		return false;
	}
	return ok;
}

static void start(struct mssql_db *self, int seconds)
{
	self->library->dbsettime(seconds);
	self->running_timeout = seconds;
	self->cancelled = false;
	set_until(self, seconds);
	self->said.cancel = cancel;
	self->said.data = self;
	said_listen(self->library, &self->said);
	self->library->dbsetinterrupt(self->process, is_to_stop, stop);
	running = self;
}

static bool send_batch(struct mssql_db *self, const char *batch)
{
	self->library->dbfreebuf(self->process);
	return self->library->dbcmd(self->process, batch) == SUCCEED &&
	       self->library->dbsqlsend(self->process) == SUCCEED;
}

int mssql_request(struct mssql_db *db, const char *batch, int seconds, mssql_row_fn *row,
	void *data, struct error *err)
{
	struct reading reading = {.db = db, .row = row, .data = data};
	bool ok;

	if (atomic_exchange(&db->interrupted, false)) {
		db->failed = true;
		return error_set(err, ERR_DATABASE, "interrupted");
	}
	start(db, seconds);
	ok = !db->library->dbdead(db->process) && send_batch(db, batch) &&
	     read_all(&reading, err);
	running = NULL;
	if (!ok || db->said.count || db->said.library || db->cancelled)
		return mssql_failed(db, err);
	return reading.result;
}
