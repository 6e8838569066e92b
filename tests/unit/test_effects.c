// links: replay run manifest graph db sql schema base

#include "base/error.h"
#include "manifest/manifest.h"
#include "replay/sides.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Pairs of operations of two sides, and what is said of them: in both directions. */
static const struct {
	const char *a, *b, *code, *object; /* code NULL: independent */
} pairs[] = {
#define USERS                                                                              \
	"create_table: {name: users, columns: [{name: id, type: integer, primary_key: "    \
	"true}, {name: mail, type: text, unique: true, index: true}]}"
	{USERS, USERS, "both-create", "users"},
	{USERS, "create_table: {name: USERS, columns: [{name: k, type: text}]}",
		"both-create", NULL},
	{USERS, "create_table: {name: orders, columns: [{name: id, type: integer}]}", NULL,
		NULL},
	{USERS, "rename_table: {from: people, to: users}", "same-name", "users"},
	{USERS, "create_view: {name: users, as: SELECT 1}", "same-name", "users"},
	{USERS, "create_index: {name: users, table: orders, columns: [a]}", "same-name",
		"users"},
	{USERS, "create_view: {name: v, as: SELECT id FROM users}", "order-dependent",
		"users"},
	{USERS,
		"create_foreign_key: {name: g1, table: orders, columns: [u], references: "
		"{table: "
		"users, columns: [id]}}",
		"order-dependent", "users"},
	{USERS, "execute: {sql: DELETE FROM orders, touches: [orders]}", NULL, NULL},
	{USERS, "execute: {sql: DELETE FROM users, touches: [dbo.Users]}", "opaque-sql",
		NULL},
	{USERS, "execute: {sql: SELECT 1, touches: []}", NULL, NULL},
	{USERS, "execute: {sql: SELECT 1}", "opaque-sql", "users"},
	{"execute: {sql: SELECT 2}", "execute: {sql: SELECT 1}", "opaque-sql", "execute"},
	{"execute: {sql: SELECT 1, touches: []}", "execute: {sql: SELECT 1}", NULL, NULL},

#define ADD(table, column)                                                                 \
	"add_column: {table: " table ", column: {name: " column ", type: text}}"
	{ADD("users", "a"), ADD("users", "b"), NULL, NULL},
	{ADD("users", "a"), ADD("users", "A"), "both-create", NULL},
	{ADD("users", "a"), ADD("dbo.users", "a"), "both-create", NULL},
	{ADD("users", "a"), ADD("sales.users", "a"), NULL, NULL},
	{ADD("users", "a"), ADD("orders", "a"), NULL, NULL},
	{ADD("users", "a"), "drop_table: {name: users}", "touches-dropped", "users"},
	{ADD("users", "a"), "drop_table: {name: orders}", NULL, NULL},
	{ADD("users", "a"), "rename_table: {from: users, to: people}", "touches-renamed",
		"users"},
	{ADD("users", "a"), "drop_column: {table: users, column: b}", NULL, NULL},
	{ADD("users", "a"), "alter_column: {table: users, column: b, rename_to: a}",
		"same-name", "users.a"},
	{ADD("users", "a"), "alter_column: {table: users, column: b, type: text}", NULL,
		NULL},
	{ADD("users", "a"), "create_index: {name: i, table: users, columns: [b]}", NULL,
		NULL},
	{ADD("users", "a"), "create_view: {name: v, as: SELECT * FROM users}",
		"order-dependent", "users.a"},
	{ADD("users", "a"), "create_view: {name: v, as: SELECT count(*) FROM users}", NULL,
		NULL},
	{ADD("users", "a"), "create_view: {name: v, as: SELECT b FROM users}", NULL, NULL},
	{ADD("users", "a"), "insert: {table: users, rows: [{b: 1}]}", NULL, NULL},
	{ADD("users", "a"), "execute: {sql: UPDATE users SET b = 1, touches: [users]}",
		"opaque-sql", "users"},
	{"add_column: {table: users, column: {name: a, type: text, check: a <> b}}",
		"drop_column: {table: users, column: b}", "touches-dropped", "users.b"},
	{"add_column: {table: users, column: {name: a, type: text, computed: {as: '[b] || "
	 "1'}}}",
		"drop_column: {table: users, column: b}", "touches-dropped", "users.b"},
	{"add_column: {table: users, column: {name: a, type: integer, references: {table: "
	 "orders}}}",
		"drop_table: {name: orders}", "touches-dropped", "orders"},

	{"drop_table: {name: t}", "drop_table: {name: T}", "touches-dropped", NULL},
	{"drop_table: {name: t}", "rename_table: {from: t, to: u}", "touches-dropped", "t"},
	{"drop_table: {name: t}", "insert: {table: t, rows: [{a: 1}]}", "touches-dropped",
		"t"},
	{"drop_table: {name: t}", "create_view: {name: v, as: 'SELECT x.a FROM \"t\" x'}",
		"touches-dropped", "t"},
	{"drop_table: {name: t}", "create_view: {name: v, as: \"SELECT 't' AS a\"}", NULL,
		NULL},
	{"drop_table: {name: t}", "create_view: {name: v, as: SELECT 1 /* t */}", NULL,
		NULL},
	{"drop_table: {name: t}", "execute: {sql: {mssql: x}, touches: [t]}",
		"touches-dropped", "t"},
	{"rename_table: {from: t, to: u}", "rename_table: {from: t, to: v}",
		"touches-renamed", "t"},
	{"rename_table: {from: t, to: u}",
		"create_index: {name: g2, table: t, columns: [a]}", "touches-renamed", "t"},
	{"rename_table: {from: t, to: u}", "execute: {sql: x, touches: [t]}",
		"touches-renamed", "t"},

	{"drop_column: {table: t, column: a}", "drop_column: {table: t, column: b}", NULL,
		NULL},
	{"drop_column: {table: t, column: a}", "drop_column: {table: t, column: a}",
		"touches-dropped", "t.a"},
	{"drop_column: {table: t, column: a}",
		"create_index: {name: g3, table: t, columns: [{expression: lower(a)}]}",
		"touches-dropped", "t.a"},
	{"drop_column: {table: t, column: a}",
		"create_index: {name: g4, table: t, columns: [b], where: a > 1}",
		"touches-dropped", "t.a"},
	{"drop_column: {table: t, column: a}",
		"create_index: {name: g5, table: t, columns: [b], include: [a]}",
		"touches-dropped", "t.a"},
	{"drop_column: {table: t, column: a}", "insert: {table: t, rows: [{b: 1}, {a: 1}]}",
		"touches-dropped", "t.a"},
	{"drop_column: {table: t, column: a}", "insert: {table: t, rows: [{b: 1}]}", NULL,
		NULL},
	{"drop_column: {table: t, column: a}",
		"execute: {sql: UPDATE t SET a = 1, touches: [t]}", "touches-dropped",
		"t.a"},
	{"drop_column: {table: t, column: a}",
		"create_foreign_key: {name: g6, table: o, columns: [x], references: "
		"{table: t, "
		"columns: [a]}}",
		"touches-dropped", "t.a"},
	{"drop_column: {table: t, column: a}",
		"create_view: {name: v, as: SELECT a FROM t}", "touches-dropped", "t.a"},
	{"alter_column: {table: t, column: a, type: text}",
		"alter_column: {table: t, column: a, nullable: false}", "both-alter",
		"t.a"},
	{"alter_column: {table: t, column: a, type: text}",
		"alter_column: {table: t, column: b, type: text}", NULL, NULL},
	{"alter_column: {table: t, column: a, type: text}",
		"create_unique_constraint: {name: g7, table: t, columns: [a]}",
		"both-alter", "t.a"},
	{"alter_column: {table: t, column: a, rename_to: b}",
		"alter_column: {table: t, column: a, rename_to: c}", "touches-renamed",
		"t.a"},
	{"alter_column: {table: t, column: a, rename_to: c}",
		"alter_column: {table: t, column: b, rename_to: c}", "same-name", "t.c"},
	{"rename_table: {from: t, to: v}", "rename_table: {from: u, to: V}", "same-name",
		NULL},
	/* A row that does not name the column has what it gets at the time. */
	{"insert: {table: t, rows: [{b: 1}]}",
		"alter_column: {table: T, column: a, default: 1}", "order-dependent", NULL},
	{"insert: {table: t, rows: [{b: 1}]}",
		"alter_column: {table: t, column: a, type: integer, using: b}",
		"order-dependent", "t"},
	{"insert: {table: t, rows: [{b: 1}]}",
		"add_column: {table: t, column: {name: a, type: text}, fill: x}",
		"order-dependent", "t"},
	{"insert: {table: t, rows: [{b: 1}]}",
		"add_column: {table: t, column: {name: a, type: text, nullable: false}, "
		"fill: x}",
		NULL, NULL},
	{"insert: {table: t, rows: [{b: 1}]}",
		"add_column: {table: t, column: {name: a, type: text, default: x}}", NULL,
		NULL},
	{"insert: {table: t, rows: [{b: 1}]}",
		"alter_column: {table: t, column: a, nullable: false}", NULL, NULL},
	{"insert: {table: t, rows: [{b: 1}]}",
		"alter_column: {table: u, column: a, default: 1}", NULL, NULL},
	{"alter_column: {table: t, column: a, default: 1}",
		"alter_column: {table: t, column: b, default: 1}", NULL, NULL},
	{"alter_column: {table: t, column: a, default: 1}",
		"add_column: {table: t, column: {name: b, type: text}, fill: x}", NULL,
		NULL},
	{"alter_column: {table: t, column: a, rename_to: b}",
		"alter_column: {table: t, column: a, type: text}", "touches-renamed",
		"t.a"},

	{"create_index: {name: i, table: t, columns: [a]}",
		"create_index: {name: i, table: u, columns: [a]}", "same-name", "i"},
	{"create_index: {name: i, table: t, columns: [a]}",
		"create_index: {name: I, table: t, columns: [b]}", "both-create", NULL},
	{"create_index: {name: i, table: t, columns: [a]}",
		"create_index: {name: j, table: t, columns: [a]}", NULL, NULL},
	{"create_index: {name: i, table: t, columns: [a]}",
		"drop_index: {name: i, table: t}", "touches-dropped", "i"},
	{"create_index: {name: i, table: t, columns: [a]}",
		"create_unique_constraint: {name: i, table: u, columns: [a]}", NULL, NULL},
	{"create_unique_constraint: {name: i, table: t, columns: [a]}",
		"create_check_constraint: {name: i, table: u, check: a > 1}", "same-name",
		"i"},
	{"create_check_constraint: {name: c, table: t, check: a > 1}",
		"create_check_constraint: {name: d, table: t, check: a > 2}", NULL, NULL},
	{"create_check_constraint: {name: c, table: t, check: a > 1}",
		"drop_constraint: {name: c, table: t, kind: check}", "touches-dropped",
		"c"},
	{"create_primary_key: {name: p, table: t, columns: [a]}",
		"create_primary_key: {name: q, table: t, columns: [b]}", "both-create",
		"t (primary key)"},
	{"create_primary_key: {name: p, table: t, columns: [a]}",
		"create_foreign_key: {name: g8, table: o, columns: [x], references: "
		"{table: t}}",
		"order-dependent", "t (primary key)"},
	{"drop_constraint: {name: k, table: t, kind: unique}",
		"create_foreign_key: {name: g9, table: o, columns: [x], references: "
		"{table: t, "
		"columns: [a]}}",
		"touches-dropped", "t (keys)"},
	{"drop_constraint: {name: k, table: t, kind: unique}",
		"drop_constraint: {name: l, table: t, kind: unique}", NULL, NULL},
	{"drop_constraint: {name: k, table: t, kind: unique}",
		"drop_constraint: {name: k, table: t, kind: unique}", "touches-dropped",
		"k"},
	{"create_view: {name: v, as: SELECT 1}", "create_view: {name: V, as: SELECT 2}",
		"both-create", NULL},
	{"create_view: {name: v, as: SELECT 1}", "create_view: {name: w, as: SELECT 2}",
		NULL, NULL},
	{"create_view: {name: v, as: SELECT a FROM t}",
		"create_view: {name: w, as: SELECT a FROM t}", NULL, NULL},
	{"create_view: {name: v, as: SELECT 1}",
		"create_view: {name: w, as: 'SELECT a FROM [v]'}", "order-dependent", "v"},
	{"drop_view: {name: v}", "create_view: {name: w, as: SELECT a FROM v}",
		"touches-dropped", "v"},
	{"execute: {sql: x, touches: [t]}", "execute: {sql: y, touches: [t, u]}",
		"opaque-sql", "t"},
	{"execute: {sql: x, touches: [t]}", "execute: {sql: y, touches: [u]}", NULL, NULL},
	{"execute: {sql: x, touches: [t]}", "insert: {table: t, rows: [{a: 1}]}",
		"opaque-sql", "t"},
	{"insert: {table: t, rows: [{a: 1}]}", "insert: {table: t, rows: [{a: 2}]}", NULL,
		NULL},
};

