// links: base schema sql db drivers/mssql
/*
 * The inspection of SQL Server's catalog, with a driver that plays rows as the catalog has
 * them: no server is needed to see what becomes of them, and the queries are counted.
 */
#include "drivers/mssql/inspect.h"

#include "mssql_queries.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "drivers/mssql/dialect.h"

#define MOST_VALUES 19

/* The rows of the query that names this catalog view behind its last JOIN. */
struct answer {
	const char *view;
	const char *rows[40][MOST_VALUES];
};

struct player {
	struct db db;
	struct driver driver;
	const struct answer *answers;
	unsigned count, queries;
	bool fails;
};

static int width(const char *const *row)
{
	int count = MOST_VALUES;

	while (count && !row[count - 1])
		count--;
	return count ? MOST_VALUES : 0;
}

static int play(
	struct db *db, const char *sql, db_row_fn *row, void *data, struct error *err)
{
	struct player *player = (struct player *)db;

	player->queries++;
	note_query(sql);
	if (player->fails)
		return error_set(err, ERR_DATABASE, "the server said no");
	for (unsigned i = 0; i < player->count; i++) {
		if (!strstr(sql, player->answers[i].view))
			continue;
		for (unsigned j = 0; width(player->answers[i].rows[j]); j++) {
			int result = row(data, MOST_VALUES, player->answers[i].rows[j]);

			if (result)
				return result;
		}
	}
	return 0;
}

static int inspect(struct player *player, const struct answer *answers, unsigned count,
	struct pool *pool, struct schema *schema, struct error *err)
{
	*player = (struct player){.answers = answers, .count = count};
	player->driver.query = play;
	player->db.driver = &player->driver;
	pool_init(pool);
	return mssql_inspect(&player->db, pool, schema, err);
}

#define COLUMNS      "sys.columns AS c ON c.object_id = o.object_id\n\tJOIN sys.types"
#define KEYS         "JOIN sys.indexes"
#define FOREIGN_KEYS "JOIN sys.foreign_keys"
#define CHECKS       "JOIN sys.check_constraints"
#define VIEWS        "FROM sys.views"

/* object, schema, table, column, type's schema, type, length, precision, scale, nullable,
 * identity, collation, default, computed, persisted, comments, hidden, the database's
 * collation */
#define COLUMN(id, schema, table, name, type, length, precision, scale, nullable)          \
	id, schema, table, name, NULL, type, length, precision, scale, nullable, "0"

