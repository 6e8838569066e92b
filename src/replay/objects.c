#include "replay/objects.h"

#include "schema/diff.h"

#include <string.h>

struct reader {
	struct pool *pool;
	struct objects *objects;
};

static int take(void *data, int count, const char *const *values)
{
	struct reader *reader = data;
	struct objects *objects = reader->objects;
	struct object object = {
		.type = pool_strdup(reader->pool, values[0]),
		.name = pool_strdup(reader->pool, count > 1 ? values[1] : ""),
		.text = pool_strdup(reader->pool, count > 2 && values[2] ? values[2] : ""),
	};

	POOL_PUSH(reader->pool, objects->items, objects->count, objects->cap, object);
	return 0;
}

int objects_read(
	struct db *db, struct pool *pool, struct objects *objects, struct error *err)
{
	struct objects read = {.listed = db->driver->catalog_query != NULL};
	struct reader reader = {pool, &read};

	if (read.listed && db_query(db, db->driver->catalog_query, take, &reader, err) < 0)
		return -1;
	*objects = read;
	return 0;
}

int objects_inspect(
	struct db *db, struct pool *pool, struct objects *objects, struct error *err)
{
	struct objects read;

	if (objects_read(db, pool, &read, err) < 0 ||
		db->driver->inspect(db, pool, &read.schema, err) < 0)
		return -1;
	read.inspected = true;
	*objects = read;
	return 0;
}

static bool same_name(const struct object *a, const struct object *b)
{
	return !strcmp(a->type, b->type) && !strcmp(a->name, b->name);
}

bool objects_equal(const struct objects *a, const struct objects *b)
{
	if (!a->listed || a->count != b->count)
		return false;
	for (unsigned i = 0; i < a->count; i++)
		if (!same_name(&a->items[i], &b->items[i]) ||
			strcmp(a->items[i].text, b->items[i].text) != 0)
			return false;
	return true;
}

static void say(struct text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void say(struct text *text, const char *format, ...)
{
	struct pool own;
	va_list args;

	pool_init(&own);
	va_start(args, format);
	text_printf(
		text, "%s%s", text->length ? ", " : "", pool_vprintf(&own, format, args));
	va_end(args);
	pool_release(&own);
}

/* What inspecting knows about, and diff_schemas tells better. */
static bool is_inspected(const struct object *object)
{
	return !strcmp(object->type, "table") || !strcmp(object->type, "index") ||
	       !strcmp(object->type, "view");
}

/* Both lists are in the same order. */
static void compare_names(const struct objects *before, const struct objects *after,
	bool all, struct text *text)
{
	unsigned i = 0, j = 0;

	while (i < before->count || j < after->count) {
		const struct object *a = i < before->count ? &before->items[i] : NULL;
		const struct object *b = j < after->count ? &after->items[j] : NULL;
		int order = !a ? 1 : !b ? -1 : strcmp(a->type, b->type);

		if (!order)
			order = strcmp(a->name, b->name);
		i += order <= 0;
		j += order >= 0;
		if (!all && is_inspected(order <= 0 ? a : b))
			continue;
		if (order < 0)
			say(text, "%s %s is gone", a->type, a->name);
		else if (order > 0)
			say(text, "%s %s is left behind", b->type, b->name);
		else if (strcmp(a->text, b->text) != 0)
			say(text, "%s %s is another one", a->type, a->name);
	}
}

int objects_differ(struct db *db, struct pool *pool, const struct objects *before,
	const struct objects *after, const char **what, struct error *err)
{
	struct diff_options options = {.kinds_all = true};
	bool inspected = before->inspected && after->inspected;
	struct diff diff = {.count = 0};
	struct text text;

	text_init(&text, pool);
	if (inspected && diff_schemas(pool, &before->schema, &after->schema,
				 &db->dialect->rules, &options, &diff, err) < 0)
		return -1;
	for (unsigned i = 0; i < diff.count; i++)
		say(&text, "%s", diff.items[i].message);
	compare_names(before, after, !inspected, &text);
	if (text.length)
		*what = text.data;
	return 0;
}
