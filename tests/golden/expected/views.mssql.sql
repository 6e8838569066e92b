-- 6: create_table
CREATE TABLE [dbo].[item] (
	[id] INT IDENTITY(1,1) NOT NULL,
	[name] VARCHAR(MAX) NULL,
	CONSTRAINT [pk_item] PRIMARY KEY ([id])
)
GO

-- 9: create_view
EXEC (N'CREATE VIEW [dbo].[named] AS
SELECT id FROM item WHERE name = ''it''''s''')
GO

-- 10: create_view
EXEC (N'CREATE VIEW [dbo].[commented] AS
SELECT id
FROM item -- all of them
')
GO

-- 15: drop_view
DROP VIEW [dbo].[named]
GO

