#include "run/session.h"

#include <string.h>

/* The version rows without the operations. */

static int log_step(struct session *session, const struct step *step, struct error *err)
{
	struct work work;
	struct pool pool;
	int result;

	pool_init(&pool);
	result = work_load(session, &pool, step, &work, err);
	if (result == 0) {
		work.started = log_now(&pool);
		result = log_write(session, &pool, &work, OUTCOME_DONE, NULL, err);
	}
	pool_release(&pool);
	return result;
}

static int write_stamp(struct session *session, const struct strings *rows,
	const struct plan *plan, struct error *err)
{
	struct strings after, gone, fresh;

	rows_copy(session->pool, &plan->rows, &after);
	rows_lacking(session->pool, rows, &after, &gone);
	rows_lacking(session->pool, &after, rows, &fresh);
	if (version_make(session, err) < 0 || log_make(session, err) < 0 ||
		log_settle(session, err) < 0 ||
		version_change(session, session->pool, &gone, &fresh, err) < 0)
		return -1;
	for (unsigned i = 0; i < plan->count; i++) {
		if (log_step(session, &plan->items[i], err) < 0)
			return -1;
	}
	return db_commit(session->db, err);
}

static int stamp(struct session *session, const struct strings *rows,
	const struct strings *targets, bool purge, struct plan *plan, struct error *err)
{
	if (plan_stamp(session->pool, session->runner->graph, rows, targets, purge, plan,
		    err) < 0 ||
		version_check_width(session, plan, err) < 0)
		return -1;
	if (!plan->count && !session->running_count && strings_equal(rows, &plan->rows))
		return db_rollback(session->db, err);
	return write_stamp(session, rows, plan, err);
}

int run_stamp(struct runner *runner, struct pool *pool, const struct strings *targets,
	bool purge, struct run_result *result, struct error *err)
{
	struct session session;
	struct plan plan = {.count = 0};
	struct strings rows;
	struct error ignored;

	session_start(&session, runner, pool);
	*result = (struct run_result){.done = {.count = 0}};
	if (session_look(&session, pool, LOOK_BEGIN | LOOK_RUNNING, &rows, err) < 0)
		return -1;
	if (stamp(&session, &rows, targets, purge, &plan, err) < 0) {
		(void)db_rollback(session.db, &ignored);
		return -1;
	}
	result->done = plan;
	return 0;
}

int run_ensure_version(struct runner *runner, bool *made, struct error *err)
{
	struct session session;
	struct strings rows;
	struct error ignored;
	struct pool pool;
	int result = -1;
	bool there;

	pool_init(&pool);
	session_start(&session, runner, &pool);
	if (session_look(&session, &pool, LOOK_BEGIN, &rows, err) < 0)
		goto out;
	there = session.version_there;
	if (there)
		result = db_rollback(session.db, err);
	else if (version_make(&session, err) == 0)
		result = db_commit(session.db, err);
	if (result == 0)
		*made = !there;
	else
		(void)db_rollback(session.db, &ignored);
out:
	pool_release(&pool);
	return result;
}
