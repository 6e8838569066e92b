-- 6: create_table
CREATE TABLE [dbo].[item] (
	[id] INT IDENTITY(1,1) NOT NULL,
	[size] VARCHAR(20) NULL,
	[price] INT NOT NULL,
	CONSTRAINT [pk_item] PRIMARY KEY ([id])
)
GO

-- 12: insert
DECLARE @identity BIT = 0;
IF EXISTS (SELECT 1 FROM sys.identity_columns WHERE object_id = OBJECT_ID(N'[dbo].[item]')
	AND name IN (N'size', N'price'))
	SET @identity = 1;
IF @identity = 1
	SET IDENTITY_INSERT [dbo].[item] ON;
INSERT INTO [dbo].[item] ([size], [price]) VALUES (N'5cm', 3);
INSERT INTO [dbo].[item] ([size], [price]) VALUES (N'12cm', 4);
IF @identity = 1
	SET IDENTITY_INSERT [dbo].[item] OFF
GO

-- 13: alter_column
DECLARE @from NVARCHAR(1035) = N'[dbo].[item].[size]', @to SYSNAME = N'extent';
EXEC sys.sp_rename @objname = @from, @newname = @to, @objtype = 'COLUMN'
GO

-- 14: alter_column
DECLARE @type NVARCHAR(MAX), @null NVARCHAR(9), @sql NVARCHAR(MAX), @default SYSNAME, @value NVARCHAR(MAX);
DECLARE @alter NVARCHAR(MAX) = N'ALTER TABLE [dbo].[item] ALTER COLUMN [extent] ';
DECLARE @missing NVARCHAR(2048) = N'there is no column [dbo].[item].[extent]';
SELECT @null = CASE WHEN c.is_nullable = 1 THEN N' NULL' ELSE N' NOT NULL' END,
	@type = N'NVARCHAR(40)' + CASE WHEN c.collation_name IS NULL THEN N''
		ELSE N' COLLATE ' + c.collation_name END,
	@default = d.name, @value = d.definition
FROM sys.columns AS c
	JOIN sys.types AS y ON y.user_type_id = c.user_type_id
	LEFT JOIN sys.default_constraints AS d ON d.object_id = c.default_object_id
WHERE c.object_id = OBJECT_ID(N'[dbo].[item]') AND c.name = N'extent';
IF @null IS NULL
	THROW 50000, @missing, 1;
IF @default IS NOT NULL
BEGIN
	SET @sql = N'ALTER TABLE [dbo].[item] DROP CONSTRAINT ' + QUOTENAME(@default);
	EXEC (@sql);
END;
SET @sql = @alter + @type + @null;
EXEC (@sql);
IF @default IS NOT NULL
BEGIN
	SET @sql = N'ALTER TABLE [dbo].[item] ADD CONSTRAINT ' + QUOTENAME(@default) + N' DEFAULT ' + @value + N' FOR [extent]';
	EXEC (@sql);
END
GO

-- 15: alter_column
DECLARE @type NVARCHAR(MAX), @null NVARCHAR(9), @sql NVARCHAR(MAX);
DECLARE @alter NVARCHAR(MAX) = N'ALTER TABLE [dbo].[item] ALTER COLUMN [extent] ';
DECLARE @missing NVARCHAR(2048) = N'there is no column [dbo].[item].[extent]';
SELECT @null = CASE WHEN c.is_nullable = 1 THEN N' NULL' ELSE N' NOT NULL' END,
	@type = CASE WHEN y.is_user_defined = 1
		THEN QUOTENAME(SCHEMA_NAME(y.schema_id)) + N'.' + QUOTENAME(y.name)
		ELSE y.name + CASE
			WHEN y.name IN (N'varchar', N'char', N'varbinary', N'binary', N'nvarchar', N'nchar')
			THEN N'(' + CASE WHEN c.max_length = -1 THEN N'MAX'
				WHEN y.name IN (N'nvarchar', N'nchar')
				THEN CAST(c.max_length / 2 AS NVARCHAR(10))
				ELSE CAST(c.max_length AS NVARCHAR(10)) END + N')'
			WHEN y.name IN (N'numeric', N'decimal')
			THEN N'(' + CAST(c.precision AS NVARCHAR(10)) + N', '
				+ CAST(c.scale AS NVARCHAR(10)) + N')'
			WHEN y.name = N'float'
			THEN N'(' + CAST(c.precision AS NVARCHAR(10)) + N')'
			WHEN y.name IN (N'time', N'datetime2', N'datetimeoffset')
			THEN N'(' + CAST(c.scale AS NVARCHAR(10)) + N')'
			ELSE N'' END
			+ CASE WHEN c.collation_name IS NULL OR y.name = N'sysname' THEN N''
				ELSE N' COLLATE ' + c.collation_name END
		END
FROM sys.columns AS c
	JOIN sys.types AS y ON y.user_type_id = c.user_type_id
WHERE c.object_id = OBJECT_ID(N'[dbo].[item]') AND c.name = N'extent';
IF @null IS NULL
	THROW 50000, @missing, 1;
