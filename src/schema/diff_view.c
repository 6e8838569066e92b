#include "schema/diff_internal.h"

#include <string.h>
#include <strings.h>

/* Views stand in the order in which they can be created: what one names comes before it. */
struct view_entry {
	const struct view *view;
	char *key, *text;
	struct view_entry **needs; /* the views that it names, ends with NULL */
	bool changed;              /* it is dropped, made or both */
	enum visit visit;
};

struct view_side {
	struct view_entry *entries;
	unsigned count;
	struct map map;
	struct map by_name;
	struct view_entry **order;
	unsigned ordered;
};

static void load(struct differ *d, struct view_side *side, const struct schema *schema)
{
	side->entries = pool_array(d->pool, struct view_entry, schema->views_count);
	side->order = pool_array(d->pool, struct view_entry *, schema->views_count);
	map_init(&side->map, d->pool, true);
	map_init(&side->by_name, d->pool, true);
	for (unsigned i = 0; i < schema->views_count; i++) {
		struct view_entry *entry = &side->entries[side->count];
		const struct view *view = &schema->views[i];

		if (diff_is_skipped(d, view->schema, view->name))
			continue;
		entry->view = view;
		entry->key = diff_key(d, d->pool, view->schema, view->name);
		entry->text = diff_view_text(d, view->as ? view->as : "");
		map_put(&side->map, entry->key, entry);
		map_put(&side->by_name, view->name, entry);
		side->count++;
	}
}

static void find_needs(struct differ *d, const struct view_side *side)
{
	for (unsigned i = 0; i < side->count; i++) {
		struct view_entry *entry = &side->entries[i];
		char **names = diff_names_in(d->pool, entry->view->as);
		unsigned count = 0, used = 0;

		while (names[count])
			count++;
		entry->needs = pool_array(d->pool, struct view_entry *, count + 1);
		for (unsigned j = 0; j < count; j++) {
			struct view_entry *other = map_find(&side->by_name, names[j]);

			if (other && other != entry)
				entry->needs[used++] = other;
		}
	}
}

static void visit(struct view_side *side, struct view_entry *entry)
{
	if (entry->visit != VISIT_NO)
		return;
	entry->visit = VISIT_RUNNING;
	for (unsigned i = 0; entry->needs[i]; i++)
		visit(side, entry->needs[i]);
	entry->visit = VISIT_DONE;
	side->order[side->ordered++] = entry;
}

/* Does a column go, if only to come back, that this view of the old side speaks of? A view
 * that the models could not mention stays as it is when one goes for good: the database
 * will say that it is in use. */
static bool loses_column(struct differ *d, const struct view *view, bool for_good)
{
	for (unsigned i = 0; i < d->from.count; i++) {
		const struct entry *entry = &d->from.entries[i];

		if (!entry->twin || !diff_mentions(view->as, entry->given->name))
			continue;
		for (unsigned j = 0; j < entry->flat->columns_count; j++) {
			bool goes = entry->states[j] == COLUMN_RECREATED ||
				    (for_good && entry->states[j] == COLUMN_GONE);

			if (goes && diff_mentions(view->as, entry->given->columns[j].name))
				return true;
		}
	}
	return false;
}

static bool any_column_goes(const struct differ *d)
{
	return d->phases[PHASE_DROP_COLUMNS].count > 0;
}

/* What names a view that goes, if only to come back, has to go before it: a database may
 * refuse to change a thing while a view is broken. */
static bool spread(const struct view_side *side, const struct view_side *other)
{
	bool any = false;

	for (unsigned i = 0; i < side->ordered; i++) {
		struct view_entry *entry = side->order[i];
		struct view_entry *twin = map_find(&other->map, entry->key);

		for (unsigned j = 0; !entry->changed && entry->needs[j]; j++)
			entry->changed = any = entry->needs[j]->changed;
		if (entry->changed && twin && !twin->changed)
			twin->changed = any = true;
	}
	return any;
}

static struct operation create(struct differ *d, const struct view *view)
{
	struct op_view *op = pool_new(d->pool, struct op_view);

	*op = (struct op_view){diff_schema_of(d, view->schema), view->name, view->as};
	return diff_op(OP_CREATE_VIEW, op);
}

static struct operation drop(struct differ *d, const struct view *view)
{
	struct op_view *op = pool_new(d->pool, struct op_view);

	*op = (struct op_view){diff_schema_of(d, view->schema), view->name, NULL};
	return diff_op(OP_DROP_VIEW, op);
}

static void emit(
	struct differ *d, enum phase phase, const char *verb, const struct view *view)
{
	bool drops = phase == PHASE_DROP_VIEWS;

	diff_emit(d, phase, drops ? drop(d, view) : create(d, view),
		drops ? create(d, view) : drop(d, view),
		pool_printf(d->pool, "%s view %s", verb,
			diff_name(d, view->schema, view->name)));
}

static void compare(struct view_side *a, const struct view_side *b)
{
	for (unsigned i = 0; i < a->count; i++) {
		const struct view_entry *other = map_find(&b->map, a->entries[i].key);

		a->entries[i].changed = !other ||
					strcmp(other->text, a->entries[i].text) != 0;
	}
}

static const char *verb(
	const struct view_side *other, const struct view_entry *entry, const char *alone)
{
	const struct view_entry *twin = map_find(&other->map, entry->key);

	if (!twin)
		return alone;
	return strcmp(twin->text, entry->text) != 0 ? "changed" : "made again";
}

void diff_views(struct differ *d, const struct schema *from, const struct schema *to)
{
	struct view_side old = {0}, new = {0};

	load(d, &old, from);
	load(d, &new, to->views_unsaid ? from : to);
	compare(&old, &new);
	compare(&new, &old);
	find_needs(d, &old);
	find_needs(d, &new);
	for (unsigned i = 0; i < old.count; i++)
		visit(&old, &old.entries[i]);
	for (unsigned i = 0; i < new.count; i++)
		visit(&new, &new.entries[i]);
	for (unsigned i = 0; any_column_goes(d) && i < old.count; i++)
		old.entries[i].changed = old.entries[i].changed ||
					 loses_column(
						 d, old.entries[i].view, !to->views_unsaid);
	while (spread(&old, &new) || spread(&new, &old))
		;
	for (unsigned i = old.ordered; i-- > 0;) {
		const struct view_entry *entry = old.order[i];
		if (entry->changed)
			emit(d, PHASE_DROP_VIEWS, verb(&new, entry, "removed"),
				entry->view);
	}
	for (unsigned i = 0; i < new.ordered; i++) {
		const struct view_entry *entry = new.order[i];

		if (entry->changed)
			emit(d, PHASE_CREATE_VIEWS, verb(&old, entry, "added"),
				entry->view);
	}
}
