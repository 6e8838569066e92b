-- 6: create_table
CREATE TABLE "customer" (
	"id" INTEGER NOT NULL,
	"email" NVARCHAR(120) NOT NULL COLLATE "NOCASE",
	"active" BOOLEAN NOT NULL DEFAULT 1,
	"joined" DATETIME DEFAULT (CURRENT_TIMESTAMP),
	"note" VARCHAR(40) DEFAULT 'it''s new',
	CONSTRAINT "pk_customer" PRIMARY KEY ("id"),
	CONSTRAINT "uq_customer_email" UNIQUE ("email")
);
CREATE INDEX "ix_customer_note" ON "customer" ("note");

-- 14: create_table
CREATE TABLE "orders" (
	"id" INTEGER NOT NULL CONSTRAINT "pk_orders" PRIMARY KEY AUTOINCREMENT,
	"customer_id" INTEGER NOT NULL,
	"price" NUMERIC(10, 2) NOT NULL DEFAULT 0.00,
	"quantity" SMALLINT DEFAULT 1,
	"total" NUMERIC(12, 2) GENERATED ALWAYS AS (price * quantity) STORED,
	"label" VARCHAR(20) GENERATED ALWAYS AS (UPPER('no.')) VIRTUAL,
	CONSTRAINT "uq_orders_pair" UNIQUE ("customer_id", "quantity"),
	CONSTRAINT "fk_orders_id_customer_id" FOREIGN KEY ("id", "customer_id") REFERENCES "orders" ("customer_id", "quantity"),
	CONSTRAINT "fk_orders_customer_id" FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE ON UPDATE RESTRICT,
	CONSTRAINT "ck_orders_1" CHECK (quantity > 0 -- never nothing
),
	CONSTRAINT "ck_orders_sane" CHECK (price < 1000000),
	CONSTRAINT "ck_orders_price" CHECK (price >= 0)
);
CREATE INDEX "ix_orders_price" ON "orders" ("price" DESC, "customer_id");
CREATE UNIQUE INDEX "ix_orders_open" ON "orders" ("customer_id") WHERE quantity > 10;

-- 31: create_table
CREATE TABLE "setting" (
	"scope" VARCHAR(20) NOT NULL,
	"name" VARCHAR(20) NOT NULL,
	"value" JSON,
	CONSTRAINT "pk_of_setting" PRIMARY KEY ("scope", "name")
) WITHOUT ROWID;

-- 39: create_table
CREATE TABLE "code" (
	"id" INTEGER NOT NULL,
	"parent" INTEGER,
	CONSTRAINT "pk_code" PRIMARY KEY ("id"),
	CONSTRAINT "fk_code_parent" FOREIGN KEY ("parent") REFERENCES "code"
);

