-- 6: create_table
CREATE TABLE [dbo].[customer] (
	[id] INT IDENTITY(1,1) NOT NULL,
	[email] NVARCHAR(120) COLLATE NOCASE NOT NULL,
	[active] BIT NOT NULL CONSTRAINT [df_customer_active] DEFAULT (1),
	[joined] DATETIME2 NULL CONSTRAINT [df_customer_joined] DEFAULT (CURRENT_TIMESTAMP),
	[note] VARCHAR(40) NULL CONSTRAINT [df_customer_note] DEFAULT (N'it''s new'),
	CONSTRAINT [pk_customer] PRIMARY KEY ([id]),
	CONSTRAINT [uq_customer_email] UNIQUE ([email])
)
GO
CREATE INDEX [ix_customer_note] ON [dbo].[customer] ([note])
GO

-- 14: create_table
CREATE TABLE [dbo].[orders] (
	[id] BIGINT IDENTITY(1,1) NOT NULL,
	[customer_id] INT NOT NULL,
	[price] NUMERIC(10, 2) NOT NULL CONSTRAINT [df_orders_price] DEFAULT (0.00),
	[quantity] SMALLINT NULL CONSTRAINT [df_orders_quantity] DEFAULT (1),
	[total] AS (price * quantity) PERSISTED,
	[label] AS (UPPER('no.')),
	CONSTRAINT [pk_orders] PRIMARY KEY ([id]),
	CONSTRAINT [uq_orders_pair] UNIQUE ([customer_id], [quantity]),
	CONSTRAINT [fk_orders_id_customer_id] FOREIGN KEY ([id], [customer_id]) REFERENCES [dbo].[orders] ([customer_id], [quantity]),
	CONSTRAINT [fk_orders_customer_id] FOREIGN KEY ([customer_id]) REFERENCES [dbo].[customer] ([id]) ON DELETE CASCADE ON UPDATE NO ACTION,
	CONSTRAINT [ck_orders_1] CHECK (quantity > 0 -- never nothing
),
	CONSTRAINT [ck_orders_sane] CHECK (price < 1000000),
	CONSTRAINT [ck_orders_price] CHECK (price >= 0)
)
GO
CREATE INDEX [ix_orders_price] ON [dbo].[orders] ([price] DESC, [customer_id])
GO
CREATE UNIQUE INDEX [ix_orders_open] ON [dbo].[orders] ([customer_id]) INCLUDE ([price]) WHERE quantity > 10
GO
DECLARE @schema SYSNAME = N'dbo', @table SYSNAME = N'orders';
DECLARE @comment NVARCHAR(3750) = N'What customers have asked for';
DECLARE @object INT = OBJECT_ID(N'[dbo].[orders]');
IF EXISTS (SELECT 1 FROM sys.extended_properties WHERE class = 1
	AND major_id = @object AND name = N'MS_Description'
	AND minor_id = 0)
	EXEC sys.sp_updateextendedproperty @name = N'MS_Description', @value = @comment,
		@level0type = N'SCHEMA', @level0name = @schema,
		@level1type = N'TABLE', @level1name = @table;
ELSE
	EXEC sys.sp_addextendedproperty @name = N'MS_Description', @value = @comment,
		@level0type = N'SCHEMA', @level0name = @schema,
		@level1type = N'TABLE', @level1name = @table
GO
DECLARE @schema SYSNAME = N'dbo', @table SYSNAME = N'orders', @column SYSNAME = N'quantity';
DECLARE @comment NVARCHAR(3750) = N'how many, it''s never null';
DECLARE @object INT = OBJECT_ID(N'[dbo].[orders]');
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

-- 31: create_table
CREATE TABLE [dbo].[setting] (
	[scope] VARCHAR(20) NOT NULL,
	[name] VARCHAR(20) NOT NULL,
	[value] NVARCHAR(MAX) NULL,
	CONSTRAINT [pk_of_setting] PRIMARY KEY ([scope], [name])
) WITH (DATA_COMPRESSION = PAGE)
GO

-- 39: create_table
CREATE TABLE [dbo].[code] (
	[id] INT NOT NULL,
	[parent] INT NULL,
	CONSTRAINT [pk_code] PRIMARY KEY ([id]),
	CONSTRAINT [fk_code_parent] FOREIGN KEY ([parent]) REFERENCES [dbo].[code]
)
GO

