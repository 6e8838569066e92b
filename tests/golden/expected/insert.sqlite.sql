-- 6: create_table
CREATE TABLE "item" (
	"id" INTEGER NOT NULL,
	"name" VARCHAR(20),
	"active" BOOLEAN DEFAULT 1,
	"data" BLOB,
	CONSTRAINT "pk_item" PRIMARY KEY ("id")
);

-- 13: insert
INSERT INTO "item" ("id", "name", "active") VALUES
	(1, 'one', 1),
	(2, '2', 0),
	(3, '003', NULL);
INSERT INTO "item" ("name", "data") VALUES
	('it''s
a line', X'CAFE');
INSERT INTO "item" ("name") VALUES
	(-1.5e3),
	('null');

