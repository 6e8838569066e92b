#include "drivers/mssql/allowed.h"

#include "sql/token.h"

#include <stdio.h>
#include <string.h>

/* What a statement begins with, as its words in order; NULL ends. */
#define WORDS 4
typedef const char *words[WORDS];

/* From SQL Server's documentation, "Transact-SQL statements allowed in transactions". */
static const words outside[] = {
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

/* "Rules for using batches": each begins its batch, and all that follows is part of it. */
static const words first[] = {
	{"CREATE", "DEFAULT"},
	{"CREATE", "RULE"},
	{"CREATE", "SCHEMA"},
	{"CREATE", "FUNCTION"},
	{"CREATE", "PROC"},
	{"CREATE", "PROCEDURE"},
	{"CREATE", "TRIGGER"},
	{"CREATE", "VIEW"},
	{"ALTER", "FUNCTION"},
	{"ALTER", "PROC"},
	{"ALTER", "PROCEDURE"},
	{"ALTER", "TRIGGER"},
	{"ALTER", "VIEW"},
	{"CREATE", "OR", "ALTER", "FUNCTION"},
	{"CREATE", "OR", "ALTER", "PROC"},
	{"CREATE", "OR", "ALTER", "PROCEDURE"},
	{"CREATE", "OR", "ALTER", "TRIGGER"},
	{"CREATE", "OR", "ALTER", "VIEW"},
};

static const words begins[] = {
	{"BEGIN", "TRAN"},
	{"BEGIN", "TRANSACTION"},
	{"BEGIN", "DISTRIBUTED"},
};

static bool matches(const words row, const struct sql_token *start, const char *behind)
{
	struct sql_token token = *start;

	for (unsigned i = 0; i < WORDS && row[i]; i++) {
		if (!sql_token_is(&token, row[i]))
			return false;
		behind = sql_token_next(behind, &token);
	}
	return true;
}

/* The row whose words stand from this token on, or NULL. */
static const words *find(
	const words *rows, size_t count, const struct sql_token *token, const char *behind)
{
	for (size_t i = 0; i < count; i++) {
		if (matches(rows[i], token, behind))
			return &rows[i];
	}
	return NULL;
}

#define FIND(rows, token, behind)                                                          \
	find((rows), sizeof(rows) / sizeof(*(rows)), (token), (behind))

/* GRANT CREATE DATABASE, CREATE VIEW names rights; so does REVOKE GRANT OPTION FOR. The
 * ALTER of CREATE OR ALTER was seen. */
static bool is_no_statement(const struct sql_token *before)
{
	return sql_token_is(before, "GRANT") || sql_token_is(before, "DENY") ||
	       sql_token_is(before, "REVOKE") || sql_token_is(before, "FOR") ||
	       sql_token_is(before, "OR") ||
	       (before->kind == SQL_OTHER && *before->start == ',');
}

static int refuse(struct error *err, const char *before, const words *row, const char *why,
	const char *hint)
{
	char name[64] = "";
	size_t used = 0;

	for (unsigned i = 0; i < WORDS && (*row)[i]; i++)
		used += (size_t)snprintf(
			name + used, sizeof(name) - used, "%s%s", i ? " " : "", (*row)[i]);
	error_set(err, ERR_MANIFEST_INVALID, "%s%s%s", before, name, why);
	return error_hint(err, "%s", hint);
}

struct check {
	bool transaction;
	bool begun;        /* a transaction of its own */
	const words *head; /* what the batch defines; NULL: nothing */
	struct error *err;
};

static bool is_schema(const words *head)
{
	return !strcmp((*head)[1], "SCHEMA");
}

/* At the first word of what may be a statement; is_first: of the batch. */
static int check_word(struct check *check, const struct sql_token *token,
	const char *behind, bool is_first)
{
	static const words commit = {"COMMIT"};
	const words *row = FIND(first, token, behind);

	if (is_first)
		check->head = row;
	/* CREATE SCHEMA takes the views in it. */
	else if (row && !(check->head && is_schema(check->head)))
		return refuse(check->err, "", row,
			" has to be the first statement of its batch",
			"Put a line that holds only GO before it.");
	/* What a procedure or the like says does not run now. */
	if (!check->transaction || (check->head && !is_schema(check->head)))
		return 0;
	row = FIND(outside, token, behind);
	if (row)
		return refuse(check->err, "SQL Server cannot run ", row,
			" within a transaction",
			"Put it at the end of a revision of its own with transaction: "
			"false.");
	if (FIND(begins, token, behind))
		check->begun = true;
	if (!check->begun && matches(commit, token, behind))
		return refuse(check->err, "", &commit,
			" would end the transaction of the revision in its middle",
			"Leave it out: gitmig commits the revision as a whole.");
	return 0;
}

static int check_batch(struct check *check, const char *batch)
{
	struct sql_token before = {0};
	struct sql_token token;
	bool is_first = true;

	for (const char *at = sql_token_next(batch, &token); token.kind != SQL_END;
		at = sql_token_next(at, &token)) {
		if (token.kind == SQL_WORD && !is_no_statement(&before) &&
			check_word(check, &token, at, is_first) < 0)
			return -1;
		is_first = is_first && token.kind == SQL_OTHER && *token.start == ';';
		before = token;
	}
	return 0;
}

int mssql_allowed(const struct strings *batches, bool transaction, struct error *err)
{
	struct check check = {.transaction = transaction, .err = err};

	for (unsigned i = 0; i < batches->count; i++) {
		check.head = NULL;
		if (check_batch(&check, batches->items[i]) < 0)
			return -1;
	}
	return 0;
}
