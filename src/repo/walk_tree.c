#include "repo/walk_internal.h"

#include <string.h>

/* Trees as git stores them: "MODE NAME NUL ID" again and again, the id as 20 bytes. */

static unsigned slot_of(const git_oid *id)
{
	unsigned slot;

	memcpy(&slot, id->id + 4, sizeof(slot));
	return slot % TREE_SLOTS;
}

static void drop(struct tree_cache *cache, unsigned slot)
{
	if (!cache->slots[slot])
		return;
	cache->bytes -= git_odb_object_size(cache->slots[slot]);
	git_odb_object_free(cache->slots[slot]);
	cache->slots[slot] = NULL;
}

void tree_cache_release(struct tree_cache *cache)
{
	for (unsigned i = 0; i < TREE_SLOTS; i++)
		drop(cache, i);
}

static void keep(struct tree_cache *cache, git_odb_object *object)
{
	unsigned slot = slot_of(git_odb_object_id(object));

	drop(cache, slot);
	cache->bytes += git_odb_object_size(object);
	git_odb_object_dup(&cache->slots[slot], object);
	while (cache->bytes > TREE_BYTES) {
		cache->hand = (cache->hand + 1) % TREE_SLOTS;
		if (cache->hand != slot)
			drop(cache, cache->hand);
		else if (cache->bytes == git_odb_object_size(object))
			break; /* a tree that is larger than the cache */
	}
}

/* *object is the caller's to free. */
static int read_tree(struct walk *walk, const git_oid *id, bool kept,
	git_odb_object **object, struct error *err)
{
	git_odb_object *cached = walk->trees.slots[slot_of(id)];

	if (cached && git_oid_equal(git_odb_object_id(cached), id)) {
		git_odb_object_dup(object, cached);
		return 0;
	}
	*object = walk_read_object(walk, id, GIT_OBJECT_TREE, err);
	if (!*object)
		return -1;
	if (kept)
		keep(&walk->trees, *object);
	return 0;
}

