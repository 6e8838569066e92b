-- 6: create_table
CREATE TABLE [dbo].[item] (
	[id] INT IDENTITY(1,1) NOT NULL,
	[name] VARCHAR(20) NULL,
	[active] BIT NULL CONSTRAINT [df_item_active] DEFAULT (1),
	[data] VARBINARY(MAX) NULL,
	CONSTRAINT [pk_item] PRIMARY KEY ([id])
)
GO

-- 13: insert
DECLARE @identity BIT = 0;
IF EXISTS (SELECT 1 FROM sys.identity_columns WHERE object_id = OBJECT_ID(N'[dbo].[item]')
	AND name IN (N'id', N'name', N'active'))
	SET @identity = 1;
IF @identity = 1
	SET IDENTITY_INSERT [dbo].[item] ON;
INSERT INTO [dbo].[item] ([id], [name], [active]) VALUES (1, N'one', 1);
INSERT INTO [dbo].[item] ([id], [name], [active]) VALUES (2, N'2', 0);
INSERT INTO [dbo].[item] ([id], [name], [active]) VALUES (3, N'003', NULL);
IF @identity = 1
	SET IDENTITY_INSERT [dbo].[item] OFF
GO
DECLARE @identity BIT = 0;
IF EXISTS (SELECT 1 FROM sys.identity_columns WHERE object_id = OBJECT_ID(N'[dbo].[item]')
	AND name IN (N'name', N'data'))
	SET @identity = 1;
IF @identity = 1
	SET IDENTITY_INSERT [dbo].[item] ON;
INSERT INTO [dbo].[item] ([name], [data]) VALUES (N'it''s
a line', 0xCAFE);
IF @identity = 1
	SET IDENTITY_INSERT [dbo].[item] OFF
GO
DECLARE @identity BIT = 0;
IF EXISTS (SELECT 1 FROM sys.identity_columns WHERE object_id = OBJECT_ID(N'[dbo].[item]')
	AND name IN (N'name'))
	SET @identity = 1;
IF @identity = 1
	SET IDENTITY_INSERT [dbo].[item] ON;
INSERT INTO [dbo].[item] ([name]) VALUES (-1.5e3);
INSERT INTO [dbo].[item] ([name]) VALUES (N'null');
IF @identity = 1
	SET IDENTITY_INSERT [dbo].[item] OFF
GO

