// links: base schema sql db drivers/sqlite
#include "sqlite_operations.h"

#include <stdlib.h>

/* Each operation, and the text that the table has afterwards. */

struct case_of {
	const char *before;
	struct operation op;
	const char *sql; /* of t, without CREATE TABLE and its name; NULL: not compared */
	const char *query, *result;
};

static const struct case_of cases[] = {
	/* add_column, by ADD COLUMN where it can */
	{"CREATE TABLE t (a); INSERT INTO t VALUES (1)",
		ADD(.column = {.name = "b", TYPE(INTEGER, -1, -1)}), "(a, \"b\" INTEGER)",
		"SELECT a, b FROM t", "1|NULL\n"},
	{"CREATE TABLE t (a, UNIQUE (a)); INSERT INTO t VALUES (1)",
		ADD(.column = {.name = "b",
			    TYPE(BOOLEAN, -1, -1),
			    .nullable = TRI_NO,
			    .default_value = LITERAL("false", false)}),
		"(a, \"b\" BOOLEAN NOT NULL DEFAULT 0, UNIQUE (a))", "SELECT a, b FROM t",
		"1|0\n"},
	/* NOT NULL without a default on an empty table */
	{"CREATE TABLE t (a -- note\n)",
		ADD(.column = {.name = "b", TYPE(INTEGER, -1, -1), .nullable = TRI_NO}),
		"(a, \"b\" INTEGER NOT NULL -- note\n)", NULL, NULL},
	/* with fill no default stays */
	{"CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)",
		ADD(.column = {.name = "b", TYPE(STRING, 5, -1), .nullable = TRI_NO},
			.fill = LITERAL("it's", true)),
		"(a, \"b\" VARCHAR(5) NOT NULL)", "SELECT a, b FROM t", "1|it's\n2|it's\n"},
	/* fill wakes no trigger */
	{"CREATE TABLE t (a); INSERT INTO t VALUES (1); CREATE TABLE log (x); CREATE "
	 "TRIGGER tr "
	 "AFTER UPDATE ON t BEGIN INSERT INTO log VALUES (1); END",
		ADD(.column = {.name = "b", TYPE(INTEGER, -1, -1)},
			.fill = LITERAL("7", false)),
		"(a, \"b\" INTEGER)", "SELECT b, (SELECT count(*) FROM log) FROM t",
		"7|0\n"},
	{"CREATE TABLE t (a, CHECK (a > 0)); INSERT INTO t VALUES (1)",
		ADD(.column = {.name = "b",
			    TYPE(TEXT, -1, -1),
			    .default_sql = "hex('x')",
			    .unique = TRI_YES}),
		"(a, \"b\" TEXT DEFAULT (hex('x')) CONSTRAINT \"uq_t_b\" UNIQUE, CHECK (a "
		"> 0))",
		"SELECT b FROM t", "78\n"},
	{"CREATE TABLE t (a); INSERT INTO t VALUES (3)",
		ADD(.column = {.name = "b",
			    TYPE(INTEGER, -1, -1),
			    .computed = &(
				    struct computed){.as = "a * 2", .stored = TRI_YES},
			    .index = TRI_YES}),
		NULL,
		"SELECT b, (SELECT sql FROM sqlite_master WHERE type = 'index') FROM t",
		"6|CREATE INDEX \"ix_t_b\" ON \"t\" (\"b\")\n"},
	{"CREATE TABLE t (a); INSERT INTO t VALUES ('x'), ('y')",
		ADD(.column = {.name = "id",
			    TYPE(INTEGER, -1, -1),
			    .primary_key = TRI_YES,
			    .autoincrement = TRI_YES}),
		NULL, "SELECT id, a FROM t", "1|x\n2|y\n"},
	/* drop_column */
	{"CREATE TABLE t (a, b, c)", DROP("a"), "(b, c)", NULL, NULL},
	{"CREATE TABLE t (a, b, c)", DROP("c"), "(a, b)", NULL, NULL},
	{"CREATE TABLE t (a, -- x, y\n b, -- of b\n c)", DROP("b"), "(a, -- x, y\n \n c)",
		NULL, NULL},
	{"CREATE TABLE t (a, -- x, y\n b -- of b\n)", DROP("b"), "(a -- x, y\n -- of b\n)",
		NULL, NULL},
	{"CREATE TABLE t (a, b UNIQUE CHECK (b > a) REFERENCES p, c)", DROP("b"), "(a, c)",
		NULL, NULL},
	{"CREATE TABLE t (a, b, UNIQUE (b), CHECK (a), CHECK (b > 0), FOREIGN KEY (b) "
	 "REFERENCES "
	 "p)",
		DROP("b"), "(a, CHECK (a) )", NULL, NULL},
	{"CREATE TABLE t (a, b, UNIQUE (b) CHECK (b > 0))", DROP("b"), NULL, NULL, NULL},
	{"CREATE TABLE t (a, b, UNIQUE (b) CHECK (a) CHECK (b > 0))", DROP("b"), NULL, NULL,
		NULL},
	{"CREATE TABLE t (id INTEGER PRIMARY KEY, a); INSERT INTO t VALUES (5, 'x'), (9, "
	 "'y')",
		DROP("id"), "(a)", "SELECT rowid, a FROM t", "5|x\n9|y\n"},
	/* indexes that serve the column alone go with it */
	{"CREATE TABLE t (a, b); CREATE INDEX i ON t (b DESC) WHERE b > 0; CREATE INDEX j "
	 "ON t "
	 "(lower(b)); CREATE INDEX k ON t (a) ; INSERT INTO t VALUES (1, 2)",
		DROP("b"), "(a)", "SELECT name FROM sqlite_master WHERE type = 'index'",
		"k\n"},
	{"CREATE TABLE t (a, b UNIQUE); CREATE INDEX i ON t (b); CREATE TRIGGER x AFTER "
	 "INSERT ON t "
	 "BEGIN SELECT new.a; END; INSERT INTO t VALUES (1, 2)",
		DROP("b"), "(a)", "SELECT group_concat(name) FROM sqlite_master", "t,x\n"},
	/* a view that takes all columns works on */
	{"CREATE TABLE t (a, b); CREATE VIEW v AS SELECT * FROM t; INSERT INTO t VALUES "
	 "(1, 2)",
		DROP("b"), "(a)", "SELECT * FROM v", "1\n"},
	{"CREATE TABLE t (\"a\", \"b\"\"c\" TEXT)", DROP("b\"c"), "(\"a\")", NULL, NULL},
	/* alter_column */
	{"CREATE TABLE t (a INT DEFAULT 1 NOT NULL CHECK (a > 0)); INSERT INTO t VALUES "
	 "(5)",
		ALTER(.column = "a", .nullable = TRI_YES),
		"(a INT DEFAULT 1 CHECK (a > 0))", "SELECT a FROM t", "5\n"},
	{"CREATE TABLE t (a INT CONSTRAINT nn NOT NULL ON CONFLICT IGNORE DEFAULT 1, b)",
		ALTER(.column = "a", .nullable = TRI_YES), "(a INT DEFAULT 1, b)", NULL,
		NULL},
	{"CREATE TABLE t (a INT NULL, b)", ALTER(.column = "A", .nullable = TRI_NO),
		"(a INT NOT NULL, b)", NULL, NULL},
	{"CREATE TABLE t (a, b REFERENCES p)", ALTER(.column = "b", .nullable = TRI_NO),
		"(a, b NOT NULL REFERENCES p)", NULL, NULL},
	{"CREATE TABLE t (a INT, b)",
		ALTER(.column = "a", .default_value = LITERAL("5", false)),
		"(a INT DEFAULT 5, b)", NULL, NULL},
	{"CREATE TABLE t (a INT DEFAULT (1 + 1)CHECK (a), b)",
		ALTER(.column = "a", .default_value = LITERAL(NULL, false)),
		"(a INT CHECK (a), b)", NULL, NULL},
	{"CREATE TABLE t (a VARCHAR(5) DEFAULT 'x', b)",
		ALTER(.column = "a", .default_sql = "upper('y')"),
		"(a VARCHAR(5) DEFAULT (upper('y')), b)", NULL, NULL},
	{"CREATE TABLE t (a TEXT, b); INSERT INTO t VALUES ('12', 1), (NULL, 2)",
		ALTER(.column = "a", TYPE(INTEGER, -1, -1)), "(a INTEGER, b)",
		"SELECT typeof(a), a FROM t", "integer|12\nnull|NULL\n"},
	{"CREATE TABLE t (a, b)", ALTER(.column = "a", TYPE(NUMERIC, 10, 2)),
		"(a NUMERIC(10, 2), b)", NULL, NULL},
	{"CREATE TABLE t (a TEXT, b); INSERT INTO t VALUES ('12 kg', 1), (NULL, 2)",
		ALTER(.column = "a", TYPE(INTEGER, -1, -1), .nullable = TRI_NO,
			.using = "coalesce(CAST(a AS INTEGER), b) -- or b"),
		"(a INTEGER NOT NULL, b)", "SELECT a, b FROM t", "12|1\n2|2\n"},
	{"CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a)",
		ALTER(.column = "id", TYPE(BIGINT, -1, -1)),
		"(id INTEGER PRIMARY KEY AUTOINCREMENT, a)", NULL, NULL},
	/* a rename follows everywhere */
	{"CREATE TABLE t (a CHECK (a > 0), b AS (a + 1), UNIQUE (a)); CREATE INDEX i ON t "
	 "(a) WHERE "
	 "a > 1; CREATE VIEW v AS SELECT a FROM t; CREATE TABLE c (x REFERENCES t (a)); "
	 "CREATE "
	 "TRIGGER tr AFTER UPDATE OF a ON t BEGIN DELETE FROM t WHERE a = new.a; END",
		ALTER(.column = "a", .rename_to = "z"),
		"(\"z\" CHECK (\"z\" > 0), b AS (\"z\" + 1), UNIQUE (\"z\"))",
		"SELECT count(*) FROM sqlite_master WHERE sql LIKE '%\"z\"%'", "5\n"},
	{"CREATE TABLE t (a TEXT, b); INSERT INTO t VALUES ('5', 1)",
		ALTER(.column = "a", .rename_to = "n", TYPE(INTEGER, -1, -1),
			.nullable = TRI_NO),
		"(\"n\" INTEGER NOT NULL, b)", "SELECT n FROM t", "5\n"},
	/* constraints */
	{"CREATE TABLE t (a, b -- last\n)", UNIQUE(NAMES("a", "b")),
		"(a, b, CONSTRAINT \"uq_t_a_b\" UNIQUE (\"a\", \"b\") -- last\n)", NULL,
		NULL},
	{"CREATE TABLE t (a, b); INSERT INTO t VALUES (NULL, 1), (NULL, 1), (1, 1)",
		UNIQUE(.name = "u", NAMES("a")), NULL, "SELECT count(*) FROM t", "3\n"},
	{"CREATE TABLE t (a, b); INSERT INTO t VALUES ('k', 1)",
		PRIMARY(.name = "pk_t", NAMES("a")),
		"(a, b, CONSTRAINT \"pk_t\" PRIMARY KEY (\"a\"))", "SELECT rowid, a FROM t",
		"1|k\n"},
	{"CREATE TABLE t (a INTEGER, b); INSERT INTO t VALUES (77, 1)",
		PRIMARY(.name = "pk_t", NAMES("a")),
		"(a INTEGER, b, CONSTRAINT \"pk_t\" PRIMARY KEY (\"a\"))",
		"SELECT rowid, a FROM t", "77|77\n"},
	{"CREATE TABLE t (a, b, CHECK (b > 0)); INSERT INTO t VALUES (1, 1)",
		CHECK(.name = "small", .check = "a < 10 -- not more"),
		"(a, b, CHECK (b > 0), CONSTRAINT \"small\" CHECK (a < 10 -- not more\n))",
		NULL, NULL},
	{"CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a, b); INSERT INTO p "
	 "VALUES (1); "
	 "INSERT INTO t VALUES (1, 1), (NULL, 5)",
		FOREIGN(.name = "fk", NAMES("a"),
			TO("p", NAMES("id"), .on_delete = "cascade")),
		"(a, b, CONSTRAINT \"fk\" FOREIGN KEY (\"a\") REFERENCES \"p\" (\"id\") ON "
		"DELETE "
		"CASCADE)",
		NULL, NULL},
	/* dropped by their name, by the name they would get, at a column and at the table
	 */
	{"CREATE TABLE t (a CONSTRAINT u UNIQUE, b)", WITHOUT(UNIQUE, "U"), "(a, b)", NULL,
		NULL},
	{"CREATE TABLE t (a UNIQUE ON CONFLICT REPLACE NOT NULL, b)",
		WITHOUT(UNIQUE, "uq_t_a"), "(a NOT NULL, b)", NULL, NULL},
	{"CREATE TABLE t (a, b, UNIQUE (a, b), UNIQUE (b))", WITHOUT(UNIQUE, "uq_t_a_b"),
		"(a, b, UNIQUE (b))", NULL, NULL},
	{"CREATE TABLE t (a, b, CHECK (a > 0), CONSTRAINT c CHECK (b), CHECK (b > a))",
		WITHOUT(CHECK, "ck_t_2"), "(a, b, CHECK (a > 0), CONSTRAINT c CHECK (b))",
		NULL, NULL},
	{"CREATE TABLE t (a, b CHECK (b), CHECK (a > 0))", WITHOUT(CHECK, "ck_t_b"),
		"(a, b, CHECK (a > 0))", NULL, NULL},
	{"CREATE TABLE t (a REFERENCES p ON DELETE CASCADE NOT NULL DEFERRABLE, b)",
		WITHOUT(FOREIGN_KEY, "fk_t_a"), "(a NOT NULL, b)", NULL, NULL},
	{"CREATE TABLE t (a, b, FOREIGN KEY (a, b) REFERENCES p (x, y))",
		WITHOUT(FOREIGN_KEY, "fk_t_a_b"), "(a, b)", NULL, NULL},
	{"CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a); INSERT INTO t VALUES "
	 "(7, 'x')",
		WITHOUT(PRIMARY_KEY, "pk_t"), "(id INTEGER, a)", "SELECT rowid, id FROM t",
		"7|7\n"},
	{"CREATE TABLE t (a, b, CONSTRAINT pk PRIMARY KEY (a, b))",
		WITHOUT(PRIMARY_KEY, "pk"), "(a, b)", NULL, NULL},
	/* a named one goes before one that would be called so */
	{"CREATE TABLE t (a UNIQUE, b CONSTRAINT uq_t_a UNIQUE)", WITHOUT(UNIQUE, "uq_t_a"),
		"(a UNIQUE, b)", NULL, NULL},
	/* tables */
	{"CREATE TABLE old (id INTEGER PRIMARY KEY AUTOINCREMENT, a, up REFERENCES old); "
	 "CREATE "
	 "INDEX i ON old (a); CREATE VIEW v AS SELECT a FROM old; CREATE TABLE c (x "
	 "REFERENCES old); "
	 "INSERT INTO old VALUES (5, 1, 5); ANALYZE",
		{.kind = OP_RENAME_TABLE,
			.rename_table = &(
				struct op_rename_table){.from = "old", .to = "t"}},
		NULL,
		"SELECT (SELECT count(*) FROM sqlite_master WHERE sql LIKE '%\"t\"%' AND "
		"name IN "
		"('c', 'v', 'i', 't')), (SELECT name FROM sqlite_sequence), (SELECT "
		"count(*) FROM "
		"sqlite_stat1 WHERE tbl = 't')",
		"4|t|1\n"},
	{"CREATE TABLE T (a); CREATE VIEW v AS SELECT T.a FROM T; INSERT INTO T VALUES (5)",
		{.kind = OP_RENAME_TABLE,
			.rename_table = &(struct op_rename_table){.from = "T", .to = "t"}},
		"(a)", "SELECT a FROM v", "5\n"},
	{"CREATE TABLE t (a, b); CREATE TABLE gone (x); CREATE INDEX i ON gone (x)",
		{.kind = OP_DROP_TABLE,
			.drop_table = &(struct op_drop_table){.name = "gone"}},
		"(a, b)", "SELECT count(*) FROM sqlite_master", "1\n"},
	/* text */
	{"CREATE TABLE t (a)",
		EXECUTE("INSERT INTO t VALUES (1);\nGO\nCREATE TRIGGER x AFTER INSERT ON t "
			"BEGIN "
			"SELECT 1; INSERT INTO t VALUES (2); END;\ngo\nINSERT INTO t "
			"VALUES ('\nGO\n')"),
		"(a)", "SELECT count(*) FROM t", "3\n"},
	{"CREATE TABLE t (a)", EXECUTE(NULL), "(a)", NULL, NULL},
	{"CREATE TABLE t (a, b)",
		{.kind = OP_INSERT,
			.insert = &(struct op_insert){.table = "t",
				.rows = (struct row[]){{(struct cell[]){{"a", {"x", true}},
								{"b", {NULL, false}}},
							       2},
					{(struct cell[]){{"b", {"2", false}}}, 1}},
				.rows_count = 2}},
		"(a, b)", "SELECT a, typeof(b) FROM t", "x|null\nNULL|integer\n"},
	{"CREATE TABLE t (a)",
		{.kind = OP_CREATE_VIEW,
			.view = &(struct op_view){.name = "v", .as = "SELECT a FROM t;"}},
		"(a)", "SELECT count(*) FROM v", "0\n"},
	{"CREATE TABLE t (a, b)",
		{.kind = OP_CREATE_INDEX,
			.index =
				&(struct op_index){.table = "t",
					.index = {.name = "i",
						.columns =
							(struct index_column[]){
								{.column = "a",
									.desc = TRI_YES},
								{.expression = "lower(b)"}},
						.columns_count = 2,
						.unique = TRI_YES,
						.where = "a > 0"}}},
		"(a, b)",
		"SELECT count(*) FROM sqlite_master WHERE sql LIKE 'CREATE UNIQUE INDEX%'",
		"1\n"},
};

