#ifndef TREE_DELTA_H
#define TREE_DELTA_H

#include "base/text.h"
#include "repo/tree_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A tree of entries like "100644 f0012\0", with ids that have every byte in them. */
static inline struct raw *made_tree(unsigned entries)
{
	size_t size = entries * 33, at = 0;
	unsigned char *bytes;
	struct raw *raw = raw_new(GIT_OBJECT_TREE, size, &bytes);

	for (unsigned i = 0; i < entries; i++) {
		snprintf((char *)bytes + at, 13, "100644 f%04u", i % 10000);
		for (unsigned k = 0; k < 20; k++)
			bytes[at + 13 + k] = (unsigned char)(i * 7 + k * (i % 3));
		at += 33;
	}
	return raw;
}

static inline void add_size(struct text *delta, size_t size)
{
	for (; size > 127; size >>= 7)
		text_add_char(delta, (char)(size | 128));
	text_add_char(delta, (char)size);
}

/* How long what the steps make is, as far as they are sound. */
static inline size_t made_size(size_t base, const unsigned char *steps, size_t length)
{
	struct delta delta = {.at = steps, .end = steps + length, .base_size = base};
	struct delta_step step;
	size_t size = 0;

	while (size < (size_t)1 << 24 && delta_next(&delta, &step))
		size += step.count;
	return size;
}

static inline void must(bool holds)
{
	if (!holds)
		abort();
}

static inline void same_lists(const struct tree_list *a, const struct tree_list *b)
{
	struct tree_place i = {0}, j = {0};
	size_t size, other;

	while (i.chunk < a->count && j.chunk < b->count) {
		const unsigned char *one = tree_list_entry(a, i, &size);

		must(!memcmp(one, tree_list_entry(b, j, &other), size) && size == other);
		tree_list_next(a, &i);
		tree_list_next(b, &j);
	}
	must(i.chunk == a->count && j.chunk == b->count);
	must(a->starts[a->count] == b->starts[b->count]);
}

/* From the place of each entry in `a` and the same one in `b` on. */
static inline void skips_the_same(const struct tree_list *a, const struct tree_list *b)
{
	struct tree_place i = {0}, j = {0};
	size_t size, other;

	while (i.chunk < a->count && j.chunk < b->count) {
		struct tree_place in_a = i, in_b = j, to_a = i, to_b = j;

		tree_list_skip_same(a, &to_a, b, &to_b);
		while (in_a.chunk < a->count && in_b.chunk < b->count) {
			const unsigned char *one = tree_list_entry(a, in_a, &size);
			const unsigned char *two = tree_list_entry(b, in_b, &other);

			if (size != other || memcmp(one, two, size) != 0)
				break;
			tree_list_next(a, &in_a);
			tree_list_next(b, &in_b);
		}
		must(in_a.chunk == to_a.chunk && in_a.entry == to_a.entry);
		must(in_b.chunk == to_b.chunk && in_b.entry == to_b.entry);
		i = to_a;
		j = to_b;
		if (i.chunk < a->count)
			tree_list_next(a, &i);
		if (j.chunk < b->count && size == other)
			tree_list_next(b, &j);
	}
}

/* What a delta makes of a list is what it makes of the bytes, and where these are no tree
 * it is nothing. The list, or NULL. */
static inline struct tree_list *checked_change(
	const struct tree_list *base, struct raw *raw, const struct text *delta)
{
	const unsigned char *bytes = (const unsigned char *)delta->data;
	struct tree_list *changed = tree_list_change(base, bytes, delta->length), *plain;
	struct delta opened;
	struct raw *applied;
	unsigned char *out;
	bool sound;

	if (!delta_open(&opened, bytes, delta->length) || opened.base_size != raw->size) {
		must(!changed);
		return NULL;
	}
	applied = raw_new(GIT_OBJECT_TREE, opened.size, &out);
	sound = delta_apply(&opened, raw->data, out);
	plain = sound ? tree_list_new(applied, NULL) : NULL;
	must(!plain == !changed);
	if (plain) {
		struct tree_list *like = tree_list_new(applied, base);

		must(like != NULL);
		same_lists(plain, like);
		skips_the_same(base, like);
		tree_list_free(like);
		like = tree_list_new(applied, changed);
		must(like != NULL);
		same_lists(plain, like);
		tree_list_free(like);
		like = tree_list_new(raw, changed);
		must(like != NULL);
		same_lists(base, like);
		tree_list_free(like);
		same_lists(plain, changed);
		skips_the_same(base, changed);
		skips_the_same(changed, base);
		skips_the_same(plain, changed);
	}
	tree_list_free(plain);
	raw_free(applied);
	return changed;
}

#endif
