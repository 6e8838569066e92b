-- 6: create_table
CREATE TABLE "item" (
	"id" INTEGER NOT NULL,
	"name" TEXT,
	CONSTRAINT "pk_item" PRIMARY KEY ("id")
);

-- 9: execute
UPDATE item SET name = 'x' WHERE name IS NULL;

-- 10: execute
UPDATE item SET name = 'a
GO
b';
/* nothing
GO /* nested */
*/
DELETE FROM item WHERE id < 0;
-- the end
;

-- 22: execute
PRAGMA user_version = 3;

-- 23: execute

-- 24: execute

-- 25: execute

-- 26: execute
VACUUM;

