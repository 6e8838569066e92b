#ifndef RUN_RUN_H
#define RUN_RUN_H

#include "base/error.h"
#include "base/pool.h"
#include "db/driver.h"
#include "graph/plan.h"
#include "manifest/manifest.h"

/*
 * A plan becomes transactions. What must stay true:
 *
 * 1. A revision's operations, its version rows and its log row are one transaction.
 * 2. The version rows are read after the lock is held, and a plan is made from those rows.
 * 3. After any failure, signal or kill the database is at a whole revision, and the version
 *    rows say which.
 * 4. A failed step is logged after its rollback, in a transaction of its own.
 * 5. Reading never writes: no table comes into being by looking.
 */

struct runner {
	struct db *db;
	const char *version_table; /* "gitmig_version", "alembic_version" */
	const struct graph *graph;
	/* The manifest of a revision as the files have it, its bytes, blob id and digest.
	 */
	int (*manifest)(void *data, struct pool *pool, const struct revision *revision,
		struct manifest *manifest, const char **text, size_t *length,
		struct error *err);
	/* NULL, or asked before a revision's upgrade: ERR_NOT_ALLOWED (config's require).
	 */
	int (*allowed)(void *data, const struct revision *revision, struct error *err);
	/* NULL, or told when a step begins and ends (done true), for progress. */
	void (*progress)(void *data, const struct step *step, unsigned number,
		unsigned total, bool done);
	/* Loads a manifest from its logged text; set by run itself. */
	void *data;
	const char *who, *git_commit; /* for the log; NULL: not known */
	bool force;    /* downgrade from the file although the log has another text */
	bool keep_log; /* false: no gitmig_log (scratch databases) */
};

/* The rows of the version table, sorted; none where there is no table. */
int run_rows(struct db *db, const char *version_table, struct pool *pool,
	struct strings *rows, struct error *err);

/* One applied revision as the log has it, oldest first; none where there is no log. */
struct logged {
	const char *revision, *digest, *blob, *manifest; /* manifest NULL: no text */
};
/* The revisions whose last logged action is a finished upgrade, in the order applied. */
int run_logged(struct db *db, struct pool *pool, bool with_text, struct logged **items,
	unsigned *count, struct error *err);

/* What was done; on failure too, up to the step that failed. */
struct run_result {
	struct plan done; /* done.rows: the version table afterwards */
};

/* Makes the plan under the lock and carries it out. Makes the version and log tables.
 * SIGINT and SIGTERM roll back the revision that is running: ERR_DATABASE "interrupted". */
int run_upgrade(struct runner *runner, struct pool *pool, const char *target,
	struct run_result *result, struct error *err);
int run_downgrade(struct runner *runner, struct pool *pool, const char *target,
	struct run_result *result, struct error *err);
int run_stamp(struct runner *runner, struct pool *pool, const struct strings *targets,
	bool purge, struct run_result *result, struct error *err);
/* Carries out a plan that was made already (--sql, replay, sync). */
int run_plan(struct runner *runner, struct pool *pool, const struct strings *rows,
	const struct plan *plan, struct run_result *result, struct error *err);
/* The version table is made where it is missing; *made tells. */
int run_ensure_version(struct runner *runner, bool *made, struct error *err);

/* For --plan: the plan that run_upgrade or run_downgrade would carry out now, by reading
 * only; also checks what can be known of unsafe-data beforehand. */
int run_preview(struct runner *runner, struct pool *pool, enum step_kind kind,
	const char *target, struct plan *plan, struct error *err);

#endif
