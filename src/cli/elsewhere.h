#ifndef CLI_ELSEWHERE_H
#define CLI_ELSEWHERE_H

#include "base/finding.h"
#include "cli/context.h"

/*
 * Where a revision is that the chain lacks: in HEAD, on a branch, in another worktree, in a
 * tag, or only in the reflog. Looking is for hints: it never fails, and the time it takes
 * is bounded.
 */
struct elsewhere {
	const char *ref;    /* "refs/heads/feature", "HEAD@{3}"; as it may be shown */
	const char *commit; /* 40 hex digits */
	const char *path;   /* from the root of the tree; as it may be shown */
	const char *id;     /* all of it */
	const char *advice; /* how to get at it: a part of a sentence */
};

/* An id or its beginning, or a branch label. NULL: not found. */
const struct elsewhere *elsewhere_find(struct context *context, const char *name);
/* All that in a sentence. `name` is the id, or the beginning of it. */
const char *elsewhere_told(
	struct pool *pool, const struct elsewhere *found, const char *name);
/* After a command failed for a revision or a branch that is not there: its message then
 * says where it is, and its hint how to get at it. */
void elsewhere_explain(struct context *context, struct error *err);
/* The same for findings, from that one on, that miss a parent or a dependency. */
void elsewhere_explain_findings(
	struct context *context, struct findings *findings, unsigned from);
/* "ref", "commit", "path" under the key "elsewhere". */
void json_elsewhere(struct json *json, const struct elsewhere *elsewhere);

/* The names of the branches, local and remote, whose tip has the revision as a head; NULL:
 * none. */
const struct strings *elsewhere_refs(struct context *context, const char *id);

#endif
