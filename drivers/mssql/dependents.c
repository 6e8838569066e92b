#include "drivers/mssql/dependents.h"

#include "drivers/mssql/mssql.h"

void mssql_find_column(
	struct text *out, const char *schema, const char *table, const char *column)
{
	text_add(out, "DECLARE @name NVARCHAR(600) = ");
	mssql_table_string(out, schema, table);
	text_add(out, ", @sql NVARCHAR(MAX), @id INT = 0;\n"
		      "DECLARE @table INT = OBJECT_ID(@name);\n"
		      "DECLARE @column INT = COLUMNPROPERTY(@table, ");
	mssql_string(out, column);
	text_add(out, ", 'ColumnId');\n");
}

#define DROP_CONSTRAINT "N'ALTER TABLE ' + @name + N' DROP CONSTRAINT ' + QUOTENAME("

/* The column, and later the computed ones made of it. */
static const char columns[] =
	"DECLARE @columns TABLE (id INT PRIMARY KEY);\n"
	"INSERT INTO @columns (id) SELECT c.column_id FROM sys.columns AS c\n"
	"\tJOIN sys.types AS y ON y.user_type_id = c.user_type_id\n"
	"WHERE c.object_id = @table AND c.column_id = @column";

/* The foreign keys, f, that one of them is in, at either end. */
#define FOREIGN_KEYS                                                                       \
	"FROM sys.foreign_keys AS f WHERE f.parent_object_id = @table\n"                   \
	"\tAND EXISTS (SELECT 1 FROM sys.foreign_key_columns AS x\n"                       \
	"\t\tJOIN @columns AS c ON c.id = x.parent_column_id\n"                            \
	"\t\t\tOR x.referenced_object_id = @table AND c.id = x.referenced_column_id\n"     \
	"\t\tWHERE x.constraint_object_id = f.object_id);\n"

/* The checks, k, whose expression speaks of one of them. */
#define CHECKS                                                                             \
	"FROM sys.check_constraints AS k WHERE k.parent_object_id = @table\n"              \
	"\tAND EXISTS (SELECT 1 FROM INFORMATION_SCHEMA.CONSTRAINT_COLUMN_USAGE AS u\n"    \
	"\t\tJOIN @columns AS c ON u.COLUMN_NAME = COL_NAME(@table, c.id)\n"               \
	"\t\tWHERE u.CONSTRAINT_NAME = k.name AND u.TABLE_NAME = OBJECT_NAME(@table)\n"    \
	"\t\tAND u.TABLE_SCHEMA = OBJECT_SCHEMA_NAME(@table));\n"

#define DEFAULTS                                                                           \
	"FROM sys.default_constraints AS d\n"                                              \
	"\tJOIN @columns AS c ON c.id = d.parent_column_id\n"                              \
	"WHERE d.parent_object_id = @table;\n"

/* Of an index, i: is one of them in its key, beside it or in its filter? */
#define HAS_COLUMN                                                                         \
	"EXISTS (SELECT 1 FROM @columns AS c LEFT JOIN sys.index_columns AS x\n"           \
	"\t\tON x.object_id = @table AND x.index_id = i.index_id AND x.column_id = c.id\n" \
	"\t\tWHERE x.column_id IS NOT NULL OR i.has_filter = 1\n"                          \
	"\t\tAND CHARINDEX(QUOTENAME(COL_NAME(@table, c.id)), i.filter_definition) > 0)\n"

/*
 * Each in the order in which it can go. Keys of other tables that refer to the column stay,
 * and SQL Server then refuses. sys.stats_columns: some servers that speak T-SQL lack it.
 */
