// links: replay run manifest graph db sql schema base drivers/sqlite

#include "drivers/sqlite/driver.h"
#include "replay/replay.h"
#include "replay/schemas.h"
#include "sql/token.h"
#include "tests/unit/project.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* What SQL becomes where a chain has sales.t and "big sales".order. back NULL: the same. */
static const struct {
	const char *sql, *joined, *back;
} texts[] = {
	{"SELECT a FROM t", "SELECT a FROM t", NULL},
	{"SELECT t.a, other.b FROM t, other.u", "SELECT t.a, other.b FROM t, other.u",
		NULL},
	{"SELECT a FROM dbo.t", "SELECT a FROM /*dbo.*/t", NULL},
	{"SELECT a FROM [DBO] . [t]", "SELECT a FROM /*[DBO].*/[t]",
		"SELECT a FROM [DBO].[t]"},
	{"SELECT dbo.t.a FROM dbo.t", "SELECT /*dbo.*/t.a FROM /*dbo.*/t", NULL},
	{"INSERT INTO dbo.t(a) VALUES ('dbo.t')",
		"INSERT INTO /*dbo.*/t(a) VALUES ('dbo.t')", NULL},
	{"SELECT a FROM sales.t", "SELECT a FROM \"sales.t\"",
		"SELECT a FROM \"sales\".\"t\""},
	{"SELECT a FROM Sales.T AS x", "SELECT a FROM \"Sales.T\" AS x",
		"SELECT a FROM \"Sales\".\"T\" AS x"},
	{"SELECT a FROM [big sales].\"order\" -- sales.t",
		"SELECT a FROM \"big sales.order\" -- sales.t",
		"SELECT a FROM \"big sales\".\"order\" -- sales.t"},
	{"SELECT x.a FROM sales.t x", "SELECT x.a FROM \"sales.t\" x",
		"SELECT x.a FROM \"sales\".\"t\" x"},
	/* Columns that say whose they are need an alias of that name. */
	{"SELECT t.a FROM sales.t", "SELECT t.a FROM \"sales.t\" AS/**/t",
		"SELECT t.a FROM \"sales\".\"t\""},
	{"SELECT sales.t.a FROM sales.t WHERE T.a > 1",
		"SELECT /*sales.*/t.a FROM \"sales.t\" AS/**/t WHERE T.a > 1",
		"SELECT sales.t.a FROM \"sales\".\"t\" WHERE T.a > 1"},
	{"SELECT t.a, u.a FROM t, sales.u JOIN sales.t x ON x.a = t.a",
		"SELECT t.a, u.a FROM t, \"sales.u\" AS/**/u JOIN \"sales.t\" x ON x.a = "
		"t.a",
		"SELECT t.a, u.a FROM t, \"sales\".\"u\" JOIN \"sales\".\"t\" x ON x.a = "
		"t.a"},
	{"UPDATE sales.t SET a = t.a + 1", "UPDATE \"sales.t\" AS/**/t SET a = t.a + 1",
		"UPDATE \"sales\".\"t\" SET a = t.a + 1"},
	{"INSERT INTO sales.t (a) SELECT t.a FROM t",
		"INSERT INTO \"sales.t\" AS/**/t (a) SELECT t.a FROM t",
		"INSERT INTO \"sales\".\"t\" (a) SELECT t.a FROM t"},
	{"INSERT INTO sales.t VALUES (1) ON CONFLICT DO UPDATE SET a = t.a",
		"INSERT INTO \"sales.t\" AS/**/t VALUES (1) ON CONFLICT DO UPDATE SET a = "
		"t.a",
		"INSERT INTO \"sales\".\"t\" VALUES (1) ON CONFLICT DO UPDATE SET a = t.a"},
	{"INSERT INTO sales.t AS t (a) SELECT t.a FROM t",
		"INSERT INTO \"sales.t\" AS t (a) SELECT t.a FROM t",
		"INSERT INTO \"sales\".\"t\" AS t (a) SELECT t.a FROM t"},
	{"UPDATE OR FAIL sales.t NOT INDEXED SET a = t.a",
		"UPDATE OR FAIL \"sales.t\" AS/**/t NOT INDEXED SET a = t.a",
		"UPDATE OR FAIL \"sales\".\"t\" NOT INDEXED SET a = t.a"},
	{"DELETE FROM sales.t RETURNING T.a; SELECT t.a FROM t RETURNING t.a",
		"DELETE FROM \"sales.t\" RETURNING \"sales.T\".a; SELECT t.a FROM t "
		"RETURNING t.a",
		"DELETE FROM \"sales\".\"t\" RETURNING \"T\".a; SELECT t.a FROM t "
		"RETURNING t.a"},
	{"DELETE FROM sales.t WHERE t.a IN (SELECT u.a FROM sales.u) RETURNING t.a, u.a",
		"DELETE FROM \"sales.t\" AS/**/t WHERE t.a IN (SELECT u.a FROM \"sales.u\" "
		"AS/**/u) RETURNING \"sales.t\".a, u.a",
		"DELETE FROM \"sales\".\"t\" WHERE t.a IN (SELECT u.a FROM "
		"\"sales\".\"u\") "
		"RETURNING \"t\".a, u.a"},
	{"SELECT 1 /* dbo. */ /*dbo*/", "SELECT 1 /* dbo. */ /*dbo*/", NULL},
	{"dbo.", "dbo.", NULL},
	{"SELECT sales.t.", "SELECT /*sales.*/t.", NULL},
	{"\"sales\".\"t", "\"sales.t\"", "\"sales\".\"t\""},
};

