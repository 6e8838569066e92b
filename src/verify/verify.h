#ifndef VERIFY_VERIFY_H
#define VERIFY_VERIFY_H

#include "base/finding.h"
#include "chain/chain.h"

/*
 * The chain against git (contract 5): what `verify` and the hooks find. What must stay
 * true:
 *
 * 1. Manifests are read from a commit's tree or from the index, never from the work tree.
 * 2. The policy is the config that the caller hands in, wherever it is from.
 * 3. Whatever cannot be judged is an error, never silence: a history that is cut off, an
 *    object that is missing, a base without anything in common.
 * 4. What is remembered (see history.h, verdict.h) only ever makes it faster.
 */
struct driver;

struct verify {
	struct repo *repo;
	const struct config *config;
	struct pool *pool;
	/* The config's folder within the tree; NULL: as it lies in the work tree. */
	const char *prefix;
	/* What is judged, 40 hex digits; NULL: the index, as if it were committed on HEAD.
	 */
	const char *commit;
	/* Commits whose manifests must still be there as they were, 40 hex digits: the
	 * merge bases with a branch, or a ref's old tip. edited, reparented, removed and
	 * order-changed are then found against them, and not along the history. */
	struct strings bases;
	/* NULL, or a commit that was judged already: a manifest that is in its tree as it
	 * is now is not judged again by itself (its form, its review, its content). */
	const char *known;
	bool tree_only;     /* the history is not walked */
	bool replay;        /* up, down, up on a database of `scratch` */
	bool allow_shallow; /* a note instead of ERR_SHALLOW_HISTORY */
	const struct driver *scratch;
};

/* What was judged, with its broken links left out. */
struct verified {
	const char *prefix; /* of the config's folder within the tree, "" : its root */
	unsigned revisions;
	struct strings heads; /* ids */
};

/*
 * Adds what it finds, sorted.
 * Errors: ERR_GIT, ERR_SHALLOW_HISTORY, ERR_CONFIG_INVALID (git.since), ERR_IO and the
 * scratch database's. Findings are no error.
 */
int verify_run(const struct verify *verify, struct verified *verified,
	struct findings *findings, struct error *err);

/* The parts that need no more than a graph; they append. */

/* duplicate-revision: two files with the same revision in the same form. */
void verify_copies(const struct chain *chain, struct pool *pool, struct findings *findings);
/* multiple-heads: more than one head, unless every head's lineage carries a branch label
 * that no other head's does. */
void verify_heads(struct pool *pool, const struct graph *graph, struct findings *findings);
/* manifest-invalid of a link among the chain's manifests, or in the place of a folder. */
void verify_link(const struct chain *chain, struct pool *pool, const struct repo_link *link,
	struct findings *findings);
/* unreviewed, stale-review, rejected, self-reviewed. author: who counts as the author where
 * the manifest names nobody; NULL: not known. */
void verify_review(struct pool *pool, const struct config *config,
	const struct revision *revision, const char *author, struct findings *findings);
/* Who counts as the author of a revision whose manifest names nobody: who wrote the commit
 * that introduced it, on some line from verify->commit or HEAD; where that lacks it, who
 * would. NULL: not known. */
int verify_author(const struct verify *verify, const struct revision *revision,
	const char **author, struct error *err);

#endif
