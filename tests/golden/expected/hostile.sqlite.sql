-- 6: create_table
CREATE TABLE "a""b]c'd;e
--f" (
	"select" INTEGER NOT NULL,
	"]; DROP TABLE x; --" TEXT DEFAULT '''; DROP TABLE x; --',
	"new
line" TEXT DEFAULT 'one\
two
GO
:r file
$(path)',
	"group" VARCHAR(10) COLLATE "NOCASE",
	CONSTRAINT "pk_a""b]c'd;e
--f" PRIMARY KEY ("select"),
	CONSTRAINT "uq_a""b]c'd;e
--f_]; DROP TABLE x; --" UNIQUE ("]; DROP TABLE x; --")
);
CREATE INDEX "ix_a""b]c'd;e
--f_group" ON "a""b]c'd;e
--f" ("group");

-- 13: create_view
CREATE VIEW "order" AS
SELECT "select" FROM "a""b]c'd;e
--f" -- [x]
;

-- 14: alter_column
ALTER TABLE "a""b]c'd;e
--f" RENAME COLUMN "new
line" TO "it's [new]";

-- 15: insert
INSERT INTO "a""b]c'd;e
--f" ("select", "]; DROP TABLE x; --", "it's [new]") VALUES
	(1, '''', '\
');

-- 16: drop_column
-- needs the table

-- 17: drop_view
DROP VIEW "order";

-- 18: rename_table
ALTER TABLE "a""b]c'd;e
--f" RENAME TO "--";

-- 19: create_table
CREATE TABLE "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn" (
	"id" INTEGER
);

-- 22: create_table
CREATE TABLE "Nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnx" (
	"id" INTEGER NOT NULL,
	CONSTRAINT "pk_Nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnx" PRIMARY KEY ("id")
);

