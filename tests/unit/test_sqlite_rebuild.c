// links: base schema sql db drivers/sqlite
#include "sqlite_fixture.h"

#include "drivers/sqlite/catalog.h"
#include "drivers/sqlite/sqlite.h"

#include <stdlib.h>
#include <strings.h>

/*
 * What a rebuild must not lose: each case is a database with one table `t` at work, an
 * operation that SQLite's ALTER TABLE cannot do, and a look at everything afterwards.
 */

#define NAMES(...)                                                                         \
	.columns = (char *[]){__VA_ARGS__},                                                \
	.columns_count = sizeof((char *[]){__VA_ARGS__}) / sizeof(char *)
#define INTEGER                                                                            \
	{                                                                                  \
		.kind = TYPE_INTEGER, .length = -1, .scale = -1                            \
	}
#define TEXT                                                                               \
	{                                                                                  \
		.kind = TYPE_TEXT, .length = -1, .scale = -1                               \
	}
#define STRING(n)                                                                          \
	{                                                                                  \
		.kind = TYPE_STRING, .length = (n), .scale = -1                            \
	}

static struct op_alter_column not_null_a = {
	.table = "t", .column = "a", .nullable = TRI_NO};
static struct op_constraint check_a = {
	.table = "t", .name = "ck_a", .kind = CONSTRAINT_CHECK, .check = "a <> 'never'"};
static struct op_constraint unique_a = {
	.table = "t", .name = "uq_a", .kind = CONSTRAINT_UNIQUE, NAMES("a")};
static struct op_add_column add_expression = {.table = "t",
	.column = {.name = "added", .type = TEXT, .default_sql = "upper('x')"}};
static struct op_drop_column drop_gone = {.table = "t", .column = "gone"};

/* Each is one that needs a rebuild of a table with a column `a` and a column `gone`. */
static const struct operation rebuilding[] = {
	{.kind = OP_ALTER_COLUMN, .alter_column = &not_null_a},
	{.kind = OP_CREATE_CHECK_CONSTRAINT, .constraint = &check_a},
	{.kind = OP_CREATE_UNIQUE_CONSTRAINT, .constraint = &unique_a},
	{.kind = OP_ADD_COLUMN, .add_column = &add_expression},
	{.kind = OP_DROP_COLUMN, .drop_column = &drop_gone},
};
#define REBUILDING (sizeof(rebuilding) / sizeof(*rebuilding))

struct situation {
	const char *name, *sql;
};

