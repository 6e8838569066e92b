// links: base schema manifest sql db drivers/mssql
/*
 * What was created of a model compares equal to it: the golden files' tables are put into a
 * catalog as SQL Server fills it, read back by the inspection, and compared. It needs no
 * server; the catalog is a model of one, by Microsoft's documentation of its views: names
 * for everything, types with what was not said of them, defaults and checks in
 * parentheses, no action where none was said.
 */
#include "base/file.h"
#include "drivers/mssql/dialect.h"
#include "drivers/mssql/inspect.h"
#include "drivers/mssql/mssql.h"
#include "manifest/manifest.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#define WIDTH 19

struct catalog {
	struct db db;
	struct driver driver;
	struct pool pool;
	const struct schema *schema; /* in normal form */
};

struct rows {
	struct pool *pool;
	db_row_fn *row;
	void *data;
	const char *values[WIDTH];
};

static const char *num(struct rows *rows, long number)
{
	return pool_printf(rows->pool, "%ld", number);
}

static const char *table_id(struct rows *rows, const struct schema *schema, unsigned i)
{
	(void)schema;
	return num(rows, 1000 + (long)i * 7);
}

static const char *schema_or_dbo(const char *name)
{
	return name && *name ? name : "dbo";
}

static void give(struct rows *rows)
{
	assert_int_equal(rows->row(rows->data, WIDTH, rows->values), 0);
	memset(rows->values, 0, sizeof(rows->values));
}

static const char *expression(struct rows *rows, const char *text)
{
	/* A line end, since it may end in a comment. */
	return text ? pool_printf(rows->pool, "(%s\n)", text) : NULL;
}

/* name, max_length, precision and scale of a type as CREATE TABLE has it. */
static void add_type(struct rows *rows, const struct column *column)
{
	struct text text;
	struct error err;
	const char *open;
	char *name;
	long one, two;
	bool unicode;

	text_init(&text, rows->pool);
	if (column->computed) {
		text_add(&text, "INT");
	} else if (mssql_dialect.type(&text, column, &err) < 0) {
		fail_msg("%s", err.message);
	}
	open = strchr(text.data, '(');
	name = pool_strndup(rows->pool, text.data, strcspn(text.data, "("));
	for (char *at = name; *at; at++)
		*at = (char)tolower((unsigned char)*at);
	one = open && !strstr(open, "MAX") ? strtol(open + 1, NULL, 10) : -1;
	two = open && strchr(open, ',') ? strtol(strchr(open, ',') + 1, NULL, 10) : 0;
	unicode = *name == 'n' && strcmp(name, "numeric") != 0;
	rows->values[5] = name;
	rows->values[6] = num(rows, unicode && one > 0 ? one * 2 : one);
	rows->values[7] = num(rows, one < 0 ? 18 : one);
	rows->values[8] = num(rows, strstr(name, "time") ? (one < 0 ? 7 : one) : two);
}

static void give_column(
	struct rows *rows, const struct table *table, const struct column *column)
{
	struct text value;
	struct error err;

	rows->values[1] = schema_or_dbo(table->schema);
	rows->values[2] = table->name;
	rows->values[3] = column->name;
	add_type(rows, column);
	rows->values[9] = column->nullable == TRI_NO ? "0" : "1";
	rows->values[10] = mssql_is_identity(table, column) ? "1" : "0";
	rows->values[11] = column->collation;
	if (sql_has_default(column)) {
		text_init(&value, rows->pool);
		assert_int_equal(mssql_default_value(&value, column, &err), 0);
		rows->values[12] = pool_printf(rows->pool, "(%s)", value.data);
	}
	if (column->computed) {
		rows->values[13] = expression(rows, column->computed->as);
		rows->values[14] = column->computed->stored == TRI_YES ? "1" : "0";
	}
	rows->values[15] = table->comment;
	rows->values[16] = column->comment;
	rows->values[17] = "0";
	rows->values[18] = "Latin1_General_CI_AS";
	give(rows);
}

