#include "drivers/sqlite/rows.h"

#include "base/text.h"
#include "drivers/sqlite/apply.h"
#include "drivers/sqlite/catalog.h"
#include "drivers/sqlite/dialect.h"
#include "drivers/sqlite/narrow.h"
#include "sql/render.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A question about the rows of one table. */
struct question {
	struct sqlite_db *db;
	struct pool *pool;
	const char *schema;
	struct ddl_table table;
	char *from;        /* the table's name in SQL */
	const char *label; /* SQL that names one row for people; NULL as SQL if none can */
	long long count;
	char example[200];
	struct error *err;
};

static int take_answer(void *data, int count, const char *const *values)
{
	struct question *question = data;

	question->count = values[0] ? strtoll(values[0], NULL, 10) : 0;
	if (count > 1 && values[1])
		snprintf(question->example, sizeof(question->example), ", such as %s",
			values[1]);
	return 0;
}

/* Runs SELECT count, example. What SQLite cannot run is no finding, but an interrupt and a
 * broken disk are failures. */
static int ask(struct question *question, const char *sql)
{
	struct error why;

	question->count = 0;
	question->example[0] = '\0';
	if (sqlite_query(&question->db->db, sql, take_answer, question, &why) == 0)
		return 0;
	if ((question->db->last_code & 0xff) == SQLITE_ERROR)
		return 0;
	*question->err = why;
	return -1;
}

/* How a message names one row: by its key where that is one number, else by its rowid. */
static const char *row_label(struct pool *pool, const struct ddl_table *table)
{
	const struct ddl_column *key = ddl_rowid_column(table);

	if (key)
		return sql_format(pool, "%Q || min(\"%w\")",
			pool_printf(pool, "%s ", key->name), key->name);
	if (table->without_rowid || ddl_column(table, "rowid"))
		return "NULL";
	return "'rowid ' || min(rowid)";
}

static bool question_start(struct question *question, const char *name)
{
	struct error ignored;

	if (catalog_table(question->db, question->pool, question->schema, name,
		    &question->table, &ignored) < 0)
		return false;
	question->from = sql_format(question->pool, "\"%w\".\"%w\"",
		catalog_schema(question->schema), question->table.name);
	question->label = row_label(question->pool, &question->table);
	return true;
}

static int ask_where(struct question *question, const char *where)
{
	return ask(question,
		pool_printf(question->pool, "SELECT count(*), %s FROM %s WHERE %s",
			question->label, question->from, where));
}

static const char *rows_word(const struct question *question)
{
	return question->count == 1 ? "row" : "rows";
}

/* Does every row get the same value, in a column where no two may be equal? An expression
 * may give each row another one. */
static bool repeats(struct pool *pool, const struct op_add_column *op)
{
	const struct table *table = sql_column_table(pool, op);
	const struct literal *value = op->fill ? op->fill : op->column.default_value;
	bool unique = table->unique_count ||
		      (table->indexes_count && table->indexes[0].unique == TRI_YES);

	return unique && value && value->text && !op->column.computed;
}

static int check_unique(struct question *question, const struct op_add_column *op)
{
	if (ask(question, pool_printf(question->pool, "SELECT count(*) FROM %s",
				  question->from)) < 0)
		return -1;
	if (question->count < 2)
		return 0;
	error_set(question->err, ERR_UNSAFE_DATA,
		"table %s has %lld rows, which would all get the same value in its new "
		"column %s, and that must be unique",
		op->table, question->count, op->column.name);
	return error_hint(question->err,
		"Add the column without unique and without a value, fill it in an execute, "
		"then use create_unique_constraint.");
}

static int check_add_column(struct question *question, const struct op_add_column *op)
{
	const struct column *column = &op->column;
	bool key = column->primary_key == TRI_YES;
	bool filled = (op->fill && op->fill->text) || sql_has_default(column);

	if (!key && repeats(question->pool, op))
		return check_unique(question, op);
	if (column->computed || (key && column->type.kind == TYPE_INTEGER) ||
		(!key && column->nullable != TRI_NO) || (filled && !key))
		return 0;
	if (ask(question, pool_printf(question->pool, "SELECT count(*) FROM %s",
				  question->from)) < 0)
		return -1;
	if (question->count <= (filled ? 1 : 0))
		return 0;
	error_set(question->err, ERR_UNSAFE_DATA,
		"table %s has %lld %s, and its new column %s must not be null%s", op->table,
		question->count, rows_word(question), column->name,
		key ? " and unique" : "");
	return error_hint(question->err,
		key ? "Add the column without the key, fill it, then use "
		      "create_primary_key."
		    : "Say what existing rows get with `fill: VALUE`, or give the column a "
		      "default.");
}

