#include "drivers/sqlite/apply.h"

#include "drivers/sqlite/alter.h"
#include "drivers/sqlite/catalog.h"
#include "drivers/sqlite/confine.h"
#include "drivers/sqlite/guard.h"
#include "drivers/sqlite/refused.h"

#include <string.h>
#include <strings.h>

static int drop_table(struct alter *alter)
{
	const struct op_drop_table *op = alter->op->drop_table;

	if (guard_watch(alter->db, op->schema, op->name, alter->err) < 0)
		return -1;
	return alter_run(alter);
}

static int rename_to(struct alter *alter, const char *from, const char *to)
{
	return sqlite_exec(&alter->db->db,
		sql_format(alter->pool, "ALTER TABLE \"%w\".\"%w\" RENAME TO \"%w\"",
			catalog_schema(alter->op->rename_table->schema), from, to),
		alter->err);
}

/* To SQLite names that differ in case are one, and taken. */
static int change_case(struct alter *alter, const struct op_rename_table *op)
{
	char *name = NULL;

	if (catalog_free_name(
		    alter->db, alter->pool, op->schema, op->from, &name, alter->err) < 0 ||
		rename_to(alter, op->from, name) < 0)
		return -1;
	return rename_to(alter, name, op->to);
}

/* ALTER TABLE .. RENAME TO takes indexes, triggers, views and foreign keys along, but not
 * what ANALYZE has found out. */
static int rename_table(struct alter *alter)
{
	const struct op_rename_table *op = alter->op->rename_table;

	if (!strcasecmp(op->from, op->to) ? change_case(alter, op) < 0
					  : alter_run(alter) < 0)
		return -1;
	if (alter_rename_statistics(alter, op->from, op->to) < 0)
		return -1;
	guard_rename(alter->db, op->schema, op->from, op->to);
	return 0;
}

static int execute(struct alter *alter)
{
	const struct op_execute *op = alter->op->execute;
	bool inside = !sqlite3_get_autocommit(alter->db->handle);

	for (unsigned i = 0; inside && i < alter->statements.list.count; i++) {
		if (refuse_statements(
			    alter->pool, alter->statements.list.items[i], alter->err) < 0)
			return -1;
	}
	if (alter_run(alter) < 0)
		return -1;
	if (inside && sqlite3_get_autocommit(alter->db->handle)) {
		error_set(alter->err, ERR_DATABASE,
			"the statements of execute ended the transaction");
		return error_hint(alter->err,
			"ON CONFLICT ROLLBACK and RAISE(ROLLBACK) do that; use ABORT.");
	}
	if (!inside && !op->transaction && !sqlite3_get_autocommit(alter->db->handle)) {
		sqlite_quiet(alter->db, "ROLLBACK", alter->err);
		return error_set(alter->err, ERR_DATABASE,
			"the statements of execute left a transaction open; it is rolled "
			"back");
	}
	return 0;
}

typedef int alter_fn(struct alter *alter);

/* NULL: the dialect's statements do it. */
static alter_fn *const functions[OP_KINDS] = {
	[OP_DROP_TABLE] = drop_table,
	[OP_RENAME_TABLE] = rename_table,
	[OP_ADD_COLUMN] = alter_add_column,
	[OP_DROP_COLUMN] = alter_drop_column,
	[OP_ALTER_COLUMN] = alter_column,
	[OP_CREATE_PRIMARY_KEY] = alter_create_constraint,
	[OP_CREATE_UNIQUE_CONSTRAINT] = alter_create_constraint,
	[OP_CREATE_FOREIGN_KEY] = alter_create_constraint,
	[OP_CREATE_CHECK_CONSTRAINT] = alter_create_constraint,
	[OP_DROP_CONSTRAINT] = alter_drop_constraint,
	[OP_EXECUTE] = execute,
};

int apply_one(struct alter *alter)
{
	alter_fn *function = functions[alter->op->kind];

	return function ? function(alter) : alter_run(alter);
}

/*
 * Rows that an operation cannot live with are found by SQLite's own constraints when it
 * runs, so that a table is not read twice where all is well; only then they are counted.
 */
static int explain(struct alter *alter)
{
	enum operation_kind kind = alter->op->kind;
	struct error why;

	if (strstr(alter->err->message, "error in view") ||
		strstr(alter->err->message, "error in trigger"))
		return error_hint(alter->err,
			"SQLite reads every view and trigger for this, also those of other "
			"tables. Correct or drop that one in an operation before.");
	/* ADD COLUMN says so in words only. */
	if (((alter->db->last_code & 0xff) != SQLITE_CONSTRAINT &&
		    !strstr(alter->err->message, "constraint failed")) ||
		kind == OP_EXECUTE || kind == OP_INSERT)
		return -1;
	if (sqlite_check_rows(&alter->db->db, alter->op, &why) < 0 &&
		why.code == ERR_UNSAFE_DATA) {
		*alter->err = why;
		return -1;
	}
	alter->err->code = ERR_UNSAFE_DATA;
	return error_hint(alter->err,
		"Correct or delete the rows that stand in the way in an "
		"operation before this one.");
}

int sqlite_apply(struct db *db, const struct operation *op, struct error *err)
{
	struct error ignored;
	struct alter alter = {.db = sqlite_db(db), .op = op, .err = err ? err : &ignored};
	struct pool pool;
	int result;

	pool_init(&pool);
	alter.pool = &pool;
	alter.db->last_code = SQLITE_OK;
	result = db->dialect->render(
		&pool, op, &alter.statements, &alter.unsupported, alter.err);
	if (!result) {
		/* Outside a transaction there is nothing to stop. */
		bool listen = (op->kind == OP_EXECUTE || op->kind == OP_INSERT) &&
			      !sqlite3_get_autocommit(alter.db->handle);

		if (listen)
			confine_listen(alter.db, true);
		result = apply_one(&alter);
		if (listen)
			confine_listen(alter.db, false);
		if (result)
			explain(&alter);
	}
	pool_release(&pool);
	return result;
}
