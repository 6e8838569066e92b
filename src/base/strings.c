#include "base/strings.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

void strings_add(struct pool *pool, struct strings *list, const char *item)
{
	if (list->count >= list->cap) {
		unsigned cap = list->count < 4 ? 8 : list->count * 2;

		list->items = pool_resize(pool, list->items,
			list->count * sizeof(*list->items), cap * sizeof(*list->items));
		list->cap = cap;
	}
	list->items[list->count++] = (char *)(size_t)item;
}

bool strings_has(const struct strings *list, const char *item)
{
	for (unsigned i = 0; i < list->count; i++) {
		if (!strcmp(list->items[i], item))
			return true;
	}
	return false;
}

bool strings_equal(const struct strings *a, const struct strings *b)
{
	if (a->count != b->count)
		return false;
	for (unsigned i = 0; i < a->count; i++) {
		if (strcmp(a->items[i], b->items[i]) != 0)
			return false;
	}
	return true;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void strings_sort(struct strings *list)
{
	if (list->count)
		qsort(list->items, list->count, sizeof(*list->items), compare);
}

char *strings_join(struct pool *pool, const struct strings *list, const char *separator)
{
	struct text text;

	text_init(&text, pool);
	for (unsigned i = 0; i < list->count; i++) {
		if (i)
			text_add(&text, separator);
		text_add(&text, list->items[i]);
	}
	return text.data;
}