/* The situations in which other tools lose something or give up. */
static const struct situation situations[] = {
	{"rowids with holes", "CREATE TABLE t (a TEXT, gone, b); INSERT INTO t (rowid, a, "
			      "b) VALUES (7, 'x', 1), "
			      "(3, "
			      "'y', x'00ff'), (900, 'z', NULL)"},
	{"a column called rowid", "CREATE TABLE t (rowid TEXT, a, gone); INSERT INTO t "
				  "(oid, rowid, a) VALUES (5, "
				  "'r', 1), "
				  "(8, 's', 2)"},
	{"columns called rowid, _rowid_ and oid",
		"CREATE TABLE t (rowid TEXT, _rowid_, oid, a, gone); INSERT INTO t VALUES "
		"(5, 'r', "
		"1, 4, 5)"},
	{"AUTOINCREMENT: the last row is gone",
		"CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a, gone); INSERT "
		"INTO t "
		"VALUES (1, "
		"'x', 0), (100, 'y', 0); DELETE FROM t WHERE id = 100"},
	{"AUTOINCREMENT: an emptied table", "CREATE TABLE t (id INTEGER PRIMARY KEY "
					    "AUTOINCREMENT, a, gone); INSERT INTO t "
					    "VALUES (100, "
					    "'y', 0); DELETE FROM t"},
	{"AUTOINCREMENT: another table has one too",
		"CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a, gone); CREATE "
		"TABLE u "
		"(id INTEGER "
		"PRIMARY KEY AUTOINCREMENT); INSERT INTO u VALUES (41)"},
	{"indexes: partial, unique, DESC, COLLATE, expression, with a comment",
		"CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b, gone); CREATE INDEX i1 "
		"ON t "
		"(a, b); "
		"CREATE UNIQUE INDEX i2 ON t (a DESC, b COLLATE NOCASE) WHERE b IS NOT "
		"NULL; "
		"CREATE INDEX "
		"i3 ON t (lower(a), b + 1); CREATE INDEX \"i 4\" ON t (b -- why\n); INSERT "
		"INTO t "
		"VALUES "
		"(1, 'x', 2, 3), (2, 'X', NULL, NULL)"},
	{"triggers in their order",
		"CREATE TABLE log (n INTEGER PRIMARY KEY, w); CREATE TABLE t (a, gone, b); "
		"CREATE "
		"TRIGGER "
		"z1 AFTER INSERT ON t BEGIN INSERT INTO log (w) VALUES ('first ' || "
		"new.a); END; "
		"CREATE "
		"TRIGGER a1 AFTER INSERT ON t BEGIN INSERT INTO log (w) VALUES ('second; ' "
		"|| "
		"new.b); END; "
		"CREATE TRIGGER u1 BEFORE UPDATE OF b ON t WHEN old.b IS NOT new.b BEGIN "
		"INSERT "
		"INTO log "
		"(w) VALUES ('update'); END; CREATE TRIGGER d1 AFTER DELETE ON t BEGIN "
		"INSERT INTO "
		"log (w) "
		"VALUES ('delete'); END; INSERT INTO t VALUES ('x', 0, 'y')"},
	{"triggers elsewhere that name it", "CREATE TABLE t (a, gone, b); CREATE TABLE u "
					    "(x); CREATE TRIGGER ut AFTER INSERT "
					    "ON u BEGIN "
					    "INSERT INTO t (a, b) VALUES (new.x, (SELECT "
					    "count(*) FROM t)); END; INSERT INTO u "
					    "VALUES "
					    "('x'), ('y')"},
	{"views, and INSTEAD OF triggers on them",
		"CREATE TABLE t (a, gone, b); CREATE VIEW v AS SELECT a, b FROM t WHERE "
		"t.b > 0; "
		"CREATE "
		"VIEW w (x) AS SELECT v.a FROM v; CREATE TRIGGER vi INSTEAD OF INSERT ON v "
		"BEGIN "
		"INSERT "
		"INTO t (a, b) VALUES (new.a, new.b); END; INSERT INTO v VALUES ('x', 5)"},
	{"a view and a trigger that are broken already",
		"CREATE TABLE t (a, gone, b); CREATE VIEW broken AS SELECT missing FROM "
		"nowhere; "
		"CREATE "
		"TRIGGER bt AFTER DELETE ON t BEGIN DELETE FROM nowhere; END; INSERT INTO "
		"t VALUES "
		"(1, 2, "
		"3)"},
	{"generated columns, virtual and stored",
		"CREATE TABLE t (g AS (b * 2), a, gone, b INT, h TEXT GENERATED ALWAYS AS "
		"(a || "
		"'-' || b) "
		"STORED NOT NULL); INSERT INTO t (a, b) VALUES ('x', 2), ('y', 3); CREATE "
		"INDEX ig "
		"ON t (g, "
		"h)"},
	{"CHECKs, named and not", "CREATE TABLE t (a CHECK (a <> ')'), gone, b CONSTRAINT "
				  "\"b, positive\" CHECK (t.b "
				  "> 0), "
				  "CHECK (\"t\".a IS NOT b), CONSTRAINT last CHECK "
				  "(length(a) < 100)); INSERT INTO t "
				  "VALUES "
				  "('x', 0, 5)"},
	{"foreign keys in and out: actions, names, MATCH, DEFERRABLE",
		"CREATE TABLE p (id INTEGER PRIMARY KEY, x UNIQUE, y, UNIQUE (x, y)); "
		"CREATE TABLE "
		"t (id "
		"INTEGER PRIMARY KEY, a REFERENCES p ON DELETE CASCADE ON UPDATE SET NULL "
		"DEFERRABLE "
		"INITIALLY DEFERRED, gone, b CONSTRAINT fkb REFERENCES p (x) MATCH FULL, "
		"c, "
		"FOREIGN KEY (b, "
		"c) REFERENCES p (x, y) ON DELETE SET DEFAULT); CREATE TABLE c (t "
		"REFERENCES t ON "
		"DELETE "
		"CASCADE, u REFERENCES t (id) ON UPDATE CASCADE); INSERT INTO p VALUES (1, "
		"'x', "
		"'y'); "
		"INSERT INTO t VALUES (5, 1, 0, 'x', 'y'); INSERT INTO c VALUES (5, 5)"},
	{"a foreign key to itself",
		"CREATE TABLE t (id INTEGER PRIMARY KEY, a, gone, up REFERENCES t (id) ON "
		"DELETE "
		"CASCADE); "
		"INSERT INTO t VALUES (1, 'x', 0, NULL), (2, 'y', 0, 1)"},
	{"violations that were there before", "CREATE TABLE p (id INTEGER PRIMARY KEY); "
					      "CREATE TABLE t (a, gone, b REFERENCES "
					      "p); INSERT "
					      "INTO t VALUES ('x', 0, 77)"},
	{"WITHOUT ROWID",
		"CREATE TABLE t (a TEXT, b INT, gone INT, PRIMARY KEY (b DESC, a)) WITHOUT "
		"ROWID; "
		"INSERT "
		"INTO t VALUES ('x', 1, 2), ('y', 2, 3); CREATE INDEX it ON t (a)"},
	{"STRICT", "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, gone ANY, b ANY) "
		   "STRICT; INSERT "
		   "INTO t "
		   "VALUES (1, 'x', 0, '007'), (2, 'y', 0, 7), (3, 'z', 0, x'37')"},
	{"STRICT, WITHOUT ROWID", "CREATE TABLE t (a TEXT PRIMARY KEY, gone BLOB) STRICT, "
				  "WITHOUT ROWID; INSERT INTO "
				  "t VALUES "
				  "('x', NULL)"},
	{"ON CONFLICT in every place", "CREATE TABLE t (a NOT NULL ON CONFLICT IGNORE "
				       "DEFAULT 'd', gone, b UNIQUE ON "
				       "CONFLICT "
				       "REPLACE, c CHECK (c > 0), UNIQUE (a, c) ON "
				       "CONFLICT FAIL); INSERT INTO t VALUES "
				       "('x', 0, 1, "
				       "2), ('y', 0, 2, 2)"},
	{"ON CONFLICT of a primary key", "CREATE TABLE t (k TEXT PRIMARY KEY ON CONFLICT "
					 "REPLACE, a, gone); INSERT INTO t "
					 "VALUES "
					 "('k', 'x', 0)"},
	{"COLLATE, odd types, no type, odd names, defaults with quotes and parentheses",
		"CREATE TABLE t (a COLLATE NOCASE, gone, b \"strange type\"(3), c UNSIGNED "
		"BIG "
		"INT, d, "
		"\"select\" TEXT DEFAULT 'it''s', [x y] DEFAULT (1 + 1), `z\"z` DEFAULT "
		"CURRENT_TIMESTAMP); "
		"INSERT INTO t (a, b, c, d, \"z\"\"z\") VALUES ('x', '012', 3, 4.5, "
		"'now'), ('Y', "
		"1e300, -9, "
		"x'', 'then')"},
	{"comments in the text",
		"CREATE TABLE t ( -- the table\n a TEXT, -- a, with a comma\n gone /* , */ "
		"INT, -- "
		"goes\n b "
		"INT -- the last one (\n) -- end\n; INSERT INTO t VALUES ('x', 1, 2)"},
	{"constraints without commas", "CREATE TABLE t (\"a\", gone, b, UNIQUE (b) CHECK "
				       "(a) CONSTRAINT n CHECK (b)); "
				       "INSERT INTO "
				       "t VALUES (1, 2, 3)"},
	{"what ANALYZE found", "CREATE TABLE t (a, gone, b); CREATE INDEX it ON t (a); "
			       "CREATE TABLE u (a UNIQUE); "
			       "INSERT "
			       "INTO u VALUES (1); INSERT INTO t VALUES ('x', 1, 2), ('y', "
			       "1, 2); ANALYZE"},
	{"the name of the work table is taken",
		"CREATE TABLE t (a, gone, b); INSERT INTO t VALUES (1, 2, 3); CREATE TABLE "
		"_gitmig_t (x); "
		"CREATE VIEW _GITMIG_T_2 AS SELECT 1; INSERT INTO _gitmig_t VALUES "
		"('mine')"},
	{"made by CREATE TABLE AS",
		"CREATE TABLE t AS SELECT 'x' AS a, 1 AS gone, 2.5 AS \"b c\""},
	{"altered before", "CREATE TABLE s (a); ALTER TABLE s RENAME TO t; ALTER TABLE t "
			   "ADD COLUMN gone INT "
			   "DEFAULT 5 "
			   "NOT NULL; INSERT INTO t (a) VALUES ('x')"},
	{"values at the edges", "CREATE TABLE t (a, gone, b INTEGER, c REAL, d NUMERIC, e "
				"TEXT, f BLOB); INSERT "
				"INTO t "
				"VALUES ('x', 0, 9223372036854775807, 1e308, '1e3', 1, "
				"'text'), ('y', 0, 'word', "
				"0.1, "
				"'0x10', x'00', 5), (zeroblob(3000), 0, "
				"-9223372036854775808, -0.0, '9e999', '', "
				"NULL)"},
	{"an empty table", "CREATE TABLE t (a, gone)"},
	{"child rows of ON DELETE CASCADE and SET NULL",
		"PRAGMA foreign_keys = ON; CREATE TABLE t (id INTEGER PRIMARY KEY, a, "
		"gone); CREATE TABLE c1 (x REFERENCES t ON DELETE CASCADE); CREATE TABLE "
		"c2 (x REFERENCES t ON DELETE SET NULL); INSERT INTO t VALUES (1, 2, 3); "
		"INSERT INTO c1 VALUES (1); INSERT INTO c2 VALUES (1)"},
	{"full-text and R-tree tables beside it",
		"CREATE TABLE t (a, gone, b); CREATE VIRTUAL TABLE f USING fts5 (a, "
		"content='t', content_rowid='rowid'); CREATE VIRTUAL TABLE r USING rtree "
		"(id, x0, x1); CREATE TRIGGER tf AFTER INSERT ON t BEGIN INSERT INTO f "
		"(rowid, a) VALUES (new.rowid, new.a); INSERT INTO r VALUES (new.rowid, 1, "
		"2); END; INSERT INTO t VALUES ('some words', 1, 2), ('other words', 3, "
		"4)"},
	{"keywords, Unicode, quotes and brackets as names",
		"CREATE TABLE \"t\" (a, gone, \"order\" INT, `group` TEXT, [un der] INT, "
		"\"\xc3\xa4\xe2\x82\xac\" TEXT COLLATE NOCASE, \"a\"\"b\" DEFAULT 'x)', "
		"CONSTRAINT \"c,k\" CHECK (\"order\" > 0)); CREATE INDEX \"index\" ON [t] "
		"(\"\xc3\xa4\xe2\x82\xac\", `group` DESC); INSERT INTO t VALUES (1, 2, 3, "
		"'g', 4, 'z', 'q')"},
	{"foreign keys that are DEFERRABLE and cross",
		"CREATE TABLE u (id INTEGER PRIMARY KEY, x REFERENCES t (id) DEFERRABLE "
		"INITIALLY DEFERRED); CREATE TABLE t (id INTEGER PRIMARY KEY, a, gone, b "
		"CONSTRAINT to_u REFERENCES u ON UPDATE CASCADE NOT DEFERRABLE); INSERT "
		"INTO t VALUES (1, 2, 3, 4); INSERT INTO u VALUES (4, 1)"},
};
#define SITUATIONS (sizeof(situations) / sizeof(*situations))

