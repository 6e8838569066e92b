-- 6: create_table
CREATE TABLE [dbo].[a"b]]c'd;e
--f] (
	[select] INT IDENTITY(1,1) NOT NULL,
	[]]; DROP TABLE x; --] VARCHAR(MAX) NULL CONSTRAINT [df_a"b]]c'd;e
--f_]]; DROP TABLE x; --] DEFAULT (N'''; DROP TABLE x; --'),
	[new
line] VARCHAR(MAX) NULL CONSTRAINT [df_a"b]]c'd;e
--f_new
line] DEFAULT ((CAST(N'' AS NVARCHAR(MAX)) + N'one\' + N'
two
' + N'GO
' + N':r file
$' + N'(path)')),
	[group] VARCHAR(10) COLLATE NOCASE NULL,
	CONSTRAINT [pk_a"b]]c'd;e
--f] PRIMARY KEY ([select]),
	CONSTRAINT [uq_a"b]]c'd;e
--f_]]; DROP TABLE x; --] UNIQUE ([]]; DROP TABLE x; --])
)
GO
CREATE INDEX [ix_a"b]]c'd;e
--f_group] ON [dbo].[a"b]]c'd;e
--f] ([group])
GO
DECLARE @schema SYSNAME = N'dbo', @table SYSNAME = N'a"b]c''d;e
--f', @column SYSNAME = N'new
line';
DECLARE @comment NVARCHAR(3750) = N'quit
' + N'quit';
DECLARE @object INT = OBJECT_ID(N'[dbo].[a"b]]c''d;e
--f]');
IF EXISTS (SELECT 1 FROM sys.extended_properties WHERE class = 1
	AND major_id = @object AND name = N'MS_Description'
	AND minor_id = COLUMNPROPERTY(@object, @column, 'ColumnId'))
	EXEC sys.sp_updateextendedproperty @name = N'MS_Description', @value = @comment,
		@level0type = N'SCHEMA', @level0name = @schema,
		@level1type = N'TABLE', @level1name = @table,
		@level2type = N'COLUMN', @level2name = @column;
ELSE
	EXEC sys.sp_addextendedproperty @name = N'MS_Description', @value = @comment,
		@level0type = N'SCHEMA', @level0name = @schema,
		@level1type = N'TABLE', @level1name = @table,
		@level2type = N'COLUMN', @level2name = @column
GO

-- 13: create_view
EXEC (N'CREATE VIEW [dbo].[order] AS
SELECT "select" FROM "a""b]c''d;e
--f" -- [x]
')
GO

-- 14: alter_column
DECLARE @from NVARCHAR(1035) = N'[dbo].[a"b]]c''d;e
--f].[new
line]', @to SYSNAME = N'it''s [new]';
EXEC sys.sp_rename @objname = @from, @newname = @to, @objtype = 'COLUMN'
GO

-- 15: insert
DECLARE @identity BIT = 0;
IF EXISTS (SELECT 1 FROM sys.identity_columns WHERE object_id = OBJECT_ID(N'[dbo].[a"b]]c''d;e
--f]')
	AND name IN (N'select', N']; DROP TABLE x; --', N'it''s [new]'))
	SET @identity = 1;
IF @identity = 1
	SET IDENTITY_INSERT [dbo].[a"b]]c'd;e
--f] ON;
INSERT INTO [dbo].[a"b]]c'd;e
--f] ([select], []]; DROP TABLE x; --], [it's [new]]]) VALUES (1, N'''', (CAST(N'' AS NVARCHAR(MAX)) + N'\' + N'
'));
IF @identity = 1
	SET IDENTITY_INSERT [dbo].[a"b]]c'd;e
--f] OFF
GO

-- 16: drop_column
DECLARE @name NVARCHAR(600) = N'[dbo].[a"b]]c''d;e
--f]', @sql NVARCHAR(MAX), @id INT = 0;
DECLARE @table INT = OBJECT_ID(@name);
DECLARE @column INT = COLUMNPROPERTY(@table, N'it''s [new]', 'ColumnId');
DECLARE @columns TABLE (id INT PRIMARY KEY);
INSERT INTO @columns (id) SELECT c.column_id FROM sys.columns AS c
	JOIN sys.types AS y ON y.user_type_id = c.user_type_id
