#ifndef CLI_HOOK_PUSH_H
#define CLI_HOOK_PUSH_H

#include "cli/hook.h"

/* A ref that is pushed: what pre-push, pre-receive and update judge. */
struct push {
	const char *ref;       /* where it goes: refs/heads/..., refs/tags/... */
	const char *old, *new; /* objects; old all zeros: a new ref */
	/* The ref as git.published would name it; NULL: it can't be one of them. */
	const char *tracking;
	bool server; /* it arrives there */
};

bool push_is_zero(const char *id);
bool push_is_branch(const struct push *push);
/* Is it our business? Not a deletion, nor a tag of a tree or a blob; of one of a commit,
 * push->new becomes that. */
bool push_wanted(struct context *context, struct push *push);
/* Passes over what the push does not change (projects_pass_over): the ref had it before, or
 * it is published. */
int push_pass_over(struct context *context, const struct projects *projects,
	const struct push *push, struct error *err);
/* A tag of what is published already was judged there. `policy` has the configuration that
 * counts, for the tree of push->new. */
int push_judge(struct project *policy, const struct push *push, struct findings *findings,
	struct error *err);

#endif
