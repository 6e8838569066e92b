#ifndef MSSQL_MSSQL_H
#define MSSQL_MSSQL_H

#include "drivers/mssql/dialect.h"
#include "sql/render.h"

/* The parts of the dialect, for its own files. */

/* [name] */
void mssql_name(struct text *out, const char *name);
/* [schema].[name], dbo when schema is NULL. */
void mssql_table(struct text *out, const char *schema, const char *name);
/* N'..', or several joined by + (invariant 4). Stands where T-SQL takes an expression, in
 * EXEC (..) and behind DECLARE .. =, but is no procedure's argument. */
void mssql_string(struct text *out, const char *value);
/* N'[schema].[name]', for OBJECT_ID. */
void mssql_table_string(struct text *out, const char *schema, const char *name);

int mssql_type(struct text *out, const struct column *column, struct error *err);
int mssql_literal(struct text *out, const struct literal *from, const struct type *of,
	struct error *err);
/* " COLLATE x"; nothing for "". */
int mssql_add_collation(struct text *out, const struct column *column, struct error *err);
/* Does IDENTITY number the column? Said by autoincrement, else: the only column of the
 * primary key, an integer, without default, reference or formula. */
bool mssql_is_identity(const struct table *table, const struct column *column);
/* The column as CREATE TABLE and ADD have it, of a table in normal form; without its
 * default when with_default is false. */
int mssql_column(struct text *out, const struct table *table, const struct column *column,
	bool with_default, struct error *err);
/* (value) or (expression) */
int mssql_default_value(struct text *out, const struct column *column, struct error *err);
/* CONSTRAINT [df_table_column] DEFAULT (..); value: with its parentheses. */
int mssql_default(struct text *out, const char *table, const char *column,
	const char *value, struct error *err);
int mssql_reference(struct text *out, const struct reference *reference, struct error *err);

/* ALTER TABLE .. ADD CONSTRAINT [df_..] DEFAULT .. FOR [column] */
int mssql_add_default(struct render *render, const char *schema, const char *table,
	const struct column *column);

sql_render_fn mssql_add_column, mssql_drop_column, mssql_alter_column;
sql_render_fn mssql_execute, mssql_insert;
/* Sets, changes or (when it is "") removes the description of a table or column. */
int mssql_comment(struct render *render, const char *schema, const char *table,
	const char *column, const char *comment);
int mssql_add_indexes(struct render *render, const struct table *table);
/* EXEC sp_rename; type: OBJECT or COLUMN; column NULL for a table. */
void mssql_rename(struct render *render, const char *schema, const char *table,
	const char *column, const char *to);

/* Members of struct diff_rules. */
int mssql_rule_type(
	struct pool *pool, const struct column *column, char **text, struct error *err);
char *mssql_rule_default(struct pool *pool, const struct column *column);
char *mssql_rule_expression(struct pool *pool, const char *expression);
/* A type after sql_normal_type, in the one spelling of those that mean the same. */
const char *mssql_type_synonym(struct pool *pool, const char *type);

#endif