SET @null = N' NOT NULL';
SET @sql = @alter + @type + @null;
EXEC (@sql)
GO

-- 16: alter_column
DECLARE @type NVARCHAR(MAX), @null NVARCHAR(9), @sql NVARCHAR(MAX), @was NVARCHAR(MAX), @default SYSNAME, @value NVARCHAR(MAX);
DECLARE @alter NVARCHAR(MAX) = N'ALTER TABLE [dbo].[item] ALTER COLUMN [extent] ';
DECLARE @missing NVARCHAR(2048) = N'there is no column [dbo].[item].[extent]';
SELECT @null = CASE WHEN c.is_nullable = 1 THEN N' NULL' ELSE N' NOT NULL' END,
	@type = N'INT',
	@was = CASE WHEN y.is_user_defined = 1
		THEN QUOTENAME(SCHEMA_NAME(y.schema_id)) + N'.' + QUOTENAME(y.name)
		ELSE y.name + CASE
			WHEN y.name IN (N'varchar', N'char', N'varbinary', N'binary', N'nvarchar', N'nchar')
			THEN N'(' + CASE WHEN c.max_length = -1 THEN N'MAX'
				WHEN y.name IN (N'nvarchar', N'nchar')
				THEN CAST(c.max_length / 2 AS NVARCHAR(10))
				ELSE CAST(c.max_length AS NVARCHAR(10)) END + N')'
			WHEN y.name IN (N'numeric', N'decimal')
			THEN N'(' + CAST(c.precision AS NVARCHAR(10)) + N', '
				+ CAST(c.scale AS NVARCHAR(10)) + N')'
			WHEN y.name = N'float'
			THEN N'(' + CAST(c.precision AS NVARCHAR(10)) + N')'
			WHEN y.name IN (N'time', N'datetime2', N'datetimeoffset')
			THEN N'(' + CAST(c.scale AS NVARCHAR(10)) + N')'
			ELSE N'' END
			+ CASE WHEN c.collation_name IS NULL OR y.name = N'sysname' THEN N''
				ELSE N' COLLATE ' + c.collation_name END
		END,
	@default = d.name, @value = d.definition
FROM sys.columns AS c
	JOIN sys.types AS y ON y.user_type_id = c.user_type_id
	LEFT JOIN sys.default_constraints AS d ON d.object_id = c.default_object_id
WHERE c.object_id = OBJECT_ID(N'[dbo].[item]') AND c.name = N'extent';
IF @null IS NULL
	THROW 50000, @missing, 1;
SET @null = N' NULL';
IF @default IS NOT NULL
BEGIN
	SET @sql = N'ALTER TABLE [dbo].[item] DROP CONSTRAINT ' + QUOTENAME(@default);
	EXEC (@sql);
