#include "schema/diff_internal.h"

#include <string.h>
#include <strings.h>

/*
 * Renames are what a database cannot tell and only `renamed_from` says. They are found
 * first and applied to the picture of the "from" side: its names, its lists, the foreign
 * keys of other tables that point at them, and the names in its expressions.
 */

/* The new name of each renamed column of one table, by its old one. */
struct table_renames {
	struct map columns;
	struct strings old; /* in order, for the expressions */
};

static bool is_live(const struct entry *entry)
{
	return entry && !entry->skipped;
}

static void pair_up(struct entry *from, struct entry *to)
{
	from->twin = to;
	to->twin = from;
}

static void rename_table(struct differ *d, struct entry *from, struct entry *to)
{
	struct op_rename_table *up = pool_new(d->pool, struct op_rename_table);
	struct op_rename_table *down = pool_new(d->pool, struct op_rename_table);

	pair_up(from, to);
	*up = (struct op_rename_table){to->raw->schema, from->raw->name, to->raw->name};
	*down = (struct op_rename_table){to->raw->schema, to->raw->name, from->raw->name};
	diff_emit(d, PHASE_RENAME_TABLES, diff_op(OP_RENAME_TABLE, up),
		diff_op(OP_RENAME_TABLE, down),
		pool_printf(d->pool, "renamed table %s to %s",
			diff_name(d, from->raw->schema, from->raw->name), to->raw->name));
}

/* The name without a schema: "old" of "dbo.old" when the schema is the table's own. */
static const char *bare_name(struct differ *d, const struct table *table)
{
	const char *dot = strchr(table->renamed_from, '.');
	char *schema;

	if (!dot)
		return table->renamed_from;
	schema = diff_schema_of(d, pool_strndup(d->pool, table->renamed_from,
					   (size_t)(dot - table->renamed_from)));
	if (!strcasecmp(schema ? schema : "", table->schema ? table->schema : ""))
		return dot + 1;
	return table->renamed_from;
}

static void match_table(struct differ *d, struct entry *to)
{
	struct entry *same = map_find(&d->from.map, to->key);
	struct entry *old = NULL;
	char *old_key = NULL;

	if (to->raw->renamed_from && diff_wants(d, "table")) {
		old_key = diff_key(d, d->pool, to->raw->schema, bare_name(d, to->raw));
		old = map_find(&d->from.map, old_key);
	}
	if (is_live(same)) {
		pair_up(same, to);
		if (is_live(old) && old != same && !map_find(&d->to.map, old_key))
			diff_warn(d,
				"table %s is renamed_from %s, but the database has both",
				diff_name(d, to->raw->schema, to->raw->name),
				old->raw->name);
		return;
	}
	if (!is_live(old) || old->twin)
		return;
	if (map_find(&d->to.map, old_key)) {
		diff_warn(d, "table %s is renamed_from %s, but the models still have %s",
			diff_name(d, to->raw->schema, to->raw->name), old->raw->name,
			old->raw->name);
		return;
	}
	rename_table(d, old, to);
}

static void rename_column(struct differ *d, struct entry *to, struct table_renames *renames,
	char *old, char *new)
{
	struct op_alter_column *up = pool_new(d->pool, struct op_alter_column);
	struct op_alter_column *down = pool_new(d->pool, struct op_alter_column);

	*up = (struct op_alter_column){.schema = to->raw->schema,
		.table = to->raw->name,
		.column = old,
		.rename_to = new};
	*down = (struct op_alter_column){.schema = to->raw->schema,
		.table = to->raw->name,
		.column = new,
		.rename_to = old};
	map_put(&renames->columns, old, new);
	strings_add(d->pool, &renames->old, old);
	diff_emit(d, PHASE_RENAME_COLUMNS, diff_op(OP_ALTER_COLUMN, up),
		diff_op(OP_ALTER_COLUMN, down),
		pool_printf(d->pool, "renamed column %s.%s to %s",
			diff_name(d, to->raw->schema, to->raw->name), old, new));
}

static struct table_renames *find_column_renames(struct differ *d, struct entry *from)
{
	struct table_renames *renames = pool_new(d->pool, struct table_renames);
	struct entry *to = from->twin;

	map_init(&renames->columns, d->pool, true);
	for (unsigned i = 0; i < to->raw->columns_count; i++) {
		const struct column *column = &to->raw->columns[i];
		const struct column *old;

		if (!column->renamed_from)
			continue;
		old = table_column(from->raw, column->renamed_from);
		if (!old || !strcasecmp(old->name, column->name))
			continue;
		if (table_column(from->raw, column->name) ||
			map_find(&renames->columns, old->name))
			diff_warn(d,
				"column %s.%s is renamed_from %s, but the database has "
				"both",
				to->raw->name, column->name, old->name);
		else if (table_column(to->raw, old->name))
			diff_warn(d,
				"column %s.%s is renamed_from %s, but the models still "
				"have %s",
				to->raw->name, column->name, old->name, old->name);
		else
			rename_column(d, to, renames, old->name, column->name);
	}
	return renames->old.count ? renames : NULL;
}

static void *copy_array(struct pool *pool, const void *items, size_t size)
{
	void *copy = pool_alloc(pool, size);

	if (size)
		memcpy(copy, items, size);
	return copy;
}

#define COPY_ARRAY(pool, items, count)                                                     \
	((items) = copy_array((pool), (items), sizeof(*(items)) * (count)))

