#include "schema/diff_kind.h"

#include <string.h>
#include <strings.h>

/*
 * Constraints and indexes: the members of a table's lists. Two members are the same when
 * their signatures are equal and their names do not contradict: a name that only one side
 * gave contradicts nothing.
 */
struct item {
	const char *given; /* NULL: it has no name, or none was said */
	char *name;        /* as given, or generated */
	char *signature;
	bool done;
};

struct items {
	const struct item_kind *kind;
	const struct side *side;
	struct entry *entry;
	struct item *list;
	unsigned count;
};

/* With columns left out of the comparison, what speaks of a column that only one side has
 * could not be made. */
static bool cannot_be_made(struct differ *d, const struct items *items, unsigned i)
{
	return !diff_wants(d, "column") &&
	       items->kind->speaks_of(items->entry, i, COLUMN_GONE);
}

static struct items load(struct differ *d, const struct item_kind *kind,
	const struct side *side, struct entry *entry)
{
	struct items items = {kind, side, entry, NULL, kind->count(entry->flat)};

	items.list = pool_array(&d->scratch, struct item, items.count);
	for (unsigned i = 0; i < items.count; i++) {
		struct item *item = &items.list[i];

		item->given = kind->name(entry->flat, i);
		item->name = kind->name(entry->normal, i);
		item->signature = kind->signature(d, side, entry, i);
		item->done = cannot_be_made(d, &items, i);
		if (kind->speaks_of(entry, i, COLUMN_RECREATED))
			item->signature = pool_printf(&d->scratch, "%s\x1d%s",
				item->signature, side == &d->from ? "from" : "to");
	}
	return items;
}

static bool names_agree(const struct item *from, const struct item *to)
{
	return !from->given || !to->given || !strcasecmp(from->given, to->given);
}

/* Does the other side give this name to something? Then it is not free for anything else.
 */
static bool is_claimed(const struct items *to, const char *name)
{
	for (unsigned i = 0; name && i < to->count; i++) {
		if (to->list[i].given && !strcasecmp(to->list[i].given, name))
			return true;
	}
	return false;
}

static bool may_be_same(
	const struct items *to, const struct item *a, const struct item *b, bool by_name)
{
	if (by_name)
		return !strcasecmp(a->name, b->name);
	return names_agree(a, b) && (b->given || !is_claimed(to, a->given));
}

static void match(struct items *from, struct items *to, bool by_name)
{
	for (unsigned i = 0; i < from->count; i++) {
		for (unsigned j = 0; j < to->count && !from->list[i].done; j++) {
			struct item *a = &from->list[i], *b = &to->list[j];

			if (b->done || strcmp(a->signature, b->signature) != 0 ||
				!may_be_same(to, a, b, by_name))
				continue;
			a->done = b->done = true;
		}
	}
}

static void match_items(struct items *from, struct items *to)
{
	match(from, to, true);
	match(from, to, false);
}

static bool has_open_name(const struct items *items, const char *name)
{
	for (unsigned i = 0; i < items->count; i++) {
		if (!items->list[i].done && !strcasecmp(items->list[i].name, name))
			return true;
	}
	return false;
}

static bool has_open(const struct items *items)
{
	for (unsigned i = 0; i < items->count; i++) {
		if (!items->list[i].done)
			return true;
	}
	return false;
}

/* "added index ix_t_a on t (a)": what the operation that creates it says of itself. */
static char *message(struct differ *d, const char *verb, const struct operation *create)
{
	return pool_printf(d->pool, "%s %s", verb,
		operation_summary(d->pool, create) + strlen("create "));
}

static void emit_drop(struct differ *d, const struct items *items, unsigned i, bool changed)
{
	struct operation create = items->kind->to_create(d, items->entry, i);

	diff_emit(d, items->kind->drop, items->kind->to_drop(d, items->entry, i), create,
		message(d, changed ? "changed" : "removed", &create));
}

static void emit_create(
	struct differ *d, const struct items *items, unsigned i, bool changed)
{
	struct operation create = items->kind->to_create(d, items->entry, i);

	diff_emit(d, items->kind->create, create, items->kind->to_drop(d, items->entry, i),
		message(d, changed ? "changed" : "added", &create));
}

