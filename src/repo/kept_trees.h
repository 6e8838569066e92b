#ifndef REPO_KEPT_TREES_H
#define REPO_KEPT_TREES_H

#include "base/text.h"
#include "repo/tree_list.h"

#include <stdbool.h>

/*
 * Large trees in a file of our own, inflated: to inflate one costs more than all that has
 * to be read of a hundred new commits. An id stands for its bytes for ever, so nothing here
 * is ever out of date; a checksum tells of damage.
 */

struct kept_trees {
	const unsigned char *map; /* NULL: there is nothing, all is zero */
	size_t size;
	int fd;
};

/* From zero; path NULL, or of no file: there is nothing. */
void kept_trees_open(struct kept_trees *kept, const char *path);
void kept_trees_close(struct kept_trees *kept);
/* The tree, with a reference; NULL: not here, or damaged. */
struct raw *kept_trees_find(const struct kept_trees *kept, const git_oid *id);
/* Adds to what is to be written to such a file, which begins empty. */
void kept_trees_add(struct text *file, const git_oid *id, const struct tree_list *tree);

#endif
