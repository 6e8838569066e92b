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
DECLARE @name NVARCHAR(600) = N'[dbo].[item]', @sql NVARCHAR(MAX), @id INT = 0;
DECLARE @table INT = OBJECT_ID(@name);
DECLARE @column INT = COLUMNPROPERTY(@table, N'extent', 'ColumnId');
DECLARE @type NVARCHAR(MAX), @null NVARCHAR(9);
DECLARE @alter NVARCHAR(MAX) = N'ALTER TABLE [dbo].[item] ALTER COLUMN [extent] ';
DECLARE @missing NVARCHAR(2048) = N'there is no column [dbo].[item].[extent]';
SELECT @null = CASE WHEN c.is_nullable = 1 THEN N' NULL' ELSE N' NOT NULL' END,
	@type = N'NVARCHAR(40)' + CASE WHEN c.collation_name IS NULL THEN N''
		ELSE N' COLLATE ' + c.collation_name END
FROM sys.columns AS c
	JOIN sys.types AS y ON y.user_type_id = c.user_type_id
WHERE c.object_id = @table AND c.column_id = @column;
IF @null IS NULL
	THROW 50000, @missing, 1;
DECLARE @columns TABLE (id INT PRIMARY KEY);
INSERT INTO @columns (id) SELECT c.column_id FROM sys.columns AS c
	JOIN sys.types AS y ON y.user_type_id = c.user_type_id
WHERE c.object_id = @table AND c.column_id = @column
	AND NOT (y.name = N'nvarchar' AND c.max_length BETWEEN 0 AND 80);
INSERT INTO @columns (id) SELECT k.column_id FROM sys.computed_columns AS k
WHERE k.object_id = @table AND EXISTS (SELECT 1 FROM @columns AS c
	WHERE CHARINDEX(QUOTENAME(COL_NAME(@table, c.id)), k.definition) > 0);
DECLARE @bound TABLE (id INT IDENTITY(1, 1) PRIMARY KEY, index_id INT, key_id INT,
	away NVARCHAR(MAX), head NVARCHAR(MAX), keys NVARCHAR(MAX), middle NVARCHAR(MAX),
	others NVARCHAR(MAX), tail NVARCHAR(MAX));
INSERT INTO @bound (key_id, away, head, keys, middle, others, tail)
SELECT f.object_id, N'ALTER TABLE ' + @name + N' DROP CONSTRAINT ' + QUOTENAME(f.name),
	N'ALTER TABLE ' + @name + CASE WHEN f.is_not_trusted = 1 THEN N' WITH NOCHECK'
		ELSE N' WITH CHECK' END + N' ADD CONSTRAINT ' + QUOTENAME(f.name)
		+ N' FOREIGN KEY ', N'',
	N' REFERENCES ' + QUOTENAME(OBJECT_SCHEMA_NAME(f.referenced_object_id)) + N'.'
		+ QUOTENAME(OBJECT_NAME(f.referenced_object_id)) + N' ', N'',
	CASE f.delete_referential_action WHEN 1 THEN N' ON DELETE CASCADE'
		WHEN 2 THEN N' ON DELETE SET NULL' WHEN 3 THEN N' ON DELETE SET DEFAULT'
		ELSE N'' END
	+ CASE f.update_referential_action WHEN 1 THEN N' ON UPDATE CASCADE'
		WHEN 2 THEN N' ON UPDATE SET NULL' WHEN 3 THEN N' ON UPDATE SET DEFAULT'
		ELSE N'' END
	+ CASE WHEN f.is_not_for_replication = 1 THEN N' NOT FOR REPLICATION' ELSE N'' END
	+ CASE WHEN f.is_disabled = 1 THEN N'; ALTER TABLE ' + @name
		+ N' NOCHECK CONSTRAINT ' + QUOTENAME(f.name) ELSE N'' END
FROM sys.foreign_keys AS f WHERE f.parent_object_id = @table
	AND EXISTS (SELECT 1 FROM sys.foreign_key_columns AS x
		JOIN @columns AS c ON c.id = x.parent_column_id
			OR x.referenced_object_id = @table AND c.id = x.referenced_column_id
		WHERE x.constraint_object_id = f.object_id);
INSERT INTO @bound (away, head, tail)
SELECT N'ALTER TABLE ' + @name + N' DROP CONSTRAINT ' + QUOTENAME(k.name),
	N'ALTER TABLE ' + @name + CASE WHEN k.is_not_trusted = 1 THEN N' WITH NOCHECK'
		ELSE N' WITH CHECK' END + N' ADD CONSTRAINT ' + QUOTENAME(k.name) + N' CHECK '
	+ CASE WHEN k.is_not_for_replication = 1 THEN N'NOT FOR REPLICATION ' ELSE N'' END
	+ k.definition,
	CASE WHEN k.is_disabled = 1 THEN N'; ALTER TABLE ' + @name
		+ N' NOCHECK CONSTRAINT ' + QUOTENAME(k.name) ELSE N'' END
FROM sys.check_constraints AS k WHERE k.parent_object_id = @table
	AND EXISTS (SELECT 1 FROM INFORMATION_SCHEMA.CONSTRAINT_COLUMN_USAGE AS u
		JOIN @columns AS c ON u.COLUMN_NAME = COL_NAME(@table, c.id)
		WHERE u.CONSTRAINT_NAME = k.name AND u.TABLE_NAME = OBJECT_NAME(@table)
		AND u.TABLE_SCHEMA = OBJECT_SCHEMA_NAME(@table));
INSERT INTO @bound (away, head, tail)
SELECT N'ALTER TABLE ' + @name + N' DROP CONSTRAINT ' + QUOTENAME(d.name), N'ALTER TABLE ' + @name + N' ADD CONSTRAINT '
	+ QUOTENAME(d.name) + N' DEFAULT ' + d.definition + N' FOR '
	+ QUOTENAME(COL_NAME(@table, @column)), N''
FROM sys.default_constraints AS d
	JOIN @columns AS c ON c.id = d.parent_column_id
WHERE d.parent_object_id = @table;
INSERT INTO @bound (index_id, away, head, keys, middle, others, tail)
SELECT i.index_id, CASE WHEN i.is_primary_key = 1 OR i.is_unique_constraint = 1
		THEN N'ALTER TABLE ' + @name + N' DROP CONSTRAINT ' + QUOTENAME(i.name)
		ELSE N'DROP INDEX ' + QUOTENAME(i.name) + N' ON ' + @name END,
	CASE WHEN i.is_primary_key = 1 OR i.is_unique_constraint = 1
		THEN N'ALTER TABLE ' + @name + N' ADD CONSTRAINT ' + QUOTENAME(i.name)
			+ CASE WHEN i.is_primary_key = 1 THEN N' PRIMARY KEY ' ELSE N' UNIQUE ' END
			+ CASE i.type WHEN 1 THEN N'CLUSTERED ' ELSE N'NONCLUSTERED ' END
		ELSE N'CREATE ' + CASE WHEN i.is_unique = 1 THEN N'UNIQUE ' ELSE N'' END
			+ CASE i.type WHEN 1 THEN N'CLUSTERED ' ELSE N'NONCLUSTERED ' END
			+ N'INDEX ' + QUOTENAME(i.name) + N' ON ' + @name + N' ' END,
	N'', N' INCLUDE ', N'',
	CASE WHEN i.has_filter = 1 THEN N' WHERE ' + i.filter_definition ELSE N'' END
	+ N' WITH (IGNORE_DUP_KEY = ' + CASE WHEN i.ignore_dup_key = 1 THEN N'ON'
		ELSE N'OFF' END + CASE WHEN i.is_padded = 1 THEN N', PAD_INDEX = ON' ELSE N'' END
	+ CASE WHEN i.fill_factor > 0 THEN N', FILLFACTOR = '
		+ CAST(i.fill_factor AS NVARCHAR(3)) ELSE N'' END
	+ CASE WHEN i.allow_row_locks = 0 THEN N', ALLOW_ROW_LOCKS = OFF' ELSE N'' END
	+ CASE WHEN i.allow_page_locks = 0 THEN N', ALLOW_PAGE_LOCKS = OFF' ELSE N'' END
	+ N') ON ' + QUOTENAME(s.name)