static bool is_in(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = list; *at; at += strcspn(at, "\n"), at += *at == '\n') {
		if (!strncmp(at, word, length) && at[length] == '\n')
			return true;
	}
	return false;
}

/* SELECT list of the columns of t that are in both lists, each quoted with its type. */
static char *common(struct pool *pool, const char *before, const char *after)
{
	struct text out;
	char *copy = pool_strdup(pool, before);
	char *save = NULL;

	text_init(&out, pool);
	text_add(&out, "typeof(1)");
	for (char *name = strtok_r(copy, "\n", &save); name;
		name = strtok_r(NULL, "\n", &save)) {
		char *quoted;

		if (!is_in(after, name))
			continue;
		quoted = sqlite3_mprintf("\"%w\"", name);
		text_printf(&out, ", typeof(%s), quote(%s)", quoted, quoted);
		sqlite3_free(quoted);
	}
	return out.data;
}

static char *column_names(struct pool *pool, struct db *db)
{
	return rows(pool, db, "SELECT name FROM pragma_table_xinfo('t') ORDER BY cid");
}

static char *rowid_of(struct pool *pool, struct db *db)
{
	if (strstr(rows(pool, db, "SELECT wr FROM pragma_table_list WHERE name = 't'"),
		    "1"))
		return "0";
	if (!is_in(column_names(pool, db), "rowid"))
		return "rowid";
	return is_in(column_names(pool, db), "oid") ? "0" : "oid";
}

