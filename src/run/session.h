#ifndef RUN_SESSION_H
#define RUN_SESSION_H

#include "base/map.h"
#include "base/text.h"
#include "run/run.h"

/* Shared within run/: one call of run_upgrade and its like, and who does what in it. */

struct session {
	struct runner *runner;
	struct db *db;
	struct pool *pool;          /* the call's */
	const char *schema, *table; /* the version table's name in its parts */
	const char *version_name;   /* quoted */
	const char *log_name;       /* quoted */
	bool version_there, log_there;
	struct strings rows;    /* the version rows that the next transaction has to find */
	struct map logged;      /* id -> struct logged, for downgrades */
	struct logged *applied; /* the same, oldest first */
	unsigned applied_count;
	struct running {
		const char *revision, *action, *manifest;
	} * running; /* half-done revisions */
	unsigned running_count, running_cap;
	bool running_read, applied_read; /* since the transaction's look */
	struct done_steps *done;         /* where a look puts them; NULL: it does not ask */
	char host[65];
};

void session_start(struct session *session, struct runner *runner, struct pool *pool);

/* What a step needs of a manifest, from the file or from the log. */
struct work {
	const struct step *step;
	struct manifest manifest;
	const char *file, *text;
	size_t length;
	const char *digest, *blob;
	struct operations operations;
	bool outside;               /* the last of them runs outside the transaction */
	const struct running *half; /* those before it are done already; NULL: no */
	const char *started;        /* when the step began */
};

const char *action_name(enum step_kind kind);
/* A stamp has no operations, and a text only where the manifest can be read. An upgrade has
 * the file's, a downgrade the log's when that has another text than the file, unless
 * forced. Refuses what cannot be reverted, and a half-done revision that is not what it
 * was. */
int work_load(struct session *session, struct pool *pool, const struct step *step,
	struct work *work, struct error *err);
/* Puts the operation's number and summary in front of what went wrong, and its place where
 * the manifest is what is wrong. */
int work_blame(const struct work *work, unsigned number, struct error *err);
/* Puts the revision in front of what went wrong, and where it belongs. */
int step_blame(const struct step *step, struct error *err);

/*
 * look.c. What a transaction begins with, in one round trip: whether the tables are there,
 * the version rows, and what else is asked for. The pool is for the rows.
 */
enum look {
	LOOK_BEGIN = 1,   /* begins the transaction; after a failure none is open */
	LOOK_RUNNING = 2, /* the half-done revisions too, as log_read_running */
	LOOK_APPLIED = 4, /* what the log says is applied, as log_read_applied */
};
int session_look(struct session *session, struct pool *pool, unsigned what,
	struct strings *rows, struct error *err);

/* version.c */
int version_make(struct session *session, struct error *err);
/* The SELECT of the version rows, and what takes them; data: struct version_rows. */
struct version_rows {
	struct pool *pool;
	struct strings rows; /* as they came */
};
char *version_select(struct session *session, struct pool *pool);
db_row_fn version_take_row;
/* Says which of gitmig's own tables failed; -1. A full disk is not its fault: whatever the
 * revision has changed before has filled it. */
int table_failed(const char *what, const char *table, struct error *err);
/* Makes what is missing of a table, in a script too. */
int table_make(struct session *session, struct pool *pool, const struct table *table,
	const char *quoted, bool *there, struct error *err);
/* Takes the one rows away and adds the others. */
int version_change(struct session *session, struct pool *pool, const struct strings *gone,
	const struct strings *fresh, struct error *err);
/* Lists of rows, all sorted. A copy, sorted if rows is not: */
void rows_copy(struct pool *pool, const struct strings *rows, struct strings *copy);
/* What a has and b lacks: */
void rows_lacking(struct pool *pool, const struct strings *a, const struct strings *b,
	struct strings *out);
/* What a step takes away and adds, given these rows. */
void rows_step(struct pool *pool, const struct strings *rows, const struct step *step,
	struct strings *gone, struct strings *fresh);
/* Does so to the list, in place. */
void rows_become(struct pool *pool, struct strings *rows, const struct strings *gone,
	const struct strings *fresh);
/* In a script: it ends unless these are the rows. */
int version_require(struct session *session, struct pool *pool, const struct strings *rows,
	struct error *err);
/* After a change: fails unless these are the rows. */
int version_confirm(struct session *session, struct pool *pool, const struct strings *rows,
	struct error *err);
/* An existing table's column is wide enough for all ids of the plan. */
int version_check_width(
	struct session *session, const struct plan *plan, struct error *err);

/* log.c. Without keep_log they do nothing. */
enum outcome { OUTCOME_DONE, OUTCOME_RUNNING, OUTCOME_FAILED };
int log_make(struct session *session, struct error *err);
int log_write(struct session *session, struct pool *pool, const struct work *work,
	enum outcome outcome, const char *error, struct error *err);
/* The running row of a step becomes done. */
int log_finish(struct session *session, struct pool *pool, const struct work *work,
	struct error *err);
/* No revision is half done any more. */
int log_settle(struct session *session, struct error *err);
/* What is asked of the log, as parts of a look: what was finished (session->done), */
void log_look_done(struct session *session, struct db_look *look);
/* the half-done revisions, */
void log_look_running(struct session *session, struct pool *pool, struct db_look *look);
/* the applied ones (logged.c); log_take_applied after it. */
struct log_reading {
	struct pool *pool;
	struct map last; /* revision -> its entry */
	struct log_entry *items;
	unsigned count, cap;
};
void log_look_applied(struct session *session, struct pool *pool,
	struct log_reading *reading, struct db_look *look);
void log_take_applied(struct session *session, const struct log_reading *reading);
/* The same by themselves, unless this transaction has looked at them. */
int log_read_running(struct session *session, struct error *err);
int log_read_applied(struct session *session, struct error *err); /* session->logged */
int log_read_text(struct session *session, struct pool *pool, const struct logged *logged,
	const char **text, struct error *err);
char *log_now(struct pool *pool); /* UTC, "2026-11-23T09:30:00.000Z" */

/* check.c: invariant 6. works has a pointer per step: what was read is kept there as far as
 * there is room, in the session's pool. */
int plan_check(struct session *session, const struct plan *plan, struct work **works,
	struct error *err);

/* step.c. A transaction is open; afterwards none is. */
enum step_result {
	STEP_DONE,
	STEP_MOVED, /* another process finished it meanwhile: look at the rows again */
	STEP_AGAIN, /* nothing is changed, and it may succeed when it is done again */
};
/* may_retry: it may end with STEP_AGAIN. */
int step_run(struct session *session, struct pool *pool, struct work *work, bool may_retry,
	enum step_result *result, struct error *err);

#endif
