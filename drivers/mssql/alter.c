#include "drivers/mssql/dependents.h"
#include "drivers/mssql/mssql.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The type that the column has now, as ALTER COLUMN takes it. */
static const char present_type[] =
	"CASE WHEN y.is_user_defined = 1\n"
	"\t\tTHEN QUOTENAME(SCHEMA_NAME(y.schema_id)) + N'.' + QUOTENAME(y.name)\n"
	"\t\tELSE y.name + CASE\n"
	"\t\t\tWHEN y.name IN (N'varchar', N'char', N'varbinary', N'binary', N'nvarchar', "
	"N'nchar')\n"
	"\t\t\tTHEN N'(' + CASE WHEN c.max_length = -1 THEN N'MAX'\n"
	"\t\t\t\tWHEN y.name IN (N'nvarchar', N'nchar')\n"
	"\t\t\t\tTHEN CAST(c.max_length / 2 AS NVARCHAR(10))\n"
	"\t\t\t\tELSE CAST(c.max_length AS NVARCHAR(10)) END + N')'\n"
	"\t\t\tWHEN y.name IN (N'numeric', N'decimal')\n"
	"\t\t\tTHEN N'(' + CAST(c.precision AS NVARCHAR(10)) + N', '\n"
	"\t\t\t\t+ CAST(c.scale AS NVARCHAR(10)) + N')'\n"
	"\t\t\tWHEN y.name = N'float'\n"
	"\t\t\tTHEN N'(' + CAST(c.precision AS NVARCHAR(10)) + N')'\n"
	"\t\t\tWHEN y.name IN (N'time', N'datetime2', N'datetimeoffset')\n"
	"\t\t\tTHEN N'(' + CAST(c.scale AS NVARCHAR(10)) + N')'\n"
	"\t\t\tELSE N'' END\n"
	"\t\t\t+ CASE WHEN c.collation_name IS NULL OR y.name = N'sysname' THEN N''\n"
	"\t\t\t\tELSE N' COLLATE ' + c.collation_name END\n"
	"\t\tEND";

/* "ALTER TABLE [s].[t]<verb>" as a T-SQL string. */
static void alter_string(
	struct text *out, const struct op_alter_column *alter, const char *verb)
{
	struct text sql;

	text_init(&sql, out->pool);
	text_add(&sql, "ALTER TABLE ");
	mssql_table(&sql, alter->schema, alter->table);
	text_add(&sql, verb);
	mssql_string(out, sql.data);
}

/* The same with the column behind it. */
static void column_string(struct text *out, const struct op_alter_column *alter,
	const char *verb, const char *after)
{
	struct text rest;

	text_init(&rest, out->pool);
	text_add(&rest, verb);
	mssql_name(&rest, alter->column);
	text_add(&rest, after);
	alter_string(out, alter, rest.data);
}

int mssql_drop_column(struct render *render, const struct operation *op)
{
	const struct op_drop_column *drop = op->drop_column;
	struct text out;

	text_init(&out, render->pool);
	mssql_find_column(&out, drop->schema, drop->table, drop->column);
	mssql_drop_dependents(&out);
	text_add(&out, "ALTER TABLE ");
	mssql_table(&out, drop->schema, drop->table);
	text_add(&out, " DROP COLUMN ");
	mssql_name(&out, drop->column);
	sql_add(render, &out);
	return 0;
}

/* The default by whatever name it has. */
static void drop_default(struct render *render, const struct op_alter_column *alter)
{
	struct text out;

	text_init(&out, render->pool);
	text_add(&out, "DECLARE @table INT = OBJECT_ID(");
	mssql_table_string(&out, alter->schema, alter->table);
	text_add(&out, ");\n"
		       "DECLARE @default SYSNAME, @sql NVARCHAR(MAX);\n"
		       "SELECT @default = name FROM sys.default_constraints\n"
		       "WHERE parent_object_id = @table\n"
		       "\tAND parent_column_id = COLUMNPROPERTY(@table, ");
	mssql_string(&out, alter->column);
	text_add(&out, ", 'ColumnId');\n"
		       "IF @default IS NOT NULL\n"
		       "BEGIN\n"
		       "\tSET @sql = ");
	alter_string(&out, alter, " DROP CONSTRAINT ");
	text_add(&out, " + QUOTENAME(@default);\n"
		       "\tEXEC (@sql);\n"
		       "END");
	sql_add(render, &out);
}

/* Only these take COLLATE. */
static bool is_character_type(const char *type)
{
	static const char *const names[] = {
		"VARCHAR", "NVARCHAR", "CHAR", "NCHAR", "TEXT", "NTEXT"};
	size_t length = 0;

	while (isalnum((unsigned char)type[length]) || type[length] == '_')
		length++;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strlen(names[i]) == length && !strncasecmp(names[i], type, length))
			return !strcasestr(type, "COLLATE");
	}
	return false;
}