/* The lines of a text in the order of their bytes. */
static char *sorted(struct pool *pool, char *lines)
{
	struct strings list = {0};
	char *save = NULL;

	for (char *line = strtok_r(lines, "\n", &save); line;
		line = strtok_r(NULL, "\n", &save))
		strings_add(pool, &list, line);
	strings_sort(&list);
	return strings_join(pool, &list, "\n");
}

/* The rows of t in the columns that both databases have. */
static char *rows_of_t(struct pool *pool, struct db *db, struct db *other)
{
	return sorted(
		pool, rows(pool, db,
			      pool_printf(pool, "SELECT %s, %s FROM t", rowid_of(pool, db),
				      common(pool, column_names(pool, db),
					      column_names(pool, other)))));
}

static char *other_objects(struct pool *pool, struct db *db)
{
	return rows(pool, db,
		"SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name <> 't' AND "
		"name "
		"NOT LIKE 'sqlite_autoindex%' ORDER BY type, name");
}

/* Triggers fire in the order in which they were made. */
static char *order_of_triggers(struct pool *pool, struct db *db)
{
	return rows(pool, db,
		"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 't' "
		"ORDER BY "
		"rowid");
}

/* SQLite's own tables included: AUTOINCREMENT positions, what ANALYZE found. */
static char *other_tables(struct pool *pool, struct db *db)
{
	struct text out;
	char *names = rows(pool, db,
		"SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 't' ORDER "
		"BY "
		"name");
	char *save = NULL;

	text_init(&out, pool);
	text_add(&out, "");
	for (char *name = strtok_r(names, "\n", &save); name;
		name = strtok_r(NULL, "\n", &save))
		text_printf(&out, "-- %s\n%s\n", name,
			sorted(pool,
				rows(pool, db,
					pool_printf(pool, "SELECT %s FROM \"%s\"",
						quoted_select(pool, db, name), name))));
	return out.data;
}

