#include "base/file.h"
#include "repo/cache_tree.h"
#include "repo/index_file.h"
#include "repo/internal.h"
#include "repo/oid_map.h"

#include <limits.h>
#include <string.h>

/* The files of one name that a commit has, and another one or the index has not. */

/* The trees below which nothing has that name: the next commit that is asked about mostly
 * has the same ones. */
struct barren {
	const char *name;
	struct oid_map trees;
};

struct gone {
	struct repo *repo;
	struct pool *pool;
	const char *name;
	const struct strings *skipped;
	git_tree *other; /* NULL: the index, which is: */
	struct map files;
	struct cache_tree folders;
	struct barren *barren;
	bool met; /* something of that name, or what was not looked into */
	struct repo_entry *items;
	unsigned count, cap;
	char path[PATH_MAX]; /* of what is looked at */
};

static void take(void *data, const struct index_entry *entry, bool stays)
{
	struct gone *gone = data;

	(void)stays;
	if (!strcmp(path_basename(entry->path), gone->name))
		map_put(&gone->files, pool_strndup(gone->pool, entry->path, entry->length),
			gone);
}

static void restart(void *data)
{
	struct gone *gone = data;

	map_init(&gone->files, gone->pool, false);
}

static int read_index(struct gone *gone, struct error *err)
{
	char *root[] = {""};
	const struct strings all = {.items = root, .count = 1};
	struct index_part trees = {NULL, 0};
	struct index_visitor visitor = {take, NULL, restart, gone, &trees};

	restart(gone);
	if (repo_index_visit(gone->repo, gone->pool, &all, &visitor, err) < 0)
		return -1;
	cache_tree_read(&gone->folders, gone->pool, trees.bytes, trees.size);
	return 0;
}

static bool is_regular(const git_tree_entry *entry)
{
	git_filemode_t mode = git_tree_entry_filemode(entry);

	return mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE;
}

/* What the other has at gone->path; id NULL: is it a file? Else: is it this tree? */
static int other_has(struct gone *gone, const git_oid *id, bool *has, struct error *err)
{
	git_tree_entry *entry = NULL;
	int code;

	if (!gone->other) {
		*has = id ? cache_tree_is(&gone->folders, gone->path, id)
			  : map_find(&gone->files, gone->path) != NULL;
		return 0;
	}
	code = git_tree_entry_bypath(&entry, gone->other, gone->path);
	*has = code == 0 &&
	       (id ? git_oid_equal(git_tree_entry_id(entry), id) != 0 : is_regular(entry));
	git_tree_entry_free(entry);
	/* A tree that is missing is "not found" as well, see tree.c. */
	if (code == GIT_ENOTFOUND && git_error_last() &&
		git_error_last()->klass == GIT_ERROR_TREE)
		return 0;
	return code < 0 ? repo_object_error(gone->repo, err, "tree") : 0;
}

static struct barren *open_barren(struct repo *repo, const char *name)
{
	if (!repo->barren || strcmp(repo->barren->name, name) != 0) {
		repo->barren = pool_new(&repo->pool, struct barren);
		repo->barren->name = pool_strdup(&repo->pool, name);
		oid_map_init(&repo->barren->trees, &repo->pool);
	}
	return repo->barren;
}

static void note_barren(struct gone *gone, const git_oid *id)
{
	git_oid *item = pool_new(&gone->repo->pool, git_oid);

	*item = *id;
	oid_map_add(&gone->barren->trees, item);
}

static int look_into(
	struct gone *gone, const git_tree *tree, size_t length, struct error *err);

static int look_through(
	struct gone *gone, const git_oid *id, size_t length, struct error *err)
{
	bool outer = gone->met;
	git_tree *tree = NULL;
	int result;

	if (git_tree_lookup(&tree, gone->repo->git, id) < 0)
		return repo_object_error(gone->repo, err, "tree");
	gone->met = false;
	result = look_into(gone, tree, length, err);
	if (result == 0 && !gone->met)
		note_barren(gone, id);
	gone->met = gone->met || outer;
	git_tree_free(tree);
	return result;
}

static int look_below(
	struct gone *gone, const git_tree_entry *entry, size_t length, struct error *err)
{
	const git_oid *id = git_tree_entry_id(entry);
	bool skip;

	if (oid_map_find(&gone->barren->trees, id))
		return 0;
	skip = gone->skipped && strings_has(gone->skipped, gone->path);
	if (!skip && other_has(gone, id, &skip, err) < 0)
		return -1;
	if (!skip)
		return look_through(gone, id, length, err);
	gone->met = true;
	return 0;
}

static int look_at(
	struct gone *gone, const git_tree_entry *entry, size_t length, struct error *err)
{
	const char *name = git_tree_entry_name(entry);
	bool is_tree = git_tree_entry_filemode(entry) == GIT_FILEMODE_TREE, has;
	size_t size = strlen(name);
	struct repo_entry item;

	if (!is_tree && (!is_regular(entry) || strcmp(name, gone->name) != 0))
		return 0;
	if (length + size + 2 > sizeof(gone->path))
		return error_set(err, ERR_GIT, "a path of the commit is too long");
	memcpy(gone->path + length, name, size + 1);
	if (is_tree)
		return look_below(gone, entry, length + size, err);
	gone->met = true;
	if (other_has(gone, NULL, &has, err) < 0)
		return -1;
	if (has)
		return 0;
	item.path = pool_strdup(gone->pool, gone->path);
	git_oid_tostr(item.blob, sizeof(item.blob), git_tree_entry_id(entry));
	POOL_PUSH(gone->pool, gone->items, gone->count, gone->cap, item);
	return 0;
}

/* gone->path holds the tree's folder, `length` bytes long. */
static int look_into(
	struct gone *gone, const git_tree *tree, size_t length, struct error *err)
{
	size_t count = git_tree_entrycount(tree);

	if (length)
		gone->path[length++] = '/';
	for (size_t i = 0; i < count; i++)
		if (look_at(gone, git_tree_entry_byindex(tree, i), length, err) < 0)
			return -1;
	return 0;
}

int repo_list_gone(struct repo *repo, struct pool *pool, const char *commit,
	const char *other, const char *name, const struct strings *skipped,
	struct repo_entry **entries, unsigned *count, struct error *err)
{
	struct gone *gone = pool_new(pool, struct gone);
	git_tree *tree = NULL;
	int result;

	gone->repo = repo;
	gone->pool = pool;
	gone->name = name;
	gone->skipped = skipped;
	gone->barren = open_barren(repo, name);
	if (other ? repo_open_tree(repo, other, "", &gone->other, err) < 0
		  : read_index(gone, err) < 0)
		return -1;
	result = repo_open_tree(repo, commit, "", &tree, err);
	if (result == 0 && !oid_map_find(&gone->barren->trees, git_tree_id(tree)))
		result = look_through(gone, git_tree_id(tree), 0, err);
	git_tree_free(tree);
	git_tree_free(gone->other);
	*entries = gone->items;
	*count = gone->count;
	return result;
}
