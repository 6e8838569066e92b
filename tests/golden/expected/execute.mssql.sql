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
-- first
CREATE VIEW v AS SELECT 1 AS one
GO
;ALTER PROC p AS SELECT 2
GO
CREATE OR ALTER PROC p AS SELECT 1; COMMIT
GO

-- 37: execute
CREATE SCHEMA app CREATE TABLE t (a INT) CREATE VIEW w AS SELECT a FROM t
GO
GRANT CREATE VIEW TO x; EXEC (N'CREATE VIEW x AS SELECT 1 AS one')
GO

-- 38: execute
-- error: execute: CREATE VIEW has to be the first statement of its batch
-- hint: Put a line that holds only GO before it.

-- 39: execute
-- error: execute: ALTER TRIGGER has to be the first statement of its batch
-- hint: Put a line that holds only GO before it.

-- 40: execute
-- error: execute: CREATE OR ALTER FUNCTION has to be the first statement of its batch
-- hint: Put a line that holds only GO before it.

-- 41: execute
-- error: execute: SQL Server cannot run RECONFIGURE within a transaction
-- hint: Put it at the end of a revision of its own with transaction: false.

-- 42: execute
BEGIN TRAN; UPDATE item SET name = 'x'
GO
COMMIT; SAVE TRANSACTION here; ROLLBACK TRANSACTION here
GO

-- 43: execute
-- error: execute: COMMIT would end the transaction of the revision in its middle
-- hint: Leave it out: gitmig commits the revision as a whole.

-- 44: execute
BACKUP LOG x TO DISK = 'x'
GO
WHILE @@TRANCOUNT > 0 COMMIT
GO

