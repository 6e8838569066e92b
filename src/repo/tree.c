#include "repo/internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int parse_id(const char *hex, git_oid *id, struct error *err)
{
	if (strlen(hex) == 40 && git_oid_fromstr(id, hex) == 0)
		return 0;
	return error_set(err, ERR_GIT, "not an object id: %s", hex);
}

static int commit_tree(
	struct repo *repo, const char *hex, git_tree **tree, struct error *err)
{
	git_oid id;
	git_commit *commit = NULL;
	char what[64];
	int result = 0;

	if (parse_id(hex, &id, err) < 0)
		return -1;
	snprintf(what, sizeof(what), "commit %s", hex);
	if (git_commit_lookup(&commit, repo->git, &id) < 0)
		return repo_object_error(repo, err, what);
	if (git_commit_tree(tree, commit) < 0)
		result = repo_object_error(repo, err, what);
	git_commit_free(commit);
	return result;
}

/* Finds the tree of a folder without reading it: false in *found where there is none. */
static int find_tree(struct repo *repo, git_tree *root, const char *folder, git_oid *id,
	bool *found, struct error *err)
{
	git_tree_entry *entry = NULL;
	int code;

	*found = !*folder;
	if (*found) {
		git_oid_cpy(id, git_tree_id(root));
		return 0;
	}
	code = git_tree_entry_bypath(&entry, root, folder);
	if (code == 0 && git_tree_entry_type(entry) == GIT_OBJECT_TREE) {
		git_oid_cpy(id, git_tree_entry_id(entry));
		*found = true;
	}
	git_tree_entry_free(entry);
	/* git_tree_entry_bypath() says ENOTFOUND also for a tree object that is missing
	 * (a partial clone without trees); its message is then the object database's. */
	if (code == GIT_ENOTFOUND && git_error_last() &&
		git_error_last()->klass == GIT_ERROR_TREE)
		code = 0;
	return code < 0 ? repo_object_error(repo, err, folder) : 0;
}

int repo_open_tree(struct repo *repo, const char *commit, const char *folder,
	git_tree **tree, struct error *err)
{
	git_tree *root = NULL, *opened = NULL;
	git_oid id;
	bool found;
	int result;

	if (commit_tree(repo, commit, &root, err) < 0)
		return -1;
	if (!*folder) {
		*tree = root;
		return 0;
	}
	result = find_tree(repo, root, folder, &id, &found, err);
	if (result == 0 && found && git_tree_lookup(&opened, repo->git, &id) < 0)
		result = repo_object_error(repo, err, folder);
	if (result == 0)
		*tree = opened;
	git_tree_free(root);
	return result;
}

int repo_tree(struct repo *repo, const char *commit, const char *folder, char tree[41],
	struct error *err)
{
	git_tree *root = NULL;
	git_oid id;
	bool found;
	int result;

	if (commit_tree(repo, commit, &root, err) < 0)
		return -1;
	result = find_tree(repo, root, folder, &id, &found, err);
	if (result == 0) {
		tree[0] = '\0';
		if (found)
			git_oid_tostr(tree, 41, &id);
	}
	git_tree_free(root);
	return result;
}

static bool is_regular(const git_tree_entry *entry)
{
	git_filemode_t mode = git_tree_entry_filemode(entry);

	return mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE;
}

struct listing {
	struct repo *repo;
	struct pool *pool;
	struct repo_entry *items;
	unsigned count, cap;
};

static int list_tree(struct listing *list, const git_tree *tree, const char *folder,
	unsigned depth, struct error *err);

static int list_below(struct listing *list, const git_tree_entry *entry, const char *path,
	unsigned depth, struct error *err)
{
	git_tree *tree = NULL;
	int result;

	/* A tree cannot contain itself, but one can be made deep enough for the stack. */
	if (depth > 512)
		return error_set(err, ERR_GIT, "folders are nested too deeply: %.100s",
			repo_shown_name(list->pool, path));
	if (git_tree_lookup(&tree, list->repo->git, git_tree_entry_id(entry)) < 0)
		return repo_object_error(
			list->repo, err, repo_shown_name(list->pool, path));
	result = list_tree(list, tree, path, depth + 1, err);
	git_tree_free(tree);
	return result;
}

