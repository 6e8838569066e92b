#include "run/session.h"
#include "run/signals.h"

#include <stdio.h>
#include <string.h>

/* One step: its transaction, or its transactions (invariant 7). */

/* How far a step had come when it failed. */
enum stage { STAGE_TRANSACTION, STAGE_FIRST_COMMIT, STAGE_OUTSIDE, STAGE_COMMIT };

static int stop_if_signalled(struct error *err)
{
	/* explain says more about it. */
	return signals_caught() ? error_set(err, ERR_DATABASE, "interrupted") : 0;
}

static int run_operations(
	struct session *session, const struct work *work, unsigned count, struct error *err)
{
	unsigned failed = 0;

	if (stop_if_signalled(err) < 0)
		return -1;
	if (db_apply_all(session->db, work->operations.items, count, &failed, err) < 0)
		return work_blame(work, failed, err);
	return stop_if_signalled(err);
}

static int make_tables(struct session *session, struct error *err)
{
	if (version_make(session, err) < 0)
		return -1;
	return log_make(session, err);
}

/* An execute can do anything, to the version rows too. */
static bool has_execute(const struct work *work)
{
	for (unsigned i = 0; i < work->operations.count; i++) {
		if (work->operations.items[i].kind == OP_EXECUTE)
			return true;
	}
	return false;
}

static int write_log(struct session *session, struct pool *pool, const struct work *work,
	struct error *err)
{
	return work->outside ? log_finish(session, pool, work, err)
			     : log_write(session, pool, work, OUTCOME_DONE, NULL, err);
}

/* Takes the step's rows away and adds its own, which are what the next step starts from,
 * and writes the log. What asks for the rows stands last: all that is written before it
 * goes to a server in one round trip. */
static int change_rows(struct session *session, struct pool *pool, const struct work *work,
	const struct strings *gone, const struct strings *fresh, struct error *err)
{
	struct strings rows;

	rows_copy(pool, &session->rows, &rows);
	rows_become(pool, &rows, gone, fresh);
	if (make_tables(session, err) < 0 ||
		version_change(session, pool, gone, fresh, err) < 0)
		return -1;
	if (session->runner->script && has_execute(work) &&
		version_require(session, pool, &rows, err) < 0)
		return -1;
	if (write_log(session, pool, work, err) < 0)
		return -1;
	return session->runner->script ? 0 : version_confirm(session, pool, &rows, err);
}

/* The last transaction of a step, from its version rows on. */
static int finish(struct session *session, struct pool *pool, const struct work *work,
	enum stage *stage, struct error *err)
{
	struct strings gone, fresh;

	rows_step(pool, &session->rows, work->step, &gone, &fresh);
	if (change_rows(session, pool, work, &gone, &fresh, err) < 0)
		return -1;
	if (stop_if_signalled(err) < 0)
		return -1;
	*stage = STAGE_COMMIT;
	if (db_commit(session->db, err) < 0)
		return error_prefix(err, "the commit failed");
	rows_become(session->pool, &session->rows, &gone, &fresh);
	return 0;
}

static int whole(struct session *session, struct pool *pool, const struct work *work,
	enum stage *stage, struct error *err)
{
	if (run_operations(session, work, work->operations.count, err) < 0)
		return -1;
	return finish(session, pool, work, stage, err);
}

static int first_half(struct session *session, struct pool *pool, const struct work *work,
	enum stage *stage, struct error *err)
{
	if (work->half)
		return db_rollback(session->db, err);
	if (run_operations(session, work, work->operations.count - 1, err) < 0 ||
		make_tables(session, err) < 0 ||
		log_write(session, pool, work, OUTCOME_RUNNING, NULL, err) < 0)
		return -1;
	*stage = STAGE_FIRST_COMMIT;
	return db_commit(session->db, err);
}

/* Does the log say that it is half done? */
static bool is_running(const struct session *session, const struct work *work)
{
	for (unsigned i = 0; i < session->running_count; i++) {
		if (!strcmp(session->running[i].revision, work->step->revision->id))
			return true;
	}
	return false;
}

/* Begins the last transaction. Is the revision still the half-done one that this process
 * left? */
static int begin_second(struct session *session, struct pool *pool, const struct work *work,
	bool *moved, struct error *err)
{
	struct strings rows;

	if (session->runner->script)
		return db_begin(session->db, err) < 0
			       ? -1
			       : version_require(session, pool, &session->rows, err);
	if (session_look(session, pool, LOOK_BEGIN | LOOK_RUNNING, &rows, err) < 0)
		return -1;
	*moved = (session->runner->keep_log && !is_running(session, work)) ||
		 !strings_equal(&rows, &session->rows);
	return 0;
}

static int in_halves(struct session *session, struct pool *pool, const struct work *work,
	bool *moved, enum stage *stage, struct error *err)
{
	unsigned last = work->operations.count - 1;

	if (first_half(session, pool, work, stage, err) < 0)
		return -1;
	*stage = STAGE_OUTSIDE;
	if (stop_if_signalled(err) < 0)
		return -1;
	if (db_apply(session->db, &work->operations.items[last], err) < 0)
		return work_blame(work, last, err);
	if (begin_second(session, pool, work, moved, err) < 0)
		return -1;
	if (*moved)
		return db_rollback(session->db, err);
	return finish(session, pool, work, stage, err);
}

