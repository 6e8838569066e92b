// links: base yaml schema manifest
#include "base/text.h"
#include "manifest/manifest.h"
#include "schema/diff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Schemas and operations are written as the YAML that people see. */

struct fixture {
	struct pool pool;
	struct diff_rules rules;
	struct diff_options options;
	struct diff diff;
	struct error err;
};

static int setup(void **state)
{
	struct fixture *f = xmalloc(sizeof(*f));

	memset(f, 0, sizeof(*f));
	pool_init(&f->pool);
	f->rules.loose_autoincrement = true;
	f->rules.has_include = true;
	f->options.kinds_all = true;
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	pool_release(&f->pool);
	free(f);
	return 0;
}

static struct schema *load(struct fixture *f, const char *yaml)
{
	struct schema *schema = pool_new(&f->pool, struct schema);

	if (models_load(&f->pool, "test", yaml, strlen(yaml), schema, &f->err))
		fail_msg("%d: %s in\n%s", f->err.line, f->err.message, yaml);
	return schema;
}

static int run(struct fixture *f, const char *from, const char *to)
{
	return diff_schemas(&f->pool, load(f, from), load(f, to), &f->rules, &f->options,
		&f->diff, &f->err);
}

static char *written(struct fixture *f, const struct operations *operations)
{
	struct text text;

	text_init(&text, &f->pool);
	operations_write(&text, operations, 0);
	return text.data;
}

static void expect(struct fixture *f, const char *from, const char *to, const char *upgrade,
	const char *downgrade)
{
	if (run(f, from, to))
		fail_msg("%s", f->err.message);
	assert_int_equal(f->diff.count, f->diff.upgrade.count);
	assert_string_equal(written(f, &f->diff.upgrade), upgrade);
	assert_string_equal(written(f, &f->diff.downgrade), downgrade);
}

static void equal(struct fixture *f, const char *from, const char *to)
{
	if (run(f, from, to))
		fail_msg("%s", f->err.message);
	if (f->diff.count)
		fail_msg("%s", f->diff.items[0].message);
	assert_int_equal(f->diff.downgrade.count, 0);
}

static void has_item(struct fixture *f, unsigned i, const char *object, const char *message)
{
	assert_true(i < f->diff.count);
	assert_string_equal(f->diff.items[i].object, object);
	assert_string_equal(f->diff.items[i].message, message);
	assert_ptr_equal(f->diff.items[i].op, &f->diff.upgrade.items[i]);
}

static void has_warning(struct fixture *f, const char *part)
{
	assert_int_equal(f->diff.warnings.count, 1);
	if (!strstr(f->diff.warnings.items[0], part))
		fail_msg("%s", f->diff.warnings.items[0]);
}

#define T(columns)        "tables: [{name: t, columns: [" columns "]}]"
#define TX(columns, more) "tables: [{name: t, columns: [" columns "], " more "}]"
#define A                 "{name: a, type: integer}"
#define AB                A ", {name: b, type: integer}"

static void a_column_is_added(void **state)
{
	struct fixture *f = *state;

	expect(f, T(A), T(A ", {name: Done, type: boolean, nullable: false, fill: false}"),
		"- add_column:\n"
		"    table: t\n"
		"    column: {name: Done, type: boolean, nullable: false}\n"
		"    fill: false\n",
		"- drop_column: {table: t, column: Done}\n");
	has_item(f, 0, "t.Done", "added column t.Done");
	assert_int_equal(f->diff.warnings.count, 0);
}

static void fill_is_for_columns_that_need_it(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(run(f, T(A), T(A ", {name: b, type: integer, fill: 1}")), 0);
	assert_null(f->diff.upgrade.items[0].add_column->fill);
	assert_int_equal(run(f, T(A),
				 T(A ", {name: b, type: integer, nullable: false, default: "
				     "0, fill: 1}")),
		0);
	assert_null(f->diff.upgrade.items[0].add_column->fill);
}

