// links: base schema sql db drivers/sqlite
#include "sqlite_oracle.h"

static char *index_text(struct pool *pool, const struct ddl_index *index, struct db *db)
{
	struct text out;

	text_init(&out, pool);
	text_printf(&out, "%d %d", index->unique, index->where.end != 0);
	for (unsigned i = 0; i < index->parts_count; i++) {
		const struct ddl_part *part = &index->parts[i];
		const char *collation = NULL;

		text_printf(
			&out, "|%s %d", part->column ? part->column : "NULL", part->desc);
		if (!part->column)
			continue;
		sqlite3_table_column_metadata(sqlite_db(db)->handle, "main", index->table,
			part->column, NULL, &collation, NULL, NULL, NULL);
		text_printf(&out, " %s", part->collation ? part->collation : collation);
	}
	text_add(&out, "\n");
	return out.data;
}

static void compare_indexes(struct pool *pool, struct db *db)
{
	struct strings list = texts(pool, db, "index");

	for (unsigned i = 0; i < list.count; i++) {
		struct error err = {.code = ERR_NONE};
		char *ours, *theirs;
		struct ddl_index index;

		must(ddl_parse_index(pool, list.items[i], &index, &err), &err);
		ours = index_text(pool, &index, db);
		theirs = rows(pool, db,
			pool_printf(pool,
				"SELECT l.\"unique\" || ' ' || l.partial || '|' || (SELECT "
				"group_concat(ifnull(name || ' ' || \"desc\" || ' ' || "
				"coll, "
				"'NULL ' || \"desc\"), '|') FROM (SELECT * FROM "
				"pragma_index_xinfo(l.name) WHERE key ORDER BY seqno)) "
				"FROM "
				"pragma_index_list('%s') AS l WHERE l.name = '%s'",
				index.table, index.name));
		if (strcasecmp(ours, theirs) != 0)
			fail_msg("%s\n-- parsed:\n%s-- SQLite:\n%s", list.items[i], ours,
				theirs);
	}
}