FROM sys.indexes AS i JOIN sys.data_spaces AS s ON s.data_space_id = i.data_space_id
WHERE i.object_id = @table AND i.type IN (1, 2) AND i.is_disabled = 0
	AND s.type = 'FG'
	AND NOT EXISTS (SELECT 1 FROM sys.partitions AS p WHERE p.object_id = @table
		AND p.index_id = i.index_id AND p.data_compression <> 0)
	AND EXISTS (SELECT 1 FROM @columns AS c LEFT JOIN sys.index_columns AS x
		ON x.object_id = @table AND x.index_id = i.index_id AND x.column_id = c.id
		WHERE x.column_id IS NOT NULL OR i.has_filter = 1
		AND CHARINDEX(QUOTENAME(COL_NAME(@table, c.id)), i.filter_definition) > 0)
ORDER BY i.is_primary_key, i.is_unique_constraint, i.index_id;
INSERT INTO @bound (away, head, tail)
SELECT N'ALTER TABLE ' + @name + N' DROP COLUMN ' + QUOTENAME(k.name),
	N'ALTER TABLE ' + @name + N' ADD ' + QUOTENAME(k.name) + N' AS ' + k.definition
	+ CASE WHEN k.is_persisted = 1 THEN N' PERSISTED' ELSE N'' END
	+ CASE WHEN k.is_persisted = 1 AND k.is_nullable = 0 THEN N' NOT NULL'
		ELSE N'' END, N''
FROM sys.computed_columns AS k JOIN @columns AS c ON c.id = k.column_id
WHERE k.object_id = @table;
DECLARE @place INT = 0, @last INT = 32 + COALESCE((SELECT MAX(index_column_id)
	FROM sys.index_columns WHERE object_id = @table), 0);
WHILE @place < @last
BEGIN
	SET @place = @place + 1;
	UPDATE b SET keys = b.keys + CASE WHEN @place = 1 THEN N'' ELSE N', ' END
		+ QUOTENAME(COL_NAME(@table, x.column_id))
		+ CASE WHEN x.is_descending_key = 1 THEN N' DESC' ELSE N'' END
	FROM @bound AS b JOIN sys.index_columns AS x ON x.object_id = @table
		AND x.index_id = b.index_id AND x.key_ordinal = @place;
	UPDATE b SET others = b.others + CASE WHEN b.others = N'' THEN N'' ELSE N', ' END
		+ QUOTENAME(COL_NAME(@table, x.column_id))
	FROM @bound AS b JOIN sys.index_columns AS x ON x.object_id = @table
		AND x.index_id = b.index_id AND x.is_included_column = 1
		AND x.index_column_id = @place;
	UPDATE b SET keys = b.keys + CASE WHEN @place = 1 THEN N'' ELSE N', ' END
		+ QUOTENAME(COL_NAME(@table, x.parent_column_id)),
		others = b.others + CASE WHEN @place = 1 THEN N'' ELSE N', ' END
		+ QUOTENAME(COL_NAME(x.referenced_object_id, x.referenced_column_id))
	FROM @bound AS b JOIN sys.foreign_key_columns AS x
		ON x.constraint_object_id = b.key_id AND x.constraint_column_id = @place;
END;
IF EXISTS (SELECT 1 FROM @bound WHERE away + head + tail IS NULL)
	THROW 50000, N'the login may not see the definition of what hangs on the column', 1;
WHILE EXISTS (SELECT 1 FROM @bound WHERE id > @id)
BEGIN
	SELECT TOP (1) @id = id, @sql = away FROM @bound WHERE id > @id ORDER BY id;
	EXEC (@sql);
END;
SET @sql = @alter + @type + @null;
EXEC (@sql);
SET @id = @id + 1;
WHILE EXISTS (SELECT 1 FROM @bound WHERE id < @id)
BEGIN
	SELECT TOP (1) @id = id, @sql = head + COALESCE(N'(' + keys + N')', N'')
		+ COALESCE(middle + N'(' + NULLIF(others, N'') + N')', N'') + tail
	FROM @bound WHERE id < @id ORDER BY id DESC;
	EXEC (@sql);
END
GO

-- 15: alter_column
DECLARE @name NVARCHAR(600) = N'[dbo].[item]', @sql NVARCHAR(MAX), @id INT = 0;
DECLARE @table INT = OBJECT_ID(@name);
DECLARE @column INT = COLUMNPROPERTY(@table, N'extent', 'ColumnId');
DECLARE @type NVARCHAR(MAX), @null NVARCHAR(9);
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
WHERE c.object_id = @table AND c.column_id = @column;
IF @null IS NULL
	THROW 50000, @missing, 1;
SET @null = N' NOT NULL';
DECLARE @columns TABLE (id INT PRIMARY KEY);
INSERT INTO @columns (id) SELECT c.column_id FROM sys.columns AS c
	JOIN sys.types AS y ON y.user_type_id = c.user_type_id
WHERE c.object_id = @table AND c.column_id = @column;
INSERT INTO @columns (id) SELECT k.column_id FROM sys.computed_columns AS k
WHERE k.object_id = @table AND EXISTS (SELECT 1 FROM @columns AS c
	WHERE CHARINDEX(QUOTENAME(COL_NAME(@table, c.id)), k.definition) > 0);
DECLARE @bound TABLE (id INT IDENTITY(1, 1) PRIMARY KEY, index_id INT, key_id INT,
	away NVARCHAR(MAX), head NVARCHAR(MAX), keys NVARCHAR(MAX), middle NVARCHAR(MAX),
	others NVARCHAR(MAX), tail NVARCHAR(MAX));
INSERT INTO @bound (key_id, away, head, keys, middle, others, tail)
SELECT f.object_id, N'ALTER TABLE ' + @name + N' DROP CONSTRAINT ' + QUOTENAME(f.name),
	N'ALTER TABLE ' + @name + CASE WHEN f.is_not_trusted = 1 THEN N' WITH NOCHECK'
		ELSE N' WITH CHECK' END + N' ADD CONSTRAINT ' + QUOTENAME(f.name)
		+ N' FOREIGN KEY ', N'',
	N' REFERENCES ' + QUOTENAME(OBJECT_SCHEMA_NAME(f.referenced_object_id)) + N'.'
		+ QUOTENAME(OBJECT_NAME(f.referenced_object_id)) + N' ', N'',
	CASE f.delete_referential_action WHEN 1 THEN N' ON DELETE CASCADE'
		WHEN 2 THEN N' ON DELETE SET NULL' WHEN 3 THEN N' ON DELETE SET DEFAULT'
		ELSE N'' END
	+ CASE f.update_referential_action WHEN 1 THEN N' ON UPDATE CASCADE'
		WHEN 2 THEN N' ON UPDATE SET NULL' WHEN 3 THEN N' ON UPDATE SET DEFAULT'
		ELSE N'' END
	+ CASE WHEN f.is_not_for_replication = 1 THEN N' NOT FOR REPLICATION' ELSE N'' END
	+ CASE WHEN f.is_disabled = 1 THEN N'; ALTER TABLE ' + @name
		+ N' NOCHECK CONSTRAINT ' + QUOTENAME(f.name) ELSE N'' END
