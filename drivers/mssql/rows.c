#include "drivers/mssql/rows.h"

#include "drivers/mssql/inspect.h"
#include "drivers/mssql/mssql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/*
 * Questions about the rows of one table. They are asked within the deployer's transaction,
 * which an error of the server would end: so the catalog is asked first, and where the
 * table or a column is not there nothing is asked. The operation will say it.
 */
struct question {
	struct db *db;
	struct pool *pool;
	const char *schema, *table;
	char *from; /* the table's name in SQL */
	struct mssql_row_column *columns;
	unsigned count, cap;
	struct strings key; /* its primary key */
	struct strings parent_columns, parent_key;
	long long rows;
	char example[300];
	struct error *err;
};

/* The columns of both tables, those of a primary key in its order at the end of all. */
static const char columns_query[] =
	"SELECT CAST(%d AS INT), c.name,\n"
	"\tCASE WHEN y.is_user_defined = 1 THEN SCHEMA_NAME(y.schema_id) END, y.name,\n"
	"\tc.max_length, c.precision, c.scale, CAST(c.is_nullable AS INT),\n"
	"\tCAST(COALESCE(k.key_ordinal, 0) AS INT) AS place\n"
	"FROM sys.columns AS c JOIN sys.types AS y ON y.user_type_id = c.user_type_id\n"
	"\tLEFT JOIN sys.indexes AS i ON i.object_id = c.object_id\n"
	"\t\tAND i.is_primary_key = 1\n"
	"\tLEFT JOIN sys.index_columns AS k ON k.object_id = c.object_id\n"
	"\t\tAND k.index_id = i.index_id AND k.column_id = c.column_id\n"
	"WHERE c.object_id = OBJECT_ID(";

enum {
	FIELD_OF,
	FIELD_NAME,
	FIELD_TYPE_SCHEMA,
	FIELD_TYPE,
	FIELD_LENGTH,
	FIELD_PRECISION,
	FIELD_SCALE,
	FIELD_NULLABLE,
	FIELD_PLACE,
};

static int number(const char *value)
{
	return value ? (int)strtol(value, NULL, 10) : 0;
}

static int take_column(void *data, int count, const char *const *values)
{
	struct question *question = data;
	const struct mssql_catalog_type type = {values[FIELD_TYPE_SCHEMA],
		values[FIELD_TYPE], number(values[FIELD_LENGTH]),
		number(values[FIELD_PRECISION]), number(values[FIELD_SCALE])};
	struct mssql_row_column column = {
		.name = pool_strdup(question->pool, values[FIELD_NAME]),
		.nullable = number(values[FIELD_NULLABLE]) != 0};
	bool parent = number(values[FIELD_OF]) != 0;

	(void)count;
	mssql_type_of(question->pool, &type, &column.type);
	if (parent)
		strings_add(question->pool, &question->parent_columns, column.name);
	else
		POOL_PUSH(question->pool, question->columns, question->count, question->cap,
			column);
	if (number(values[FIELD_PLACE]))
		strings_add(question->pool, parent ? &question->parent_key : &question->key,
			column.name);
	return 0;
}

static void add_columns_query(
	struct text *sql, int of, const char *schema, const char *table)
{
	text_printf(sql, columns_query, of);
	mssql_table_string(sql, schema, table);
	text_add_char(sql, ')');
}

static int start(struct question *question, const struct reference *reference)
{
	struct text sql;

	text_init(&sql, question->pool);
	mssql_table(&sql, question->schema, question->table);
	question->from = pool_strdup(question->pool, sql.data);
	text_clear(&sql);
	add_columns_query(&sql, 0, question->schema, question->table);
	if (reference) {
		text_add(&sql, "\nUNION ALL ");
		add_columns_query(&sql, 1, reference->schema, reference->table);
	}
	text_add(&sql, "\nORDER BY place");
	return question->db->driver->query(
		question->db, sql.data, take_column, question, question->err);
}

