// links: base yaml schema manifest sql db drivers/sqlite
#include "sqlite_fixture.h"

#include "manifest/manifest.h"
#include "random_models.h"
#include "schema/diff.h"

#include <stdlib.h>

/*
 * The property, on SQLite with rows inside: for any two models, what the first one made is
 * equal to it; the upgrade makes of that what equals the second; the downgrade makes of
 * that what the first one made, names and all. Columns that both have keep their values.
 * The operations go through a manifest's text, as they do in a user's hands.
 */

struct pair {
	unsigned seed;
	struct pool pool;
	struct schema from, to;
	struct db *db;
	bool emptied;                  /* rows stood in the way */
	const struct operations *last; /* what was run */
};

static unsigned emptied_pairs;

static struct diff compare(
	struct pair *pair, const struct schema *from, const struct schema *to)
{
	static const struct diff_options all = {.kinds_all = true};
	struct error err = {0};
	struct diff diff = {0};

	if (diff_schemas(&pair->pool, from, to, &sqlite_driver.dialect->rules, &all, &diff,
		    &err))
		fail_msg("seed %u: %s", pair->seed, err.message);
	return diff;
}

static struct schema inspect(struct pair *pair)
{
	struct error err = {0};
	struct schema schema = {0};

	if (sqlite_driver.inspect(pair->db, &pair->pool, &schema, &err))
		fail_msg("seed %u: %s", pair->seed, err.message);
	return schema;
}

/* As a manifest, and read again. */
static struct manifest written(struct pair *pair, const struct diff *diff)
{
	struct manifest manifest = {0}, again = {0};
	struct error err = {0};
	struct text text;

	manifest.revision = "aaaa";
	manifest.upgrade = diff->upgrade;
	manifest.downgrade = diff->downgrade;
	text_init(&text, &pair->pool);
	manifest_write(&text, &manifest);
	if (manifest_load(&pair->pool, "m.yaml", text.data, text.length, &again, &err))
		fail_msg("seed %u: %d:%d: %s\n%s", pair->seed, err.line, err.column,
			err.message, text.data);
	return again;
}

static void show(struct pair *pair, const struct operations *list, unsigned at)
{
	for (unsigned i = 0; i < list->count; i++)
		print_message("%s %s\n", i == at ? "->" : "  ",
			operation_summary(&pair->pool, &list->items[i]));
	fputs(rows(&pair->pool, pair->db,
		      "SELECT sql FROM sqlite_master WHERE sql NOTNULL"),
		stdout);
}

static void failed(struct pair *pair, const struct operations *list, unsigned at,
	const struct error *err)
{
	show(pair, list, at);
	fail_msg("seed %u: %s (%s)", pair->seed, err->message, err->hint);
}

static int try_all(
	struct pair *pair, const struct operations *list, unsigned *at, struct error *err)
{
	must(sqlite_driver.begin(pair->db, err), err);
	/* Every other pair has its rebuilds folded, as a revision has. */
	if (pair->seed % 2 &&
		sqlite_driver.apply_all(pair->db, list->items, list->count, at, err))
		return -1;
	for (*at = pair->seed % 2 ? list->count : 0; *at < list->count; (*at)++) {
		if (sqlite_driver.apply(pair->db, &list->items[*at], err))
			return -1;
	}
	return sqlite_driver.commit(pair->db, err);
}

static void empty_tables(struct pair *pair)
{
	struct error err = {0};
	char *tables = rows(&pair->pool, pair->db,
		"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE "
		"'sqlite\\_%' ESCAPE '\\'");

	for (char *next; *tables; tables = next) {
		next = tables + strcspn(tables, "\n") + 1;
		next[-1] = '\0';
		must(sqlite_driver.exec(pair->db,
			     pool_printf(&pair->pool, "DELETE FROM \"%s\"", tables), &err),
			&err);
	}
	pair->emptied = true;
}

/* Where rows stand in the way nothing is changed; without them it has to work. */
static void run(struct pair *pair, const struct operations *list)
{
	struct error err = {0};
	unsigned at;
	char *before = dump(&pair->pool, pair->db);

	pair->last = list;
	if (!try_all(pair, list, &at, &err))
		return;
	if (err.code != ERR_UNSAFE_DATA)
		failed(pair, list, at, &err);
	must(sqlite_driver.rollback(pair->db, &err), &err);
	assert_string_equal(dump(&pair->pool, pair->db), before);
	empty_tables(pair);
	if (try_all(pair, list, &at, &err))
		failed(pair, list, at, &err);
}

static void no_difference(struct pair *pair, const struct schema *to, const char *what)
{
	struct schema is = inspect(pair);
	struct diff diff = compare(pair, &is, to);

	if (diff.count) {
		show(pair, pair->last, pair->last->count);
		for (unsigned i = 0; i < diff.count; i++)
			print_message("%s\n", diff.items[i].message);
		fail_msg("seed %u: %s", pair->seed, what);
	}
}

