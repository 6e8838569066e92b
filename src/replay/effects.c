#include "replay/effects.h"

#include "replay/schemas.h"
#include "sql/render.h"
#include "sql/token.h"

#include <string.h>
#include <strings.h>

/* Between the parts of a key: no name has it. */
#define SEPARATOR "\x1f"

struct adding {
	struct pool *pool;
	struct effects *effects;
	const struct operation *op;
};

/* A table as operations name it. */
struct place {
	const char *schema, *table;
};

static void add(struct adding *adding, struct effect effect)
{
	struct effects *effects = adding->effects;

	effect.op = adding->op;
	POOL_PUSH(adding->pool, effects->items, effects->count, effects->cap, effect);
}

static const char *shown_name(
	struct pool *pool, const struct place *place, const char *name)
{
	return place->schema ? pool_printf(pool, "%s.%s", place->schema, name) : name;
}

/* Tables, views, indexes and constraints: one namespace in one database or the other. */
static void add_named(struct adding *adding, enum effect_kind kind, enum object_kind object,
	const struct place *place, const char *name)
{
	add(adding, (struct effect){.kind = kind,
			    .object = object,
			    .key = pool_printf(adding->pool, "n%s" SEPARATOR "%s",
				    schemas_key(place->schema), name),
			    .table = place->table,
			    .shown = shown_name(adding->pool, place, name)});
}

static void add_table(
	struct adding *adding, enum effect_kind kind, const struct place *place)
{
	add_named(adding, kind, OBJECT_TABLE, place, place->table);
}

static void add_column(struct adding *adding, enum effect_kind kind,
	const struct place *place, const char *column)
{
	struct pool *pool = adding->pool;

	add(adding, (struct effect){.kind = kind,
			    .object = OBJECT_COLUMN,
			    .key = pool_printf(pool, "c%s" SEPARATOR "%s" SEPARATOR "%s",
				    schemas_key(place->schema), place->table, column),
			    .table = place->table,
			    .column = column,
			    .shown = pool_printf(pool, "%s.%s",
				    shown_name(pool, place, place->table), column)});
}

static void add_columns(struct adding *adding, const struct place *place,
	char *const *columns, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		add_column(adding, EFFECT_TOUCH, place, columns[i]);
}

/* What a table has without a name of its own. */
static void add_keys(struct adding *adding, enum effect_kind kind, enum object_kind object,
	const struct place *place)
{
	add(adding, (struct effect){.kind = kind,
			    .object = object,
			    .key = pool_printf(adding->pool, "%c%s" SEPARATOR "%s",
				    object == OBJECT_KEYS ? 'k' : 'p',
				    schemas_key(place->schema), place->table),
			    .table = place->table,
			    .shown = pool_printf(adding->pool, "%s (%s)",
				    shown_name(adding->pool, place, place->table),
				    object == OBJECT_KEYS ? "keys" : "primary key")});
}

/* Rows that come before have one value, rows that come after it another. */
static void add_values(
	struct adding *adding, enum effect_kind kind, const struct place *place)
{
	add(adding, (struct effect){.kind = kind,
			    .object = OBJECT_VALUES,
			    .key = pool_printf(adding->pool, "v%s" SEPARATOR "%s",
				    schemas_key(place->schema), place->table),
			    .table = place->table,
			    .shown = shown_name(adding->pool, place, place->table)});
}

static void add_words(struct adding *adding, const struct place *place, const char *sql)
{
	struct sql_token token;

	if (!sql)
		return;
	for (sql = sql_token_next(sql, &token); token.kind != SQL_END;
		sql = sql_token_next(sql, &token)) {
		if (sql_token_is_name(&token))
			add_column(adding, EFFECT_TOUCH, place,
				sql_token_name(adding->pool, &token));
	}
}

static void add_reference(struct adding *adding, const struct reference *reference)
{
	struct place place = {reference->schema, reference->table};

	add_table(adding, EFFECT_TOUCH, &place);
	add_columns(adding, &place, reference->columns, reference->columns_count);
	add_keys(adding, EFFECT_TOUCH, OBJECT_KEYS, &place);
	if (!reference->columns_count)
		add_keys(adding, EFFECT_TOUCH, OBJECT_PRIMARY_KEY, &place);
}

static void add_index(
	struct adding *adding, const struct place *place, const struct index *index)
{
	struct table table = {.name = (char *)place->table};
	const char *name = index->name ? index->name
				       : index_generated_name(adding->pool, &table, index);

	add_named(adding, EFFECT_CREATE, OBJECT_INDEX, place, name);
	for (unsigned i = 0; i < index->columns_count; i++) {
		if (index->columns[i].column)
			add_column(adding, EFFECT_TOUCH, place, index->columns[i].column);
		add_words(adding, place, index->columns[i].expression);
	}
	add_columns(adding, place, index->include, index->include_count);
	add_words(adding, place, index->where);
}

static void add_constraint(struct adding *adding, const struct place *place,
	const char *name, char *const *columns, unsigned count)
{
	if (name)
		add_named(adding, EFFECT_CREATE, OBJECT_CONSTRAINT, place, name);
	add_columns(adding, place, columns, count);
}