/* What has become of the transaction in which a step failed. */
enum fate { FATE_UNDONE, FATE_DONE, FATE_UNKNOWN };

/* The answer to a commit may be lost, or the commit be interrupted, and done all the same:
 * the rows tell, where they are to change. */
static enum fate fate_of_commit(const struct session *session, struct pool *pool,
	const struct work *work, const struct strings *rows)
{
	struct strings gone, fresh;

	rows_step(pool, &session->rows, work->step, &gone, &fresh);
	if (!gone.count && !fresh.count)
		return FATE_UNKNOWN;
	return strings_equal(rows, &session->rows) ? FATE_UNDONE : FATE_DONE;
}

/* Begins the transaction in which the failure is logged; *begun: it is open. */
static enum fate look_again(struct session *session, struct pool *pool,
	const struct work *work, enum stage *stage, bool *begun)
{
	unsigned what = *stage == STAGE_FIRST_COMMIT ? LOOK_BEGIN | LOOK_RUNNING
						     : LOOK_BEGIN;
	struct strings rows;
	struct error ignored;

	/* What this step had made is gone again. */
	session->version_there = session->log_there = false;
	*begun = !session->runner->script && session->runner->keep_log &&
		 session_look(session, pool, what, &rows, &ignored) == 0;
	if (*stage == STAGE_TRANSACTION || *stage == STAGE_OUTSIDE)
		return FATE_UNDONE;
	if (!*begun)
		return FATE_UNKNOWN;
	if (*stage == STAGE_COMMIT)
		return fate_of_commit(session, pool, work, &rows);
	if (is_running(session, work))
		*stage = STAGE_OUTSIDE;
	return FATE_UNDONE;
}

static bool is_half_done(const struct work *work, enum stage stage, enum fate fate)
{
	return fate == FATE_UNDONE && (work->half || stage == STAGE_OUTSIDE ||
					      (work->outside && stage == STAGE_COMMIT));
}

static const char *outcome_of(const struct work *work, enum stage stage, enum fate fate)
{
	if (fate == FATE_DONE)
		return "is done";
	if (is_half_done(work, stage, fate))
		return "is half done";
	return fate == FATE_UNDONE ? "was rolled back" : "may be done";
}

static void give_hint(
	const struct work *work, enum stage stage, enum fate fate, struct error *err)
{
	const char *action = action_name(work->step->kind);

	if (fate == FATE_DONE)
		error_hint(err,
			"It is committed nevertheless. The next gitmig %s goes on "
			"from there.",
			action);
	else if (is_half_done(work, stage, fate))
		error_hint(err,
			"The operations before the last are committed. The next "
			"gitmig %s continues with the last one.",
			action);
	else if (err->hint[0])
		return;
	else if (fate == FATE_UNDONE)
		error_hint(err, "The database is as it was before this revision.");
	else
		error_hint(err,
			"Whether it was committed is not known. The next gitmig %s "
			"finds out, and goes on from there.",
			action);
}

static void explain(
	const struct work *work, enum stage stage, enum fate fate, struct error *err)
{
	const char *signal_name = signals_caught();
	const char *id = work->step->revision ? work->step->revision->id : "base";

	if (signal_name) {
		error_set(err, ERR_DATABASE, "interrupted by %s; revision %s %s",
			signal_name, id, outcome_of(work, stage, fate));
		snprintf(err->revision, sizeof(err->revision), "%s", id);
	} else {
		step_blame(work->step, err);
	}
	give_hint(work, stage, fate, err);
}

/* Invariant 4, in the transaction that is open. */
static void log_failure(struct session *session, struct pool *pool, const struct work *work,
	enum fate fate, const struct error *why)
{
	struct error ignored;

	if (fate != FATE_DONE && log_make(session, &ignored) == 0 &&
		log_write(session, pool, work, OUTCOME_FAILED, why->message, &ignored) ==
			0 &&
		db_commit(session->db, &ignored) == 0)
		return;
	(void)db_rollback(session->db, &ignored);
}

int step_run(struct session *session, struct pool *pool, struct work *work, bool may_retry,
	enum step_result *result, struct error *err)
{
	enum stage stage = STAGE_TRANSACTION;
	struct error ignored;
	bool moved = false, begun;
	enum fate fate;
	int status;

	work->started = log_now(pool);
	status = work->outside ? in_halves(session, pool, work, &moved, &stage, err)
			       : whole(session, pool, work, &stage, err);
	if (status == 0) {
		*result = moved ? STEP_MOVED : STEP_DONE;
		return 0;
	}
	may_retry = may_retry && !work->outside && stage == STAGE_TRANSACTION &&
		    !signals_caught() && db_may_retry(session->db);
	/* None may be open any more: then there is nothing to roll back. */
	status = db_rollback(session->db, &ignored);
	if (may_retry && status == 0) {
		/* What this step had made is gone again. */
		session->version_there = session->log_there = false;
		*result = STEP_AGAIN;
		return 0;
	}
	fate = look_again(session, pool, work, &stage, &begun);
	explain(work, stage, fate, err);
	if (begun)
		log_failure(session, pool, work, fate, err);
	return -1;
}