FROM sys.foreign_keys AS f WHERE f.parent_object_id = @table
	AND EXISTS (SELECT 1 FROM sys.foreign_key_columns AS x
		JOIN @columns AS c ON c.id = x.parent_column_id
			OR x.referenced_object_id = @table AND c.id = x.referenced_column_id
		WHERE x.constraint_object_id = f.object_id);
INSERT INTO @bound (away, head, tail)
SELECT N'ALTER TABLE ' + @name + N' DROP CONSTRAINT ' + QUOTENAME(k.name),
	N'ALTER TABLE ' + @name + CASE WHEN k.is_not_trusted = 1 THEN N' WITH NOCHECK'
		ELSE N' WITH CHECK' END + N' ADD CONSTRAINT ' + QUOTENAME(k.name) + N' CHECK '
	+ CASE WHEN k.is_not_for_replication = 1 THEN N'NOT FOR REPLICATION ' ELSE N'' END
	+ k.definition,
	CASE WHEN k.is_disabled = 1 THEN N'; ALTER TABLE ' + @name
		+ N' NOCHECK CONSTRAINT ' + QUOTENAME(k.name) ELSE N'' END
FROM sys.check_constraints AS k WHERE k.parent_object_id = @table
	AND EXISTS (SELECT 1 FROM INFORMATION_SCHEMA.CONSTRAINT_COLUMN_USAGE AS u
		JOIN @columns AS c ON u.COLUMN_NAME = COL_NAME(@table, c.id)
		WHERE u.CONSTRAINT_NAME = k.name AND u.TABLE_NAME = OBJECT_NAME(@table)
		AND u.TABLE_SCHEMA = OBJECT_SCHEMA_NAME(@table));
INSERT INTO @bound (away, head, tail)
SELECT N'ALTER TABLE ' + @name + N' DROP CONSTRAINT ' + QUOTENAME(d.name), N'ALTER TABLE ' + @name + N' ADD CONSTRAINT '
	+ QUOTENAME(d.name) + N' DEFAULT ' + d.definition + N' FOR '
	+ QUOTENAME(COL_NAME(@table, @column)), N''
FROM sys.default_constraints AS d
	JOIN @columns AS c ON c.id = d.parent_column_id
WHERE d.parent_object_id = @table;
INSERT INTO @bound (index_id, away, head, keys, middle, others, tail)
SELECT i.index_id, CASE WHEN i.is_primary_key = 1 OR i.is_unique_constraint = 1
		THEN N'ALTER TABLE ' + @name + N' DROP CONSTRAINT ' + QUOTENAME(i.name)
		ELSE N'DROP INDEX ' + QUOTENAME(i.name) + N' ON ' + @name END,
	CASE WHEN i.is_primary_key = 1 OR i.is_unique_constraint = 1
		THEN N'ALTER TABLE ' + @name + N' ADD CONSTRAINT ' + QUOTENAME(i.name)
			+ CASE WHEN i.is_primary_key = 1 THEN N' PRIMARY KEY ' ELSE N' UNIQUE ' END
			+ CASE i.type WHEN 1 THEN N'CLUSTERED ' ELSE N'NONCLUSTERED ' END
		ELSE N'CREATE ' + CASE WHEN i.is_unique = 1 THEN N'UNIQUE ' ELSE N'' END
			+ CASE i.type WHEN 1 THEN N'CLUSTERED ' ELSE N'NONCLUSTERED ' END
			+ N'INDEX ' + QUOTENAME(i.name) + N' ON ' + @name + N' ' END,
	N'', N' INCLUDE ', N'',
	CASE WHEN i.has_filter = 1 THEN N' WHERE ' + i.filter_definition ELSE N'' END
	+ N' WITH (IGNORE_DUP_KEY = ' + CASE WHEN i.ignore_dup_key = 1 THEN N'ON'
		ELSE N'OFF' END + CASE WHEN i.is_padded = 1 THEN N', PAD_INDEX = ON' ELSE N'' END
	+ CASE WHEN i.fill_factor > 0 THEN N', FILLFACTOR = '
		+ CAST(i.fill_factor AS NVARCHAR(3)) ELSE N'' END
	+ CASE WHEN i.allow_row_locks = 0 THEN N', ALLOW_ROW_LOCKS = OFF' ELSE N'' END
	+ CASE WHEN i.allow_page_locks = 0 THEN N', ALLOW_PAGE_LOCKS = OFF' ELSE N'' END
	+ N') ON ' + QUOTENAME(s.name)
FROM sys.indexes AS i JOIN sys.data_spaces AS s ON s.data_space_id = i.data_space_id
WHERE i.object_id = @table AND i.type IN (1, 2) AND i.is_disabled = 0
	AND s.type = 'FG'
	AND NOT EXISTS (SELECT 1 FROM sys.partitions AS p WHERE p.object_id = @table
		AND p.index_id = i.index_id AND p.data_compression <> 0)
	AND EXISTS (SELECT 1 FROM @columns AS c LEFT JOIN sys.index_columns AS x
		ON x.object_id = @table AND x.index_id = i.index_id AND x.column_id = c.id
		WHERE x.column_id IS NOT NULL OR i.has_filter = 1
		AND CHARINDEX(QUOTENAME(COL_NAME(@table, c.id)), i.filter_definition) > 0)
ORDER BY i.is_primary_key, i.is_unique_constraint, i.index_id;
INSERT INTO @bound (away, head, tail)
SELECT N'ALTER TABLE ' + @name + N' DROP COLUMN ' + QUOTENAME(k.name),
	N'ALTER TABLE ' + @name + N' ADD ' + QUOTENAME(k.name) + N' AS ' + k.definition
	+ CASE WHEN k.is_persisted = 1 THEN N' PERSISTED' ELSE N'' END
	+ CASE WHEN k.is_persisted = 1 AND k.is_nullable = 0 THEN N' NOT NULL'
		ELSE N'' END, N''
FROM sys.computed_columns AS k JOIN @columns AS c ON c.id = k.column_id
WHERE k.object_id = @table;
DECLARE @place INT = 0, @last INT = 32 + COALESCE((SELECT MAX(index_column_id)
	FROM sys.index_columns WHERE object_id = @table), 0);