/* Keys, indexes and checks that come with a table or a column; `table` is in normal form.
 */
static void add_members(
	struct adding *adding, const struct place *place, const struct table *table)
{
	const struct primary_key *key = table->primary_key;

	if (key)
		add_constraint(adding, place, key->name, key->columns, key->columns_count);
	for (unsigned i = 0; i < table->unique_count; i++)
		add_constraint(adding, place, table->unique[i].name,
			table->unique[i].columns, table->unique[i].columns_count);
	for (unsigned i = 0; i < table->foreign_keys_count; i++) {
		const struct foreign_key *foreign = &table->foreign_keys[i];

		add_constraint(adding, place, foreign->name, foreign->columns,
			foreign->columns_count);
		add_reference(adding, &foreign->references);
	}
	for (unsigned i = 0; i < table->checks_count; i++) {
		add_constraint(adding, place, table->checks[i].name, NULL, 0);
		add_words(adding, place, table->checks[i].check);
	}
	for (unsigned i = 0; i < table->indexes_count; i++)
		add_index(adding, place, &table->indexes[i]);
}

static void on_create_table(struct adding *adding)
{
	const struct table *table = adding->op->create_table;
	struct place place = {table->schema, table->name};

	add_table(adding, EFFECT_CREATE, &place);
	add_members(adding, &place, table_normal(adding->pool, table));
}

static void on_drop_table(struct adding *adding)
{
	const struct op_drop_table *op = adding->op->drop_table;

	add_table(adding, EFFECT_DROP, &(struct place){op->schema, op->name});
}

static void on_rename_table(struct adding *adding)
{
	const struct op_rename_table *op = adding->op->rename_table;

	add_table(adding, EFFECT_RENAME, &(struct place){op->schema, op->from});
	add_table(adding, EFFECT_CREATE, &(struct place){op->schema, op->to});
}

static void on_add_column(struct adding *adding)
{
	const struct op_add_column *op = adding->op->add_column;
	struct place place = {op->schema, op->table};

	add_column(adding, EFFECT_CREATE, &place, op->column.name);
	add_table(adding, EFFECT_CHANGE, &place);
	if (op->column.primary_key == TRI_YES)
		add_keys(adding, EFFECT_CREATE, OBJECT_PRIMARY_KEY, &place);
	if (op->column.computed)
		add_words(adding, &place, op->column.computed->as);
	/* Where a row must name it the replay fails, and says more. */
	if (op->fill && (op->column.nullable != TRI_NO || op->column.default_value ||
				op->column.default_sql))
		add_values(adding, EFFECT_ALTER, &place);
	add_members(adding, &place, sql_column_table(adding->pool, op));
}

static void on_drop_column(struct adding *adding)
{
	const struct op_drop_column *op = adding->op->drop_column;
	struct place place = {op->schema, op->table};

	add_column(adding, EFFECT_DROP, &place, op->column);
	add_table(adding, EFFECT_CHANGE, &place);
}

static void on_alter_column(struct adding *adding)
{
	const struct op_alter_column *op = adding->op->alter_column;
	struct place place = {op->schema, op->table};

	if (op->rename_to) {
		add_column(adding, EFFECT_RENAME, &place, op->column);
		add_column(adding, EFFECT_CREATE, &place, op->rename_to);
	} else {
		add_column(adding, EFFECT_ALTER, &place, op->column);
	}
	add_table(adding, EFFECT_CHANGE, &place);
	add_words(adding, &place, op->using);
	if (op->default_value || op->default_sql || op->using)
		add_values(adding, EFFECT_ALTER, &place);
}

static void on_create_index(struct adding *adding)
{
	const struct op_index *op = adding->op->index;
	struct place place = {op->schema, op->table};

	add_index(adding, &place, &op->index);
	add_table(adding, EFFECT_CHANGE, &place);
}

static void on_drop_index(struct adding *adding)
{
	const struct op_index *op = adding->op->index;
	struct place place = {op->schema, op->table};

	add_named(adding, EFFECT_DROP, OBJECT_INDEX, &place, op->index.name);
	if (op->table)
		add_table(adding, EFFECT_CHANGE, &place);
}

static void on_create_constraint(struct adding *adding)
{
	const struct op_constraint *op = adding->op->constraint;
	struct place place = {op->schema, op->table};

	if (op->kind == CONSTRAINT_PRIMARY_KEY)
		add_keys(adding, EFFECT_CREATE, OBJECT_PRIMARY_KEY, &place);
	add_constraint(adding, &place, sql_constraint_name(adding->pool, op), op->columns,
		op->columns_count);
	add_table(adding, EFFECT_CHANGE, &place);
	if (op->references)
		add_reference(adding, op->references);
	add_words(adding, &place, op->check);
}