static void give_key(struct rows *rows, const char *id, const char *name, const char *kind,
	char *const *columns, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		rows->values[0] = id;
		rows->values[1] = name;
		rows->values[2] = *kind == 'p' ? "1" : "0";
		rows->values[3] = *kind == 'u' ? "1" : "0";
		rows->values[4] = "1";
		rows->values[6] = columns[i];
		rows->values[7] = rows->values[8] = "0";
		give(rows);
	}
}

static void give_index(struct rows *rows, const char *id, const struct index *index)
{
	for (unsigned i = 0; i < index->columns_count + index->include_count; i++) {
		bool key = i < index->columns_count;

		rows->values[0] = id;
		rows->values[1] = index->name;
		rows->values[2] = rows->values[3] = "0";
		rows->values[4] = index->unique == TRI_YES ? "1" : "0";
		rows->values[5] = expression(rows, index->where);
		rows->values[6] = key ? index->columns[i].column
				      : index->include[i - index->columns_count];
		rows->values[7] = key && index->columns[i].desc == TRI_YES ? "1" : "0";
		rows->values[8] = key ? "0" : "1";
		give(rows);
	}
}

static const char *action(const char *said)
{
	static const char *const words[][2] = {{"CASCADE", "CASCADE"},
		{"SET NULL", "SET_NULL"}, {"SET DEFAULT", "SET_DEFAULT"}};

	for (size_t i = 0; said && i < 3; i++) {
		if (!strcasecmp(words[i][0], said))
			return words[i][1];
	}
	return "NO_ACTION";
}

static void give_foreign_key(struct rows *rows, const struct schema *schema, const char *id,
	const struct foreign_key *key)
{
	const struct reference *to = &key->references;
	const struct table *parent = schema_find(schema, to->schema, to->table);

	for (unsigned i = 0; i < key->columns_count; i++) {
		rows->values[0] = id;
		rows->values[1] = key->name;
		rows->values[2] = schema_or_dbo(to->schema);
		rows->values[3] = to->table;
		rows->values[4] = action(to->on_delete);
		rows->values[5] = action(to->on_update);
		rows->values[6] = key->columns[i];
		rows->values[7] = to->columns_count ? to->columns[i]
						    : parent->primary_key->columns[i];
		give(rows);
	}
}

static void give_table(struct rows *rows, const struct schema *schema,
	const struct table *table, const char *id, const char *sql)
{
	for (unsigned i = 0; strstr(sql, "c.max_length") && i < table->columns_count; i++) {
		rows->values[0] = id;
		give_column(rows, table, &table->columns[i]);
	}
	if (strstr(sql, "JOIN sys.indexes")) {
		if (table->primary_key)
			give_key(rows, id, table->primary_key->name, "p",
				table->primary_key->columns,
				table->primary_key->columns_count);
		for (unsigned i = 0; i < table->unique_count; i++)
			give_key(rows, id, table->unique[i].name, "u",
				table->unique[i].columns, table->unique[i].columns_count);
		for (unsigned i = 0; i < table->indexes_count; i++)
			give_index(rows, id, &table->indexes[i]);
	}
	for (unsigned i = 0;
		strstr(sql, "JOIN sys.foreign_keys") && i < table->foreign_keys_count; i++)
		give_foreign_key(rows, schema, id, &table->foreign_keys[i]);
	for (unsigned i = 0;
		strstr(sql, "JOIN sys.check_constraints") && i < table->checks_count; i++) {
		rows->values[0] = id;
		rows->values[1] = table->checks[i].name;
		rows->values[2] = expression(rows, table->checks[i].check);
		rows->values[3] = "0";
		give(rows);
	}
}

static int play(
	struct db *db, const char *sql, db_row_fn *row, void *data, struct error *err)
{
	struct catalog *catalog = (struct catalog *)db;
	struct rows rows = {.pool = &catalog->pool, .row = row, .data = data};