static const struct answer some[] = {
	{COLUMNS, {{COLUMN("7", "dbo", "orders", "id", "int", "4", "10", "0", "0")},
			  {COLUMN("7", "dbo", "orders", "kind", "nvarchar", "60", "0", "0",
				   "0"),
				  NULL, "(N'it''s')", NULL, NULL, "what was asked for",
				  "of what kind"},
			  {COLUMN("7", "dbo", "orders", "price", "numeric", "9", "10", "2",
				   "1"),
				  NULL, "((1.50))"},
			  {COLUMN("7", "dbo", "orders", "made", "datetime2", "8", "27", "7",
				   "0"),
				  NULL, "(getdate())"},
			  {COLUMN("7", "dbo", "orders", "seen", "datetime2", "7", "23", "3",
				  "1")},
			  {COLUMN("7", "dbo", "orders", "done", "bit", "1", "1", "0", "0"),
				  NULL, "((0))"},
			  {COLUMN("7", "dbo", "orders", "note", "varchar", "-1", "0", "0",
				   "1"),
				  "Latin1_General_BIN2", NULL, NULL, NULL, NULL, NULL, "0",
				  "Latin1_General_CI_AS"},
			  {COLUMN("7", "dbo", "orders", "twice", "numeric", "13", "21", "2",
				   "1"),
				  NULL, NULL, "([price]*(2))", "1"},
			  {"9", "sales", "area", "id", NULL, "bigint", "8", "19", "0", "0",
				  "1"},
			  {"9", "sales", "area", "mail", "dbo", "address", "200", "0", "0",
				  "1", "0"},
			  {COLUMN("9", "sales", "area", "code", "char", "3", "0", "0", "1"),
				  "Latin1_General_CI_AS", NULL, NULL, NULL, NULL, NULL, "0",
				  "Latin1_General_CI_AS"}}},
	{KEYS, {{"7", "PK__orders__3213E83F", "1", "0", "1", NULL, "id", "0", "0"},
		       {"7", "uq_kind", "0", "1", "1", NULL, "kind", "0", "0"},
		       {"7", "uq_kind", "0", "1", "1", NULL, "made", "0", "0"},
		       {"7", "ix_price", "0", "0", "1", "([price]>(0))", "price", "1", "0"},
		       {"7", "ix_price", "0", "0", "1", "([price]>(0))", "kind", "0", "0"},
		       {"7", "ix_price", "0", "0", "1", "([price]>(0))", "note", "0", "1"},
		       {"9", "ix_price", "0", "0", "0", NULL, "code", "0", "0"},
		       {"11", "of a table that came meanwhile", "0", "0", "0", NULL, "x",
			       "0", "0"}}},
	{FOREIGN_KEYS,
		{{"7", "fk_area", "sales", "area", "SET_NULL", "NO_ACTION", "id", "id"},
			{"7", "fk_area", "sales", "area", "SET_NULL", "NO_ACTION", "kind",
				"code"},
			{"9", "fk_orders", "dbo", "orders", "NO_ACTION", "CASCADE", "id",
				"id"}}},
	{CHECKS, {{"7", "ck_price", "([price]>(0) AND [price]<(100))", "0", "dbo",
			 "orders"}}},
	{VIEWS, {{"dbo", "open", "CREATE VIEW [dbo].[open] AS\nSELECT id FROM orders\n"},
			{"sales", "b",
				"-- of old\nALTER   view sales.b (x, [y z])\nWITH "
				"SCHEMABINDING, VIEW_METADATA\nAS\n  SELECT 1, 2;"},
			{"dbo", "as", "CREATE VIEW [as] AS SELECT 'AS' AS x"}}},
};

static void keys_are(const struct table *orders, const struct table *area)
{
	assert_string_equal(orders->primary_key->name, "PK__orders__3213E83F");
	assert_int_equal(orders->primary_key->columns_count, 1);
	assert_int_equal(orders->unique_count, 1);
	assert_int_equal(orders->unique[0].columns_count, 2);
	assert_int_equal(orders->indexes_count, 1);
	assert_string_equal(orders->indexes[0].where, "[price]>(0)");
	assert_int_equal(orders->indexes[0].unique, TRI_YES);
	assert_int_equal(orders->indexes[0].columns_count, 2);
	assert_int_equal(orders->indexes[0].columns[0].desc, TRI_YES);
	assert_int_equal(orders->indexes[0].columns[1].desc, TRI_UNSET);
	assert_int_equal(orders->indexes[0].include_count, 1);
	assert_int_equal(area->indexes_count, 1);
	assert_int_equal(orders->foreign_keys_count, 1);
	assert_int_equal(orders->foreign_keys[0].columns_count, 2);
	assert_string_equal(orders->foreign_keys[0].references.schema, "sales");
	assert_string_equal(orders->foreign_keys[0].references.columns[1], "code");
	assert_string_equal(orders->foreign_keys[0].references.on_delete, "SET NULL");
	assert_null(orders->foreign_keys[0].references.on_update);
	assert_null(area->foreign_keys[0].references.schema);
	assert_string_equal(area->foreign_keys[0].references.on_update, "CASCADE");
	assert_string_equal(orders->checks[0].check, "[price]>(0) AND [price]<(100)");
}