/* The schemas of the texts. */
static void know(struct schemas *schemas, struct pool *pool)
{
	struct op_drop_table tables[] = {{(char *)"sales", (char *)"t"},
		{(char *)"sales", (char *)"u"}, {(char *)"big sales", (char *)"order"}};
	struct operation ops[3];
	struct operations list = {.items = ops, .count = 3};

	schemas_init(schemas, pool);
	for (unsigned i = 0; i < 3; i++)
		ops[i] = (struct operation){
			.kind = OP_DROP_TABLE, .drop_table = &tables[i]};
	schemas_join(schemas, pool, &list);
}

static void sql_there_and_back(void **state)
{
	struct schemas schemas;
	struct pool pool;

	(void)state;
	pool_init(&pool);
	know(&schemas, &pool);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		const char *back = texts[i].back ? texts[i].back : texts[i].sql;
		char *sql = pool_strdup(&pool, texts[i].sql);
		char *joined = schemas_join_sql(&schemas, &pool, sql);

		assert_string_equal(joined, texts[i].joined);
		assert_string_equal(schemas_split_sql(&schemas, &pool, joined), back);
	}
	pool_release(&pool);
}

/* The same words, however names are quoted. */
static bool reads_the_same(struct pool *pool, const char *a, const char *b)
{
	struct sql_token left, right;

	do {
		a = sql_token_next(a, &left);
		b = sql_token_next(b, &right);
		if (sql_token_is_name(&left) != sql_token_is_name(&right))
			return false;
		if (sql_token_is_name(&left)
				? strcmp(sql_token_name(pool, &left),
					  sql_token_name(pool, &right)) != 0
				: left.length != right.length ||
					  memcmp(left.start, right.start, left.length) != 0)
			return false;
	} while (left.kind != SQL_END);
	return true;
}

static void any_words_there_and_back(void **state)
{
	static const char *const words[] = {"SELECT", "INSERT", "INTO", "UPDATE", "DELETE",
		"FROM", "JOIN", "VALUES", "DEFAULT", "NOT", "SET", "ON", "CONFLICT", "OR",
		"IGNORE", "RETURNING", "AS", "WHERE", "WITH", "(", ")", ",", ";", ".", "t",
		"t.a", "T.a", "[t].a", "u.a", "sales.t", "sales.t", "Sales.[T]", "sales.u",
		"sales.t.a", "dbo.t", "dbo.t.a", "\"big sales\".\"order\"", "\"order\".a"};
	unsigned seed = 1;

	(void)state;
	for (unsigned round = 0; round < 20000; round++) {
		struct schemas schemas;
		struct pool pool;
		struct text text;
		char *back;

		pool_init(&pool);
		know(&schemas, &pool);
		text_init(&text, &pool);
		for (unsigned i = 0; i < 12; i++) {
			seed = seed * 1103515245 + 12345;
			text_printf(&text, "%s ",
				words[(seed >> 16) % (sizeof(words) / sizeof(*words))]);
		}
		back = schemas_split_sql(
			&schemas, &pool, schemas_join_sql(&schemas, &pool, text.data));
		if (!reads_the_same(&pool, text.data, back))
			fail_msg("%s became %s", text.data, back);
		pool_release(&pool);
	}
}

static struct project project;
static struct error err;
static struct schema schema;

static int setup(void **state)
{
	(void)state;
	project_init(&project);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	project_release(&project);
	return 0;
}

static void add(const char *id, const char *parents, const char *upgrade)
{
	const char *text = pool_printf(&project.pool,
		"gitmig: 1\nrevision: %s\nparents: [%s]\nupgrade:\n%sdowngrade: []\n", id,
		parents, upgrade);

	if (project_add(&project, text, &err) < 0)
		fail_msg("%s: %s:%d:%d", id, err.message, err.line, err.column);
}

static void replay(void)
{
	if (project_graph(&project, &err) < 0 ||
		replay_schema(&project.runner, &sqlite_driver, &project.pool, "heads",
			&schema, &err) < 0)
		fail_msg("%s", err.message);
}