static void they_do_what_they_say(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct case_of *each = &cases[i];
		struct db *db = scratch(each->before);
		struct error err = {.code = ERR_NONE};
		struct pool pool;
		char *sql;

		pool_init(&pool);
		must(sqlite_driver.begin(db, &err), &err);
		if (sqlite_driver.apply(db, &each->op, &err) < 0)
			fail_msg("%s\n%s: %s (%s)", each->before,
				operation_name(each->op.kind), err.message, err.hint);
		must(sqlite_driver.commit(db, &err), &err);
		sql = rows(&pool, db, "SELECT sql FROM sqlite_master WHERE name = 't'");
		sql[strlen(sql) - 1] = '\0';
		sql = strchr(sql, '(');
		if (each->sql && strcmp(sql, each->sql) != 0)
			fail_msg("%s\n%s\nexpected:\n%s\nfound:\n%s", each->before,
				operation_name(each->op.kind), each->sql, sql);
		if (each->query && strcmp(rows(&pool, db, each->query), each->result) != 0)
			fail_msg("%s\n%s\n%s\n%s", each->before,
				operation_name(each->op.kind), each->query,
				rows(&pool, db, each->query));
		assert_string_equal(rows(&pool, db, "PRAGMA integrity_check"), "ok\n");
		sqlite_driver.close(db);
		pool_release(&pool);
	}
}

