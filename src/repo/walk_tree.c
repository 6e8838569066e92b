#include "repo/walk_internal.h"

#include <string.h>

/* Trees as git stores them: "MODE NAME NUL ID" again and again, the id as 20 bytes. */

static unsigned slot_of(const git_oid *id)
{
	unsigned slot;

	memcpy(&slot, id->id + 4, sizeof(slot));
	return slot % TREE_SLOTS;
}

static size_t size_of(const struct packed *tree)
{
	return tree->raw ? tree->raw->size
			 : tree->list->bytes + tree->list->family->root->size;
}

static void drop(struct tree_cache *cache, unsigned slot)
{
	if (!cache->slots[slot].used)
		return;
	cache->bytes -= size_of(&cache->slots[slot].tree);
	packed_free(&cache->slots[slot].tree);
	cache->slots[slot].used = false;
}

void tree_cache_release(struct tree_cache *cache)
{
	for (unsigned i = 0; i < TREE_SLOTS; i++)
		drop(cache, i);
}

static void keep(struct tree_cache *cache, const git_oid *id, const struct packed *tree)
{
	unsigned slot = slot_of(id);

	drop(cache, slot);
	cache->slots[slot].used = true;
	cache->slots[slot].id = *id;
	cache->slots[slot].tree = packed_share(tree);
	cache->bytes += size_of(tree);
	for (unsigned i = 0; i < TREE_SLOTS && cache->bytes > TREE_BYTES; i++) {
		cache->hand = (cache->hand + 1) % TREE_SLOTS;
		if (cache->hand != slot)
			drop(cache, cache->hand);
	}
}

/* What others may be deltas of is told to the packs as well. */
static bool recall(struct walk *walk, const git_oid *id, struct packed *tree)
{
	struct raw *raw = kept_trees_find(walk->kept, id);

	*tree = (struct packed){.raw = raw};
	if (!raw)
		return false;
	packed_make_list(tree, walk->near);
	for (unsigned i = 0; i < 2; i++)
		if (walk->repo->packs[i])
			pack_offer(walk->repo->packs[i], id, tree);
	return true;
}

/* *tree is the caller's to free. */
static int read_tree(struct walk *walk, const git_oid *id, bool kept, struct packed *tree,
	struct error *err)
{
	unsigned slot = slot_of(id);

	if (walk->trees.slots[slot].used &&
		git_oid_equal(&walk->trees.slots[slot].id, id)) {
		*tree = packed_share(&walk->trees.slots[slot].tree);
		return 0;
	}
	if (!recall(walk, id, tree)) {
		if (walk_read_object(walk, id, GIT_OBJECT_TREE, true, tree, err) < 0)
			return -1;
		packed_make_list(tree, walk->near);
	}
	if (kept)
		keep(&walk->trees, id, tree);
	if (tree->list) {
		tree_list_free(walk->near);
		walk->near = tree_list_ref(tree->list);
	}
	return 0;
}

static int damaged(const struct tree_cursor *cursor, struct error *err)
{
	char hex[41];

	return error_set(err, ERR_GIT, "tree %s is damaged",
		git_oid_tostr(hex, sizeof(hex), &cursor->id));
}

static bool parse_entry(struct tree_cursor *cursor)
{
	const char *at = cursor->at, *nul;
	unsigned mode = 0;

	for (; at < cursor->end && *at >= '0' && *at <= '7'; at++)
		mode = mode << 3 | (unsigned)(*at - '0');
	if (at == cursor->at || at - cursor->at > 7 || at >= cursor->end || *at != ' ')
		return false;
	at++;
	nul = memchr(at, '\0', (size_t)(cursor->end - at));
	if (!nul || nul == at || cursor->end - nul < 21)
		return false;
	cursor->entry.mode = mode;
	cursor->entry.name = at;
	cursor->entry.length = (size_t)(nul - at);
	cursor->entry.id = (const git_oid *)(nul + 1);
	cursor->next = nul + 21;
	return true;
}

