#ifndef VERIFY_SOUND_TIP_H
#define VERIFY_SOUND_TIP_H

#include "graph/graph.h"
#include "verify/lines.h"

/*
 * A commit whose chain is in order: all links lead somewhere, no label, no id twice, one
 * head at most. Kept in a file of the cache, so that what is added to it can be judged
 * without the ten thousand others. Missing, damaged or made for something else, it counts
 * as missing.
 */
struct sound_tip {
	const char *commit, *head; /* 40 hex digits; an id, "" where there is no revision */
	struct lines ids;
	unsigned count;
};

/* The key must be the one that it was written for. */
bool sound_tip_load(
	struct pool *pool, const char *path, const char *key, struct sound_tip *tip);
/* The ids are sorted in their place. Nobody minds when it fails. */
void sound_tip_write(const char *path, const char *key, const char *commit,
	const char *head, const char **ids, unsigned count);

/* With these as well, is it still in order? Their own ids are new and their links lead to
 * each other or to what is there; `heads` is filled in. False: that is not certain. */
bool sound_tip_extend(const struct sound_tip *tip, struct pool *pool,
	const struct revisions *added, struct strings *heads);

#endif