static int damaged(const struct tree_cursor *cursor, struct error *err)
{
	char hex[41];

	git_oid_tostr(hex, sizeof(hex), git_odb_object_id(cursor->object));
	return error_set(err, ERR_GIT, "tree %s is damaged", hex);
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

static int read_entry(struct tree_cursor *cursor, struct error *err)
{
	if (cursor->at == cursor->end || parse_entry(cursor))
		return 0;
	return damaged(cursor, err);
}

int tree_open(
	struct walk *walk, const git_oid *id, struct tree_cursor *cursor, struct error *err)
{
	memset(cursor, 0, sizeof(*cursor));
	if (!id || git_oid_is_zero(id))
		return 0;
	if (read_tree(walk, id, true, &cursor->object, err) < 0)
		return -1;
	cursor->start = cursor->at = git_odb_object_data(cursor->object);
	cursor->end = cursor->start + git_odb_object_size(cursor->object);
	if (read_entry(cursor, err) == 0)
		return 0;
	tree_close(cursor);
	return -1;
}

int tree_next(struct tree_cursor *cursor, struct error *err)
{
	cursor->at = cursor->next;
	return read_entry(cursor, err);
}

int tree_skip(struct tree_cursor *cursor, size_t same, struct error *err)
{
	const char *until = cursor->start + same;

	while (cursor->at < cursor->end && cursor->next <= until)
		if (tree_next(cursor, err) < 0)
			return -1;
	return 0;
}

void tree_close(struct tree_cursor *cursor)
{
	git_odb_object_free(cursor->object);
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

/* The entry of this name; *found false: there is none. The id is copied. */
static int find_entry(struct walk *walk, const git_oid *tree, bool kept, const char *name,
	size_t length, struct tree_entry *entry, git_oid *id, bool *found,
	struct error *err)
{
	struct tree_cursor cursor = {0};
	int result = 0;

	*found = false;
	if (read_tree(walk, tree, kept, &cursor.object, err) < 0)
		return -1;
	cursor.start = cursor.next = git_odb_object_data(cursor.object);
	cursor.end = cursor.start + git_odb_object_size(cursor.object);
	while (!*found && result == 0 && cursor.next < cursor.end) {
		result = tree_next(&cursor, err);
		if (result == 0 && cursor.entry.length == length &&
			!memcmp(cursor.entry.name, name, length)) {
			*entry = cursor.entry;
			*id = *cursor.entry.id;
			*found = true;
		}
	}
	tree_close(&cursor);
	return result;
}

/* Follows a path from a tree. The trees on its way are kept, the first only if `kept`.
 * *is_file: what was found is a regular file, otherwise a folder; *found false: neither. */
static int follow(struct walk *walk, git_oid *id, const char *path, bool kept,
	bool *is_file, bool *found, struct error *err)
{
	struct tree_entry entry = {0};

	*is_file = false;
	*found = true;
	while (*found && *path) {
		size_t length = strcspn(path, "/");

		if (*is_file) {
			*found = false;
			break;
		}
		if (find_entry(walk, id, kept, path, length, &entry, id, found, err) < 0)
			return -1;
		if (!*found)
			break;
		*is_file = tree_is_file(&entry);
		*found = *is_file || tree_is_folder(&entry);
		path += length + (path[length] == '/');
		kept = true;
	}
	return 0;
}

/* Most commits leave the folders alone, and have the same ids as others. */
static git_oid *keep_ids(struct walk *walk, const git_oid *ids, unsigned count)
{
	git_oid *kept = count == 1 ? oid_map_find(&walk->folders, ids) : NULL;

	if (kept)
		return kept;
	kept = pool_array(walk->pool, git_oid, count);
	memcpy(kept, ids, count * sizeof(*kept));
	if (count == 1)
		oid_map_add(&walk->folders, kept);
	return kept;
}

static int find_folder(struct walk *walk, const struct walk_commit *commit,
	const char *folder, git_oid *id, struct error *err)
{
	bool is_file, found;

	*id = commit->tree;
	/* A root tree is rarely looked at twice. */
	if (follow(walk, id, folder, false, &is_file, &found, err) < 0)
		return -1;
	if (!found || is_file)
		memset(id, 0, sizeof(*id));
	return 0;
}

int walk_folders(struct walk *walk, struct walk_commit *commit, struct error *err)
{
	const struct strings *folders = walk->options.folders;
	git_oid few[8], *ids = few;

	if (commit->folders)
		return 0;
	if (walk_read_commit(walk, commit, err) < 0)
		return -1;
	if (folders->count > sizeof(few) / sizeof(*few))
		ids = pool_array(walk->pool, git_oid, folders->count);
	for (unsigned i = 0; i < folders->count; i++)
		if (find_folder(walk, commit, folders->items[i], &ids[i], err) < 0)
			return -1;
	commit->folders = keep_ids(walk, ids, folders->count);
	return 0;
}

int walk_find(struct walk *walk, struct walk_commit *commit, const char *path,
	struct object_id *blob, bool *there, struct error *err)
{
	const struct strings *folders = walk->options.folders;

	*there = false;
	if (walk_folders(walk, commit, err) < 0)
		return -1;
	for (unsigned i = 0; i < folders->count; i++) {
		size_t length = strlen(folders->items[i]);
		git_oid id = commit->folders[i];
		bool is_file, found;

		if (strncmp(path, folders->items[i], length) != 0 ||
			(length && path[length] != '/'))
			continue;
		if (git_oid_is_zero(&id))
			return 0;
		if (follow(walk, &id, path + length + (length != 0), true, &is_file, &found,
			    err) < 0)
			return -1;
		*there = found && is_file;
		memcpy(blob, &id, sizeof(*blob));
		return 0;
	}
	return 0;
}
