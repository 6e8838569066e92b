#include "drivers/mssql/connection.h"
#include "drivers/mssql/dialect.h"

/* exec, query and what waits for them. */

/* What every batch relies on, whatever an execute has set. Text is not cut, and nobody is
 * waited for longer than lock_timeout. */
void mssql_add_settings(struct mssql_db *db, struct text *batch)
{
	text_printf(batch,
		MSSQL_SETTINGS ";\n"
			       "SET IMPLICIT_TRANSACTIONS OFF;\n"
			       "SET ROWCOUNT 0;\n"
			       "SET TEXTSIZE 2147483647;\n"
			       "SET LOCK_TIMEOUT %d;\n",
		db->lock_timeout * 1000);
	db->settled = true;
}

int mssql_may_go_on(const struct mssql_db *self, struct error *err)
{
	if (!self->in_transaction || !self->failed)
		return 0;
	return error_set(err, ERR_DATABASE,
		"a statement of this transaction has failed, and the server may have ended "
		"it: "
		"it has to be rolled back");
}

/* The settings and what waits, as the beginning of a batch. */
static void add_waiting(struct mssql_db *self, struct text *batch)
{
	if (!self->settled)
		mssql_add_settings(self, batch);
	text_add_bytes(batch, self->later.data, self->later.length);
	text_clear(&self->later);
}

/* A batch of its own: the text may be one that stands no other beside it. */
int mssql_exec(struct db *db, const char *sql, struct error *err)
{
	struct mssql_db *self = mssql_db(db);
	struct text before;
	struct pool pool;
	int result = mssql_may_go_on(self, err);

	pool_init(&pool);
	text_init(&before, &pool);
	add_waiting(self, &before);
	if (!result && before.length)
		result = mssql_request(
			self, before.data, self->query_timeout, NULL, NULL, err);
	pool_release(&pool);
	if (result)
		return result;
	if (db->log)
		db->log(db->log_data, sql);
	return mssql_request(self, sql, self->query_timeout, NULL, NULL, err);
}

struct querying {
	db_row_fn *row;
	void *data;
};

static int pass_row(void *data, int set, int count, const char *const *values)
{
	const struct querying *querying = data;

	(void)set;
	return querying->row ? querying->row(querying->data, count, values) : 0;
}

int mssql_query(
	struct db *db, const char *sql, db_row_fn *row, void *data, struct error *err)
{
	struct mssql_db *self = mssql_db(db);
	struct querying querying = {row, data};
	struct text batch;
	struct pool pool;
	int result = mssql_may_go_on(self, err);

	if (result)
		return result;
	pool_init(&pool);
	text_init(&batch, &pool);
	add_waiting(self, &batch);
	text_add(&batch, sql);
	result = mssql_request(
		self, batch.data, self->query_timeout, pass_row, &querying, err);
	pool_release(&pool);
	return result;
}

int mssql_later(struct db *db, const char *sql, struct error *err)
{
	struct mssql_db *self = mssql_db(db);

	if (mssql_may_go_on(self, err) < 0)
		return -1;
	if (db->log)
		db->log(db->log_data, sql);
	/* It shares its batch with others, with COMMIT too: an error has to end it all,
	 * even where an execute has said otherwise. */
	if (!self->later.length)
		text_add(&self->later, "SET XACT_ABORT ON;\n");
	text_add(&self->later, sql);
	text_add(&self->later, ";\n");
	return 0;
}
