#include "drivers/mssql/mssql.h"
#include "sql/token.h"

#include <string.h>

/* A batch of so many INSERTs. */
#define ROWS_AT_ONCE 500

/*
 * What SQL Server refuses within a transaction, as its words in order; NULL ends. From its
 * documentation, "Transact-SQL statements allowed in transactions".
 */
static const char *const forbidden[][4] = {
	{"CREATE", "DATABASE"},
	{"ALTER", "DATABASE"},
	{"DROP", "DATABASE"},
	{"CREATE", "FULLTEXT", "INDEX"},
	{"ALTER", "FULLTEXT", "INDEX"},
	{"DROP", "FULLTEXT", "INDEX"},
	{"CREATE", "FULLTEXT", "CATALOG"},
	{"ALTER", "FULLTEXT", "CATALOG"},
	{"DROP", "FULLTEXT", "CATALOG"},
	{"BACKUP", "DATABASE"},
	{"BACKUP", "LOG"},
	{"RESTORE", "DATABASE"},
	{"RESTORE", "LOG"},
	{"RECONFIGURE"},
};

static bool is_separate(const struct sql_token *token)
{
	return sql_token_is(token, "GRANT") || sql_token_is(token, "DENY") ||
	       sql_token_is(token, "REVOKE") ||
	       (token->kind == SQL_OTHER && *token->start == ',');
}

/* The words of a row from this token on. */
static bool matches(
	const char *const *words, const struct sql_token *first, const char *behind)
{
	struct sql_token token = *first;

	for (unsigned i = 0; i < 4 && words[i]; i++) {
		if (!sql_token_is(&token, words[i]))
			return false;
		behind = sql_token_next(behind, &token);
	}
	return true;
}

static const char *const *find_forbidden(const char *batch)
{
	struct sql_token before = {0};
	struct sql_token token;

	for (const char *at = batch;; before = token) {
		at = sql_token_next(at, &token);
		if (token.kind == SQL_END)
			return NULL;
		/* GRANT CREATE DATABASE names a right. */
		if (token.kind != SQL_WORD || is_separate(&before))
			continue;
		for (size_t i = 0; i < sizeof(forbidden) / sizeof(*forbidden); i++) {
			if (matches(forbidden[i], &token, at))
				return forbidden[i];
		}
	}
}

/* Does the batch define a procedure or the like? What that says does not run now. */
static bool is_module(const char *batch)
{
	static const char *const kinds[] = {"PROC", "PROCEDURE", "FUNCTION", "TRIGGER"};
	struct sql_token token;
	const char *at = sql_token_next(batch, &token);

	if (!sql_token_is(&token, "CREATE") && !sql_token_is(&token, "ALTER"))
		return false;
	at = sql_token_next(at, &token);
	if (sql_token_is(&token, "OR")) {
		at = sql_token_next(at, &token);
		sql_token_next(at, &token);
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (sql_token_is(&token, kinds[i]))
			return true;
	}
	return false;
}

static int check_batch(const char *batch, struct error *err)
{
	const char *const *words = is_module(batch) ? NULL : find_forbidden(batch);

	if (!words)
		return 0;
	error_set(err, ERR_MANIFEST_INVALID,
		"SQL Server cannot run %s%s%s%s%s within a transaction", words[0],
		words[1] ? " " : "", words[1] ? words[1] : "",
		words[1] && words[2] ? " " : "", words[1] && words[2] ? words[2] : "");
	return error_hint(err, "Put it at the end of a revision of its own with "
			       "transaction: false.");
}

int mssql_execute(struct render *render, const struct operation *op)
{
	struct strings batches = {0};

	if (op->execute->mssql)
		sql_batches(render->pool, op->execute->mssql, &batches);
	for (unsigned i = 0; i < batches.count; i++) {
		if (op->execute->transaction &&
			check_batch(batches.items[i], render->err) < 0)
			return -1;
		strings_add(render->pool, &render->out->list, batches.items[i]);
	}
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
