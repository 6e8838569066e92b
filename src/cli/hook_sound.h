#ifndef CLI_HOOK_SOUND_H
#define CLI_HOOK_SOUND_H

#include "cli/hook_staged.h"

/*
 * The short way of a commit that only adds manifests to a chain in order: these alone are
 * read. It is only ever a shortcut, and only where the long way would find nothing:
 * whatever is out of the ordinary, or out of order, goes there. The chain of an earlier
 * HEAD, as the long way found it, is kept under the git folder (verify/sound_tip.h).
 */
struct hook_sound {
	struct staged *staged;
	const char *head; /* the one parent; 40 hex digits */
	const char *path, *key;
	bool kept; /* what is kept is of this very commit */
};

/* staged_compare() was called, with `head` as the only parent. */
void hook_sound_init(struct hook_sound *sound, struct staged *staged, const char *head);
/* True: nothing is wrong with what is staged. */
bool hook_sound_judge(struct hook_sound *sound);
/* After the long way: keeps HEAD's chain for the next time, if it is in order. */
void hook_sound_keep(struct hook_sound *sound);

#endif
