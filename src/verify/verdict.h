#ifndef VERIFY_VERDICT_H
#define VERIFY_VERDICT_H

#include "verify/history.h"
#include "verify/internal.h"

/*
 * That nothing is wrong with a tip, kept under the git folder: where the commits since have
 * done nothing but add manifests, or change a message or a review, only these have to be
 * judged, and the ten thousand others need not even be listed. What must stay true:
 *
 * 1. It is only ever a shortcut, and only where all of a verify would find nothing but what
 *    a revision has by itself and keeps (name-mismatch, irreversible): any other finding,
 *    any other change, two heads, a new label, git.since, a second person, and verify goes
 *    the long way.
 * 2. Missing, damaged, of another program or policy, of a tip that the history does not
 *    remember (memory.h) or that is not on the line: likewise.
 */

/* True: that is all there is to say of the commit: `verified` and the findings are filled
 * in. The task may then be dropped. */
bool verdict_extend(
	struct judge *judge, struct history_task *task, struct verified *verified);
/* The history remembers this tip: keeps that it is in order, if it is. */
void verdict_keep(const struct judge *judge);

#endif
