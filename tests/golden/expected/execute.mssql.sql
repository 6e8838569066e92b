-- 6: create_table
CREATE TABLE [dbo].[item] (
	[id] INT IDENTITY(1,1) NOT NULL,
	[name] VARCHAR(MAX) NULL,
	CONSTRAINT [pk_item] PRIMARY KEY ([id])
)
GO

-- 9: execute
UPDATE item SET name = 'x' WHERE name IS NULL
GO

-- 10: execute
UPDATE item SET name = 'a
GO
b';
GO
/* nothing
GO */
DELETE FROM item WHERE id < 0;
GO
-- the end
GO

-- 21: execute
/* a comment
GO /* within another */
GO */
SELECT 1
GO 2
GOTO done
GO -- not alone
done:
GO

-- 32: execute

-- 33: execute
GRANT CREATE DATABASE TO deployer
GO
CREATE PROCEDURE keep AS BACKUP DATABASE x TO DISK = 'x'
GO

-- 34: execute
-- error: execute: SQL Server cannot run ALTER DATABASE within a transaction
-- hint: Put it at the end of a revision of its own with transaction: false.

-- 35: execute
-- error: execute: SQL Server cannot run RECONFIGURE within a transaction
-- hint: Put it at the end of a revision of its own with transaction: false.

-- 36: execute
BACKUP LOG x TO DISK = 'x'
GO