#define T(name, more)                                                                      \
	"  - create_table: {name: " name                                                   \
	", columns: [{name: id, type: integer, primary_key: true}, {name: a, type: "       \
	"integer, unique: true" more "}]}\n"

/* What is generated has the names that it has where there are schemas. */
static void names_are_those_of_the_chain(void **state)
{
	const struct table *t;
	(void)state;
	project.runner.version_table = "dbo.gitmig_version";
	add("a0", "",
		T("dbo.t", ", index: true") T("sales.t",
			", index: true, references: {table: dbo.t}, check: a > 0"));
	add("b0", "a0",
		"  - add_column: {table: sales.t, column: {name: b, type: integer, unique: "
		"true, check: b > 1, references: {table: sales.t, columns: [a]}}}\n"
		"  - add_column: {table: sales.t, column: {name: c, type: integer, index: "
		"true}}\n"
		"  - create_unique_constraint: {name: uq_mine, table: sales.t, columns: "
		"[a, b]}\n"
		"  - create_foreign_key: {name: fk_mine, table: dbo.t, columns: [a], "
		"references: {table: "
		"sales.t}}\n"
		"  - create_index: {name: ix_mine, schema: sales, table: t, columns: [b]}\n"
		"  - create_index: {name: ix_mine, table: t, columns: [a]}\n"
		"  - drop_index: {name: ix_t_c, table: sales.t}\n"
		"  - drop_constraint: {table: sales.t, name: ck_t_a, kind: check}\n"
		"  - create_view: {name: sales.v, as: SELECT t.a FROM sales.t}\n"
		"  - insert: {table: sales.t, rows: [{id: 1, a: null}]}\n");
	replay();
	assert_int_equal(schema.tables_count, 2);
	assert_non_null(schema_find(&schema, NULL, "t"));
	t = schema_find(&schema, "sales", "t");
	assert_non_null(t);
	assert_string_equal(t->primary_key->name, "pk_t");
	assert_int_equal(t->indexes_count, 2);
	assert_string_equal(t->indexes[0].name, "ix_mine");
	assert_string_equal(t->indexes[1].name, "ix_t_a");
	assert_int_equal(t->foreign_keys_count, 2);
	for (unsigned i = 0; i < 2; i++) {
		const struct foreign_key *key = &t->foreign_keys[i];
		bool own = !strcmp(key->name, "fk_t_b");

		assert_string_equal(key->name, own ? "fk_t_b" : "fk_t_a");
		assert_string_equal(key->references.table, "t");
		if (own)
			assert_string_equal(key->references.schema, "sales");
		else
			assert_null(key->references.schema);
	}
	assert_int_equal(t->unique_count, 2);
	assert_int_equal(t->checks_count, 1);
	assert_string_equal(t->checks[0].name, "ck_t_b");
	assert_int_equal(schema.views_count, 1);
	assert_string_equal(schema.views[0].schema, "sales");
	assert_string_equal(schema.views[0].name, "v");
	assert_string_equal(schema.views[0].as, "SELECT t.a FROM \"sales\".\"t\"");
}

static void changes_stay_in_their_schema(void **state)
{
	(void)state;
	add("a0", "", T("dbo.t", "") T("sales.t", "") T("stock.t", ""));
	add("b0", "a0",
		"  - rename_table: {from: sales.t, to: u}\n"
		"  - drop_column: {table: stock.t, column: a}\n"
		"  - alter_column: {table: sales.u, column: a, rename_to: z, nullable: "
		"false}\n"
		"  - execute: {sql: 'INSERT INTO dbo.t (id) VALUES (1); UPDATE sales.u SET "
		"z = 1'}\n"
		"  - drop_table: {name: t}\n");
	replay();
	assert_int_equal(schema.tables_count, 2);
	assert_non_null(table_column(schema_find(&schema, "sales", "u"), "z"));
	assert_null(table_column(schema_find(&schema, "stock", "t"), "a"));
}

/* A dot in a name makes no schema. */
static void other_dots_stay(void **state)
{
	(void)state;
	add("a0", "",
		"  - create_table: {schema: '', name: a.b, columns: [{name: id, type: "
		"integer}]}\n" T("sales.t", ""));
	replay();
	assert_int_equal(schema.tables_count, 2);
	assert_non_null(schema_find(&schema, NULL, "a.b"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sql_there_and_back),
		cmocka_unit_test(any_words_there_and_back),
		cmocka_unit_test_setup_teardown(
			names_are_those_of_the_chain, setup, teardown),
		cmocka_unit_test_setup_teardown(
			changes_stay_in_their_schema, setup, teardown),
		cmocka_unit_test_setup_teardown(other_dots_stay, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