static void a_database_becomes_a_schema(void **state)
{
	struct player player;
	struct schema schema;
	struct error err = {.code = ERR_NONE};
	struct pool pool;
	const struct table *orders, *area;

	(void)state;
	assert_int_equal(inspect(&player, some, 5, &pool, &schema, &err), 0);
	assert_true(player.queries <= 8);
	assert_int_equal(schema.tables_count, 2);
	orders = &schema.tables[0];
	area = &schema.tables[1];
	assert_null(orders->schema);
	assert_string_equal(area->schema, "sales");
	assert_string_equal(schema.tables[0].name, "orders");
	assert_int_equal(orders->columns_count, 8);
	assert_int_equal(area->columns_count, 3);

	assert_int_equal(orders->columns[0].type.kind, TYPE_INTEGER);
	assert_int_equal(orders->columns[0].autoincrement, TRI_NO);
	assert_int_equal(orders->columns[1].autoincrement, TRI_UNSET);
	assert_int_equal(area->columns[0].autoincrement, TRI_YES);
	assert_int_equal(orders->columns[1].type.kind, TYPE_UNICODE);
	assert_int_equal(orders->columns[1].type.length, 30);
	assert_int_equal(orders->columns[1].nullable, TRI_NO);
	assert_string_equal(orders->columns[1].default_value->text, "it's");
	assert_string_equal(orders->columns[1].comment, "of what kind");
	assert_string_equal(orders->columns[2].default_value->text, "1.50");
	assert_int_equal(orders->columns[2].type.length, 10);
	assert_int_equal(orders->columns[2].type.scale, 2);
	assert_int_equal(orders->columns[2].nullable, TRI_YES);
	assert_int_equal(orders->columns[3].type.kind, TYPE_DATETIME);
	assert_null(orders->columns[3].default_value);
	assert_string_equal(orders->columns[3].default_sql, "getdate()");
	assert_string_equal(orders->columns[4].type.mssql, "DATETIME2(3)");
	assert_string_equal(orders->columns[5].default_value->text, "false");
	assert_int_equal(orders->columns[6].type.kind, TYPE_TEXT);
	assert_string_equal(orders->columns[6].collation, "Latin1_General_BIN2");
	assert_string_equal(orders->columns[7].computed->as, "[price]*(2)");
	assert_null(area->columns[2].collation);
	assert_string_equal(schema.collation, "Latin1_General_CI_AS");
	assert_int_equal(orders->columns[7].computed->stored, TRI_YES);
	assert_string_equal(area->columns[1].type.mssql, "[dbo].[address]");
	assert_string_equal(area->columns[2].type.mssql, "CHAR(3)");

	keys_are(orders, area);

	assert_int_equal(schema.views_count, 3);
	assert_string_equal(schema.views[0].name, "as");
	assert_string_equal(schema.views[0].as, "SELECT 'AS' AS x");
	assert_string_equal(schema.views[1].as, "SELECT id FROM orders");
	assert_string_equal(schema.views[2].as,
		"SELECT * FROM (SELECT 1, 2) AS [columns of the view] (x, [y z])");
	pool_release(&pool);
}

