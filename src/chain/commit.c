#include "base/file.h"
#include "chain/internal.h"

#include <string.h>

/* The same trees have the same manifests: nothing needs to be read. */
static bool take_all(struct chain_source *source)
{
	struct snapshot *snapshot = source->snapshot;
	struct pool *pool = source->chain->pool;
	unsigned count = snapshot->header->files;

	source->files = pool_array(pool, struct chain_file, count);
	source->count = count;
	chain_make_revisions(source);
	for (unsigned i = 0; i < count; i++) {
		const struct snapshot_file *entry = &snapshot->files[i];
		struct chain_file *file = &source->files[i];

		file->path = snapshot_string(snapshot, entry->path);
		if (!file->path ||
			!snapshot_revision(snapshot, pool, entry->record, file->revision))
			return false; /* one that was broken, so that it is judged again */
		file->revision->path = file->path;
		file->taken = true;
	}
	return true;
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

static int list_location(
	struct chain_source *source, const char *location, struct error *err)
{
	struct chain *chain = source->chain;
	const char *folder = chain_tree_folder(chain, location);
	struct repo_entry *entries = NULL;
	unsigned count = 0;
	size_t skipped;

	if (!folder)
		return 0;
	if (repo_list(chain->repo, chain->pool, chain->commit, folder, &entries, &count,
		    err) < 0)
		return -1;
	skipped = *folder ? strlen(folder) + 1 : 0;
	for (unsigned i = 0; i < count; i++) {
		const char *below = entries[i].path + skipped;
		struct chain_file file = {.blob = entries[i].blob};

		if (!is_visible(below) || !chain_is_manifest(path_basename(below)))
			continue;
		file.path = !strcmp(location, ".")
				    ? below
				    : path_join(chain->pool, location, below);
		POOL_PUSH(chain->pool, source->files, source->count, source->cap, file);
	}
	return 0;
}

static int read_blob(
	struct chain_source *source, struct chain_file *file, struct error *err)
{
	struct chain *chain = source->chain;
	struct pool own;
	char *bytes;
	size_t length;
	int result = -1;

	if (chain_recall(source, file->blob, file->revision))
		return chain_take(source, file, NULL, 0, file->blob, err);
	if (repo_size(chain->repo, file->blob, &length, err) < 0)
		return -1;
	if (length > MANIFEST_MAX) {
		(void)error_set_at(err, ERR_MANIFEST_INVALID, file->path, 0, 0,
			"%zu bytes are more than a manifest may have", length);
		return chain_broken(source, file->path, err);
	}
	pool_init(&own);
	if (repo_read(chain->repo, &own, file->blob, &bytes, &length, err) == 0)
		result = chain_take(source, file, bytes, length, file->blob, err);
	pool_release(&own);
	return result;
}

int chain_from_commit(struct chain_source *source, struct error *err)
{
	if (source->snapshot && take_all(source))
		return 0;
	source->stale = !source->snapshot;
	source->files = NULL;
	source->count = source->cap = 0;
	for (unsigned i = 0; i < source->locations.count; i++)
		if (list_location(source, source->locations.items[i], err) < 0)
			return -1;
	chain_sort(source);
	chain_make_revisions(source);
	for (unsigned i = 0; i < source->count; i++)
		if (read_blob(source, &source->files[i], err) < 0)
			return -1;
	return 0;
}
