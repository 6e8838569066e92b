#include "repo/internal.h"

#include "base/file.h"

#include <string.h>

struct links {
	struct repo *repo;
	struct pool *pool;
	const char *folder; /* whose they are */
	struct repo_link *items;
	unsigned count, cap;
};

enum repo_link_kind repo_link_kind(unsigned mode)
{
	return mode == GIT_FILEMODE_LINK     ? LINK_SYMBOLIC
	       : mode == GIT_FILEMODE_COMMIT ? LINK_SUBMODULE
					     : LINK_FILE;
}

static void add(struct links *links, const char *path, git_filemode_t mode, bool instead)
{
	struct repo_link link = {path, links->folder, repo_link_kind(mode), instead};

	POOL_PUSH(links->pool, links->items, links->count, links->cap, link);
}

static int list(struct links *links, const git_oid *id, const char *folder, unsigned depth,
	struct error *err)
{
	git_tree *tree = NULL;
	int result = 0;

	if (depth > 512)
		return error_set(err, ERR_GIT, "folders are nested too deeply: %.100s",
			repo_shown_name(links->pool, folder));
	if (git_tree_lookup(&tree, links->repo->git, id) < 0)
		return repo_object_error(
			links->repo, err, repo_shown_name(links->pool, folder));
	for (size_t i = 0; result == 0 && i < git_tree_entrycount(tree); i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(tree, i);
		git_filemode_t mode = git_tree_entry_filemode(entry);
		const char *path;

		if (mode != GIT_FILEMODE_TREE && mode != GIT_FILEMODE_LINK &&
			mode != GIT_FILEMODE_COMMIT)
			continue;
		path = path_join(links->pool, folder, git_tree_entry_name(entry));
		if (mode == GIT_FILEMODE_TREE)
			result = list(
				links, git_tree_entry_id(entry), path, depth + 1, err);
		else
			add(links, path, mode, false);
	}
	git_tree_free(tree);
	return result;
}

/* The way down to the folder; it ends where something else stands in it. */
static int descend(struct links *links, const char *commit, const char *folder,
	git_tree **tree, struct error *err)
{
	const char *at = folder;

	if (repo_open_tree(links->repo, commit, "", tree, err) < 0)
		return -1;
	while (*tree && *at) {
		size_t length = strcspn(at, "/");
		char *name = pool_strndup(links->pool, at, length);
		char *path = pool_strndup(
			links->pool, folder, (size_t)(at - folder) + length);
		const git_tree_entry *entry = git_tree_entry_byname(*tree, name);
		git_tree *next = NULL;
		int code = 0;

		if (entry && git_tree_entry_type(entry) != GIT_OBJECT_TREE)
			add(links, path, git_tree_entry_filemode(entry), true);
		else if (entry)
			code = git_tree_lookup(
				&next, links->repo->git, git_tree_entry_id(entry));
		git_tree_free(*tree);
		*tree = next;
		if (code < 0)
			return repo_object_error(
				links->repo, err, repo_shown_name(links->pool, path));
		at += length + (at[length] == '/');
	}
	return 0;
}

int repo_links(struct repo *repo, struct pool *pool, const char *commit, const char *folder,
	struct repo_link **links, unsigned *count, struct error *err)
{
	struct links found = {.repo = repo, .pool = pool, .folder = folder};
	git_tree *tree = NULL;
	int result = descend(&found, commit, folder, &tree, err);

	if (result == 0 && tree)
		result = list(&found, git_tree_id(tree), folder, 0, err);
	git_tree_free(tree);
	if (result < 0)
		return -1;
	*links = found.items;
	*count = found.count;
	return 0;
}

int repo_has_link(struct repo *repo, const char *commit, const struct repo_link *link,
	bool *has, struct error *err)
{
	git_tree_entry *entry = NULL;
	git_tree *tree = NULL;
	int code;

	if (repo_open_tree(repo, commit, "", &tree, err) < 0)
		return -1;
	code = git_tree_entry_bypath(&entry, tree, link->path);
	git_tree_free(tree);
	if (code < 0 && code != GIT_ENOTFOUND)
		return repo_object_error(repo, err, "tree");
	*has = code == 0 && git_tree_entry_type(entry) != GIT_OBJECT_TREE &&
	       repo_link_kind(git_tree_entry_filemode(entry)) == link->kind;
	git_tree_entry_free(entry);
	return 0;
}