/* Each as CREATE TABLE has it, and as the catalog has what came of it. */
static void types_come_back(void **state)
{
	static const struct {
		struct mssql_catalog_type catalog;
		const char *text;
	} types[] = {
		{{NULL, "bit", 1, 1, 0}, "BIT"},
		{{NULL, "smallint", 2, 5, 0}, "SMALLINT"},
		{{NULL, "tinyint", 1, 3, 0}, "TINYINT"},
		{{NULL, "int", 4, 10, 0}, "INT"},
		{{NULL, "bigint", 8, 19, 0}, "BIGINT"},
		{{NULL, "real", 4, 24, 0}, "REAL"},
		{{NULL, "float", 8, 53, 0}, "FLOAT"},
		{{NULL, "numeric", 9, 18, 0}, "NUMERIC(18, 0)"},
		{{NULL, "decimal", 9, 10, 2}, "DECIMAL(10, 2)"},
		{{NULL, "money", 8, 19, 4}, "MONEY"},
		{{NULL, "varchar", 20, 0, 0}, "VARCHAR(20)"},
		{{NULL, "varchar", -1, 0, 0}, "VARCHAR(MAX)"},
		{{NULL, "nvarchar", 40, 0, 0}, "NVARCHAR(20)"},
		{{NULL, "nvarchar", -1, 0, 0}, "NVARCHAR(MAX)"},
		{{NULL, "nchar", 40, 0, 0}, "NCHAR(20)"},
		{{NULL, "varbinary", 16, 0, 0}, "VARBINARY(16)"},
		{{NULL, "varbinary", -1, 0, 0}, "VARBINARY(MAX)"},
		{{NULL, "binary", 16, 0, 0}, "BINARY(16)"},
		{{NULL, "date", 3, 10, 0}, "DATE"},
		{{NULL, "time", 5, 16, 7}, "TIME"},
		{{NULL, "time", 3, 8, 0}, "TIME(0)"},
		{{NULL, "datetime", 8, 23, 3}, "DATETIME"},
		{{NULL, "datetimeoffset", 10, 34, 7}, "DATETIMEOFFSET"},
		{{NULL, "uniqueidentifier", 16, 0, 0}, "UNIQUEIDENTIFIER"},
		{{NULL, "xml", -1, 0, 0}, "XML"},
		{{NULL, "sysname", 256, 0, 0}, "SYSNAME"},
		{{"dbo", "a]b", 4, 10, 0}, "[dbo].[a]]b]"},
	};
	struct pool pool;

	(void)state;
	pool_init(&pool);
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		struct column column = {.name = "c"};
		struct error err;
		struct text out;

		text_init(&out, &pool);
		mssql_type_of(&pool, &types[i].catalog, &column.type);
		assert_int_equal(mssql_dialect.type(&out, &column, &err), 0);
		assert_string_equal(out.data, types[i].text);
	}
	pool_release(&pool);
}

static void what_cannot_be_seen_is_an_error(void **state)
{
	static const struct answer column = {
		COLUMNS, {{COLUMN("7", "dbo", "orders", "id", "int", "4", "10", "0", "0"),
				 NULL, NULL, NULL, NULL, NULL, NULL, "1"}}};
	static const struct answer check[] = {
		{COLUMNS, {{COLUMN("7", "dbo", "t", "id", "int", "4", "10", "0", "0")}}},
		{CHECKS, {{"7", "ck", NULL, "1", "dbo", "t"}}}};
	static const struct answer view = {VIEWS, {{"dbo", "v", NULL}}};
	struct schema schema = {.tables_count = 77};
	struct player player;
	struct error err;
	struct pool pool;

	(void)state;
	assert_int_equal(inspect(&player, &column, 1, &pool, &schema, &err), -1);
	assert_int_equal(err.code, ERR_DATABASE);
	assert_non_null(strstr(err.message, "dbo.orders"));
	assert_non_null(strstr(err.hint, "VIEW DEFINITION"));
	pool_release(&pool);
	assert_int_equal(inspect(&player, check, 2, &pool, &schema, &err), -1);
	assert_non_null(strstr(err.message, "ck in dbo.t"));
	pool_release(&pool);
	assert_int_equal(inspect(&player, &view, 1, &pool, &schema, &err), -1);
	assert_non_null(strstr(err.message, "dbo.v"));
	assert_int_equal(schema.tables_count, 77);
	pool_release(&pool);

	player.fails = true;
	pool_init(&pool);
	assert_int_equal(mssql_inspect(&player.db, &pool, &schema, &err), -1);
	assert_string_equal(err.message, "the server said no");
	pool_release(&pool);
}

static void an_empty_database(void **state)
{
	struct schema schema;
	struct player player;
	struct error err;
	struct pool pool;

	(void)state;
	assert_int_equal(inspect(&player, NULL, 0, &pool, &schema, &err), 0);
	assert_int_equal(schema.tables_count + schema.views_count, 0);
	pool_release(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_database_becomes_a_schema),
		cmocka_unit_test(types_come_back),
		cmocka_unit_test(what_cannot_be_seen_is_an_error),
		cmocka_unit_test(an_empty_database),
	};

	return cmocka_run_group_tests_name("mssql_inspect", tests, NULL, NULL);
}