static const char *const written[] = {
	"CREATE TABLE t (a)",
	"CREATE TABLE t (a, b, c)",
	"create table if not exists main.T(A INT,b text)",
	"CREATE TABLE \"a b\" (\"c d\" INT, [e f] TEXT, `g h` REAL, 'i j' BLOB)",
	"CREATE TABLE t (\"a\"\"b\" INT, `c``d` INT, [e\"f] INT)",
	"CREATE TABLE t (id INTEGER PRIMARY KEY)",
	"CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a)",
	"CREATE TABLE t (id INTEGER PRIMARY KEY DESC)",
	"CREATE TABLE t (id INT PRIMARY KEY)",
	"CREATE TABLE t (id INTEGER, PRIMARY KEY (id))",
	"CREATE TABLE t (id INTEGER, PRIMARY KEY (id DESC))",
	"CREATE TABLE t (id INTEGER, PRIMARY KEY (id AUTOINCREMENT))",
	"CREATE TABLE t (id \"INTEGER\" PRIMARY KEY)",
	"CREATE TABLE t (id INTEGER CONSTRAINT pk PRIMARY KEY ON CONFLICT REPLACE)",
	"CREATE TABLE t (a, b, PRIMARY KEY (b, a))",
	"CREATE TABLE t (a, b, PRIMARY KEY (a, b)) WITHOUT ROWID",
	"CREATE TABLE t (a TEXT PRIMARY KEY, b INT) STRICT, WITHOUT ROWID",
	"CREATE TABLE t (a TEXT, b ANY) strict",
	"CREATE TABLE t (a VARCHAR(20), b NUMERIC(10, 2), c NUMERIC ( +10 , -2 ), d DOUBLE "
	"PRECISION, e UNSIGNED BIG INT(5))",
	"CREATE TABLE t (a VARCHAR /* of */ (20) NOT NULL, b INT -- b, the second\n , c)",
	"CREATE TABLE t (a \"long text\", b 'x' y, c [z])",
	"CREATE TABLE t (a NOT NULL ON CONFLICT IGNORE, b NULL, c UNIQUE ON CONFLICT "
	"ABORT)",
	"CREATE TABLE t (a CONSTRAINT nn NOT NULL CONSTRAINT uq UNIQUE CONSTRAINT ck CHECK "
	"(a > "
	"0))",
	"CREATE TABLE t (a DEFAULT 1, b DEFAULT -1, c DEFAULT +1, d DEFAULT 1.5e-3, e "
	"DEFAULT "
	"'x''y', f DEFAULT \"q\", g DEFAULT x'00ff', h DEFAULT NULL, i DEFAULT (1 + 2), j "
	"DEFAULT "
	"CURRENT_TIMESTAMP, k DEFAULT TRUE, l DEFAULT foo, m DEFAULT 0x1F, n DEFAULT - 3)",
	"CREATE TABLE t (a DEFAULT (random()), b DEFAULT (datetime('now', ')')), c DEFAULT "
	"((1)))",
	"CREATE TABLE t (a TEXT COLLATE NOCASE, b COLLATE RTRIM NOT NULL, c COLLATE "
	"\"binary\")",
	"CREATE TABLE t (a COLLATE NOCASE COLLATE RTRIM UNIQUE)",
	"CREATE TABLE t (a REFERENCES p)",
	"CREATE TABLE t (a REFERENCES p(x) ON DELETE CASCADE ON UPDATE SET NULL)",
	"CREATE TABLE t (a REFERENCES p(x) MATCH FULL ON DELETE SET DEFAULT ON UPDATE "
	"RESTRICT)",
	"CREATE TABLE t (a REFERENCES p ON DELETE NO ACTION NOT DEFERRABLE INITIALLY "
	"IMMEDIATE, b "
	"REFERENCES q DEFERRABLE INITIALLY DEFERRED NOT NULL)",
	"CREATE TABLE t (a REFERENCES p NOT NULL, b INT NOT NULL REFERENCES p DEFAULT 4)",
	"CREATE TABLE t (a INT REFERENCES p NOT NULL DEFERRABLE)",
	"CREATE TABLE t (a REFERENCES p REFERENCES q(y) ON INSERT CASCADE)",
	"CREATE TABLE t (a, b, FOREIGN KEY (a, b) REFERENCES p (x, y) ON DELETE CASCADE, "
	"CONSTRAINT fk FOREIGN KEY (b) REFERENCES q DEFERRABLE)",
	"CREATE TABLE t (a, b, UNIQUE (a), UNIQUE (a, b), CONSTRAINT u UNIQUE (b COLLATE "
	"NOCASE "
	"DESC))",
	"CREATE TABLE t (a, b, UNIQUE (a) CHECK (a > 0) CONSTRAINT x CHECK (b) FOREIGN KEY "
	"(a) "
	"REFERENCES p)",
	"CREATE TABLE t (a, b, CONSTRAINT only_a_name, UNIQUE (b))",
	"CREATE TABLE t (a CONSTRAINT only_a_name, b CONSTRAINT one CONSTRAINT two UNIQUE)",
	"CREATE TABLE t (a, b AS (a + 1), c INT GENERATED ALWAYS AS (a * 2) STORED, d TEXT "
	"AS (a || "
	"')') VIRTUAL NOT NULL, e generated always as (a))",
	"CREATE TABLE t (generated INT, always TEXT, \"as\" INT)",
	"CREATE TABLE t (key, desc, asc, abort, action, after, before, begin, cascade, "
	"column, "
	"conflict, end, temp, view, without, rowid, replace, row, match, no, of, plan)",
	"CREATE TABLE temp.x (a); CREATE TABLE t (a TEXT)",
	"CREATE TABLE t AS SELECT 1 AS a, 'x' AS \"b c\", 2.5 AS d, CAST(1 AS VARCHAR(3)) "
	"AS e",
	"CREATE TABLE t (\"check\" INT, \"primary\" INT CHECK (\"check\" > \"primary\"), "
	"CHECK "
	"(\"primary\" <> ')'))",
	"CREATE TABLE \"\" (a)",
	"CREATE TABLE t (\"\" INT, b)",
	"CREATE TABLE \"tab\tle\" (a)",
	"CREATE TABLE t(a,b,c,/* comment with , and ) */d);",
	"CREATE TABLE t (ä INT, \"ö ü\" TEXT DEFAULT 'ß', 名 TEXT)",
	"CREATE TABLE t (a$b INT, _c INT, d1 INT)",
	"CREATE TABLE t (a INT CHECK (a IN (1, 2, (3))) CHECK (a LIKE '%)%' ESCAPE '('), "
	"b)",
	"CREATE TABLE t (a, CHECK (a > 0) ON CONFLICT FAIL, PRIMARY KEY (a) ON CONFLICT "
	"IGNORE)",
	"CREATE TABLE t (a); CREATE INDEX i ON t (a); CREATE UNIQUE INDEX j ON t (a DESC) "
	"WHERE a "
	"> 0",
	"CREATE TABLE t (a TEXT COLLATE NOCASE, b); CREATE INDEX i ON t (a, b COLLATE "
	"RTRIM DESC, a "
	"|| b, lower(b) ASC, (b))",
	"CREATE TABLE t (a, b); CREATE INDEX \"i x\" ON \"t\" (\"a\", [b], `a` COLLATE "
	"\"NOCASE\")",
	"CREATE TABLE t (a, b); CREATE INDEX IF NOT EXISTS main.i ON t ((a + b) DESC, a "
	"COLLATE "
	"NOCASE || b) WHERE a IS NOT NULL AND b <> ';'",
	"CREATE TABLE t (a, b); CREATE INDEX i ON t (CASE WHEN a THEN b ELSE 1 END, -a, "
	"coalesce(a, "
	"b) COLLATE NOCASE)",
	"CREATE TABLE p (x PRIMARY KEY); CREATE TABLE t (a REFERENCES p(x)); ALTER TABLE t "
	"RENAME "
	"TO u; ALTER TABLE u ADD COLUMN b INT DEFAULT 5; ALTER TABLE p RENAME COLUMN x TO "
	"y",
};

