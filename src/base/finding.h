#ifndef BASE_FINDING_H
#define BASE_FINDING_H

#include "base/pool.h"

/*
 * What a check has found (contract 3 and 5). `verify`, `lint` and the hooks gather them;
 * out/ prints them, in whatever form was asked for.
 */
enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };

struct finding {
	const char *code; /* the contract's: "unreviewed", "edited", ... */
	enum severity severity;
	const char *revision; /* the id, or NULL */
	const char *path;     /* of the manifest, from gitmig.yaml's folder, or NULL */
	const char *commit;   /* the commit to blame, 40 hex digits, or NULL */
	const char *message;  /* what is wrong: lower case, no full stop */
	const char *hint;     /* what to do: a sentence, or NULL */
	int line, column;     /* 1-based; 0: not known */
	const char *missing;  /* the revision that is not there, or NULL */
};

struct findings {
	struct finding *items;
	unsigned count, cap;
};

/* Adds a finding. Its texts are not copied. */
void findings_add(struct pool *pool, struct findings *findings, struct finding finding);
/* How many of them are errors. */
unsigned findings_errors(const struct findings *findings);
/* By path, then revision, code, commit, place and message: the same in every run. Where a
 * path or a revision is missing it comes first. Equal ones are folded into one. */
void findings_sort(struct findings *findings);
/* "error", "warning" or "note". */
const char *severity_name(enum severity severity);

#endif
