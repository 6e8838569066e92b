#include "replay/fingerprint.h"

#include "base/map.h"
#include "manifest/manifest.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int by_text(const char *a, const char *b)
{
	int order = strcasecmp(a ? a : "", b ? b : "");

	return order ? order : strcmp(a ? a : "", b ? b : "");
}

static int by_list(char *const *a, unsigned a_count, char *const *b, unsigned b_count)
{
	for (unsigned i = 0; i < a_count && i < b_count; i++) {
		int order = by_text(a[i], b[i]);

		if (order)
			return order;
	}
	return a_count < b_count ? -1 : a_count > b_count;
}

static int by_column(const void *a, const void *b)
{
	return by_text(((const struct column *)a)->name, ((const struct column *)b)->name);
}

static int by_unique(const void *a, const void *b)
{
	const struct unique *x = a, *y = b;
	int order = by_text(x->name, y->name);

	return order ? order
		     : by_list(x->columns, x->columns_count, y->columns, y->columns_count);
}

static int by_foreign_key(const void *a, const void *b)
{
	const struct foreign_key *x = a, *y = b;
	int order = by_text(x->name, y->name);

	if (!order)
		order = by_list(x->columns, x->columns_count, y->columns, y->columns_count);
	return order ? order : by_text(x->references.table, y->references.table);
}

static int by_check(const void *a, const void *b)
{
	const struct check *x = a, *y = b;
	int order = by_text(x->name, y->name);

	return order ? order : by_text(x->check, y->check);
}

static int by_index(const void *a, const void *b)
{
	return by_text(((const struct index *)a)->name, ((const struct index *)b)->name);
}

static int by_table(const void *a, const void *b)
{
	return by_text(((const struct table *)a)->name, ((const struct table *)b)->name);
}

static int by_view(const void *a, const void *b)
{
	return by_text(((const struct view *)a)->name, ((const struct view *)b)->name);
}

/* A copy, sorted. */
static void *sorted(struct pool *pool, const void *items, unsigned count, size_t size,
	int (*order)(const void *, const void *))
{
	void *copy = pool_alloc(pool, size * count);

	if (!count)
		return copy;
	memcpy(copy, items, size * count);
	qsort(copy, count, size, order);
	return copy;
}

static void add(struct pool *pool, struct fingerprint *fingerprint, const char *name,
	enum operation_kind kind, void *body)
{
	struct operations operations = {.count = 0};
	struct text text;

	text_init(&text, pool);
	operations_add(pool, &operations, kind, body);
	operations_write(&text, &operations, 0);
	strings_add(pool, &fingerprint->names, name);
	strings_add(pool, &fingerprint->texts, text.data);
}

static void add_table(
	struct pool *pool, struct fingerprint *fingerprint, const struct table *from)
{
	struct table table = *from;

	table.columns = sorted(pool, from->columns, from->columns_count,
		sizeof(*from->columns), by_column);
	table.unique = sorted(
		pool, from->unique, from->unique_count, sizeof(*from->unique), by_unique);
	table.foreign_keys = sorted(pool, from->foreign_keys, from->foreign_keys_count,
		sizeof(*from->foreign_keys), by_foreign_key);
	table.checks = sorted(
		pool, from->checks, from->checks_count, sizeof(*from->checks), by_check);
	table.indexes = sorted(
		pool, from->indexes, from->indexes_count, sizeof(*from->indexes), by_index);
	add(pool, fingerprint, from->name, OP_CREATE_TABLE, &table);
}

void fingerprint_make(
	struct pool *pool, const struct schema *schema, struct fingerprint *fingerprint)
{
	const struct table *tables = sorted(pool, schema->tables, schema->tables_count,
		sizeof(*schema->tables), by_table);
	const struct view *views = sorted(
		pool, schema->views, schema->views_count, sizeof(*schema->views), by_view);

	memset(fingerprint, 0, sizeof(*fingerprint));
	for (unsigned i = 0; i < schema->tables_count; i++)
		add_table(pool, fingerprint, &tables[i]);
	for (unsigned i = 0; i < schema->views_count; i++) {
		struct op_view op = {.schema = views[i].schema,
			.name = views[i].name,
			.as = views[i].as};

		add(pool, fingerprint, views[i].name, OP_CREATE_VIEW, &op);
	}
}

static void add_lacking(struct pool *pool, const struct fingerprint *a,
	const struct fingerprint *b, struct strings *names)
{
	struct map texts;

	map_init(&texts, pool, true);
	for (unsigned i = 0; i < b->names.count; i++)
		map_put(&texts, b->names.items[i], b->texts.items[i]);
	for (unsigned i = 0; i < a->names.count; i++) {
		const char *text = map_find(&texts, a->names.items[i]);

		if ((!text || strcmp(text, a->texts.items[i]) != 0) &&
			!strings_has(names, a->names.items[i]))
			strings_add(pool, names, a->names.items[i]);
	}
}

void fingerprint_compare(struct pool *pool, const struct fingerprint *a,
	const struct fingerprint *b, struct strings *names)
{
	if (strings_equal(&a->names, &b->names) && strings_equal(&a->texts, &b->texts))
		return;
	add_lacking(pool, a, b, names);
	add_lacking(pool, b, a, names);
}
