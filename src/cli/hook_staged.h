#ifndef CLI_HOOK_STAGED_H
#define CLI_HOOK_STAGED_H

#include "chain/staged.h"
#include "cli/hook.h"

/* One project as a commit that is about to be made would have it. */
struct staged {
	struct project *project;
	struct chain_staged *files;

	struct strings commits; /* the parents, HEAD first; "": none yet */

	/* Those that count: HEAD, and of a merge's others the published ones. */
	struct strings parent_commits;
	const struct chain_differences **parents; /* of each, what differs */
	unsigned parent_count;
	struct map changed; /* paths in the index whose content none of them has */
	struct chain_differences gone; /* what one of them has and the index has not */

	struct revisions fresh; /* those of `changed` that could be read */

	bool loaded;
	struct chain chain; /* of the index */
	struct graph_problems problems;
};

/*
 * Compares the index with HEAD (40 hex digits; "": none yet) and the commits that are being
 * merged. What comes from a published one has been judged where it was published; what
 * comes from another is judged here, as if it were new.
 */
int staged_compare(struct staged *staged, const char *head, const struct strings *others,
	struct error *err);
/* What stands among the manifests, or in the place of their folder, and is none. */
int staged_judge_links(struct staged *staged, struct findings *findings, struct error *err);
/* NULL: the two do not differ there. */
const struct chain_difference *staged_find_path(
	const struct chain_differences *differences, const char *path);
/* The ids and labels of what a parent has and the index has otherwise, or not at all. */
void staged_gone_names(struct staged *staged, struct strings *names);
/* Reads the index's chain, once. */
int staged_load(struct staged *staged, struct error *err);
/* What is wrong with what is changed, by itself and in its links. */
int staged_judge(struct staged *staged, struct findings *findings, struct error *err);
/* What is wrong with the fresh ones by themselves; before: ids that a parent has. */
int staged_judge_fresh(struct staged *staged, const struct strings *before,
	struct findings *findings, struct error *err);
/* Has somebody reviewed it? author: see verify_review(). */
void staged_judge_review(const struct staged *staged, const struct revision *revision,
	const char *author, struct findings *findings);
/* edited, reparented and removed, of published revisions; once the fresh ones are known. */
int staged_judge_published(
	struct staged *staged, struct findings *findings, struct error *err);

#endif
