-- 6: create_table
CREATE TABLE "item" (
	"id" INTEGER NOT NULL,
	"size" VARCHAR(20),
	"price" INTEGER NOT NULL,
	CONSTRAINT "pk_item" PRIMARY KEY ("id")
);

-- 12: insert
INSERT INTO "item" ("size", "price") VALUES
	('5cm', 3),
	('12cm', 4);

-- 13: alter_column
ALTER TABLE "item" RENAME COLUMN "size" TO "extent";

-- 14: alter_column
-- needs the table

-- 15: alter_column
-- needs the table

-- 16: alter_column
-- needs the table

-- 17: alter_column
-- needs the table

-- 18: alter_column
-- needs the table

-- 19: alter_column
-- needs the table

-- 20: alter_column

-- 21: alter_column
-- needs the table

