#include "schema/diff_internal.h"

#include <string.h>
#include <strings.h>

/* Views stand in the order in which they can be created: what one names comes before it. */
struct view_entry {
	const struct view *view;
	char *key, *text;
	bool changed;
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

static void visit(struct differ *d, struct view_side *side, struct view_entry *entry)
{
	char **names;

	if (entry->visit != VISIT_NO)
		return;
	entry->visit = VISIT_RUNNING;
	names = diff_names_in(d->pool, entry->view->as);
	for (unsigned i = 0; names[i]; i++) {
		struct view_entry *other = map_find(&side->by_name, names[i]);

		if (other)
			visit(d, side, other);
	}
	entry->visit = VISIT_DONE;
	side->order[side->ordered++] = entry;
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

void diff_views(struct differ *d, const struct schema *from, const struct schema *to)
{
	struct view_side old = {0}, new = {0};

	load(d, &old, from);
	load(d, &new, to);
	compare(&old, &new);
	compare(&new, &old);
	for (unsigned i = 0; i < old.count; i++)
		visit(d, &old, &old.entries[i]);
	for (unsigned i = 0; i < new.count; i++)
		visit(d, &new, &new.entries[i]);
	for (unsigned i = old.ordered; i-- > 0;) {
		const struct view_entry *entry = old.order[i];
		bool stays = map_find(&new.map, entry->key) != NULL;

		if (entry->changed && (stays || !to->views_unsaid))
			emit(d, PHASE_DROP_VIEWS, stays ? "changed" : "removed",
				entry->view);
	}
	for (unsigned i = 0; i < new.ordered; i++) {
		const struct view_entry *entry = new.order[i];

		if (entry->changed)
			emit(d, PHASE_CREATE_VIEWS,
				map_find(&old.map, entry->key) ? "changed" : "added",
				entry->view);
	}
}