static void add_row(struct pair *pair, const struct table *table, unsigned row)
{
	struct models_dice dice = {.pool = &pair->pool};
	struct text names, values;
	struct error err = {0};

	text_init(&names, &pair->pool);
	text_init(&values, &pair->pool);
	for (unsigned i = 0; i < table->columns_count; i++) {
		const struct column *column = &table->columns[i];

		if (column->computed)
			continue;
		if (names.length) {
			text_add(&names, ", ");
			text_add(&values, ", ");
		}
		text_printf(&names, "\"%s\"", column->name);
		must(sqlite_driver.dialect->literal(&values,
			     models_value(&dice, column, row), &column->type, &err),
			&err);
	}
	char *sql = pool_printf(&pair->pool, "INSERT INTO \"%s\" (%s) VALUES (%s)",
		table->name, names.data, values.data);
	if (sqlite_driver.exec(pair->db, sql, &err))
		fail_msg("seed %u: %s: %s", pair->seed, err.message, sql);
}

static void make(struct pair *pair)
{
	static const struct schema nothing = {0};
	struct diff diff = compare(pair, &nothing, &pair->from);
	struct manifest manifest = written(pair, &diff);
	struct error err = {0};

	pair->db = scratch(NULL);
	run(pair, &manifest.upgrade);
	must(sqlite_driver.exec(pair->db, "PRAGMA foreign_keys = OFF", &err), &err);
	for (unsigned i = 0; i < pair->from.tables_count; i++) {
		for (unsigned row = 0; row < MODEL_ROWS; row++)
			add_row(pair, &pair->from.tables[i], row);
	}
	assert_string_equal(rows(&pair->pool, pair->db, "PRAGMA foreign_key_check"), "");
	no_difference(pair, &pair->from, "what was made is not equal to its model");
}

static const struct table *before_rename(
	const struct schema *from, const struct table *table)
{
	const struct table *old = schema_find(from, NULL, table->name);

	if (!old && table->renamed_from)
		old = schema_find(from, NULL, table->renamed_from);
	return old;
}

/* The values of the columns that both models have, with the same type. */
static char *values_kept(struct pair *pair, bool after)
{
	struct text out;

	text_init(&out, &pair->pool);
	text_add(&out, "");
	for (unsigned i = 0; i < pair->to.tables_count; i++) {
		const struct table *table = &pair->to.tables[i];
		const struct table *old = before_rename(&pair->from, table);

		for (unsigned j = 0; old && j < table->columns_count; j++) {
			const struct column *column = &table->columns[j];
			const struct column *was = table_column(old, column->name);

			if (!was && column->renamed_from)
				was = table_column(old, column->renamed_from);
			if (!was || column->computed || was->computed ||
				!type_equal(&column->type, &was->type))
				continue;
			text_add(&out, rows(&pair->pool, pair->db,
					       pool_printf(&pair->pool,
						       "SELECT quote(\"%s\") FROM \"%s\" "
						       "ORDER BY 1",
						       after ? column->name : was->name,
						       after ? table->name : old->name)));
		}
	}
	return out.data;
}

/* What the warning asks a person to do. */
static void give_fills(struct pair *pair, struct operations *list)
{
	struct models_dice dice = {.pool = &pair->pool};

	for (unsigned i = 0; i < list->count; i++) {
		struct op_add_column *op = list->items[i].add_column;

		if (list->items[i].kind == OP_ADD_COLUMN && op->column.nullable == TRI_NO &&
			!op->column.computed && !op->fill && !op->column.default_sql &&
			!(op->column.default_value && op->column.default_value->text))
			op->fill = models_value(&dice, &op->column, 0);
	}
}

static void there_and_back(unsigned seed)
{
	struct pair pair = {.seed = seed};
	struct manifest manifest;
	struct schema before;
	struct diff diff;
	char *values;

	pool_init(&pair.pool);
	models_pair(&pair.pool, seed, &pair.from, &pair.to);
	make(&pair);
	before = inspect(&pair);
	values = values_kept(&pair, false);
	diff = compare(&pair, &before, &pair.to);
	manifest = written(&pair, &diff);
	give_fills(&pair, &manifest.downgrade);
	run(&pair, &manifest.upgrade);
	no_difference(&pair, &pair.to, "the upgrade gives another schema");
	if (!pair.emptied && strcmp(values, values_kept(&pair, true)) != 0)
		fail_msg("seed %u: the upgrade loses values", seed);
	run(&pair, &manifest.downgrade);
	no_difference(&pair, &pair.from, "the downgrade gives another schema");
	no_difference(&pair, &before, "the downgrade gives other names");
	if (!pair.emptied && strcmp(values, values_kept(&pair, false)) != 0)
		fail_msg("seed %u: the downgrade loses values", seed);
	emptied_pairs += pair.emptied;
	sqlite_driver.close(pair.db);
	pool_release(&pair.pool);
}

static void upgrades_and_downgrades_of_random_models(void **state)
{
	const char *from = getenv("GITMIG_TEST_SEED"), *many = getenv("GITMIG_TEST_PAIRS");
	unsigned first = from ? (unsigned)strtoul(from, NULL, 10) : 1;
	unsigned count = many ? (unsigned)strtoul(many, NULL, 10) : 1000;

	(void)state;
	for (unsigned i = 0; i < count; i++)
		there_and_back(first + i);
	print_message("%u pairs, %u of them with rows\n", count, count - emptied_pairs);
	assert_true(count < 1000 || count - emptied_pairs >= 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(upgrades_and_downgrades_of_random_models),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
