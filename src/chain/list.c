#include "chain/list.h"

#include "chain/internal.h"

#include <string.h>

int chain_list(struct pool *pool, const struct config *config, struct repo *repo,
	const struct chain_source *source, const char *prefix,
	struct chain_entries *entries, struct error *err)
{
	struct chain chain = {.pool = pool,
		.config = config,
		.repo = repo,
		.kind = source->kind,
		.commit = source->commit,
		.prefix = prefix ? prefix : chain_prefix(pool, config, repo)};
	struct chain_reader reader = {.chain = &chain};
	struct chain_entry *items;

	chain_locations(pool, config, &reader.locations);
	if ((source->kind == CHAIN_INDEX ? chain_list_index(&reader, err)
					 : chain_list_commit(&reader, err)) < 0)
		return -1;
	chain_sort(&reader);
	items = pool_array(pool, struct chain_entry, reader.count);
	for (unsigned i = 0; i < reader.count; i++)
		items[i] = (struct chain_entry){reader.files[i].path, reader.files[i].blob};
	entries->items = items;
	entries->count = reader.count;
	return 0;
}

int chain_entry_read(struct pool *pool, struct repo *repo, const struct chain_entry *entry,
	struct revision *revision, struct error *err)
{
	struct pool own;
	char *bytes;
	size_t length;
	int result;

	if (repo_size(repo, entry->blob, &length, err) < 0)
		return -1;
	if (length > MANIFEST_MAX)
		return error_set_at(err, ERR_MANIFEST_INVALID, entry->path, 0, 0,
			"%zu bytes are more than a manifest may have", length);
	pool_init(&own);
	result = repo_read(repo, &own, entry->blob, &bytes, &length, err);
	if (result == 0)
		result = chain_parse(
			pool, entry->path, bytes, length, entry->blob, revision, err);
	pool_release(&own);
	return result;
}