WHILE @place < @last
BEGIN
	SET @place = @place + 1;
	UPDATE b SET keys = b.keys + CASE WHEN @place = 1 THEN N'' ELSE N', ' END
		+ QUOTENAME(COL_NAME(@table, x.column_id))
		+ CASE WHEN x.is_descending_key = 1 THEN N' DESC' ELSE N'' END
	FROM @bound AS b JOIN sys.index_columns AS x ON x.object_id = @table
		AND x.index_id = b.index_id AND x.key_ordinal = @place;
	UPDATE b SET others = b.others + CASE WHEN b.others = N'' THEN N'' ELSE N', ' END
		+ QUOTENAME(COL_NAME(@table, x.column_id))
	FROM @bound AS b JOIN sys.index_columns AS x ON x.object_id = @table
		AND x.index_id = b.index_id AND x.is_included_column = 1
		AND x.index_column_id = @place;
	UPDATE b SET keys = b.keys + CASE WHEN @place = 1 THEN N'' ELSE N', ' END
		+ QUOTENAME(COL_NAME(@table, x.parent_column_id)),
		others = b.others + CASE WHEN @place = 1 THEN N'' ELSE N', ' END
		+ QUOTENAME(COL_NAME(x.referenced_object_id, x.referenced_column_id))
	FROM @bound AS b JOIN sys.foreign_key_columns AS x
		ON x.constraint_object_id = b.key_id AND x.constraint_column_id = @place;
END;
IF EXISTS (SELECT 1 FROM @bound WHERE away + head + tail IS NULL)
	THROW 50000, N'the login may not see the definition of what hangs on the column', 1;
WHILE EXISTS (SELECT 1 FROM @bound WHERE id > @id)
BEGIN
	SELECT TOP (1) @id = id, @sql = away FROM @bound WHERE id > @id ORDER BY id;
	EXEC (@sql);
END;
SET @sql = @alter + @type + @null;
EXEC (@sql);
SET @id = @id + 1;
WHILE EXISTS (SELECT 1 FROM @bound WHERE id < @id)
BEGIN
	SELECT TOP (1) @id = id, @sql = head + COALESCE(N'(' + keys + N')', N'')
		+ COALESCE(middle + N'(' + NULLIF(others, N'') + N')', N'') + tail
	FROM @bound WHERE id < @id ORDER BY id DESC;
	EXEC (@sql);
END
GO

-- 16: alter_column
DECLARE @name NVARCHAR(600) = N'[dbo].[item]', @sql NVARCHAR(MAX), @id INT = 0;
DECLARE @table INT = OBJECT_ID(@name);
DECLARE @column INT = COLUMNPROPERTY(@table, N'extent', 'ColumnId');
DECLARE @type NVARCHAR(MAX), @null NVARCHAR(9), @was NVARCHAR(MAX);
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
		END
FROM sys.columns AS c
	JOIN sys.types AS y ON y.user_type_id = c.user_type_id
WHERE c.object_id = @table AND c.column_id = @column;
IF @null IS NULL
	THROW 50000, @missing, 1;
SET @null = N' NULL';
DECLARE @columns TABLE (id INT PRIMARY KEY);
INSERT INTO @columns (id) SELECT c.column_id FROM sys.columns AS c
	JOIN sys.types AS y ON y.user_type_id = c.user_type_id
WHERE c.object_id = @table AND c.column_id = @column;
INSERT INTO @columns (id) SELECT k.column_id FROM sys.computed_columns AS k
WHERE k.object_id = @table AND EXISTS (SELECT 1 FROM @columns AS c
	WHERE CHARINDEX(QUOTENAME(COL_NAME(@table, c.id)), k.definition) > 0);
DECLARE @bound TABLE (id INT IDENTITY(1, 1) PRIMARY KEY, index_id INT, key_id INT,
	away NVARCHAR(MAX), head NVARCHAR(MAX), keys NVARCHAR(MAX), middle NVARCHAR(MAX),
	others NVARCHAR(MAX), tail NVARCHAR(MAX));
INSERT INTO @bound (key_id, away, head, keys, middle, others, tail)
SELECT f.object_id, N'ALTER TABLE ' + @name + N' DROP CONSTRAINT ' + QUOTENAME(f.name),
	N'ALTER TABLE ' + @name + CASE WHEN f.is_not_trusted = 1 THEN N' WITH NOCHECK'
		ELSE N' WITH CHECK' END + N' ADD CONSTRAINT ' + QUOTENAME(f.name)
		+ N' FOREIGN KEY ', N'',
	N' REFERENCES ' + QUOTENAME(OBJECT_SCHEMA_NAME(f.referenced_object_id)) + N'.'
		+ QUOTENAME(OBJECT_NAME(f.referenced_object_id)) + N' ', N'',
	CASE f.delete_referential_action WHEN 1 THEN N' ON DELETE CASCADE'
		WHEN 2 THEN N' ON DELETE SET NULL' WHEN 3 THEN N' ON DELETE SET DEFAULT'
		ELSE N'' END
	+ CASE f.update_referential_action WHEN 1 THEN N' ON UPDATE CASCADE'
		WHEN 2 THEN N' ON UPDATE SET NULL' WHEN 3 THEN N' ON UPDATE SET DEFAULT'
		ELSE N'' END
	+ CASE WHEN f.is_not_for_replication = 1 THEN N' NOT FOR REPLICATION' ELSE N'' END
	+ CASE WHEN f.is_disabled = 1 THEN N'; ALTER TABLE ' + @name
		+ N' NOCHECK CONSTRAINT ' + QUOTENAME(f.name) ELSE N'' END
FROM sys.foreign_keys AS f WHERE f.parent_object_id = @table
	AND EXISTS (SELECT 1 FROM sys.foreign_key_columns AS x
		JOIN @columns AS c ON c.id = x.parent_column_id
			OR x.referenced_object_id = @table AND c.id = x.referenced_column_id
		WHERE x.constraint_object_id = f.object_id);
INSERT INTO @bound (away, head, tail)
SELECT N'ALTER TABLE ' + @name + N' DROP CONSTRAINT ' + QUOTENAME(k.name),
	N'ALTER TABLE ' + @name + CASE WHEN k.is_not_trusted = 1 THEN N' WITH NOCHECK'
		ELSE N' WITH CHECK' END + N' ADD CONSTRAINT ' + QUOTENAME(k.name) + N' CHECK '
	+ CASE WHEN k.is_not_for_replication = 1 THEN N'NOT FOR REPLICATION ' ELSE N'' END
	+ k.definition,
	CASE WHEN k.is_disabled = 1 THEN N'; ALTER TABLE ' + @name
		+ N' NOCHECK CONSTRAINT ' + QUOTENAME(k.name) ELSE N'' END
FROM sys.check_constraints AS k WHERE k.parent_object_id = @table
	AND EXISTS (SELECT 1 FROM INFORMATION_SCHEMA.CONSTRAINT_COLUMN_USAGE AS u
		JOIN @columns AS c ON u.COLUMN_NAME = COL_NAME(@table, c.id)
		WHERE u.CONSTRAINT_NAME = k.name AND u.TABLE_NAME = OBJECT_NAME(@table)
		AND u.TABLE_SCHEMA = OBJECT_SCHEMA_NAME(@table));
INSERT INTO @bound (away, head, tail)
SELECT N'ALTER TABLE ' + @name + N' DROP CONSTRAINT ' + QUOTENAME(d.name), N'ALTER TABLE ' + @name + N' ADD CONSTRAINT '
	+ QUOTENAME(d.name) + N' DEFAULT ' + d.definition + N' FOR '
	+ QUOTENAME(COL_NAME(@table, @column)), N''
FROM sys.default_constraints AS d
	JOIN @columns AS c ON c.id = d.parent_column_id
