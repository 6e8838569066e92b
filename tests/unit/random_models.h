#ifndef TESTS_RANDOM_MODELS_H
#define TESTS_RANDOM_MODELS_H

#include "schema/schema.h"

#include <stdint.h>
#include <string.h>

/*
 * Random models that SQLite can build, the same in every run, and pairs of them that
 * resemble each other. Each decision has a place (of a table, a column, the third index of
 * a table); the second model of a pair decides as the first one did, but for some places.
 *
 * Every table gets the same few rows: row i holds the i-th value of each column's type, so
 * that unique constraints and foreign keys (whose columns have the type of what they refer
 * to) hold, whatever they are.
 */

enum { MODEL_TABLES = 5, MODEL_COLUMNS = 6, MODEL_ROWS = 2 };

struct models_dice {
	struct pool *pool;
	uint64_t base, own; /* seeds: of the pair, of this model */
	unsigned stray;     /* how many decisions in 100 are its own */
	uint64_t place;
	unsigned step;
};

struct models_maker {
	struct models_dice dice;
	bool renames;
	struct schema *schema;
	struct table *tables[MODEL_TABLES];
	struct column *columns[MODEL_TABLES][MODEL_COLUMNS];
};

static inline uint64_t models_mix(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

static inline void models_place(
	struct models_dice *dice, const char *what, unsigned table, unsigned item)
{
	dice->place = models_mix(table * 1000 + item);
	for (; *what; what++)
		dice->place = models_mix(dice->place + (unsigned char)*what);
	dice->step = 0;
}

static inline unsigned models_roll(struct models_dice *dice, unsigned sides)
{
	uint64_t at = models_mix(dice->place + dice->step++);
	bool stray = models_mix(at ^ dice->own) % 100 < dice->stray;

	return (unsigned)(models_mix(at ^ (stray ? dice->own : dice->base) * 31) >> 33) %
	       sides;
}

static inline bool models_once_in(struct models_dice *dice, unsigned sides)
{
	return models_roll(dice, sides) == 0;
}

#define MODELS_PICK(dice, list)                                                            \
	((list)[models_roll((dice), (unsigned)(sizeof(list) / sizeof(*(list))))])

static inline char *models_quoted(struct models_dice *dice, const char *name)
{
	return pool_printf(dice->pool, "\"%s\"", name);
}

static inline char *models_text(struct models_dice *dice, const char *text)
{
	return pool_strdup(dice->pool, text);
}

/* Of a list's column: a number in the universe; -1: this table lacks it. */
static inline struct column *models_column(struct models_maker *maker, unsigned t)
{
	return maker->columns[t][models_roll(&maker->dice, MODEL_COLUMNS)];
}

static inline bool models_is_text(const struct column *column)
{
	enum type_kind kind = column->type.kind;

	return kind == TYPE_STRING || kind == TYPE_TEXT || kind == TYPE_UNICODE;
}

static inline bool models_is_number(const struct column *column)
{
	enum type_kind kind = column->type.kind;

	return kind == TYPE_INTEGER || kind == TYPE_BIGINT || kind == TYPE_NUMERIC ||
	       kind == TYPE_DOUBLE || kind == TYPE_SMALLINT;
}

static inline void models_make_type(struct models_dice *dice, struct column *column)
{
	static const char *const types[] = {"integer", "integer", "bigint", "smallint",
		"string(10)", "string(20)", "string", "text", "unicode(12)", "boolean",
		"numeric(5, 2)", "numeric(8, 3)", "double", "float", "date", "time",
		"datetime", "datetime_tz", "uuid", "blob", "binary(9)", "json"};
	static char *const raw[] = {"TINYINT", "MEDIUM TEXT", "DECIMAL(5, 1)", "POINT", ""};
	struct error err;

	if (models_once_in(dice, 12))
		column->type = (struct type){.kind = TYPE_RAW,
			.length = -1,
			.scale = -1,
			.sqlite = MODELS_PICK(dice, raw)};
	else
		type_parse(MODELS_PICK(dice, types), &column->type, &err);
}

/* A value of the type; i counts from 0. */
static inline struct literal *models_value(
	struct models_dice *dice, const struct column *column, unsigned i)
{
	struct literal *literal = pool_new(dice->pool, struct literal);

	switch (column->type.kind) {
	case TYPE_BOOLEAN:
		literal->text = i % 2 ? "true" : "false";
		break;
	case TYPE_SMALLINT:
	case TYPE_INTEGER:
	case TYPE_BIGINT:
	case TYPE_FLOAT:
	case TYPE_DOUBLE:
	case TYPE_NUMERIC:
		literal->text = pool_printf(dice->pool, "%u", i + 1);
		break;
	case TYPE_DATE:
		literal->text = pool_printf(dice->pool, "2020-01-0%u", i + 1);
		break;
	case TYPE_TIME:
		literal->text = pool_printf(dice->pool, "10:00:0%u", i);
		break;
	case TYPE_DATETIME:
		literal->text = pool_printf(dice->pool, "2020-01-0%u 10:00:00", i + 1);
		break;
	case TYPE_DATETIME_TZ:
		literal->text = pool_printf(
			dice->pool, "2020-01-0%u 10:00:00+00:00", i + 1);
		break;
	case TYPE_UUID:
		literal->text = pool_printf(
			dice->pool, "0000000000000000000000000000000%u", i);
		break;
	case TYPE_BLOB:
	case TYPE_BINARY:
		literal->text = pool_printf(dice->pool, "0x0%u", i);
		break;
	case TYPE_JSON:
		literal->text = pool_printf(dice->pool, "{\"a\": %u}", i);
		literal->quoted = true;
		break;
	case TYPE_RAW:
		literal->text = pool_printf(dice->pool, "%u", i + 5);
		break;
	default:
		literal->text = pool_printf(dice->pool, "it's %u", i);
		literal->quoted = true;
		break;
	}
	return literal;
}

static inline void models_make_default(struct models_dice *dice, struct column *column)
{
	unsigned kind = models_roll(dice, 8);
	unsigned value = models_roll(dice, 3);

	if (kind == 0 || kind == 1)
		column->default_value = models_value(dice, column, value);
	else if (kind == 2 && models_is_number(column))
		column->default_sql = value ? "1 + 1" : "abs(-7)";
	else if (kind == 2 && models_is_text(column))
		column->default_sql = value ? "lower('It''s (A)')" : "CURRENT_TIMESTAMP";
	else if (kind == 2 && column->type.kind == TYPE_DATETIME)
		column->default_sql = "CURRENT_TIMESTAMP";
	else if (kind == 3)
		column->default_value = pool_new(dice->pool, struct literal); /* null */
}

static inline void models_make_column(struct models_maker *maker, unsigned t, unsigned c)
{
	static const char *const names[MODEL_COLUMNS] = {
		"id", "c1", "select", "c 3", "c\xc3\xb6 4", "C5"};
	static char *const collations[] = {"NOCASE", "RTRIM", "BINARY"};
	struct models_dice *dice = &maker->dice;
	struct table *table = maker->tables[t];
	struct column *column = &table->columns[table->columns_count];

	models_place(dice, "column", t, c);
	if (c && models_once_in(dice, 4))
		return;
	table->columns_count++;
	maker->columns[t][c] = column;
	column->name = models_text(dice, names[c]);
	models_make_type(dice, column);
	models_place(dice, "column more", t, c);
	column->nullable = (enum tri)models_roll(dice, 3);
	models_make_default(dice, column);
	models_place(dice, "column words", t, c);
	if (models_is_text(column) && models_once_in(dice, 4))
		column->collation = MODELS_PICK(dice, collations);
	if (models_once_in(dice, 8))
		column->comment = "a remark";
	if (models_once_in(dice, 10))
		column->unique = TRI_YES;
	if (models_once_in(dice, 8))
		column->index = TRI_YES;
}

/* Gives some tables and columns another name before anything refers to it. */
static inline void models_rename(struct models_maker *maker, unsigned t)
{
	struct models_dice own = maker->dice;
	struct table *table = maker->tables[t];

	own.base = own.own;
	models_place(&own, "rename", t, 0);
	if (models_once_in(&own, 6)) {
		table->renamed_from = table->name;
		table->name = pool_printf(own.pool, "%s new", table->name);
	}
	for (unsigned i = 0; i < table->columns_count; i++) {
		struct column *column = &table->columns[i];

		if (models_roll(&own, 9))
			continue;
		column->renamed_from = column->name;
		column->name = pool_printf(own.pool, "%s_new", column->name);
	}
}

static inline void models_make_column_checks(struct models_maker *maker, unsigned t)
{
	struct models_dice *dice = &maker->dice;

	for (unsigned c = 0; c < MODEL_COLUMNS; c++) {
		struct column *column = maker->columns[t][c];

		models_place(dice, "column check", t, c);
		if (column && models_once_in(dice, 8))
			column->check = pool_printf(dice->pool, "%s IS NOT 'never %u'",
				models_quoted(dice, column->name), models_roll(dice, 2));
	}
}

static inline void models_make_key(struct models_maker *maker, unsigned t)
{
	struct models_dice *dice = &maker->dice;
	struct table *table = maker->tables[t];
	struct column *first = maker->columns[t][0], *second;
	struct primary_key *key;

	models_place(dice, "key", t, 0);
	switch (models_roll(dice, 5)) {
	case 0:
		return;
	case 1:
		key = pool_new(dice->pool, struct primary_key);
		key->name = models_once_in(dice, 2) ? "the key" : NULL;
		key->columns = pool_array(dice->pool, char *, 2);
		key->columns[key->columns_count++] = first->name;
		second = models_column(maker, t);
		if (second && second != first && second->type.kind != TYPE_RAW)
			key->columns[key->columns_count++] = second->name;
		table->primary_key = key;
		break;
	case 2:
		first->primary_key = TRI_YES;
		break;
	default:
		type_parse("integer", &first->type, NULL);
		first->collation = NULL;
		first->default_sql = NULL;
		first->default_value = NULL;
		first->primary_key = TRI_YES;
		first->autoincrement = (enum tri)models_roll(dice, 3);
	}
}

/* The last table of a pair is WITHOUT ROWID, in both models alike. */
static inline void models_make_options(struct models_dice *dice, struct table *table)
{
	if (strncmp(table->name, "t4", 2) != 0 || models_mix(dice->base) % 2)
		return;
	table->options = pool_new(dice->pool, struct table_options);
	table->options->sqlite = "WITHOUT ROWID";
	table->primary_key = NULL;
	table->columns[0].primary_key = TRI_YES;
	table->columns[0].autoincrement = TRI_UNSET;
}

static inline bool models_in_key(const struct table *table, const struct column *column)
{
	const struct primary_key *key = table->primary_key;

	for (unsigned i = 0; key && i < key->columns_count; i++) {
		if (!strcmp(key->columns[i], column->name))
			return true;
	}
	return column->primary_key == TRI_YES;
}

static inline void models_make_computed(struct models_maker *maker, unsigned t)
{
	struct models_dice *dice = &maker->dice;
	struct column *column, *source;
	struct computed *computed;
	char *name;

	models_place(dice, "computed", t, 0);
	column = models_once_in(dice, 2) ? maker->columns[t][MODEL_COLUMNS - 1] : NULL;
	source = models_column(maker, t);
	if (!column || !source || column == source ||
		models_in_key(maker->tables[t], column))
		return;
	name = column->name;
	memset(column, 0, sizeof(*column));
	column->name = name;
	computed = pool_new(dice->pool, struct computed);
	column->computed = computed;
	computed->stored = (enum tri)models_roll(dice, 3);
	computed->as = pool_printf(dice->pool,
		models_once_in(dice, 2) ? "'k(' || %s" : "%s || 'it''s'",
		models_quoted(dice, source->name));
	if (models_once_in(dice, 2))
		type_parse("text", &column->type, NULL);
}

static inline char **models_pick_columns(
	struct models_maker *maker, unsigned t, unsigned *count)
{
	struct models_dice *dice = &maker->dice;
	char **columns = pool_array(dice->pool, char *, 2);
	struct column *first = models_column(maker, t), *second = models_column(maker, t);

	*count = 0;
	if (first)
		columns[(*count)++] = first->name;
	if (second && second != first && models_once_in(dice, 2))
		columns[(*count)++] = second->name;
	return columns;
}

static inline void models_make_unique(struct models_maker *maker, unsigned t)
{
	struct models_dice *dice = &maker->dice;
	struct table *table = maker->tables[t];

	table->unique = pool_array(dice->pool, struct unique, 2);
	for (unsigned i = 0; i < 2; i++) {
		struct unique *unique = &table->unique[table->unique_count];

		models_place(dice, "unique", t, i);
		if (models_roll(dice, 4))
			continue;
		unique->columns = models_pick_columns(maker, t, &unique->columns_count);
		unique->name = models_once_in(dice, 2)
				       ? pool_printf(dice->pool, "the unique %u", i)
				       : NULL;
		if (unique->columns_count)
			table->unique_count++;
	}
}

static inline void models_make_checks(struct models_maker *maker, unsigned t)
{
	static const char *const forms[] = {"%s IS NOT 'never'", "length(%s) < 1000",
		"%s IS NULL OR %s NOT IN ('a', ')')", "NOT (%s = 'x' AND 1 < 2)"};
	struct models_dice *dice = &maker->dice;
	struct table *table = maker->tables[t];

	table->checks = pool_array(dice->pool, struct check, 3);
	for (unsigned i = 0; i < 3; i++) {
		struct check *check = &table->checks[table->checks_count];
		struct column *column;
		const char *form;

		models_place(dice, "check", t, i);
		column = models_column(maker, t);
		if (models_roll(dice, 3) || !column)
			continue;
		form = MODELS_PICK(dice, forms);
		check->check = pool_printf(dice->pool, form,
			models_quoted(dice, column->name),
			models_quoted(dice, column->name));
		check->name = models_once_in(dice, 2)
				      ? pool_printf(dice->pool, "check %u", i)
				      : NULL;
		table->checks_count++;
	}
}

static inline void models_make_index(
	struct models_maker *maker, unsigned t, struct index *index, unsigned i)
{
	static char *const collations[] = {"NOCASE", "RTRIM"};
	struct models_dice *dice = &maker->dice;
	unsigned count;
	char **columns = models_pick_columns(maker, t, &count);
	struct column *in_where = models_column(maker, t);

	index->columns = pool_array(dice->pool, struct index_column, count);
	for (unsigned j = 0; j < count; j++) {
		struct index_column *column = &index->columns[j];

		if (models_roll(dice, 4))
			column->column = columns[j];
		else
			column->expression = pool_printf(dice->pool,
				models_once_in(dice, 2) ? "lower(%s)" : "%s || ', '",
				models_quoted(dice, columns[j]));
		column->desc = (enum tri)models_roll(dice, 3);
		if (models_once_in(dice, 8))
			column->collation = MODELS_PICK(dice, collations);
	}
	index->columns_count = count;
	index->unique = models_once_in(dice, 4) ? TRI_YES : (enum tri)models_roll(dice, 2);
	if (models_once_in(dice, 3) && in_where)
		index->where = pool_printf(dice->pool,
			models_once_in(dice, 2) ? "%s IS NOT NULL" : "%s > 'a'",
			models_quoted(dice, in_where->name));
	index->name = models_once_in(dice, 2)
			      ? pool_printf(dice->pool, "index %u of %u", i, t)
			      : NULL;
}

static inline void models_make_indexes(struct models_maker *maker, unsigned t)
{
	struct table *table = maker->tables[t];

	table->indexes = pool_array(maker->dice.pool, struct index, 3);
	for (unsigned i = 0; i < 3; i++) {
		struct index *index = &table->indexes[table->indexes_count];

		models_place(&maker->dice, "index", t, i);
		if (models_roll(&maker->dice, 3))
			continue;
		models_make_index(maker, t, index, i);
		if (index->columns_count)
			table->indexes_count++;
		else
			memset(index, 0, sizeof(*index));
	}
}

static inline void models_make_table(struct models_maker *maker, unsigned t)
{
	static const char *const names[MODEL_TABLES] = {"t0", "group", "T 2",
		"t\xc3\xbc"
		"3",
		"t4"};
	struct models_dice *dice = &maker->dice;
	struct table *table = &maker->schema->tables[maker->schema->tables_count];

	models_place(dice, "table", t, 0);
	if (models_once_in(dice, 5))
		return;
	maker->schema->tables_count++;
	maker->tables[t] = table;
	table->name = models_text(dice, names[t]);
	if (models_once_in(dice, 6))
		table->comment = "a table";
	table->columns = pool_array(dice->pool, struct column, MODEL_COLUMNS);
	for (unsigned c = 0; c < MODEL_COLUMNS; c++)
		models_make_column(maker, t, c);
	if (maker->renames)
		models_rename(maker, t);
	models_make_column_checks(maker, t);
	models_make_key(maker, t);
	models_make_computed(maker, t);
	models_make_options(dice, table);
	models_make_unique(maker, t);
	models_make_checks(maker, t);
	models_make_indexes(maker, t);
}

/* Makes a column one of another's type, and a plain one. */
static inline bool models_likeness(struct column *column, const struct column *target)
{
	if (column->computed || target->computed || column->primary_key == TRI_YES)
		return false;
	if (column == target)
		return true;
	column->type = target->type;
	column->collation = target->collation;
	column->default_value = NULL;
	column->default_sql = NULL;
	return true;
}

static inline bool models_list_has(char **names, unsigned count, const char *name)
{
	for (unsigned i = 0; i < count; i++) {
		if (!strcmp(names[i], name))
			return true;
	}
	return false;
}

/* A column whose type something else stands on keeps it. */
static inline bool models_is_bound(const struct table *table, const struct column *column)
{
	for (unsigned i = 0; i < table->foreign_keys_count; i++) {
		if (models_list_has(table->foreign_keys[i].columns,
			    table->foreign_keys[i].columns_count, column->name))
			return true;
	}
	for (unsigned i = 0; i < table->unique_count; i++) {
		if (models_list_has(table->unique[i].columns,
			    table->unique[i].columns_count, column->name))
			return true;
	}
	return column->references || models_in_key(table, column);
}

/* What a table has to refer to: its primary key or a unique constraint. */
static inline unsigned models_key_of(
	struct models_maker *maker, unsigned t, struct column **columns, bool *primary)
{
	struct table *table = maker->tables[t];
	const struct primary_key *key = table->primary_key;
	struct unique *unique = table->unique_count ? table->unique : NULL;
	char **names = NULL;
	unsigned count = 0;

	*primary = false;
	if (models_once_in(&maker->dice, 3) && unique) {
		names = unique->columns;
		count = unique->columns_count;
	} else if (key) {
		names = key->columns;
		count = key->columns_count;
		*primary = true;
	} else if (maker->columns[t][0]->primary_key == TRI_YES) {
		names = &maker->columns[t][0]->name;
		count = 1;
		*primary = true;
	}
	for (unsigned i = 0; i < count; i++)
		columns[i] = (struct column *)(size_t)table_column(table, names[i]);
	return count;
}

static inline void models_set_words(struct models_dice *dice, struct reference *reference)
{
	static char *const actions[] = {"CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT"};

	if (models_once_in(dice, 3))
		reference->on_delete = MODELS_PICK(dice, actions);
	if (models_once_in(dice, 4))
		reference->on_update = MODELS_PICK(dice, actions);
	if (models_once_in(dice, 5))
		reference->deferrable = "DEFERRABLE INITIALLY DEFERRED";
}

static inline void models_make_foreign_key(
	struct models_maker *maker, unsigned t, unsigned i)
{
	struct models_dice *dice = &maker->dice;
	struct table *table = maker->tables[t];
	struct foreign_key key = {0};
	struct column *own[2], *targets[2] = {NULL, NULL};
	unsigned to, count;
	bool primary, alone;

	models_place(dice, "foreign key", t, i);
	to = models_roll(dice, MODEL_TABLES);
	own[0] = models_column(maker, t);
	own[1] = models_column(maker, t);
	alone = models_once_in(dice, 2);
	if (!maker->tables[to] || models_once_in(dice, 3))
		return;
	count = models_key_of(maker, to, targets, &primary);
	key.references.table = maker->tables[to]->name;
	key.columns = pool_array(dice->pool, char *, 2);
	for (unsigned k = 0; k < count; k++) {
		if (!own[k] || (k && own[0] == own[1]) || models_is_bound(table, own[k]) ||
			!models_likeness(own[k], targets[k]))
			return;
		key.columns[key.columns_count++] = own[k]->name;
	}
	if (!count)
		return;
	key.references.columns = pool_array(dice->pool, char *, 2);
	for (unsigned k = 0; k < count && !(primary && models_once_in(dice, 3)); k++)
		key.references.columns[key.references.columns_count++] = targets[k]->name;
	if (key.references.columns_count != count)
		key.references.columns_count = 0;
	models_set_words(dice, &key.references);
	if (alone && count == 1) {
		own[0]->references = pool_new(dice->pool, struct reference);
		*own[0]->references = key.references;
		return;
	}
	key.name = models_once_in(dice, 2) ? pool_printf(dice->pool, "the link %u", i)
					   : NULL;
	table->foreign_keys[table->foreign_keys_count++] = key;
}

static inline void models_view_of_table(
	struct models_maker *maker, unsigned t, struct view *view)
{
	struct models_dice *dice = &maker->dice;
	const struct column *column = models_column(maker, t);

	if (!column)
		column = maker->columns[t][0];
	view->as = pool_printf(dice->pool, "SELECT %s AS x FROM %s WHERE %s IS NOT NULL",
		models_quoted(dice, column->name),
		models_quoted(dice, maker->tables[t]->name),
		models_quoted(dice, column->name));
}

static inline void models_make_views(struct models_maker *maker)
{
	struct models_dice *dice = &maker->dice;
	struct schema *schema = maker->schema;
	const char *last = NULL;

	schema->views = pool_array(dice->pool, struct view, 4);
	for (unsigned i = 0; i < 4; i++) {
		struct view *view = &schema->views[schema->views_count];
		unsigned t;

		models_place(dice, "view", i, 0);
		t = models_roll(dice, MODEL_TABLES);
		if (models_once_in(dice, 2) || !maker->tables[t])
			continue;
		view->name = pool_printf(dice->pool, "view %u", i);
		if (last && models_once_in(dice, 2))
			view->as = pool_printf(
				dice->pool, "SELECT * FROM \"%s\" LIMIT %u", last, i);
		else
			models_view_of_table(maker, t, view);
		last = view->name;
		schema->views_count++;
	}
}

/* A NOT NULL column says what rows that are there already get. */
static inline void models_make_fill(struct models_dice *dice, struct table *table)
{
	for (unsigned i = 0; i < table->columns_count; i++) {
		struct column *column = &table->columns[i];

		if (column->nullable == TRI_NO && !column->computed)
			column->fill = models_value(dice, column, 0);
	}
}

static inline void models_make(struct models_maker *maker)
{
	struct schema *schema = maker->schema;

	memset(schema, 0, sizeof(*schema));
	schema->tables = pool_array(maker->dice.pool, struct table, MODEL_TABLES);
	for (unsigned t = 0; t < MODEL_TABLES; t++)
		models_make_table(maker, t);
	for (unsigned t = 0; t < MODEL_TABLES; t++) {
		if (!maker->tables[t])
			continue;
		maker->tables[t]->foreign_keys = pool_array(
			maker->dice.pool, struct foreign_key, 3);
		for (unsigned i = 0; i < 3; i++)
			models_make_foreign_key(maker, t, i);
		models_make_fill(&maker->dice, maker->tables[t]);
	}
	models_make_views(maker);
}

static inline void models_pair(
	struct pool *pool, uint64_t seed, struct schema *from, struct schema *to)
{
	static const unsigned strays[] = {0, 1, 3, 6, 15, 100};
	uint64_t mixed = models_mix(seed);
	struct models_maker one = {.schema = from}, other = {.schema = to, .renames = true};

	one.dice = (struct models_dice){.pool = pool, .base = mixed, .own = mixed};
	other.dice = (struct models_dice){.pool = pool,
		.base = mixed,
		.own = models_mix(mixed),
		.stray = strays[seed % (sizeof(strays) / sizeof(*strays))]};
	models_make(&one);
	models_make(&other);
}

#endif
