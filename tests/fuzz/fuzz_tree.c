// links: base repo
#include "../unit/tree_delta.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte says how many entries a tree has, the rest are the steps of a delta. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tree_list *base, *changed;
	struct text delta;
	struct pool pool;
	struct raw *raw;

	if (!size)
		return 0;
	raw = made_tree(data[0] * 2);
	base = tree_list_new(raw, NULL);
	must(base != NULL);
	pool_init(&pool);
	text_init(&delta, &pool);
	add_size(&delta, raw->size);
	add_size(&delta, made_size(raw->size, data + 1, size - 1));
	text_add_bytes(&delta, (const char *)data + 1, size - 1);
	changed = checked_change(base, raw, &delta);
	tree_list_free(changed);
	/* As it is, sizes and all. */
	text_clear(&delta);
	text_add_bytes(&delta, (const char *)data + 1, size - 1);
	tree_list_free(checked_change(base, raw, &delta));
	tree_list_free(base);
	raw_free(raw);
	pool_release(&pool);
	return 0;
}
