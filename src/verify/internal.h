#ifndef VERIFY_INTERNAL_H
#define VERIFY_INTERNAL_H

#include "verify/verify.h"

/* One call of verify_run. */
struct judge {
	const struct verify *verify;
	struct pool *pool;
	const struct config *config;
	struct chain chain;
	struct graph_problems problems;
	struct findings *findings;
	char head[41]; /* what is committed: the commit, or HEAD below the index; "" */
	struct chain *since; /* of git.since; NULL: not set */
	struct chain *known; /* of verify->known; NULL: not set */
};

/* Of a revision's own finding: its id and path are filled in. */
void judge_find(struct judge *judge, const struct revision *revision, const char *code,
	enum severity severity, const char *message, const char *hint);

/* The revision is in that chain in the same form and with the same review; false without a
 * chain. */
bool judge_has(const struct chain *chain, const struct revision *revision);
/* Not to be judged by itself: git.since or verify->known has it as it is now. */
bool judge_exempt(const struct judge *judge, const struct revision *revision);
/* The chain of a commit's tree, broken parts left out. */
int judge_load(
	struct judge *judge, const char *commit, struct chain *chain, struct error *err);

/* tree.c: manifest-invalid, duplicate-revision, missing-parent, missing-dependency, cycle,
 * multiple-heads, name-mismatch */
void judge_tree(struct judge *judge);
/* name-mismatch of one revision */
void judge_name(struct judge *judge, const struct revision *revision);
/* odd.c: manifest-invalid of symbolic links and submodules */
int judge_links(struct judge *judge, struct error *err);
/* content.c: manifest-invalid of what only shows when operations are read; irreversible */
int judge_content(struct judge *judge, struct error *err);
/* irreversible of one revision, whose content is valid */
void judge_irreversible(struct judge *judge, const struct revision *revision);
/* author.c: who wrote the commit that introduced the revision, on some line from what is
 * judged; in the index alone: who would. NULL: git does not know. */
int judge_author(struct judge *judge, const struct revision *revision, const char **author,
	struct error *err);
/* replay.c: round-trip, replay-failed */
int judge_replay(struct judge *judge, struct error *err);

#endif
