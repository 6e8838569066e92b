#ifndef CLI_HOOK_PUBLISHED_H
#define CLI_HOOK_PUBLISHED_H

#include "cli/hook.h"

/*
 * The refs of git.published as a hook needs them. In a bare repository, what a clone knows
 * as refs/remotes/origin/main is refs/heads/main itself.
 */
void published_patterns(struct project *project, struct strings *patterns);

/* Their tips, each commit once. */
int published_tips(struct project *project, struct repo_ref **refs, unsigned *count,
	struct error *err);

/* Those of the commits that are one of the tips or its ancestor: others have them. */
int published_commits(struct project *project, const struct strings *commits,
	struct strings *published, struct error *err);

/* Is this one of them, now or once it is there? A full name: in a bare repository
 * refs/heads/..., else refs/remotes/.... */
bool published_has(struct project *project, const char *ref);

#endif
