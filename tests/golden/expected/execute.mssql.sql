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
GO /* nested */
*/
DELETE FROM item WHERE id < 0;
GO
-- the end
GO

-- 22: execute

-- 23: execute
GRANT CREATE DATABASE TO deployer
GO
CREATE PROCEDURE save AS BACKUP DATABASE x TO DISK = 'x'
GO

-- 24: execute
-- error: execute: SQL Server cannot run ALTER DATABASE within a transaction
-- hint: Put it at the end of a revision of its own with transaction: false.

-- 25: execute
-- error: execute: SQL Server cannot run RECONFIGURE within a transaction
-- hint: Put it at the end of a revision of its own with transaction: false.

-- 26: execute
BACKUP LOG x TO DISK = 'x'
GO

