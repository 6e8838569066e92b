#include "repo/walk_internal.h"

#include <string.h>

/* Looking up what a path means in a commit. */

/* The file of large trees goes on to the one that makes it larger than this. */
#define LARGE_TREES_MAX ((size_t)4 << 20)

/* Halves a list, down to the last entry that is not behind what is wanted, or the very
 * first: first the chunks by what they begin with, then one of these. */
static int halve(struct tree_cursor *cursor, struct tree_place *place, uint32_t *at,
	uint32_t high, const struct tree_entry *wanted, struct error *err)
{
	uint32_t low = 0;

	while (low + 1 < high) {
		*at = low + (high - low) / 2;
		if (tree_seek(cursor, *place, err) < 0)
			return -1;
		if (tree_compare(&cursor->entry, wanted) <= 0)
			low = *at;
		else
			high = *at;
	}
	*at = low;
	return tree_seek(cursor, *place, err);
}

/* Goes to the entry of a list that has this name and kind, if there is one. */
static int find_place(
	struct tree_cursor *cursor, const struct tree_entry *wanted, struct error *err)
{
	const struct tree_list *list = cursor->tree.list;
	struct tree_place place = {0};

	if (halve(cursor, &place, &place.chunk, list->count, wanted, err) < 0)
		return -1;
	if (tree_at_end(cursor))
		return 0;
	return halve(cursor, &place, &place.entry, list->chunks[place.chunk]->count, wanted,
		err);
}

static bool has_name(const struct tree_cursor *cursor, const char *name, size_t length)
{
	return !tree_at_end(cursor) && cursor->entry.length == length &&
	       !memcmp(cursor->entry.name, name, length);
}

/* Goes on to the entry of this name, or to the end. */
static int find_name(
	struct tree_cursor *cursor, const char *name, size_t length, struct error *err)
{
	static const unsigned kinds[] = {GIT_FILEMODE_BLOB, GIT_FILEMODE_TREE};
	struct tree_entry wanted = {.name = name, .length = length};

	if (!cursor->tree.list) {
		while (!tree_at_end(cursor) && !has_name(cursor, name, length))
			if (tree_next(cursor, err) < 0)
				return -1;
		return 0;
	}
	for (unsigned i = 0; i < 2; i++) {
		wanted.mode = kinds[i];
		if (find_place(cursor, &wanted, err) < 0)
			return -1;
		if (has_name(cursor, name, length))
			return 0;
	}
	return tree_seek(cursor, (struct tree_place){cursor->tree.list->count, 0}, err);
}

/* The entry of this name; *found false: there is none. The id is copied. */
static int find_entry(struct walk *walk, const git_oid *tree, bool kept, const char *name,
	size_t length, struct tree_entry *entry, git_oid *id, bool *found,
	struct error *err)
{
	struct tree_cursor cursor;
	int result;

	*found = false;
	if (tree_open(walk, tree, kept, &cursor, err) < 0)
		return -1;
	result = find_name(&cursor, name, length, err);
	if (result == 0 && has_name(&cursor, name, length)) {
		*entry = cursor.entry;
		*id = *cursor.entry.id;
		*found = true;
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

static int add_large_trees(struct walk *walk, const git_oid *id, unsigned depth,
	struct text *file, struct error *err);

static int add_subtrees(struct walk *walk, struct tree_cursor *cursor, unsigned depth,
	struct text *file, struct error *err)
{
	int result = 0;

	for (; result == 0 && !tree_at_end(cursor); result = tree_next(cursor, err)) {
		const struct tree_entry *entry = &cursor->entry;

		if (tree_is_folder(entry) && walk->options.wanted(entry->name, true) &&
			add_large_trees(walk, entry->id, depth + 1, file, err) < 0)
			return -1;
	}
	return result;
}

static int add_large_trees(struct walk *walk, const git_oid *id, unsigned depth,
	struct text *file, struct error *err)
{
	struct tree_cursor cursor;
	int result;

	if (depth > DEEPEST || file->length > LARGE_TREES_MAX)
		return 0;
	if (tree_open(walk, id, true, &cursor, err) < 0)
		return -1;
	if (cursor.tree.list)
		kept_trees_add(file, id, cursor.tree.list);
	result = add_subtrees(walk, &cursor, depth, file, err);
	tree_close(&cursor);
	return result;
}

int walk_large_trees(struct walk *walk, struct text *file, struct error *err)
{
	if (walk_folders(walk, walk->tip, err) < 0)
		return -1;
	for (unsigned i = 0; i < walk->options.folders->count; i++)
		if (add_large_trees(walk, &walk->tip->folders[i], 0, file, err) < 0)
			return -1;
	return 0;
}
