#ifndef CHAIN_CHAIN_H
#define CHAIN_CHAIN_H

#include "base/error.h"
#include "base/pool.h"
#include "config/config.h"
#include "graph/graph.h"
#include "manifest/manifest.h"
#include "repo/repo.h"

struct snapshot;

#define CHAIN_SNAPSHOTS 3

/*
 * The chain: the manifests of a project, from the work tree, a commit or the index, as a
 * graph.
 *
 * A manifest is a regular file *.yaml or *.yml at any depth below a version location.
 * gitmig.yaml itself, hidden files and folders, symbolic links and submodules are passed
 * over, in the work tree as in a commit; a location that is not there has none. The order
 * of `revisions` is that of their paths. A path is relative to the config's folder, also in
 * errors. A path of the index that is in conflict (not merged yet) counts as a broken
 * manifest; one that is only intended to be added is not there.
 *
 * What was parsed of each manifest's head is kept in snapshots under the git folder (see
 * snapshot.h), found again by the file's stat data (work tree), the trees' ids (commit) or
 * the blob's id (index). They are only ever a shortcut: missing, stale, damaged, read-only
 * or written by two at once, the result is the same.
 *
 * A revision's blob is that of the bytes as they are on the disk or in the commit. Where
 * git converts line ends, or filters, the two differ; the digest does not.
 */
struct chain_source {
	enum chain_kind { CHAIN_WORK_TREE, CHAIN_COMMIT, CHAIN_INDEX } kind;
	const char *commit; /* 40 hex digits; of CHAIN_COMMIT only */
};

struct chain {
	struct pool *pool;
	const struct config *config;
	struct repo *repo; /* NULL: no repository */
	enum chain_kind kind;
	const char *commit; /* 40 hex digits: read from this commit; else NULL */
	/* The config's folder within the tree, "" at its root. Where gitmig.yaml was found
	 * in the commit itself the caller of chain_load sets it before; NULL: the config's
	 * folder as it lies in the work tree. */
	const char *prefix;
	struct graph *graph;
	struct revision **revisions; /* one per file, before duplicates were folded */
	unsigned count;
	struct snapshot *snapshots[CHAIN_SNAPSHOTS]; /* what the revisions point into */
};

/*
 * problems NULL: the first broken manifest or link is the error. Else broken files and
 * links are listed and the rest is there; a broken file has a revision without id ("") that
 * holds its path, printable or not. source NULL: the work tree. Of *chain, prefix is read
 * (with a commit or the index), the rest written.
 */
int chain_load(struct chain *chain, struct pool *pool, const struct config *config,
	struct repo *repo, const struct chain_source *source,
	struct graph_problems *problems, struct error *err);
/* Gives back what the pool does not own; the revisions are then gone. A process that ends
 * anyway need not. */
void chain_release(struct chain *chain);

/* The bytes and the whole manifest of a revision. The bytes are those whose blob id the
 * revision has: a file that has changed since is ERR_IO. */
int chain_read(const struct chain *chain, struct pool *pool,
	const struct revision *revision, char **bytes, size_t *length, struct error *err);
int chain_manifest(const struct chain *chain, struct pool *pool,
	const struct revision *revision, struct manifest *manifest, struct error *err);

#endif