static const char dependents[] =
	";\n"
	"DECLARE @bound TABLE (id INT IDENTITY(1, 1) PRIMARY KEY, sql NVARCHAR(MAX));\n"
	"INSERT INTO @bound (sql)\n"
	"SELECT " DROP_CONSTRAINT "f.name)\n" FOREIGN_KEYS "INSERT INTO @bound (sql)\n"
	"SELECT " DROP_CONSTRAINT "k.name)\n" CHECKS "INSERT INTO @bound (sql)\n"
	"SELECT " DROP_CONSTRAINT "d.name)\n" DEFAULTS "INSERT INTO @bound (sql)\n"
	"SELECT CASE WHEN i.is_primary_key = 1 OR i.is_unique_constraint = 1\n"
	"\tTHEN " DROP_CONSTRAINT "i.name)\n"
	"\tELSE N'DROP INDEX ' + QUOTENAME(i.name) + N' ON ' + @name END\n"
	"FROM sys.indexes AS i WHERE i.object_id = @table AND i.name IS NOT NULL\n"
	"\tAND " HAS_COLUMN ";\n"
	"IF OBJECT_ID(N'sys.stats_columns') IS NOT NULL\n"
	"\tINSERT INTO @bound (sql)\n"
	"\tSELECT N'DROP STATISTICS ' + @name + N'.' + QUOTENAME(s.name) FROM sys.stats AS "
	"s\n"
	"\tWHERE s.object_id = @table AND s.user_created = 1\n"
	"\t\tAND EXISTS (SELECT 1 FROM sys.stats_columns AS x\n"
	"\t\t\tWHERE x.object_id = s.object_id AND x.stats_id = s.stats_id\n"
	"\t\t\tAND x.column_id = @column);\n"
	"WHILE EXISTS (SELECT 1 FROM @bound WHERE id > @id)\n"
	"BEGIN\n"
	"\tSELECT TOP (1) @id = id, @sql = sql FROM @bound WHERE id > @id ORDER BY id;\n"
	"\tEXEC (@sql);\n"
	"END;\n";

void mssql_drop_dependents(struct text *out)
{
	text_add(out, columns);
	text_add(out, dependents);
}

/*
 * What is put away: `away` drops it; head (keys) middle (others) tail makes it again.
 * Computed columns go too, with what hangs on them. What could not be made again as it was
 * stays, and SQL Server names it: keys that others refer to, compressed, partitioned and
 * disabled indexes, columnstores, statistics, views with SCHEMABINDING.
 */
static const char bound[] = "DECLARE @bound TABLE (id INT IDENTITY(1, 1) PRIMARY KEY, "
			    "index_id INT, key_id INT,\n"
			    "\taway NVARCHAR(MAX), head NVARCHAR(MAX), keys NVARCHAR(MAX), "
			    "middle NVARCHAR(MAX),\n"
			    "\tothers NVARCHAR(MAX), tail NVARCHAR(MAX));\n";

/* By their text, which has every name in brackets: who may see
 * sys.sql_expression_dependencies is the database's owner alone. */
static const char computed[] =
	";\n"
	"INSERT INTO @columns (id) SELECT k.column_id FROM sys.computed_columns AS k\n"
	"WHERE k.object_id = @table AND EXISTS (SELECT 1 FROM @columns AS c\n"
	"\tWHERE CHARINDEX(QUOTENAME(COL_NAME(@table, c.id)), k.definition) > 0);\n";

static const char keys_and_checks[] =
	"INSERT INTO @bound (key_id, away, head, keys, middle, others, tail)\n"
	"SELECT f.object_id, " DROP_CONSTRAINT "f.name),\n"
	"\tN'ALTER TABLE ' + @name + CASE WHEN f.is_not_trusted = 1 THEN N' WITH NOCHECK'\n"
	"\t\tELSE N' WITH CHECK' END + N' ADD CONSTRAINT ' + QUOTENAME(f.name)\n"
	"\t\t+ N' FOREIGN KEY ', N'',\n"
	"\tN' REFERENCES ' + QUOTENAME(OBJECT_SCHEMA_NAME(f.referenced_object_id)) + N'.'\n"
	"\t\t+ QUOTENAME(OBJECT_NAME(f.referenced_object_id)) + N' ', N'',\n"
	"\tCASE f.delete_referential_action WHEN 1 THEN N' ON DELETE CASCADE'\n"
	"\t\tWHEN 2 THEN N' ON DELETE SET NULL' WHEN 3 THEN N' ON DELETE SET DEFAULT'\n"
	"\t\tELSE N'' END\n"
	"\t+ CASE f.update_referential_action WHEN 1 THEN N' ON UPDATE CASCADE'\n"
	"\t\tWHEN 2 THEN N' ON UPDATE SET NULL' WHEN 3 THEN N' ON UPDATE SET DEFAULT'\n"
	"\t\tELSE N'' END\n"
	"\t+ CASE WHEN f.is_not_for_replication = 1 THEN N' NOT FOR REPLICATION' ELSE N'' "
	"END\n"
	"\t+ CASE WHEN f.is_disabled = 1 THEN N'; ALTER TABLE ' + @name\n"
	"\t\t+ N' NOCHECK CONSTRAINT ' + QUOTENAME(f.name) ELSE N'' END\n" FOREIGN_KEYS
	"INSERT INTO @bound (away, head, tail)\n"
	"SELECT " DROP_CONSTRAINT "k.name),\n"
	"\tN'ALTER TABLE ' + @name + CASE WHEN k.is_not_trusted = 1 THEN N' WITH NOCHECK'\n"
	"\t\tELSE N' WITH CHECK' END + N' ADD CONSTRAINT ' + QUOTENAME(k.name) + N' CHECK "
	"'\n"
	"\t+ CASE WHEN k.is_not_for_replication = 1 THEN N'NOT FOR REPLICATION ' ELSE N'' "
	"END\n"
	"\t+ k.definition,\n"
	"\tCASE WHEN k.is_disabled = 1 THEN N'; ALTER TABLE ' + @name\n"
	"\t\t+ N' NOCHECK CONSTRAINT ' + QUOTENAME(k.name) ELSE N'' END\n" CHECKS
	"INSERT INTO @bound (away, head, tail)\n"
	"SELECT " DROP_CONSTRAINT "d.name), N'ALTER TABLE ' + @name + N' ADD CONSTRAINT '\n"
	"\t+ QUOTENAME(d.name) + N' DEFAULT ' + d.definition + N' FOR '\n"
	"\t+ QUOTENAME(COL_NAME(@table, @column)), N''\n" DEFAULTS;