WHERE d.parent_object_id = @table;
INSERT INTO @bound (index_id, away, head, keys, middle, others, tail)
SELECT i.index_id, CASE WHEN i.is_primary_key = 1 OR i.is_unique_constraint = 1
		THEN N'ALTER TABLE ' + @name + N' DROP CONSTRAINT ' + QUOTENAME(i.name)
		ELSE N'DROP INDEX ' + QUOTENAME(i.name) + N' ON ' + @name END,
	CASE WHEN i.is_primary_key = 1 OR i.is_unique_constraint = 1
		THEN N'ALTER TABLE ' + @name + N' ADD CONSTRAINT ' + QUOTENAME(i.name)
			+ CASE WHEN i.is_primary_key = 1 THEN N' PRIMARY KEY ' ELSE N' UNIQUE ' END
			+ CASE i.type WHEN 1 THEN N'CLUSTERED ' ELSE N'NONCLUSTERED ' END
		ELSE N'CREATE ' + CASE WHEN i.is_unique = 1 THEN N'UNIQUE ' ELSE N'' END
			+ CASE i.type WHEN 1 THEN N'CLUSTERED ' ELSE N'NONCLUSTERED ' END
			+ N'INDEX ' + QUOTENAME(i.name) + N' ON ' + @name + N' ' END,
	N'', N' INCLUDE ', N'',
	CASE WHEN i.has_filter = 1 THEN N' WHERE ' + i.filter_definition ELSE N'' END
	+ N' WITH (IGNORE_DUP_KEY = ' + CASE WHEN i.ignore_dup_key = 1 THEN N'ON'
		ELSE N'OFF' END + CASE WHEN i.is_padded = 1 THEN N', PAD_INDEX = ON' ELSE N'' END
	+ CASE WHEN i.fill_factor > 0 THEN N', FILLFACTOR = '
		+ CAST(i.fill_factor AS NVARCHAR(3)) ELSE N'' END
	+ CASE WHEN i.allow_row_locks = 0 THEN N', ALLOW_ROW_LOCKS = OFF' ELSE N'' END
	+ CASE WHEN i.allow_page_locks = 0 THEN N', ALLOW_PAGE_LOCKS = OFF' ELSE N'' END
	+ N') ON ' + QUOTENAME(s.name)
FROM sys.indexes AS i JOIN sys.data_spaces AS s ON s.data_space_id = i.data_space_id
WHERE i.object_id = @table AND i.type IN (1, 2) AND i.is_disabled = 0
	AND s.type = 'FG'
	AND NOT EXISTS (SELECT 1 FROM sys.partitions AS p WHERE p.object_id = @table
		AND p.index_id = i.index_id AND p.data_compression <> 0)
	AND EXISTS (SELECT 1 FROM @columns AS c LEFT JOIN sys.index_columns AS x
		ON x.object_id = @table AND x.index_id = i.index_id AND x.column_id = c.id
		WHERE x.column_id IS NOT NULL OR i.has_filter = 1
		AND CHARINDEX(QUOTENAME(COL_NAME(@table, c.id)), i.filter_definition) > 0)
ORDER BY i.is_primary_key, i.is_unique_constraint, i.index_id;
INSERT INTO @bound (away, head, tail)
SELECT N'ALTER TABLE ' + @name + N' DROP COLUMN ' + QUOTENAME(k.name),
	N'ALTER TABLE ' + @name + N' ADD ' + QUOTENAME(k.name) + N' AS ' + k.definition
	+ CASE WHEN k.is_persisted = 1 THEN N' PERSISTED' ELSE N'' END
	+ CASE WHEN k.is_persisted = 1 AND k.is_nullable = 0 THEN N' NOT NULL'
		ELSE N'' END, N''
FROM sys.computed_columns AS k JOIN @columns AS c ON c.id = k.column_id
WHERE k.object_id = @table;
DECLARE @place INT = 0, @last INT = 32 + COALESCE((SELECT MAX(index_column_id)
	FROM sys.index_columns WHERE object_id = @table), 0);
WHILE @place < @last
BEGIN
	SET @place = @place + 1;
	UPDATE b SET keys = b.keys + CASE WHEN @place = 1 THEN N'' ELSE N', ' END
		+ QUOTENAME(COL_NAME(@table, x.column_id))
		+ CASE WHEN x.is_descending_key = 1 THEN N' DESC' ELSE N'' END
	FROM @bound AS b JOIN sys.index_columns AS x ON x.object_id = @table
		AND x.index_id = b.index_id AND x.key_ordinal = @place;
	UPDATE b SET others = b.others + CASE WHEN b.others = N'' THEN N'' ELSE N', ' END
		+ QUOTENAME(COL_NAME(@table, x.column_id))
	FROM @bound AS b JOIN sys.index_columns AS x ON x.object_id = @table
		AND x.index_id = b.index_id AND x.is_included_column = 1
		AND x.index_column_id = @place;
	UPDATE b SET keys = b.keys + CASE WHEN @place = 1 THEN N'' ELSE N', ' END
		+ QUOTENAME(COL_NAME(@table, x.parent_column_id)),
		others = b.others + CASE WHEN @place = 1 THEN N'' ELSE N', ' END
		+ QUOTENAME(COL_NAME(x.referenced_object_id, x.referenced_column_id))
	FROM @bound AS b JOIN sys.foreign_key_columns AS x
		ON x.constraint_object_id = b.key_id AND x.constraint_column_id = @place;
END;
IF EXISTS (SELECT 1 FROM @bound WHERE away + head + tail IS NULL)
	THROW 50000, N'the login may not see the definition of what hangs on the column', 1;
WHILE EXISTS (SELECT 1 FROM @bound WHERE id > @id)
BEGIN
	SELECT TOP (1) @id = id, @sql = away FROM @bound WHERE id > @id ORDER BY id;
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
SET @id = @id + 1;
WHILE EXISTS (SELECT 1 FROM @bound WHERE id < @id)
BEGIN
	SELECT TOP (1) @id = id, @sql = head + COALESCE(N'(' + keys + N')', N'')
		+ COALESCE(middle + N'(' + NULLIF(others, N'') + N')', N'') + tail
	FROM @bound WHERE id < @id ORDER BY id DESC;
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
DECLARE @name NVARCHAR(600) = N'[dbo].[item]', @sql NVARCHAR(MAX), @id INT = 0;
DECLARE @table INT = OBJECT_ID(@name);
DECLARE @column INT = COLUMNPROPERTY(@table, N'price', 'ColumnId');
DECLARE @type NVARCHAR(MAX), @null NVARCHAR(9);
DECLARE @alter NVARCHAR(MAX) = N'ALTER TABLE [dbo].[item] ALTER COLUMN [price] ';
DECLARE @missing NVARCHAR(2048) = N'there is no column [dbo].[item].[price]';
SELECT @null = CASE WHEN c.is_nullable = 1 THEN N' NULL' ELSE N' NOT NULL' END,
	@type = N'BIGINT'
FROM sys.columns AS c
	JOIN sys.types AS y ON y.user_type_id = c.user_type_id
WHERE c.object_id = @table AND c.column_id = @column;
IF @null IS NULL
	THROW 50000, @missing, 1;
SET @null = N' NULL';
DECLARE @columns TABLE (id INT PRIMARY KEY);
INSERT INTO @columns (id) SELECT c.column_id FROM sys.columns AS c
	JOIN sys.types AS y ON y.user_type_id = c.user_type_id
WHERE c.object_id = @table AND c.column_id = @column;
INSERT INTO @columns (id) SELECT k.column_id FROM sys.computed_columns AS k
WHERE k.object_id = @table AND EXISTS (SELECT 1 FROM @columns AS c
	WHERE CHARINDEX(QUOTENAME(COL_NAME(@table, c.id)), k.definition) > 0);
