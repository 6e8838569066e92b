#ifndef REPO_LOOSE_H
#define REPO_LOOSE_H

#include <git2.h>

/*
 * Loose objects, read here: libgit2 1.5.1 goes on for ever with one that was cut off, as a
 * full disk or a crash leaves it (its inflater makes no progress and does not say so). What
 * is not a loose object of this folder is left to the database's other backends.
 */

/* Stands before libgit2's own reader of loose objects and behind that of packs. 0, or a
 * code of libgit2's. */
int loose_add(git_odb *odb, const char *objects);

#endif
