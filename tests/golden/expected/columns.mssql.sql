-- 6: create_table
CREATE TABLE [dbo].[item] (
	[id] INT IDENTITY(1,1) NOT NULL,
	CONSTRAINT [pk_item] PRIMARY KEY ([id])
)
GO

-- 9: create_table
CREATE TABLE [dbo].[shelf] (
	[id] INT IDENTITY(1,1) NOT NULL,
	CONSTRAINT [pk_shelf] PRIMARY KEY ([id])
)
GO

-- 12: insert
DECLARE @identity BIT = 0;
IF EXISTS (SELECT 1 FROM sys.identity_columns WHERE object_id = OBJECT_ID(N'[dbo].[item]')
	AND name IN (N'id'))
	SET @identity = 1;
IF @identity = 1
	SET IDENTITY_INSERT [dbo].[item] ON;
INSERT INTO [dbo].[item] ([id]) VALUES (1);
INSERT INTO [dbo].[item] ([id]) VALUES (2);
IF @identity = 1
	SET IDENTITY_INSERT [dbo].[item] OFF
GO

-- 13: add_column
ALTER TABLE [dbo].[item] ADD [note] VARCHAR(MAX) NULL
GO

-- 14: add_column
ALTER TABLE [dbo].[item] ADD [done] BIT NOT NULL CONSTRAINT [df_item_done] DEFAULT (0)
GO
DECLARE @schema SYSNAME = N'dbo', @table SYSNAME = N'item', @column SYSNAME = N'done';
DECLARE @comment NVARCHAR(3750) = N'finished';
DECLARE @object INT = OBJECT_ID(N'[dbo].[item]');
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

-- 15: add_column
ALTER TABLE [dbo].[item] ADD [rank] INT NULL CONSTRAINT [df_item_rank] DEFAULT (3) WITH VALUES
GO
ALTER TABLE [dbo].[item] ADD CONSTRAINT [ck_item_rank] CHECK (rank > 0)
GO
CREATE INDEX [ix_item_rank] ON [dbo].[item] ([rank])
GO

-- 16: add_column
ALTER TABLE [dbo].[item] ADD [shelf] INT NULL
GO
ALTER TABLE [dbo].[item] ADD CONSTRAINT [fk_item_shelf] FOREIGN KEY ([shelf]) REFERENCES [dbo].[shelf] ([id]) ON DELETE SET NULL
GO

-- 17: add_column
ALTER TABLE [dbo].[item] ADD [code] VARCHAR(8) NOT NULL CONSTRAINT [df_item_code] DEFAULT (N'none')
GO
ALTER TABLE [dbo].[item] DROP CONSTRAINT [df_item_code]
GO

-- 18: add_column
ALTER TABLE [dbo].[item] ADD [colour] VARCHAR(8) NULL CONSTRAINT [df_item_colour] DEFAULT (N'blue') WITH VALUES
GO
ALTER TABLE [dbo].[item] DROP CONSTRAINT [df_item_colour]
GO
ALTER TABLE [dbo].[item] ADD CONSTRAINT [df_item_colour] DEFAULT (N'red') FOR [colour]
GO

-- 19: add_column
ALTER TABLE [dbo].[item] ADD [level] INT NOT NULL CONSTRAINT [df_item_level] DEFAULT (9)
GO
ALTER TABLE [dbo].[item] DROP CONSTRAINT [df_item_level]
GO
ALTER TABLE [dbo].[item] ADD CONSTRAINT [df_item_level] DEFAULT (1) FOR [level]
GO

-- 20: add_column
ALTER TABLE [dbo].[item] ADD [seen] DATETIME2 NULL CONSTRAINT [df_item_seen] DEFAULT (CURRENT_TIMESTAMP) WITH VALUES
GO

-- 21: add_column
ALTER TABLE [dbo].[item] ADD [slug] VARCHAR(30) NULL
GO
ALTER TABLE [dbo].[item] ADD CONSTRAINT [uq_item_slug] UNIQUE ([slug])
GO

-- 22: add_column
ALTER TABLE [dbo].[item] ADD [key] VARCHAR(30) NULL
GO
CREATE UNIQUE INDEX [ix_item_key] ON [dbo].[item] ([key])
GO

-- 23: add_column
ALTER TABLE [dbo].[item] ADD [twice] AS (rank * 2)
GO

-- 24: add_column
ALTER TABLE [dbo].[item] ADD [thrice] AS (rank * 3) PERSISTED NOT NULL
GO

-- 25: drop_column
DECLARE @name NVARCHAR(600) = N'[dbo].[item]', @sql NVARCHAR(MAX), @id INT = 0;
DECLARE @table INT = OBJECT_ID(@name);
DECLARE @column INT = COLUMNPROPERTY(@table, N'slug', 'ColumnId');
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
ALTER TABLE [dbo].[item] DROP COLUMN [slug]
GO

