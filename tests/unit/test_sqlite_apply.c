// links: base schema sql db drivers/sqlite
#include "sqlite_fixture.h"

#include <stdlib.h>

/* Each operation: the text that the table has afterwards, or why it cannot be done. */

#define NAMES(...)                                                                         \
	.columns = (char *[]){__VA_ARGS__},                                                \
	.columns_count = sizeof((char *[]){__VA_ARGS__}) / sizeof(char *)
#define TYPE(k, n, s) .type = {.kind = TYPE_##k, .length = (n), .scale = (s)}
#define LITERAL(t, q)                                                                      \
	&(struct literal)                                                                  \
	{                                                                                  \
		.text = (t), .quoted = (q)                                                 \
	}

#define ADD(...)                                                                           \
	{                                                                                  \
		.kind = OP_ADD_COLUMN, .add_column = &(struct op_add_column)               \
		{                                                                          \
			.table = "t", __VA_ARGS__                                          \
		}                                                                          \
	}
#define DROP(c)                                                                            \
	{                                                                                  \
		.kind = OP_DROP_COLUMN, .drop_column = &(struct op_drop_column)            \
		{                                                                          \
			.table = "t", .column = (c)                                        \
		}                                                                          \
	}
#define ALTER(...)                                                                         \
	{                                                                                  \
		.kind = OP_ALTER_COLUMN, .alter_column = &(struct op_alter_column)         \
		{                                                                          \
			.table = "t", __VA_ARGS__                                          \
		}                                                                          \
	}
#define CONSTRAINT_OP(k, c, ...)                                                           \
	{                                                                                  \
		.kind = OP_##k, .constraint = &(struct op_constraint)                      \
		{                                                                          \
			.table = "t", .kind = CONSTRAINT_##c, __VA_ARGS__                  \
		}                                                                          \
	}
#define UNIQUE(...)  CONSTRAINT_OP(CREATE_UNIQUE_CONSTRAINT, UNIQUE, __VA_ARGS__)
#define PRIMARY(...) CONSTRAINT_OP(CREATE_PRIMARY_KEY, PRIMARY_KEY, __VA_ARGS__)
#define CHECK(...)   CONSTRAINT_OP(CREATE_CHECK_CONSTRAINT, CHECK, __VA_ARGS__)
#define FOREIGN(...) CONSTRAINT_OP(CREATE_FOREIGN_KEY, FOREIGN_KEY, __VA_ARGS__)
#define WITHOUT(c, n)                                                                      \
	{                                                                                  \
		.kind = OP_DROP_CONSTRAINT, .constraint = &(struct op_constraint)          \
		{                                                                          \
			.table = "t", .kind = CONSTRAINT_##c, .name = (n)                  \
		}                                                                          \
	}
#define TO(t, ...)                                                                         \
	.references = &(struct reference)                                                  \
	{                                                                                  \
		.table = (t), __VA_ARGS__                                                  \
	}
#define EXECUTE(text)                                                                      \
	{                                                                                  \
		.kind = OP_EXECUTE, .execute = &(struct op_execute)                        \
		{                                                                          \
			.sqlite = (text), .transaction = true                              \
		}                                                                          \
	}

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

struct refusal {
	const char *before;
	struct operation op;
	enum error_code code;
	const char *words; /* in the message */
	bool beforehand;   /* check_rows finds it too */
};

