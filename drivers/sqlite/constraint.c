#include "base/text.h"
#include "drivers/sqlite/columns.h"
#include "drivers/sqlite/dialect.h"
#include "drivers/sqlite/rebuild.h"
#include "drivers/sqlite/rows.h"
#include "sql/render.h"

#include <string.h>
#include <strings.h>

static const enum ddl_kind ddl_kinds[] = {
	[CONSTRAINT_PRIMARY_KEY] = DDL_PRIMARY_KEY,
	[CONSTRAINT_UNIQUE] = DDL_UNIQUE,
	[CONSTRAINT_FOREIGN_KEY] = DDL_FOREIGN_KEY,
	[CONSTRAINT_CHECK] = DDL_CHECK,
};

static const char *const kind_names[] = {
	[CONSTRAINT_UNSET] = "constraint",
	[CONSTRAINT_PRIMARY_KEY] = "primary key",
	[CONSTRAINT_UNIQUE] = "unique constraint",
	[CONSTRAINT_FOREIGN_KEY] = "foreign key",
	[CONSTRAINT_CHECK] = "check",
};

/* A constraint with the name that it has or would get, and where it stands. */
struct found {
	const struct ddl_column *column; /* NULL: the table's */
	const struct ddl_constraint *constraint;
};

static char *unnamed(struct pool *pool, const struct ddl_table *table,
	const struct found *found, unsigned number)
{
	const struct ddl_constraint *constraint = found->constraint;
	unsigned count = found->column ? 1 : constraint->parts_count;
	const char **columns = pool_array(pool, const char *, count + 1);
	const char *kind = constraint->kind == DDL_UNIQUE ? "uq" : "fk";

	if (constraint->kind == DDL_PRIMARY_KEY)
		return generated_name(pool, "pk", table->name, NULL, 0);
	if (constraint->kind == DDL_CHECK && !found->column)
		return pool_printf(pool, "ck_%s_%u", table->name, number);
	if (constraint->kind == DDL_CHECK)
		kind = "ck";
	for (unsigned i = 0; i < count; i++)
		columns[i] = found->column ? found->column->name
					   : constraint->parts[i].column;
	return generated_name(pool, kind, table->name, columns, count);
}

typedef bool visit_fn(void *data, const struct found *found, const char *name, bool given);

static bool is_constraint(const struct ddl_constraint *constraint)
{
	return constraint->kind <= DDL_FOREIGN_KEY;
}

/* Calls visit for each constraint until it says true. */
static bool visit_all(
	struct pool *pool, const struct ddl_table *table, visit_fn *visit, void *data)
{
	unsigned number = 0;

	for (unsigned i = 0; i < table->columns_count; i++) {
		const struct ddl_column *column = &table->columns[i];

		for (unsigned j = 0; j < column->constraints_count; j++) {
			struct found found = {column, &column->constraints[j]};
			char *name = found.constraint->name;

			if (is_constraint(found.constraint) &&
				visit(data, &found,
					name ? name : unnamed(pool, table, &found, 0),
					name != NULL))
				return true;
		}
	}
	for (unsigned i = 0; i < table->constraints_count; i++) {
		struct found found = {NULL, &table->constraints[i]};
		char *name = found.constraint->name;

		if (!is_constraint(found.constraint))
			continue;
		if (found.constraint->kind == DDL_CHECK && !name)
			number++;
		if (visit(data, &found, name ? name : unnamed(pool, table, &found, number),
			    name != NULL))
			return true;
	}
	return false;
}

struct lookup {
	struct pool *pool;
	const char *name;
	enum constraint_kind kind;
	bool given; /* look at names that are written down, or at generated ones */
	struct found found;
	struct strings names; /* those of this kind */
};

static bool visit_lookup(
	void *data, const struct found *found, const char *name, bool given)
{
	struct lookup *lookup = data;

	if (lookup->kind != CONSTRAINT_UNSET &&
		found->constraint->kind != ddl_kinds[lookup->kind])
		return false;
	strings_add(lookup->pool, &lookup->names, name);
	if (given != lookup->given || strcasecmp(name, lookup->name) != 0)
		return false;
	lookup->found = *found;
	return true;
}

/* A name that is written down goes before one that would be generated. */
static bool look_up(struct lookup *lookup, const struct ddl_table *table)
{
	for (int round = 0; round < 2; round++) {
		lookup->given = round == 0;
		lookup->names.count = 0;
		if (visit_all(lookup->pool, table, visit_lookup, lookup))
			return true;
	}
	return false;
}

static int not_found(
	struct alter *alter, const struct lookup *lookup, const struct rebuild *rebuild)
{
	error_set(alter->err, ERR_DATABASE, "table %s has no %s %s", rebuild->old.name,
		kind_names[lookup->kind], lookup->name);
	for (unsigned i = 0; i < rebuild->dependents.count; i++) {
		if (!strcasecmp(rebuild->dependents.items[i].name, lookup->name))
			return error_hint(alter->err, "%s is an index: use drop_index.",
				lookup->name);
	}
	if (!lookup->names.count)
		return error_hint(alter->err, "It has none of this kind.");
	return error_hint(
		alter->err, "It has %s.", strings_join(alter->pool, &lookup->names, ", "));
}