static void written_tables_agree(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(written) / sizeof(*written); i++) {
		struct db *db = scratch(written[i]);
		struct pool pool;

		pool_init(&pool);
		compare_tables(&pool, db);
		compare_indexes(&pool, db);
		sqlite_driver.close(db);
		pool_release(&pool);
	}
}

static void not_parsed(const char *sql)
{
	struct error err = {.code = ERR_NONE};
	struct ddl_table table = {.sql = "untouched"};
	struct pool pool;

	pool_init(&pool);
	assert_int_equal(ddl_parse_table(&pool, sql, &table, &err), -1);
	assert_int_equal(err.code, ERR_DATABASE);
	assert_string_equal(table.sql, "untouched");
	assert_non_null(strstr(err.message, "cannot parse"));
	pool_release(&pool);
}

static void what_is_no_table_is_an_error(void **state)
{
	(void)state;
	not_parsed("");
	not_parsed("CREATE");
	not_parsed("CREATE TABLE");
	not_parsed("CREATE TABLE t");
	not_parsed("CREATE TABLE t (");
	not_parsed("CREATE TABLE t (a");
	not_parsed("CREATE TABLE t ()");
	not_parsed("CREATE TABLE t (a,)");
	not_parsed("CREATE TABLE t (a, UNIQUE (a),)");
	not_parsed("CREATE TABLE t (a CHECK (1)");
	not_parsed("CREATE TABLE t (a CHECK ())");
	not_parsed("CREATE TABLE t (a DEFAULT)");
	not_parsed("CREATE TABLE t (a) WITHOUT");
	not_parsed("CREATE TABLE t (a) SOMETHING");
	not_parsed("CREATE TABLE t (a) b");
	not_parsed("CREATE TABLE t (a 'unterminated)");
	not_parsed("CREATE TABLE t (a /* unterminated");
	not_parsed("CREATE TABLE t (a VARCHAR(x))");
	not_parsed("CREATE TABLE t (a REFERENCES)");
	not_parsed("CREATE TABLE t (a REFERENCES p ON DELETE NOTHING)");
	not_parsed("CREATE TABLE t (a, UNIQUE ())");
	not_parsed("CREATE TABLE t (a, PRIMARY KEY (a AUTOINCREMENT)");
	not_parsed("CREATE TABLE t AS SELECT 1");
	not_parsed("CREATE VIRTUAL TABLE t USING fts5(a)");
	not_parsed("CREATE VIEW v AS SELECT 1");
}

