#include "db/script.h"
#include "run/session.h"
#include "run/signals.h"

#include <string.h>

/* From a target, or a plan, to steps: the loop that reads the rows again each time. */

struct walk {
	struct session session;
	enum step_kind kind;
	const char *target; /* NULL: the plan was given */
	const struct plan *given;
	struct plan plan; /* what is being carried out */
	struct work **works;
	unsigned next, done, total; /* steps of plan, of all plans */
	unsigned attempts;          /* at this step, that failed of what may pass */
	bool planned, over;
};

/* A deadlock's victim is chosen anew each time: who meets so many in a row meets a reason.
 */
#define ATTEMPTS 4

/* The revisions that plan_downgrade may count backwards: by the log, and applied. */
static int applied_ids(struct session *session, const struct strings *rows,
	struct strings *ids, struct error *err)
{
	const struct graph *graph = session->runner->graph;
	bool *marks = pool_array(session->pool, bool, graph->count);

	if (log_read_applied(session, err) < 0)
		return -1;
	graph_mark_applied(graph, rows, marks);
	*ids = (struct strings){.count = 0};
	for (unsigned i = 0; i < session->applied_count; i++) {
		const char *id = session->applied[i].revision;
		const struct revision *revision = map_find(&graph->ids, id);

		if (revision ? marks[revision->index] : strings_has(rows, id))
			strings_add(session->pool, ids, id);
	}
	return 0;
}

/* Does the target count from the rows? Then it means something else once they changed. */
static bool is_relative(const char *target)
{
	return strpbrk(target, "+-") != NULL;
}

static int plan_target(
	struct walk *walk, const struct strings *rows, struct plan *plan, struct error *err)
{
	struct session *session = &walk->session;
	const struct graph *graph = session->runner->graph;
	const char *target = walk->target;
	struct strings ids;

	if (walk->planned && is_relative(target)) {
		const struct plan *old = &walk->plan;

		if (walk->kind == STEP_DOWNGRADE) {
			error_set(err, ERR_DATABASE,
				"another process has changed the "
				"version rows meanwhile; %u of %u revisions were reverted",
				walk->done, walk->total);
			return error_hint(err, "Look at gitmig current before you go on.");
		}
		target = old->items[old->count - 1].revision->id;
	}
	if (walk->kind == STEP_UPGRADE)
		return plan_upgrade(session->pool, graph, rows, target, plan, err);
	if (applied_ids(session, rows, &ids, err) < 0)
		return -1;
	return plan_downgrade(session->pool, graph, rows, session->log_there ? &ids : NULL,
		target, plan, err);
}

static int plan_given(
	struct walk *walk, const struct strings *rows, struct plan *plan, struct error *err)
{
	struct session *session = &walk->session;

	if (!session->runner->script && !strings_equal(rows, &session->rows)) {
		error_set(err, ERR_DATABASE,
			"the version rows are %s, and the plan starts from %s",
			rows->count ? strings_join(session->pool, rows, ", ") : "none",
			session->rows.count
				? strings_join(session->pool, &session->rows, ", ")
				: "none");
		return error_hint(err, "Another process has changed them: plan again.");
	}
	*plan = *walk->given;
	for (unsigned i = 0; i < plan->count; i++) {
		if (plan->items[i].kind == STEP_DOWNGRADE)
			return session->runner->script ? 0 : log_read_applied(session, err);
	}
	return 0;
}

static int make_plan(struct walk *walk, const struct strings *rows, struct error *err)
{
	struct session *session = &walk->session;
	struct plan plan = {.count = 0};
	struct work **works;

	if (walk->target ? plan_target(walk, rows, &plan, err) < 0
			 : plan_given(walk, rows, &plan, err) < 0)
		return -1;
	if (!session->runner->script && log_read_running(session, err) < 0)
		return -1;
	works = pool_array(session->pool, struct work *, plan.count);
	if (plan_check(session, &plan, works, err) < 0)
		return -1;
	walk->plan = plan;
	walk->works = works;
	walk->next = 0;
	walk->total = walk->done + plan.count;
	walk->planned = true;
	rows_copy(session->pool, rows, &session->rows);
	return 0;
}

/* A script cannot look: it says what has to be there. */
static int open_script(struct walk *walk, struct pool *pool, struct error *err)
{
	struct session *session = &walk->session;

	if (!walk->planned && make_plan(walk, &session->rows, err) < 0)
		return -1;
	if (session->rows.count)
		session->version_there = true;
	if (version_make(session, err) < 0 || log_make(session, err) < 0)
		return -1;
	return version_require(session, pool, &session->rows, err);
}

/* What a plan that goes down is made from. */
static bool needs_applied(const struct walk *walk)
{
	bool needs = walk->target && walk->kind == STEP_DOWNGRADE;

	for (unsigned i = 0; walk->given && i < walk->given->count && !needs; i++)
		needs = walk->given->items[i].kind == STEP_DOWNGRADE;
	return needs;
}

static int begin_look(
	struct walk *walk, struct pool *pool, struct strings *rows, struct error *err)
{
	unsigned what = LOOK_BEGIN;

	if (walk->session.runner->script)
		return db_begin(walk->session.db, err);
	if (!walk->planned)
		what |= LOOK_RUNNING;
	if (!walk->planned && needs_applied(walk))
		what |= LOOK_APPLIED;
	return session_look(&walk->session, pool, what, rows, err);
}

/* Within the transaction: invariant 2. */
static int plan_from(
	struct walk *walk, struct pool *pool, const struct strings *rows, struct error *err)
{
	struct session *session = &walk->session;

