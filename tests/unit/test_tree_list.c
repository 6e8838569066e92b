// links: base repo
#include "tree_delta.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct pool pool;
static unsigned seed;

static unsigned pick(unsigned n)
{
	seed = seed * 1664525U + 1013904223U;
	return (seed >> 8) % n;
}

static void add_copy(struct text *steps, size_t from, size_t count)
{
	unsigned char op[8] = {0x80};
	size_t length = 1;

	for (unsigned i = 0; i < 4; i++)
		if (from >> 8 * i & 255) {
			op[0] |= (unsigned char)(1 << i);
			op[length++] = (unsigned char)(from >> 8 * i);
		}
	for (unsigned i = 0; i < 3; i++)
		if (count >> 8 * i & 255) {
			op[0] |= (unsigned char)(16 << i);
			op[length++] = (unsigned char)(count >> 8 * i);
		}
	text_add_bytes(steps, (char *)op, length);
}

static void add_bytes(struct text *steps, const unsigned char *bytes, size_t count)
{
	while (count) {
		size_t some = count < 127 ? count : 127;

		text_add_char(steps, (char)some);
		text_add_bytes(steps, (const char *)bytes, some);
		bytes += some;
		count -= some;
	}
}

/* Bytes of the tree, cut anywhere: copied from where they are or told as they are. */
static void add_pieces(struct text *steps, const struct raw *raw, size_t from, size_t end)
{
	while (from < end) {
		size_t count = 1 + pick(pick(3) ? 40 : 8000);

		count = count < end - from ? count : end - from;
		if (pick(3) || count > 400)
			add_copy(steps, from, count);
		else
			add_bytes(steps, raw->data + from, count);
		from += count;
	}
}

/* Whole entries are left out, moved and added; how they are told is all the same. */
static void add_steps(struct text *steps, const struct raw *raw, unsigned entries)
{
	static const unsigned char added[] = "100644 g1234\0abcdefghij\0\0\0\0klmnop";

	for (unsigned from = 0, end; from < entries; from = end + pick(3)) {
		end = from + 1 + pick(pick(4) ? 300 : 4);
		end = end < entries ? end : entries;
		/* The beginning of one, which what follows goes on with. */
		if (!pick(20))
			add_bytes(steps, added, 13);
		add_pieces(steps, raw, (size_t)33 * from, (size_t)33 * end);
		if (!pick(3))
			add_bytes(steps, added, sizeof(added) - 1);
		if (!pick(5))
			add_pieces(steps, raw, (size_t)33 * pick(end), (size_t)33 * end);
	}
}

static void chains_of_deltas(void **state)
{
	unsigned lists = 0;

	(void)state;
	for (unsigned round = 1; round <= 300; round++) {
		unsigned entries = pick(1000);
		struct raw *raw = made_tree(entries);
		struct tree_list *base = tree_list_new(raw, NULL), *changed;
		struct text steps, delta;

		pool_init(&pool);
		text_init(&steps, &pool);
		text_init(&delta, &pool);
		add_steps(&steps, raw, entries);
		/* Some are cut, or go on to what is no entry. */
		if (!pick(4) && steps.length)
			steps.data[pick((unsigned)steps.length)] ^= (char)(1 << pick(8));
		add_size(&delta, raw->size);
		add_size(&delta,
			made_size(raw->size, (unsigned char *)steps.data, steps.length));
		text_add_bytes(&delta, steps.data, steps.length);
		changed = checked_change(base, raw, &delta);
		lists += changed != NULL;
		tree_list_free(base);
		raw_free(raw);
		tree_list_free(changed);
		pool_release(&pool);
	}
	assert_in_range(lists, 200, 299);
}

/* The list of a tree of 10,000 entries, of which one is new, is but a chunk of its own. */
static void most_is_shared(void **state)
{
	struct raw *raw = made_tree(10000);
	struct tree_list *base = tree_list_new(raw, NULL), *changed;
	struct text delta;
	size_t middle = (size_t)33 * 5003;

	(void)state;
	pool_init(&pool);
	text_init(&delta, &pool);
	add_size(&delta, raw->size);
	add_size(&delta, raw->size + 34);
	/* As git tells it: what is new begins as what follows does. */
	add_copy(&delta, 0, middle + 8);
	add_bytes(&delta, (const unsigned char *)"4999x", 5);
	add_bytes(&delta, raw->data + middle - 33 + 12, 21);
	add_bytes(&delta, raw->data, 7);
	add_copy(&delta, middle + 7, raw->size - middle - 7);
	changed = checked_change(base, raw, &delta);
	assert_non_null(changed);
	assert_true(base->bytes > 150000);
	assert_in_range(changed->bytes, 1, 8000);
	tree_list_free(base);
	raw_free(raw);
	tree_list_free(changed);
	pool_release(&pool);
}

static void what_is_no_tree(void **state)
{
	unsigned char *bytes;
	struct raw *raw = raw_new(GIT_OBJECT_TREE, 10, &bytes);

	(void)state;
	memcpy(bytes, "100644 a\0b", 10);
	assert_null(tree_list_new(raw, NULL));
	raw_free(raw);
	raw = raw_new(GIT_OBJECT_BLOB, 0, &bytes);
	assert_null(tree_list_new(raw, NULL));
	raw_free(raw);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chains_of_deltas),
		cmocka_unit_test(most_is_shared),
		cmocka_unit_test(what_is_no_tree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