static int check_nulls(struct question *question, const char *what, const char *expression)
{
	if (ask_where(question, pool_printf(question->pool, "(%s) IS NULL", expression)) <
		0)
		return -1;
	if (!question->count)
		return 0;
	error_set(question->err, ERR_UNSAFE_DATA, "%lld %s of %s %s null in %s%s",
		question->count, rows_word(question), question->table.name,
		question->count == 1 ? "is" : "are", what, question->example);
	return error_hint(
		question->err, "Give these rows a value in an execute before it.");
}

static int check_alter_column(struct question *question, const struct op_alter_column *op)
{
	const struct ddl_column *column = ddl_column(&question->table, op->column);
	const char *value, *bad;
	char *type;

	if (!column)
		return 0;
	value = op->using ? op->using : sql_format(question->pool, "\"%w\"", column->name);
	if (op->nullable == TRI_NO && !ddl_column_has(column, DDL_NOT_NULL) &&
		check_nulls(question, op->column, value) < 0)
		return -1;
	bad = narrow_condition(question->pool, column->type, &op->type, value);
	if (!bad)
		return 0;
	if (ask_where(question, bad) < 0)
		return -1;
	if (!question->count)
		return 0;
	type = type_text(question->pool, &op->type);
	error_set(question->err, ERR_UNSAFE_DATA,
		"%lld %s of %s %s a value in %s that is no %s%s", question->count,
		rows_word(question), question->table.name,
		question->count == 1 ? "has" : "have", op->column, type, question->example);
	return error_hint(question->err, "Correct these rows first, or say with `using: "
					 "EXPRESSION` what the old values become.");
}

/* What a key or an index is made of, as SQL expressions. */
static int check_duplicates(struct question *question, const struct strings *parts,
	const char *where, const char *what)
{
	struct text shown, filter;

	text_init(&shown, question->pool);
	text_init(&filter, question->pool);
	for (unsigned i = 0; i < parts->count; i++) {
		text_printf(
			&shown, "%squote(%s)", i ? " || ', ' || " : "", parts->items[i]);
		text_printf(
			&filter, "%s(%s) IS NOT NULL", i ? " AND " : "", parts->items[i]);
	}
	if (where)
		text_printf(&filter, " AND (%s)", where);
	if (ask(question,
		    pool_printf(question->pool,
			    "SELECT count(*), min(shown) FROM (SELECT %s AS shown FROM %s "
			    "WHERE %s GROUP BY %s HAVING count(*) > 1)",
			    shown.data, question->from, filter.data,
			    strings_join(question->pool, parts, ", "))) < 0)
		return -1;
	if (!question->count)
		return 0;
	error_set(question->err, ERR_UNSAFE_DATA,
		"%lld value%s of %s would be there more than once in %s%s", question->count,
		question->count == 1 ? "" : "s", what, question->table.name,
		question->example);
	return error_hint(question->err, "Merge or delete the rows that are double in an "
					 "execute before it.");
}

static struct strings quoted(struct pool *pool, char *const *names, unsigned count)
{
	struct strings list = {0};

	for (unsigned i = 0; i < count; i++)
		strings_add(pool, &list, sql_format(pool, "\"%w\"", names[i]));
	return list;
}

static char *joined(struct pool *pool, char **names, unsigned count)
{
	struct strings list = {.items = names, .count = count};

	return strings_join(pool, &list, ", ");
}

static int check_key(struct question *question, const struct op_constraint *op)
{
	struct strings parts = quoted(question->pool, op->columns, op->columns_count);
	const char *what = joined(question->pool, op->columns, op->columns_count);

	for (unsigned i = 0; op->kind == CONSTRAINT_PRIMARY_KEY && i < parts.count; i++) {
		if (check_nulls(question, op->columns[i], parts.items[i]) < 0)
			return -1;
	}
	return check_duplicates(question, &parts, NULL, what);
}

static int check_index(struct question *question, const struct op_index *op)
{
	struct strings parts = {0}, names = {0};

	if (op->index.unique != TRI_YES)
		return 0;
	for (unsigned i = 0; i < op->index.columns_count; i++) {
		const struct index_column *part = &op->index.columns[i];
		char *name = part->column
				     ? sql_format(question->pool, "\"%w\"", part->column)
				     : pool_printf(
					       question->pool, "(%s)", part->expression);

		strings_add(question->pool, &names,
			part->column ? part->column : part->expression);
		if (part->collation)
			name = sql_format(
				question->pool, "%s COLLATE \"%w\"", name, part->collation);
		strings_add(question->pool, &parts, name);
	}
	return check_duplicates(question, &parts, op->index.where,
		strings_join(question->pool, &names, ", "));
}