static const struct mssql_row_column *find(
	const struct question *question, const char *name)
{
	for (unsigned i = 0; i < question->count; i++) {
		if (!strcasecmp(question->columns[i].name, name))
			return &question->columns[i];
	}
	return NULL;
}

static bool all_there(const struct question *question, char *const *names, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		if (!find(question, names[i]))
			return false;
	}
	return true;
}

static char *quoted(struct pool *pool, const char *name)
{
	struct text out;

	text_init(&out, pool);
	mssql_name(&out, name);
	return out.data;
}

/* How a message names one row: by its primary key. */
static const char *label(const struct question *question)
{
	struct text out;

	if (!question->key.count)
		return "NULL";
	text_init(&out, question->pool);
	text_add(&out, "MIN(CONCAT(");
	for (unsigned i = 0; i < question->key.count; i++) {
		const char *name = question->key.items[i];

		mssql_string(
			&out, pool_printf(question->pool, "%s%s ", i ? ", " : "", name));
		text_printf(&out, ", o.%s, ", quoted(question->pool, name));
	}
	/* CONCAT takes two or more. */
	text_add(&out, "N''))");
	return out.data;
}

static int take_answer(void *data, int count, const char *const *values)
{
	struct question *question = data;

	question->rows = values[0] ? strtoll(values[0], NULL, 10) : 0;
	if (count > 1 && values[1])
		snprintf(question->example, sizeof(question->example), ", such as %s",
			values[1]);
	return 0;
}

/* Runs SELECT count, example. */
static int ask(struct question *question, const char *sql)
{
	question->rows = 0;
	question->example[0] = '\0';
	return question->db->driver->query(
		question->db, sql, take_answer, question, question->err);
}

static int ask_where(struct question *question, const char *where)
{
	return ask(question,
		pool_printf(question->pool, "SELECT COUNT_BIG(*), %s FROM %s AS o WHERE %s",
			label(question), question->from, where));
}

static const char *rows_word(const struct question *question)
{
	return question->rows == 1 ? "row" : "rows";
}

static bool has_value(const struct literal *literal)
{
	return literal && literal->text;
}

/* From how many rows on the new column is in the way; 0: never. */
static int most_rows(struct pool *pool, const struct op_add_column *op)
{
	const struct table *table = sql_column_table(pool, op);
	const struct column *column = &table->columns[0];
	bool unique = column->primary_key == TRI_YES || table->primary_key ||
		      table->unique_count ||
		      (table->indexes_count && table->indexes[0].unique == TRI_YES);
	bool filled = has_value(op->fill) || sql_has_default(column);

	if (column->computed || mssql_is_identity(table, column))
		return 0;
	if (column->nullable == TRI_NO && !filled)
		return 1;
	/* NEWID() and a sequence give each row another value. */
	return unique && (has_value(op->fill) || !column->default_sql) ? 2 : 0;
}

static int check_add_column(struct question *question, const struct op_add_column *op)
{
	int most = most_rows(question->pool, op);

	if (!most || find(question, op->column.name))
		return 0;
	if (ask(question, pool_printf(question->pool, "SELECT COUNT_BIG(*) FROM %s",
				  question->from)) < 0)
		return -1;
	if (question->rows < most)
		return 0;
	error_set(question->err, ERR_UNSAFE_DATA,
		"table %s has %lld %s, and its new column %s must %s", op->table,
		question->rows, rows_word(question), op->column.name,
		most > 1 ? "be unique" : "not be null");
	return error_hint(question->err,
		most > 1 ? "Add the column alone, fill it, then create the key or index."
			 : "Say what existing rows get with `fill: VALUE`, or give the "
			   "column a default.");
}

static int check_nulls(struct question *question, const char *what, const char *value)
{
	if (ask_where(question, pool_printf(question->pool, "(%s) IS NULL", value)) < 0)
		return -1;
	if (!question->rows)
		return 0;
	error_set(question->err, ERR_UNSAFE_DATA, "%lld %s of %s %s null in %s%s",
		question->rows, rows_word(question), question->table,
		question->rows == 1 ? "is" : "are", what, question->example);
	return error_hint(
		question->err, "Give these rows a value in an execute before it.");
}