static void a_column_is_dropped(void **state)
{
	struct fixture *f = *state;

	expect(f,
		T(A ", {name: b, type: string(5), nullable: false, references: {table: t, "
		    "column: a}}"),
		T(A), "- drop_column: {table: t, column: b}\n",
		"- add_column:\n"
		"    table: t\n"
		"    column: {name: b, type: string(5), nullable: false, references: "
		"{table: t, columns: [a]}}\n");
	has_item(f, 0, "t.b", "removed column t.b");
	has_warning(f, "brings back column t.b as NOT NULL");
}

static void tables_come_and_go_as_people_write_them(void **state)
{
	struct fixture *f = *state;
	const char *created =
		"- create_table:\n"
		"    name: p\n"
		"    columns:\n"
		"      - {name: id, type: integer, primary_key: true}\n"
		"- create_table:\n"
		"    name: c\n"
		"    columns:\n"
		"      - {name: id, type: integer, primary_key: true}\n"
		"      - {name: p, type: integer, index: true, references: {table: p}}\n"
		"      - {name: q, type: integer, unique: true}\n";

	expect(f, "tables: []",
		"tables:\n"
		"- {name: c, columns: [{name: id, type: integer, nullable: false}, "
		"{name: p, type: integer, nullable: true, fill: 5}, {name: q, type: "
		"integer}],\n"
		"   primary_key: {name: pk_c, columns: [id]}, unique: [[q]],\n"
		"   foreign_keys: [{columns: [p], references: {table: p}}],\n"
		"   indexes: [{name: ix_c_p, columns: [p]}]}\n"
		"- {name: p, columns: [{name: id, type: integer, primary_key: true}]}\n",
		created, "- drop_table: {name: c}\n- drop_table: {name: p}\n");
	has_item(f, 0, "p", "added table p");
	expect(f,
		"tables:\n"
		"- {name: c, columns: [{name: id, type: integer, primary_key: true}, "
		"{name: p, type: integer, index: true, references: {table: p}}, {name: q, "
		"type: integer, unique: true}]}\n"
		"- {name: p, columns: [{name: id, type: integer, primary_key: true}]}\n",
		"tables: []", "- drop_table: {name: c}\n- drop_table: {name: p}\n",
		created);
	has_item(f, 1, "p", "removed table p");
}

static void keys_in_a_circle_come_after_the_tables(void **state)
{
	struct fixture *f = *state;
	const char *circle =
		"tables:\n"
		"- {name: a, columns: [{name: id, type: integer, primary_key: true}, "
		"{name: b, type: integer, references: {table: b}}]}\n"
		"- {name: b, columns: [{name: id, type: integer, primary_key: true}, "
		"{name: a, type: integer, references: {table: a}}, {name: up, type: "
		"integer, references: {table: b}}]}\n";

	assert_int_equal(run(f, "tables: []", circle), 0);
	assert_int_equal(f->diff.count, 3);
	has_item(f, 0, "b", "added table b");
	has_item(f, 1, "a", "added table a");
	has_item(f, 2, "b", "added foreign key fk_b_a on b (a) references a");
	assert_int_equal(run(f, circle, "tables: []"), 0);
	has_item(f, 0, "b", "removed foreign key fk_b_a on b (a) references a");
	assert_int_equal(f->diff.downgrade.count, 3);
}

static void columns_are_altered_there_and_back(void **state)
{
	struct fixture *f = *state;

	expect(f, T("{name: a, type: string(10), nullable: false}"),
		T("{name: a, type: string(20), default: x}"),
		"- alter_column: {table: t, column: a, type: string(20), nullable: true, "
		"default: x}\n",
		"- alter_column: {table: t, column: a, type: string(10), nullable: false, "
		"default: null}\n");
	has_item(f, 0, "t.a",
		"changed column t.a: type string(10) to string(20), nullable no to yes, "
		"default none to x");
	expect(f, T("{name: a, type: integer, default_sql: f()}"),
		T("{name: a, type: integer, default: 1}"),
		"- alter_column: {table: t, column: a, default: 1}\n",
		"- alter_column: {table: t, column: a, default_sql: f()}\n");
	equal(f, T("{name: a, type: integer, default: null}"), T(A));
}

