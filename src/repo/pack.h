#ifndef REPO_PACK_H
#define REPO_PACK_H

#include <git2.h>

/*
 * Objects in the packs of one folder, read here: a walk over 100,000 commits reads 250,000
 * of them, and libgit2 makes a new inflater for each, keeps nothing that it has unpacked
 * but the bases that it had to, and maps whole packs. Whatever is not found here or looks
 * odd (another version of an index, a damaged object) is left to the database's other
 * backends: they find it, or say what is wrong.
 *
 * For one thread. A pack that is added while the process runs is libgit2's to find.
 */

/* Stands before libgit2's own reader of packs. 0, or a code of libgit2's. */
int pack_add(git_odb *odb, const char *objects);

#endif
