#include "schema/likely_rename.h"

#include "base/map.h"
#include "base/text.h"
#include "schema/diff_internal.h"

#include <string.h>

/* Something dropped, in a list of those that look alike. */
struct dropped {
	const struct operation *op;
	struct dropped *next;
};

struct search {
	struct pool *pool; /* of what is found */
	struct pool work;
	const struct diff_rules *rules;
	struct map made_again; /* operations of the downgrade, by kind and object */
	struct map made;       /* of the upgrade, likewise */
	struct map alike;      /* struct dropped by looks */
	struct likely_renames *found;
};

static char *key_of(struct search *search, const struct operation *op)
{
	return operation_object(&search->work, op);
}

static char *looks_of_column(struct search *search, const struct column *column)
{
	struct error ignored;
	char *text;

	if (search->rules && search->rules->type_text &&
		!search->rules->type_text(&search->work, column, &text, &ignored))
		return diff_fold(&search->work, text);
	return type_text(&search->work, &column->type);
}

/* What looks the same where this is equal. NULL: it is no candidate. */
static char *looks_of(struct search *search, const struct operation *op)
{
	const struct table *table = op->create_table;
	struct text out;

	text_init(&out, &search->work);
	if (op->kind == OP_ADD_COLUMN) {
		const struct column *column = &op->add_column->column;

		if (column->computed)
			return NULL;
		text_printf(&out, "%s\x1f%s\x1f%s",
			op->add_column->schema ? op->add_column->schema : "",
			diff_fold(&search->work, op->add_column->table),
			looks_of_column(search, column));
		return out.data;
	}
	text_printf(&out, "%s\x1e", table->schema ? table->schema : "");
	for (unsigned i = 0; i < table->columns_count; i++)
		text_printf(&out, "%s\x1f%s\x1e",
			diff_fold(&search->work, table->columns[i].name),
			looks_of_column(search, &table->columns[i]));
	return out.data;
}

static bool makes(const struct operation *op)
{
	return op->kind == OP_ADD_COLUMN || op->kind == OP_CREATE_TABLE;
}

static void note_dropped(struct search *search, const struct operation *op)
{
	char *key = key_of(search, op);
	const struct operation *again = map_find(&search->made_again, key);
	struct dropped *dropped, *first;
	char *looks;

	if (!again || map_find(&search->made, key))
		return;
	looks = looks_of(search, again);
	if (!looks)
		return;
	dropped = pool_new(&search->work, struct dropped);
	dropped->op = op;
	first = map_find(&search->alike, looks);
	while (first && first->next)
		first = first->next;
	if (first)
		first->next = dropped;
	else
		map_put(&search->alike, looks, dropped);
}

static const char *name_of(const struct operation *op)
{
	return op->kind == OP_DROP_COLUMN ? op->drop_column->column : op->drop_table->name;
}

static void note_made(struct search *search, const struct operation *op)
{
	struct likely_rename rename;
	struct dropped *dropped;
	char *looks;

	if (map_find(&search->made_again, key_of(search, op)))
		return;
	looks = looks_of(search, op);
	dropped = looks ? map_find(&search->alike, looks) : NULL;
	while (dropped && !dropped->op)
		dropped = dropped->next;
	if (!dropped)
		return;
	rename.from = operation_object(search->pool, dropped->op);
	rename.to = operation_object(search->pool, op);
	rename.message = pool_printf(search->pool,
		"%s %s may be %s renamed, which would keep what it holds: if so, say "
		"renamed_from: %s in the models",
		op->kind == OP_ADD_COLUMN ? "column" : "table", rename.to,
		name_of(dropped->op), name_of(dropped->op));
	dropped->op = NULL;
	POOL_PUSH(search->pool, search->found->items, search->found->count,
		search->found->cap, rename);
}

static void note_all(
	struct search *search, struct map *map, const struct operations *operations)
{
	map_init(map, &search->work, true);
	for (unsigned i = 0; i < operations->count; i++) {
		if (makes(&operations->items[i]))
			map_put(map, key_of(search, &operations->items[i]),
				&operations->items[i]);
	}
}

void likely_renames(struct pool *pool, const struct operations *upgrade,
	const struct operations *downgrade, const struct diff_rules *rules,
	struct likely_renames *found)
{
	struct search search = {.pool = pool, .rules = rules, .found = found};

	memset(found, 0, sizeof(*found));
	pool_init(&search.work);
	note_all(&search, &search.made_again, downgrade);
	note_all(&search, &search.made, upgrade);
	map_init(&search.alike, &search.work, false);
	for (unsigned i = 0; i < upgrade->count; i++) {
		if (upgrade->items[i].kind == OP_DROP_COLUMN ||
			upgrade->items[i].kind == OP_DROP_TABLE)
			note_dropped(&search, &upgrade->items[i]);
	}
	for (unsigned i = 0; i < upgrade->count; i++) {
		if (makes(&upgrade->items[i]))
			note_made(&search, &upgrade->items[i]);
	}
	pool_release(&search.work);
}
