-- 6: create_table
CREATE TABLE "parent" (
	"id" INTEGER NOT NULL,
	CONSTRAINT "pk_parent" PRIMARY KEY ("id")
);

-- 9: create_table
CREATE TABLE "item" (
	"id" INTEGER NOT NULL,
	"a" INTEGER,
	"b" INTEGER
);

-- 15: create_primary_key
-- needs the table

-- 16: create_unique_constraint
-- needs the table

-- 17: create_foreign_key
-- needs the table

-- 18: create_check_constraint
-- needs the table

-- 19: drop_constraint
-- needs the table

-- 20: drop_constraint
-- needs the table

-- 21: drop_constraint
-- needs the table

-- 22: drop_constraint
-- needs the table

