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

static int by_name(const struct object *a, const struct object *b)
{
	int order = strcmp(a->type, b->type);

	return order ? order : strcmp(a->name, b->name);
}

bool objects_equal(const struct objects *a, const struct objects *b)
{
	if (!a->listed || a->count != b->count)
		return false;
	for (unsigned i = 0; i < a->count; i++)
		if (by_name(&a->items[i], &b->items[i]) ||
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

static void say_one(
	struct text *text, const struct object *object, bool all, const char *is)
{
	if (all || !is_inspected(object))
		say(text, "%s %s %s", object->type, object->name, is);
}

/* Both lists are in the same order. */
static void compare_names(const struct objects *before, const struct objects *after,
	bool all, struct text *text)
{
	unsigned i = 0, j = 0;

	while (i < before->count && j < after->count) {
		const struct object *a = &before->items[i], *b = &after->items[j];
		int order = by_name(a, b);

		if (order < 0)
			say_one(text, a, all, "is gone");
		else if (order > 0)
			say_one(text, b, all, "is left behind");
		else if (strcmp(a->text, b->text) != 0)
			say_one(text, a, all, "is another one");
		i += order <= 0;
		j += order >= 0;
	}
	for (; i < before->count; i++)
		say_one(text, &before->items[i], all, "is gone");
	for (; j < after->count; j++)
		say_one(text, &after->items[j], all, "is left behind");
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
