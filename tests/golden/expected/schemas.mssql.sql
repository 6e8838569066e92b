-- 6: create_table
CREATE TABLE [main].[item] (
	[id] INT IDENTITY(1,1) NOT NULL,
	[up] INT NULL,
	CONSTRAINT [pk_item] PRIMARY KEY ([id]),
	CONSTRAINT [fk_item_up] FOREIGN KEY ([up]) REFERENCES [main].[item] ([id])
)
GO
CREATE INDEX [ix_item_up] ON [main].[item] ([up])
GO

-- 11: add_column
ALTER TABLE [main].[item] ADD [note] VARCHAR(MAX) NULL
GO
DECLARE @schema SYSNAME = N'main', @table SYSNAME = N'item', @column SYSNAME = N'note';
DECLARE @comment NVARCHAR(3750) = N'free';
DECLARE @object INT = OBJECT_ID(N'[main].[item]');
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

-- 12: drop_index
DROP INDEX [ix_item_up] ON [main].[item]
GO

-- 13: rename_table
DECLARE @from NVARCHAR(1035) = N'[main].[item]', @to SYSNAME = N'thing';
EXEC sys.sp_rename @objname = @from, @newname = @to, @objtype = 'OBJECT'
GO

-- 14: create_view
EXEC (N'CREATE VIEW [main].[things] AS
SELECT id FROM thing')
GO

-- 15: drop_view
DROP VIEW [main].[things]
GO

-- 16: drop_table
DROP TABLE [main].[thing]
GO

-- 17: create_table
CREATE TABLE [main].[item] (
	[id] INT NULL,
	CONSTRAINT [fk_item_id] FOREIGN KEY ([id]) REFERENCES [other].[item]
)
GO

