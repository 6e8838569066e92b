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
 * 2. The version rows are read after the lock is held, in every transaction, and a plan is
 *    made from those rows. When another process has changed them since, the rest is planned
 *    again from what is there now.
 * 3. After any failure, signal or kill the database is at a whole revision, and the version
 *    rows say which.
 * 4. A failed step is logged after its rollback, in a transaction of its own. What made the
 *    step fail is the error, whatever becomes of that.
 * 5. Reading never writes: no table comes into being by looking, nor by an upgrade that has
 *    nothing to do.
 * 6. Everything that can be known beforehand (require, irreversible, rows in the way, ids
 *    too long, half-done revisions) is asked for the whole plan before its first operation.
 * 7. The one exception to 1 is a revision that ends in an execute with transaction: false.
 *    First transaction: the operations before it, and a log row with outcome running. Then
 *    the execute, without a transaction and without the lock. Last transaction: the version
 *    rows, and the log row becomes done. While the row says running the revision is half
 *    done: what comes next, after a failure or a kill, continues with the execute alone and
 *    never repeats the operations before it; whatever would walk past it is refused. So the
 *    execute may run more than once, and must bear that. A stamp ends the state: who stamps
 *    says what is there.
 * 8. A step whose transaction the server has rolled back for another's sake (a deadlock) is
 *    done again from its begin, a bounded number of times; not one of 7, whose execute may
 *    have run, and not one that failed at its commit.
 */

#define RUN_LOG_TABLE "gitmig_log"

struct runner {
	struct db *db;
	const char *version_table; /* "gitmig_version", "alembic_version", "schema.table" */
	const struct graph *graph;
	/* The manifest of a revision as the files have it, and its bytes. Blob id and
	 * digest are the revision's. */
	int (*manifest)(void *data, struct pool *pool, const struct revision *revision,
		struct manifest *manifest, const char **text, size_t *length,
		struct error *err);
	/* NULL, or asked for each revision of an upgrade before anything runs:
	 * ERR_NOT_ALLOWED (config's require). */
	int (*allowed)(void *data, const struct revision *revision, struct error *err);
	/* NULL, or told when a step begins and ends (done true), for progress. */
	void (*progress)(void *data, const struct step *step, unsigned number,
		unsigned total, bool done);
	void *data; /* of the three functions */
	/* The git blob id of bytes, by which a logged text is checked before it is used
	 * (repo_blob_id). NULL: it is not checked. */
	void (*blob_id)(const char *bytes, size_t length, char hex[41]);
	const char *who, *git_commit; /* for the log; NULL: not known */
	bool force;    /* downgrade from the file although the log has another text */
	bool keep_log; /* false: no gitmig_log, no signal handlers (scratch databases) */
	/* db writes a script (db/script.h; run_plan only): nothing is read, the text checks
	 * the version rows itself, and times are the server's. */
	bool script;
};

/* The revision that is half done (7), and "upgrade" or "downgrade"; NULL: none is. */
struct half_done {
	const char *revision, *action;
};
/* The finished steps in the log, oldest first; id is that of the row. */
struct done_steps {
	struct done_step {
		const char *id, *revision, *action, *digest; /* digest may be NULL */
	} * items;
	unsigned count, cap;
};
/* The rows of the version table, sorted; none where there is no table. half, done NULL:
 * they are not asked for. All in one round trip. */
int run_rows(struct db *db, const char *version_table, struct pool *pool,
	struct strings *rows, struct half_done *half, struct done_steps *done,
	struct error *err);

/* One applied revision as the log has it, oldest first; none where there is no log. */
struct logged {
	const char *revision, *digest, *blob, *manifest; /* manifest NULL: no text */
	const char *id;                                  /* of its row in the log */
};
/* The revisions whose last logged action is a finished upgrade, in the order applied. */
int run_logged(struct db *db, struct pool *pool, bool with_text, struct logged **items,
	unsigned *count, struct error *err);

/* The revisions that the rows stand on and that were never applied, oldest first: this one
 * was applied with other links (parents and dependencies) than it has now. Told only where
 * the log leaves no doubt; none without a log. done: as of run_rows; NULL: it is read. */
struct jump {
	const struct revision *revision;
	struct revisions links, skipped;
};
int run_jumps(struct db *db, struct pool *pool, const struct graph *graph,
	const struct strings *rows, const struct done_steps *done, struct jump **items,
	unsigned *count, struct error *err);

/* What was done; on failure too, up to the step that failed. */
struct run_result {
	struct plan done; /* done.rows: the version table afterwards */
};

/*
 * Makes the plan under the lock and carries it out. Makes the version and log tables.
 * SIGINT and SIGTERM roll back the revision that is running: ERR_DATABASE "interrupted".
 * `revision` of an error is the one that was at work.
 */
int run_upgrade(struct runner *runner, struct pool *pool, const char *target,
	struct run_result *result, struct error *err);
int run_downgrade(struct runner *runner, struct pool *pool, const char *target,
	struct run_result *result, struct error *err);
int run_stamp(struct runner *runner, struct pool *pool, const struct strings *targets,
	bool purge, struct run_result *result, struct error *err);
/* Carries out a plan that was made already (--sql, replay, sync; stamps too). rows is what
 * it starts from: other rows in the database are ERR_DATABASE. */
int run_plan(struct runner *runner, struct pool *pool, const struct strings *rows,
	const struct plan *plan, struct run_result *result, struct error *err);
/* The version table is made where it is missing; *made tells. script is not for this. */
int run_ensure_version(struct runner *runner, bool *made, struct error *err);

/* For --plan: the plan that run_upgrade or run_downgrade would carry out now, by reading
 * only; also checks what can be known of unsafe-data beforehand. */
int run_preview(struct runner *runner, struct pool *pool, enum step_kind kind,
	const char *target, struct plan *plan, struct error *err);

/* For a review: what stands in the way of this revision's operations, a message each, among
 * the rows of runner->db as they are; plan ends with it. By reading only. */
int run_check_rows(struct runner *runner, struct pool *pool, const struct plan *plan,
	const struct revision *revision, struct strings *messages, struct error *err);

#endif