/* Plain indexes before those of keys, columns last. */
static const char indexes[] =
	"INSERT INTO @bound (index_id, away, head, keys, middle, others, tail)\n"
	"SELECT i.index_id, CASE WHEN i.is_primary_key = 1 OR i.is_unique_constraint = 1\n"
	"\t\tTHEN " DROP_CONSTRAINT "i.name)\n"
	"\t\tELSE N'DROP INDEX ' + QUOTENAME(i.name) + N' ON ' + @name END,\n"
	"\tCASE WHEN i.is_primary_key = 1 OR i.is_unique_constraint = 1\n"
	"\t\tTHEN N'ALTER TABLE ' + @name + N' ADD CONSTRAINT ' + QUOTENAME(i.name)\n"
	"\t\t\t+ CASE WHEN i.is_primary_key = 1 THEN N' PRIMARY KEY ' ELSE N' UNIQUE ' "
	"END\n"
	"\t\t\t+ CASE i.type WHEN 1 THEN N'CLUSTERED ' ELSE N'NONCLUSTERED ' END\n"
	"\t\tELSE N'CREATE ' + CASE WHEN i.is_unique = 1 THEN N'UNIQUE ' ELSE N'' END\n"
	"\t\t\t+ CASE i.type WHEN 1 THEN N'CLUSTERED ' ELSE N'NONCLUSTERED ' END\n"
	"\t\t\t+ N'INDEX ' + QUOTENAME(i.name) + N' ON ' + @name + N' ' END,\n"
	"\tN'', N' INCLUDE ', N'',\n"
	"\tCASE WHEN i.has_filter = 1 THEN N' WHERE ' + i.filter_definition ELSE N'' END\n"
	"\t+ N' WITH (IGNORE_DUP_KEY = ' + CASE WHEN i.ignore_dup_key = 1 THEN N'ON'\n"
	"\t\tELSE N'OFF' END + CASE WHEN i.is_padded = 1 THEN N', PAD_INDEX = ON' ELSE N'' "
	"END\n"
	"\t+ CASE WHEN i.fill_factor > 0 THEN N', FILLFACTOR = '\n"
	"\t\t+ CAST(i.fill_factor AS NVARCHAR(3)) ELSE N'' END\n"
	"\t+ CASE WHEN i.allow_row_locks = 0 THEN N', ALLOW_ROW_LOCKS = OFF' ELSE N'' END\n"
	"\t+ CASE WHEN i.allow_page_locks = 0 THEN N', ALLOW_PAGE_LOCKS = OFF' ELSE N'' "
	"END\n"
	"\t+ N') ON ' + QUOTENAME(s.name)\n"
	"FROM sys.indexes AS i JOIN sys.data_spaces AS s ON s.data_space_id = "
	"i.data_space_id\n"
	"WHERE i.object_id = @table AND i.type IN (1, 2) AND i.is_disabled = 0\n"
	"\tAND s.type = 'FG'\n"
	"\tAND NOT EXISTS (SELECT 1 FROM sys.partitions AS p WHERE p.object_id = @table\n"
	"\t\tAND p.index_id = i.index_id AND p.data_compression <> 0)\n"
	"\tAND " HAS_COLUMN
	"ORDER BY i.is_primary_key, i.is_unique_constraint, i.index_id;\n"
	"INSERT INTO @bound (away, head, tail)\n"
	"SELECT N'ALTER TABLE ' + @name + N' DROP COLUMN ' + "
	"QUOTENAME(k.name),\n"
	"\tN'ALTER TABLE ' + @name + N' ADD ' + QUOTENAME(k.name) + N' AS "
	"' + k.definition\n"
	"\t+ CASE WHEN k.is_persisted = 1 THEN N' PERSISTED' ELSE N'' END\n"
	"\t+ CASE WHEN k.is_persisted = 1 AND k.is_nullable = 0 THEN N' "
	"NOT NULL'\n"
	"\t\tELSE N'' END, N''\n"
	"FROM sys.computed_columns AS k JOIN @columns AS c ON c.id = "
	"k.column_id\n"
	"WHERE k.object_id = @table;\n";

