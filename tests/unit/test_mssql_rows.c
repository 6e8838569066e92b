// links: base schema sql db drivers/mssql
/*
 * Which questions are asked about rows that may stand in the way on SQL Server, with a
 * driver that plays the answers: the text of each question, and what is made of the answer.
 * That a server takes the questions is what the conformance suite shows.
 */
#include "drivers/mssql/rows.h"

#include "mssql_queries.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The table that is there: id int key, kind varchar(20) null, size int, at datetime2. */
static const char *const columns[][9] = {
	{"0", "kind", NULL, "varchar", "20", "0", "0", "1", "0"},
	{"0", "size", NULL, "int", "4", "10", "0", "0", "0"},
	{"0", "made", NULL, "datetime2", "8", "27", "7", "0", "0"},
	{"1", "code", NULL, "int", "4", "10", "0", "0", "0"},
	{"0", "id", NULL, "int", "4", "10", "0", "0", "1"},
	{"1", "id", NULL, "int", "4", "10", "0", "0", "1"},
};

struct player {
	struct db db;
	struct driver driver;
	const char *count, *example; /* the answer; count NULL: no row at all */
	bool empty;                  /* there is no such table */
	unsigned asked;              /* the question about columns not counted */
	char question[4000];         /* the last one */
	bool fails;
};

static int play(
	struct db *db, const char *sql, db_row_fn *row, void *data, struct error *err)
{
	struct player *player = (struct player *)db;
	const char *const answer[] = {player->count, player->example};

	note_query(sql);
	if (player->fails)
		return error_set(err, ERR_DATABASE, "the server said no");
	if (!strstr(sql, "FROM sys.columns")) {
		player->asked++;
		strncpy(player->question, sql, sizeof(player->question) - 1);
		return player->count ? row(data, 2, answer) : 0;
	}
	for (size_t i = 0; !player->empty && i < sizeof(columns) / sizeof(*columns); i++) {
		if (*columns[i][0] == '0' || strstr(sql, "UNION ALL"))
			row(data, 9, columns[i]);
	}
	return 0;
}

static struct player player;
static struct error err;

static int ask(struct operation op, const char *count, const char *example)
{
	player = (struct player){.count = count, .example = example};
	player.driver.query = play;
	player.db.driver = &player.driver;
	err = (struct error){.code = ERR_NONE};
	return mssql_check_rows(&player.db, &op, &err);
}