/* A foreign key to what is not unique makes the pragma fail, before and after. */
static char *violations(struct pool *pool, struct db *db)
{
	struct error err;
	struct text out;

	text_init(&out, pool);
	text_add(&out, "");
	if (sqlite_driver.query(db,
		    "SELECT \"table\", rowid, parent FROM pragma_foreign_key_check",
		    add_row_text, &out, &err) < 0)
		return pool_strdup(pool, err.message);
	return out.data;
}

/* The bytes of a part of the text, without the table's name before a column. */
static char *part(struct pool *pool, const char *sql, struct span span)
{
	static const char *const names[] = {"t.", "\"t\"."};
	char *text = span_text(pool, sql, span);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		char *at = strstr(text, names[i]);

		if (at && (at == text || strchr(" (", at[-1])))
			memmove(at, at + strlen(names[i]),
				strlen(at + strlen(names[i])) + 1);
	}
	return text;
}

static void add_part(
	struct strings *parts, struct pool *pool, const char *sql, struct span span)
{
	strings_add(pool, parts, part(pool, sql, span));
}

/* What the table's own text says, apart from the columns that the operations are about. */
static struct strings parts_of(struct pool *pool, struct db *db)
{
	struct error err = {.code = ERR_NONE};
	struct strings parts = {0};
	struct ddl_table table;