static void comments_count_where_there_are_some(void **state)
{
	struct fixture *f = *state;

	equal(f, T(A), T("{name: a, type: integer, comment: hello}"));
	f->rules.has_comments = true;
	assert_int_equal(run(f, T(A), T("{name: a, type: integer, comment: hello}")), 0);
	assert_string_equal(f->diff.upgrade.items[0].alter_column->comment, "hello");
	assert_string_equal(f->diff.downgrade.items[0].alter_column->comment, "");
}

static void collation_and_autoincrement(void **state)
{
	struct fixture *f = *state;
	const char *none = T("{name: a, type: integer, primary_key: true}");
	const char *yes = T(
		"{name: a, type: integer, primary_key: true, autoincrement: true}");
	const char *no = T(
		"{name: a, type: integer, primary_key: true, autoincrement: false}");

	assert_int_equal(run(f, T("{name: a, type: text}"),
				 T("{name: a, type: text, collation: NOCASE}")),
		0);
	assert_string_equal(f->diff.upgrade.items[0].alter_column->collation, "NOCASE");
	assert_string_equal(f->diff.downgrade.items[0].alter_column->collation, "");
	equal(f, T("{name: a, type: text, collation: BINARY}"), T("{name: a, type: text}"));
	equal(f, T("{name: a, type: text, collation: nocase}"),
		T("{name: a, type: text, collation: NOCASE}"));

	equal(f, none, no);
	equal(f, yes, none);
	assert_int_equal(run(f, none, yes), 0);
	assert_int_equal(f->diff.count, 1);
	assert_int_equal(f->diff.upgrade.items[0].alter_column->autoincrement, TRI_YES);
	f->rules.loose_autoincrement = false;
	equal(f, none, yes);
	assert_int_equal(run(f, yes, no), 0);
	assert_int_equal(f->diff.count, 1);
	equal(f, T("{name: a, type: integer, primary_key: true, references: {table: t}}"),
		TX("{name: a, type: integer, autoincrement: false, references: {table: t}}",
			"primary_key: [a]"));
}

static void names_that_one_side_knows_do_not_count(void **state)
{
	struct fixture *f = *state;
	const char *bare = TX(AB, "unique: [[a, b]], checks: [a > 0]");
	const char *named = TX(AB, "unique: [{name: u, columns: [b, a]}], checks: [{name: "
				   "c, check: a > 0}]");
	const char *other = TX(AB, "unique: [{name: v, columns: [b, a]}], checks: [{name: "
				   "c, check: a > 0}]");

	equal(f, bare, named);
	equal(f, named, bare);
	equal(f, bare, bare);
	expect(f, named, other,
		"- drop_constraint: {name: u, table: t, kind: unique}\n"
		"- create_unique_constraint: {name: v, table: t, columns: [b, a]}\n",
		"- drop_constraint: {name: v, table: t, kind: unique}\n"
		"- create_unique_constraint: {name: u, table: t, columns: [b, a]}\n");
	/* An index always has a name; a model that gives none takes any. */
	equal(f, TX(A, "indexes: [{name: foo, columns: [a]}]"),
		T("{name: a, type: integer, index: true}"));
}

static void what_alembic_overlooks_is_seen(void **state)
{
	struct fixture *f = *state;
	static const char *const pairs[][3] = {
		{TX(A, "checks: [a > 0]"), TX(A, "checks: [a > 1]"),
			"changed check constraint ck_t_1 on t (a > 0)"},
		{TX(A, "checks: [a > 0]"), T(A),
			"removed check constraint ck_t_1 on t (a > 0)"},
		{TX(A, "unique: [[a]]"), T(A), "removed unique constraint uq_t_a on t (a)"},
		{TX(A, "indexes: [{name: i, columns: [a], where: a > 0}]"),
			TX(A, "indexes: [{name: i, columns: [a], where: a > 1}]"),
			"changed index i on t (a) where a > 0"},
		{T(A), TX(A, "indexes: [{name: i, columns: [{expression: f(a)}]}]"),
			"added index i on t (f(a))"},
		{TX(A, "indexes: [{name: i, columns: [a]}]"),
			TX(A, "indexes: [{name: i, columns: [{column: a, desc: true}]}]"),
			"changed index i on t (a)"},
		{TX(A, "indexes: [{name: i, columns: [a]}]"),
			TX(A, "indexes: [{name: i, columns: [a], unique: true}]"),
			"changed index i on t (a)"},
		{TX(AB, "indexes: [{name: i, columns: [a]}]"),
			TX(AB, "indexes: [{name: i, columns: [a], include: [b]}]"),
			"changed index i on t (a)"},
		{TX(AB, "primary_key: [a, b]"), TX(AB, "primary_key: [b, a]"),
			"changed primary key pk_t on t (a, b)"},
		{T("{name: a, type: integer, unique: true}, {name: b, type: integer, "
		   "references: {table: t, column: a}}"),
			T("{name: a, type: integer, unique: true}, {name: b, type: "
			  "integer, "
			  "references: {table: t, column: a, on_delete: cascade}}"),
			"changed foreign key fk_t_b on t (b) references t (a)"},
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		assert_int_equal(run(f, pairs[i][0], pairs[i][1]), 0);
		has_item(f, 0, "t", pairs[i][2]);
		assert_int_equal(f->diff.count, strstr(pairs[i][2], "changed") ? 2 : 1);
		equal(f, pairs[i][0], pairs[i][0]);
	}
}

