// links: base schema sql db drivers/sqlite
#include "sqlite_fixture.h"

#include "base/strings.h"
#include "drivers/sqlite/ddl.h"
#include "drivers/sqlite/sqlite.h"

#include <stdlib.h>
#include <strings.h>

/*
 * SQLite itself is the oracle: what the parser reads in a CREATE TABLE and CREATE INDEX is
 * written down in one form, what the pragmas say of the same table in the same form, and
 * the two are compared.
 */

static const char *last_collation(const struct ddl_column *column)
{
	const char *collation = "BINARY";

	for (unsigned i = 0; i < column->constraints_count; i++) {
		if (column->constraints[i].kind == DDL_COLLATE)
			collation = column->constraints[i].collation;
	}
	return collation;
}

static int place_in_key(const struct ddl_table *table, const struct ddl_column *column)
{
	struct ddl_column *at = NULL;
	const struct ddl_constraint *key = ddl_primary_key(table, &at);
	int place = 0;

	if (!key)
		return 0;
	if (at)
		return at == column;
	for (unsigned i = 0; i < key->parts_count; i++) {
		if (!strcasecmp(key->parts[i].column, column->name))
			return place + 1;
		place++;
	}
	return 0;
}

static const char *default_of(
	struct pool *pool, const struct ddl_table *table, const struct ddl_column *column)
{
	const struct ddl_constraint *last = NULL;

	for (unsigned i = 0; i < column->constraints_count; i++) {
		if (column->constraints[i].kind == DDL_DEFAULT)
			last = &column->constraints[i];
	}
	return last ? span_text(pool, table->sql, last->expression) : "NULL";
}

static void columns_text(struct text *out, const struct ddl_table *table)
{
	const struct ddl_column *rowid = ddl_rowid_column(table);

	for (unsigned i = 0; i < table->columns_count; i++) {
		const struct ddl_column *column = &table->columns[i];
		const struct ddl_constraint *generated = ddl_column_has(
			column, DDL_GENERATED);
		struct ddl_column *unused = NULL;
		const struct ddl_constraint *key = ddl_primary_key(table, &unused);
		int place = place_in_key(table, column);
		bool not_null = ddl_column_has(column, DDL_NOT_NULL) ||
				(table->without_rowid && place);
		int hidden = !generated ? 0 : generated->stored ? 3 : 2;

		text_printf(out, "column %s|%s|%d|%s|%d|%d|%s|%d\n", column->name,
			column->type, not_null, default_of(out->pool, table, column), place,
			hidden, last_collation(column),
			rowid == column && key->autoincrement);
	}
}

static void key_text(struct text *out, const struct ddl_constraint *from, unsigned number,
	const struct ddl_column *column)
{
	unsigned count = column ? 1 : from->parts_count;
	const struct ddl_reference *to = &from->reference;

	for (unsigned i = 0; i < count; i++) {
		text_printf(out, "foreign key %u|%u|%s|%s|%s|%s|%s\n", number, i, to->table,
			column ? column->name : from->parts[i].column,
			to->columns_count ? to->columns[i].column : "NULL",
			to->on_update ? to->on_update : "NO ACTION",
			to->on_delete ? to->on_delete : "NO ACTION");
	}
}

static void keys_text(struct text *out, const struct ddl_table *table)
{
	unsigned number = 0;

	for (unsigned i = 0; i < table->columns_count; i++) {
		const struct ddl_column *column = &table->columns[i];

		for (unsigned j = 0; j < column->constraints_count; j++) {
			if (column->constraints[j].kind == DDL_FOREIGN_KEY)
				key_text(out, &column->constraints[j], number++, column);
		}
	}
	for (unsigned i = 0; i < table->constraints_count; i++) {
		if (table->constraints[i].kind == DDL_FOREIGN_KEY)
			key_text(out, &table->constraints[i], number++, NULL);
	}
}