	if (session->runner->script)
		return open_script(walk, pool, err);
	if (walk->planned && strings_equal(rows, &session->rows))
		return 0;
	return make_plan(walk, rows, err);
}

static void tell(const struct walk *walk, const struct step *step, bool done)
{
	const struct runner *runner = walk->session.runner;

	if (runner->progress)
		runner->progress(runner->data, step, walk->done + 1, walk->total, done);
}

static int do_step(
	struct walk *walk, struct pool *pool, struct run_result *result, struct error *err)
{
	struct session *session = &walk->session;
	const struct step *step = &walk->plan.items[walk->next];
	struct work *work = walk->works[walk->next];
	struct work own;
	enum step_result ended;

	if (!work) {
		work = &own;
		if (work_load(session, pool, step, work, err) < 0) {
			struct error ignored;

			(void)db_rollback(session->db, &ignored);
			return -1;
		}
	}
	tell(walk, step, false);
	if (step_run(session, pool, work, ++walk->attempts < ATTEMPTS, &ended, err) < 0)
		return -1;
	if (ended == STEP_AGAIN)
		return 0;
	walk->attempts = 0;
	if (ended == STEP_MOVED) {
		/* Rows that no plan starts from: what comes next plans again. */
		strings_add(session->pool, &session->rows, "");
		return 0;
	}
	tell(walk, step, true);
	POOL_PUSH(session->pool, result->done.items, result->done.count, result->done.cap,
		*step);
	walk->next++;
	walk->done++;
	return 0;
}

/* The interrupt came while the database was asked whether a revision may begin. */
static int stopped_waiting(const struct walk *walk, struct error *err)
{
	error_set(err, ERR_DATABASE, "interrupted by %s before a revision had begun",
		signals_caught());
	return walk->done ? error_hint(err,
				    "%u of %u revisions are done; the next run goes on "
				    "from there.",
				    walk->done, walk->total)
			  : error_hint(err, "The database is as it was before.");
}

static int one_round(
	struct walk *walk, struct pool *pool, struct run_result *result, struct error *err)
{
	struct db *db = walk->session.db;
	const char *signal_name = signals_caught();
	struct strings rows = {.count = 0};

	if (walk->planned ? walk->next == walk->plan.count
			  : walk->session.runner->script && !walk->given->count) {
		walk->over = true;
		return 0;
	}
	if (signal_name)
		return error_set(err, ERR_DATABASE,
			"interrupted by %s between two revisions; %u of %u were done",
			signal_name, walk->done, walk->total);
	if (begin_look(walk, pool, &rows, err) < 0)
		return signals_caught() ? stopped_waiting(walk, err) : -1;
	if (plan_from(walk, pool, &rows, err) < 0) {
		struct error ignored;

		(void)db_rollback(db, &ignored);
		return -1;
	}
	if (walk->next == walk->plan.count) {
		walk->over = true;
		return db_rollback(db, err);
	}
	return do_step(walk, pool, result, err);
}

static int carry_out(struct walk *walk, struct run_result *result, struct error *err)
{
	bool with_signals = walk->session.runner->keep_log && !walk->session.runner->script;
	int status = 0;

	*result = (struct run_result){.done = {.count = 0}};
	if (with_signals)
		signals_start(walk->session.db);
	while (status == 0 && !walk->over) {
		struct pool pool;

		pool_init(&pool);
		status = one_round(walk, &pool, result, err);
		pool_release(&pool);
	}
	if (with_signals)
		signals_stop();
	rows_copy(walk->session.pool, &walk->session.rows, &result->done.rows);
	return status;
}

static int run_target(struct runner *runner, struct pool *pool, enum step_kind kind,
	const char *target, struct run_result *result, struct error *err)
{
	struct walk walk = {.kind = kind, .target = target};

	session_start(&walk.session, runner, pool);
	return carry_out(&walk, result, err);
}

int run_upgrade(struct runner *runner, struct pool *pool, const char *target,
	struct run_result *result, struct error *err)
{
	return run_target(runner, pool, STEP_UPGRADE, target, result, err);
}

int run_downgrade(struct runner *runner, struct pool *pool, const char *target,
	struct run_result *result, struct error *err)
{
	return run_target(runner, pool, STEP_DOWNGRADE, target, result, err);
}

static int run_header(struct runner *runner, const char *text, struct error *err)
{
	return text ? db_exec(runner->db, text, err) : 0;
}

int run_plan(struct runner *runner, struct pool *pool, const struct strings *rows,
	const struct plan *plan, struct run_result *result, struct error *err)
{
	const struct script_text *words = runner->script ? runner->db->driver->script
							 : NULL;
	struct walk walk = {.given = plan};

	session_start(&walk.session, runner, pool);
	rows_copy(pool, rows, &walk.session.rows);
	if (words && run_header(runner, words->header, err) < 0)
		return -1;
	if (carry_out(&walk, result, err) < 0)
		return -1;
	return words ? run_header(runner, words->footer, err) : 0;
}

int run_preview(struct runner *runner, struct pool *pool, enum step_kind kind,
	const char *target, struct plan *plan, struct error *err)
{
	struct walk walk = {.kind = kind, .target = target};
	struct strings rows;

	session_start(&walk.session, runner, pool);
	if (session_look(&walk.session, pool,
		    needs_applied(&walk) ? LOOK_RUNNING | LOOK_APPLIED : LOOK_RUNNING,
		    &rows, err) < 0 ||
		make_plan(&walk, &rows, err) < 0)
		return -1;
	*plan = walk.plan;
	return 0;
}