	must(catalog_table(sqlite_db(db), pool, NULL, "t", &table, &err), &err);
	for (unsigned i = 0; i < table.columns_count; i++) {
		const struct ddl_column *column = &table.columns[i];

		if (strcasecmp(column->name, "a") != 0 &&
			strcasecmp(column->name, "gone") != 0)
			add_part(&parts, pool, table.sql, column->span);
		for (unsigned j = 0; j < column->constraints_count; j++) {
			if (!strcasecmp(column->name, "a"))
				add_part(&parts, pool, table.sql,
					column->constraints[j].span);
		}
	}
	for (unsigned i = 0; i < table.constraints_count; i++)
		add_part(&parts, pool, table.sql, table.constraints[i].span);
	add_part(&parts, pool, table.sql, table.options);
	return parts;
}

static void keeps_text(const char *situation, const struct operation *op,
	const struct strings *before, const struct strings *after)
{
	for (unsigned i = 0; i < before->count; i++) {
		if (!strings_has(after, before->items[i]))
			fail_msg("%s: lost %s\n%s", operation_name(op->kind),
				before->items[i], situation);
	}
}

static void same(const char *situation, const struct operation *op, const char *what,
	const char *before, const char *after)
{
	if (strcmp(before, after) != 0)
		fail_msg("%s: %s\n%s\n-- before:\n%s\n-- after:\n%s",
			operation_name(op->kind), what, situation, before, after);
}

static void one(const char *situation, const struct operation *op)
{
	struct db *before = scratch(situation), *db = scratch(situation);
	struct error err = {.code = ERR_NONE};
	struct strings parts, old;
	struct pool pool;

	pool_init(&pool);
	must(sqlite_driver.begin(db, &err), &err);
	if (sqlite_driver.apply(db, op, &err) < 0)
		fail_msg("%s: %s (%s)\n%s", operation_name(op->kind), err.message, err.hint,
			situation);
	must(sqlite_driver.commit(db, &err), &err);
#define SAME(what, call_before, call_after)                                                \
	same(situation, op, what, call_before, call_after)
	SAME("rows", rows_of_t(&pool, before, db), rows_of_t(&pool, db, before));
	SAME("objects", other_objects(&pool, before), other_objects(&pool, db));
	SAME("triggers", order_of_triggers(&pool, before), order_of_triggers(&pool, db));
	SAME("tables", other_tables(&pool, before), other_tables(&pool, db));
	SAME("violations", violations(&pool, before), violations(&pool, db));
	parts = parts_of(&pool, db);
	old = parts_of(&pool, before);
	keeps_text(situation, op, &old, &parts);
	assert_string_equal(rows(&pool, db, "PRAGMA integrity_check"), "ok\n");
	assert_string_equal(rows(&pool, db, "PRAGMA legacy_alter_table"), "0\n");
	sqlite_driver.close(before);
	sqlite_driver.close(db);
	pool_release(&pool);
}

static void nothing_is_lost(void **state)
{
	const struct situation *situation = *state;

	for (size_t j = 0; j < REBUILDING; j++)
		one(situation->sql, &rebuilding[j]);
}

int main(void)
{
	struct CMUnitTest tests[SITUATIONS];

	for (size_t i = 0; i < SITUATIONS; i++)
		tests[i] = (struct CMUnitTest){.name = situations[i].name,
			.test_func = nothing_is_lost,
			.initial_state = (void *)(uintptr_t)&situations[i]};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
