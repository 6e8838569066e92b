// links: base schema sql db drivers/sqlite
#include "sqlite_operations.h"

/* What cannot be done is refused with a reason, and leaves everything as it was. */

struct refusal {
	const char *before;
	struct operation op;
	const char *words; /* in the message */
	enum error_code code;
	bool beforehand; /* check_rows finds it too */
};

static const struct refusal refusals[] = {
	/* rows in the way */
	{"CREATE TABLE t (a); INSERT INTO t VALUES (1), (2), (3)",
		ADD(.column = {.name = "b", TYPE(INTEGER, -1, -1), .nullable = TRI_NO}),
		"table t has 3 rows", ERR_UNSAFE_DATA, true},
	{"CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)",
		ADD(.column = {.name = "b",
			    TYPE(TEXT, -1, -1),
			    .unique = TRI_YES,
			    .default_value = LITERAL("x", true)}),
		"2 rows, which would all get the same value", ERR_UNSAFE_DATA, true},
	{"CREATE TABLE t (a); INSERT INTO t VALUES (1)",
		ADD(.column = {.name = "b",
			    TYPE(INTEGER, -1, -1),
			    .check = "b > 5",
			    .default_value = LITERAL("1", false)}),
		"CHECK", ERR_UNSAFE_DATA, false},
	{"CREATE TABLE t (id INTEGER PRIMARY KEY, a); INSERT INTO t VALUES (5, 1), (6, "
	 "NULL), (7, "
	 "NULL)",
		ALTER(.column = "a", .nullable = TRI_NO),
		"2 rows of t are null in a, such as id 6", ERR_UNSAFE_DATA, true},
	{"CREATE TABLE t (a NOT NULL ON CONFLICT REPLACE DEFAULT 0, b); INSERT INTO t "
	 "VALUES (1, "
	 "NULL)",
		ALTER(.column = "b", .nullable = TRI_NO), "1 row of t is null in b",
		ERR_UNSAFE_DATA, true},
	{"CREATE TABLE t (a VARCHAR(20)); INSERT INTO t VALUES ('short'), ('much longer')",
		ALTER(.column = "a", TYPE(STRING, 5, -1)),
		"1 row of t has a value in a that is no string(5), such as rowid 2",
		ERR_UNSAFE_DATA, true},
	{"CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('12'), ('twelve'), ('1.5')",
		ALTER(.column = "a", TYPE(INTEGER, -1, -1)),
		"2 rows of t have a value in a that is no integer", ERR_UNSAFE_DATA, true},
	{"CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('yes'), (0), ('1')",
		ALTER(.column = "a", TYPE(BOOLEAN, -1, -1)), "1 row of t", ERR_UNSAFE_DATA,
		true},
	{"CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('2026-02-03'), ('tomorrow')",
		ALTER(.column = "a", TYPE(DATE, -1, -1)), "1 row of t", ERR_UNSAFE_DATA,
		true},
	{"CREATE TABLE t (a); INSERT INTO t VALUES (40000)",
		ALTER(.column = "a", TYPE(SMALLINT, -1, -1)), "1 row of t", ERR_UNSAFE_DATA,
		true},
	{"CREATE TABLE t (a); INSERT INTO t VALUES (12.34), (1.25), (1234.5)",
		ALTER(.column = "a", TYPE(NUMERIC, 4, 1)), "3 rows of t", ERR_UNSAFE_DATA,
		true},
	{"CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('5'), ('x')",
		ALTER(.column = "a", TYPE(INTEGER, -1, -1), .using = "a || 'x'"),
		"2 rows of t", ERR_UNSAFE_DATA, true},
	{"CREATE TABLE t (a, b); INSERT INTO t VALUES ('x', 1), ('x', 1), ('y', 1), ('y', "
	 "1), (NULL, "
	 "1), (NULL, 1)",
		UNIQUE(NAMES("a", "b")),
		"2 values of a, b would be there more than once in t, such as 'x', 1",
		ERR_UNSAFE_DATA, true},
	{"CREATE TABLE t (a UNIQUE ON CONFLICT REPLACE, b); INSERT INTO t VALUES (1, 1), "
	 "(2, 1)",
		UNIQUE(NAMES("b")), "1 value of b", ERR_UNSAFE_DATA, true},
	{"CREATE TABLE t (a COLLATE NOCASE); INSERT INTO t VALUES ('x'), ('X')",
		UNIQUE(NAMES("a")), "1 value of a", ERR_UNSAFE_DATA, true},
	{"CREATE TABLE t (a); INSERT INTO t VALUES (1), (NULL)", PRIMARY(NAMES("a")),
		"null in a", ERR_UNSAFE_DATA, true},
	{"CREATE TABLE t (a); INSERT INTO t VALUES (1), (1)", PRIMARY(NAMES("a")),
		"more than once", ERR_UNSAFE_DATA, true},
	{"CREATE TABLE t (a); INSERT INTO t VALUES (1), (11), (12), (NULL)",
		CHECK(.name = "small", .check = "a < 10 -- no more"),
		"2 rows of t break the check small, such as rowid 2", ERR_UNSAFE_DATA,
		true},
	{"CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a); INSERT INTO p "
	 "VALUES (1); "
	 "INSERT INTO t VALUES (1), (2), (NULL)",
		FOREIGN(.name = "fk", NAMES("a"), TO("p", .columns = NULL)),

		"1 row of t would refer to rows of p that are not there, such as rowid 2",
		ERR_UNSAFE_DATA, true},
	{"CREATE TABLE p (x, y, UNIQUE (x, y)); CREATE TABLE t (a, b); INSERT INTO p "
	 "VALUES (1, 2); "
	 "INSERT INTO t VALUES (1, 2), (1, 3), (1, NULL)",
		FOREIGN(.name = "fk", NAMES("a", "b"), TO("p", NAMES("x", "y"))),
		"1 row of t", ERR_UNSAFE_DATA, true},
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
		"1 value of lower(a)", ERR_UNSAFE_DATA, true},
	/* ON CONFLICT of a constraint would lose rows without a word */
	{"CREATE TABLE t (a UNIQUE ON CONFLICT REPLACE, b); INSERT INTO t VALUES (1, 1), "
	 "(2, 2)",
		ALTER(.column = "a", .using = "7"), "UNIQUE", ERR_UNSAFE_DATA, false},
	{"CREATE TABLE t (a NOT NULL ON CONFLICT IGNORE, b); INSERT INTO t VALUES (1, "
	 "NULL), (2, 2)",
		ALTER(.column = "a", .using = "b"), "NOT NULL", ERR_UNSAFE_DATA, false},
	/* columns in use */
	{"CREATE TABLE t (a, b); CREATE INDEX i ON t (a, b)", DROP("a"),
		"cannot drop column t.a, it is used by index i", ERR_DATABASE, false},
	{"CREATE TABLE t (a, b); CREATE INDEX i ON t (b) WHERE a > 0", DROP("a"), "index i",
		ERR_DATABASE, false},
	{"CREATE TABLE t (a, b, UNIQUE (a, b), CONSTRAINT ck CHECK (a > b), PRIMARY KEY "
	 "(b, a))",
		DROP("a"),
		"unique constraint UNIQUE (a, b), check ck, primary key PRIMARY KEY (b, a)",
		ERR_DATABASE, false},
	{"CREATE TABLE t (a, b AS (a + 1))", DROP("a"), "generated column b", ERR_DATABASE,
		false},
	{"CREATE TABLE t (a, b CHECK (b > a))", DROP("a"), "check CHECK (b > a)",
		ERR_DATABASE, false},
	{"CREATE TABLE t (a, b); CREATE VIEW v AS SELECT a FROM t", DROP("a"), "view v",
		ERR_DATABASE, false},
	/* "a" would be the string 'a' when the column is gone */
	{"CREATE TABLE t (a, b); CREATE VIEW v AS SELECT \"a\" FROM t", DROP("a"), "view v",
		ERR_DATABASE, false},
	{"CREATE TABLE t (a, b); CREATE VIEW v AS SELECT * FROM t; CREATE VIEW w AS SELECT "
	 "v.a FROM "
	 "v",
		DROP("a"), "view w", ERR_DATABASE, false},
	{"CREATE TABLE t (a, b); CREATE TRIGGER x AFTER DELETE ON t BEGIN SELECT old.a; "
	 "END",
		DROP("a"), "trigger x", ERR_DATABASE, false},
	{"CREATE TABLE t (a, b); CREATE TRIGGER x AFTER UPDATE OF a ON t BEGIN SELECT 1; "
	 "END",
		DROP("a"), "trigger x", ERR_DATABASE, false},
	{"CREATE TABLE t (a, b); CREATE TABLE u (x); CREATE TRIGGER x AFTER INSERT ON u "
	 "BEGIN UPDATE "
	 "t SET a = 1; END",
		DROP("a"), "trigger x", ERR_DATABASE, false},
	{"CREATE TABLE t (a PRIMARY KEY, b); CREATE TABLE c (x REFERENCES t)", DROP("a"),
		"foreign key of c (x)", ERR_DATABASE, false},
	{"CREATE TABLE t (a UNIQUE, b); CREATE TABLE c (x REFERENCES t (a))", DROP("a"),
		"foreign key of c (x)", ERR_DATABASE, false},
	{"CREATE TABLE t (a PRIMARY KEY, b) WITHOUT ROWID", DROP("a"), "primary key",
		ERR_DATABASE, false},
	{"CREATE TABLE t (a)", DROP("a"), "the only one", ERR_DATABASE, false},
	{"CREATE TABLE t (a, b)", DROP("c"), "table t has no column c", ERR_DATABASE,
		false},
	{"CREATE TABLE u (a, b)", DROP("a"), "there is no table t", ERR_DATABASE, false},
	{"CREATE VIEW t AS SELECT 1 AS a, 2 AS b", DROP("a"), "is a view", ERR_DATABASE,
		false},
	{"CREATE VIRTUAL TABLE t USING fts5 (a, b)", DROP("a"), "virtual table",
		ERR_DATABASE, false},
	{"CREATE TABLE t (a, b); CREATE VIEW v AS SELECT x FROM nowhere",
		ALTER(.column = "a", .rename_to = "z"), "error in view v", ERR_DATABASE,
		false},
	/* constraints */
	{"CREATE TABLE t (a UNIQUE, b)", WITHOUT(UNIQUE, "nope"),
		"table t has no unique constraint nope", ERR_DATABASE, false},
	{"CREATE TABLE t (a CONSTRAINT c UNIQUE, b)", WITHOUT(CHECK, "c"), "has no check c",
		ERR_DATABASE, false},
	{"CREATE TABLE t (a PRIMARY KEY, b)", PRIMARY(NAMES("b")), "a primary key already",
		ERR_DATABASE, false},
	{"CREATE TABLE t (a CONSTRAINT u UNIQUE, b)", UNIQUE(.name = "u", NAMES("b")),
		"a constraint u already", ERR_DATABASE, false},
	{"CREATE TABLE t (a)", UNIQUE(NAMES("b")), "no column b", ERR_DATABASE, false},
	{"CREATE TABLE t (a PRIMARY KEY) WITHOUT ROWID", WITHOUT(PRIMARY_KEY, "pk_t"),
		"WITHOUT ROWID", ERR_DATABASE, false},
	/* text that would end the transaction */
	{"CREATE TABLE t (a)", EXECUTE("INSERT INTO t VALUES (1); commit; SELECT 1"),
		"must not hold COMMIT", ERR_DATABASE, false},
	{"CREATE TABLE t (a)", EXECUTE("/* x */ BEGIN"), "BEGIN", ERR_DATABASE, false},
	{"CREATE TABLE t (a)", EXECUTE("ATTACH 'x' AS y"), "ATTACH", ERR_DATABASE, false},
	{"CREATE TABLE t (a)",
		EXECUTE("CREATE TEMP TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; END; "
			"VACUUM"),
		"VACUUM", ERR_DATABASE, false},
	{"CREATE TABLE t (a UNIQUE); INSERT INTO t VALUES (1)",
		EXECUTE("INSERT OR ROLLBACK INTO t VALUES (1)"), "UNIQUE", ERR_DATABASE,
		false},
	{"CREATE TABLE t (a)", EXECUTE("nonsense"), "syntax error", ERR_DATABASE, false},
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