DECLARE @bound TABLE (id INT IDENTITY(1, 1) PRIMARY KEY, index_id INT, key_id INT,
	away NVARCHAR(MAX), head NVARCHAR(MAX), keys NVARCHAR(MAX), middle NVARCHAR(MAX),
	others NVARCHAR(MAX), tail NVARCHAR(MAX));
INSERT INTO @bound (key_id, away, head, keys, middle, others, tail)
SELECT f.object_id, N'ALTER TABLE ' + @name + N' DROP CONSTRAINT ' + QUOTENAME(f.name),
	N'ALTER TABLE ' + @name + CASE WHEN f.is_not_trusted = 1 THEN N' WITH NOCHECK'
		ELSE N' WITH CHECK' END + N' ADD CONSTRAINT ' + QUOTENAME(f.name)
		+ N' FOREIGN KEY ', N'',
	N' REFERENCES ' + QUOTENAME(OBJECT_SCHEMA_NAME(f.referenced_object_id)) + N'.'
		+ QUOTENAME(OBJECT_NAME(f.referenced_object_id)) + N' ', N'',
	CASE f.delete_referential_action WHEN 1 THEN N' ON DELETE CASCADE'
		WHEN 2 THEN N' ON DELETE SET NULL' WHEN 3 THEN N' ON DELETE SET DEFAULT'
		ELSE N'' END
	+ CASE f.update_referential_action WHEN 1 THEN N' ON UPDATE CASCADE'
		WHEN 2 THEN N' ON UPDATE SET NULL' WHEN 3 THEN N' ON UPDATE SET DEFAULT'
		ELSE N'' END
	+ CASE WHEN f.is_not_for_replication = 1 THEN N' NOT FOR REPLICATION' ELSE N'' END
	+ CASE WHEN f.is_disabled = 1 THEN N'; ALTER TABLE ' + @name
		+ N' NOCHECK CONSTRAINT ' + QUOTENAME(f.name) ELSE N'' END
FROM sys.foreign_keys AS f WHERE f.parent_object_id = @table
	AND EXISTS (SELECT 1 FROM sys.foreign_key_columns AS x
		JOIN @columns AS c ON c.id = x.parent_column_id
			OR x.referenced_object_id = @table AND c.id = x.referenced_column_id
		WHERE x.constraint_object_id = f.object_id);
INSERT INTO @bound (away, head, tail)
SELECT N'ALTER TABLE ' + @name + N' DROP CONSTRAINT ' + QUOTENAME(k.name),
	N'ALTER TABLE ' + @name + CASE WHEN k.is_not_trusted = 1 THEN N' WITH NOCHECK'
		ELSE N' WITH CHECK' END + N' ADD CONSTRAINT ' + QUOTENAME(k.name) + N' CHECK '
	+ CASE WHEN k.is_not_for_replication = 1 THEN N'NOT FOR REPLICATION ' ELSE N'' END
	+ k.definition,
	CASE WHEN k.is_disabled = 1 THEN N'; ALTER TABLE ' + @name
		+ N' NOCHECK CONSTRAINT ' + QUOTENAME(k.name) ELSE N'' END
FROM sys.check_constraints AS k WHERE k.parent_object_id = @table
	AND EXISTS (SELECT 1 FROM INFORMATION_SCHEMA.CONSTRAINT_COLUMN_USAGE AS u
		JOIN @columns AS c ON u.COLUMN_NAME = COL_NAME(@table, c.id)
		WHERE u.CONSTRAINT_NAME = k.name AND u.TABLE_NAME = OBJECT_NAME(@table)
		AND u.TABLE_SCHEMA = OBJECT_SCHEMA_NAME(@table));
INSERT INTO @bound (away, head, tail)
SELECT N'ALTER TABLE ' + @name + N' DROP CONSTRAINT ' + QUOTENAME(d.name), N'ALTER TABLE ' + @name + N' ADD CONSTRAINT '
	+ QUOTENAME(d.name) + N' DEFAULT ' + d.definition + N' FOR '
	+ QUOTENAME(COL_NAME(@table, @column)), N''
FROM sys.default_constraints AS d
	JOIN @columns AS c ON c.id = d.parent_column_id
WHERE d.parent_object_id = @table;
INSERT INTO @bound (index_id, away, head, keys, middle, others, tail)
SELECT i.index_id, CASE WHEN i.is_primary_key = 1 OR i.is_unique_constraint = 1
		THEN N'ALTER TABLE ' + @name + N' DROP CONSTRAINT ' + QUOTENAME(i.name)
		ELSE N'DROP INDEX ' + QUOTENAME(i.name) + N' ON ' + @name END,
	CASE WHEN i.is_primary_key = 1 OR i.is_unique_constraint = 1
		THEN N'ALTER TABLE ' + @name + N' ADD CONSTRAINT ' + QUOTENAME(i.name)
			+ CASE WHEN i.is_primary_key = 1 THEN N' PRIMARY KEY ' ELSE N' UNIQUE ' END
			+ CASE i.type WHEN 1 THEN N'CLUSTERED ' ELSE N'NONCLUSTERED ' END
		ELSE N'CREATE ' + CASE WHEN i.is_unique = 1 THEN N'UNIQUE ' ELSE N'' END
			+ CASE i.type WHEN 1 THEN N'CLUSTERED ' ELSE N'NONCLUSTERED ' END
			+ N'INDEX ' + QUOTENAME(i.name) + N' ON ' + @name + N' ' END,
	N'', N' INCLUDE ', N'',
	CASE WHEN i.has_filter = 1 THEN N' WHERE ' + i.filter_definition ELSE N'' END
	+ N' WITH (IGNORE_DUP_KEY = ' + CASE WHEN i.ignore_dup_key = 1 THEN N'ON'
		ELSE N'OFF' END + CASE WHEN i.is_padded = 1 THEN N', PAD_INDEX = ON' ELSE N'' END
	+ CASE WHEN i.fill_factor > 0 THEN N', FILLFACTOR = '
		+ CAST(i.fill_factor AS NVARCHAR(3)) ELSE N'' END
	+ CASE WHEN i.allow_row_locks = 0 THEN N', ALLOW_ROW_LOCKS = OFF' ELSE N'' END
	+ CASE WHEN i.allow_page_locks = 0 THEN N', ALLOW_PAGE_LOCKS = OFF' ELSE N'' END
	+ N') ON ' + QUOTENAME(s.name)
FROM sys.indexes AS i JOIN sys.data_spaces AS s ON s.data_space_id = i.data_space_id
WHERE i.object_id = @table AND i.type IN (1, 2) AND i.is_disabled = 0
	AND s.type = 'FG'
	AND NOT EXISTS (SELECT 1 FROM sys.partitions AS p WHERE p.object_id = @table
		AND p.index_id = i.index_id AND p.data_compression <> 0)
	AND EXISTS (SELECT 1 FROM @columns AS c LEFT JOIN sys.index_columns AS x
		ON x.object_id = @table AND x.index_id = i.index_id AND x.column_id = c.id
		WHERE x.column_id IS NOT NULL OR i.has_filter = 1
		AND CHARINDEX(QUOTENAME(COL_NAME(@table, c.id)), i.filter_definition) > 0)