bool tree_at_end(const struct tree_cursor *cursor)
{
	const struct tree_list *list = cursor->tree.list;

	return list ? cursor->place.chunk == list->count : cursor->at == cursor->end;
}

static int read_entry(struct tree_cursor *cursor, struct error *err)
{
	size_t size;

	if (tree_at_end(cursor))
		return 0;
	if (cursor->tree.list) {
		cursor->at = (const char *)tree_list_entry(
			cursor->tree.list, cursor->place, &size);
		cursor->end = cursor->at + size;
	}
	return parse_entry(cursor) ? 0 : damaged(cursor, err);
}

int tree_open(struct walk *walk, const git_oid *id, bool kept, struct tree_cursor *cursor,
	struct error *err)
{
	memset(cursor, 0, sizeof(*cursor));
	if (!id || git_oid_is_zero(id))
		return 0;
	if (read_tree(walk, id, kept, &cursor->tree, err) < 0)
		return -1;
	cursor->id = *id;
	if (cursor->tree.raw) {
		cursor->at = (const char *)cursor->tree.raw->data;
		cursor->end = cursor->at + cursor->tree.raw->size;
	}
	if (read_entry(cursor, err) == 0)
		return 0;
	tree_close(cursor);
	return -1;
}

int tree_seek(struct tree_cursor *cursor, struct tree_place place, struct error *err)
{
	cursor->place = place;
	return read_entry(cursor, err);
}

int tree_next(struct tree_cursor *cursor, struct error *err)
{
	cursor->at = cursor->next;
	if (cursor->tree.list)
		tree_list_next(cursor->tree.list, &cursor->place);
	return read_entry(cursor, err);
}

static int skip_listed(struct tree_cursor *a, struct tree_cursor *b, struct error *err)
{
	tree_list_skip_same(a->tree.list, &a->place, b->tree.list, &b->place);
	return read_entry(a, err) < 0 ? -1 : read_entry(b, err);
}

/* How many bytes both go on with. */
static size_t same_bytes(const struct tree_cursor *a, const struct tree_cursor *b)
{
	size_t room = (size_t)(a->end - a->at), other = (size_t)(b->end - b->at);
	size_t same = 0, step = 4096;

	if (other < room)
		room = other;
	for (; step; step /= 16)
		while (same + step <= room && !memcmp(a->at + same, b->at + same, step))
			same += step;
	return same;
}

/* The same bytes are the same entries, but for one that is cut where they end. */
static int skip_bytes(struct tree_cursor *a, struct tree_cursor *b, struct error *err)
{
	const char *start = a->at;
	size_t same = same_bytes(a, b);

	if (start + same == a->end && b->at + same == b->end) {
		a->at = a->end;
		b->at = b->end;
		return 0;
	}
	while (a->at < a->end && a->next <= start + same)
		if (tree_next(a, err) < 0)
			return -1;
	b->at += a->at - start;
	return read_entry(b, err);
}

int tree_skip_same(struct tree_cursor *a, struct tree_cursor *b, struct error *err)
{
	if (a->tree.list && b->tree.list)
		return skip_listed(a, b, err);
	return a->tree.raw && b->tree.raw ? skip_bytes(a, b, err) : 0;
}

void tree_close(struct tree_cursor *cursor)
{
	packed_free(&cursor->tree);
	memset(cursor, 0, sizeof(*cursor));
}

bool tree_is_folder(const struct tree_entry *entry)
{
	return (entry->mode & 0170000) == GIT_FILEMODE_TREE;
}

bool tree_is_file(const struct tree_entry *entry)
{
	return (entry->mode & 0170000) == 0100000;
}

int tree_compare(const struct tree_entry *a, const struct tree_entry *b)
{
	size_t length = a->length < b->length ? a->length : b->length;
	int order = memcmp(a->name, b->name, length);
	unsigned char x, y;

	if (order)
		return order;
	x = a->length > length  ? (unsigned char)a->name[length]
	    : tree_is_folder(a) ? '/'
				: 0;
	y = b->length > length  ? (unsigned char)b->name[length]
	    : tree_is_folder(b) ? '/'
				: 0;
	return (x > y) - (x < y);
}
