#include "repo/staged.h"

#include "repo/cache_tree.h"
#include "repo/index_file.h"
#include "repo/internal.h"

#include <limits.h>
#include <string.h>

struct file {
	const char *path;
	git_oid id;
};

struct staged_index {
	struct repo *repo;
	struct pool *pool;
	const struct strings *folders;
	struct file *files; /* in git's order, which is that of whole paths */
	unsigned count, cap;
	bool unmerged;
	struct repo_link *links;
	unsigned links_count, links_cap;
	struct cache_tree trees;
};

static void take(void *data, const struct index_entry *entry, bool stays)
{
	struct staged_index *index = data;
	struct file file;

	if (entry->stage) {
		index->unmerged = true;
		return;
	}
	git_oid_fromraw(&file.id, entry->id);
	file.path = stays ? entry->path
			  : pool_strndup(index->pool, entry->path, entry->length);
	POOL_PUSH(index->pool, index->files, index->count, index->cap, file);
}

static void take_link(void *data, const struct repo_link *from)
{
	struct staged_index *index = data;
	struct repo_link link = *from;

	link.path = pool_strdup(index->pool, from->path);
	POOL_PUSH(index->pool, index->links, index->links_count, index->links_cap, link);
}

static void restart(void *data)
{
	struct staged_index *index = data;

	index->count = 0;
	index->links_count = 0;
	index->unmerged = false;
}

bool staged_index_unmerged(const struct staged_index *index)
{
	return index->unmerged;
}

const struct repo_link *staged_index_links(
	const struct staged_index *index, unsigned *count)
{
	*count = index->links_count;
	return index->links;
}

int staged_index_open(struct repo *repo, struct pool *pool, const struct strings *folders,
	struct staged_index **out, struct error *err)
{
	struct staged_index *index = pool_new(pool, struct staged_index);
	struct index_part trees = {NULL, 0};
	struct index_visitor visitor = {take, take_link, restart, index, &trees};

	index->repo = repo;
	index->pool = pool;
	index->folders = folders;
	if (repo_index_visit(repo, pool, folders, &visitor, err) < 0)
		return -1;
	cache_tree_read(&index->trees, pool, trees.bytes, trees.size);
	*out = index;
	return 0;
}

/* One walk over a commit's tree, beside the list of the index. */
struct comparison {
	struct staged_index *index;
	unsigned at, end; /* in index->files */
	struct staged_differences *differences;
	char path[PATH_MAX];
};

static void differ(struct comparison *c, const char *path, const git_oid *staged,
	const git_oid *committed)
{
	struct staged_difference difference = {.path = pool_strdup(c->index->pool, path)};

	if (staged)
		git_oid_tostr(difference.index_blob, 41, staged);
	if (committed)
		git_oid_tostr(difference.commit_blob, 41, committed);
	POOL_PUSH(c->index->pool, c->differences->items, c->differences->count,
		c->differences->cap, difference);
}

static void compare_file(struct comparison *c, const git_oid *id)
{
	const struct file *files = c->index->files;
	int order = 1;

	while (c->at < c->end && (order = strcmp(files[c->at].path, c->path)) < 0) {
		differ(c, files[c->at].path, &files[c->at].id, NULL);
		c->at++;
	}
	if (c->at == c->end || order > 0) {
		differ(c, c->path, NULL, id);
		return;
	}
	if (git_oid_cmp(&files[c->at].id, id) != 0)
		differ(c, c->path, &files[c->at].id, id);
	c->at++;
}

/* The index knows that this folder, c->path, is that tree: passes it over. */
static bool pass_over(struct comparison *c, const git_oid *id, size_t length)
{
	const struct file *files = c->index->files;

	if (!cache_tree_is(&c->index->trees, c->path, id))
		return false;
	c->path[length] = '/';
	for (; c->at < c->end; c->at++) {
		int order = strncmp(files[c->at].path, c->path, length + 1);

		if (order > 0)
			break;
		if (order < 0)
			differ(c, files[c->at].path, &files[c->at].id, NULL);
	}
	return true;
}

static int compare_tree(
	struct comparison *c, const git_tree *tree, size_t length, struct error *err);

static int compare_below(
	struct comparison *c, const git_tree_entry *entry, size_t length, struct error *err)
{
	git_tree *tree = NULL;
	int result;

	if (pass_over(c, git_tree_entry_id(entry), length))
		return 0;
	if (git_tree_lookup(&tree, c->index->repo->git, git_tree_entry_id(entry)) < 0)
		return repo_object_error(c->index->repo, err, "tree");
	result = compare_tree(c, tree, length, err);
	git_tree_free(tree);
	return result;
}

/* c->path holds the tree's folder, `length` bytes long. */
static int compare_tree(
	struct comparison *c, const git_tree *tree, size_t length, struct error *err)
{
	size_t count = git_tree_entrycount(tree);

	if (length)
		c->path[length++] = '/';
	for (size_t i = 0; i < count; i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(tree, i);
		const char *name = git_tree_entry_name(entry);
		git_filemode_t mode = git_tree_entry_filemode(entry);
		size_t size = strlen(name);

		if (length + size + 2 > sizeof(c->path))
			return error_set(err, ERR_GIT, "a path of the commit is too long");
		memcpy(c->path + length, name, size + 1);
		if (mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE)
			compare_file(c, git_tree_entry_id(entry));
		else if (mode == GIT_FILEMODE_TREE &&
			 compare_below(c, entry, length + size, err) < 0)
			return -1;
	}
	return 0;
}

static bool is_below(const char *path, const char *folder, size_t length)
{
	return !length || (!strncmp(path, folder, length) && path[length] == '/');
}

static int compare_folder(
	struct comparison *c, const char *commit, const char *folder, struct error *err)
{
	const struct staged_index *index = c->index;
	size_t length = strlen(folder);
	git_tree *tree = NULL;
	int result = 0;

	if (length >= sizeof(c->path))
		return error_set(err, ERR_GIT, "a path is too long");
	for (c->at = 0; c->at < index->count; c->at++) {
		if (is_below(index->files[c->at].path, folder, length))
			break;
	}
	for (c->end = c->at; c->end < index->count; c->end++) {
		if (!is_below(index->files[c->end].path, folder, length))
			break;
	}
	if (*commit && repo_open_tree(index->repo, commit, folder, &tree, err) < 0)
		return -1;
	memcpy(c->path, folder, length + 1);
	if (tree && (!length || !pass_over(c, git_tree_id(tree), length))) {
		c->path[length] = '\0';
		result = compare_tree(c, tree, length, err);
	}
	git_tree_free(tree);
	for (; result == 0 && c->at < c->end; c->at++)
		differ(c, index->files[c->at].path, &index->files[c->at].id, NULL);
	return result;
}

int staged_index_compare(struct staged_index *index, const char *commit,
	struct staged_differences *differences, struct error *err)
{
	struct staged_differences found = {.count = 0};
	struct comparison *c = pool_new(index->pool, struct comparison);

	c->index = index;
	c->differences = &found;
	for (unsigned i = 0; i < index->folders->count; i++) {
		if (compare_folder(c, commit, index->folders->items[i], err) < 0)
			return -1;
	}
	*differences = found;
	return 0;
}
