// links: base yaml schema manifest
#include "manifest/manifest.h"
#include "schema/operation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* One operation of each kind: its YAML, its name, its object and its summary. */
static const struct {
	const char *yaml, *name, *object, *summary;
} rows[] = {
	{"create_table: {name: t, columns: [{name: a, type: integer}]}", "create_table",
		"t", "create table t with 1 column"},
	{"drop_table: {name: s.t}", "drop_table", "s.t", "drop table s.t"},
	{"rename_table: {from: t, to: u}", "rename_table", "t", "rename table t to u"},
	{"add_column: {table: t, column: {name: a, type: 'numeric(5, 2)', nullable: false, "
	 "default: 'x y', references: {table: s.u, columns: [b], on_delete: cascade}}}",
		"add_column", "t.a",
		"add column t.a numeric(5, 2) not null default 'x y' references s.u (b) on "
		"delete CASCADE"},
	{"add_column: {table: t, column: {name: a, type: boolean, nullable: false}, fill: "
	 "false}",
		"add_column", "t.a",
		"add column t.a boolean not null, existing rows get false"},
	{"drop_column: {schema: s, table: t, column: a}", "drop_column", "s.t.a",
		"drop column s.t.a"},
	{"alter_column: {table: t, column: a, rename_to: b, type: string(20), nullable: "
	 "false, default: null}",
		"alter_column", "t.a",
		"alter column t.a: rename to b, type string(20), not null, no default"},
	{"alter_column: {table: t, column: a, default_sql: f(), comment: what it is}",
		"alter_column", "t.a",
		"alter column t.a: default f(), comment 'what it is'"},
	{"create_index: {name: i, table: t, columns: [a, {column: b, desc: true}, "
	 "{expression: lower(c)}], unique: true, where: a > 0, include: [d]}",
		"create_index", "t",
		"create unique index i on t (a, b desc, lower(c)) include (d) where a > 0"},
	{"drop_index: {name: i, table: t}", "drop_index", "t", "drop index i on t"},
	{"create_primary_key: {name: pk_t, table: t, columns: [a, b]}",
		"create_primary_key", "t", "create primary key pk_t on t (a, b)"},
	{"create_unique_constraint: {name: u, table: t, columns: [a]}",
		"create_unique_constraint", "t", "create unique constraint u on t (a)"},
	{"create_foreign_key: {name: f, table: t, columns: [a], references: {table: u}}",
		"create_foreign_key", "t", "create foreign key f on t (a) references u"},
	{"create_check_constraint: {name: c, table: t, check: a > 0}",
		"create_check_constraint", "t", "create check constraint c on t (a > 0)"},
	{"drop_constraint: {name: c, table: t, kind: check}", "drop_constraint", "t",
		"drop check constraint c on t"},
	{"create_view: {name: v, as: SELECT 1}", "create_view", "v", "create view v"},
	{"drop_view: {name: v}", "drop_view", "v", "drop view v"},
	{"execute: {sql: \"UPDATE t\\n  SET a = 1\\n\"}", "execute", "",
		"execute UPDATE t SET a = 1"},
	{"insert: {table: t, rows: [{a: 1}, {a: 2}]}", "insert", "t",
		"insert 2 rows into t"},
};

static void operations_speak_of_themselves(void **state)
{
	struct pool pool;
	bool seen[OP_KINDS] = {false};

	(void)state;
	pool_init(&pool);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *yaml = pool_printf(&pool,
			"gitmig: 1\nrevision: a\nparents: []\ndowngrade: []\nupgrade:\n"
			"- %s\n",
			rows[i].yaml);
		struct manifest manifest;
		const struct operation *op;
		struct error err;

		if (manifest_load(&pool, "test", yaml, strlen(yaml), &manifest, &err))
			fail_msg("%s: %s", rows[i].yaml, err.message);
		op = manifest.upgrade.items;
		seen[op->kind] = true;
		assert_string_equal(operation_name(op->kind), rows[i].name);
		assert_string_equal(operation_object(&pool, op), rows[i].object);
		assert_string_equal(operation_summary(&pool, op), rows[i].summary);
	}
	for (int kind = 0; kind < OP_KINDS; kind++)
		assert_true(seen[kind]);
	pool_release(&pool);
}

static void tables_and_schemas(void **state)
{
	struct op_rename_table rename = {"s", "a", "b"};
	struct op_execute execute = {.sqlite = "x"};
	struct operation op = {.kind = OP_RENAME_TABLE, .rename_table = &rename};

	(void)state;
	assert_string_equal(operation_table(&op), "a");
	assert_string_equal(operation_schema(&op), "s");
	op = (struct operation){.kind = OP_EXECUTE, .execute = &execute};
	assert_null(operation_table(&op));
	assert_null(operation_schema(&op));
}

static void long_sql_is_cut_between_characters(void **state)
{
	struct op_execute execute = {0};
	struct operation op = {.kind = OP_EXECUTE, .execute = &execute};
	struct pool pool;
	char *summary;

	(void)state;
	pool_init(&pool);
	/* 59 letters, then two-byte characters: the 60th byte is within one. */
	execute.mssql = pool_printf(&pool, "%059d\xc3\xa9\xc3\xa9\xc3\xa9", 0);
	summary = operation_summary(&pool, &op);
	assert_string_equal(summary + strlen(summary) - 5, "\xc3\xa9...");
	execute.mssql = NULL;
	assert_string_equal(operation_summary(&pool, &op), "execute nothing");
	pool_release(&pool);
}

static void lists_of_operations_grow(void **state)
{
	struct operations list = {0};
	struct op_drop_table bodies[100];
	struct pool pool;

	(void)state;
	pool_init(&pool);
	for (int i = 0; i < 100; i++)
		operations_add(&pool, &list, OP_DROP_TABLE, &bodies[i]);
	assert_int_equal(list.count, 100);
	for (int i = 0; i < 100; i++) {
		assert_ptr_equal(list.items[i].drop_table, &bodies[i]);
		assert_int_equal(list.items[i].line, 0);
	}
	pool_release(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(operations_speak_of_themselves),
		cmocka_unit_test(tables_and_schemas),
		cmocka_unit_test(long_sql_is_cut_between_characters),
		cmocka_unit_test(lists_of_operations_grow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