ORDER BY i.is_primary_key, i.is_unique_constraint, i.index_id;
INSERT INTO @bound (away, head, tail)
SELECT N'ALTER TABLE ' + @name + N' DROP COLUMN ' + QUOTENAME(k.name),
	N'ALTER TABLE ' + @name + N' ADD ' + QUOTENAME(k.name) + N' AS ' + k.definition
	+ CASE WHEN k.is_persisted = 1 THEN N' PERSISTED' ELSE N'' END
	+ CASE WHEN k.is_persisted = 1 AND k.is_nullable = 0 THEN N' NOT NULL'
		ELSE N'' END, N''
FROM sys.computed_columns AS k JOIN @columns AS c ON c.id = k.column_id
WHERE k.object_id = @table;
DECLARE @place INT = 0, @last INT = 32 + COALESCE((SELECT MAX(index_column_id)
	FROM sys.index_columns WHERE object_id = @table), 0);
WHILE @place < @last
BEGIN
	SET @place = @place + 1;
	UPDATE b SET keys = b.keys + CASE WHEN @place = 1 THEN N'' ELSE N', ' END
		+ QUOTENAME(COL_NAME(@table, x.column_id))
		+ CASE WHEN x.is_descending_key = 1 THEN N' DESC' ELSE N'' END
	FROM @bound AS b JOIN sys.index_columns AS x ON x.object_id = @table
		AND x.index_id = b.index_id AND x.key_ordinal = @place;
	UPDATE b SET others = b.others + CASE WHEN b.others = N'' THEN N'' ELSE N', ' END
		+ QUOTENAME(COL_NAME(@table, x.column_id))
	FROM @bound AS b JOIN sys.index_columns AS x ON x.object_id = @table
		AND x.index_id = b.index_id AND x.is_included_column = 1
		AND x.index_column_id = @place;
	UPDATE b SET keys = b.keys + CASE WHEN @place = 1 THEN N'' ELSE N', ' END
		+ QUOTENAME(COL_NAME(@table, x.parent_column_id)),
		others = b.others + CASE WHEN @place = 1 THEN N'' ELSE N', ' END
		+ QUOTENAME(COL_NAME(x.referenced_object_id, x.referenced_column_id))
	FROM @bound AS b JOIN sys.foreign_key_columns AS x
		ON x.constraint_object_id = b.key_id AND x.constraint_column_id = @place;
END;
IF EXISTS (SELECT 1 FROM @bound WHERE away + head + tail IS NULL)
	THROW 50000, N'the login may not see the definition of what hangs on the column', 1;
WHILE EXISTS (SELECT 1 FROM @bound WHERE id > @id)
BEGIN
	SELECT TOP (1) @id = id, @sql = away FROM @bound WHERE id > @id ORDER BY id;
	EXEC (@sql);
END;
SET @sql = @alter + @type + @null;
EXEC (@sql);
SET @id = @id + 1;
WHILE EXISTS (SELECT 1 FROM @bound WHERE id < @id)
BEGIN
	SELECT TOP (1) @id = id, @sql = head + COALESCE(N'(' + keys + N')', N'')
		+ COALESCE(middle + N'(' + NULLIF(others, N'') + N')', N'') + tail
	FROM @bound WHERE id < @id ORDER BY id DESC;
	EXEC (@sql);
END
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
DECLARE @name NVARCHAR(600) = N'[dbo].[item]', @sql NVARCHAR(MAX), @id INT = 0;
DECLARE @table INT = OBJECT_ID(@name);
DECLARE @column INT = COLUMNPROPERTY(@table, N'cents', 'ColumnId');
DECLARE @type NVARCHAR(MAX), @null NVARCHAR(9);
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
WHERE c.object_id = @table AND c.column_id = @column;
IF @null IS NULL
	THROW 50000, @missing, 1;
SET @null = N' NOT NULL';
DECLARE @columns TABLE (id INT PRIMARY KEY);
INSERT INTO @columns (id) SELECT c.column_id FROM sys.columns AS c
	JOIN sys.types AS y ON y.user_type_id = c.user_type_id
WHERE c.object_id = @table AND c.column_id = @column;
INSERT INTO @columns (id) SELECT k.column_id FROM sys.computed_columns AS k
WHERE k.object_id = @table AND EXISTS (SELECT 1 FROM @columns AS c
	WHERE CHARINDEX(QUOTENAME(COL_NAME(@table, c.id)), k.definition) > 0);
DECLARE @bound TABLE (id INT IDENTITY(1, 1) PRIMARY KEY, index_id INT, key_id INT,
	away NVARCHAR(MAX), head NVARCHAR(MAX), keys NVARCHAR(MAX), middle NVARCHAR(MAX),
	others NVARCHAR(MAX), tail NVARCHAR(MAX));
INSERT INTO @bound (key_id, away, head, keys, middle, others, tail)
SELECT f.object_id, N'ALTER TABLE ' + @name + N' DROP CONSTRAINT ' + QUOTENAME(f.name),
	N'ALTER TABLE ' + @name + CASE WHEN f.is_not_trusted = 1 THEN N' WITH NOCHECK'
		ELSE N' WITH CHECK' END + N' ADD CONSTRAINT ' + QUOTENAME(f.name)
		+ N' FOREIGN KEY ', N'',
	N' REFERENCES ' + QUOTENAME(OBJECT_SCHEMA_NAME(f.referenced_object_id)) + N'.'
		+ QUOTENAME(OBJECT_NAME(f.referenced_object_id)) + N' ', N'',
	CASE f.delete_referential_action WHEN 1 THEN N' ON DELETE CASCADE'
		WHEN 2 THEN N' ON DELETE SET NULL' WHEN 3 THEN N' ON DELETE SET DEFAULT'
		ELSE N'' END
	+ CASE f.update_referential_action WHEN 1 THEN N' ON UPDATE CASCADE'
		WHEN 2 THEN N' ON UPDATE SET NULL' WHEN 3 THEN N' ON UPDATE SET DEFAULT'
		ELSE N'' END
	+ CASE WHEN f.is_not_for_replication = 1 THEN N' NOT FOR REPLICATION' ELSE N'' END
	+ CASE WHEN f.is_disabled = 1 THEN N'; ALTER TABLE ' + @name
		+ N' NOCHECK CONSTRAINT ' + QUOTENAME(f.name) ELSE N'' END
FROM sys.foreign_keys AS f WHERE f.parent_object_id = @table
	AND EXISTS (SELECT 1 FROM sys.foreign_key_columns AS x
		JOIN @columns AS c ON c.id = x.parent_column_id
			OR x.referenced_object_id = @table AND c.id = x.referenced_column_id
		WHERE x.constraint_object_id = f.object_id);
INSERT INTO @bound (away, head, tail)
SELECT N'ALTER TABLE ' + @name + N' DROP CONSTRAINT ' + QUOTENAME(k.name),
	N'ALTER TABLE ' + @name + CASE WHEN k.is_not_trusted = 1 THEN N' WITH NOCHECK'
		ELSE N' WITH CHECK' END + N' ADD CONSTRAINT ' + QUOTENAME(k.name) + N' CHECK '
	+ CASE WHEN k.is_not_for_replication = 1 THEN N'NOT FOR REPLICATION ' ELSE N'' END
	+ k.definition,
	CASE WHEN k.is_disabled = 1 THEN N'; ALTER TABLE ' + @name
		+ N' NOCHECK CONSTRAINT ' + QUOTENAME(k.name) ELSE N'' END