static void on_drop_constraint(struct adding *adding)
{
	const struct op_constraint *op = adding->op->constraint;
	struct place place = {op->schema, op->table};

	if (op->kind == CONSTRAINT_PRIMARY_KEY)
		add_keys(adding, EFFECT_DROP, OBJECT_PRIMARY_KEY, &place);
	if (op->kind == CONSTRAINT_PRIMARY_KEY || op->kind == CONSTRAINT_UNIQUE)
		add_keys(adding, EFFECT_DROP, OBJECT_KEYS, &place);
	if (op->name)
		add_named(adding, EFFECT_DROP, OBJECT_CONSTRAINT, &place, op->name);
	add_table(adding, EFFECT_CHANGE, &place);
}

/* SELECT *, t.*: not count(*), nor a product. */
static bool is_all_columns(const struct sql_token *before, const struct sql_token *token)
{
	if (token->kind != SQL_OTHER || *token->start != '*')
		return false;
	return sql_token_is(before, "select") || sql_token_is(before, "distinct") ||
	       sql_token_is(before, "all") ||
	       (before->kind == SQL_OTHER && strchr(".,", *before->start));
}

static void on_create_view(struct adding *adding)
{
	const struct op_view *op = adding->op->view;
	struct effects *effects = adding->effects;
	struct reading reading = {.op = adding->op};
	struct sql_token token, before = {SQL_END, "", 0};
	const char *at = op->as;

	add_named(adding, EFFECT_CREATE, OBJECT_VIEW, &(struct place){op->schema, op->name},
		op->name);
	map_init(&reading.words, adding->pool, true);
	for (at = sql_token_next(at, &token); token.kind != SQL_END;
		at = sql_token_next(at, &token)) {
		char *word = sql_token_is_name(&token)
				     ? sql_token_name(adding->pool, &token)
				     : NULL;

		if (word)
			map_put(&reading.words, word, word);
		reading.all_columns = reading.all_columns ||
				      is_all_columns(&before, &token);
		before = token;
	}
	POOL_PUSH(adding->pool, effects->readings, effects->readings_count,
		effects->readings_cap, reading);
}

static void on_drop_view(struct adding *adding)
{
	const struct op_view *op = adding->op->view;

	add_named(adding, EFFECT_DROP, OBJECT_VIEW, &(struct place){op->schema, op->name},
		op->name);
}

static void on_execute(struct adding *adding)
{
	const struct op_execute *op = adding->op->execute;
	struct effects *effects = adding->effects;

	if (!op->touches_said)
		POOL_PUSH(adding->pool, effects->opaque, effects->opaque_count,
			effects->opaque_cap, (struct opaque){adding->op});
	for (unsigned i = 0; i < op->touches_count; i++) {
		const char *name = op->touches[i], *dot = strrchr(name, '.');
		struct place place = {.table = dot ? dot + 1 : name};

		if (dot)
			place.schema = pool_strndup(
				adding->pool, name, (size_t)(dot - name));
		add_table(adding, EFFECT_RAW, &place);
		add_words(adding, &place, op->sqlite);
		if (op->mssql != op->sqlite)
			add_words(adding, &place, op->mssql);
	}
}

static void on_insert(struct adding *adding)
{
	const struct op_insert *op = adding->op->insert;
	struct place place = {op->schema, op->table};
	struct map seen;

	add_table(adding, EFFECT_CHANGE, &place);
	add_values(adding, EFFECT_TOUCH, &place);
	map_init(&seen, adding->pool, true);
	for (unsigned i = 0; i < op->rows_count; i++) {
		for (unsigned k = 0; k < op->rows[i].cells_count; k++) {
			char *column = op->rows[i].cells[k].column;

			if (!map_put(&seen, column, column))
				add_column(adding, EFFECT_TOUCH, &place, column);
		}
	}
}

void effects_add(
	struct pool *pool, struct effects *effects, const struct operations *operations)
{
	static void (*const table[OP_KINDS])(struct adding *) = {
		[OP_CREATE_TABLE] = on_create_table,
		[OP_DROP_TABLE] = on_drop_table,
		[OP_RENAME_TABLE] = on_rename_table,
		[OP_ADD_COLUMN] = on_add_column,
		[OP_DROP_COLUMN] = on_drop_column,
		[OP_ALTER_COLUMN] = on_alter_column,
		[OP_CREATE_INDEX] = on_create_index,
		[OP_DROP_INDEX] = on_drop_index,
		[OP_CREATE_PRIMARY_KEY] = on_create_constraint,
		[OP_CREATE_UNIQUE_CONSTRAINT] = on_create_constraint,
		[OP_CREATE_FOREIGN_KEY] = on_create_constraint,
		[OP_CREATE_CHECK_CONSTRAINT] = on_create_constraint,
		[OP_DROP_CONSTRAINT] = on_drop_constraint,
		[OP_CREATE_VIEW] = on_create_view,
		[OP_DROP_VIEW] = on_drop_view,
		[OP_EXECUTE] = on_execute,
		[OP_INSERT] = on_insert,
	};
	struct adding adding = {pool, effects, NULL};

	for (unsigned i = 0; i < operations->count; i++) {
		adding.op = &operations->items[i];
		table[adding.op->kind](&adding);
	}
}
