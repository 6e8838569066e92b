-- 6: create_table
CREATE TABLE [dbo].[item] (
	[a] INT NULL,
	[b] INT NULL,
	[c] VARCHAR(MAX) NULL
)
GO

-- 9: create_index
CREATE INDEX [ix_item_a] ON [dbo].[item] ([a])
GO

-- 10: create_index
CREATE UNIQUE INDEX [ix_item_ab] ON [dbo].[item] ([a], [b] DESC) INCLUDE ([c]) WHERE a IS NOT NULL
GO

-- 11: create_index
-- error: create_index: index ix_item_lower has an expression, SQL Server takes columns only
-- hint: Add a computed column and index that.

-- 12: drop_index
DROP INDEX [ix_item_a] ON [dbo].[item]
GO