	(void)err;
	for (unsigned i = 0; i < catalog->schema->tables_count; i++)
		give_table(&rows, catalog->schema, &catalog->schema->tables[i],
			table_id(&rows, catalog->schema, i), sql);
	return 0;
}

static void load(struct pool *pool, const char *name, struct schema *schema)
{
	char *path = pool_printf(pool, "%s/golden/ops/%s.yaml", TESTS_DIR, name);
	struct manifest manifest = {0};
	struct error err;
	size_t length;
	char *bytes;

	if (file_read(pool, path, MANIFEST_MAX, &bytes, &length, &err) < 0 ||
		manifest_load(pool, path, bytes, length, &manifest, &err) < 0)
		fail_msg("%s: %s", path, err.message);
	schema->tables = pool_array(pool, struct table, manifest.upgrade.count);
	for (unsigned i = 0; i < manifest.upgrade.count; i++) {
		const struct operation *op = &manifest.upgrade.items[i];

		if (op->kind == OP_CREATE_TABLE)
			schema->tables[schema->tables_count++] = *op->create_table;
	}
}

/* Puts what is wanted into a catalog, reads it, and wants no difference. */
static void compare(struct catalog *catalog, const struct schema *wanted, const char *name)
{
	struct diff_options options = {.kinds_all = true};
	struct schema normal = *wanted, found;
	struct diff diff = {0};
	struct error err;

	normal.tables = pool_array(&catalog->pool, struct table, wanted->tables_count);
	for (unsigned i = 0; i < wanted->tables_count; i++)
		normal.tables[i] = *table_normal(&catalog->pool, &wanted->tables[i]);
	catalog->schema = &normal;
	catalog->driver.query = play;
	catalog->db.driver = &catalog->driver;
	assert_int_equal(mssql_inspect(&catalog->db, &catalog->pool, &found, &err), 0);
	assert_int_equal(found.tables_count, wanted->tables_count);
	if (diff_schemas(&catalog->pool, &found, wanted, &mssql_dialect.rules, &options,
		    &diff, &err) < 0)
		fail_msg("%s", err.message);
	for (unsigned i = 0; i < diff.count; i++)
		print_error("%s: %s\n", name, diff.items[i].message);
	assert_int_equal(diff.count, 0);
}

static void settles(void **state)
{
	struct catalog catalog = {.schema = NULL};
	struct schema wanted = {0};

	pool_init(&catalog.pool);
	load(&catalog.pool, *state, &wanted);
	assert_true(wanted.tables_count > 0);
	compare(&catalog, &wanted, *state);
	pool_release(&catalog.pool);
}

/* Said in the models, it is what the column would have had anyway. */
static void the_databases_own_collation(void **state)
{
	struct column column = {.name = "a",
		.type = {.kind = TYPE_TEXT, .length = -1, .scale = -1},
		.collation = "latin1_general_ci_as"};
	struct table table = {.name = "t", .columns = &column, .columns_count = 1};
	struct schema wanted = {.tables = &table, .tables_count = 1};
	struct catalog catalog = {.schema = NULL};

	(void)state;
	pool_init(&catalog.pool);
	compare(&catalog, &wanted, "collation");
	column.collation = "Latin1_General_BIN2";
	compare(&catalog, &wanted, "collation");
	pool_release(&catalog.pool);
}

int main(void)
{
	static char *const names[] = {"create_table", "types", "alter_column", "columns",
		"constraints", "indexes", "insert", "hostile"};
	struct CMUnitTest tests[sizeof(names) / sizeof(*names) + 1];
	size_t count = sizeof(names) / sizeof(*names);

	for (size_t i = 0; i < count; i++)
		tests[i] = (struct CMUnitTest){names[i], settles, NULL, NULL, names[i]};
	tests[count] = (struct CMUnitTest)cmocka_unit_test(the_databases_own_collation);
	return cmocka_run_group_tests_name("mssql_settle", tests, NULL, NULL);
}
