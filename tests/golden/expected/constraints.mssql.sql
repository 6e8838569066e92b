-- 6: create_table
CREATE TABLE [dbo].[parent] (
	[id] INT IDENTITY(1,1) NOT NULL,
	CONSTRAINT [pk_parent] PRIMARY KEY ([id])
)
GO

-- 9: create_table
CREATE TABLE [dbo].[item] (
	[id] INT NOT NULL,
	[a] INT NULL,
	[b] INT NULL
)
GO

-- 15: create_primary_key
ALTER TABLE [dbo].[item] ADD CONSTRAINT [pk_item] PRIMARY KEY ([id])
GO

-- 16: create_unique_constraint
ALTER TABLE [dbo].[item] ADD CONSTRAINT [uq_item_a_b] UNIQUE ([a], [b])
GO

-- 17: create_foreign_key
ALTER TABLE [dbo].[item] ADD CONSTRAINT [fk_item_parent] FOREIGN KEY ([a]) REFERENCES [dbo].[parent] ([id]) ON DELETE SET DEFAULT
GO

-- 18: create_check_constraint
ALTER TABLE [dbo].[item] ADD CONSTRAINT [ck_item] CHECK (a < b OR b IS NULL)
GO

-- 19: drop_constraint
ALTER TABLE [dbo].[item] DROP CONSTRAINT [ck_item]
GO

-- 20: drop_constraint
ALTER TABLE [dbo].[item] DROP CONSTRAINT [fk_item_parent]
GO

-- 21: drop_constraint
ALTER TABLE [dbo].[item] DROP CONSTRAINT [uq_item_a_b]
GO

-- 22: drop_constraint
ALTER TABLE [dbo].[item] DROP CONSTRAINT [pk_item]
GO

