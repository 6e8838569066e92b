#ifndef REPO_STAGED_H
#define REPO_STAGED_H

#include "repo/repo.h"

/*
 * The index against commits, without making anything of the files that are the same: what
 * is staged is one file among ten thousand.
 */
struct staged_index;

/* The files of the index below these folders ("" : all), as repo_index_list() has them.
 * What is given lives as long as the pool. */
int staged_index_open(struct repo *repo, struct pool *pool, const struct strings *folders,
	struct staged_index **index, struct error *err);

/* Are some of them in conflict? Those are not compared. */
bool staged_index_unmerged(const struct staged_index *index);

/* What repo_links() tells of a commit, of all the folders. */
const struct repo_link *staged_index_links(
	const struct staged_index *index, unsigned *count);

/* A file that is not the same in both. */
struct staged_difference {
	const char *path;                     /* from the root of the tree */
	char index_blob[41], commit_blob[41]; /* "" : it is not there */
};
struct staged_differences {
	struct staged_difference *items;
	unsigned count, cap;
};
/* All of them, by folder and path. commit "": there is none yet, everything differs. */
int staged_index_compare(struct staged_index *index, const char *commit,
	struct staged_differences *differences, struct error *err);

#endif