/* The columns of keys, one after another. */
static const char lists[] =
	"DECLARE @place INT = 0, @last INT = 32 + COALESCE((SELECT MAX(index_column_id)\n"
	"\tFROM sys.index_columns WHERE object_id = @table), 0);\n"
	"WHILE @place < @last\n"
	"BEGIN\n"
	"\tSET @place = @place + 1;\n"
	"\tUPDATE b SET keys = b.keys + CASE WHEN @place = 1 THEN N'' ELSE N', ' END\n"
	"\t\t+ QUOTENAME(COL_NAME(@table, x.column_id))\n"
	"\t\t+ CASE WHEN x.is_descending_key = 1 THEN N' DESC' ELSE N'' END\n"
	"\tFROM @bound AS b JOIN sys.index_columns AS x ON x.object_id = @table\n"
	"\t\tAND x.index_id = b.index_id AND x.key_ordinal = @place;\n"
	"\tUPDATE b SET others = b.others + CASE WHEN b.others = N'' THEN N'' ELSE N', ' "
	"END\n"
	"\t\t+ QUOTENAME(COL_NAME(@table, x.column_id))\n"
	"\tFROM @bound AS b JOIN sys.index_columns AS x ON x.object_id = @table\n"
	"\t\tAND x.index_id = b.index_id AND x.is_included_column = 1\n"
	"\t\tAND x.index_column_id = @place;\n"
	"\tUPDATE b SET keys = b.keys + CASE WHEN @place = 1 THEN N'' ELSE N', ' END\n"
	"\t\t+ QUOTENAME(COL_NAME(@table, x.parent_column_id)),\n"
	"\t\tothers = b.others + CASE WHEN @place = 1 THEN N'' ELSE N', ' END\n"
	"\t\t+ QUOTENAME(COL_NAME(x.referenced_object_id, x.referenced_column_id))\n"
	"\tFROM @bound AS b JOIN sys.foreign_key_columns AS x\n"
	"\t\tON x.constraint_object_id = b.key_id AND x.constraint_column_id = @place;\n"
	"END;\n";

/* A definition that the login may not see is NULL, and EXEC (NULL) does nothing: what was
 * put away would be lost. */
static const char put_away[] =
	"IF EXISTS (SELECT 1 FROM @bound WHERE away + head + tail IS NULL)\n"
	"\tTHROW 50000, N'the login may not see the definition of what hangs on the "
	"column', 1;\n"
	"WHILE EXISTS (SELECT 1 FROM @bound WHERE id > @id)\n"
	"BEGIN\n"
	"\tSELECT TOP (1) @id = id, @sql = away FROM @bound WHERE id > @id ORDER BY id;\n"
	"\tEXEC (@sql);\n"
	"END;\n";

static const char put_back[] =
	"SET @id = @id + 1;\n"
	"WHILE EXISTS (SELECT 1 FROM @bound WHERE id < @id)\n"
	"BEGIN\n"
	"\tSELECT TOP (1) @id = id, @sql = head + COALESCE(N'(' + keys + N')', N'')\n"
	"\t\t+ COALESCE(middle + N'(' + NULLIF(others, N'') + N')', N'') + tail\n"
	"\tFROM @bound WHERE id < @id ORDER BY id DESC;\n"
	"\tEXEC (@sql);\n"
	"END";

void mssql_put_away(struct text *out, const char *free)
{
	text_add(out, columns);
	if (free)
		text_printf(out, "\n\tAND NOT (%s)", free);
	text_add(out, computed);
	text_add(out, bound);
	text_add(out, keys_and_checks);
	text_add(out, indexes);
	text_add(out, lists);
	text_add(out, put_away);
}

void mssql_put_back(struct text *out)
{
	text_add(out, put_back);
}