static bool is_taken(struct differ *d, const struct items *from, const struct items *to,
	unsigned i, const char *name)
{
	if (to->kind == &diff_indexes && diff_index_name_is_taken(d, to->entry, name))
		return true;
	for (unsigned j = 0; j < from->count; j++) {
		if (from->list[j].done && !strcasecmp(from->list[j].name, name))
			return true;
	}
	for (unsigned j = 0; j < to->count; j++) {
		if (j != i && !to->list[j].done && !strcasecmp(to->list[j].name, name))
			return true;
	}
	return false;
}

/* A generated name that something which stays has already gets a number. */
static void avoid_names(struct differ *d, const struct items *from, struct items *to)
{
	for (unsigned i = 0; i < to->count; i++) {
		struct item *item = &to->list[i];
		char *name = item->name;

		for (unsigned number = 2;
			!item->done && !item->given && is_taken(d, from, to, i, item->name);
			number++)
			item->name = pool_printf(d->pool, "%s_%u", name, number);
	}
}

static void set_name(const struct items *items, unsigned i)
{
	struct table *table = items->entry->normal;
	char *name = items->list[i].name;

	if (items->kind == &diff_uniques)
		table->unique[i].name = name;
	else if (items->kind == &diff_foreign_keys_kind)
		table->foreign_keys[i].name = name;
	else if (items->kind == &diff_checks)
		table->checks[i].name = name;
	else if (items->kind == &diff_indexes)
		table->indexes[i].name = name;
}

static void name_new_ones(struct differ *d, const struct items *from, struct items *to)
{
	avoid_names(d, from, to);
	for (unsigned i = 0; i < to->count; i++) {
		if (to->list[i].done)
			continue;
		set_name(to, i);
		if (to->kind == &diff_indexes)
			map_put(&d->index_names, to->list[i].name, to->entry);
	}
}

/* A foreign key elsewhere must know which keys come and go. */
static void note_key(struct differ *d, const struct items *items, unsigned i)
{
	const struct table *table = items->entry->flat;
	struct strings columns = {0};

	if (items->kind == &diff_primary_keys) {
		columns.items = table->primary_key->columns;
		columns.count = table->primary_key->columns_count;
	} else if (items->kind == &diff_uniques) {
		columns.items = table->unique[i].columns;
		columns.count = table->unique[i].columns_count;
	} else if (items->kind == &diff_indexes && table->indexes[i].unique == TRI_YES) {
		for (unsigned j = 0; j < table->indexes[i].columns_count; j++) {
			char *name = table->indexes[i].columns[j].column;

			strings_add(d->pool, &columns, name ? name : "");
		}
	} else {
		return;
	}
	strings_add(d->pool, &items->entry->keys,
		diff_column_set(d->pool, columns.items, columns.count));
}

/* A check that stands at a column comes and goes with it. */
static bool goes_with_column(struct differ *d, const struct items *items, unsigned i)
{
	const struct table *raw = items->entry->raw;
	unsigned at = raw->checks_count;

	if (items->kind != &diff_checks || !diff_wants(d, "column"))
		return false;
	for (unsigned j = 0; j < raw->columns_count; j++) {
		if (raw->columns[j].check && at++ == i)
			return items->entry->states[j] != COLUMN_KEPT;
	}
	return false;
}

/* The last is dropped first: where a database has no names, the generated ones count what
 * stands before, and must mean the same until all is done. */
static void compare(struct differ *d, const struct item_kind *kind, struct entry *entry)
{
	struct items from = load(d, kind, &d->from, entry);
	struct items to = load(d, kind, &d->to, entry->twin);

	match_items(&from, &to);
	name_new_ones(d, &from, &to);
	if (kind == &diff_primary_keys)
		entry->key_changes = entry->twin->key_changes = has_open(&from) ||
								has_open(&to);
	for (unsigned i = from.count; i-- > 0;) {
		if (from.list[i].done || goes_with_column(d, &from, i))
			continue;
		note_key(d, &from, i);
		emit_drop(d, &from, i, has_open_name(&to, from.list[i].name));
	}
	for (unsigned i = 0; i < to.count; i++) {
		if (to.list[i].done || goes_with_column(d, &to, i))
			continue;
		note_key(d, &to, i);
		emit_create(d, &to, i, has_open_name(&from, to.list[i].name));
	}
}

