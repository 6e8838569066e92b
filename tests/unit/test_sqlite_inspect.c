// links: base schema sql db drivers/sqlite
#include "sqlite_fixture.h"

#include "schema/schema.h"

#include <stdlib.h>

/* A schema in a short form, to be compared as text. */

static void names(struct text *out, char *const *items, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		text_printf(out, "%s%s", i ? "," : "", items[i]);
}

static void reference(struct text *out, const struct reference *to)
{
	text_printf(out, " -> %s(", to->table);
	names(out, to->columns, to->columns_count);
	text_printf(out, ")%s%s%s%s%s%s", to->on_delete ? " delete " : "",
		to->on_delete ? to->on_delete : "", to->on_update ? " update " : "",
		to->on_update ? to->on_update : "", to->deferrable ? " " : "",
		to->deferrable ? to->deferrable : "");
}

static void column(struct text *out, const struct column *column)
{
	static const char *const words[] = {"", "!", "?"};

	text_printf(out, "  %s %s%s", column->name, type_text(out->pool, &column->type),
		words[column->nullable]);
	if (column->default_value)
		text_printf(out, " =%s%s%s", column->default_value->quoted ? "'" : "",
			column->default_value->text,
			column->default_value->quoted ? "'" : "");
	if (column->default_sql)
		text_printf(out, " =(%s)", column->default_sql);
	text_printf(out, "%s%s%s", column->primary_key == TRI_YES ? " pk" : "",
		column->autoincrement == TRI_YES ? " auto" : "",
		column->unique == TRI_YES ? " uq" : "");
	if (column->collation)
		text_printf(out, " %s", column->collation);
	if (column->check)
		text_printf(out, " check %s", column->check);
	if (column->computed)
		text_printf(out, " as %s%s", column->computed->as,
			column->computed->stored == TRI_YES ? " stored" : "");
	if (column->references)
		reference(out, column->references);
	text_add(out, "\n");
}

static const char *known(const char *name)
{
	return name ? name : "-";
}

static void constraints(struct text *out, const struct table *table)
{
	if (table->primary_key) {
		text_printf(out, "  pk %s ", known(table->primary_key->name));
		names(out, table->primary_key->columns, table->primary_key->columns_count);
		text_add(out, "\n");
	}
	for (unsigned i = 0; i < table->unique_count; i++) {
		text_printf(out, "  uq %s ", known(table->unique[i].name));
		names(out, table->unique[i].columns, table->unique[i].columns_count);
		text_add(out, "\n");
	}
	for (unsigned i = 0; i < table->foreign_keys_count; i++) {
		text_printf(out, "  fk %s ", known(table->foreign_keys[i].name));
		names(out, table->foreign_keys[i].columns,
			table->foreign_keys[i].columns_count);
		reference(out, &table->foreign_keys[i].references);
		text_add(out, "\n");
	}
	for (unsigned i = 0; i < table->checks_count; i++)
		text_printf(out, "  ck %s %s\n", known(table->checks[i].name),
			table->checks[i].check);
}

static void part(struct text *out, const struct index_column *part)
{
	if (part->column)
		text_add(out, part->column);
	else
		text_printf(out, "(%s)", part->expression);
	if (part->collation)
		text_printf(out, " %s", part->collation);
	if (part->desc == TRI_YES)
		text_add(out, " desc");
}

static void indexes(struct text *out, const struct table *table)
{
	for (unsigned i = 0; i < table->indexes_count; i++) {
		const struct index *index = &table->indexes[i];

		text_printf(out, "  %s %s ", index->unique == TRI_YES ? "uix" : "ix",
			index->name);
		for (unsigned j = 0; j < index->columns_count; j++) {
			text_add(out, j ? "," : "");
			part(out, &index->columns[j]);
		}
		if (index->where)
			text_printf(out, " where %s", index->where);
		text_add(out, "\n");
	}
}

static char *inspected(struct pool *pool, const char *sql)
{
	struct db *db = scratch(sql);
	struct error err = {.code = ERR_NONE};
	struct schema schema;
	struct text out;

	must(sqlite_driver.inspect(db, pool, &schema, &err), &err);
	text_init(&out, pool);
	text_add(&out, "");
	for (unsigned i = 0; i < schema.tables_count; i++) {
		const struct table *table = &schema.tables[i];

		text_printf(&out, "%s%s%s\n", table->name, table->options ? " " : "",
			table->options ? table->options->sqlite : "");
		for (unsigned j = 0; j < table->columns_count; j++)
			column(&out, &table->columns[j]);
		constraints(&out, table);
		indexes(&out, table);
	}
	for (unsigned i = 0; i < schema.views_count; i++)
		text_printf(
			&out, "view %s: %s\n", schema.views[i].name, schema.views[i].as);
	sqlite_driver.close(db);
	return out.data;
}

