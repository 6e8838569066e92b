#include "base/file.h"
#include "chain/internal.h"

#include <string.h>

/* The same trees have the same manifests: nothing needs to be read. */
static bool take_all(struct chain_reader *reader)
{
	chain_recall_all(reader);
	return chain_take_whole(reader);
}

static bool is_visible(const char *path)
{
	while (path) {
		if (*path == '.')
			return false;
		path = strchr(path, '/');
		path = path ? path + 1 : NULL;
	}
	return true;
}

void chain_add_entry(struct chain_reader *reader, const char *location, const char *folder,
	const struct repo_entry *entry)
{
	struct pool *pool = reader->chain->pool;
	const char *below = entry->path + (*folder ? strlen(folder) + 1 : 0);
	struct chain_file file = {.blob = entry->blob};

	if (!is_visible(below) || !chain_is_manifest(path_basename(below)))
		return;
	/* At the root of the tree, or of the location, the path is there already. */
	if (!strcmp(location, "."))
		file.path = below;
	else if (!strcmp(location, folder))
		file.path = entry->path;
	else
		file.path = path_join(pool, location, below);
	if (chain_is_config(reader->chain, file.path))
		return;
	POOL_PUSH(pool, reader->files, reader->count, reader->cap, file);
}

static int list_location(
	struct chain_reader *reader, const char *location, struct error *err)
{
	struct chain *chain = reader->chain;
	const char *folder = chain_tree_folder(chain, location);
	struct repo_entry *entries = NULL;
	unsigned count = 0;

	if (!folder)
		return 0;
	if (repo_list(chain->repo, chain->pool, chain->commit, folder, &entries, &count,
		    err) < 0)
		return -1;
	for (unsigned i = 0; i < count; i++)
		chain_add_entry(reader, location, folder, &entries[i]);
	return 0;
}

int chain_list_commit(struct chain_reader *reader, struct error *err)
{
	for (unsigned i = 0; i < reader->locations.count; i++)
		if (list_location(reader, reader->locations.items[i], err) < 0)
			return -1;
	return 0;
}

int chain_read_blob(struct chain_reader *reader, struct chain_file *file, struct error *err)
{
	struct chain *chain = reader->chain;
	struct pool own;
	char *bytes;
	size_t length;
	int result = -1;

	if (chain_recall(reader, file->blob, file->revision))
		return chain_take(reader, file, NULL, 0, file->blob, err);
	if (repo_size(chain->repo, file->blob, &length, err) < 0)
		return chain_unreadable(err, file->path);
	if (length > MANIFEST_MAX) {
		(void)error_set_at(err, ERR_MANIFEST_INVALID, file->path, 1, 1,
			"%zu bytes are more than a manifest may have", length);
		return chain_broken(reader, file->path, err);
	}
	pool_init(&own);
	if (repo_read(chain->repo, &own, file->blob, &bytes, &length, err) < 0)
		(void)chain_unreadable(err, file->path);
	else
		result = chain_take(reader, file, bytes, length, file->blob, err);
	pool_release(&own);
	return result;
}

int chain_from_commit(struct chain_reader *reader, struct error *err)
{
	if (reader->snapshot && take_all(reader))
		return 0;
	reader->stale = !reader->snapshot;
	if (chain_list_commit(reader, err) < 0)
		return -1;
	chain_sort(reader);
	chain_make_revisions(reader);
	for (unsigned i = 0; i < reader->count; i++)
		if (chain_read_blob(reader, &reader->files[i], err) < 0)
			return -1;
	return 0;
}