/* The new type with the collation that the column has. */
static void new_type(struct text *out, const char *type)
{
	mssql_string(out, type);
	if (is_character_type(type))
		text_add(out, " + CASE WHEN c.collation_name IS NULL THEN N''\n"
			      "\t\tELSE N' COLLATE ' + c.collation_name END");
}

/* What a batch that changes a column has to know. */
struct change {
	const struct op_alter_column *alter;
	const char *type; /* NULL: it keeps the one it has */
};

static bool by_expression(const struct change *change)
{
	return change->type && change->alter->using;
}

static void declare(struct text *out, const struct change *change)
{
	struct text missing;

	mssql_find_column(
		out, change->alter->schema, change->alter->table, change->alter->column);
	text_add(out, "DECLARE @type NVARCHAR(MAX), @null NVARCHAR(9)");
	if (by_expression(change))
		text_add(out, ", @was NVARCHAR(MAX)");
	text_add(out, ";\nDECLARE @alter NVARCHAR(MAX) = ");
	column_string(out, change->alter, " ALTER COLUMN ", " ");
	text_init(&missing, out->pool);
	text_add(&missing, "there is no column ");
	mssql_table(&missing, change->alter->schema, change->alter->table);
	text_add_char(&missing, '.');
	mssql_name(&missing, change->alter->column);
	text_add(out, ";\nDECLARE @missing NVARCHAR(2048) = ");
	mssql_string(out, missing.data);
	text_add(out, ";\n");
}

/* What is there, into variables; stops when there is no such column. */
static void look(struct text *out, const struct change *change)
{
	declare(out, change);
	text_add(out, "SELECT @null = CASE WHEN c.is_nullable = 1 THEN N' NULL' "
		      "ELSE N' NOT NULL' END,\n\t@type = ");
	if (change->type)
		new_type(out, change->type);
	else
		text_add(out, present_type);
	if (by_expression(change))
		text_printf(out, ",\n\t@was = %s", present_type);
	text_add(out, "\nFROM sys.columns AS c\n"
		      "\tJOIN sys.types AS y ON y.user_type_id = c.user_type_id\n"
		      "WHERE c.object_id = @table AND c.column_id = @column;\n"
		      "IF @null IS NULL\n"
		      "\tTHROW 50000, @missing, 1;\n");
	if (change->alter->nullable != TRI_UNSET)
		text_printf(out, "SET @null = N' %s';\n",
			change->alter->nullable == TRI_YES ? "NULL" : "NOT NULL");
}

/*
 * "Used in an index, unless the column is a varchar, nvarchar or varbinary data type, the
 * data type isn't changed, and the new size is equal to or larger": such a change costs
 * nothing, and rebuilding indexes for it would. NULL: the change is no such one.
 */
static const char *is_free(struct pool *pool, const struct change *change)
{
	static const char *const names[] = {"varchar(", "nvarchar(", "varbinary("};
	const struct op_alter_column *alter = change->alter;

	if (!change->type || alter->using || alter->collation)
		return NULL;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		size_t length = strlen(names[i]);
		long bytes = strtol(change->type + strnlen(change->type, length), NULL, 10);

		if (strncasecmp(change->type, names[i], length) != 0 || bytes <= 0)
			continue;
		return pool_printf(pool,
			"y.name = N'%.*s' AND c.max_length BETWEEN 0 AND %ld%s",
			(int)length - 1, names[i], *names[i] == 'n' ? bytes * 2 : bytes,
			alter->nullable == TRI_YES  ? " AND c.is_nullable = 1"
			: alter->nullable == TRI_NO ? " AND c.is_nullable = 0"
						    : "");
	}
	return NULL;
}

/* EXEC (N'UPDATE table SET target = value') */
static void update(struct text *out, const struct op_alter_column *alter,
	const char *target, const char *value)
{
	struct text sql;

	text_init(&sql, out->pool);
	text_add(&sql, "UPDATE ");
	mssql_table(&sql, alter->schema, alter->table);
	text_add(&sql, " SET ");
	mssql_name(&sql, target);
	text_add(&sql, " = ");
	text_add(&sql, value);
	text_add(out, "EXEC (");
	mssql_string(out, sql.data);
	text_add(out, ");\n");
}

static char *in_parentheses(struct pool *pool, const char *expression)
{
	struct text out;

	text_init(&out, pool);
	sql_add_expression(&out, expression);
	return out.data;
}

static char *quoted(struct pool *pool, const char *name)
{
	struct text out;

	text_init(&out, pool);
	mssql_name(&out, name);
	return out.data;
}

