#ifndef REPO_PACK_H
#define REPO_PACK_H

#include "repo/raw.h"
#include "repo/tree_list.h"

#include <stdbool.h>

/*
 * Objects in the packs of one folder, read here: a walk over 100,000 commits reads 250,000
 * of them, and libgit2 makes a new inflater for each, keeps nothing that it has unpacked
 * but the bases that it had to, and maps whole packs. Whatever is not found here or looks
 * odd (another version of an index, a damaged object) is left to the database's other
 * backends: they find it, or say what is wrong.
 *
 * For one thread. A pack that is added while the process runs is libgit2's to find.
 */

struct packs;

/* An object: one of the two, with a reference. */
struct packed {
	struct raw *raw;
	struct tree_list *list; /* of a large tree */
};

/* Stands before libgit2's own reader of packs. 0 and *packs, which belongs to the database;
 * or a code of libgit2's. */
int pack_add(git_odb *odb, const char *objects, struct packs **packs);
/* What libgit2 would read here, without its copying. lists: of a large tree its list, like
 * another or NULL. false: it is not here, or is odd; the database tells. */
bool pack_read(struct packs *packs, const git_oid *id, bool lists,
	const struct tree_list *like, struct packed *object);
/* Makes a large tree its list. */
void packed_make_list(struct packed *object, const struct tree_list *like);
/* The object, from elsewhere: others here may be deltas of it. */
void pack_offer(struct packs *packs, const git_oid *id, const struct packed *object);
struct packed packed_share(const struct packed *object); /* with a reference more */
void packed_free(struct packed *object);                 /* its reference */

#endif
