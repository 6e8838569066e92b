#include "chain/internal.h"

/* Where nothing has changed, all revisions are those of the snapshot, and their graph is
 * the one that was kept with them. */

void chain_recall_all(struct chain_reader *reader)
{
	struct snapshot *snapshot = reader->snapshot;
	struct pool *pool = reader->chain->pool;

	reader->recalled = snapshot_revisions(snapshot, pool);
	if (reader->recalled && snapshot->header->links)
		reader->graph = graph_restore(pool, reader->recalled,
			snapshot->header->records, snapshot->links,
			snapshot->header->links);
}

bool chain_take_whole(struct chain_reader *reader)
{
	struct chain *chain = reader->chain;
	const struct snapshot *snapshot = reader->snapshot;
	uint32_t count = snapshot->header->files;
	struct revision **revisions;

	if (!reader->recalled)
		return false;
	revisions = pool_array(chain->pool, struct revision *, count);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t record = snapshot->files[i].record;

		if (record >= snapshot->header->records || !reader->recalled[record].path)
			return false; /* one that was broken, so that it is judged again */
		revisions[i] = &reader->recalled[record];
	}
	chain->revisions = revisions;
	chain->count = count;
	reader->whole = true;
	return true;
}
