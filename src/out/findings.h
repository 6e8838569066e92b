#ifndef OUT_FINDINGS_H
#define OUT_FINDINGS_H

#include "base/finding.h"
#include "out/json.h"

#include <stdio.h>

/* Findings in the forms that people, programs and forges read. */

/* What is true of all of them. */
struct findings_report {
	const struct findings *findings;
	const char *tool;   /* "verify" */
	const char *prefix; /* gitmig.yaml's folder within the repository, "" at its root */
	const char *config; /* gitmig.yaml itself, from the repository's root: where
			     * findings are shown that no manifest has */
	const char *version; /* of gitmig */
	const char *commit;  /* what was judged; NULL: the index */
	unsigned revisions;  /* how many were judged */
};

/* "code: path:line:column: message", then the hint, indented. Warnings and notes say what
 * they are behind the path. */
void print_findings(FILE *file, const struct findings *findings);
/* The members "ok" (false only with an error) and "findings". */
void json_findings(struct json *json, const struct findings *findings);
/* A SARIF 2.1.0 log with one run; paths are URIs relative to the repository's root. */
void sarif_findings(struct json *json, const struct findings_report *report);
/* A GitHub workflow command for each finding. */
void github_findings(FILE *file, const struct findings_report *report);
/* A JUnit test suite: a failed case for each finding that is an error, a passed one for
 * each other one (what it says is its output); one passed case where there is none. */
void junit_findings(FILE *file, const struct findings_report *report);

/* The finding's path from the repository's root, or that of the configuration. */
const char *finding_path(struct pool *pool, const struct findings_report *report,
	const struct finding *finding);
/* For formats that know neither line feeds nor control characters. */
char *finding_line(struct pool *pool, const char *text);

#endif