static int list_tree(struct listing *list, const git_tree *tree, const char *folder,
	unsigned depth, struct error *err)
{
	size_t count = git_tree_entrycount(tree);
	size_t base = strlen(folder);

	for (size_t i = 0; i < count; i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(tree, i);
		const char *name = git_tree_entry_name(entry);
		size_t length = strlen(name);
		struct repo_entry item;
		char *path;

		if (git_tree_entry_type(entry) != GIT_OBJECT_TREE && !is_regular(entry))
			continue;
		path = pool_alloc(list->pool, base + length + 2);
		memcpy(path, folder, base);
		if (base)
			path[base] = '/';
		memcpy(path + base + (base != 0), name, length + 1);
		if (!is_regular(entry)) {
			if (list_below(list, entry, path, depth, err) < 0)
				return -1;
			continue;
		}
		item.path = path;
		git_oid_tostr(item.blob, sizeof(item.blob), git_tree_entry_id(entry));
		POOL_PUSH(list->pool, list->items, list->count, list->cap, item);
	}
	return 0;
}

int repo_list(struct repo *repo, struct pool *pool, const char *commit, const char *folder,
	struct repo_entry **entries, unsigned *count, struct error *err)
{
	struct listing list = {.repo = repo, .pool = pool};
	git_tree *tree = NULL;
	int result = 0;

	if (repo_open_tree(repo, commit, folder, &tree, err) < 0)
		return -1;
	if (tree)
		result = list_tree(&list, tree, folder, 0, err);
	git_tree_free(tree);
	if (result < 0)
		return -1;
	*entries = list.items;
	*count = list.count;
	return 0;
}

int repo_path_blob(struct repo *repo, const char *commit, const char *path, char blob[41],
	struct error *err)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? strndup(path, (size_t)(slash - path)) : strdup("");
	const git_tree_entry *entry;
	git_tree *tree = NULL;
	int result;

	result = folder ? repo_open_tree(repo, commit, folder, &tree, err)
			: error_set(err, ERR_GIT, "out of memory");
	free(folder);
	if (result < 0)
		return -1;
	entry = tree ? git_tree_entry_byname(tree, slash ? slash + 1 : path) : NULL;
	blob[0] = '\0';
	if (entry && is_regular(entry))
		git_oid_tostr(blob, 41, git_tree_entry_id(entry));
	git_tree_free(tree);
	return 0;
}

int repo_size(struct repo *repo, const char *blob, size_t *size, struct error *err)
{
	git_odb *odb = repo_odb(repo, err);
	git_object_t type;
	git_oid id;
	size_t length;

	if (!odb || parse_id(blob, &id, err) < 0)
		return -1;
	if (git_odb_read_header(&length, &type, odb, &id) < 0)
		return repo_object_error(repo, err, "blob");
	if (type != GIT_OBJECT_BLOB)
		return error_set(err, ERR_GIT, "object %s is not a blob", blob);
	*size = length;
	return 0;
}

bool repo_lacks(struct repo *repo, const char *blob)
{
	git_odb *odb = repo_odb(repo, NULL);
	git_oid id;

	return repo_is_partial(repo) && odb && !parse_id(blob, &id, NULL) &&
	       !git_odb_exists(odb, &id);
}

int repo_read(struct repo *repo, struct pool *pool, const char *blob, char **bytes,
	size_t *length, struct error *err)
{
	git_odb *odb = repo_odb(repo, err);
	git_odb_object *object = NULL;
	git_oid id, found;
	int result = -1;

	if (!odb || parse_id(blob, &id, err) < 0)
		return -1;
	if (git_odb_read(&object, odb, &id) < 0)
		return repo_object_error(repo, err, "blob");
	if (git_odb_object_type(object) != GIT_OBJECT_BLOB) {
		error_set(err, ERR_GIT, "object %s is not a blob", blob);
	} else if (git_odb_hash(&found, git_odb_object_data(object),
			   git_odb_object_size(object), GIT_OBJECT_BLOB) < 0 ||
		   !git_oid_equal(&found, &id)) {
		error_set(err, ERR_GIT, "blob %s is damaged", blob);
		error_hint(err, "`git fsck` tells more.");
	} else {
		*length = git_odb_object_size(object);
		*bytes = pool_strndup(pool, git_odb_object_data(object), *length);
		result = 0;
	}
	git_odb_object_free(object);
	return result;
}