WHERE c.object_id = @table AND c.column_id = @column;
DECLARE @bound TABLE (id INT IDENTITY(1, 1) PRIMARY KEY, sql NVARCHAR(MAX));
INSERT INTO @bound (sql)
SELECT N'ALTER TABLE ' + @name + N' DROP CONSTRAINT ' + QUOTENAME(f.name)
FROM sys.foreign_keys AS f WHERE f.parent_object_id = @table
	AND EXISTS (SELECT 1 FROM sys.foreign_key_columns AS x
		JOIN @columns AS c ON c.id = x.parent_column_id
			OR x.referenced_object_id = @table AND c.id = x.referenced_column_id
		WHERE x.constraint_object_id = f.object_id);
INSERT INTO @bound (sql)
SELECT N'ALTER TABLE ' + @name + N' DROP CONSTRAINT ' + QUOTENAME(k.name)
FROM sys.check_constraints AS k WHERE k.parent_object_id = @table
	AND EXISTS (SELECT 1 FROM INFORMATION_SCHEMA.CONSTRAINT_COLUMN_USAGE AS u
		JOIN @columns AS c ON u.COLUMN_NAME = COL_NAME(@table, c.id)
		WHERE u.CONSTRAINT_NAME = k.name AND u.TABLE_NAME = OBJECT_NAME(@table)
		AND u.TABLE_SCHEMA = OBJECT_SCHEMA_NAME(@table));
INSERT INTO @bound (sql)
SELECT N'ALTER TABLE ' + @name + N' DROP CONSTRAINT ' + QUOTENAME(d.name)
FROM sys.default_constraints AS d
	JOIN @columns AS c ON c.id = d.parent_column_id
WHERE d.parent_object_id = @table;
INSERT INTO @bound (sql)
SELECT CASE WHEN i.is_primary_key = 1 OR i.is_unique_constraint = 1
	THEN N'ALTER TABLE ' + @name + N' DROP CONSTRAINT ' + QUOTENAME(i.name)
	ELSE N'DROP INDEX ' + QUOTENAME(i.name) + N' ON ' + @name END
FROM sys.indexes AS i WHERE i.object_id = @table AND i.name IS NOT NULL
	AND EXISTS (SELECT 1 FROM @columns AS c LEFT JOIN sys.index_columns AS x
		ON x.object_id = @table AND x.index_id = i.index_id AND x.column_id = c.id
		WHERE x.column_id IS NOT NULL OR i.has_filter = 1
		AND CHARINDEX(QUOTENAME(COL_NAME(@table, c.id)), i.filter_definition) > 0)
;
IF OBJECT_ID(N'sys.stats_columns') IS NOT NULL
	INSERT INTO @bound (sql)
	SELECT N'DROP STATISTICS ' + @name + N'.' + QUOTENAME(s.name) FROM sys.stats AS s
	WHERE s.object_id = @table AND s.user_created = 1
		AND EXISTS (SELECT 1 FROM sys.stats_columns AS x
			WHERE x.object_id = s.object_id AND x.stats_id = s.stats_id
			AND x.column_id = @column);
WHILE EXISTS (SELECT 1 FROM @bound WHERE id > @id)
BEGIN
	SELECT TOP (1) @id = id, @sql = sql FROM @bound WHERE id > @id ORDER BY id;
	EXEC (@sql);
END;
ALTER TABLE [dbo].[a"b]]c'd;e
--f] DROP COLUMN [it's [new]]]
GO

-- 17: drop_view
DROP VIEW [dbo].[order]
GO

-- 18: rename_table
DECLARE @from NVARCHAR(1035) = N'[dbo].[a"b]]c''d;e
--f]', @to SYSNAME = N'--';
EXEC sys.sp_rename @objname = @from, @newname = @to, @objtype = 'OBJECT'
GO

-- 19: create_table
CREATE TABLE [dbo].[nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn] (
	[id] INT NULL
)
GO

-- 22: create_table
CREATE TABLE [dbo].[Nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnx] (
	[id] INT IDENTITY(1,1) NOT NULL,
	CONSTRAINT [pk_Nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnx] PRIMARY KEY ([id])
)
GO

