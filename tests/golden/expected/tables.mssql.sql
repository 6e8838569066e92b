-- 6: create_table
CREATE TABLE [dbo].[old_name] (
	[id] INT IDENTITY(1,1) NOT NULL,
	CONSTRAINT [pk_old_name] PRIMARY KEY ([id])
)
GO

-- 9: rename_table
DECLARE @from NVARCHAR(1035) = N'[dbo].[old_name]', @to SYSNAME = N'new_name';
EXEC sys.sp_rename @objname = @from, @newname = @to, @objtype = 'OBJECT'
GO

-- 10: drop_table
DROP TABLE [dbo].[new_name]
GO

