-- 6: create_table
CREATE TABLE "main"."item" (
	"id" INTEGER NOT NULL,
	"up" INTEGER,
	CONSTRAINT "pk_item" PRIMARY KEY ("id"),
	CONSTRAINT "fk_item_up" FOREIGN KEY ("up") REFERENCES "item" ("id")
);
CREATE INDEX "main"."ix_item_up" ON "item" ("up");

-- 11: add_column
ALTER TABLE "main"."item" ADD COLUMN "note" TEXT;

-- 12: drop_index
DROP INDEX "main"."ix_item_up";

-- 13: rename_table
ALTER TABLE "main"."item" RENAME TO "thing";

-- 14: create_view
CREATE VIEW "main"."things" AS
SELECT id FROM thing;

-- 15: drop_view
DROP VIEW "main"."things";

-- 16: drop_table
DROP TABLE "main"."thing";

-- 17: create_table
-- error: create_table: a foreign key to other.item would leave its database, which SQLite cannot do

