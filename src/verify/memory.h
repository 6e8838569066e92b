#ifndef VERIFY_MEMORY_H
#define VERIFY_MEMORY_H

#include "base/map.h"
#include "chain/chain.h"
#include "verify/lines.h"

/*
 * What was found out about commits that do not change any more, kept under the git folder,
 * so that the next look at the history costs what is new. What must stay true:
 *
 * 1. It is only ever a shortcut. Missing, damaged, of another program or another policy
 *    (version folders, git.since): the history is walked from the beginning.
 * 2. It tells of `tips` and all their ancestors, and holds for them wherever branches move
 *    and whatever else is in it: a tip that is gone is not one any more.
 * 3. places: every path where a revision has been in a tree of these commits. More of them
 *    than are true do no harm, one less would: who asks looks into the tree.
 * 4. Of a tip, links has all of its history, and the line what happened on its first-parent
 *    line. It is written whole, beside, and renamed into place; the last writer wins.
 */

/* A commit that introduced a revision without these parents. */
struct memory_link {
	const char *commit, *id;
	struct strings missing;
};

/* A revision that was changed on the line; the last time. */
struct memory_change {
	const char *code, *id, *commit;
};

/* A revision that was on the line and is no more; without blobs it came back. */
struct memory_gone {
	const char *id, *commit, *path;
	struct strings blobs; /* of its manifests, before */
};

struct memory_tip {
	const char *commit;
	struct memory_link **links;
	struct memory_change **changes;
	struct memory_gone **gone;
	unsigned links_count, changes_count, gone_count;
	unsigned links_cap, changes_cap, gone_cap;
};

struct memory {
	const char *path, *policy;
	struct memory_tip *tips; /* the latest first */
	unsigned count, cap;
	struct lines places; /* "ID PATH" */
};

/* Empty where there is none that serves. */
void memory_load(
	struct memory *memory, struct pool *pool, struct repo *repo, const char *policy);
/* Adds the paths that are remembered for a revision. */
void memory_places(const struct memory *memory, struct pool *pool, const char *id,
	struct strings *paths);
/* Remembers one more tip; places: lists of paths by id, what was not there before. */
void memory_save(const struct memory *memory, const struct memory_tip *tip,
	const char *const *ids, const struct strings *const *places, unsigned count);

#endif