static int check_narrow(struct question *question, const struct op_alter_column *op,
	const struct mssql_row_column *column, const char *value)
{
	const char *bad = mssql_narrow_condition(
		question->pool, op->using ? NULL : &column->type, &op->type, value);

	if (!bad)
		return 0;
	if (ask_where(question, bad) < 0)
		return -1;
	if (!question->rows)
		return 0;
	error_set(question->err, ERR_UNSAFE_DATA,
		"%lld %s of %s %s a value in %s that is no %s%s", question->rows,
		rows_word(question), question->table, question->rows == 1 ? "has" : "have",
		op->column, type_text(question->pool, &op->type), question->example);
	return error_hint(question->err, "Correct these rows first, or say with `using: "
					 "EXPRESSION` what the old values become.");
}

static int check_alter_column(struct question *question, const struct op_alter_column *op)
{
	const struct mssql_row_column *column = find(question, op->column);
	const char *value;

	if (!column)
		return 0;
	/* A line end, since the expression may end in a comment. */
	value = op->using ? pool_printf(question->pool, "(%s\n)", op->using)
			  : quoted(question->pool, column->name);
	if (op->nullable == TRI_NO && (column->nullable || op->using) &&
		check_nulls(question, op->column, value) < 0)
		return -1;
	return op->type.kind == TYPE_UNSET ? 0 : check_narrow(question, op, column, value);
}

/* NULL is equal to NULL here, in SQL Server's unique constraints and indexes. */
static int check_duplicates(
	struct question *question, char **names, unsigned count, const char *where)
{
	struct strings list = {.items = names, .count = count};
	struct text shown, columns;

	text_init(&shown, question->pool);
	text_init(&columns, question->pool);
	for (unsigned i = 0; i < count; i++) {
		const char *name = quoted(question->pool, names[i]);

		text_printf(&shown,
			"%sCOALESCE(N'''' + CONVERT(NVARCHAR(100), %s) + N'''', N'NULL')",
			i ? " + N', ' + " : "", name);
		text_printf(&columns, "%s%s", i ? ", " : "", name);
	}
	if (ask(question,
		    pool_printf(question->pool,
			    "SELECT COUNT_BIG(*), MIN(shown) FROM (SELECT %s AS shown FROM "
			    "%s%s%s%s GROUP BY %s HAVING COUNT_BIG(*) > 1) AS o",
			    shown.data, question->from, where ? " WHERE (" : "",
			    where ? where : "", where ? "\n)" : "", columns.data)) < 0)
		return -1;
	if (!question->rows)
		return 0;
	error_set(question->err, ERR_UNSAFE_DATA,
		"%lld value%s of %s would be there more than once in %s%s", question->rows,
		question->rows == 1 ? "" : "s", strings_join(question->pool, &list, ", "),
		question->table, question->example);
	return error_hint(question->err, "Merge or delete the rows that are double in an "
					 "execute before it.");
}

static int check_key(struct question *question, const struct op_constraint *op)
{
	if (!all_there(question, op->columns, op->columns_count))
		return 0;
	for (unsigned i = 0; op->kind == CONSTRAINT_PRIMARY_KEY && i < op->columns_count;
		i++) {
		const char *name = op->columns[i];

		if (find(question, name)->nullable &&
			check_nulls(question, name, quoted(question->pool, name)) < 0)
			return -1;
	}
	return check_duplicates(question, op->columns, op->columns_count, NULL);
}

static int check_index(struct question *question, const struct op_index *op)
{
	struct strings names = {.count = 0};

	if (op->index.unique != TRI_YES)
		return 0;
	for (unsigned i = 0; i < op->index.columns_count; i++) {
		if (!op->index.columns[i].column)
			return 0;
		strings_add(question->pool, &names, op->index.columns[i].column);
	}
	if (!names.count || !all_there(question, names.items, names.count))
		return 0;
	return check_duplicates(question, names.items, names.count, op->index.where);
}

