#include "drivers/mssql/mssql.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/*
 * Batches that look at the catalog before they change a column. A cursor runs one statement
 * after another rather than one long text, since SQL Server does not promise what
 * SELECT @sql += .. gives for several rows.
 */

/* Everything that hangs on a column and goes with it, in the order in which it can go. Keys
 * of other tables that refer to the column stay, and SQL Server then refuses. */
static const char dependents[] =
	"DECLARE dependents CURSOR LOCAL STATIC FOR\n"
	"SELECT step, CASE step\n"
	"\t\tWHEN 4 THEN N'DROP INDEX ' + QUOTENAME(name) + N' ON ' + @name\n"
	"\t\tWHEN 5 THEN N'DROP STATISTICS ' + @name + N'.' + QUOTENAME(name)\n"
	"\t\tELSE N'ALTER TABLE ' + @name + N' DROP CONSTRAINT ' + QUOTENAME(name) END\n"
	"FROM (\n"
	"\tSELECT 1 AS step, f.name FROM sys.foreign_keys AS f\n"
	"\t\tJOIN sys.foreign_key_columns AS k ON k.constraint_object_id = f.object_id\n"
	"\t\tWHERE k.parent_object_id = @table AND (k.parent_column_id = @column\n"
	"\t\t\tOR k.referenced_object_id = @table AND k.referenced_column_id = @column)\n"
	"\tUNION SELECT 2, k.name FROM sys.check_constraints AS k\n"
	"\t\tJOIN INFORMATION_SCHEMA.CONSTRAINT_COLUMN_USAGE AS u\n"
	"\t\t\tON u.CONSTRAINT_NAME = k.name\n"
	"\t\t\tAND u.TABLE_SCHEMA = OBJECT_SCHEMA_NAME(@table)\n"
	"\t\t\tAND u.TABLE_NAME = OBJECT_NAME(@table)\n"
	"\t\t\tAND u.COLUMN_NAME = COL_NAME(@table, @column)\n"
	"\t\tWHERE k.parent_object_id = @table\n"
	"\tUNION SELECT 2, d.name FROM sys.default_constraints AS d\n"
	"\t\tWHERE d.parent_object_id = @table AND d.parent_column_id = @column\n"
	"\tUNION SELECT CASE WHEN i.is_primary_key = 1 OR i.is_unique_constraint = 1\n"
	"\t\t\tTHEN 3 ELSE 4 END, i.name FROM sys.indexes AS i\n"
	"\t\tJOIN sys.index_columns AS c\n"
	"\t\t\tON c.object_id = i.object_id AND c.index_id = i.index_id\n"
	"\t\tWHERE i.object_id = @table AND i.name IS NOT NULL AND c.column_id = @column\n"
	"\tUNION SELECT 5, s.name FROM sys.stats AS s\n"
	"\t\tJOIN sys.stats_columns AS c\n"
	"\t\t\tON c.object_id = s.object_id AND c.stats_id = s.stats_id\n"
	"\t\tWHERE s.object_id = @table AND s.user_created = 1 AND c.column_id = @column\n"
	") AS found ORDER BY step, name;\n"
	"OPEN dependents;\n"
	"FETCH NEXT FROM dependents INTO @step, @sql;\n"
	"WHILE @@FETCH_STATUS = 0\n"
	"BEGIN\n"
	"\tEXEC (@sql);\n"
	"\tFETCH NEXT FROM dependents INTO @step, @sql;\n"
	"END;\n"
	"CLOSE dependents;\n"
	"DEALLOCATE dependents;\n";

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
	text_add(&out, "DECLARE @name NVARCHAR(600) = ");
	mssql_table_string(&out, drop->schema, drop->table);
	text_add(&out, ", @step INT, @sql NVARCHAR(MAX);\n"
		       "DECLARE @table INT = OBJECT_ID(@name);\n"
		       "DECLARE @column INT = COLUMNPROPERTY(@table, ");
	mssql_string(&out, drop->column);
	text_add(&out, ", 'ColumnId');\n");
	text_add(&out, dependents);
	text_add(&out, "ALTER TABLE ");
	mssql_table(&out, drop->schema, drop->table);
	text_add(&out, " DROP COLUMN ");
	mssql_name(&out, drop->column);
	sql_add(render, &out);
	return 0;
}

static void drop_default_text(struct text *out, const struct op_alter_column *alter)
{
	text_add(out, "IF @default IS NOT NULL\n"
		      "BEGIN\n"
		      "\tSET @sql = ");
	alter_string(out, alter, " DROP CONSTRAINT ");
	text_add(out, " + QUOTENAME(@default);\n"
		      "\tEXEC (@sql);\n"
		      "END");
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
	text_add(&out, ", 'ColumnId');\n");
	drop_default_text(&out, alter);
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
	const char *type;   /* NULL: it keeps the one it has */
	bool keeps_default; /* which must make way while the type changes */
};

static bool by_expression(const struct change *change)
{
	return change->type && change->alter->using;
}

static void declare(struct text *out, const struct change *change)
{
	struct text missing;

	text_add(out, "DECLARE @type NVARCHAR(MAX), @null NVARCHAR(9), @sql NVARCHAR(MAX)");
	if (by_expression(change))
		text_add(out, ", @was NVARCHAR(MAX)");
	if (change->keeps_default)
		text_add(out, ", @default SYSNAME, @value NVARCHAR(MAX)");
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
	if (change->keeps_default)
		text_add(out, ",\n\t@default = d.name, @value = d.definition");
	text_add(out, "\nFROM sys.columns AS c\n"
		      "\tJOIN sys.types AS y ON y.user_type_id = c.user_type_id\n");
	if (change->keeps_default)
		text_add(out, "\tLEFT JOIN sys.default_constraints AS d ON d.object_id = "
			      "c.default_object_id\n");
	text_add(out, "WHERE c.object_id = OBJECT_ID(");
	mssql_table_string(out, change->alter->schema, change->alter->table);
	text_add(out, ") AND c.name = ");
	mssql_string(out, change->alter->column);
	text_add(out, ";\n"
		      "IF @null IS NULL\n"
		      "\tTHROW 50000, @missing, 1;\n");
	if (change->alter->nullable != TRI_UNSET)
		text_printf(out, "SET @null = N' %s';\n",
			change->alter->nullable == TRI_YES ? "NULL" : "NOT NULL");
}

static void add_default_back(struct text *out, const struct op_alter_column *alter)
{
	struct text column;

	text_add(out, ";\n"
		      "IF @default IS NOT NULL\n"
		      "BEGIN\n"
		      "\tSET @sql = ");
	alter_string(out, alter, " ADD CONSTRAINT ");
	text_add(out, " + QUOTENAME(@default) + N' DEFAULT ' + @value + ");
	text_init(&column, out->pool);
	text_add(&column, " FOR ");
	mssql_name(&column, alter->column);
	mssql_string(out, column.data);
	text_add(out, ";\n"
		      "\tEXEC (@sql);\n"
		      "END");
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

static int change_column(
	struct render *render, const struct op_alter_column *alter, bool keeps_default)
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
		change.keeps_default = keeps_default;
	}
	text_init(&out, render->pool);
	look(&out, &change);
	if (set_collation(render, alter, &out) < 0)
		return -1;
	if (change.keeps_default) {
		drop_default_text(&out, alter);
		text_add(&out, ";\n");
	}
	if (by_expression(&change))
		change_by_expression(&out, alter);
	else
		text_add(&out, "SET @sql = @alter + @type + @null;\nEXEC (@sql)");
	if (change.keeps_default)
		add_default_back(&out, alter);
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
		change_column(render, alter, !defaults) < 0)
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
