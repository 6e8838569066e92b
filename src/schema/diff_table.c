#include "schema/diff_internal.h"

#include <string.h>
#include <strings.h>

/*
 * Whole tables. They are created in the order of their foreign keys and dropped in the
 * reverse; a key that closes a circle, or that leads to something that is not there yet, is
 * an operation of its own.
 */
struct order {
	struct entry **list;
	unsigned count;
};

static bool is_whole(const struct entry *entry)
{
	return !entry->skipped && !entry->twin;
}

static bool same_columns(const struct foreign_key *a, const struct foreign_key *b)
{
	for (unsigned i = 0; i < a->columns_count && i < b->columns_count; i++) {
		if (strcasecmp(a->columns[i], b->columns[i]) != 0)
			return false;
	}
	return a->columns_count == b->columns_count;
}

/* Keys of the same columns count among themselves for their generated names, so that they
 * must not be torn apart. */
static void defer_alike(struct entry *entry)
{
	const struct foreign_key *keys = entry->flat->foreign_keys;
	unsigned count = entry->flat->foreign_keys_count;

	for (unsigned i = 0; i < count; i++) {
		for (unsigned j = 0; entry->deferred[i] && j < count; j++) {
			if (same_columns(&keys[i], &keys[j]))
				entry->deferred[j] = true;
		}
	}
}

static void visit(
	struct differ *d, const struct side *side, struct entry *entry, struct order *order)
{
	const struct table *table = entry->flat;

	entry->visit = VISIT_RUNNING;
	for (unsigned i = 0; i < table->foreign_keys_count; i++) {
		const struct foreign_key *key = &table->foreign_keys[i];
		struct entry *target = diff_target(d, side, entry, &key->references);

		if (!diff_is_stable(d, side, entry, key)) {
			entry->deferred[i] = true;
		} else if (target && target != entry && is_whole(target)) {
			if (target->visit == VISIT_NO)
				visit(d, side, target, order);
			entry->deferred[i] = target->visit == VISIT_RUNNING;
		}
	}
	defer_alike(entry);
	entry->visit = VISIT_DONE;
	order->list[order->count++] = entry;
}

static struct order order_of(struct differ *d, const struct side *side)
{
	struct order order = {pool_array(d->pool, struct entry *, side->count), 0};

	for (unsigned i = 0; i < side->count; i++) {
		struct entry *entry = &side->entries[i];

		if (is_whole(entry) && entry->visit == VISIT_NO)
			visit(d, side, entry, &order);
	}
	return order;
}

/* The table without the foreign keys that come later. The flat list has those of the raw
 * list first, then the columns' own. */
static struct table *without_deferred(struct differ *d, const struct entry *entry)
{
	struct table *table = pool_new(d->pool, struct table);
	unsigned at = 0, count = 0;

	*table = *entry->raw;
	table->foreign_keys = pool_array(
		d->pool, struct foreign_key, entry->raw->foreign_keys_count);
	for (unsigned i = 0; i < entry->raw->foreign_keys_count; i++) {
		if (!entry->deferred[at++])
			table->foreign_keys[count++] = entry->raw->foreign_keys[i];
	}
	table->foreign_keys_count = count;
	table->columns = pool_array(d->pool, struct column, table->columns_count);
	for (unsigned i = 0; i < table->columns_count; i++) {
		table->columns[i] = entry->raw->columns[i];
		if (table->columns[i].references && entry->deferred[at++])
			table->columns[i].references = NULL;
	}
	return table;
}

/* A generated name that an index of another table has already gets a number. */
static void avoid_index_names(struct differ *d, struct entry *entry)
{
	struct table *flat = entry->flat;

	for (unsigned i = 0; i < flat->indexes_count; i++) {
		char *name = entry->normal->indexes[i].name, *free_name = name;

		for (unsigned number = 2; !flat->indexes[i].name &&
					  diff_index_name_is_taken(d, entry, free_name);
			number++)
			free_name = pool_printf(d->pool, "%s_%u", name, number);
		map_put(&d->index_names, free_name, entry);
		if (free_name == name)
			continue;
		flat->indexes[i].name = entry->normal->indexes[i].name = free_name;
		entry->raw = flat;
	}
}

static struct operation create_op(struct differ *d, const struct entry *entry)
{
	return diff_op(OP_CREATE_TABLE, table_compact(d->pool, without_deferred(d, entry)));
}

static struct operation drop_op(struct differ *d, const struct entry *entry)
{
	struct op_drop_table *op = pool_new(d->pool, struct op_drop_table);

	*op = (struct op_drop_table){entry->raw->schema, entry->raw->name};
	return diff_op(OP_DROP_TABLE, op);
}

static char *message(struct differ *d, const char *verb, const struct entry *entry)
{
	return pool_printf(d->pool, "%s table %s", verb,
		diff_name(d, entry->raw->schema, entry->raw->name));
}

/* Dropped from the last, as all members of lists are (diff_item.c). */
static void change_deferred(struct differ *d, struct entry *entry, bool create)
{
	unsigned count = entry->flat->foreign_keys_count;

	for (unsigned i = 0; i < count; i++) {
		unsigned at = create ? i : count - 1 - i;

		if (entry->deferred[at])
			diff_foreign_key_change(d, entry, at, create);
	}
}

static const char *shown_options(const char *text)
{
	return *text ? text : "nothing of it";
}

void diff_table_options(struct differ *d, const struct entry *from)
{
	const char *old, *new;

	if (!d->rules->options_text || !diff_wants(d, "table"))
		return;
	old = d->rules->options_text(from->raw->options);
	new = d->rules->options_text(from->twin->raw->options);
	if (strcmp(old, new) != 0)
		diff_warn(d,
			"table %s: the models say %s, the database has %s, and no "
			"operation "
			"changes that: only a new table can be so",
			diff_name(d, from->raw->schema, from->raw->name),
			shown_options(new), shown_options(old));
}

void diff_tables(struct differ *d)
{
	struct order dropped = order_of(d, &d->from);
	struct order created = order_of(d, &d->to);

	for (unsigned i = dropped.count; i-- > 0;) {
		struct entry *entry = dropped.list[i];

		change_deferred(d, entry, false);
		diff_emit(d, PHASE_DROP_TABLES, drop_op(d, entry), create_op(d, entry),
			message(d, "removed", entry));
	}
	for (unsigned i = 0; i < created.count; i++) {
		struct entry *entry = created.list[i];

		avoid_index_names(d, entry);
		diff_emit(d, PHASE_CREATE_TABLES, create_op(d, entry), drop_op(d, entry),
			message(d, "added", entry));
		change_deferred(d, entry, true);
	}
}
