-- 6: create_table
CREATE TABLE "every_type" (
	"c_boolean" BOOLEAN DEFAULT 0,
	"c_smallint" SMALLINT DEFAULT -32768,
	"c_integer" INTEGER DEFAULT 7,
	"c_bigint" BIGINT DEFAULT 9223372036854775807,
	"c_float" FLOAT DEFAULT 1.5,
	"c_double" DOUBLE DEFAULT -2e-3,
	"c_numeric" NUMERIC DEFAULT 12,
	"c_numeric_p" NUMERIC(9) DEFAULT 12,
	"c_numeric_ps" NUMERIC(9, 2) DEFAULT 0.10,
	"c_string" VARCHAR(10) DEFAULT '007',
	"c_string_any" VARCHAR,
	"c_text" TEXT DEFAULT 'a;
''b'' -- c',
	"c_unicode" NVARCHAR(10) DEFAULT 'élan',
	"c_unicode_text" NTEXT,
	"c_date" DATE DEFAULT '2026-11-23',
	"c_time" TIME DEFAULT '09:30',
	"c_datetime" DATETIME DEFAULT '2026-11-23 09:30:00.125',
	"c_datetime_tz" DATETIME DEFAULT '2026-11-23T09:30:00+02:00',
	"c_uuid" CHAR(32) DEFAULT '6f9619ff8b86d011b42d00c04fc964ff',
	"c_binary" BLOB DEFAULT X'DEADBEEF',
	"c_blob" BLOB DEFAULT X'726177',
	"c_json" JSON DEFAULT '{"a": [1]}',
	"c_raw" GEOMETRY,
	"c_raw_number" MONEY DEFAULT 12.5
);