/* "a BINARY, b NOCASE": what makes two unique constraints the same for SQLite. */
static char *unique_text(struct pool *pool, const struct ddl_table *table,
	const struct ddl_constraint *from, const struct ddl_column *column)
{
	unsigned count = column ? 1 : from->parts_count;
	struct text out;

	text_init(&out, pool);
	text_add(&out, "unique");
	for (unsigned i = 0; i < count; i++) {
		const struct ddl_column *each = column ? column
						       : ddl_column(table,
								 from->parts[i].column);
		const char *collation = column ? NULL : from->parts[i].collation;

		/* An integer key forgets its own collation, which numbers have no use for. */
		if (table->without_rowid && from->kind == DDL_PRIMARY_KEY && count == 1 &&
			each && !strcasecmp(each->type, "INTEGER"))
			collation = NULL;
		if (!each)
			fail_msg("no column %s in %s", from->parts[i].column, table->sql);
		text_printf(&out, "|%s %s", each->name,
			collation ? collation : last_collation(each));
	}
	return out.data;
}

static void add_unique(struct strings *list, struct pool *pool, const char *text)
{
	if (!strings_has(list, text))
		strings_add(pool, list, text);
}

static void uniques_text(struct text *out, const struct ddl_table *table)
{
	const struct ddl_column *rowid = ddl_rowid_column(table);
	struct strings list = {0};

	for (unsigned i = 0; i < table->columns_count; i++) {
		const struct ddl_column *column = &table->columns[i];

		for (unsigned j = 0; j < column->constraints_count; j++) {
			enum ddl_kind kind = column->constraints[j].kind;

			if (kind == DDL_UNIQUE ||
				(kind == DDL_PRIMARY_KEY && column != rowid))
				add_unique(&list, out->pool,
					unique_text(out->pool, table,
						&column->constraints[j], column));
		}
	}
	for (unsigned i = 0; i < table->constraints_count; i++) {
		enum ddl_kind kind = table->constraints[i].kind;

		if (kind == DDL_UNIQUE || (kind == DDL_PRIMARY_KEY && !rowid))
			add_unique(&list, out->pool,
				unique_text(
					out->pool, table, &table->constraints[i], NULL));
	}
	strings_sort(&list);
	for (unsigned i = 0; i < list.count; i++)
		text_printf(out, "%s\n", list.items[i]);
}

static char *parsed_text(struct pool *pool, const struct ddl_table *table)
{
	struct text out;

	text_init(&out, pool);
	text_printf(
		&out, "table %s|%d|%d\n", table->name, table->without_rowid, table->strict);
	columns_text(&out, table);
	keys_text(&out, table);
	uniques_text(&out, table);
	return out.data;
}

/* What the pragmas say. Type names that SQLite knows come out in upper case, so compare
 * without case. */
static char *oracle_text(struct pool *pool, struct db *db, const char *name)
{
	sqlite3 *handle = sqlite_db(db)->handle;
	struct strings list = {0};
	struct text out;
	char *columns, *next, *indexes;

	text_init(&out, pool);
	text_add(&out, rows(pool, db,
			       pool_printf(pool,
				       "SELECT 'table ' || name, wr, strict FROM "
				       "pragma_table_list "
				       "WHERE schema = 'main' AND name = '%s'",
				       name)));
	columns = rows(pool, db,
		pool_printf(pool,
			"SELECT name || char(9) || type || '|' || \"notnull\" || '|' || "
			"ifnull(dflt_value, 'NULL') || '|' || pk || '|' || hidden FROM "
			"pragma_table_xinfo('%s')",
			name));
	for (; *columns; columns = next) {
		char *end = columns + strcspn(columns, "\n");
		char *tab = columns + strcspn(columns, "\t");
		const char *collation = NULL;
		int autoincrement = 0;

		next = end + 1;
		*end = *tab = '\0';
		assert_int_equal(
			sqlite3_table_column_metadata(handle, "main", name, columns, NULL,
				&collation, NULL, NULL, &autoincrement),
			SQLITE_OK);
		text_printf(&out, "column %s|%s|%s|%d\n", columns, tab + 1, collation,
			autoincrement);
	}
	/* SQLite counts the keys from the last one. */
	text_add(&out,
		rows(pool, db,
			pool_printf(pool,
				"SELECT 'foreign key ' || ((SELECT max(id) FROM "
				"pragma_foreign_key_list('%s')) - id), seq, \"table\", "
				"\"from\", \"to\", on_update, on_delete FROM "
				"pragma_foreign_key_list('%s') ORDER BY id DESC, seq",
				name, name)));
	indexes = rows(pool, db,
		pool_printf(pool,
			"SELECT 'unique|' || (SELECT group_concat(name || ' ' || coll, "
			"'|') "
			"FROM (SELECT name, coll FROM pragma_index_xinfo(l.name) WHERE key "
			"ORDER BY seqno)) FROM pragma_index_list('%s') AS l WHERE origin "
			"IN "
			"('u', 'pk')",
			name));
	for (; *indexes; indexes = next) {
		char *end = indexes + strcspn(indexes, "\n");

		next = end + 1;
		*end = '\0';
		strings_add(pool, &list, indexes);
	}
	strings_sort(&list);
	for (unsigned i = 0; i < list.count; i++)
		text_printf(&out, "%s\n", list.items[i]);
	return out.data;
}