/*
 * By way of a second column, since the old type may not hold the new values nor the new
 * type the old ones. The column itself stays, with its place and all that refers to it.
 */
static void change_by_expression(struct text *out, const struct op_alter_column *alter)
{
	static const char helper[] = "gitmig_using";

	text_add(out, "SET @sql = ");
	alter_string(out, alter, " ADD [gitmig_using] ");
	text_add(out, " + @type + N' NULL';\nEXEC (@sql);\n");
	update(out, alter, helper, in_parentheses(out->pool, alter->using));
	text_add(out, "SET @sql = @alter + @was + N' NULL';\nEXEC (@sql);\n");
	update(out, alter, alter->column, "NULL");
	text_add(out, "SET @sql = @alter + @type + N' NULL';\nEXEC (@sql);\n");
	update(out, alter, alter->column, quoted(out->pool, helper));
	text_add(out, "SET @sql = @alter + @type + @null;\nEXEC (@sql);\nEXEC (");
	alter_string(out, alter, " DROP COLUMN [gitmig_using]");
	text_add_char(out, ')');
}

/* Another collation than the one that @type ends with; "" is the database's own. */
static int set_collation(
	struct render *render, const struct op_alter_column *alter, struct text *out)
{
	const struct column column = {.name = alter->column, .collation = alter->collation};
	struct text collation;

	if (!alter->collation)
		return 0;
	text_init(&collation, render->pool);
	if (mssql_add_collation(&collation, &column, render->err) < 0)
		return -1;
	if (!collation.length)
		text_add(&collation, " COLLATE DATABASE_DEFAULT");
	text_add(out, "SET @type = LEFT(@type, CHARINDEX(N' COLLATE ', @type + N' COLLATE "
		      "') - 1) + ");
	mssql_string(out, collation.data);
	text_add(out, ";\n");
	return 0;
}

static int change_column(struct render *render, const struct op_alter_column *alter)
{
	struct column column = {.name = alter->column, .type = alter->type};
	struct change change = {.alter = alter};
	struct text type;
	struct text out;

	if (alter->type.kind != TYPE_UNSET) {
		text_init(&type, render->pool);
		if (mssql_type(&type, &column, render->err) < 0)
			return -1;
		change.type = type.data;
	}
	text_init(&out, render->pool);
	look(&out, &change);
	if (set_collation(render, alter, &out) < 0)
		return -1;
	mssql_put_away(&out, is_free(render->pool, &change));
	if (by_expression(&change))
		change_by_expression(&out, alter);
	else
		text_add(&out, "SET @sql = @alter + @type + @null;\nEXEC (@sql)");
	text_add(&out, ";\n");
	mssql_put_back(&out);
	sql_add(render, &out);
	return 0;
}

static int add_default(struct render *render, const struct op_alter_column *alter)
{
	const struct column column = {.name = alter->column,
		.type = alter->type,
		.default_value = alter->default_value,
		.default_sql = alter->default_sql};

	if (sql_check_column(&column, render->err) < 0)
		return -1;
	if (!sql_has_default(&column))
		return 0;
	return mssql_add_default(render, alter->schema, alter->table, &column);
}

int mssql_alter_column(struct render *render, const struct operation *op)
{
	const struct op_alter_column *alter = op->alter_column;
	bool typed = alter->type.kind != TYPE_UNSET;
	bool defaults = alter->default_value || alter->default_sql;

	if (alter->autoincrement != TRI_UNSET) {
		error_set(render->err, ERR_MANIFEST_INVALID,
			"column %s.%s: SQL Server cannot give IDENTITY to a column that is "
			"there, nor take it away",
			alter->table, alter->column);
		return error_hint(render->err,
			"Create a table with the column as it should be, copy the rows, "
			"and rename it.");
	}
	if (defaults)
		drop_default(render, alter);
	if (alter->using && !typed) {
		struct text out;

		text_init(&out, render->pool);
		text_add(&out, "UPDATE ");
		mssql_table(&out, alter->schema, alter->table);
		text_add(&out, " SET ");
		mssql_name(&out, alter->column);
		text_add(&out, " = ");
		sql_add_expression(&out, alter->using);
		sql_add(render, &out);
	}
	if ((typed || alter->nullable != TRI_UNSET || alter->collation) &&
		change_column(render, alter) < 0)
		return -1;
	if (defaults && add_default(render, alter) < 0)
		return -1;
	if (alter->comment && mssql_comment(render, alter->schema, alter->table,
				      alter->column, alter->comment) < 0)
		return -1;
	if (alter->rename_to)
		mssql_rename(render, alter->schema, alter->table, alter->column,
			alter->rename_to);
	return 0;
}
