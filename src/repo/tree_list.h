#ifndef REPO_TREE_LIST_H
#define REPO_TREE_LIST_H

#include "base/pool.h"
#include "repo/delta.h"
#include "repo/raw.h"

#include <stdint.h>

/*
 * A large tree as the list of its entries ("MODE NAME NUL ID"). Of 10,000 files in one
 * folder each commit that adds one has a tree of 600 KB, which is, told by a delta, the one
 * before it but for a hundred bytes: what the two have in common is shared here, in chunks
 * of some entries.
 *
 * Lists that were made from each other are a family; they share the bytes of the first.
 */
struct tree_family {
	unsigned refs;
	struct raw *root;
	struct pool pool; /* entries that the first has not */
};

#define TREE_CHUNK 160

struct tree_chunk {
	unsigned refs;
	uint32_t count;
	bool joined; /* the entries lie one behind the other */
	const unsigned char *entries[TREE_CHUNK];
	uint32_t starts[TREE_CHUNK + 1]; /* from the chunk's; the last is where it ends */
};

struct tree_list {
	unsigned refs;
	uint32_t count;
	struct tree_family *family;
	struct tree_chunk **chunks; /* none is empty */
	uint32_t *starts;           /* in the tree's bytes; the last is where these end */
	size_t bytes;               /* of memory, without what others have as well */
};

/* An entry; chunk == list->count: the end. */
struct tree_place {
	uint32_t chunk, entry;
};

/* A tree of at least so many bytes is worth it. */
#define TREE_LARGE ((size_t)16 << 10)

/* NULL: the bytes are no entries. The modes and names are as they are; whoever reads an
 * entry looks at them. What is the same in `like`, another list or NULL, is shared; the
 * tree is kept, by a reference of the list's own, where that is not nearly all. */
struct tree_list *tree_list_new(struct raw *tree, const struct tree_list *like);
/* What a delta makes of `base`; NULL: no entries, or the delta is damaged or for another.
 */
struct tree_list *tree_list_change(
	const struct tree_list *base, const unsigned char *delta, size_t length);
struct tree_list *tree_list_ref(struct tree_list *list);
void tree_list_free(struct tree_list *list); /* one reference less; NULL is fine */

/* There is one. */
const unsigned char *tree_list_entry(
	const struct tree_list *list, struct tree_place place, size_t *size);
void tree_list_next(const struct tree_list *list, struct tree_place *place);
/* Goes on in both as far as they have the same. */
void tree_list_skip_same(const struct tree_list *a, struct tree_place *in_a,
	const struct tree_list *b, struct tree_place *in_b);

#endif
