#ifndef VERIFY_PAST_H
#define VERIFY_PAST_H

#include "chain/heads.h"
#include "repo/walk.h"
#include "verify/history.h"
#include "verify/memory.h"

/*
 * What history.c and its parts share: one walk over the history.
 *
 * Whether some commit has a revision is asked by path: a revision can only be where one of
 * the places says that it has been, in the commits walked or remembered, so it is looked
 * for there and nowhere else. The places are complete only when the walk is over. What they
 * answer with yes before is right all the same.
 */

struct place {
	const char *id;
	struct strings saved; /* of the memory, and added */
	struct strings added;
	const char *hint; /* where it is in REV's tree; NULL: it is not */
};

/* A file that is in a commit, and in none of its parents with this id. */
struct event {
	struct walk_commit *commit;
	const struct head *head;
};

/* A file that a commit on the first-parent line changed; NULL: no manifest with an id. */
struct step_change {
	struct walk_commit *commit;
	const char *path;
	const struct head *before, *after;
};

struct past {
	struct history *history;
	const struct chain *chain; /* perhaps not loaded yet: without a graph */
	struct repo *repo;         /* the chain's, or another handle of the same */
	struct pool *pool;         /* of all this */
	struct strings folders;
	const char *since; /* 40 hex digits; NULL: not set */
	struct heads *heads;
	struct memory memory;
	struct strings hidden; /* its tips that are there; the walk keeps them */
	struct walk *walk;
	struct walk_commit *const *line; /* the tip first */
	unsigned line_count;
	const char *known; /* the remembered tip that the line ends at; NULL: none */
	struct map places; /* id -> struct place */
	struct place **place_items;
	unsigned places_count, places_cap;
	struct event *events;
	unsigned events_count, events_cap;
	struct step_change *changes;
	unsigned changes_count, changes_cap;
	bool odd; /* a commit on the line did more than to add manifests, see is_odd() */
	struct memory_tip found; /* of REV */
	struct map links;        /* "commit id" -> struct memory_link */
	struct map line_changes, line_gone;
};

/* past.c */
struct place *past_place(struct past *past, const char *id);
/* Takes up a file that was in some tree; the path as it is kept. */
const char *past_add_place(struct past *past, const char *id, const char *path);
/* The files with this id in a commit. */
struct past_files {
	const struct head **items;
	const char **paths;
	unsigned count, cap;
};
int past_files(struct past *past, struct walk_commit *commit, const char *id,
	struct past_files *files, struct error *err);
int past_has(struct past *past, struct walk_commit *commit, const char *id, bool *has,
	struct error *err);
const char *past_commit_name(struct past *past, const struct walk_commit *commit);
bool past_shown(const struct past *past, const char *path);

/* A manifest that is there, but cannot be read. */
bool past_broken(const struct history *history, const char *path);

/* links.c: parent-not-in-history */
int links_take(struct past *past, const struct walk_change *change, const struct head *head,
	struct error *err);
int links_settle(struct past *past, struct error *err);
/* line.c: edited, reparented, removed */
int line_settle(struct past *past, struct error *err);

/* report.c */
void past_report(struct past *past, struct pool *pool, struct findings *findings);

/* What became of a revision: NULL, "edited" or "reparented". */
int past_compare(struct heads *heads, const struct head *const *before,
	unsigned before_count, const struct head *const *after, unsigned after_count,
	const char **code, struct error *err);

#endif