static const struct {
	const char *sql, *expected;
} cases[] = {
	{"", ""},
	{"CREATE TABLE t (a BOOLEAN, b SMALLINT, c INTEGER, d BIGINT, e FLOAT, f DOUBLE, g "
	 "NUMERIC(10, 2), h NUMERIC(5), i NUMERIC, j VARCHAR(20), k VARCHAR, l TEXT, m "
	 "NVARCHAR(7), "
	 "n NTEXT, o DATE, p TIME, q DATETIME, r CHAR(32), s BLOB, t JSON)",
		"t\n  a boolean?\n  b smallint?\n  c integer?\n  d bigint?\n  e float?\n  "
		"f double?\n"
		"  g numeric(10, 2)?\n  h numeric(5)?\n  i numeric?\n  j string(20)?\n  k "
		"string?\n  "
		"l text?\n  m unicode(7)?\n  n unicode_text?\n  o date?\n  p time?\n  q "
		"datetime?\n  "
		"r uuid?\n  s blob?\n  t json?\n"},
	/* what no abstract type renders to */
	{"CREATE TABLE t (a, b INT, c varchar ( 20 ), d CHAR(31), e VARCHAR(020), f DOUBLE "
	 "PRECISION, h VARCHAR(1, 2), i DATETIMES, j \"TEXT\", k NUMERIC(4,0))",
		"t\n  a {sqlite: \"\"}?\n  b {sqlite: INT}?\n  c string(20)?\n  d {sqlite: "
		"CHAR(31)}?\n  e {sqlite: VARCHAR(020)}?\n  f {sqlite: DOUBLE "
		"PRECISION}?\n  h {sqlite: \"VARCHAR(1, 2)\"}?\n  i {sqlite: DATETIMES}?\n "
		" j "
		"text?\n  k numeric(4, 0)?\n"},
	{"CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL UNIQUE)",
		"t\n  id integer pk\n  a text! uq\n"},
	{"CREATE TABLE t (id INTEGER NOT NULL CONSTRAINT k PRIMARY KEY AUTOINCREMENT, a "
	 "TEXT "
	 "CONSTRAINT u UNIQUE)",
		"t\n  id integer! auto\n  a text?\n  pk k id\n  uq u a\n"},
	{"CREATE TABLE t (a TEXT, b TEXT, PRIMARY KEY (b, a)) WITHOUT ROWID, STRICT",
		"t WITHOUT ROWID, STRICT\n  a text\n  b text\n  pk - b,a\n"},
	{"CREATE TABLE t (a BOOLEAN DEFAULT 1, b BOOLEAN DEFAULT FALSE, c INTEGER DEFAULT "
	 "- 5, d "
	 "TEXT DEFAULT 'it''s', e TEXT DEFAULT \"q\", f TEXT DEFAULT word, g TEXT DEFAULT "
	 "NULL, h "
	 "TEXT DEFAULT (1 + 2), i TEXT DEFAULT CURRENT_DATE, j BLOB DEFAULT x'00', k "
	 "INTEGER DEFAULT "
	 "0x10, l FLOAT DEFAULT +1.5)",
		"t\n  a boolean? =true\n  b boolean? =false\n  c integer? =-5\n  d text? "
		"='it's'\n  e "
		"text? ='q'\n  f text? ='word'\n  g text?\n  h text? =(1 + 2)\n  i text? "
		"=(CURRENT_DATE)\n  j blob? =(x'00')\n  k integer? =(0x10)\n  l float? "
		"=1.5\n"},
	{"CREATE TABLE t (a TEXT COLLATE NOCASE CHECK (a <> '') CHECK (a > 'b'), b TEXT "
	 "COLLATE "
	 "BINARY CONSTRAINT n CHECK (b), c INTEGER AS (a + 1) STORED, d TEXT GENERATED "
	 "ALWAYS AS (a), "
	 "CHECK (a > b), CONSTRAINT m CHECK (b > a))",
		"t\n  a text? NOCASE check a <> ''\n  b text?\n  c integer? as a + 1 "
		"stored\n  d text? as "
		"a\n  ck - a > 'b'\n  ck n b\n  ck - a > b\n  ck m b > a\n"},
	{"CREATE TABLE p (x PRIMARY KEY); CREATE TABLE t (a TEXT REFERENCES p, b TEXT "
	 "CONSTRAINT f "
	 "REFERENCES p (x) ON DELETE NO ACTION ON UPDATE CASCADE, c TEXT REFERENCES p ON "
	 "DELETE SET "
	 "NULL DEFERRABLE INITIALLY DEFERRED, FOREIGN KEY (a, b) REFERENCES p (x, y))",
		"p\n  x {sqlite: \"\"} pk\nt\n  a text? -> p()\n  b text?\n  c text? -> "
		"p() delete SET "
		"NULL DEFERRABLE INITIALLY DEFERRED\n  fk f b -> p(x) update CASCADE\n  fk "
		"- a,b -> "
		"p(x,y)\n"},
	{"CREATE TABLE t (a TEXT, b TEXT); CREATE INDEX z ON t (a DESC, b COLLATE NOCASE); "
	 "CREATE "
	 "UNIQUE INDEX y ON t (lower(a), a || b COLLATE RTRIM) WHERE b IS NOT NULL",
		"t\n  a text?\n  b text?\n  uix y (lower(a)),(a || b COLLATE RTRIM) where "
		"b IS NOT NULL\n "
		" ix z a desc,b NOCASE\n"},
	{"CREATE TABLE b (x TEXT); CREATE TABLE a (x TEXT); CREATE VIEW w AS SELECT x FROM "
	 "a -- end\n;"
	 "CREATE VIEW v (y, \"z\") AS SELECT 1, 2; CREATE TRIGGER tr AFTER INSERT ON a "
	 "BEGIN SELECT "
	 "1; END",
		"a\n  x text?\nb\n  x text?\nview v: WITH \"columns of the view\"(y, "
		"\"z\") AS (SELECT 1, "
		"2) SELECT * FROM \"columns of the view\"\nview w: SELECT x FROM a\n"},
	/* SQLite's own, attached ones, virtual tables and what holds their data */
	{"CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT); CREATE INDEX i ON t (id); "
	 "INSERT INTO "
	 "t VALUES (1); ANALYZE; ATTACH ':memory:' AS o; CREATE TABLE o.x (a); CREATE "
	 "VIRTUAL TABLE f "
	 "USING fts5 (a); CREATE TEMP TABLE tt (a)",
		"t\n  id integer pk auto\n  ix i id\n"},
};