static void computed_columns_are_made_anew(void **state)
{
	struct fixture *f = *state;

	expect(f,
		TX(A ", {name: c, computed: {as: a + 1}}",
			"indexes: [{name: i, columns: [c]}]"),
		TX(A ", {name: c, computed: {as: a + 2}}",
			"indexes: [{name: i, columns: [c]}]"),
		"- drop_index: {name: i, table: t}\n"
		"- drop_column: {table: t, column: c}\n"
		"- add_column:\n"
		"    table: t\n"
		"    column: {name: c, computed: {as: a + 2}}\n"
		"- create_index: {name: i, table: t, columns: [c]}\n",
		"- drop_index: {name: i, table: t}\n"
		"- drop_column: {table: t, column: c}\n"
		"- add_column:\n"
		"    table: t\n"
		"    column: {name: c, computed: {as: a + 1}}\n"
		"- create_index: {name: i, table: t, columns: [c]}\n");
	has_item(f, 1, "t.c", "changed computed column t.c");
	assert_int_equal(run(f, T(AB), T(A ", {name: b, computed: {as: a + 1}}")), 0);
	has_warning(f, "t.b becomes a computed one");
	equal(f, T(A ", {name: c, computed: {as: a  + 1}}"),
		T(A ", {name: c, computed: {as: a + 1, stored: false}}"));
}

static void a_table_is_never_without_columns(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(run(f, T(A), T("{name: b, type: text}")), 0);
	assert_int_equal(f->diff.upgrade.items[0].kind, OP_ADD_COLUMN);
	assert_int_equal(f->diff.upgrade.items[1].kind, OP_DROP_COLUMN);
	assert_int_equal(f->diff.downgrade.items[0].kind, OP_ADD_COLUMN);
	assert_int_equal(f->diff.downgrade.items[1].kind, OP_DROP_COLUMN);
}

static void renames_are_found_by_renamed_from(void **state)
{
	struct fixture *f = *state;
	const char *before =
		"tables:\n"
		"- {name: old, columns: [{name: id, type: integer, primary_key: true}, "
		"{name: a, type: integer}], checks: [{name: k, check: '\"a\" > 0 OR a < "
		"''a'''}], indexes: [{name: i, columns: [{expression: f(a)}]}]}\n"
		"- {name: ref, columns: [{name: o, type: integer, references: {table: old, "
		"column: id}}]}\n";
	const char *after =
		"tables:\n"
		"- {name: new, renamed_from: old, columns: [{name: key, renamed_from: id, "
		"type: integer, primary_key: true}, {name: b, type: integer, renamed_from: "
		"a}], checks: [{name: k, check: '\"b\" > 0 OR b < ''a'''}], indexes: "
		"[{name: i, columns: [{expression: f(b)}]}]}\n"
		"- {name: ref, columns: [{name: o, type: integer, references: {table: new, "
		"column: key}}]}\n";

	expect(f, before, after,
		"- rename_table: {from: old, to: new}\n"
		"- alter_column: {table: new, column: id, rename_to: key}\n"
		"- alter_column: {table: new, column: a, rename_to: b}\n",
		"- alter_column: {table: new, column: b, rename_to: a}\n"
		"- alter_column: {table: new, column: key, rename_to: id}\n"
		"- rename_table: {from: new, to: old}\n");
	has_item(f, 0, "old", "renamed table old to new");
	has_item(f, 2, "new.a", "renamed column new.a to b");
	assert_int_equal(f->diff.warnings.count, 0);
	/* Done already: the word may stay in the models. */
	equal(f, after, after);
	assert_int_equal(f->diff.warnings.count, 0);
}