/* DEFERRABLE that stands apart from its foreign key goes with it. */
static void remove_from_column(struct rebuild *rebuild, const struct found *found)
{
	const struct ddl_column *column = found->column;
	unsigned i = (unsigned)(found->constraint - column->constraints);
	const char *sql = rebuild->old.sql;

	edit_remove(&rebuild->edits, sql, found->constraint->span);
	if (found->constraint->kind != DDL_FOREIGN_KEY)
		return;
	for (i++; i < column->constraints_count &&
		  column->constraints[i].kind != DDL_FOREIGN_KEY;
		i++) {
		if (column->constraints[i].kind == DDL_DEFERRABLE)
			edit_remove(&rebuild->edits, sql, column->constraints[i].span);
	}
}

int alter_drop_constraint(struct alter *alter)
{
	const struct op_constraint *op = alter->op->constraint;
	struct lookup lookup = {.pool = alter->pool, .kind = op->kind};
	struct rebuild rebuild;

	lookup.name = sql_constraint_name(alter->pool, op);
	if (rebuild_start(&rebuild, alter, op->schema, op->table) < 0)
		return -1;
	if (!look_up(&lookup, &rebuild.old))
		return not_found(alter, &lookup, &rebuild);
	if (lookup.found.constraint->kind == DDL_PRIMARY_KEY && rebuild.old.without_rowid)
		return error_set(alter->err, ERR_DATABASE,
			"cannot drop the primary key of %s: it is WITHOUT ROWID",
			op->table);
	if (lookup.found.column)
		remove_from_column(&rebuild, &lookup.found);
	else
		edit_remove_constraint(
			&rebuild.edits, &rebuild.old, lookup.found.constraint);
	return rebuild_run(&rebuild);
}

static int constraint_text(struct alter *alter, const struct op_constraint *op,
	const char *name, struct text *out)
{
	/* The structs hold what may be changed; here nothing is. */
	char *given = pool_strdup(alter->pool, name);
	struct primary_key primary_key = {given, op->columns, op->columns_count};
	struct unique unique = {given, op->columns, op->columns_count};
	struct check check = {given, op->check};
	struct foreign_key foreign_key = {
		.name = given, .columns = op->columns, .columns_count = op->columns_count};

	switch (op->kind) {
	case CONSTRAINT_PRIMARY_KEY:
		sql_primary_key(&sqlite_dialect, out, &primary_key);
		return 0;
	case CONSTRAINT_UNIQUE:
		sql_unique(&sqlite_dialect, out, &unique);
		return 0;
	case CONSTRAINT_CHECK:
		sql_check(&sqlite_dialect, out, &check);
		return 0;
	default:
		sql_foreign_key(&sqlite_dialect, out, &foreign_key);
		text_add_char(out, ' ');
		return sqlite_reference_text(out, op->schema, op->references, alter->err);
	}
}

static int check_columns(
	struct alter *alter, const struct op_constraint *op, const struct ddl_table *table)
{
	for (unsigned i = 0; i < op->columns_count; i++) {
		if (!ddl_column(table, op->columns[i]))
			return column_missing(
				table, op->columns[i], alter->pool, alter->err);
	}
	return 0;
}

static int check_new(struct alter *alter, const struct op_constraint *op, const char *name,
	const struct ddl_table *table)
{
	struct lookup lookup = {.pool = alter->pool, .name = name};
	struct ddl_column *column = NULL;

	if (check_columns(alter, op, table) < 0)
		return -1;
	if (op->kind == CONSTRAINT_PRIMARY_KEY && ddl_primary_key(table, &column)) {
		error_set(alter->err, ERR_DATABASE, "table %s has a primary key already",
			table->name);
		return error_hint(alter->err, "Drop it with drop_constraint first.");
	}
	if (look_up(&lookup, table))
		return error_set(alter->err, ERR_DATABASE,
			"table %s has a constraint %s already", table->name, name);
	/* What SQLite would not find while the rows are copied: it lets nulls into a
	 * primary key, and foreign keys are off. */
	if (op->kind == CONSTRAINT_FOREIGN_KEY || op->kind == CONSTRAINT_PRIMARY_KEY)
		return rows_check(alter->db, alter->pool, alter->op, alter->err);
	return 0;
}

int alter_create_constraint(struct alter *alter)
{
	const struct op_constraint *op = alter->op->constraint;
	const char *name = sql_constraint_name(alter->pool, op);
	const struct ddl_table *old;
	struct rebuild rebuild;
	struct text text;
	size_t at;

	text_init(&text, alter->pool);
	text_add(&text, ", ");
	if (rebuild_start(&rebuild, alter, op->schema, op->table) < 0 ||
		check_new(alter, op, name, &rebuild.old) < 0 ||
		constraint_text(alter, op, name, &text) < 0)
		return -1;
	old = &rebuild.old;
	at = old->constraints_count ? old->constraints[old->constraints_count - 1].span.end
				    : old->columns[old->columns_count - 1].span.end;
	edit_insert(&rebuild.edits, at, text.data);
	return rebuild_run(&rebuild);
}