/* An attached database is a schema. */
static void other_schemas(void **state)
{
	struct db *db = scratch(
		"ATTACH ':memory:' AS \"side db\"; CREATE TABLE t (main_s); CREATE "
		"TABLE \"side db\".t (a, b); CREATE INDEX \"side db\".i ON t (a); "
		"CREATE TRIGGER \"side db\".tr AFTER INSERT ON t BEGIN SELECT 1; "
		"END; INSERT INTO \"side db\".t VALUES (1, 2)");
	struct op_alter_column alter = {.schema = "side db",
		.table = "t",
		.column = "a",
		.rename_to = "c",
		.nullable = TRI_NO};
	struct error err = {.code = ERR_NONE};
	struct pool pool;
	bool exists = false;

	(void)state;
	pool_init(&pool);
	must(sqlite_driver.begin(db, &err), &err);
	must(apply(db, OP_ALTER_COLUMN, &alter, &err), &err);
	must(sqlite_driver.commit(db, &err), &err);
	assert_string_equal(
		rows(&pool, db, "SELECT sql FROM \"side db\".sqlite_master ORDER BY name"),
		"CREATE INDEX i ON t (\"c\")\n"
		"CREATE TABLE \"t\" (\"c\" NOT NULL, b)\n"
		"CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT 1; END\n");
	assert_string_equal(rows(&pool, db, "SELECT sql FROM sqlite_master"),
		"CREATE TABLE t (main_s)\n");
	must(sqlite_driver.has_table(db, "side db", "t", &exists, &err), &err);
	assert_true(exists);
	sqlite_driver.close(db);
	pool_release(&pool);
}

/* Outside a transaction text may do what it must not do inside. */
static void outside_a_transaction(void **state)
{
	struct db *db = scratch("CREATE TABLE t (a)");
	struct op_execute vacuum = {.sqlite = "VACUUM", .transaction = false};
	struct op_execute open = {.sqlite = "BEGIN; INSERT INTO t VALUES (1)"};
	struct error err = {.code = ERR_NONE};
	struct pool pool;

	(void)state;
	pool_init(&pool);
	must(apply(db, OP_EXECUTE, &vacuum, &err), &err);
	assert_int_equal(apply(db, OP_EXECUTE, &open, &err), -1);
	assert_non_null(strstr(err.message, "left a transaction open"));
	assert_string_equal(rows(&pool, db, "SELECT count(*) FROM t"), "0\n");
	sqlite_driver.close(db);
	pool_release(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_do_what_they_say),
		cmocka_unit_test(other_schemas),
		cmocka_unit_test(outside_a_transaction),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
