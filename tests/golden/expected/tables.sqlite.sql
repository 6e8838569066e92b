-- 6: create_table
CREATE TABLE "old_name" (
	"id" INTEGER NOT NULL,
	CONSTRAINT "pk_old_name" PRIMARY KEY ("id")
);

-- 9: rename_table
ALTER TABLE "old_name" RENAME TO "new_name";

-- 10: drop_table
DROP TABLE "new_name";