static int check_check(struct question *question, const struct op_constraint *op)
{
	/* A line end, since the expression may end in a comment. */
	if (!op->check || ask_where(question,
				  pool_printf(question->pool, "NOT (%s\n)", op->check)) < 0)
		return op->check ? -1 : 0;
	if (!question->count)
		return 0;
	error_set(question->err, ERR_UNSAFE_DATA, "%lld %s of %s %s the check %s%s",
		question->count, rows_word(question), question->table.name,
		question->count == 1 ? "breaks" : "break", op->name ? op->name : op->check,
		question->example);
	return error_hint(
		question->err, "Correct or delete these rows in an execute before it.");
}

/* The columns that a foreign key refers to: said, or the parent's primary key. */
static struct strings parent_columns(struct question *question,
	const struct reference *reference, const struct ddl_table *parent)
{
	struct strings list = quoted(
		question->pool, reference->columns, reference->columns_count);
	struct ddl_column *column = NULL;
	const struct ddl_constraint *key;

	if (list.count)
		return list;
	key = ddl_primary_key(parent, &column);
	if (column)
		return quoted(question->pool, &column->name, 1);
	for (unsigned i = 0; key && i < key->parts_count; i++)
		strings_add(question->pool, &list,
			sql_format(question->pool, "\"%w\"", key->parts[i].column));
	return list;
}

static int check_foreign_key(struct question *question, const struct op_constraint *op)
{
	const char *schema = catalog_schema(question->schema);
	struct ddl_table parent;
	struct error ignored;
	struct strings keys = {0};
	struct text where, match;

	if (!op->references)
		return 0;
	text_init(&where, question->pool);
	text_init(&match, question->pool);
	if (catalog_table(question->db, question->pool, schema, op->references->table,
		    &parent, &ignored) == 0)
		keys = parent_columns(question, op->references, &parent);
	for (unsigned i = 0; i < op->columns_count; i++) {
		char *column = sql_format(question->pool, "\"%w\"", op->columns[i]);

		text_printf(&where, "%sc.%s IS NOT NULL", i ? " AND " : "", column);
		if (i < keys.count)
			text_printf(&match, " AND p.%s = c.%s", keys.items[i], column);
	}
	/* Without a parent, or with keys that do not fit, SQLite will say what is wrong. */
	if (keys.count == op->columns_count)
		text_printf(&where, " AND NOT EXISTS (SELECT 1 FROM %s AS p WHERE 1%s)",
			sql_format(question->pool, "\"%w\".\"%w\"", schema, parent.name),
			match.data);
	question->from = pool_printf(question->pool, "%s AS c", question->from);
	if (ask_where(question, where.data) < 0)
		return -1;
	if (!question->count)
		return 0;
	error_set(question->err, ERR_UNSAFE_DATA,
		"%lld %s of %s would refer to rows of %s that are not there%s",
		question->count, rows_word(question), question->table.name,
		op->references->table, question->example);
	return error_hint(question->err, "Delete these rows, or set their columns to null, "
					 "in an execute before it.");
}

static int check(struct question *question, const struct operation *op)
{
	switch (op->kind) {
	case OP_ADD_COLUMN:
		return check_add_column(question, op->add_column);
	case OP_ALTER_COLUMN:
		return check_alter_column(question, op->alter_column);
	case OP_CREATE_INDEX:
		return check_index(question, op->index);
	case OP_CREATE_PRIMARY_KEY:
	case OP_CREATE_UNIQUE_CONSTRAINT:
		return check_key(question, op->constraint);
	case OP_CREATE_FOREIGN_KEY:
		return check_foreign_key(question, op->constraint);
	case OP_CREATE_CHECK_CONSTRAINT:
		return check_check(question, op->constraint);
	default:
		return 0;
	}
}

static bool is_asked(enum operation_kind kind)
{
	return kind == OP_ADD_COLUMN || kind == OP_ALTER_COLUMN ||
	       kind == OP_CREATE_INDEX ||
	       (kind >= OP_CREATE_PRIMARY_KEY && kind <= OP_CREATE_CHECK_CONSTRAINT);
}

int rows_check(struct sqlite_db *db, struct pool *pool, const struct operation *op,
	struct error *err)
{
	struct question question = {.db = db, .pool = pool, .err = err};
	const char *table = operation_table(op);

	if (!is_asked(op->kind) || !table)
		return 0;
	/* Each of their structs begins with the schema. */
	question.schema = *(char *const *)op->any;
	return question_start(&question, table) ? check(&question, op) : 0;
}

int sqlite_check_rows(struct db *db, const struct operation *op, struct error *err)
{
	struct error ignored;
	struct pool pool;
	int result;

	pool_init(&pool);
	result = rows_check(sqlite_db(db), &pool, op, err ? err : &ignored);
	pool_release(&pool);
	return result;
}
