#ifndef CLI_HOOK_PUSH_H
#define CLI_HOOK_PUSH_H

#include "cli/hook.h"

/* A branch that is pushed: what pre-push, pre-receive and update judge. */
struct push {
	const char *ref;       /* where it goes: refs/heads/... */
	const char *old, *new; /* commits; old all zeros: a new branch */
	/* The ref as git.published would name it; NULL: it can't be one of them. */
	const char *tracking;
};

bool push_is_zero(const char *id);
/* Fills in a push unless it is none of our business: a deletion, no branch. */
bool push_wanted(const struct push *push);
/* `policy` has the configuration that counts, for the tree of push->new. */
int push_judge(struct project *policy, const struct push *push, struct findings *findings,
	struct error *err);

#endif
