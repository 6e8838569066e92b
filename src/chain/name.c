#include "base/file.h"
#include "chain/internal.h"

#include <stdlib.h>
#include <string.h>

bool chain_is_manifest(const char *name)
{
	const char *dot = strrchr(name, '.');

	return *name != '.' && dot && (!strcmp(dot, ".yaml") || !strcmp(dot, ".yml"));
}

const char *chain_config_name(const struct config *config)
{
	const char *name = path_basename(config->file), *colon = strrchr(name, ':');

	return colon ? colon + 1 : name;
}

/* Two paths from the config's folder. */
static bool is_same(const char *folder, const char *one, const char *other)
{
	struct pool scratch;
	bool same;

	if (strncmp(one, "../", 3) != 0 && strncmp(other, "../", 3) != 0)
		return !strcmp(one, other);
	pool_init(&scratch);
	same = !strcmp(path_absolute(&scratch, path_join(&scratch, folder, one)),
		path_absolute(&scratch, path_join(&scratch, folder, other)));
	pool_release(&scratch);
	return same;
}

bool chain_is_config(const struct chain *chain, const char *path)
{
	const struct config *config = chain->config;
	const char *name = chain_config_name(config);

	if (strcmp(path_basename(path), name) != 0)
		return false;
	return is_same(config->folder, path, name) ||
	       (config->moved_from && is_same(config->folder, path, config->moved_from));
}

static bool is_inside(const char *path, const char *folder)
{
	size_t length = strlen(folder);

	if (!strcmp(folder, "."))
		return strcmp(path, "..") != 0 && strncmp(path, "../", 3) != 0;
	return !strncmp(path, folder, length) && (!path[length] || path[length] == '/');
}

void chain_locations(
	struct pool *pool, const struct config *config, struct strings *locations)
{
	const struct strings *wanted = &config->version_locations;
	struct strings all = {0};

	for (unsigned i = 0; i < wanted->count; i++) {
		const char *path = path_absolute(
			pool, path_join(pool, config->folder, wanted->items[i]));

		strings_add(pool, &all, path_relative(pool, config->folder, path));
	}
	strings_sort(&all);
	memset(locations, 0, sizeof(*locations));
	for (unsigned i = 0; i < all.count; i++) {
		bool inside = false;

		for (unsigned j = 0; j < all.count && !inside; j++)
			inside = is_inside(all.items[i], all.items[j]) &&
				 (strcmp(all.items[i], all.items[j]) != 0 || j < i);
		if (!inside)
			strings_add(pool, locations, all.items[i]);
	}
}

const char *chain_tree_folder(const struct chain *chain, const char *location)
{
	/* A first folder that no path has shows whether ".." leads out of the tree. */
	static const char root[] = "/\x01";
	struct pool *pool = chain->pool;
	const char *path = path_join(pool, path_join(pool, root, chain->prefix), location);

	path = path_absolute(pool, path);
	if (strncmp(path, root, strlen(root)) != 0)
		return NULL;
	path += strlen(root);
	return *path == '/' ? path + 1 : *path ? NULL : path;
}

const char *chain_prefix(
	struct pool *pool, const struct config *config, const struct repo *repo)
{
	const char *top = repo ? repo_workdir(repo) : NULL;
	char *folder = top ? realpath(config->folder, NULL) : NULL;
	char *root = top ? realpath(top, NULL) : NULL;
	const char *prefix = "";

	if (folder && root && strcmp(folder, root) != 0)
		prefix = path_relative(pool, root, folder);
	if (!strcmp(prefix, "..") || !strncmp(prefix, "../", 3))
		prefix = "";
	free(folder);
	free(root);
	return prefix;
}
