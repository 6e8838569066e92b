#ifndef CHAIN_HEADS_H
#define CHAIN_HEADS_H

#include "chain/chain.h"
#include "repo/walk.h"

/*
 * What manifests say of themselves, by blob id: for those who meet ten thousand of them in
 * the history. What was parsed once is kept under the git folder; whatever is wrong with
 * that file, the manifests are parsed again.
 */
struct head {
	const char *id; /* NULL: not a valid manifest, or longer than one may be */
	struct strings parents, labels;
	char blob[41], digest[41];
	const struct revision
		*parsed;  /* all of it, without its path; NULL: only recalled */
	const char *body; /* see heads_body(); NULL: not asked for yet */
};

struct heads;

/* The chain's own manifests are known, if it is loaded. */
struct heads *heads_open(struct pool *pool, const struct chain *chain);
/* ERR_GIT: the blob is not there. */
int heads_find(struct heads *heads, const struct object_id *blob, const struct head **head,
	struct error *err);
int heads_find_hex(
	struct heads *heads, const char *blob, const struct head **head, struct error *err);
/* The digest of what stays of the canonical form without parents and origin: operations,
 * dependencies and labels. Of a head with an id. */
int heads_body(
	struct heads *heads, const struct head *head, const char **body, struct error *err);
/* Writes what was parsed, where it is worth it, and closes. */
void heads_close(struct heads *heads);

#endif
