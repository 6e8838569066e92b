#include "drivers/mssql/allowed.h"
#include "drivers/mssql/mssql.h"

#include <string.h>

/* A batch of so many INSERTs. */
#define ROWS_AT_ONCE 500

int mssql_execute(struct render *render, const struct operation *op)
{
	struct strings batches = {0};

	if (op->execute->mssql)
		sql_batches(render->pool, op->execute->mssql, &batches);
	if (mssql_allowed(&batches, op->execute->transaction, render->err) < 0)
		return -1;
	for (unsigned i = 0; i < batches.count; i++)
		strings_add(render->pool, &render->out->list, batches.items[i]);
	return 0;
}

static void table_name(struct text *out, const struct op_insert *insert)
{
	mssql_table(out, insert->schema, insert->table);
}

/* SET IDENTITY_INSERT where the rows name the column that IDENTITY numbers. */
static void identity_switch(struct text *out, const struct op_insert *insert, bool on)
{
	text_add(out, "IF @identity = 1\n\tSET IDENTITY_INSERT ");
	table_name(out, insert);
	text_add(out, on ? " ON;\n" : " OFF");
}

static void identity_question(
	struct text *out, const struct op_insert *insert, const struct row *row)
{
	text_add(out, "DECLARE @identity BIT = 0;\n"
		      "IF EXISTS (SELECT 1 FROM sys.identity_columns WHERE object_id = "
		      "OBJECT_ID(");
	mssql_table_string(out, insert->schema, insert->table);
	text_add(out, ")\n\tAND name IN (");
	for (unsigned i = 0; i < row->cells_count; i++) {
		if (i)
			text_add(out, ", ");
		mssql_string(out, row->cells[i].column);
	}
	text_add(out, "))\n\tSET @identity = 1;\n");
}

/* One INSERT a row: in one VALUES list the types of a column would be made equal, and
 * N'007' beside 5 become a number. */
static int add_row(struct text *out, const struct op_insert *insert, const struct row *row,
	struct error *err)
{
	text_add(out, "INSERT INTO ");
	table_name(out, insert);
	if (!row->cells_count) {
		text_add(out, " DEFAULT VALUES;\n");
		return 0;
	}
	for (unsigned i = 0; i < row->cells_count; i++) {
		text_add(out, i ? ", " : " (");
		mssql_name(out, row->cells[i].column);
	}
	text_add(out, ") VALUES");
	for (unsigned i = 0; i < row->cells_count; i++) {
		text_add(out, i ? ", " : " (");
		if (mssql_literal(out, &row->cells[i].value, NULL, err) < 0)
			return -1;
	}
	text_add(out, ");\n");
	return 0;
}

static int insert_rows(
	struct render *render, const struct op_insert *insert, unsigned *next)
{
	const struct row *first = &insert->rows[*next];
	unsigned end = *next + ROWS_AT_ONCE;
	bool named = first->cells_count != 0;
	struct text out;

	text_init(&out, render->pool);
	if (named) {
		identity_question(&out, insert, first);
		identity_switch(&out, insert, true);
	}
	for (; *next < insert->rows_count && *next < end &&
		sql_same_columns(first, &insert->rows[*next]);
		(*next)++) {
		if (add_row(&out, insert, &insert->rows[*next], render->err) < 0)
			return -1;
	}
	if (named)
		identity_switch(&out, insert, false);
	sql_add(render, &out);
	return 0;
}

int mssql_insert(struct render *render, const struct operation *op)
{
	for (unsigned i = 0; i < op->insert->rows_count;) {
		if (insert_rows(render, op->insert, &i) < 0)
			return -1;
	}
	return 0;
}
