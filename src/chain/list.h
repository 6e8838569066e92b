#ifndef CHAIN_LIST_H
#define CHAIN_LIST_H

#include "chain/chain.h"

/*
 * The manifest files of a commit or of the index, without reading them: enough to see which
 * ones differ. By path; paths are relative to the config's folder.
 */
struct chain_entry {
	const char *path;
	const char *blob; /* "": in conflict */
};

struct chain_entries {
	struct chain_entry *items;
	unsigned count;
};

/* prefix as in struct chain. */
int chain_list(struct pool *pool, const struct config *config, struct repo *repo,
	const struct chain_source *source, const char *prefix,
	struct chain_entries *entries, struct error *err);

/* What one of these files says, without a graph. ERR_MANIFEST_INVALID. */
int chain_entry_read(struct pool *pool, struct repo *repo, const struct chain_entry *entry,
	struct revision *revision, struct error *err);

#endif
