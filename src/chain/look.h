#ifndef CHAIN_LOOK_H
#define CHAIN_LOOK_H

#include "chain/chain.h"

/*
 * Looks into the version folders of many commits (branches, tags, the reflog) without
 * loading a chain of each, where the gitmig.yaml of each says they are. Trees that are
 * equal are listed once, blobs that are equal are parsed once, and the work is bounded,
 * however many commits there are: whoever looks does so for a hint.
 */
struct look;

/* Where a revision was found. */
struct look_hit {
	const char *id;   /* all of it */
	const char *path; /* from the root of the tree */
};

/* The chain need not be loaded: its config and its repo will do, and its prefix where that
 * is not the config's folder in the work tree. */
struct look *look_open(struct pool *pool, const struct chain *chain);
void look_close(struct look *look);
/* The work was too much: what comes is not looked at any more. */
bool look_exhausted(const struct look *look);

/* Has the commit a revision with this id or branch label, or only one whose id begins so (4
 * characters or more)? What was looked at before is passed over: it had none. */
bool look_find(
	struct look *look, const char *commit, const char *name, struct look_hit *hit);
/* The ids of its heads, sorted; none where it cannot be read. They live as long as pool. */
void look_heads(struct look *look, const char *commit, struct strings *ids);

#endif
