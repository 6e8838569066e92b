#include "schema/diff_internal.h"

#include <string.h>
#include <strings.h>

/*
 * Who numbers a column: the database, by IDENTITY or AUTOINCREMENT, or nobody.
 */

bool diff_is_whole_key(const struct table *table, const char *column)
{
	const struct primary_key *key = table->primary_key;

	return key && key->columns_count == 1 && !strcasecmp(key->columns[0], column);
}

/* Where the keyword belongs to the key, a column without one has lost it. */
static bool has_keyword(const struct table *table, const struct column *column)
{
	return column->autoincrement == TRI_YES && diff_is_whole_key(table, column->name);
}

/* A key that is dropped takes the keyword along, and one that is made comes without: where
 * the key changes, this is an operation of its own. */
static void emit(
	struct differ *d, const struct entry *entry, const struct column *column, bool on)
{
	struct op_alter_column *up = pool_new(d->pool, struct op_alter_column);
	struct op_alter_column *down = pool_new(d->pool, struct op_alter_column);

	up->schema = down->schema = entry->raw->schema;
	up->table = down->table = entry->raw->name;
	up->column = down->column = column->name;
	up->autoincrement = on ? TRI_YES : TRI_NO;
	down->autoincrement = on ? TRI_NO : TRI_YES;
	diff_emit(d, on ? PHASE_ADD_AUTOINCREMENT : PHASE_DROP_AUTOINCREMENT,
		diff_op(OP_ALTER_COLUMN, up), diff_op(OP_ALTER_COLUMN, down),
		pool_printf(d->pool, "changed column %s: autoincrement %s",
			diff_column_name(d, entry, column->name),
			on ? "no to yes" : "yes to no"));
}

void diff_autoincrement_alone(
	struct differ *d, const struct entry *entry, unsigned i, bool added)
{
	const struct column *column = &entry->flat->columns[i];

	if (d->rules->loose_autoincrement && diff_wants(d, "primary_key") &&
		has_keyword(entry->flat, column))
		emit(d, entry, column, added);
}

/* Without a word of it the only column of an integer primary key gets its numbers from the
 * database, unless they come from another table. */
static bool counts_by_itself(const struct table *table, const struct column *column)
{
	if (column->autoincrement != TRI_UNSET)
		return column->autoincrement == TRI_YES;
	if (!diff_is_whole_key(table, column->name))
		return false;
	for (unsigned i = 0; i < table->foreign_keys_count; i++) {
		const struct foreign_key *foreign = &table->foreign_keys[i];

		if (foreign->columns_count == 1 &&
			!strcasecmp(foreign->columns[0], column->name))
			return false;
	}
	return (column->type.kind == TYPE_SMALLINT || column->type.kind == TYPE_INTEGER ||
		       column->type.kind == TYPE_BIGINT) &&
	       !diff_has_default(column) && !column->computed;
}

/* Without a word of it the keyword stays where it can. */
static bool may_keep_keyword(
	struct differ *d, const struct table *table, const struct column *column)
{
	return column->autoincrement == TRI_UNSET &&
	       diff_is_whole_key(table, column->name) &&
	       !strcmp(diff_known_type(d, column), "integer");
}

bool diff_autoincrement(struct differ *d, const struct entry *entry,
	const struct column *from, const struct column *to, bool *old, bool *new)
{
	const struct table *table = entry->flat, *model = entry->twin->flat;

	if (!d->rules->loose_autoincrement) {
		*old = counts_by_itself(table, from);
		*new = counts_by_itself(model, to);
		return *old != *new;
	}
	*old = has_keyword(table, from);
	*new = has_keyword(model, to) || (*old && may_keep_keyword(d, model, to));
	if (!entry->key_changes)
		return *old != *new;
	if (*old)
		emit(d, entry, to, false);
	if (*new)
		emit(d, entry->twin, to, true);
	return false;
}