static void doubtful_renames_are_warned_of(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(run(f, T(AB), T("{name: b, type: integer, renamed_from: a}")), 0);
	has_warning(f, "the database has both");
	assert_int_equal(
		run(f, T(A), T(A ", {name: b, type: integer, renamed_from: a}")), 0);
	has_warning(f, "the models still have a");
	assert_int_equal(f->diff.upgrade.items[0].kind, OP_ADD_COLUMN);
	assert_int_equal(run(f, T("{name: x, type: text}, " A),
				 T("{name: x, type: text}, "
				   "{name: b, type: integer}")),
		0);
	has_warning(f, "t.b may be a renamed");
	assert_int_equal(run(f, T(A), "tables: [{name: u, columns: [" A "]}]"), 0);
	has_warning(f, "table u may be t renamed");
}

static void filters(void **state)
{
	struct fixture *f = *state;
	const char *three = "tables: [{name: app_a, columns: [" A
			    "]}, {name: app_b, columns: "
			    "[" A "]}, {name: other, columns: [" A "]}]";

	strings_add(&f->pool, &f->options.include, "app_*");
	strings_add(&f->pool, &f->options.exclude, "*_b");
	assert_int_equal(run(f, three, "tables: []"), 0);
	assert_int_equal(f->diff.count, 1);
	has_item(f, 0, "app_a", "removed table app_a");
	strings_add(&f->pool, &f->options.ignored_tables, "APP_A");
	equal(f, three, "tables: []");
	/* What is left out may still be referred to. */
	equal(f, three,
		"tables: [{name: other, columns: [" A
		", {name: b, type: integer, references: {table: app_b, column: a}}]}]");
}

static void kinds(void **state)
{
	struct fixture *f = *state;

	f->options.kinds_all = false;
	strings_add(&f->pool, &f->options.kinds, "type");
	assert_int_equal(
		run(f, T(AB),
			TX("{name: a, type: text, nullable: false}, {name: c, type: "
			   "text}",
				"indexes: [{name: i, columns: [c]}]")),
		0);
	assert_int_equal(f->diff.count, 1);
	has_item(f, 0, "t.a", "changed column t.a: type integer to text");
	strings_add(&f->pool, &f->options.kinds, "index");
	assert_int_equal(run(f, T(A),
				 TX(A ", {name: c, type: text}",
					 "indexes: [{name: i, columns: [c]}, {name: j, "
					 "columns: [a]}]")),
		0);
	assert_int_equal(f->diff.count, 1);
	has_item(f, 0, "t", "added index j on t (a)");
}

static void views(void **state)
{
	struct fixture *f = *state;
	const char *old =
		"tables: []\nviews: [{name: a, as: SELECT 1}, {name: b, as: SELECT * "
		"FROM a}, {name: c, as: SELECT 3}]";
	const char *new =
		"tables: []\nviews: [{name: a, as: SELECT * FROM d}, {name: b, as: "
		"'SELECT *  FROM a;'}, {name: d, as: SELECT 4}]";
	struct schema *silent;

	expect(f, old, new,
		"- drop_view: {name: c}\n"
		"- drop_view: {name: b}\n"
		"- drop_view: {name: a}\n"
		"- create_view: {name: d, as: SELECT 4}\n"
		"- create_view: {name: a, as: SELECT * FROM d}\n"
		"- create_view: {name: b, as: SELECT *  FROM a;}\n",
		"- drop_view: {name: b}\n"
		"- drop_view: {name: a}\n"
		"- drop_view: {name: d}\n"
		"- create_view: {name: a, as: SELECT 1}\n"
		"- create_view: {name: b, as: SELECT * FROM a}\n"
		"- create_view: {name: c, as: SELECT 3}\n");
	has_item(f, 0, "c", "removed view c");
	has_item(f, 1, "b", "made again view b");
	has_item(f, 2, "a", "changed view a");
	silent = load(f, "tables: []");
	silent->views_unsaid = true;
	assert_int_equal(diff_schemas(&f->pool, load(f, old), silent, &f->rules,
				 &f->options, &f->diff, &f->err),
		0);
	assert_int_equal(f->diff.count, 0);
}

