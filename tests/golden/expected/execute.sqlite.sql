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
GO */
DELETE FROM item WHERE id < 0;
-- the end
;

-- 21: execute

-- 32: execute
PRAGMA user_version = 3;

-- 33: execute

-- 34: execute

-- 35: execute

-- 36: execute

-- 37: execute

-- 38: execute

-- 39: execute

-- 40: execute

-- 41: execute

-- 42: execute

-- 43: execute

-- 44: execute
VACUUM;

