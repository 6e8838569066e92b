#include "base/text.h"
#include "drivers/sqlite/columns.h"
#include "drivers/sqlite/compile.h"
#include "drivers/sqlite/dialect.h"
#include "drivers/sqlite/dialect_text.h"
#include "drivers/sqlite/guard.h"
#include "drivers/sqlite/pending.h"
#include "drivers/sqlite/usage.h"
#include "sql/render.h"

#include <string.h>

/* Would an UPDATE of every row wake somebody? */
static int has_update_triggers(
	struct alter *alter, const struct op_add_column *op, bool *has)
{
	char *where = sql_format(alter->pool,
		"type = 'trigger' AND tbl_name = %Q COLLATE NOCASE", op->table);
	struct catalog triggers;

	if (catalog_load(alter->db, alter->pool, op->schema, where, "rowid", &triggers,
		    alter->err) < 0)
		return -1;
	for (unsigned i = 0; i < triggers.count; i++) {
		struct ddl_trigger trigger;

		if (ddl_parse_trigger(
			    alter->pool, triggers.items[i].sql, &trigger, alter->err) < 0)
			return -1;
		*has = *has || !strcmp(trigger.event, "UPDATE");
	}
	return 0;
}

static int create_indexes(struct alter *alter, const struct op_add_column *op)
{
	const struct table *table = sql_column_table(alter->pool, op);

	for (unsigned i = 0; i < table->indexes_count; i++) {
		struct text out;

		if (alter->pending) {
			if (pending_make_index(alter, &table->indexes[i]) < 0)
				return -1;
			continue;
		}
		text_init(&out, alter->pool);
		if (sqlite_index_text(&out, op->schema, op->table, &table->indexes[i],
			    alter->err) < 0 ||
			sqlite_exec(&alter->db->db, out.data, alter->err) < 0)
			return -1;
	}
	return 0;
}

static int add_by_rebuild(struct alter *alter, const struct op_add_column *op)
{
	const struct ddl_column *last;
	struct rebuild rebuild;
	struct text text, fill;

	text_init(&text, alter->pool);
	text_init(&fill, alter->pool);
	text_add(&text, ", ");
	if (rebuild_start(&rebuild, alter, op->schema, op->table) < 0 ||
		sqlite_column_inline(&text, op, alter->err) < 0)
		return -1;
	last = &rebuild.old.columns[rebuild.old.columns_count - 1];
	edit_insert(&rebuild.edits, last->span.end, text.data);
	if (op->fill && !op->column.computed &&
		sqlite_literal(&fill, op->fill, &op->column.type, alter->err) < 0)
		return -1;
	rebuild_fill(&rebuild, op->column.name, fill.length ? fill.data : NULL);
	if (rebuild_run(&rebuild) < 0)
		return -1;
	return create_indexes(alter, op);
}

int alter_add_column(struct alter *alter)
{
	const struct op_add_column *op = alter->op->add_column;
	bool rebuild = alter->unsupported || alter->pending;

	/* The fill is an UPDATE after ADD COLUMN; a rebuild fires no triggers. */
	if (!rebuild && op->fill && has_update_triggers(alter, op, &rebuild) < 0)
		return -1;
	if (rebuild)
		return add_by_rebuild(alter, op);
	if (op->column.references &&
		guard_watch(alter->db, op->schema, op->table, alter->err) < 0)
		return -1;
	return alter_run(alter);
}

int column_missing(const struct ddl_table *table, const char *name, struct pool *pool,
	struct error *err)
{
	struct strings names = {0};

	for (unsigned i = 0; i < table->columns_count; i++)
		strings_add(pool, &names, table->columns[i].name);
	error_set(err, ERR_DATABASE, "table %s has no column %s", table->name, name);
	return error_hint(err, "It has %s.", strings_join(pool, &names, ", "));
}

static int in_use(
	struct alter *alter, const struct op_drop_column *op, const struct strings *users)
{
	error_set(alter->err, ERR_DATABASE, "cannot drop column %s.%s, it is used by %s",
		op->table, op->column, strings_join(alter->pool, users, ", "));
	return error_hint(alter->err, "Drop or change what uses the column in an operation "
				      "before this one.");
}

/*
 * DROP COLUMN of SQLite takes a column out of each row without touching the indexes. It
 * refuses more than there is reason for, trips over a comma in a comment, and over any view
 * or trigger that does not compile; so only what is plain is left to it.
 */
static bool is_plain(const struct rebuild *rebuild, const struct ddl_column *column,
	const struct compile *all)
{
	if (strstr(rebuild->old.sql, "--") || strstr(rebuild->old.sql, "/*") ||
		!compile_all_work(all))
		return false;
	for (unsigned i = 0; i < column->constraints_count; i++) {
		switch (column->constraints[i].kind) {
		case DDL_NOT_NULL:
		case DDL_NULL:
		case DDL_DEFAULT:
		case DDL_COLLATE:
			break;
		default:
			return false;
		}
	}
	return true;
}

static int drop_native(
	struct alter *alter, const struct rebuild *rebuild, const struct op_drop_column *op)
{
	struct text sql;

	for (unsigned i = 0; i < rebuild->dropped_indexes.count; i++) {
		if (sqlite_exec(&alter->db->db,
			    sql_format(alter->pool, "DROP INDEX \"%w\".\"%w\"",
				    catalog_schema(op->schema),
				    rebuild->dropped_indexes.items[i]),
			    alter->err) < 0)
			return -1;
	}
	text_init(&sql, alter->pool);
	sqlite_drop_column_text(&sql, op);
	return sqlite_exec(&alter->db->db, sql.data, alter->err);
}

static int find_users(struct rebuild *rebuild, const struct op_drop_column *op,
	const struct ddl_column *column)
{
	struct alter *alter = rebuild->alter;
	struct strings users = {0};

	if (rebuild->old.columns_count == 1) {
		error_set(alter->err, ERR_DATABASE,
			"cannot drop column %s.%s, it is the only one of its table",
			op->table, op->column);
		return error_hint(alter->err, "Use drop_table.");
	}
	if (usage_drop(rebuild, column, &users) < 0)
		return -1;
	return users.count ? in_use(alter, op, &users) : 0;
}

int alter_drop_column(struct alter *alter)
{
	const struct op_drop_column *op = alter->op->drop_column;
	const struct ddl_column *column;
	struct strings broken = {0};
	struct rebuild rebuild;
	struct compile all;
	unsigned edits;
	int result;

	if (rebuild_start(&rebuild, alter, op->schema, op->table) < 0)
		return -1;
	column = ddl_column(&rebuild.old, op->column);
	if (!column)
		return column_missing(&rebuild.old, op->column, alter->pool, alter->err);
	/* Before the constraints that go with it: the commas are counted from the left. */
	edit_remove_column(&rebuild.edits, &rebuild.old, column);
	edits = rebuild.edits.count;
	if (find_users(&rebuild, op, column) < 0)
		return -1;
	if (alter->pending)
		return rebuild_run(&rebuild);
	if (compile_start(&all, alter, op->schema, NULL) < 0)
		return -1;
	if (rebuild.edits.count == edits && is_plain(&rebuild, column, &all))
		result = drop_native(alter, &rebuild, op);
	else
		result = rebuild_run(&rebuild);
	if (result < 0)
		return -1;
	compile_broken(&all, &broken);
	return broken.count ? in_use(alter, op, &broken) : 0;
}
