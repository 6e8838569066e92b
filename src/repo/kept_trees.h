#ifndef REPO_KEPT_TREES_H
#define REPO_KEPT_TREES_H

#include "base/text.h"
#include "repo/tree_list.h"

/*
 * Large trees in a file of our own, inflated: to inflate one costs more than all that has
 * to be read of a hundred new commits. An id stands for its bytes for ever, so nothing here
 * is ever out of date; a checksum tells of damage.
 */

/* The file; NULL: there is none. path NULL is fine. */
struct raw *kept_trees_open(const char *path);
/* The tree, with a reference; NULL: not here, or damaged. `kept` NULL is fine. */
struct raw *kept_trees_find(struct raw *kept, const git_oid *id);
/* Adds to what is to be written to such a file, which begins empty. */
void kept_trees_add(struct text *file, const git_oid *id, const struct tree_list *tree);

#endif
