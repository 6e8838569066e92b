#ifndef CLI_HOOK_MERGE_H
#define CLI_HOOK_MERGE_H

#include "base/conflict.h"
#include "cli/hook.h"

/* Several heads after a merge: their merge manifest, where it is safe. */

/* The heads that nobody means to keep apart; fewer than two: none. */
void hook_heads(struct pool *pool, const struct graph *graph, struct strings *heads);

/* What became of it. */
struct hook_merge {
	struct revision *made; /* id, path and origin; nobody has reviewed it. NULL: none */
	struct strings heads;
	struct conflicts conflicts;
};

/* Makes the manifest of the chain's heads in the work tree and stages it in the index that
 * git means, unless there are conflicts. `chain` has what is to be merged. */
int hook_merge_stage(struct project *project, const struct chain *chain,
	const struct strings *heads, struct hook_merge *merge, struct error *err);
/* Tells what was made, or why not. */
void hook_merge_tell(struct project *project, const struct hook_merge *merge);

#endif