#define FAMILY                                                                             \
	"CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a REFERENCES p, b); "    \
	"INSERT INTO p VALUES (1), (2); INSERT INTO t VALUES (1, 1); "

/* Whoever changes rows: an execute, what its triggers do, an insert, a fill. */
static void nobody_leaves_orphans(void **state)
{
	const struct operation gone[] = {EXECUTE("DELETE FROM p WHERE id = 1")};
	const struct operation all_gone[] = {EXECUTE("DELETE FROM p")};
	const struct operation other[] = {EXECUTE("DELETE FROM p WHERE id = 2")};
	const struct operation changed[] = {EXECUTE("UPDATE p SET id = id + 5")};
	const struct operation both[] = {
		EXECUTE("DELETE FROM p WHERE id = 1; DELETE FROM t WHERE a = 1")};
	const struct operation made[] = {EXECUTE("CREATE TABLE u (x REFERENCES p); INSERT "
						 "INTO u VALUES (3)")};
	const struct operation dropped[] = {EXECUTE("DROP TABLE p")};
	const struct operation by_trigger[] = {EXECUTE("INSERT INTO t (b) VALUES (9)")};
	struct cell cells[] = {{.column = "a", .value = {.text = "77"}}};
	struct row row = {.cells = cells, .cells_count = 1};
	const struct operation insert[] = {{.kind = OP_INSERT,
		.insert = &(struct op_insert){
			.table = "t", .rows = &row, .rows_count = 1}}};
	const struct operation fill[] = {
		ADD(.column = {.name = "c",
			    TYPE(INTEGER, -1, -1),
			    .references = &(struct reference){.table = "p"}},
			.fill = LITERAL("3", false))};

	(void)state;
#define STOPPED(before, ops, words)                                                        \
	commit_fails(before, ops, sizeof(ops) / sizeof(*(ops)), ERR_UNSAFE_DATA, words)
#define FINE(before, ops)                                                                  \
	commit_fails(before, ops, sizeof(ops) / sizeof(*(ops)), ERR_NONE, NULL)
	STOPPED(FAMILY, gone, "1 row of t would refer to rows of p");
	STOPPED(FAMILY, all_gone, "1 row of t would refer to rows of p");
	STOPPED(FAMILY, changed, "1 row of t would refer to rows of p");
	STOPPED(FAMILY, made, "1 row of u would refer to rows of p");
	STOPPED(FAMILY, dropped, "1 row of t would refer to rows of p");
	STOPPED(FAMILY, insert, "1 row of t would refer to rows of p");
	STOPPED(FAMILY, fill, "1 row of t would refer to rows of p");
	STOPPED(FAMILY "CREATE TRIGGER tr AFTER INSERT ON t BEGIN DELETE FROM p WHERE id = "
		       "1; END",
		by_trigger, "1 row of t would refer to rows of p");
	FINE(FAMILY, other);
	FINE(FAMILY, both);
	FINE(FAMILY "INSERT INTO t VALUES (55, 1)", other);
	STOPPED(FAMILY "INSERT INTO t VALUES (55, 1)", insert, "2 rows of t");
}

/* A rebuild needs room for a second copy. */
static void a_full_disk(void **state)
{
	struct db *db = scratch(
		"CREATE TABLE t (a); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL "
		"SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO t SELECT 'row ' || "
		"i FROM n; PRAGMA max_page_count = 30");
	const struct operation op = ALTER(.column = "a", .nullable = TRI_NO);
	struct error err = {.code = ERR_NONE};
	struct pool pool;
	char *before;

	(void)state;
	pool_init(&pool);
	before = dump(&pool, db);
	must(sqlite_driver.begin(db, &err), &err);
	assert_int_equal(sqlite_driver.apply(db, &op, &err), -1);
	assert_int_equal(err.code, ERR_IO);
	assert_non_null(strstr(err.message, "full"));
	assert_non_null(strstr(err.hint, "second copy"));
	must(sqlite_driver.rollback(db, &err), &err);
	assert_string_equal(before, dump(&pool, db));
	sqlite_driver.close(db);
	pool_release(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_refuse_with_a_reason),
		cmocka_unit_test(nothing_is_found_where_there_is_nothing),
		cmocka_unit_test(foreign_keys_are_checked_at_the_end),
		cmocka_unit_test(nobody_leaves_orphans),
		cmocka_unit_test(a_full_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