static void schemas(void **state)
{
	struct fixture *f = *state;

	f->rules.default_schema = "dbo";
	equal(f, "tables: [{schema: dbo, name: t, columns: [" A "]}]", T(A));
	assert_int_equal(run(f, T(A), "tables: [{name: app.t, columns: [" A "]}]"), 0);
	assert_int_equal(f->diff.count, 2);
	has_item(f, 0, "t", "removed table t");
	has_item(f, 1, "app.t", "added table app.t");
}

static void models_that_cannot_be_built(void **state)
{
	struct fixture *f = *state;
	static const char *const rows[][2] = {
		{"tables: [{name: t, columns: [" A "]}, {name: T, columns: [" A "]}]",
			"table T is declared twice"},
		{T(A ", {name: A, type: text}"), "column A is declared twice"},
		{TX(A, "unique: [[x]]"), "x is not a column"},
		{TX(A, "primary_key: [x]"), "x is not a column"},
		{TX(A, "indexes: [{name: i, columns: [x]}]"), "x is not a column"},
		{TX(A, "foreign_keys: [{columns: [x], references: {table: t}}]"),
			"x is not a column"},
		{T("{name: a, type: integer, references: {table: nowhere, column: x}}"),
			"nowhere leads nowhere"},
		{T("{name: a, type: integer, references: {table: t, column: x}}"),
			"x leads nowhere"},
		{T("{name: a, type: integer, references: {table: t}}"),
			"another number of columns"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct schema *schema = pool_new(&f->pool, struct schema);

		memset(&f->diff, 0x55, sizeof(f->diff));
		/* The loader may know some of it already. */
		if (models_load(&f->pool, "test", rows[i][0], strlen(rows[i][0]), schema,
			    &f->err)) {
			assert_int_equal(f->err.code, ERR_CONFIG_INVALID);
			continue;
		}
		assert_int_equal(diff_schemas(&f->pool, load(f, "tables: []"), schema,
					 &f->rules, &f->options, &f->diff, &f->err),
			-1);
		assert_int_equal(f->err.code, ERR_CONFIG_INVALID);
		assert_int_equal(f->err.line, 1);
		if (!strstr(f->err.message, rows[i][1]))
			fail_msg("%s", f->err.message);
		assert_int_equal(f->diff.count, 0x55555555);
	}
}

static int text_of_type(
	struct pool *pool, const struct column *column, char **text, struct error *err)
{
	if (column->type.kind == TYPE_RAW && !column->type.sqlite)
		return error_set(
			err, ERR_MANIFEST_INVALID, "column %s: no type here", column->name);
	*text = column->type.kind == TYPE_RAW ? pool_strdup(pool, column->type.sqlite)
					      : type_text(pool, &column->type);
	return 0;
}

static char *text_of_default(struct pool *pool, const struct column *column)
{
	const struct literal *value = column->default_value;

	if (!value)
		return pool_strdup(pool, column->default_sql);
	return pool_strdup(pool, strcmp(value->text, "false") != 0 ? value->text : "0");
}

static char *text_of_expression(struct pool *pool, const char *expression)
{
	return *expression == '('
		       ? pool_strndup(pool, expression + 1, strlen(expression) - 2)
		       : pool_strdup(pool, expression);
}

static void the_rules_say_what_is_equal(void **state)
{
	struct fixture *f = *state;

	f->rules.type_text = text_of_type;
	f->rules.default_text = text_of_default;
	f->rules.expression_text = text_of_expression;
	equal(f, T("{name: a, type: {sqlite: 'NUMERIC ( 5,2)'}}"),
		T("{name: a, type: 'numeric(5, 2)'}"));
	equal(f, T("{name: a, type: boolean, default_sql: '0'}"),
		T("{name: a, type: boolean, default: false}"));
	equal(f, TX(A, "checks: ['(a > 0)']"), TX(A, "checks: [a > 0]"));
	assert_int_equal(run(f, T(A), T(A ", {name: b, type: {mssql: MONEY}}")), -1);
	assert_int_equal(f->err.code, ERR_CONFIG_INVALID);
	assert_non_null(strstr(f->err.message, "table t: column b: no type here"));
	assert_int_equal(f->err.line, 1);
	/* A database may hold what the rules have no word for. */
	assert_int_equal(run(f, T("{name: a, type: {mssql: MONEY}}"), T(A)), 0);
	has_item(f, 0, "t.a", "changed column t.a: type {mssql:money} to integer");
}

/* Two tables whose keys are dropped and made again take along the keys that need them. */
static void a_key_that_changes_takes_its_references_along(void **state)
{
	struct fixture *f = *state;
	const char *from =
		"tables:\n"
		"- {name: p, columns: [" A "], unique: [{name: u, columns: [a]}]}\n"
		"- {name: c, columns: [{name: x, type: integer, references: {table: p, "
		"column: a}}]}\n";
	const char *to =
		"tables:\n"
		"- {name: p, columns: [" A "], unique: [{name: v, columns: [a]}]}\n"
		"- {name: c, columns: [{name: x, type: integer, references: {table: p, "
		"column: a}}]}\n";

	assert_int_equal(run(f, from, to), 0);
	assert_int_equal(f->diff.count, 4);
	assert_int_equal(f->diff.upgrade.items[0].constraint->kind, CONSTRAINT_FOREIGN_KEY);
	assert_int_equal(f->diff.upgrade.items[3].kind, OP_CREATE_FOREIGN_KEY);
}

/* 4,000 tables with keys between them: a scan over tables within one over tables would take
 * the time limit of the test. */
static void many_tables(void **state)
{
	struct fixture *f = *state;
	struct schema *schema = pool_new(&f->pool, struct schema);
	const unsigned count = 4000;

	schema->tables = pool_array(&f->pool, struct table, count);
	schema->tables_count = count;
	for (unsigned i = 0; i < count; i++) {
		struct table *table = &schema->tables[i];
		struct column *columns = pool_array(&f->pool, struct column, 2);
		struct reference *reference = pool_new(&f->pool, struct reference);

		table->name = pool_printf(&f->pool, "t%u", i);
		table->columns = columns;
		table->columns_count = 2;
		columns[0].name = "id";
		columns[0].type.kind = TYPE_INTEGER;
		columns[0].primary_key = TRI_YES;
		columns[1].name = "next";
		columns[1].type.kind = TYPE_INTEGER;
		columns[1].references = reference;
		reference->table = pool_printf(&f->pool, "t%u", (i + 1) % count);
	}
	assert_int_equal(diff_schemas(&f->pool, schema, schema, &f->rules, &f->options,
				 &f->diff, &f->err),
		0);
	assert_int_equal(f->diff.count, 0);
	assert_int_equal(diff_schemas(&f->pool, load(f, "tables: []"), schema, &f->rules,
				 &f->options, &f->diff, &f->err),
		0);
	assert_int_equal(f->diff.count, count + 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_column_is_added),
		TEST(fill_is_for_columns_that_need_it),
		TEST(a_column_is_dropped),
		TEST(tables_come_and_go_as_people_write_them),
		TEST(keys_in_a_circle_come_after_the_tables),
		TEST(columns_are_altered_there_and_back),
		TEST(comments_count_where_there_are_some),
		TEST(collation_and_autoincrement),
		TEST(names_that_one_side_knows_do_not_count),
		TEST(what_alembic_overlooks_is_seen),
		TEST(computed_columns_are_made_anew),
		TEST(a_table_is_never_without_columns),
		TEST(renames_are_found_by_renamed_from),
		TEST(doubtful_renames_are_warned_of),
		TEST(filters),
		TEST(kinds),
		TEST(views),
		TEST(schemas),
		TEST(models_that_cannot_be_built),
		TEST(the_rules_say_what_is_equal),
		TEST(a_key_that_changes_takes_its_references_along),
		TEST(many_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
