#ifndef CLI_REVIEW_SQL_H
#define CLI_REVIEW_SQL_H

#include "cli/context.h"
#include "manifest/manifest.h"

/*
 * What the upgrade of one revision runs on one of the project's databases: the statements
 * of its operations alone. What `upgrade --sql` writes around them is the same for every
 * revision, and would hide them. Only a local database that is there is looked at, for the
 * rows that stand in the way; no password is read where the URL shows its driver without.
 */
struct review_sql {
	const char *mode;
	const char *driver; /* NULL: not known */
	const char *sql;    /* a comment where there is none, or where it fails */
	const char *text;   /* the same, below what the database's rows say to it */
};

/* One for each configured database, in the order of the file; those of the same driver
 * share their text. */
int review_sql(struct context *context, const struct revision *revision,
	const struct manifest *manifest, struct review_sql **items, unsigned *count,
	struct error *err);

#endif