END;
SET @sql = N'ALTER TABLE [dbo].[item] ADD [gitmig_using] ' + @type + N' NULL';
EXEC (@sql);
EXEC (N'UPDATE [dbo].[item] SET [gitmig_using] = (CAST(REPLACE(extent, ''cm'', '''') AS INT))');
SET @sql = @alter + @was + N' NULL';
EXEC (@sql);
EXEC (N'UPDATE [dbo].[item] SET [extent] = NULL');
SET @sql = @alter + @type + N' NULL';
EXEC (@sql);
EXEC (N'UPDATE [dbo].[item] SET [extent] = [gitmig_using]');
SET @sql = @alter + @type + @null;
EXEC (@sql);
EXEC (N'ALTER TABLE [dbo].[item] DROP COLUMN [gitmig_using]');
IF @default IS NOT NULL
BEGIN
	SET @sql = N'ALTER TABLE [dbo].[item] ADD CONSTRAINT ' + QUOTENAME(@default) + N' DEFAULT ' + @value + N' FOR [extent]';
	EXEC (@sql);
END
GO

-- 17: alter_column
DECLARE @table INT = OBJECT_ID(N'[dbo].[item]');
DECLARE @default SYSNAME, @sql NVARCHAR(MAX);
SELECT @default = name FROM sys.default_constraints
WHERE parent_object_id = @table
	AND parent_column_id = COLUMNPROPERTY(@table, N'price', 'ColumnId');
IF @default IS NOT NULL
BEGIN
	SET @sql = N'ALTER TABLE [dbo].[item] DROP CONSTRAINT ' + QUOTENAME(@default);
	EXEC (@sql);
END
GO
ALTER TABLE [dbo].[item] ADD CONSTRAINT [df_item_price] DEFAULT (5) FOR [price]
GO

-- 18: alter_column
DECLARE @table INT = OBJECT_ID(N'[dbo].[item]');
DECLARE @default SYSNAME, @sql NVARCHAR(MAX);
SELECT @default = name FROM sys.default_constraints
WHERE parent_object_id = @table
	AND parent_column_id = COLUMNPROPERTY(@table, N'price', 'ColumnId');
IF @default IS NOT NULL
BEGIN
	SET @sql = N'ALTER TABLE [dbo].[item] DROP CONSTRAINT ' + QUOTENAME(@default);
	EXEC (@sql);
END
GO
DECLARE @type NVARCHAR(MAX), @null NVARCHAR(9), @sql NVARCHAR(MAX);
DECLARE @alter NVARCHAR(MAX) = N'ALTER TABLE [dbo].[item] ALTER COLUMN [price] ';
DECLARE @missing NVARCHAR(2048) = N'there is no column [dbo].[item].[price]';
SELECT @null = CASE WHEN c.is_nullable = 1 THEN N' NULL' ELSE N' NOT NULL' END,
	@type = N'BIGINT'
FROM sys.columns AS c
	JOIN sys.types AS y ON y.user_type_id = c.user_type_id
WHERE c.object_id = OBJECT_ID(N'[dbo].[item]') AND c.name = N'price';
IF @null IS NULL
	THROW 50000, @missing, 1;
SET @null = N' NULL';
SET @sql = @alter + @type + @null;
EXEC (@sql)
GO
ALTER TABLE [dbo].[item] ADD CONSTRAINT [df_item_price] DEFAULT (2 * 3) FOR [price]
GO
DECLARE @schema SYSNAME = N'dbo', @table SYSNAME = N'item', @column SYSNAME = N'price';
DECLARE @comment NVARCHAR(3750) = N'in cents';
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
DECLARE @from NVARCHAR(1035) = N'[dbo].[item].[price]', @to SYSNAME = N'cents';
EXEC sys.sp_rename @objname = @from, @newname = @to, @objtype = 'COLUMN'
GO

-- 19: alter_column
DECLARE @table INT = OBJECT_ID(N'[dbo].[item]');
DECLARE @default SYSNAME, @sql NVARCHAR(MAX);
SELECT @default = name FROM sys.default_constraints
WHERE parent_object_id = @table
	AND parent_column_id = COLUMNPROPERTY(@table, N'cents', 'ColumnId');
IF @default IS NOT NULL
BEGIN
	SET @sql = N'ALTER TABLE [dbo].[item] DROP CONSTRAINT ' + QUOTENAME(@default);
	EXEC (@sql);
END
GO

-- 20: alter_column
DECLARE @schema SYSNAME = N'dbo', @table SYSNAME = N'item', @column SYSNAME = N'cents';
DECLARE @object INT = OBJECT_ID(N'[dbo].[item]');
IF EXISTS (SELECT 1 FROM sys.extended_properties WHERE class = 1
	AND major_id = @object AND name = N'MS_Description'
	AND minor_id = COLUMNPROPERTY(@object, @column, 'ColumnId'))
	EXEC sys.sp_dropextendedproperty @name = N'MS_Description',
		@level0type = N'SCHEMA', @level0name = @schema,
		@level1type = N'TABLE', @level1name = @table,
		@level2type = N'COLUMN', @level2name = @column
GO

-- 21: alter_column
UPDATE [dbo].[item] SET [cents] = (COALESCE(cents, 0))
GO
DECLARE @type NVARCHAR(MAX), @null NVARCHAR(9), @sql NVARCHAR(MAX);
DECLARE @alter NVARCHAR(MAX) = N'ALTER TABLE [dbo].[item] ALTER COLUMN [cents] ';
DECLARE @missing NVARCHAR(2048) = N'there is no column [dbo].[item].[cents]';
SELECT @null = CASE WHEN c.is_nullable = 1 THEN N' NULL' ELSE N' NOT NULL' END,
	@type = CASE WHEN y.is_user_defined = 1
		THEN QUOTENAME(SCHEMA_NAME(y.schema_id)) + N'.' + QUOTENAME(y.name)
		ELSE y.name + CASE
			WHEN y.name IN (N'varchar', N'char', N'varbinary', N'binary', N'nvarchar', N'nchar')
			THEN N'(' + CASE WHEN c.max_length = -1 THEN N'MAX'
				WHEN y.name IN (N'nvarchar', N'nchar')
				THEN CAST(c.max_length / 2 AS NVARCHAR(10))
				ELSE CAST(c.max_length AS NVARCHAR(10)) END + N')'
			WHEN y.name IN (N'numeric', N'decimal')
			THEN N'(' + CAST(c.precision AS NVARCHAR(10)) + N', '
				+ CAST(c.scale AS NVARCHAR(10)) + N')'
			WHEN y.name = N'float'
			THEN N'(' + CAST(c.precision AS NVARCHAR(10)) + N')'
			WHEN y.name IN (N'time', N'datetime2', N'datetimeoffset')
			THEN N'(' + CAST(c.scale AS NVARCHAR(10)) + N')'
			ELSE N'' END
			+ CASE WHEN c.collation_name IS NULL OR y.name = N'sysname' THEN N''
				ELSE N' COLLATE ' + c.collation_name END
		END
FROM sys.columns AS c
	JOIN sys.types AS y ON y.user_type_id = c.user_type_id
WHERE c.object_id = OBJECT_ID(N'[dbo].[item]') AND c.name = N'cents';
IF @null IS NULL
	THROW 50000, @missing, 1;
SET @null = N' NOT NULL';
SET @sql = @alter + @type + @null;
EXEC (@sql)
GO