static int check_check(struct question *question, const struct op_constraint *op)
{
	if (!op->check)
		return 0;
	if (ask_where(question, pool_printf(question->pool, "NOT (%s\n)", op->check)) < 0)
		return -1;
	if (!question->rows)
		return 0;
	error_set(question->err, ERR_UNSAFE_DATA, "%lld %s of %s %s the check %s%s",
		question->rows, rows_word(question), question->table,
		question->rows == 1 ? "breaks" : "break", op->name ? op->name : op->check,
		question->example);
	return error_hint(
		question->err, "Correct or delete these rows in an execute before it.");
}

/* Which of the parent's columns are meant; none: it has no such ones. */
static struct strings referenced(
	const struct question *question, const struct reference *reference)
{
	struct strings said = {
		.items = reference->columns, .count = reference->columns_count};
	struct strings none = {.count = 0};

	if (!said.count)
		return question->parent_key;
	for (unsigned i = 0; i < said.count; i++) {
		bool there = false;

		for (unsigned j = 0; j < question->parent_columns.count; j++)
			there = there || !strcasecmp(said.items[i],
						 question->parent_columns.items[j]);
		if (!there)
			return none;
	}
	return said;
}

static int check_foreign_key(struct question *question, const struct op_constraint *op)
{
	struct strings keys = referenced(question, op->references);
	struct text where, match;

	if (keys.count != op->columns_count ||
		!all_there(question, op->columns, op->columns_count))
		return 0;
	text_init(&where, question->pool);
	text_init(&match, question->pool);
	for (unsigned i = 0; i < op->columns_count; i++) {
		char *column = quoted(question->pool, op->columns[i]);

		text_printf(&where, "o.%s IS NOT NULL AND ", column);
		text_printf(&match, "%sp.%s = o.%s", i ? " AND " : "",
			quoted(question->pool, keys.items[i]), column);
	}
	text_add(&where, "NOT EXISTS (SELECT 1 FROM ");
	mssql_table(&where, op->references->schema, op->references->table);
	text_printf(&where, " AS p WHERE %s)", match.data);
	if (ask_where(question, where.data) < 0)
		return -1;
	if (!question->rows)
		return 0;
	error_set(question->err, ERR_UNSAFE_DATA,
		"%lld %s of %s would refer to rows of %s that are not there%s",
		question->rows, rows_word(question), question->table, op->references->table,
		question->example);
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

/* What can fail of rows at all; others cost no round trip. */
static bool is_asked(struct pool *pool, const struct operation *op)
{
	const struct op_alter_column *alter = op->alter_column;

	switch (op->kind) {
	case OP_ADD_COLUMN:
		return most_rows(pool, op->add_column) != 0;
	case OP_ALTER_COLUMN:
		return alter->nullable == TRI_NO || alter->type.kind != TYPE_UNSET;
	case OP_CREATE_INDEX:
		return op->index->table && op->index->index.unique == TRI_YES;
	case OP_CREATE_FOREIGN_KEY:
		return op->constraint->references != NULL;
	case OP_CREATE_PRIMARY_KEY:
	case OP_CREATE_UNIQUE_CONSTRAINT:
	case OP_CREATE_CHECK_CONSTRAINT:
		return true;
	default:
		return false;
	}
}

int mssql_check_rows(struct db *db, const struct operation *op, struct error *err)
{
	struct question question = {.db = db, .err = err};
	const struct reference *reference = NULL;
	struct pool pool;
	int result = 0;

	pool_init(&pool);
	question.pool = &pool;
	if (is_asked(&pool, op)) {
		question.schema = operation_schema(op);
		question.table = operation_table(op);
		if (op->kind == OP_CREATE_FOREIGN_KEY)
			reference = op->constraint->references;
		result = start(&question, reference);
		if (!result && question.count)
			result = check(&question, op);
	}
	pool_release(&pool);
	return result;
}
