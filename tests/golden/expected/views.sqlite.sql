-- 6: create_table
CREATE TABLE "item" (
	"id" INTEGER NOT NULL,
	"name" TEXT,
	CONSTRAINT "pk_item" PRIMARY KEY ("id")
);

-- 9: create_view
CREATE VIEW "named" AS
SELECT id FROM item WHERE name = 'it''s';

-- 10: create_view
CREATE VIEW "commented" AS
SELECT id
FROM item -- all of them
;

-- 15: drop_view
DROP VIEW "named";

