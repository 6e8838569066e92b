#include "run/session.h"
#include "run/touched.h"

#include <stdio.h>
#include <string.h>

/* Invariant 6: what can be known before anything runs. */

/* Bytes of loaded manifests that are kept between the check and the step; what is beyond is
 * loaded twice, so that memory does not grow with the chain. */
#define KEEP ((size_t)32 << 20)

/* What no database would take, such as a default that is no value of its type. */
static int check_texts(struct session *session, const struct work *work, struct error *err)
{
	struct statements statements = {.list = {.count = 0}};
	bool unsupported = false;
	struct pool pool;
	int result = 0;

	pool_init(&pool);
	for (unsigned i = 0; !result && i < work->operations.count; i++) {
		if (session->db->dialect->render(&pool, &work->operations.items[i],
			    &statements, &unsupported, err) == 0)
			continue;
		work_blame(work, i, err);
		result = step_blame(work->step, err);
	}
	pool_release(&pool);
	return result;
}

static int check_rows(struct session *session, struct touched *touched,
	const struct work *work, struct error *err)
{
	for (unsigned i = 0; i < work->operations.count; i++) {
		const struct operation *op = &work->operations.items[i];

		if (touched_may_ask(touched, op) &&
			session->db->driver->check_rows(session->db, op, err) < 0) {
			work_blame(work, i, err);
			return step_blame(work->step, err);
		}
		touched_note(touched, op);
	}
	return 0;
}

static int check_allowed(
	const struct session *session, const struct plan *plan, struct error *err)
{
	const struct runner *runner = session->runner;

	for (unsigned i = 0; runner->allowed && i < plan->count; i++) {
		const struct step *step = &plan->items[i];

		if (step->kind != STEP_UPGRADE ||
			runner->allowed(runner->data, step->revision, err) == 0)
			continue;
		snprintf(err->revision, sizeof(err->revision), "%s", step->revision->id);
		return -1;
	}
	return 0;
}

static bool step_finishes(const struct step *step, const struct running *half)
{
	return step->revision && !strcmp(step->revision->id, half->revision) &&
	       !strcmp(action_name(step->kind), half->action);
}

/* A half-done revision that the plan does not finish must not be walked past. */
static int check_half_done(
	const struct session *session, const struct plan *plan, struct error *err)
{
	for (unsigned i = 0; i < session->running_count; i++) {
		const struct running *half = &session->running[i];
		bool planned = false;

		for (unsigned k = 0; k < plan->count && !planned; k++)
			planned = step_finishes(&plan->items[k], half);
		if (planned)
			continue;
		error_set(err, ERR_DATABASE,
			"the %s of revision %s is half done: its last "
			"operation runs outside a transaction and was not finished",
			half->action, half->revision);
		snprintf(err->revision, sizeof(err->revision), "%s", half->revision);
		return error_hint(err,
			"Run gitmig %s again with a target that finishes it, "
			"or finish it by hand and stamp.",
			half->action);
	}
	return 0;
}

static int check_step(struct session *session, struct touched *touched,
	const struct step *step, struct work **kept, size_t *bytes, struct error *err)
{
	bool keep = *bytes < KEEP;
	size_t before = session->pool->bytes;
	struct pool pool;
	struct work *work;
	int result;

	pool_init(&pool);
	work = keep ? pool_new(session->pool, struct work) : pool_new(&pool, struct work);
	result = work_load(session, keep ? session->pool : &pool, step, work, err);
	if (result == 0)
		result = check_texts(session, work, err);
	if (result == 0 && step->kind == STEP_UPGRADE && !session->runner->script)
		result = check_rows(session, touched, work, err);
	if (result == 0 && keep) {
		*kept = work;
		*bytes += session->pool->bytes - before;
	}
	pool_release(&pool);
	return result;
}

int plan_check(struct session *session, const struct plan *plan, struct work **works,
	struct error *err)
{
	struct touched touched;
	size_t bytes = 0;

	if (check_allowed(session, plan, err) < 0 ||
		check_half_done(session, plan, err) < 0 ||
		version_check_width(session, plan, err) < 0)
		return -1;
	touched_init(&touched, session->pool);
	for (unsigned i = 0; i < plan->count; i++) {
		if (check_step(session, &touched, &plan->items[i], &works[i], &bytes, err) <
			0)
			return -1;
	}
	return 0;
}

int run_check_rows(struct runner *runner, struct pool *pool, const struct plan *plan,
	const struct revision *revision, struct strings *messages, struct error *err)
{
	struct session session;
	struct touched touched;

	session_start(&session, runner, pool);
	touched_init(&touched, pool);
	for (unsigned i = 0; i < plan->count; i++) {
		struct work work;

		if (work_load(&session, pool, &plan->items[i], &work, err) < 0)
			return -1;
		for (unsigned k = 0; k < work.operations.count; k++) {
			const struct operation *op = &work.operations.items[k];
			struct error why;

			if (plan->items[i].revision == revision &&
				touched_may_ask(&touched, op) &&
				runner->db->driver->check_rows(runner->db, op, &why) < 0) {
				work_blame(&work, k, &why);
				strings_add(pool, messages, pool_strdup(pool, why.message));
			}
			touched_note(&touched, op);
		}
	}
	return 0;
}