static int take_text(void *data, int count, const char *const *values)
{
	struct strings *list = ((void **)data)[0];
	struct pool *pool = ((void **)data)[1];

	(void)count;
	strings_add(pool, list, pool_strdup(pool, values[0]));
	return 0;
}

static struct strings texts(struct pool *pool, struct db *db, const char *type)
{
	struct strings list = {0};
	void *data[] = {&list, pool};
	struct error err = {.code = ERR_NONE};

	must(sqlite_driver.query(db,
		     pool_printf(pool,
			     "SELECT sql FROM sqlite_master WHERE type = '%s' AND sql IS "
			     "NOT "
			     "NULL AND name NOT LIKE 'sqlite%%'",
			     type),
		     take_text, data, &err),
		&err);
	return list;
}

static void compare_tables(struct pool *pool, struct db *db)
{
	struct strings list = texts(pool, db, "table");

	for (unsigned i = 0; i < list.count; i++) {
		struct error err = {.code = ERR_NONE};
		char *ours, *theirs;
		struct ddl_table table;

		must(ddl_parse_table(pool, list.items[i], &table, &err), &err);
		ours = parsed_text(pool, &table);
		theirs = oracle_text(pool, db, table.name);
		if (strcasecmp(ours, theirs) != 0)
			fail_msg("%s\n-- parsed:\n%s-- SQLite:\n%s", list.items[i], ours,
				theirs);
	}
}

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

/* A small generator with a seed of its own: the same tables everywhere. */
static uint64_t seed;

static unsigned dice(unsigned sides)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned)(seed >> 33) % sides;
}

static const char *pick(const char *const *items, size_t count)
{
	return items[dice((unsigned)count)];
}

