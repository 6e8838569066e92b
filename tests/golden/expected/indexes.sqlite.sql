-- 6: create_table
CREATE TABLE "item" (
	"a" INTEGER,
	"b" INTEGER,
	"c" TEXT
);

-- 9: create_index
CREATE INDEX "ix_item_a" ON "item" ("a");

-- 10: create_index
CREATE UNIQUE INDEX "ix_item_ab" ON "item" ("a", "b" DESC) WHERE a IS NOT NULL;

-- 11: create_index
CREATE INDEX "ix_item_lower" ON "item" ((lower(c)), "a");

-- 12: drop_index
DROP INDEX "ix_item_a";

