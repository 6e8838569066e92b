#ifndef CHAIN_CHAIN_H
#define CHAIN_CHAIN_H

#include "base/error.h"
#include "base/pool.h"
#include "config/config.h"
#include "graph/graph.h"
#include "manifest/manifest.h"
#include "repo/repo.h"

/*
 * The chain: the manifests of a project, from the work tree or from a commit, as a graph.
 *
 * What was parsed of each manifest's head is kept in one file under the git folder, found
 * again by the file's stat data (work tree) or blob id. It is only ever a shortcut:
 * missing, stale, damaged, read-only or written by two at once, the result is the same.
 */
struct chain {
	struct pool *pool;
	const struct config *config;
	struct repo *repo;  /* NULL: no repository */
	const char *commit; /* 40 hex digits: read from this commit; NULL: the work tree */
	const char *prefix; /* the config's folder within the tree, "" at its root */
	struct graph *graph;
	struct revision **revisions; /* one per file, before duplicates were folded */
	unsigned count;
};

/* problems NULL: the first broken manifest or link is the error. Else broken files and
 * links are listed and the rest is there. */
int chain_load(struct chain *chain, struct pool *pool, const struct config *config,
	struct repo *repo, const char *commit, struct graph_problems *problems,
	struct error *err);

/* The bytes and the whole manifest of a revision. The bytes are those whose blob id the
 * revision has: a file that has changed since is ERR_IO. */
int chain_read(const struct chain *chain, struct pool *pool,
	const struct revision *revision, char **bytes, size_t *length, struct error *err);
int chain_manifest(const struct chain *chain, struct pool *pool,
	const struct revision *revision, struct manifest *manifest, struct error *err);

#endif