FROM sys.check_constraints AS k WHERE k.parent_object_id = @table
	AND EXISTS (SELECT 1 FROM INFORMATION_SCHEMA.CONSTRAINT_COLUMN_USAGE AS u
		JOIN @columns AS c ON u.COLUMN_NAME = COL_NAME(@table, c.id)
		WHERE u.CONSTRAINT_NAME = k.name AND u.TABLE_NAME = OBJECT_NAME(@table)
		AND u.TABLE_SCHEMA = OBJECT_SCHEMA_NAME(@table));
INSERT INTO @bound (away, head, tail)
SELECT N'ALTER TABLE ' + @name + N' DROP CONSTRAINT ' + QUOTENAME(d.name), N'ALTER TABLE ' + @name + N' ADD CONSTRAINT '
	+ QUOTENAME(d.name) + N' DEFAULT ' + d.definition + N' FOR '
	+ QUOTENAME(COL_NAME(@table, @column)), N''
FROM sys.default_constraints AS d
	JOIN @columns AS c ON c.id = d.parent_column_id
WHERE d.parent_object_id = @table;
INSERT INTO @bound (index_id, away, head, keys, middle, others, tail)
SELECT i.index_id, CASE WHEN i.is_primary_key = 1 OR i.is_unique_constraint = 1
		THEN N'ALTER TABLE ' + @name + N' DROP CONSTRAINT ' + QUOTENAME(i.name)
		ELSE N'DROP INDEX ' + QUOTENAME(i.name) + N' ON ' + @name END,
	CASE WHEN i.is_primary_key = 1 OR i.is_unique_constraint = 1
		THEN N'ALTER TABLE ' + @name + N' ADD CONSTRAINT ' + QUOTENAME(i.name)
			+ CASE WHEN i.is_primary_key = 1 THEN N' PRIMARY KEY ' ELSE N' UNIQUE ' END
			+ CASE i.type WHEN 1 THEN N'CLUSTERED ' ELSE N'NONCLUSTERED ' END
		ELSE N'CREATE ' + CASE WHEN i.is_unique = 1 THEN N'UNIQUE ' ELSE N'' END
			+ CASE i.type WHEN 1 THEN N'CLUSTERED ' ELSE N'NONCLUSTERED ' END
			+ N'INDEX ' + QUOTENAME(i.name) + N' ON ' + @name + N' ' END,
	N'', N' INCLUDE ', N'',
	CASE WHEN i.has_filter = 1 THEN N' WHERE ' + i.filter_definition ELSE N'' END
	+ N' WITH (IGNORE_DUP_KEY = ' + CASE WHEN i.ignore_dup_key = 1 THEN N'ON'
		ELSE N'OFF' END + CASE WHEN i.is_padded = 1 THEN N', PAD_INDEX = ON' ELSE N'' END
	+ CASE WHEN i.fill_factor > 0 THEN N', FILLFACTOR = '
		+ CAST(i.fill_factor AS NVARCHAR(3)) ELSE N'' END
	+ CASE WHEN i.allow_row_locks = 0 THEN N', ALLOW_ROW_LOCKS = OFF' ELSE N'' END
	+ CASE WHEN i.allow_page_locks = 0 THEN N', ALLOW_PAGE_LOCKS = OFF' ELSE N'' END
	+ N') ON ' + QUOTENAME(s.name)
FROM sys.indexes AS i JOIN sys.data_spaces AS s ON s.data_space_id = i.data_space_id
WHERE i.object_id = @table AND i.type IN (1, 2) AND i.is_disabled = 0
	AND s.type = 'FG'
	AND NOT EXISTS (SELECT 1 FROM sys.partitions AS p WHERE p.object_id = @table
		AND p.index_id = i.index_id AND p.data_compression <> 0)
	AND EXISTS (SELECT 1 FROM @columns AS c LEFT JOIN sys.index_columns AS x
		ON x.object_id = @table AND x.index_id = i.index_id AND x.column_id = c.id
		WHERE x.column_id IS NOT NULL OR i.has_filter = 1
		AND CHARINDEX(QUOTENAME(COL_NAME(@table, c.id)), i.filter_definition) > 0)
ORDER BY i.is_primary_key, i.is_unique_constraint, i.index_id;
INSERT INTO @bound (away, head, tail)
SELECT N'ALTER TABLE ' + @name + N' DROP COLUMN ' + QUOTENAME(k.name),
	N'ALTER TABLE ' + @name + N' ADD ' + QUOTENAME(k.name) + N' AS ' + k.definition
	+ CASE WHEN k.is_persisted = 1 THEN N' PERSISTED' ELSE N'' END
	+ CASE WHEN k.is_persisted = 1 AND k.is_nullable = 0 THEN N' NOT NULL'
		ELSE N'' END, N''
FROM sys.computed_columns AS k JOIN @columns AS c ON c.id = k.column_id
WHERE k.object_id = @table;
DECLARE @place INT = 0, @last INT = 32 + COALESCE((SELECT MAX(index_column_id)
	FROM sys.index_columns WHERE object_id = @table), 0);
WHILE @place < @last
BEGIN
	SET @place = @place + 1;
	UPDATE b SET keys = b.keys + CASE WHEN @place = 1 THEN N'' ELSE N', ' END
		+ QUOTENAME(COL_NAME(@table, x.column_id))
		+ CASE WHEN x.is_descending_key = 1 THEN N' DESC' ELSE N'' END
	FROM @bound AS b JOIN sys.index_columns AS x ON x.object_id = @table
		AND x.index_id = b.index_id AND x.key_ordinal = @place;
	UPDATE b SET others = b.others + CASE WHEN b.others = N'' THEN N'' ELSE N', ' END
		+ QUOTENAME(COL_NAME(@table, x.column_id))
	FROM @bound AS b JOIN sys.index_columns AS x ON x.object_id = @table
		AND x.index_id = b.index_id AND x.is_included_column = 1
		AND x.index_column_id = @place;
	UPDATE b SET keys = b.keys + CASE WHEN @place = 1 THEN N'' ELSE N', ' END
		+ QUOTENAME(COL_NAME(@table, x.parent_column_id)),
		others = b.others + CASE WHEN @place = 1 THEN N'' ELSE N', ' END
		+ QUOTENAME(COL_NAME(x.referenced_object_id, x.referenced_column_id))
	FROM @bound AS b JOIN sys.foreign_key_columns AS x
		ON x.constraint_object_id = b.key_id AND x.constraint_column_id = @place;
END;
IF EXISTS (SELECT 1 FROM @bound WHERE away + head + tail IS NULL)
	THROW 50000, N'the login may not see the definition of what hangs on the column', 1;
WHILE EXISTS (SELECT 1 FROM @bound WHERE id > @id)
BEGIN
	SELECT TOP (1) @id = id, @sql = away FROM @bound WHERE id > @id ORDER BY id;
	EXEC (@sql);
END;
SET @sql = @alter + @type + @null;
EXEC (@sql);
SET @id = @id + 1;
WHILE EXISTS (SELECT 1 FROM @bound WHERE id < @id)
BEGIN
	SELECT TOP (1) @id = id, @sql = head + COALESCE(N'(' + keys + N')', N'')
		+ COALESCE(middle + N'(' + NULLIF(others, N'') + N')', N'') + tail
	FROM @bound WHERE id < @id ORDER BY id DESC;
	EXEC (@sql);
END
GO

