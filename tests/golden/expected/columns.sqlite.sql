-- 6: create_table
CREATE TABLE "item" (
	"id" INTEGER NOT NULL,
	CONSTRAINT "pk_item" PRIMARY KEY ("id")
);

-- 9: create_table
CREATE TABLE "shelf" (
	"id" INTEGER NOT NULL,
	CONSTRAINT "pk_shelf" PRIMARY KEY ("id")
);

-- 12: insert
INSERT INTO "item" ("id") VALUES
	(1),
	(2);

-- 13: add_column
ALTER TABLE "item" ADD COLUMN "note" TEXT;

-- 14: add_column
ALTER TABLE "item" ADD COLUMN "done" BOOLEAN NOT NULL DEFAULT 0;

-- 15: add_column
ALTER TABLE "item" ADD COLUMN "rank" INTEGER DEFAULT 3 CONSTRAINT "ck_item_rank" CHECK (rank > 0);
CREATE INDEX "ix_item_rank" ON "item" ("rank");

-- 16: add_column
ALTER TABLE "item" ADD COLUMN "shelf" INTEGER CONSTRAINT "fk_item_shelf" REFERENCES "shelf" ("id") ON DELETE SET NULL;

-- 17: add_column
-- needs the table

-- 18: add_column
ALTER TABLE "item" ADD COLUMN "colour" VARCHAR(8) DEFAULT 'red';
UPDATE "item" SET "colour" = 'blue';

-- 19: add_column
-- needs the table

-- 20: add_column
-- needs the table

-- 21: add_column
-- needs the table

-- 22: add_column
ALTER TABLE "item" ADD COLUMN "key" VARCHAR(30);
CREATE UNIQUE INDEX "ix_item_key" ON "item" ("key");

-- 23: add_column
ALTER TABLE "item" ADD COLUMN "twice" INTEGER GENERATED ALWAYS AS (rank * 2) VIRTUAL;

-- 24: add_column
-- needs the table

-- 25: drop_column
-- needs the table