static void rename_names(struct differ *d, const struct table_renames *renames,
	char ***names, unsigned count)
{
	COPY_ARRAY(d->pool, *names, count);
	for (unsigned i = 0; i < count; i++) {
		char *new = map_find(&renames->columns, (*names)[i]);

		if (new)
			(*names)[i] = new;
	}
}

static void rename_expression(
	struct differ *d, const struct table_renames *renames, char **expression)
{
	for (unsigned i = 0; *expression && i < renames->old.count; i++)
		*expression = diff_rename_in(d->pool, *expression, renames->old.items[i],
			map_find(&renames->columns, renames->old.items[i]));
}

static void rename_in_columns(
	struct differ *d, const struct table_renames *renames, struct table *table)
{
	COPY_ARRAY(d->pool, table->columns, table->columns_count);
	for (unsigned i = 0; i < table->columns_count; i++) {
		struct column *column = &table->columns[i];
		char *new = map_find(&renames->columns, column->name);

		if (new)
			column->name = new;
		rename_expression(d, renames, &column->check);
		if (column->computed) {
			COPY_ARRAY(d->pool, column->computed, 1);
			rename_expression(d, renames, &column->computed->as);
		}
	}
}

static void rename_in_indexes(
	struct differ *d, const struct table_renames *renames, struct table *table)
{
	COPY_ARRAY(d->pool, table->indexes, table->indexes_count);
	for (unsigned i = 0; i < table->indexes_count; i++) {
		struct index *index = &table->indexes[i];

		COPY_ARRAY(d->pool, index->columns, index->columns_count);
		for (unsigned j = 0; j < index->columns_count; j++) {
			struct index_column *column = &index->columns[j];
			char *new = column->column
					    ? map_find(&renames->columns, column->column)
					    : NULL;

			if (new)
				column->column = new;
			rename_expression(d, renames, &column->expression);
		}
		rename_expression(d, renames, &index->where);
		rename_names(d, renames, &index->include, index->include_count);
	}
}

static void rename_in_lists(
	struct differ *d, const struct table_renames *renames, struct table *table)
{
	if (table->primary_key) {
		COPY_ARRAY(d->pool, table->primary_key, 1);
		rename_names(d, renames, &table->primary_key->columns,
			table->primary_key->columns_count);
	}
	COPY_ARRAY(d->pool, table->unique, table->unique_count);
	for (unsigned i = 0; i < table->unique_count; i++)
		rename_names(d, renames, &table->unique[i].columns,
			table->unique[i].columns_count);
	COPY_ARRAY(d->pool, table->checks, table->checks_count);
	for (unsigned i = 0; i < table->checks_count; i++)
		rename_expression(d, renames, &table->checks[i].check);
	for (unsigned i = 0; i < table->foreign_keys_count; i++)
		rename_names(d, renames, &table->foreign_keys[i].columns,
			table->foreign_keys[i].columns_count);
}

/* A reference to a table that is renamed, or to renamed columns of one. */
static void rename_reference(struct differ *d, const struct entry *entry,
	struct table_renames *const *renames, struct reference *reference)
{
	const struct entry *target = diff_target(d, &d->from, entry, reference);
	const struct table_renames *columns = target ? renames[target - d->from.entries]
						     : NULL;

	if (!target || !target->twin)
		return;
	reference->table = target->twin->raw->name;
	if (columns)
		rename_names(d, columns, &reference->columns, reference->columns_count);
}

static void rename_references(
	struct differ *d, struct entry *entry, struct table_renames *const *renames)
{
	struct table *table = entry->raw;

	COPY_ARRAY(d->pool, table->columns, table->columns_count);
	for (unsigned i = 0; i < table->columns_count; i++) {
		if (!table->columns[i].references)
			continue;
		COPY_ARRAY(d->pool, table->columns[i].references, 1);
		rename_reference(d, entry, renames, table->columns[i].references);
	}
	COPY_ARRAY(d->pool, table->foreign_keys, table->foreign_keys_count);
	for (unsigned i = 0; i < table->foreign_keys_count; i++)
		rename_reference(d, entry, renames, &table->foreign_keys[i].references);
}

static void apply(struct differ *d, struct table_renames *const *renames)
{
	/* First all that is found by old names, then the names themselves. */
	for (unsigned i = 0; i < d->from.count; i++)
		rename_references(d, &d->from.entries[i], renames);
	for (unsigned i = 0; i < d->from.count; i++) {
		struct entry *entry = &d->from.entries[i];

		if (renames[i]) {
			rename_in_columns(d, renames[i], entry->raw);
			rename_in_lists(d, renames[i], entry->raw);
			rename_in_indexes(d, renames[i], entry->raw);
		}
		if (entry->twin && strcasecmp(entry->key, entry->twin->key) != 0) {
			entry->raw->name = entry->twin->raw->name;
			entry->key = entry->twin->key;
			map_put(&d->from.map, entry->key, entry);
		}
	}
}

void diff_renames(struct differ *d)
{
	struct table_renames **renames = pool_array(
		d->pool, struct table_renames *, d->from.count);
	bool any;

	for (unsigned i = 0; i < d->to.count; i++) {
		if (is_live(&d->to.entries[i]))
			match_table(d, &d->to.entries[i]);
	}
	any = d->phases[PHASE_RENAME_TABLES].count > 0;
	for (unsigned i = 0; i < d->from.count && diff_wants(d, "column"); i++) {
		if (d->from.entries[i].twin)
			renames[i] = find_column_renames(d, &d->from.entries[i]);
		any = any || renames[i];
	}
	if (any)
		apply(d, renames);
}