#define OP(k, member, type, ...)                                                           \
	((struct operation){.kind = OP_##k, .member = &(type){__VA_ARGS__}})
#define LIST(member, type, ...)                                                            \
	.member = (type[]){__VA_ARGS__},                                                   \
	.member##_count = sizeof((type[]){__VA_ARGS__}) / sizeof(type)
#define TYPE(k, n)                                                                         \
	{                                                                                  \
		.kind = TYPE_##k, .length = (n), .scale = -1                               \
	}

/* Refused with an example in the message, and a hint; fine when no row is found. */
static void refused(struct operation op, const char *question, const char *message)
{
	assert_int_equal(ask(op, "0", NULL), 0);
	assert_int_equal(ask(op, "2", "id 7"), -1);
	assert_int_equal(err.code, ERR_UNSAFE_DATA);
	if (!strstr(player.question, question))
		fail_msg("%s\nis not in: %s", question, player.question);
	assert_string_equal(err.message, message);
	assert_true(*err.hint);
}

static void not_asked(struct operation op)
{
	assert_int_equal(ask(op, "2", "id 7"), 0);
	assert_int_equal(player.asked, 0);
}

static struct op_add_column add(struct column column, struct literal *fill)
{
	return (struct op_add_column){.table = "t", .column = column, .fill = fill};
}

static void adding_a_column(void **state)
{
	static struct literal five = {"5", false};
	struct column column = {.name = "c", .type = TYPE(INTEGER, -1)};
	struct op_add_column body;
	struct operation op = {.kind = OP_ADD_COLUMN, .add_column = &body};

	(void)state;
	body = add(column, NULL);
	not_asked(op);
	column.nullable = TRI_NO;
	body = add(column, NULL);
	refused(op, "SELECT COUNT_BIG(*) FROM [dbo].[t]",
		"table t has 2 rows, and its new column c must not be null");
	assert_int_equal(ask(op, "1", NULL), -1);
	body = add(column, &five);
	not_asked(op);
	column.unique = TRI_YES;
	body = add(column, &five);
	assert_int_equal(ask(op, "1", NULL), 0);
	refused(op, "SELECT COUNT_BIG(*)",
		"table t has 2 rows, and its new column c must be unique");
	column.default_sql = "NEWID()";
	body = add(column, NULL);
	not_asked(op);
	column = (struct column){.name = "c",
		.type = TYPE(INTEGER, -1),
		.nullable = TRI_NO,
		.autoincrement = TRI_YES};
	body = add(column, NULL);
	not_asked(op);
	column = (struct column){
		.name = "kind", .type = TYPE(INTEGER, -1), .nullable = TRI_NO};
	/* The server will say that it is there. */
	body = add(column, NULL);
	not_asked(op);
}

static void altering_a_column(void **state)
{
	(void)state;
	refused(OP(ALTER_COLUMN, alter_column, struct op_alter_column, .table = "t",
			.column = "KIND", .nullable = TRI_NO),
		"FROM [dbo].[t] AS o WHERE ([kind]) IS NULL",
		"2 rows of t are null in KIND, such as id 7");
	not_asked(OP(ALTER_COLUMN, alter_column, struct op_alter_column, .table = "t",
		.column = "size", .nullable = TRI_NO));
	not_asked(OP(ALTER_COLUMN, alter_column, struct op_alter_column, .table = "t",
		.column = "nothing", .nullable = TRI_NO));
	refused(OP(ALTER_COLUMN, alter_column, struct op_alter_column, .schema = "s",
			.table = "t", .column = "kind", .type = TYPE(STRING, 4)),
		"SELECT COUNT_BIG(*), MIN(CONCAT(N'id ', o.[id], N'')) FROM [s].[t] AS o "
		"WHERE [kind] IS NOT NULL AND (TRY_CONVERT(VARCHAR(4), [kind]) IS NULL",
		"2 rows of t have a value in kind that is no string(4), such as id 7");
	refused(OP(ALTER_COLUMN, alter_column, struct op_alter_column, .table = "t",
			.column = "kind", .type = TYPE(INTEGER, -1)),
		"WHERE [kind] IS NOT NULL AND (TRY_CONVERT(INT, [kind]) IS NULL)",
		"2 rows of t have a value in kind that is no integer, such as id 7");
	refused(OP(ALTER_COLUMN, alter_column, struct op_alter_column, .table = "t",
			.column = "kind", .type = TYPE(INTEGER, -1), .using = "LEN(kind)"),
		"WHERE (LEN(kind)\n) IS NOT NULL AND (TRY_CONVERT(INT, (LEN(kind)\n))",
		"2 rows of t have a value in kind that is no integer, such as id 7");
}

/* from, to, and what is asked; NULL: nothing, as every value fits. */
static void narrowing(void **state)
{
	static const struct {
		struct type from, to;
		const char *asks;
	} cases[] = {
		{TYPE(STRING, 20), TYPE(STRING, 20), NULL},
		{TYPE(STRING, 20), TYPE(STRING, 30), NULL},
		{TYPE(STRING, 20), TYPE(UNICODE, 20), NULL},
		{TYPE(STRING, 20), TYPE(TEXT, -1), NULL},
		{TYPE(UNICODE, 20), TYPE(STRING, 40), "COLLATE Latin1_General_BIN2 <>"},
		{TYPE(TEXT, -1), TYPE(STRING, 40), "TRY_CONVERT(VARCHAR(40), v)"},
		{TYPE(SMALLINT, -1), TYPE(INTEGER, -1), NULL},
		{TYPE(BOOLEAN, -1), TYPE(BIGINT, -1), NULL},
		{TYPE(BIGINT, -1), TYPE(INTEGER, -1), "TRY_CONVERT(INT, v) <> v"},
		{TYPE(INTEGER, -1), TYPE(BOOLEAN, -1), "TRY_CONVERT(BIT, v) <> v"},
		{TYPE(DOUBLE, -1), TYPE(INTEGER, -1), "TRY_CONVERT(INT, v) <> v"},
		{TYPE(DATETIME, -1), TYPE(DATE, -1), "TRY_CONVERT(DATE, v) <> v"},
		{TYPE(BINARY, 20), TYPE(BINARY, 30), NULL},
		{TYPE(BINARY, 20), TYPE(BINARY, 10),
			"DATALENGTH(TRY_CONVERT(VARBINARY(10), v)) < DATALENGTH(v)"},
		{TYPE(STRING, 40), TYPE(UUID, -1),
			"TRY_CONVERT(UNIQUEIDENTIFIER, v) IS NULL)"},
		{{.kind = TYPE_RAW, .mssql = "XML"}, TYPE(STRING, 40), NULL},
		{TYPE(STRING, 40), {.kind = TYPE_RAW, .mssql = "[dbo].[mine]"}, NULL},
		{TYPE(STRING, 40), {.kind = TYPE_RAW, .mssql = "char(3)"},
			"TRY_CONVERT(CHAR(3), v)"},
	};
	struct pool pool;

	(void)state;
	pool_init(&pool);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *asks = mssql_narrow_condition(
			&pool, &cases[i].from, &cases[i].to, "v");

		if (!cases[i].asks)
			assert_null(asks);
		else if (!asks || !strstr(asks, cases[i].asks))
			fail_msg("%zu: %s", i, asks ? asks : "nothing");
	}
	pool_release(&pool);
}

static void keys_and_checks(void **state)
{
	struct reference parent = {.table = "p"};
	struct reference said = {
		.schema = "s", .table = "p", LIST(columns, char *, "code")};
	struct reference wrong = {.table = "p", LIST(columns, char *, "nothing")};

	(void)state;
	refused(OP(CREATE_UNIQUE_CONSTRAINT, constraint, struct op_constraint, .table = "t",
			.kind = CONSTRAINT_UNIQUE, LIST(columns, char *, "size", "kind")),
		"FROM [dbo].[t] GROUP BY [size], [kind] HAVING COUNT_BIG(*) > 1",
		"2 values of size, kind would be there more than once in t, such as id 7");
	not_asked(OP(CREATE_UNIQUE_CONSTRAINT, constraint, struct op_constraint,
		.table = "t", .kind = CONSTRAINT_UNIQUE, LIST(columns, char *, "nothing")));
	refused(OP(CREATE_PRIMARY_KEY, constraint, struct op_constraint, .table = "t",
			.kind = CONSTRAINT_PRIMARY_KEY, LIST(columns, char *, "kind")),
		"([kind]) IS NULL", "2 rows of t are null in kind, such as id 7");
	refused(OP(CREATE_INDEX, index, struct op_index, .table = "t",
			.index = {.name = "i",
				.unique = TRI_YES,
				.where = "size > 3",
				LIST(columns, struct index_column, {.column = "kind"})}),
		"FROM [dbo].[t] WHERE (size > 3\n) GROUP BY [kind]",
		"2 values of kind would be there more than once in t, such as id 7");
	not_asked(OP(CREATE_INDEX, index, struct op_index, .table = "t",
		.index = {.name = "i",
			LIST(columns, struct index_column, {.column = "kind"})}));
	refused(OP(CREATE_CHECK_CONSTRAINT, constraint, struct op_constraint, .table = "t",
			.kind = CONSTRAINT_CHECK, .name = "ck", .check = "size > 3 -- so"),
		"WHERE NOT (size > 3 -- so\n)",
		"2 rows of t break the check ck, such as id 7");
	refused(OP(CREATE_FOREIGN_KEY, constraint, struct op_constraint, .table = "t",
			.kind = CONSTRAINT_FOREIGN_KEY, LIST(columns, char *, "size"),
			.references = &parent),
		"WHERE o.[size] IS NOT NULL AND NOT EXISTS (SELECT 1 FROM [dbo].[p] AS p "
		"WHERE p.[id] = o.[size])",
		"2 rows of t would refer to rows of p that are not there, such as id 7");
	refused(OP(CREATE_FOREIGN_KEY, constraint, struct op_constraint, .table = "t",
			.kind = CONSTRAINT_FOREIGN_KEY, LIST(columns, char *, "size"),
			.references = &said),
		"FROM [s].[p] AS p WHERE p.[code] = o.[size])",
		"2 rows of t would refer to rows of p that are not there, such as id 7");
	not_asked(OP(CREATE_FOREIGN_KEY, constraint, struct op_constraint, .table = "t",
		.kind = CONSTRAINT_FOREIGN_KEY, LIST(columns, char *, "size"),
		.references = &wrong));
}

static void what_cannot_be_known(void **state)
{
	struct operation op = OP(CREATE_CHECK_CONSTRAINT, constraint, struct op_constraint,
		.table = "t", .kind = CONSTRAINT_CHECK, .check = "size > 3");
	struct op_execute body = {.mssql = "x"};
	struct operation execute = {.kind = OP_EXECUTE, .execute = &body};

	(void)state;
	not_asked(execute);
	assert_int_equal(ask(op, NULL, NULL), 0);
	player.empty = true;
	player.count = "5";
	player.asked = 0;
	assert_int_equal(mssql_check_rows(&player.db, &op, &err), 0);
	assert_int_equal(player.asked, 0);
	player.fails = true;
	assert_int_equal(mssql_check_rows(&player.db, &op, &err), -1);
	assert_string_equal(err.message, "the server said no");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(adding_a_column),
		cmocka_unit_test(altering_a_column),
		cmocka_unit_test(narrowing),
		cmocka_unit_test(keys_and_checks),
		cmocka_unit_test(what_cannot_be_known),
	};

	return cmocka_run_group_tests_name("mssql_rows", tests, NULL, NULL);
}
