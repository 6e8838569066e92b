#ifndef CHAIN_STAGED_H
#define CHAIN_STAGED_H

#include "chain/chain.h"

/*
 * Which manifest files of the index differ from those of commits, without reading them:
 * what is staged is one among ten thousand. Paths are relative to the config's folder.
 */
struct chain_staged;

struct chain_difference {
	const char *path;
	const char *index_blob, *commit_blob; /* "": not there */
};

struct chain_differences {
	struct chain_difference *items;
	unsigned count, cap;
};

/* prefix as in struct chain. */
int chain_staged_open(struct pool *pool, const struct config *config, struct repo *repo,
	const char *prefix, struct chain_staged **staged, struct error *err);
/* Is something below the version locations in conflict? It is not compared. */
bool chain_staged_unmerged(const struct chain_staged *staged);
/* Links among the manifests, or in the place of their folders, in the order of the index.
 */
const struct repo_link *chain_staged_links(
	const struct chain_staged *staged, unsigned *count);
/* Has the commit ("": none yet) the same among or in place of its own folders? */
int chain_staged_has_link(struct chain_staged *staged, const char *commit,
	const struct repo_link *link, bool *has, struct error *err);
/* By path. commit "": there is none yet. Commits with the same trees are compared once. */
int chain_staged_compare(struct chain_staged *staged, const char *commit,
	const struct chain_differences **differences, struct error *err);

/* What one such file says, without a graph. ERR_MANIFEST_INVALID. */
int chain_read_head(struct pool *pool, struct repo *repo, const char *path,
	const char *blob, struct revision *revision, struct error *err);

#endif
