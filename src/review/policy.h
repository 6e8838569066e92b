#ifndef REVIEW_POLICY_H
#define REVIEW_POLICY_H

#include "config/config.h"
#include "graph/graph.h"

/*
 * Has somebody looked at this revision? (Contract 6.) The states of a revision whose origin
 * asks for no review are none, approved, stale and rejected as well: a block that is there
 * says what it says.
 */
enum review_state {
	REVIEW_STATE_NONE,
	REVIEW_STATE_REQUIRED,
	REVIEW_STATE_APPROVED,
	REVIEW_STATE_STALE, /* approved, but the canonical form has changed since */
	REVIEW_STATE_REJECTED,
};

enum review_state review_state(
	const struct config *config, const struct revision *revision);
const char *review_state_name(enum review_state state);
/* Does review.required ask for a review of this origin? */
bool review_is_required(const struct config *config, const struct revision *revision);

/* "Name <address>": are both the same address, or without one the same text? Case and the
 * blanks around it do not count. */
bool review_same_person(const char *a, const char *b);
/* Why, by review.second_person, this is not another person's review; NULL: it is, as far as
 * that is known. Who gives no address cannot be compared with an author who does, or who is
 * not known. Either may be NULL. */
const char *review_objection(struct pool *pool, const char *by, const char *author);
/* The address, else all of it; without blanks around it. */
char *review_address(struct pool *pool, const char *who);

#endif
