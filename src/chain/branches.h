#ifndef CHAIN_BRANCHES_H
#define CHAIN_BRANCHES_H

#include "base/conflict.h"
#include "chain/chain.h"

/*
 * What merging other commits into ours would make of the manifests, without doing it. As
 * git merges files, with revisions in their place: an id that the merge base has and one
 * side lacks was removed there; what only one side has changed is taken from it.
 *
 * Branches of a project are alike, so each blob is parsed once, whatever has it.
 */
struct chain_branches;

/* One other commit, found but not read. */
struct chain_branch {
	const char *commit;
	struct strings bases; /* the merge bases; none: there is no common history */
	const char *key;      /* equal for commits whose merge gives the same */
};

struct chain_union {
	const struct graph *graph;    /* after the merge; its problems left out */
	struct conflicts conflicts;   /* between the manifests themselves */
	struct strings ahead, behind; /* ids that only they, only we have; sorted */
	struct strings problems;      /* broken manifests of theirs, as sentences */
	bool empty;                   /* they have no manifests at all */
};

/* `ours` was loaded from a commit and lives as long, like the pool. */
struct chain_branches *chain_branches_open(struct pool *pool, const struct chain *ours);
void chain_branches_close(struct chain_branches *branches); /* NULL is fine */
int chain_branch_find(struct chain_branches *branches, struct pool *pool,
	const char *commit, struct chain_branch *branch, struct error *err);
/* The ids of revisions live as long as the branches; the rest is in the pool. */
int chain_branch_merge(struct chain_branches *branches, struct pool *pool,
	const struct chain_branch *branch, struct chain_union *result, struct error *err);
bool chain_branches_has(const struct chain_branches *branches, const char *id);

#endif
