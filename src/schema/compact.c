#include "schema/diff_internal.h"

#include <string.h>
#include <strings.h>

/*
 * A member of a list may become a shorthand only when its name is the one that the
 * shorthand would get, and when the column does not say the same in another way already.
 */
static bool is_generated(struct pool *pool, const char *name, const char *kind,
	const struct table *table, const char *column)
{
	return !name ||
	       !strcasecmp(name, generated_name(pool, kind, table->name, &column, 1));
}

static struct column *column_of(struct table *table, char *const *columns, unsigned count)
{
	return count == 1 ? (struct column *)table_column(table, columns[0]) : NULL;
}

static void fold_primary_key(struct table *table)
{
	struct primary_key *key = table->primary_key;
	struct column *column = column_of(table, key->columns, key->columns_count);
	const size_t prefix = 3; /* pk_ */

	if (!column)
		return;
	if (key->name && (strncasecmp(key->name, "pk_", prefix) != 0 ||
				 strcasecmp(key->name + prefix, table->name) != 0))
		return;
	column->primary_key = TRI_YES;
	table->primary_key = NULL;
}

static void fold_unique(struct pool *pool, struct table *table)
{
	struct unique *kept = pool_array(pool, struct unique, table->unique_count);
	unsigned count = 0;

	for (unsigned i = 0; i < table->unique_count; i++) {
		const struct unique *item = &table->unique[i];
		struct column *column = column_of(
			table, item->columns, item->columns_count);

		if (column && column->unique != TRI_YES && column->index != TRI_YES &&
			is_generated(pool, item->name, "uq", table, column->name))
			column->unique = TRI_YES;
		else
			kept[count++] = *item;
	}
	table->unique = kept;
	table->unique_count = count;
}

static void fold_foreign_keys(struct pool *pool, struct table *table)
{
	struct foreign_key *kept = pool_array(
		pool, struct foreign_key, table->foreign_keys_count);
	unsigned count = 0;

	for (unsigned i = 0; i < table->foreign_keys_count; i++) {
		struct foreign_key *item = &table->foreign_keys[i];
		struct column *column = column_of(
			table, item->columns, item->columns_count);

		if (column && !column->references &&
			is_generated(pool, item->name, "fk", table, column->name)) {
			column->references = pool_new(pool, struct reference);
			*column->references = item->references;
		} else {
			kept[count++] = *item;
		}
	}
	table->foreign_keys = kept;
	table->foreign_keys_count = count;
}

static bool is_plain_index(const struct index *index)
{
	return index->columns_count == 1 && index->columns[0].column &&
	       index->columns[0].desc != TRI_YES && !index->columns[0].collation &&
	       index->unique != TRI_YES && !index->where && !index->include_count;
}

static void fold_indexes(struct pool *pool, struct table *table)
{
	struct index *kept = pool_array(pool, struct index, table->indexes_count);
	unsigned count = 0;

	for (unsigned i = 0; i < table->indexes_count; i++) {
		const struct index *item = &table->indexes[i];
		struct column *column = is_plain_index(item)
						? column_of(table, &item->columns[0].column,
							  1)
						: NULL;

		/* With `unique` beside it `index` would mean a unique index. */
		if (column && column->index != TRI_YES && column->unique != TRI_YES &&
			is_generated(pool, item->name, "ix", table, column->name))
			column->index = TRI_YES;
		else
			kept[count++] = *item;
	}
	table->indexes = kept;
	table->indexes_count = count;
}

static bool in_primary_key(const struct table *table, const struct column *column)
{
	const struct primary_key *key = table->primary_key;

	if (column->primary_key == TRI_YES && !key)
		return true;
	for (unsigned i = 0; key && i < key->columns_count; i++) {
		if (!strcasecmp(key->columns[i], column->name))
			return true;
	}
	return false;
}

static void plain_tri(enum tri *value)
{
	if (*value == TRI_NO)
		*value = TRI_UNSET;
}

static void tidy_column(const struct table *table, struct column *column)
{
	column->renamed_from = NULL;
	column->fill = NULL;
	column->line = column->column = 0;
	plain_tri(&column->primary_key);
	plain_tri(&column->unique);
	plain_tri(&column->index);
	if (column->nullable == TRI_YES || in_primary_key(table, column))
		column->nullable = TRI_UNSET;
	if (column->default_value && !column->default_value->text)
		column->default_value = NULL;
}

struct table *table_compact(struct pool *pool, const struct table *from)
{
	struct table *table = pool_new(pool, struct table);

	*table = *from;
	table->columns = pool_array(pool, struct column, from->columns_count);
	if (from->columns_count)
		memcpy(table->columns, from->columns,
			sizeof(*from->columns) * from->columns_count);
	table->renamed_from = NULL;
	table->line = table->column_at = 0;
	if (table->primary_key)
		fold_primary_key(table);
	fold_unique(pool, table);
	fold_foreign_keys(pool, table);
	fold_indexes(pool, table);
	for (unsigned i = 0; i < table->columns_count; i++)
		tidy_column(table, &table->columns[i]);
	return table;
}
