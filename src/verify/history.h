#ifndef VERIFY_HISTORY_H
#define VERIFY_HISTORY_H

#include "base/error.h"
#include "base/finding.h"
#include "chain/chain.h"

/*
 * The chain against git's history (contract 5): what no tree can say of itself.
 *
 * A commit has a revision when a manifest of its tree says so; the path plays no part. One
 * that cannot be parsed has no id. A commit introduces a revision when its tree has it and
 * no parent commit's tree has: a rename, a merge and a revert of a removal's neighbour
 * introduce nothing, a cherry-pick, a squash and a second life do. Replace refs and grafts
 * are not looked at, so that everybody judges the same history.
 *
 * What was found of commits that do not change is remembered under the git folder (see
 * memory.h). It is only ever a shortcut.
 */
struct head;

struct history {
	/* Of REV (or of the index, for history_compare only), loaded with `problems`. Its
	 * config says what is judged: version_locations, git.since. */
	const struct chain *chain;
	const struct graph_problems *problems;
	bool allow_shallow;
	bool line; /* edited, reparented and removed on REV's first-parent line as well */
	/* For tests: nothing is recalled or remembered; how many new commits are worth it
	 * (0: as many as it says). */
	bool no_memory;
	unsigned worth;

	/* Filled in. With allow_shallow: one of the commits where the clone ends, whose
	 * manifests and all that came before could not be judged. */
	char boundary[41]; /* "" : all of the history was seen */
	unsigned judged;   /* commits of which the clone shows the parents as well */
	bool remembered;   /* what was found of this tip, whoever asks next */
};

/*
 * parent-not-in-history (error), at every commit that introduces a revision which REV's
 * tree has; with `line`, the warnings edited, reparented and removed, one for a revision:
 * the last commit that did so. The commit of git.since and its ancestors are not judged.
 * ERR_SHALLOW_HISTORY: the clone lacks what would have to be looked at. ERR_GIT: so does
 * the object database, or it is damaged.
 */
int history_check(struct history *history, struct pool *pool, struct findings *findings,
	struct error *err);

/*
 * The same in two halves, for who has something else to do meanwhile: where that is worth
 * it, the commits are read by another thread, with a repository handle of its own. The
 * chain need not be loaded before history_finish: history_start takes its pool, config,
 * repo, prefix and commit. One of history_finish and history_drop must be called.
 */
struct history_task;
struct history_task *history_start(struct history *history);
int history_finish(struct history_task *task, struct pool *pool, struct findings *findings,
	struct error *err);
void history_drop(struct history_task *task);

/*
 * Without a chain: is this tip remembered, and have the commits since, a few on its own
 * line, done nothing but add manifests that are in order as far as the history says, or
 * change what no digest covers? Then history_finish would find nothing, and REV's tree is
 * the tip's with these files. They live until the task ends.
 */
struct history_added {
	const char *path; /* from the root of the tree */
	const struct head *head;
	bool is_new; /* otherwise its message was changed, or its review */
};
bool history_adds(struct history_task *task, const char *tip, struct history_added **added,
	unsigned *count);

/*
 * What became of the revisions of a commit's tree, REV's merge base with a branch or the
 * published ref's old tip: edited, removed (errors), reparented (warning); and
 * order-changed, where a revision that is new has a child that is old. With several bases
 * (a criss-cross merge) a revision is unchanged that is as in one of them.
 */
int history_compare(const struct history *history, struct pool *pool,
	const struct strings *bases, struct findings *findings, struct error *err);

#endif
