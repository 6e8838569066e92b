#include "repo/cache_tree.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define DEEPEST 512

struct cursor {
	struct cache_tree *tree;
	struct pool *pool;
	const char *at, *end;
	char path[PATH_MAX];
};

/* "COUNT SUBTREES LF" */
static bool read_counts(struct cursor *cursor, long *count, long *subtrees)
{
	const char *newline = memchr(cursor->at, '\n', (size_t)(cursor->end - cursor->at));
	char line[64], *end;
	size_t length = newline ? (size_t)(newline - cursor->at) : sizeof(line);

	if (length >= sizeof(line))
		return false;
	memcpy(line, cursor->at, length);
	line[length] = '\0';
	*count = strtol(line, &end, 10);
	if (end == line || *end != ' ')
		return false;
	*subtrees = strtol(end + 1, &end, 10);
	cursor->at = newline + 1;
	return !*end && *subtrees >= 0;
}

/* The folder's name is relative to the one that it is in, whose path is `length` long. */
static bool read_tree(struct cursor *cursor, size_t length, unsigned depth)
{
	const char *name = cursor->at;
	const char *nul = memchr(name, '\0', (size_t)(cursor->end - name));
	size_t size = nul ? (size_t)(nul - name) : 0;
	long count, subtrees;
	git_oid *id;

	if (!nul || depth > DEEPEST || length + size + 2 > sizeof(cursor->path))
		return false;
	if (length && size)
		cursor->path[length++] = '/';
	memcpy(cursor->path + length, name, size + 1);
	length += size;
	cursor->at = nul + 1;
	if (!read_counts(cursor, &count, &subtrees))
		return false;
	if (count >= 0) {
		if (cursor->end - cursor->at < GIT_OID_RAWSZ)
			return false;
		id = pool_new(cursor->pool, git_oid);
		git_oid_fromraw(id, (const unsigned char *)cursor->at);
		cursor->at += GIT_OID_RAWSZ;
		map_put(&cursor->tree->ids, pool_strdup(cursor->pool, cursor->path), id);
	}
	while (subtrees--) {
		if (!read_tree(cursor, length, depth + 1))
			return false;
		cursor->path[length] = '\0';
	}
	return true;
}

void cache_tree_read(
	struct cache_tree *tree, struct pool *pool, const char *bytes, size_t size)
{
	struct cursor *cursor = pool_new(pool, struct cursor);

	map_init(&tree->ids, pool, false);
	*cursor = (struct cursor){
		.tree = tree, .pool = pool, .at = bytes, .end = bytes + size};
	if (size)
		(void)read_tree(cursor, 0, 0);
}

bool cache_tree_is(const struct cache_tree *tree, const char *folder, const git_oid *id)
{
	const git_oid *found = map_find(&tree->ids, folder);

	return found && git_oid_equal(found, id);
}