static void spans_are_exact(void **state)
{
	const char *sql =
		"CREATE TABLE \"t\" ( a INT /* c */ NOT NULL , b TEXT CONSTRAINT x CHECK "
		"( b > 'y' ) , UNIQUE (a) ) STRICT";
	struct error err = {.code = ERR_NONE};
	struct ddl_table table;
	struct pool pool;

	(void)state;
	pool_init(&pool);
	must(ddl_parse_table(&pool, sql, &table, &err), &err);
#define SPAN(expected, span) assert_string_equal(span_text(&pool, sql, span), expected)
	SPAN("\"t\"", table.name_span);
	SPAN("a INT /* c */ NOT NULL", table.columns[0].span);
	SPAN("INT", table.columns[0].type_span);
	SPAN("NOT NULL", table.columns[0].constraints[0].span);
	SPAN(",", table.columns[0].comma);
	SPAN("CONSTRAINT x CHECK ( b > 'y' )", table.columns[1].constraints[0].span);
	SPAN("b > 'y'", table.columns[1].constraints[0].expression);
	SPAN("UNIQUE (a)", table.constraints[0].span);
	SPAN("(", table.open);
	SPAN(")", table.close);
	SPAN("STRICT", table.options);
	pool_release(&pool);
}

static void views_and_triggers(void **state)
{
	struct error err = {.code = ERR_NONE};
	struct ddl_trigger trigger;
	struct ddl_view view;
	struct pool pool;

	(void)state;
	pool_init(&pool);
	must(ddl_parse_view(&pool, "CREATE VIEW \"v w\"(a, b) AS SELECT 1, 2 -- x\n;",
		     &view, &err),
		&err);
	assert_string_equal(view.name, "v w");
	assert_string_equal(
		span_text(&pool, "CREATE VIEW \"v w\"(a, b) AS SELECT 1, 2", view.select),
		"SELECT 1, 2");
	must(ddl_parse_trigger(&pool,
		     "CREATE TRIGGER tr INSTEAD OF UPDATE OF a, \"b c\" ON v BEGIN SELECT "
		     "1; END",
		     &trigger, &err),
		&err);
	assert_string_equal(trigger.name, "tr");
	assert_string_equal(trigger.table, "v");
	assert_string_equal(trigger.event, "UPDATE");
	assert_true(trigger.instead_of);
	assert_int_equal(trigger.columns_count, 2);
	assert_string_equal(trigger.columns[1], "b c");
	must(ddl_parse_trigger(&pool,
		     "CREATE TRIGGER t2 DELETE ON t WHEN old.a BEGIN SELECT 1; END",
		     &trigger, &err),
		&err);
	assert_string_equal(trigger.event, "DELETE");
	assert_int_equal(
		ddl_parse_trigger(&pool, "CREATE TRIGGER x AFTER ON t", &trigger, &err),
		-1);
	pool_release(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(written_tables_agree),
		cmocka_unit_test(what_is_no_table_is_an_error),
		cmocka_unit_test(spans_are_exact),
		cmocka_unit_test(views_and_triggers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