static void it_reads_what_is_there(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct pool pool;

		pool_init(&pool);
		if (strcmp(inspected(&pool, cases[i].sql), cases[i].expected) != 0)
			fail_msg("%s\nexpected:\n%s\nfound:\n%s", cases[i].sql,
				cases[i].expected, inspected(&pool, cases[i].sql));
		pool_release(&pool);
	}
}

/* A view's columns keep their names. */
static void views_can_be_made_again(void **state)
{
	struct db *db = scratch("CREATE VIEW v (y, \"z z\") AS SELECT 1, 2");
	struct error err = {.code = ERR_NONE};
	struct op_view drop = {.name = "v"};
	struct schema schema;
	struct op_view create;
	struct pool pool;

	(void)state;
	pool_init(&pool);
	must(sqlite_driver.inspect(db, &pool, &schema, &err), &err);
	create = (struct op_view){.name = "v", .as = schema.views[0].as};
	must(apply(db, OP_DROP_VIEW, &drop, &err), &err);
	must(apply(db, OP_CREATE_VIEW, &create, &err), &err);
	assert_string_equal(rows(&pool, db, "SELECT y, \"z z\" FROM v"), "1|2\n");
	sqlite_driver.close(db);
	pool_release(&pool);
}

/* A table that was created from a model looks like the model. */
static void tables_come_back(void **state)
{
	struct column columns[] = {
		{.name = "id",
			.type = {.kind = TYPE_BIGINT},
			.primary_key = TRI_YES,
			.autoincrement = TRI_YES},
		{.name = "name",
			.type = {.kind = TYPE_STRING, .length = 30},
			.nullable = TRI_NO,
			.default_value = &(struct literal){"it's", true},
			.unique = TRI_YES,
			.collation = "NOCASE"},
		{.name = "on",
			.type = {.kind = TYPE_BOOLEAN},
			.index = TRI_YES,
			.default_value = &(struct literal){"false", false}},
		{.name = "sum",
			.type = {.kind = TYPE_NUMERIC, .length = 10, .scale = 2},
			.check = "sum > 0"},
		{.name = "p",
			.type = {.kind = TYPE_UUID},
			.references = &(
				struct reference){.table = "t", .on_delete = "cascade"}},
	};
	struct table table = {.name = "t", .columns = columns, .columns_count = 5};
	struct error err = {.code = ERR_NONE};
	struct db *db = scratch(NULL);
	struct schema schema;
	struct table *normal;
	struct pool pool;

	(void)state;
	pool_init(&pool);
	must(apply(db, OP_CREATE_TABLE, &table, &err), &err);
	must(sqlite_driver.inspect(db, &pool, &schema, &err), &err);
	assert_int_equal(schema.tables_count, 1);
	normal = table_normal(&pool, &schema.tables[0]);
	assert_string_equal(normal->primary_key->name, "pk_t");
	assert_int_equal(normal->columns[0].autoincrement, TRI_YES);
	assert_int_equal(normal->columns[1].type.kind, TYPE_STRING);
	assert_int_equal(normal->columns[1].type.length, 30);
	assert_string_equal(normal->columns[1].default_value->text, "it's");
	assert_string_equal(normal->columns[1].collation, "NOCASE");
	assert_string_equal(normal->columns[2].default_value->text, "false");
	assert_int_equal(normal->columns[4].type.kind, TYPE_UUID);
	assert_int_equal(normal->unique_count, 1);
	assert_string_equal(normal->unique[0].name, "uq_t_name");
	assert_int_equal(normal->indexes_count, 1);
	assert_string_equal(normal->indexes[0].name, "ix_t_on");
	assert_int_equal(normal->checks_count, 1);
	assert_string_equal(normal->checks[0].name, "ck_t_sum");
	assert_string_equal(normal->foreign_keys[0].references.on_delete, "CASCADE");
	sqlite_driver.close(db);
	pool_release(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_reads_what_is_there),
		cmocka_unit_test(views_can_be_made_again),
		cmocka_unit_test(tables_come_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