static struct pool pool;
static struct side sides[2];
static struct revision revisions[2] = {{.id = "aaaa"}, {.id = "bbbb"}};

static void make_side(unsigned number, const char *operation)
{
	const char *text = pool_printf(&pool,
		"gitmig: 1\nrevision: x\nparents: []\nupgrade:\n  - %s\ndowngrade: []\n",
		operation);
	struct manifest *manifest = pool_new(&pool, struct manifest);
	struct effects *effects = pool_new(&pool, struct effects);
	struct error err = {.code = ERR_NONE};

	if (manifest_load(&pool, "test", text, strlen(text), manifest, &err) < 0)
		fail_msg("%s: %d: %s", operation, err.column, err.message);
	effects_add(&pool, effects, &manifest->upgrade);
	sides[number] = (struct side){.count = 0};
	side_add(&pool, &sides[number], &revisions[number], effects);
}

static void check(unsigned i, bool mirrored)
{
	const char *operations[2] = {pairs[i].a, pairs[i].b};
	struct conflicts found = {.count = 0};
	const struct conflict *first;
	const char *wanted = pairs[i].code;

	make_side(0, operations[mirrored]);
	make_side(1, operations[!mirrored]);
	sides_compare(&pool, &sides[0], &sides[1], &found);
	if (found.count != (wanted ? 1 : 0))
		fail_msg("%u conflicts (%s), not %s: %s | %s", found.count,
			found.count ? found.items[0].code : "", wanted ? wanted : "none",
			operations[mirrored], operations[!mirrored]);
	if (!wanted)
		return;
	first = &found.items[0];
	if (strcmp(first->code, wanted) != 0 ||
		(pairs[i].object && strcmp(first->object, pairs[i].object) != 0))
		fail_msg("%s of %s, not %s: %s | %s", first->code, first->object, wanted,
			operations[mirrored], operations[!mirrored]);
	assert_string_equal(first->left, "aaaa");
	assert_string_equal(first->right, "bbbb");
	assert_non_null(strstr(first->message, "revision aaaa ("));
	assert_non_null(strstr(first->message, "revision bbbb ("));
}

