#include "schema/diff_internal.h"

#include <strings.h>

/*
 * What no database could build. The place is that of the table or column in its model file.
 */
static int bad(const struct entry *entry, struct error *err, const char *what,
	const char *name, const char *problem)
{
	const struct table *table = entry->given;

	return error_set_at(err, ERR_CONFIG_INVALID, table->file, table->line,
		table->column_at, "table %s: %s %s %s", table->name, what, name, problem);
}

static int check_columns(struct differ *d, const struct entry *entry, struct error *err)
{
	const struct table *table = entry->given;
	struct map seen;

	if (!table->columns_count)
		return error_set_at(err, ERR_CONFIG_INVALID, table->file, table->line,
			table->column_at, "table %s has no columns", table->name);
	map_init(&seen, &d->scratch, true);
	for (unsigned i = 0; i < table->columns_count; i++) {
		struct column *column = &table->columns[i];

		if (map_put(&seen, column->name, column))
			return error_set_at(err, ERR_CONFIG_INVALID, table->file,
				column->line, column->column,
				"table %s: column %s is declared twice", table->name,
				column->name);
		if (d->rules->loose_autoincrement && column->autoincrement == TRI_YES &&
			!diff_is_whole_key(entry->flat, column->name))
			return error_set_at(err, ERR_CONFIG_INVALID, table->file,
				column->line, column->column,
				"table %s: column %s has autoincrement but is not the "
				"whole primary key",
				table->name, column->name);
		if (column->default_value && column->default_value->text &&
			column->default_sql)
			return error_set_at(err, ERR_CONFIG_INVALID, table->file,
				column->line, column->column,
				"table %s: column %s has both default and default_sql",
				table->name, column->name);
	}
	return 0;
}

static int check_names(const struct entry *entry, const char *what, char *const *names,
	unsigned count, struct error *err)
{
	for (unsigned i = 0; i < count; i++) {
		if (!table_column(entry->raw, names[i]))
			return bad(entry, err, what, names[i], "is not a column of it");
	}
	return 0;
}

static int check_keys(const struct entry *entry, struct error *err)
{
	const struct table *table = entry->flat;

	if (table->primary_key &&
		check_names(entry, "primary key column", table->primary_key->columns,
			table->primary_key->columns_count, err))
		return -1;
	for (unsigned i = 0; i < table->unique_count; i++) {
		if (check_names(entry, "unique column", table->unique[i].columns,
			    table->unique[i].columns_count, err))
			return -1;
	}
	for (unsigned i = 0; i < table->foreign_keys_count; i++) {
		if (check_names(entry, "foreign key column", table->foreign_keys[i].columns,
			    table->foreign_keys[i].columns_count, err))
			return -1;
	}
	return 0;
}

static int check_indexes(const struct entry *entry, struct error *err)
{
	const struct table *table = entry->flat;

	for (unsigned i = 0; i < table->indexes_count; i++) {
		const struct index *index = &table->indexes[i];

		for (unsigned j = 0; j < index->columns_count; j++) {
			char *name = index->columns[j].column;

			if (name && check_names(entry, "index column", &name, 1, err))
				return -1;
		}
		if (check_names(entry, "included column", index->include,
			    index->include_count, err))
			return -1;
	}
	return 0;
}

/*
 * Only model files are held to this: a .sql file and a database may hold what SQLite lets
 * through, a reference to a table that is not there.
 */
static int check_references(struct differ *d, const struct side *side,
	const struct entry *entry, struct error *err)
{
	const struct table *table = entry->flat;

	for (unsigned i = 0; table->line && i < table->foreign_keys_count; i++) {
		const struct foreign_key *key = &table->foreign_keys[i];
		const struct entry *target = diff_target(d, side, entry, &key->references);
		char **columns;
		unsigned count;

		if (!target && !diff_target(d, &d->from, entry, &key->references))
			return bad(entry, err, "foreign key to", key->references.table,
				"leads nowhere: neither models nor database have it");
		if (!target)
			continue;
		diff_target_columns(target, &key->references, &columns, &count);
		for (unsigned j = 0; j < count; j++) {
			if (!table_column(target->raw, columns[j]))
				return bad(entry, err, "foreign key to column", columns[j],
					"leads nowhere: the table has no such column");
		}
		if (count != key->columns_count)
			return bad(entry, err, "foreign key to", key->references.table,
				"has another number of columns than what it refers to");
	}
	return 0;
}

/* Where an index's name is taken for all tables. */
static int check_index_names(struct differ *d, const struct side *side, struct error *err)
{
	struct map owners;

	map_init(&owners, &d->scratch, true);
	for (unsigned i = 0; i < side->count; i++) {
		const struct entry *entry = &side->entries[i];

		for (unsigned j = 0; !entry->skipped && j < entry->flat->indexes_count;
			j++) {
			char *name = entry->flat->indexes[j].name;
			const struct table *owner = name ? map_find(&owners, name) : NULL;

			if (owner && owner != entry->given)
				return bad(entry, err, "index", name,
					pool_printf(d->pool, "is one of table %s already",
						owner->name));
			if (name)
				map_put(&owners, name, (void *)(size_t)entry->given);
		}
	}
	return 0;
}

int diff_check_models(struct differ *d, const struct side *to, struct error *err)
{
	for (unsigned i = 0; i < to->count; i++) {
		const struct entry *entry = &to->entries[i];

		if (entry->skipped)
			continue;
		if (check_columns(d, entry, err) || check_keys(entry, err) ||
			check_indexes(entry, err) || check_references(d, to, entry, err))
			return -1;
	}
	return d->rules->global_index_names ? check_index_names(d, to, err) : 0;
}
