#include "chain/chain.h"

#include "base/file.h"
#include "chain/internal.h"

#include <string.h>

static int read_all(struct chain_reader *reader, struct error *err)
{
	struct chain *chain = reader->chain;

	if (chain->kind == CHAIN_COMMIT)
		return chain_from_commit(reader, err);
	if (chain->kind == CHAIN_INDEX)
		return chain_from_index(reader, err);
	return chain_from_worktree(reader, err);
}

void chain_release(struct chain *chain)
{
	for (unsigned i = 0; i < CHAIN_SNAPSHOTS; i++) {
		snapshot_close(chain->snapshots[i]);
		chain->snapshots[i] = NULL;
	}
}

static int build(struct chain_reader *reader, struct error *err)
{
	struct chain *chain = reader->chain;

	if (reader->whole && reader->graph) {
		chain->graph = reader->graph;
		return 0;
	}
	if (!reader->whole) {
		chain->revisions = pool_array(
			chain->pool, struct revision *, reader->count);
		for (unsigned i = 0; i < reader->count; i++)
			if (reader->files[i].taken)
				chain->revisions[chain->count++] =
					reader->files[i].revision;
	}
	return graph_build(chain->pool, chain->revisions, chain->count, reader->problems,
		&chain->graph, err);
}

int chain_load(struct chain *chain, struct pool *pool, const struct config *config,
	struct repo *repo, const struct chain_source *source,
	struct graph_problems *problems, struct error *err)
{
	struct chain loaded = {.pool = pool, .config = config, .repo = repo};
	struct chain_reader reader = {.chain = &loaded, .problems = problems};
	struct error own = {0};
	int result;

	if (source) {
		loaded.kind = source->kind;
		if (loaded.kind == CHAIN_COMMIT)
			loaded.commit = pool_strdup(pool, source->commit);
		if (loaded.kind != CHAIN_WORK_TREE)
			loaded.prefix = chain->prefix;
	}
	if (!loaded.prefix)
		loaded.prefix = chain_prefix(pool, config, repo);
	reader.started = chain_clock(true);
	chain_locations(pool, config, &reader.locations);
	chain_open_snapshot(&reader);
	loaded.snapshots[0] = reader.snapshot;
	for (unsigned i = 0; i < CHAIN_DONORS; i++)
		loaded.snapshots[i + 1] = reader.donors[i];
	result = read_all(&reader, &own);
	if (result == 0) {
		result = build(&reader, &own);
		chain_keep(&reader);
	}
	if (result == 0) {
		*chain = loaded;
		return 0;
	}
	chain_release(&loaded);
	if (err)
		*err = own;
	return -1;
}

int chain_read(const struct chain *chain, struct pool *pool,
	const struct revision *revision, char **bytes, size_t *length, struct error *err)
{
	const char *path = path_join(pool, chain->config->folder, revision->path);
	char blob[41], *data;
	size_t size;

	if (chain->kind != CHAIN_WORK_TREE)
		return repo_read(chain->repo, pool, revision->blob, bytes, length, err)
			       ? chain_unreadable(err, revision->path)
			       : 0;
	if (file_read(pool, path, MANIFEST_MAX, &data, &size, err) < 0)
		return -1;
	repo_blob_id(data, size, blob);
	if (strcmp(blob, revision->blob) != 0)
		return error_set_at(err, ERR_IO, revision->path, 0, 0,
			"the file has changed since it was read");
	*bytes = data;
	*length = size;
	return 0;
}

int chain_manifest(const struct chain *chain, struct pool *pool,
	const struct revision *revision, struct manifest *manifest, struct error *err)
{
	char *bytes;
	size_t length;

	if (chain_read(chain, pool, revision, &bytes, &length, err) < 0)
		return -1;
	return manifest_load(pool, revision->path, bytes, length, manifest, err);
}
