#ifndef CLI_HOOK_STAGED_H
#define CLI_HOOK_STAGED_H

#include "chain/staged.h"
#include "cli/hook.h"

/* One project as a commit that is about to be made would have it. */
struct staged {
	struct project *project;
	struct chain_staged *files;

	struct map changed;            /* paths in the index whose content no parent has */
	struct chain_differences gone; /* what a parent has and the index has not */

	struct revisions fresh; /* those of `changed` that could be read */

	bool loaded;
	struct chain chain; /* of the index */
	struct graph_problems problems;
};

/* Compares the index with its parents (commits, 40 hex digits; none: the first commit). */
int staged_compare(struct staged *staged, const struct strings *parents, struct error *err);
/* Reads the index's chain, once. */
int staged_load(struct staged *staged, struct error *err);
/* What is wrong with what is changed, by itself and in its links. */
int staged_judge(struct staged *staged, struct findings *findings, struct error *err);
/* What is wrong with the fresh ones by themselves; before: ids that a parent has. */
int staged_judge_fresh(struct staged *staged, const struct strings *before,
	struct findings *findings, struct error *err);
/* edited, reparented and removed, of published revisions; once the fresh ones are known. */
int staged_judge_published(
	struct staged *staged, struct findings *findings, struct error *err);

#endif