static const struct refusal refusals[] = {
	/* rows in the way */
	{"CREATE TABLE t (a); INSERT INTO t VALUES (1), (2), (3)",
		ADD(.column = {.name = "b", TYPE(INTEGER, -1, -1), .nullable = TRI_NO}),
		ERR_UNSAFE_DATA, "table t has 3 rows", true},
	{"CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)",
		ADD(.column = {.name = "b",
			    TYPE(TEXT, -1, -1),
			    .unique = TRI_YES,
			    .default_value = LITERAL("x", true)}),
		ERR_UNSAFE_DATA, "UNIQUE", false},
	{"CREATE TABLE t (a); INSERT INTO t VALUES (1)",
		ADD(.column = {.name = "b",
			    TYPE(INTEGER, -1, -1),
			    .check = "b > 5",
			    .default_value = LITERAL("1", false)}),
		ERR_UNSAFE_DATA, "CHECK", false},
	{"CREATE TABLE t (id INTEGER PRIMARY KEY, a); INSERT INTO t VALUES (5, 1), (6, "
	 "NULL), (7, "
	 "NULL)",
		ALTER(.column = "a", .nullable = TRI_NO), ERR_UNSAFE_DATA,
		"2 rows of t are null in a, such as id 6", true},
	{"CREATE TABLE t (a NOT NULL ON CONFLICT REPLACE DEFAULT 0, b); INSERT INTO t "
	 "VALUES (1, "
	 "NULL)",
		ALTER(.column = "b", .nullable = TRI_NO), ERR_UNSAFE_DATA,
		"1 row of t is null in b", true},
	{"CREATE TABLE t (a VARCHAR(20)); INSERT INTO t VALUES ('short'), ('much longer')",
		ALTER(.column = "a", TYPE(STRING, 5, -1)), ERR_UNSAFE_DATA,
		"1 row of t has a value in a that is no string(5), such as rowid 2", true},
	{"CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('12'), ('twelve'), ('1.5')",
		ALTER(.column = "a", TYPE(INTEGER, -1, -1)), ERR_UNSAFE_DATA,
		"2 rows of t have a value in a that is no integer", true},
	{"CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('yes'), (0), ('1')",
		ALTER(.column = "a", TYPE(BOOLEAN, -1, -1)), ERR_UNSAFE_DATA, "1 row of t",
		true},
	{"CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('2026-02-03'), ('tomorrow')",
		ALTER(.column = "a", TYPE(DATE, -1, -1)), ERR_UNSAFE_DATA, "1 row of t",
		true},
	{"CREATE TABLE t (a); INSERT INTO t VALUES (40000)",
		ALTER(.column = "a", TYPE(SMALLINT, -1, -1)), ERR_UNSAFE_DATA, "1 row of t",
		true},
	{"CREATE TABLE t (a); INSERT INTO t VALUES (12.34), (1.25), (1234.5)",
		ALTER(.column = "a", TYPE(NUMERIC, 4, 1)), ERR_UNSAFE_DATA, "3 rows of t",
		true},
	{"CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('5'), ('x')",
		ALTER(.column = "a", TYPE(INTEGER, -1, -1), .using = "a || 'x'"),
		ERR_UNSAFE_DATA, "2 rows of t", true},
	{"CREATE TABLE t (a, b); INSERT INTO t VALUES ('x', 1), ('x', 1), ('y', 1), ('y', "
	 "1), (NULL, "
	 "1), (NULL, 1)",
		UNIQUE(NAMES("a", "b")), ERR_UNSAFE_DATA,
		"2 values of a, b would be there more than once in t, such as 'x', 1",
		true},
	{"CREATE TABLE t (a UNIQUE ON CONFLICT REPLACE, b); INSERT INTO t VALUES (1, 1), "
	 "(2, 1)",
		UNIQUE(NAMES("b")), ERR_UNSAFE_DATA, "1 value of b", true},
	{"CREATE TABLE t (a COLLATE NOCASE); INSERT INTO t VALUES ('x'), ('X')",
		UNIQUE(NAMES("a")), ERR_UNSAFE_DATA, "1 value of a", true},
	{"CREATE TABLE t (a); INSERT INTO t VALUES (1), (NULL)", PRIMARY(NAMES("a")),
		ERR_UNSAFE_DATA, "null in a", true},
	{"CREATE TABLE t (a); INSERT INTO t VALUES (1), (1)", PRIMARY(NAMES("a")),
		ERR_UNSAFE_DATA, "more than once", true},
	{"CREATE TABLE t (a); INSERT INTO t VALUES (1), (11), (12), (NULL)",
		CHECK(.name = "small", .check = "a < 10 -- no more"), ERR_UNSAFE_DATA,
		"2 rows of t break the check small, such as rowid 2", true},
	{"CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a); INSERT INTO p "
	 "VALUES (1); "
	 "INSERT INTO t VALUES (1), (2), (NULL)",
		FOREIGN(.name = "fk", NAMES("a"), TO("p", .columns = NULL)),
		ERR_UNSAFE_DATA,
		"1 row of t would refer to rows of p that are not there, such as rowid 2",
		true},
	{"CREATE TABLE p (x, y, UNIQUE (x, y)); CREATE TABLE t (a, b); INSERT INTO p "
	 "VALUES (1, 2); "
	 "INSERT INTO t VALUES (1, 2), (1, 3), (1, NULL)",
		FOREIGN(.name = "fk", NAMES("a", "b"), TO("p", NAMES("x", "y"))),
		ERR_UNSAFE_DATA, "1 row of t", true},
	{"CREATE TABLE t (a, b); INSERT INTO t VALUES ('x', 1), ('X', 2)",
		{.kind = OP_CREATE_INDEX,
			.index =
				&(struct op_index){.table = "t",
					.index = {.name = "i",
						.columns =
							(struct index_column[]){
								{.expression = "lower(a)"}},
						.columns_count = 1,
						.unique = TRI_YES}}},
		ERR_UNSAFE_DATA, "1 value of lower(a)", true},
	/* columns in use */
	{"CREATE TABLE t (a, b); CREATE INDEX i ON t (a, b)", DROP("a"), ERR_DATABASE,
		"cannot drop column t.a, it is used by index i", false},
	{"CREATE TABLE t (a, b); CREATE INDEX i ON t (b) WHERE a > 0", DROP("a"),
		ERR_DATABASE, "index i", false},
	{"CREATE TABLE t (a, b, UNIQUE (a, b), CONSTRAINT ck CHECK (a > b), PRIMARY KEY "
	 "(b, a))",
		DROP("a"), ERR_DATABASE,
		"unique constraint UNIQUE (a, b), check ck, primary key PRIMARY KEY (b, a)",
		false},
	{"CREATE TABLE t (a, b AS (a + 1))", DROP("a"), ERR_DATABASE, "generated column b",
		false},
	{"CREATE TABLE t (a, b CHECK (b > a))", DROP("a"), ERR_DATABASE,
		"check CHECK (b > a)", false},
	{"CREATE TABLE t (a, b); CREATE VIEW v AS SELECT a FROM t", DROP("a"), ERR_DATABASE,
		"view v", false},
	/* "a" would be the string 'a' when the column is gone */
	{"CREATE TABLE t (a, b); CREATE VIEW v AS SELECT \"a\" FROM t", DROP("a"),
		ERR_DATABASE, "view v", false},
	{"CREATE TABLE t (a, b); CREATE VIEW v AS SELECT * FROM t; CREATE VIEW w AS SELECT "
	 "v.a FROM "
	 "v",
		DROP("a"), ERR_DATABASE, "view w", false},
	{"CREATE TABLE t (a, b); CREATE TRIGGER x AFTER DELETE ON t BEGIN SELECT old.a; "
	 "END",
		DROP("a"), ERR_DATABASE, "trigger x", false},
	{"CREATE TABLE t (a, b); CREATE TRIGGER x AFTER UPDATE OF a ON t BEGIN SELECT 1; "
	 "END",
		DROP("a"), ERR_DATABASE, "trigger x", false},
	{"CREATE TABLE t (a, b); CREATE TABLE u (x); CREATE TRIGGER x AFTER INSERT ON u "
	 "BEGIN UPDATE "
	 "t SET a = 1; END",
		DROP("a"), ERR_DATABASE, "trigger x", false},
	{"CREATE TABLE t (a PRIMARY KEY, b); CREATE TABLE c (x REFERENCES t)", DROP("a"),
		ERR_DATABASE, "foreign key of c (x)", false},
	{"CREATE TABLE t (a UNIQUE, b); CREATE TABLE c (x REFERENCES t (a))", DROP("a"),
		ERR_DATABASE, "foreign key of c (x)", false},
	{"CREATE TABLE t (a PRIMARY KEY, b) WITHOUT ROWID", DROP("a"), ERR_DATABASE,
		"primary key", false},
	{"CREATE TABLE t (a)", DROP("a"), ERR_DATABASE, "the only one", false},
	{"CREATE TABLE t (a, b)", DROP("c"), ERR_DATABASE, "table t has no column c",
		false},
	{"CREATE TABLE u (a, b)", DROP("a"), ERR_DATABASE, "there is no table t", false},
	{"CREATE VIEW t AS SELECT 1 AS a, 2 AS b", DROP("a"), ERR_DATABASE, "is a view",
		false},
	{"CREATE VIRTUAL TABLE t USING fts5 (a, b)", DROP("a"), ERR_DATABASE,
		"virtual table", false},
	/* constraints */
	{"CREATE TABLE t (a UNIQUE, b)", WITHOUT(UNIQUE, "nope"), ERR_DATABASE,
		"table t has no unique constraint nope", false},
	{"CREATE TABLE t (a CONSTRAINT c UNIQUE, b)", WITHOUT(CHECK, "c"), ERR_DATABASE,
		"has no check c", false},
	{"CREATE TABLE t (a PRIMARY KEY, b)", PRIMARY(NAMES("b")), ERR_DATABASE,
		"a primary key already", false},
	{"CREATE TABLE t (a CONSTRAINT u UNIQUE, b)", UNIQUE(.name = "u", NAMES("b")),
		ERR_DATABASE, "a constraint u already", false},
	{"CREATE TABLE t (a)", UNIQUE(NAMES("b")), ERR_DATABASE, "no column b", false},
	{"CREATE TABLE t (a PRIMARY KEY) WITHOUT ROWID", WITHOUT(PRIMARY_KEY, "pk_t"),
		ERR_DATABASE, "WITHOUT ROWID", false},
	/* text that would end the transaction */
	{"CREATE TABLE t (a)", EXECUTE("INSERT INTO t VALUES (1); commit; SELECT 1"),
		ERR_DATABASE, "must not hold COMMIT", false},
	{"CREATE TABLE t (a)", EXECUTE("/* x */ BEGIN"), ERR_DATABASE, "BEGIN", false},
	{"CREATE TABLE t (a)", EXECUTE("ATTACH 'x' AS y"), ERR_DATABASE, "ATTACH", false},
	{"CREATE TABLE t (a)",
		EXECUTE("CREATE TEMP TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; END; "
			"VACUUM"),
		ERR_DATABASE, "VACUUM", false},
	{"CREATE TABLE t (a UNIQUE); INSERT INTO t VALUES (1)",
		EXECUTE("INSERT OR ROLLBACK INTO t VALUES (1)"), ERR_DATABASE, "UNIQUE",
		false},
	{"CREATE TABLE t (a)", EXECUTE("nonsense"), ERR_DATABASE, "syntax error", false},
};

