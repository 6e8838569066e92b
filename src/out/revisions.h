#ifndef OUT_REVISIONS_H
#define OUT_REVISIONS_H

#include "graph/graph.h"
#include "out/json.h"

#include <stdbool.h>
#include <stdio.h>

/* Revisions as lists show them: the JSON of contract 3, and lines in Alembic's manner. */

/* What is known about a revision besides itself. */
struct revision_facts {
	const char *review; /* none, required, approved, stale, rejected */
	int applied;        /* 1, 0; -1: the database was not asked (null) */
	bool current;       /* a row of the version table names it */
	bool changed;       /* the database was migrated with another text (verbose) */
	bool verbose;       /* the two that follow are known */
	const struct strings *refs; /* branches that have it as a head; NULL: none */
	const char *elsewhere; /* where there is a manifest of an unknown one; or NULL */
};

/* The members of a revision's object; the caller opens and closes it. */
void json_revision(struct json *json, const struct revision *revision,
	const struct revision_facts *facts);

/* "8f3c2a91d704 (label) (head)": one line without its end; origin and review are marked
 * where somebody should look. */
void print_revision(FILE *file, const struct revision *revision, bool as_current);
/* The same behind what its review is: a line with its end. */
void print_pending_line(
	FILE *file, const struct revision *revision, const struct revision_facts *facts);
/* "1ab9e0c2f6d5 -> 8f3c2a91d704 (head), message": a line of history. */
void print_history_line(
	FILE *file, const struct revision *revision, const struct revision_facts *facts);
/* The long form: several lines, each with its end, and an empty line after them. */
void print_revision_details(FILE *file, const struct revision *revision,
	const struct revision_facts *facts, const struct strings *lineage);

#endif
