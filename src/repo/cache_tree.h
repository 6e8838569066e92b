#ifndef REPO_CACHE_TREE_H
#define REPO_CACHE_TREE_H

#include "base/map.h"
#include "base/pool.h"

#include <git2.h>

/*
 * The index's own note of which trees its folders would be written as (gitformat-index(5),
 * "Cache tree"): git adds it when it writes trees, and takes a folder out of it when
 * something below changes. What is in it is as true as the entries are.
 */
struct cache_tree {
	struct map ids; /* folder, "" for the root -> git_oid */
};

/* What makes no sense ends the reading; what came before it holds. */
void cache_tree_read(
	struct cache_tree *tree, struct pool *pool, const char *bytes, size_t size);
/* Are all entries below the folder those of this tree? */
bool cache_tree_is(const struct cache_tree *tree, const char *folder, const git_oid *id);

#endif
