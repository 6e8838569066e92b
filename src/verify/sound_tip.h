#ifndef VERIFY_SOUND_TIP_H
#define VERIFY_SOUND_TIP_H

#include "graph/graph.h"
#include "verify/lines.h"

/*
 * A commit whose chain is in order: all links lead somewhere, no label and no id twice, one
 * head at most. Kept in a file of the cache, so that what is added to it can be judged
 * without the ten thousand others; of those, some are marked. Missing, damaged or made for
 * something else, it counts as missing.
 */
struct sound_tip {
	const char *commit, *head; /* 40 hex digits; an id, "" where there is no revision */
	struct lines names;        /* ids and, behind @, labels */
	unsigned count;            /* of the ids */
};

/* The key must be the one that it was written for. */
bool sound_tip_load(
	struct pool *pool, const char *path, const char *key, struct sound_tip *tip);
/* marked: the ids of those that are to be known again; NULL: none. Nobody minds when it
 * fails. */
void sound_tip_write(const char *path, const char *key, const char *commit,
	const char *head, const struct revisions *revisions, const struct map *marked);
/* Adds those that are marked, with no more than id, path, content and irreversible. */
void sound_tip_marked(
	const struct sound_tip *tip, struct pool *pool, struct revisions *marked);

/* With these as well, is it still in order? Their own ids are new, they have no label, and
 * their links lead to each other or to what is there; `heads` is filled in. False: that is
 * not certain. */
bool sound_tip_extend(const struct sound_tip *tip, struct pool *pool,
	const struct revisions *added, struct strings *heads);

#endif
