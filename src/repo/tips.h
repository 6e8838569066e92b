#ifndef REPO_TIPS_H
#define REPO_TIPS_H

#include "repo/repo.h"

/*
 * Commits that something in this repository names: where a thing may be that is not here.
 * A name whose commit cannot be read is left out, so nothing here fails.
 */
enum tip_kind {
	TIP_HEAD,
	TIP_BRANCH,
	TIP_WORKTREE, /* another worktree's HEAD that is on no branch */
	TIP_REMOTE,
	TIP_TAG,
	TIP_OTHER,  /* refs/stash, refs/pull/... */
	TIP_REFLOG, /* what a branch or HEAD was at before */
};

struct repo_tip {
	enum tip_kind kind;
	const char *name; /* "refs/heads/feature", "HEAD", "worktrees/w/HEAD", "HEAD@{3}" */
	char commit[41];
	long long time;       /* when it was committed; see repo_tips() */
	const char *worktree; /* another worktree that has it checked out, absolute; NULL */
	bool first; /* HEAD, or one of those that repo_tips() was asked for first */
};

/* All but the reflog, by kind; within a kind the latest commit first, then by name. No more
 * than `limit`: *more, then, is true. The refs that `first` names (globs; what a symbolic
 * ref leads to) are there if any are. */
void repo_tips(struct repo *repo, struct pool *pool, const struct strings *first,
	unsigned limit, struct repo_tip **tips, unsigned *count, bool *more);
/* What the reflogs of HEAD and of the branches name, each log from its latest entry on;
 * each commit once. */
void repo_reflogs(struct repo *repo, struct pool *pool, unsigned limit,
	struct repo_tip **tips, unsigned *count);

#endif
