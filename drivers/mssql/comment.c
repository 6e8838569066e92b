#include "drivers/mssql/mssql.h"

#include <string.h>

/* An extended property is a SQL_VARIANT of at most 7,500 bytes. */
#define COMMENT_MAX 3750

static size_t characters(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

/* The arguments are variables: a procedure takes no expressions, and a literal may have to
 * be cut. */
static void declare(struct text *out, const char *schema, const char *table,
	const char *column, const char *comment)
{
	text_add(out, "DECLARE @schema SYSNAME = ");
	mssql_string(out, schema && *schema ? schema : "dbo");
	text_add(out, ", @table SYSNAME = ");
	mssql_string(out, table);
	if (column) {
		text_add(out, ", @column SYSNAME = ");
		mssql_string(out, column);
	}
	text_add(out, ";\n");
	if (*comment) {
		text_add(out, "DECLARE @comment NVARCHAR(3750) = ");
		mssql_string(out, comment);
		text_add(out, ";\n");
	}
	text_add(out, "DECLARE @object INT = OBJECT_ID(");
	mssql_table_string(out, schema, table);
	text_add(out, ");\n"
		      "IF EXISTS (SELECT 1 FROM sys.extended_properties WHERE class = 1\n"
		      "\tAND major_id = @object AND name = N'MS_Description'\n"
		      "\tAND minor_id = ");
	text_add(out, column ? "COLUMNPROPERTY(@object, @column, 'ColumnId'))\n" : "0)\n");
}

static void call(struct text *out, const char *verb, const char *column, bool value)
{
	text_printf(out, "\tEXEC sys.sp_%sextendedproperty @name = N'MS_Description',%s\n",
		verb, value ? " @value = @comment," : "");
	text_add(out, "\t\t@level0type = N'SCHEMA', @level0name = @schema,\n"
		      "\t\t@level1type = N'TABLE', @level1name = @table");
	if (column)
		text_add(out, ",\n\t\t@level2type = N'COLUMN', @level2name = @column");
}

int mssql_comment(struct render *render, const char *schema, const char *table,
	const char *column, const char *comment)
{
	struct text out;

	if (characters(comment) > COMMENT_MAX)
		return error_set(render->err, ERR_MANIFEST_INVALID,
			"a comment of %zu characters is too long for SQL Server, which "
			"takes %d",
			characters(comment), COMMENT_MAX);
	text_init(&out, render->pool);
	declare(&out, schema, table, column, comment);
	if (!*comment) {
		call(&out, "drop", column, false);
	} else {
		call(&out, "update", column, true);
		text_add(&out, ";\nELSE\n");
		call(&out, "add", column, true);
	}
	sql_add(render, &out);
	return 0;
}
