#include "drivers/mssql/connection.h"
#include "drivers/mssql/mssql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Transactions, the deployment lock, and what is looked at first. */

/* The name that scripts lock too (script.c). */
#define LOCK_NAME "gitmig"
/* The lock's own time-out answers before the request's. */
#define LOCK_MARGIN 30

/* What sp_getapplock gives where the lock is not got; -999 and others: the call is wrong.
 */
enum { LOCK_TIMED_OUT = -1, LOCK_CANCELLED = -2, LOCK_DEADLOCK = -3 };

/* Only who may see the server's state finds out. */
static const char who_holds_it[] =
	"SELECT TOP 1 s.session_id, s.host_name, s.login_name, s.program_name\n"
	"FROM sys.dm_tran_locks l JOIN sys.dm_exec_sessions s\n"
	"\tON s.session_id = l.request_session_id\n"
	"WHERE l.resource_type = 'APPLICATION' AND l.request_status = 'GRANT'\n"
	"\tAND l.resource_database_id = DB_ID()\n"
	"\tAND l.resource_description LIKE '%\\[" LOCK_NAME "]%' ESCAPE '\\'";

struct looking {
	struct mssql_db *db;
	struct db_look *looks;
	unsigned count;
	int lock; /* what sp_getapplock gave; 0 and more: it is held */
};

/* The first set says what is there. */
static int take_first(struct looking *looking, int count, const char *const *values)
{
	struct mssql_db *db = looking->db;

	if (count != (int)looking->count + 2 || !values[0] || !values[1])
		return 0;
	looking->lock = (int)strtol(values[0], NULL, 10);
	if (!db->database)
		db->database = pool_strdup(&db->pool, values[1]);
	for (unsigned i = 0; i < looking->count; i++)
		looking->looks[i].there = values[i + 2] && values[i + 2][0] == '1';
	return 0;
}

/* A set follows for each that is there and asks. */
static int take_look(void *data, int set, int count, const char *const *values)
{
	struct looking *looking = data;

	if (set == 0)
		return take_first(looking, count, values);
	for (unsigned i = 0; i < looking->count; i++) {
		struct db_look *look = &looking->looks[i];

		if (look->there && look->sql && --set == 0)
			return look->row ? look->row(look->data, count, values) : 0;
	}
	return 0;
}

static void add_condition(struct text *batch, const struct db_look *look)
{
	text_add(batch, "COALESCE(OBJECT_ID(");
	mssql_table_string(batch, look->schema, look->table);
	text_add(batch, ", N'U'), OBJECT_ID(");
	mssql_table_string(batch, look->schema, look->table);
	text_add(batch, ", N'V')) IS NOT NULL");
}

static void add_looks(struct text *batch, const struct db_look *looks, unsigned count)
{
	text_add(batch, "SELECT @gitmig, DB_NAME()");
	for (unsigned i = 0; i < count; i++) {
		text_add(batch, ", CASE WHEN ");
		add_condition(batch, &looks[i]);
		text_add(batch, " THEN 1 ELSE 0 END");
	}
	text_add(batch, ";\n");
	for (unsigned i = 0; i < count; i++) {
		if (!looks[i].sql)
			continue;
		text_add(batch, "IF @gitmig >= 0 AND ");
		add_condition(batch, &looks[i]);
		text_printf(batch, "\n\t%s;\n", looks[i].sql);
	}
}

static void add_begin(const struct mssql_db *self, struct text *batch)
{
	if (!self->locked)
		text_printf(batch,
			"EXEC @gitmig = sys.sp_getapplock @Resource = N'" LOCK_NAME "', "
			"@LockMode = N'Exclusive',\n"
			"\t@LockOwner = N'Session', @LockTimeout = %d;\n",
			self->lock_timeout * 1000);
	text_add(batch, "IF @gitmig >= 0 BEGIN TRANSACTION;\n");
}

static int look(bool begin, struct looking *looking, struct error *err)
{
	struct mssql_db *self = looking->db;
	int seconds = self->query_timeout;
	struct text batch;
	struct pool pool;
	int result;

	if (begin && !self->locked && seconds && seconds < self->lock_timeout + LOCK_MARGIN)
		seconds = self->lock_timeout + LOCK_MARGIN;
	pool_init(&pool);
	text_init(&batch, &pool);
	if (begin || !self->settled)
		mssql_add_settings(self, &batch);
	text_add_bytes(&batch, self->later.data, self->later.length);
	text_clear(&self->later);
	text_add(&batch, "DECLARE @gitmig INT = 0;\n");
	if (begin)
		add_begin(self, &batch);
	add_looks(&batch, looking->looks, looking->count);
	result = mssql_request(self, batch.data, seconds, take_look, looking, err);
	pool_release(&pool);
	return result;
}

