#ifndef REPO_WALK_H
#define REPO_WALK_H

#include "base/text.h"
#include "repo/repo.h"

#include <stdint.h>

/*
 * History, as it changed the files below a few folders.
 *
 * What must stay true:
 * 1. A file of a commit that is as in one of its parents is no change; what differs from
 *    all of them is one, merges of any number of parents alike. So a commit whose folders
 *    have the same trees as those of a parent needs no look inside, and of others only the
 *    subtrees that differ from all parents' are read.
 * 2. Hidden commits and their ancestors are not told of. Where dates run backwards some
 *    of them may be all the same: whoever hides must cope with hearing a thing twice.
 * 3. Commits, trees and parents are read as they are stored: replace refs, grafts and
 *    commit-graph files change nothing. Of what git checks when it reads an object only
 *    the hash is not computed, as git itself does not.
 */

struct object_id {
	unsigned char bytes[20];
};

struct walk;
struct walk_commit;

/* A regular file that a commit added, changed or (against one parent only) removed. */
struct walk_change {
	struct walk_commit *commit;
	const char *path;             /* from the root of the tree; gone after the call */
	const struct object_id *blob; /* NULL: removed */
	/* In each parent it is compared to; NULL: not there. All of them, or, where `first`
	 * is true for a merge, only the first parent. */
	const struct object_id *const *before;
	unsigned parents;
	bool all;   /* it differs from all parents */
	bool first; /* the commit is on the first-parent line, it differs from the first */
};

struct walk_options {
	const char *tip; /* 40 hex digits, as all ids here */
	/* This commit and its ancestors are not told of; exactly so. NULL: none. */
	const char *since;
	/* Both are kept as long as the walk. */
	const struct strings *hidden;  /* see 2 */
	const struct strings *folders; /* "" : the root */
	bool (*wanted)(const char *name, bool folder);
	/* Ends at the boundary of a shallow clone; else that is ERR_SHALLOW_HISTORY. */
	bool allow_shallow;
	/* The file that walk_large_trees() has filled, if there is one; NULL: none. */
	const char *large_trees;
	/* A change; newest commits first, or oldest first where something is hidden: what
	 * a few commits stand on is then told before them. Only roughly so, and in no order
	 * otherwise that means anything. */
	int (*change)(void *data, const struct walk_change *change, struct error *err);
	/* A file of a commit where the walk ended before a root: `since` or what it is an
	 * ancestor of, or the boundary of a shallow clone. */
	int (*context)(void *data, const char *path, const struct object_id *blob,
		struct error *err);
	void *data;
};

/* Finds the commits. Nothing is told yet. */
int walk_open(struct repo *repo, struct pool *pool, const struct walk_options *options,
	struct walk **walk, struct error *err);
void walk_close(struct walk *walk); /* NULL is fine */
/* Goes on with another handle of the repository; before anything was told. */
int walk_use(struct walk *walk, struct repo *repo, struct error *err);

/*
 * The first-parent line, the tip first, down to the root, or to where the walk ends;
 * commits that are hidden are part of it, down to the first that `hidden` names: that one
 * is *known, which is NULL when none was met.
 */
int walk_line(struct walk *walk, struct walk_commit *const **line, unsigned *count,
	const char **known, struct error *err);
/* Tells all; `line`: also what happened on the line that walk_line() gave. */
int walk_run(struct walk *walk, bool line, struct error *err);

unsigned walk_judged(const struct walk *walk);      /* how many commits */
const char *walk_boundary(const struct walk *walk); /* of a shallow clone; NULL: none */
bool walk_met_since(const struct walk *walk);       /* is it an ancestor of the tip? */
/* Has some commit put a symbolic link or a submodule into the folders? */
bool walk_met_link(const struct walk *walk);

void walk_commit_hex(const struct walk_commit *commit, char hex[41]);
/* Of a commit on the line: how many of it come before. */
unsigned walk_line_place(const struct walk_commit *commit);
unsigned walk_parents(const struct walk_commit *commit);
struct walk_commit *walk_parent(const struct walk_commit *commit, unsigned i);

/* What to write for the next walk, from the tip on: its large trees as they are read best.
 */
int walk_large_trees(struct walk *walk, struct text *file, struct error *err);

/* The blob of a file in a commit that the walk told of, or in a parent of one. *there
 * false: none, or not a regular file. */
int walk_find(struct walk *walk, struct walk_commit *commit, const char *path,
	struct object_id *blob, bool *there, struct error *err);

/* Which of these commits are the tip or its ancestors? Exact, and as slow as it must be;
 * one that is not there at all is none. */
int repo_ancestors(struct repo *repo, const char *tip, const struct strings *commits,
	bool *found, struct error *err);

void object_id_hex(const struct object_id *id, char hex[41]);
bool object_id_equal(const struct object_id *a, const struct object_id *b);

#endif
