-- 6: create_table
-- error: create_table: default of column a: "abc" is no integer

-- 7: create_table
-- error: create_table: default of column a: 40000 is out of the range of smallint

-- 8: create_table
-- error: create_table: default of column a: "yes" is no boolean: write true or false

-- 9: create_table
-- error: create_table: default of column a: "CURRENT_TIMESTAMP" is no datetime (YYYY-MM-DD HH:MM:SS)
-- hint: An expression such as CURRENT_TIMESTAMP is written as default_sql.

-- 10: create_table
-- error: create_table: default of column a: "6F9619FF" is no uuid

-- 11: create_table
-- error: create_table: default of column a: "0xabc" is no binary value: two hexadecimal digits a byte

-- 12: create_table
-- error: create_table: column a: VARCHAR takes at most 8000
-- hint: Use text for more.

-- 13: create_table
-- error: create_table: column a: NUMERIC takes at most 38

-- 14: create_table
-- error: create_table: column a is no integer: autoincrement needs one

-- 15: create_table
CREATE TABLE [dbo].[t] (
	[a] INT IDENTITY(1,1) NOT NULL
)
GO

-- 16: create_table
-- error: create_table: column a has no type for mssql

-- 17: create_table
CREATE TABLE [dbo].[t] (
	[a] X NULL
)
GO

-- 18: create_table
-- error: create_table: column a: "x y" is no collation

-- 19: create_foreign_key
ALTER TABLE [dbo].[t] ADD CONSTRAINT [fk_t_a] FOREIGN KEY ([a]) REFERENCES [dbo].[p] ([a]) ON DELETE CASCADE
GO

-- 20: add_column
-- error: add_column: fill of column a: "many" is no integer

-- 21: alter_column
-- error: alter_column: default of column a: "many" is no integer

-- 22: create_index
-- error: create_index: index ix_t has an expression, SQL Server takes columns only
-- hint: Add a computed column and index that.

-- 23: add_column
-- error: add_column: column a is filled with null but not nullable

-- 24: add_column
-- error: add_column: column a is numbered by autoincrement and cannot have a default