static void pairs_of_operations(void **state)
{
	(void)state;
	for (unsigned i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		for (unsigned mirrored = 0; mirrored < 2; mirrored++) {
			pool_init(&pool);
			check(i, mirrored);
			pool_release(&pool);
		}
	}
}

static void says_who_did_what(void **state)
{
	struct conflicts found = {.count = 0};

	(void)state;
	pool_init(&pool);
	make_side(0, ADD("users", "a"));
	make_side(1, "drop_table: {name: users}");
	sides_compare(&pool, &sides[0], &sides[1], &found);
	assert_int_equal(found.count, 1);
	assert_string_equal(found.items[0].message,
		"users is dropped by revision bbbb (drop table users) and needed by "
		"revision aaaa (add column users.a text)");
	found = (struct conflicts){.count = 0};
	make_side(1, "execute: {sql: {mssql: TRUNCATE TABLE users}}");
	sides_compare(&pool, &sides[0], &sides[1], &found);
	assert_int_equal(found.count, 1);
	assert_non_null(strstr(found.items[0].message, "no text for SQLite"));
	pool_release(&pool);
}

/* One that meets a thousand, and a thousand that meet a thousand. */
static void stays_linear(void **state)
{
	struct conflicts found = {.count = 0};
	struct text many;

	(void)state;
	pool_init(&pool);
	text_init(&many, &pool);
	text_add(&many, "alter_column: {table: t, column: a, type: text}");
	for (unsigned i = 0; i < 999; i++)
		text_add(&many,
			"\n  - alter_column: {table: t, column: a, nullable: false}");
	make_side(0, many.data);
	make_side(1, many.data);
	sides_compare(&pool, &sides[0], &sides[1], &found);
	assert_int_equal(found.count, 1);
	make_side(1, "execute: {sql: x}");
	found = (struct conflicts){.count = 0};
	sides_compare(&pool, &sides[0], &sides[1], &found);
	assert_int_equal(found.count, 1);
	assert_string_equal(found.items[0].code, "opaque-sql");
	pool_release(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pairs_of_operations),
		cmocka_unit_test(says_who_did_what),
		cmocka_unit_test(stays_linear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