void diff_items(struct differ *d, struct entry *from)
{
	static const struct item_kind *const kinds[] = {
		&diff_primary_keys, &diff_uniques, &diff_checks, &diff_indexes};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (diff_wants(d, kinds[i]->wanted))
			compare(d, kinds[i], from);
	}
}

bool diff_is_stable(struct differ *d, const struct side *side, const struct entry *entry,
	const struct foreign_key *key)
{
	const struct entry *target = diff_target(d, side, entry, &key->references);
	char **columns;
	unsigned count;

	if (!target || target->skipped || !target->twin)
		return true;
	diff_target_columns(target, &key->references, &columns, &count);
	for (unsigned i = 0; i < count; i++) {
		int column = diff_column_index(target->flat, columns[i]);

		if (column >= 0 && target->states[column] != COLUMN_KEPT)
			return false;
	}
	return !strings_has(&target->keys, diff_column_set(&d->scratch, columns, count));
}

static bool has_kept_columns(const struct entry *entry)
{
	for (unsigned i = 0; i < entry->flat->columns_count; i++) {
		if (entry->states[i] == COLUMN_KEPT)
			return true;
	}
	return false;
}

/* The key of a single column that is added or dropped, without a name of its own, is said
 * in short with the column. */
static bool inline_key(struct differ *d, const struct items *items, unsigned i)
{
	struct entry *entry = items->entry;
	struct foreign_key *key = &entry->flat->foreign_keys[i];
	const char *name = key->columns[0];
	int column = diff_column_index(entry->flat, name);

	if (key->columns_count != 1 || column < 0 || entry->states[column] != COLUMN_GONE ||
		entry->inlined[column])
		return false;
	if (strcasecmp(entry->normal->foreign_keys[i].name,
		    generated_name(d->pool, "fk", entry->flat->name, &name, 1)) != 0)
		return false;
	if (!has_kept_columns(entry) || !diff_is_stable(d, items->side, entry, key))
		return false;
	entry->inlined[column] = &key->references;
	return true;
}

/* A key that stays is in the way while what it refers to is dropped and made again. */
static void reopen_unstable(
	struct differ *d, const struct items *from, const struct items *to)
{
	for (unsigned i = 0; i < from->count; i++) {
		struct item *item = &from->list[i];

		if (!item->done || cannot_be_made(d, from, i) ||
			diff_is_stable(d, from->side, from->entry,
				&from->entry->flat->foreign_keys[i]))
			continue;
		item->done = false;
		for (unsigned j = 0; j < to->count; j++) {
			if (to->list[j].done &&
				!strcmp(to->list[j].signature, item->signature)) {
				to->list[j].done = false;
				break;
			}
		}
	}
}

void diff_foreign_keys(struct differ *d, struct entry *entry)
{
	struct items from = load(d, &diff_foreign_keys_kind, &d->from, entry);
	struct items to = load(d, &diff_foreign_keys_kind, &d->to, entry->twin);

	if (!diff_wants(d, diff_foreign_keys_kind.wanted))
		return;
	match_items(&from, &to);
	reopen_unstable(d, &from, &to);
	name_new_ones(d, &from, &to);
	for (unsigned i = from.count; i-- > 0;) {
		if (!from.list[i].done && !inline_key(d, &from, i))
			emit_drop(d, &from, i, has_open_name(&to, from.list[i].name));
	}
	for (unsigned i = 0; i < to.count; i++) {
		if (!to.list[i].done && !inline_key(d, &to, i))
			emit_create(d, &to, i, has_open_name(&from, to.list[i].name));
	}
}

void diff_foreign_key_change(
	struct differ *d, struct entry *entry, unsigned index, bool create)
{
	struct items items = {&diff_foreign_keys_kind, create ? &d->to : &d->from, entry,
		NULL, index + 1};

	if (create)
		emit_create(d, &items, index, false);
	else
		emit_drop(d, &items, index, false);
}