#define PICK(...)                                                                          \
	pick((const char *const[]){__VA_ARGS__},                                           \
		sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static const char *blank(void)
{
	return PICK(" ", " ", " ", "  ", "\n\t", " /* x, ) */ ", " -- y (\n");
}

static const char *const names[] = {"a", "\"b c\"", "[d e]", "`f``g`", "'h'", "key", "i_1"};
#define NAMES (sizeof(names) / sizeof(*names))

static const char *conflict(void)
{
	return dice(5) ? ""
		       : PICK(" ON CONFLICT IGNORE", " ON CONFLICT REPLACE",
				 " on conflict fail");
}

static void add_reference(struct text *out)
{
	text_printf(out, "REFERENCES%s%s%s", blank(), PICK("p", "\"q r\"", "t"),
		PICK("", " (x)", " (\"y z\")"));
	if (!dice(2))
		text_printf(out, " ON %s %s", PICK("DELETE", "UPDATE", "delete"),
			PICK("CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT",
				"NO ACTION"));
	if (!dice(4))
		text_add(out, " MATCH SIMPLE");
	if (!dice(3))
		text_add(out, PICK(" DEFERRABLE", " NOT DEFERRABLE INITIALLY DEFERRED",
				      " DEFERRABLE INITIALLY IMMEDIATE"));
}

static void add_column_constraint(struct text *out, bool generated)
{
	text_add(out, blank());
	if (!dice(4))
		text_printf(out, "CONSTRAINT %s ", PICK("n1", "\"n 2\"", "[n3]"));
	switch (dice(generated ? 6 : 8)) {
	case 0:
		text_printf(out, "NOT%sNULL%s", blank(), conflict());
		break;
	case 1:
		text_printf(out, "UNIQUE%s", conflict());
		break;
	case 2:
		text_printf(out, "CHECK%s(%s)", blank(),
			PICK("1", "a > 0 -- (\n", "a <> ')'", "length(a) IN (1, 2)"));
		break;
	case 3:
		text_printf(out, "COLLATE %s", PICK("NOCASE", "\"RTRIM\"", "binary"));
		break;
	case 4:
		add_reference(out);
		break;
	case 5:
		text_add(out, "NULL");
		break;
	default:
		text_printf(out, "DEFAULT%s%s", blank(),
			PICK("1", "-2", "'x,y'", "(1 + (2))", "NULL", "CURRENT_DATE",
				"x'aa'", "word", "1.5", "\"quoted\"", "true"));
	}
}

static void add_table_constraint(struct text *out, bool key)
{
	if (!dice(3))
		text_printf(out, "CONSTRAINT %s ", PICK("m1", "\"m, 2\""));
	switch (key ? 0 : 1 + dice(3)) {
	case 0:
		text_printf(out, "PRIMARY KEY (%s%s)%s", names[0],
			PICK("", " DESC", " COLLATE NOCASE", ", \"b c\""), conflict());
		break;
	case 1:
		text_printf(out, "UNIQUE%s(%s%s)%s", blank(), names[0],
			PICK("", " ASC", " COLLATE RTRIM DESC", ", \"b c\" DESC"),
			conflict());
		break;
	case 2:
		text_printf(out, "CHECK (%s)%s", PICK("a", "a > 1 AND (a < 5)", "'(' <> a"),
			conflict());
		break;
	default:
		text_printf(out, "FOREIGN KEY (%s) ", names[0]);
		add_reference(out);
	}
}

static void generate(struct text *out)
{
	unsigned columns = 2 + dice(NAMES - 2);
	unsigned key = dice(columns * 2), constraints = dice(4);
	bool table_key = key >= columns && dice(2);
	bool keyed = key < columns || table_key;

	text_printf(out, "CREATE TABLE%st%s(", blank(), blank());
	for (unsigned i = 0; i < columns; i++) {
		bool generated = i && key != i && !dice(6);

		text_printf(out, "%s%s%s%s", i ? "," : "", blank(), names[i], blank());
		text_add(out,
			PICK("", "INT", "INTEGER", "text", "VARCHAR(20)",
				"NUMERIC (10 , 2)", "\"odd type\"", "Double Precision"));
		if (generated)
			text_printf(out, " %sAS (a)%s", dice(2) ? "GENERATED ALWAYS " : "",
				PICK("", " STORED", " VIRTUAL"));
		if (key == i)
			text_printf(out, " PRIMARY KEY%s%s", PICK("", " ASC", " DESC"),
				PICK("", "", " AUTOINCREMENT"));
		for (unsigned n = dice(4); n; n--)
			add_column_constraint(out, generated);
	}
	for (unsigned i = 0; i < constraints; i++) {
		text_add(out, i && !dice(5) ? " " : ", ");
		add_table_constraint(out, i == 0 && table_key);
	}
	text_printf(out, "%s)%s", blank(),
		keyed && !dice(4) ? PICK(" WITHOUT ROWID", " without rowid") : "");
}

static void generated_tables_agree(void **state)
{
	unsigned accepted = 0;

	(void)state;
	seed = 20261123;
	for (int i = 0; i < 3000; i++) {
		struct error err = {.code = ERR_NONE};
		struct db *db = scratch(NULL);
		struct pool pool;
		struct text sql;

		pool_init(&pool);
		text_init(&sql, &pool);
		generate(&sql);
		if (sqlite_driver.exec(db, sql.data, &err) == 0) {
			compare_tables(&pool, db);
			accepted++;
		}
		sqlite_driver.close(db);
		pool_release(&pool);
	}
	/* A generator whose tables SQLite does not take would test nothing. */
	assert_true(accepted > 1000);
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
		cmocka_unit_test(generated_tables_agree),
		cmocka_unit_test(what_is_no_table_is_an_error),
		cmocka_unit_test(spans_are_exact),
		cmocka_unit_test(views_and_triggers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