static int take_holder(void *data, int set, int count, const char *const *values)
{
	struct error *err = data;
	size_t used = strlen(err->message);

	(void)set;
	if (count == 4)
		snprintf(err->message + used, sizeof(err->message) - used,
			": session %s, %s on %s as %s", values[0] ? values[0] : "",
			values[3] ? values[3] : "", values[1] ? values[1] : "",
			values[2] ? values[2] : "");
	return 0;
}

/* What sp_getapplock says, time-out apart. */
static int not_locked(const struct mssql_db *self, int lock, struct error *err)
{
	if (lock == LOCK_CANCELLED || lock == LOCK_DEADLOCK) {
		error_set(err, ERR_DATABASE_LOCKED,
			"the lock '" LOCK_NAME "' of %s was not given: the request %s",
			self->shown,
			lock == LOCK_DEADLOCK ? "was chosen as the victim of a deadlock"
					      : "was cancelled on the server");
		return error_hint(err, "Nothing was changed. Run the command again.");
	}
	error_set(err, ERR_DATABASE,
		"the lock '" LOCK_NAME "' of %s was not given: sp_getapplock gave %d, "
		"which is an error in the call",
		self->shown, lock);
	return error_hint(err,
		"Nothing was changed. Look whether this user may run sp_getapplock in this "
		"database: EXEC sp_getapplock N'" LOCK_NAME "', N'Exclusive', N'Session'.");
}

static int locked_out(struct mssql_db *self, int lock, struct error *err)
{
	struct error ignored;

	if (lock != LOCK_TIMED_OUT)
		return not_locked(self, lock, err);
	error_set(err, ERR_DATABASE_LOCKED,
		"waited %d s: another deployment holds the lock '" LOCK_NAME "' of %s",
		self->lock_timeout, self->shown);
	if (err)
		(void)mssql_request(self, who_holds_it, self->query_timeout, take_holder,
			err, &ignored);
	return error_hint(err, "Let it finish, or raise lock_timeout.");
}

int mssql_begin_look(
	struct db *db, struct db_look *looks, unsigned count, struct error *err)
{
	struct mssql_db *self = mssql_db(db);
	struct looking looking = {self, looks, count, -1};
	struct error ignored;

	if (self->in_transaction)
		return error_set(err, ERR_DATABASE, "a transaction is open already");
	self->in_transaction = true;
	self->failed = self->deadlock = false;
	if (look(true, &looking, err)) {
		mssql_rollback(db, &ignored);
		return -1;
	}
	if (looking.lock < 0) {
		self->in_transaction = self->failed = false;
		return locked_out(self, looking.lock, err);
	}
	self->locked = true;
	return 0;
}

int mssql_begin(struct db *db, struct error *err)
{
	return mssql_begin_look(db, NULL, 0, err);
}

int mssql_look(struct db *db, struct db_look *looks, unsigned count, struct error *err)
{
	struct looking looking = {mssql_db(db), looks, count, -1};

	if (mssql_may_go_on(looking.db, err) < 0)
		return -1;
	return look(false, &looking, err);
}

int mssql_has_table(struct db *db, const char *schema, const char *name, bool *exists,
	struct error *err)
{
	struct db_look look_at = {.schema = schema, .table = name};

	if (mssql_look(db, &look_at, 1, err) < 0)
		return -1;
	*exists = look_at.there;
	return 0;
}

/* @@TRANCOUNT: statements of an execute may have ended the transaction, or begun another
 * in it, which COMMIT would not write. */
int mssql_commit(struct db *db, struct error *err)
{
	struct mssql_db *self = mssql_db(db);
	const char *end =
		"IF @@TRANCOUNT <> 1\n"
		"\tTHROW 50000, N'the transaction that gitmig began is not the one "
		"that is open', 1;\n"
		"COMMIT TRANSACTION";

	if (!self->in_transaction)
		return error_set(err, ERR_DATABASE, "there is no transaction to commit");
	if (mssql_query(db, end, NULL, NULL, err) < 0)
		return -1;
	self->in_transaction = false;
	return 0;
}

int mssql_rollback(struct db *db, struct error *err)
{
	struct mssql_db *self = mssql_db(db);
	bool is_open = self->in_transaction;

	atomic_store(&self->interrupted, false);
	text_clear(&self->later);
	self->in_transaction = self->failed = false;
	/* A lost connection has rolled back. */
	if (!is_open || self->library->dbdead(self->process))
		return 0;
	return mssql_request(self, "IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION",
		self->query_timeout, NULL, NULL, err);
}