static void they_refuse_with_a_reason(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++) {
		const struct refusal *each = &refusals[i];
		struct db *db = scratch(each->before);
		struct error err = {.code = ERR_NONE};
		char *before, *after;
		struct pool pool;
		int found;

		pool_init(&pool);
		before = dump(&pool, db);
		found = sqlite_driver.check_rows(db, &each->op, &err);
		if (found != (each->beforehand ? -1 : 0))
			fail_msg("check_rows: %s\n%s", each->before, err.message);
		must(sqlite_driver.begin(db, &err), &err);
		if (sqlite_driver.apply(db, &each->op, &err) == 0)
			fail_msg("not refused: %s", each->before);
		if (err.code != each->code || !strstr(err.message, each->words))
			fail_msg("%s\nexpected %s: %s\nfound %s: %s", each->before,
				error_code_name(each->code), each->words,
				error_code_name(err.code), err.message);
		assert_true(*err.hint || each->code == ERR_DATABASE);
		must(sqlite_driver.rollback(db, &err), &err);
		after = dump(&pool, db);
		assert_string_equal(before, after);
		assert_string_equal(rows(&pool, db, "PRAGMA legacy_alter_table"), "0\n");
		sqlite_driver.close(db);
		pool_release(&pool);
	}
}

/* What the rows are is asked of tables that are there; a plan may make them first. */
static void nothing_is_found_where_there_is_nothing(void **state)
{
	struct db *db = scratch("CREATE TABLE u (a)");
	struct error err = {.code = ERR_NONE};

	(void)state;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++)
		must(sqlite_driver.check_rows(db, &refusals[i].op, &err), &err);
	sqlite_driver.close(db);
}

