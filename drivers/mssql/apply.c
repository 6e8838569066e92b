#include "drivers/mssql/connection.h"
#include "drivers/mssql/mssql.h"
#include "sql/token.h"

#include <stdlib.h>

/* An operation's statements, each a batch, and what they may have done beside their work.
 */

/* What the server says when rows stand in the way. */
static bool is_unsafe_data(int number)
{
	static const int numbers[] = {
		220,  /* arithmetic overflow for a type */
		241,  /* no date or time */
		242,  /* no date or time that the type holds */
		245,  /* conversion failed */
		248,  /* overflowed an int column */
		515,  /* cannot insert NULL */
		547,  /* conflicts with a foreign key or a check */
		1505, /* a duplicate key, making an index */
		2601, /* a duplicate key */
		2627, /* a duplicate key, of a constraint */
		2628, /* would be truncated */
		4901, /* a NOT NULL column without a default */
		8114, /* error converting a type */
		8115, /* arithmetic overflow converting */
		8152, /* would be truncated, before 2019 */
		8169, /* no uniqueidentifier */
	};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		if (numbers[i] == number)
			return true;
	}
	return false;
}

/* The rows cannot be counted any more: the server has ended the transaction. */
static int explain(
	const struct mssql_db *self, const struct operation *op, struct error *err)
{
	if (err->code != ERR_DATABASE || op->kind == OP_EXECUTE || op->kind == OP_INSERT ||
		!is_unsafe_data(self->said.number))
		return -1;
	err->code = ERR_UNSAFE_DATA;
	return error_hint(err, "Correct or delete the rows that stand in the way in an "
			       "operation before this one.");
}

struct session_state {
	int transactions;
	bool moved; /* to another database */
};

static int take_state(void *data, int set, int count, const char *const *values)
{
	struct session_state *state = data;

	(void)set;
	if (count > 1 && values[0] && values[1]) {
		state->transactions = (int)strtol(values[0], NULL, 10);
		state->moved = values[1][0] == '1';
	}
	return 0;
}

static int read_state(struct mssql_db *self, struct session_state *state, struct error *err)
{
	struct text batch;
	struct pool pool;
	int result;

	pool_init(&pool);
	text_init(&batch, &pool);
	text_add(&batch, "SELECT @@TRANCOUNT, CASE WHEN DB_NAME() = ");
	if (self->database)
		mssql_string(&batch, self->database);
	else
		text_add(&batch, "DB_NAME()");
	text_add(&batch, " THEN 0 ELSE 1 END");
	result = mssql_request(
		self, batch.data, self->query_timeout, take_state, state, err);
	pool_release(&pool);
	return result;
}

/* last: no batch of the operation follows. One that does must not run outside of the
 * transaction, but may run within another one in it. */
static int check_state(struct mssql_db *self, bool last, struct error *err)
{
	bool inside = self->in_transaction;
	struct session_state state = {.transactions = inside ? 1 : 0};
	struct error ignored;

	if (read_state(self, &state, err) < 0)
		return -1;
	if (inside && state.transactions == 0) {
		self->failed = true;
		error_set(err, ERR_DATABASE,
			"the statements of execute ended the transaction");
		return error_hint(err, "COMMIT and ROLLBACK are gitmig's: leave them out.");
	}
	if (!last || (!state.moved && state.transactions == (inside ? 1 : 0)))
		return 0;
	self->failed = true;
	if (!inside)
		(void)mssql_request(self, "IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION",
			self->query_timeout, NULL, NULL, &ignored);
	if (state.moved) {
		error_set(err, ERR_DATABASE,
			"the statements of execute have left the database %s",
			self->database);
		return error_hint(err, "End them with USE [%s].", self->database);
	}
	if (!inside)
		return error_set(err, ERR_DATABASE,
			"the statements of execute left a transaction open; it is rolled "
			"back");
	return error_set(err, ERR_DATABASE,
		"the statements of execute began a transaction and did not end it");
}

/* Could the batch have ended or begun a transaction, or gone to another database? Asking
 * the server is a round trip. A procedure that does so is an error of the server's own
 * (266). */
static bool may_change_state(const char *batch)
{
	static const char *const words[] = {"COMMIT", "ROLLBACK", "TRAN", "TRANSACTION",
		"USE", "IMPLICIT_TRANSACTIONS"};
	struct sql_token token;

	do {
		batch = sql_token_next(batch, &token);
		for (size_t k = 0; k < sizeof(words) / sizeof(*words); k++) {
			if (sql_token_is(&token, words[k]))
				return true;
		}
	} while (token.kind != SQL_END);
	return false;
}

static int run_statements(struct mssql_db *self, const struct operation *op,
	const struct strings *list, struct error *err)
{
	bool changed = false;

	for (unsigned i = 0; i < list->count; i++) {
		bool last = i + 1 == list->count;

		if (mssql_exec(&self->db, list->items[i], err) < 0)
			return explain(self, op, err);
		if (op->kind != OP_EXECUTE)
			continue;
		changed = changed || may_change_state(list->items[i]);
		if (changed && (last || self->in_transaction) &&
			check_state(self, last, err) < 0)
			return -1;
	}
	return 0;
}

int mssql_apply(struct db *db, const struct operation *op, struct error *err)
{
	struct statements statements = {.list = {.count = 0}};
	bool unsupported = false;
	struct error own;
	struct pool pool;
	int result;

	err = err ? err : &own;
	pool_init(&pool);
	result = db->dialect->render(&pool, op, &statements, &unsupported, err);
	if (!result)
		result = run_statements(mssql_db(db), op, &statements.list, err);
	pool_release(&pool);
	return result;
}