static void commit_fails(const char *before, const struct operation *ops, size_t count,
	enum error_code code, const char *words)
{
	struct db *db = scratch(before);
	struct error err = {.code = ERR_NONE};
	struct pool pool;
	char *was;

	pool_init(&pool);
	was = dump(&pool, db);
	must(sqlite_driver.begin(db, &err), &err);
	for (size_t i = 0; i < count; i++)
		must(sqlite_driver.apply(db, &ops[i], &err), &err);
	if (!words) {
		must(sqlite_driver.commit(db, &err), &err);
	} else {
		assert_int_equal(sqlite_driver.commit(db, &err), -1);
		assert_string_equal(error_code_name(err.code), error_code_name(code));
		if (!strstr(err.message, words))
			fail_msg("%s", err.message);
		must(sqlite_driver.rollback(db, &err), &err);
		assert_string_equal(was, dump(&pool, db));
	}
	sqlite_driver.close(db);
	pool_release(&pool);
}

/* Foreign keys may be broken in the middle of a revision, not at its end. */
static void foreign_keys_are_checked_at_the_end(void **state)
{
	const struct operation drop_parent = {
		.kind = OP_DROP_TABLE, .drop_table = &(struct op_drop_table){.name = "p"}};
	const struct operation drop_both[] = {
		drop_parent, {.kind = OP_DROP_TABLE,
				     .drop_table = &(struct op_drop_table){.name = "c"}}};
	const struct operation lose_key[] = {WITHOUT(UNIQUE, "uq_t_a")};
	const struct operation change[] = {
		ALTER(.column = "a", TYPE(INTEGER, -1, -1), .using = "a + 1")};

	(void)state;
	commit_fails(
		"CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (x REFERENCES p); "
		"INSERT INTO p VALUES (1); INSERT INTO c VALUES (1), (NULL)",
		&drop_parent, 1, ERR_UNSAFE_DATA, "1 row of c would refer to rows of p");
	commit_fails(
		"CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (x REFERENCES p); "
		"INSERT INTO c VALUES (NULL)",
		&drop_parent, 1, ERR_NONE, NULL);
	/* What was there before is not this revision's doing. */
	commit_fails(
		"CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (x REFERENCES p); "
		"INSERT INTO c VALUES (77)",
		&drop_parent, 1, ERR_NONE, NULL);
	commit_fails(
		"CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (x REFERENCES p); "
		"INSERT INTO p VALUES (1); INSERT INTO c VALUES (1)",
		drop_both, 2, ERR_NONE, NULL);
	commit_fails("CREATE TABLE t (a UNIQUE, b); CREATE TABLE c (x REFERENCES t (a))",
		lose_key, 1, ERR_DATABASE, "a foreign key of c");
	commit_fails("CREATE TABLE t (a INTEGER UNIQUE, b); CREATE TABLE c (x REFERENCES t "
		     "(a)); "
		     "INSERT INTO t VALUES (1, 1); INSERT INTO c VALUES (1)",
		change, 1, ERR_UNSAFE_DATA, "1 row of c");
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
		cmocka_unit_test(they_refuse_with_a_reason),
		cmocka_unit_test(nothing_is_found_where_there_is_nothing),
		cmocka_unit_test(foreign_keys_are_checked_at_the_end),
		cmocka_unit_test(other_schemas),
		cmocka_unit_test(outside_a_transaction),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
