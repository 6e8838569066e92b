// links: base graph
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "random_graph.h"

/* A random graph, a random database at some of it, and what the test makes of them. */
struct world {
	struct pool pool;
	uint64_t random;
	struct random_graph g;
	bool applied[RANDOM_MAX];
	struct strings rows;
	struct error err;
};

static void with_worlds(unsigned count, void (*check)(struct world *))
{
	for (uint64_t seed = 1; seed <= count; seed++) {
		struct world w = {.random = seed * 7919 + 1};

		pool_init(&w.pool);
		random_graph(&w.pool, seed, &w.g);
		random_applied(&w.pool, &w.g, &w.random, w.applied, &w.rows);
		check(&w);
		pool_release(&w.pool);
	}
}

static const struct revision *any_revision(struct world *w)
{
	return w->g.graph->items[random_below(&w->random, w->g.graph->count)];
}

/* Of a set of applied revisions: those that no other of them reaches. */
static struct strings maximal(struct world *w, const bool *applied)
{
	struct strings rows = {0};

	for (unsigned i = 0; i < w->g.graph->count; i++) {
		bool row = applied[i];

		for (unsigned j = 0; j < w->g.graph->count; j++)
			row = row && (i == j || !applied[j] || !w->g.d[j][i]);
		if (row)
			strings_add(&w->pool, &rows, w->g.graph->items[i]->id);
	}
	return rows;
}

static void remove_row(struct strings *rows, const char *id)
{
	for (unsigned i = 0; i < rows->count; i++) {
		if (!strcmp(rows->items[i], id)) {
			rows->items[i] = rows->items[--rows->count];
			return;
		}
	}
	fail_msg("row %s is removed and not there", id);
}

/*
 * Runs the plan step by step: each step is allowed where it stands, and after it the table
 * holds the maximal applied revisions. applied is as the plan leaves it.
 */
static void carry_out(struct world *w, const struct plan *plan, bool *applied)
{
	const struct graph *graph = w->g.graph;
	struct strings rows = maximal(w, applied);

	for (unsigned i = 0; i < plan->count; i++) {
		const struct step *step = &plan->items[i];
		unsigned at = step->revision->index;
		bool up = step->kind == STEP_UPGRADE;
		struct strings want;

		assert_int_equal(applied[at], !up);
		for (unsigned j = 0; j < graph->count; j++) {
			if (up && j != at && w->g.d[at][j])
				assert_true(applied[j]);
			if (!up && j != at && w->g.d[j][at])
				assert_false(applied[j]);
		}
		applied[at] = up;
		for (unsigned j = 0; j < step->removes.count; j++)
			remove_row(&rows, step->removes.items[j]);
		for (unsigned j = 0; j < step->adds.count; j++) {
			assert_false(strings_has(&rows, step->adds.items[j]));
			strings_add(&w->pool, &rows, step->adds.items[j]);
		}
		strings_sort(&rows);
		want = maximal(w, applied);
		assert_true(strings_equal(&rows, &want));
	}
	assert_true(strings_equal(&rows, &plan->rows));
}

/* --- upgrade --- */

static void upgrade_one(struct world *w)
{
	const struct revision *to = any_revision(w);
	bool applied[RANDOM_MAX];
	struct plan plan;

	memcpy(applied, w->applied, sizeof(applied));
	assert_int_equal(
		plan_upgrade(&w->pool, w->g.graph, &w->rows, to->id, &plan, &w->err), 0);
	carry_out(w, &plan, applied);
	for (unsigned i = 0; i < w->g.graph->count; i++)
		assert_int_equal(applied[i], w->applied[i] || w->g.d[to->index][i]);
}

static void upgrade_reaches_the_target(void **state)
{
	(void)state;
	with_worlds(2000, upgrade_one);
}

static void upgrade_and_back(struct world *w)
{
	struct strings log = {0};
	bool applied[RANDOM_MAX];
	struct plan up, down;

	memcpy(applied, w->applied, sizeof(applied));
	assert_int_equal(
		plan_upgrade(&w->pool, w->g.graph, &w->rows, "heads", &up, &w->err), 0);
	carry_out(w, &up, applied);
	for (unsigned i = 0; i < w->g.graph->count; i++)
		assert_true(applied[i]);
	if (!up.count) {
		assert_true(strings_equal(&up.rows, &w->rows));
		return;
	}
	for (unsigned i = 0; i < up.count; i++)
		strings_add(&w->pool, &log, up.items[i].revision->id);
	assert_int_equal(plan_downgrade(&w->pool, w->g.graph, &up.rows, &log,
				 pool_printf(&w->pool, "-%u", up.count), &down, &w->err),
		0);
	assert_int_equal(down.count, up.count);
	for (unsigned i = 0; i < up.count; i++)
		assert_ptr_equal(
			down.items[i].revision, up.items[up.count - 1 - i].revision);
	carry_out(w, &down, applied);
	assert_memory_equal(applied, w->applied, sizeof(applied));
	assert_true(strings_equal(&down.rows, &w->rows));
}

static void upgrade_then_downgrade_is_the_start(void **state)
{
	(void)state;
	with_worlds(2000, upgrade_and_back);
}

/* --- downgrade --- */

static bool is_child(const struct revision *parent, const struct revision *of)
{
	for (unsigned i = 0; i < of->parent_count; i++) {
		if (of->parent[i] == parent)
			return true;
	}
	return false;
}

/* By the rule: what is applied and stands on a child of the target goes. */
static void downgrade_one(struct world *w)
{
	const struct graph *graph = w->g.graph;
	const struct revision *to = any_revision(w);
	bool applied[RANDOM_MAX], any = false;
	struct plan plan;
	int result;

	memcpy(applied, w->applied, sizeof(applied));
	for (unsigned i = 0; i < graph->count; i++) {
		for (unsigned j = 0; j < graph->count; j++) {
			if (w->applied[i] && is_child(to, graph->items[j]) &&
				w->g.d[i][j]) {
				applied[i] = false;
				any = true;
			}
		}
	}
	result = plan_downgrade(&w->pool, graph, &w->rows, NULL, to->id, &plan, &w->err);
	if (!any && !strings_has(&w->rows, to->id)) {
		assert_int_equal(result, -1);
		assert_int_equal(w->err.code, ERR_RANGE_NOT_ANCESTOR);
		return;
	}
	assert_int_equal(result, 0);
	carry_out(w, &plan, w->applied);
	assert_memory_equal(applied, w->applied, sizeof(applied));
}

static void downgrade_takes_what_is_above(void **state)
{
	(void)state;
	with_worlds(2000, downgrade_one);
}

static void downgrade_base(struct world *w)
{
	struct plan plan;

	assert_int_equal(plan_downgrade(&w->pool, w->g.graph, &w->rows, NULL, "base", &plan,
				 &w->err),
		0);
	carry_out(w, &plan, w->applied);
	assert_int_equal(plan.rows.count, 0);
	for (unsigned i = 0; i < w->g.graph->count; i++)
		assert_false(w->applied[i]);
}

static void downgrade_to_base_empties(void **state)
{
	(void)state;
	with_worlds(1000, downgrade_base);
}

/* Applied revisions that are rows too, although something stands on them, say nothing. */
static void downgrade_stale(struct world *w)
{
	struct strings rows = {0};
	struct plan plan;
	struct plan clean;
	bool stale = false;

	for (unsigned i = 0; i < w->g.graph->count; i++) {
		const char *id = w->g.graph->items[i]->id;

		if (strings_has(&w->rows, id)) {
			strings_add(&w->pool, &rows, id);
		} else if (w->applied[i] && !random_below(&w->random, 4)) {
			strings_add(&w->pool, &rows, id);
			stale = true;
		}
	}
	if (!stale)
		return;
	assert_int_equal(
		plan_upgrade(&w->pool, w->g.graph, &rows, "heads", &plan, &w->err), -1);
	assert_int_equal(w->err.code, ERR_OVERLAPPING_REVISIONS);
	assert_int_equal(
		plan_downgrade(&w->pool, w->g.graph, &rows, NULL, "-1", &plan, &w->err), 0);
	assert_int_equal(
		plan_downgrade(&w->pool, w->g.graph, &w->rows, NULL, "-1", &clean, &w->err),
		0);
	assert_true(strings_equal(&plan.rows, &clean.rows));
	for (unsigned i = 0; i < plan.items[0].removes.count; i++)
		remove_row(&rows, plan.items[0].removes.items[i]);
	for (unsigned i = 0; i < plan.items[0].adds.count; i++)
		strings_add(&w->pool, &rows, plan.items[0].adds.items[i]);
	strings_sort(&rows);
	assert_true(strings_equal(&rows, &plan.rows));
}

static void stale_rows_go_with_the_first_step(void **state)
{
	(void)state;
	with_worlds(1000, downgrade_stale);
}

/* The next to undo, by looking at all: nothing applied stands on it, and it is the last in
 * the log; what the log lacks comes after, from the heads down. */
static const struct revision *next_to_undo(
	struct world *w, const bool *applied, const struct strings *log)
{
	const struct graph *graph = w->g.graph;
	const struct revision *best = NULL;
	long best_time = -1;

	for (unsigned i = 0; i < graph->count; i++) {
		const struct revision *revision = graph->order[i];
		bool free = applied[revision->index];
		long time = (long)i;

		for (unsigned j = 0; j < graph->count; j++)
			free = free && (j == revision->index || !applied[j] ||
					       !w->g.d[j][revision->index]);
		for (unsigned j = 0; j < log->count; j++) {
			if (!strcmp(log->items[j], revision->id))
				time = 1000 + (long)j;
		}
		if (free && time > best_time) {
			best = revision;
			best_time = time;
		}
	}
	return best;
}

static void downgrade_steps(struct world *w)
{
	struct strings log = {0};
	bool applied[RANDOM_MAX];
	unsigned count = 0, steps = 1 + random_below(&w->random, 6);
	struct plan plan;
	int result;

	memcpy(applied, w->applied, sizeof(applied));
	for (unsigned i = 0; i < w->g.graph->count; i++)
		count += applied[i];
	/* In any order, some twice, some not applied, some unknown. */
	for (unsigned i = random_below(&w->random, 20); i-- > 0;)
		strings_add(&w->pool, &log,
			random_below(&w->random, 10) ? any_revision(w)->id : "gone");
	result = plan_downgrade(&w->pool, w->g.graph, &w->rows, &log,
		pool_printf(&w->pool, "-%u", steps), &plan, &w->err);
	if (steps > count) {
		assert_int_equal(result, -1);
		assert_int_equal(w->err.code, ERR_RELATIVE_OUT_OF_RANGE);
		return;
	}
	assert_int_equal(result, 0);
	assert_int_equal(plan.count, steps);
	for (unsigned i = 0; i < steps; i++) {
		const struct revision *want = next_to_undo(w, applied, &log);

		assert_ptr_equal(plan.items[i].revision, want);
		applied[want->index] = false;
	}
	carry_out(w, &plan, w->applied);
}

static void downgrade_by_the_log(void **state)
{
	(void)state;
	with_worlds(3000, downgrade_steps);
}

/* --- stamp, current, history --- */

static void stamp_one(struct world *w)
{
	const struct revision *to = any_revision(w);
	struct strings targets = {0}, rows = {0}, want = {0};
	struct plan plan;

	strings_add(&w->pool, &targets, to->id);
	for (unsigned i = 0; i < w->g.graph->count; i++) {
		const char *id = w->g.graph->items[i]->id;

		if (to->index == i || (strings_has(&w->rows, id) && !w->g.d[i][to->index] &&
					      !w->g.d[to->index][i]))
			strings_add(&w->pool, &want, id);
		if (strings_has(&w->rows, id))
			strings_add(&w->pool, &rows, id);
	}
	assert_int_equal(
		plan_stamp(&w->pool, w->g.graph, &w->rows, &targets, false, &plan, &w->err),
		0);
	assert_int_equal(plan.count, !strings_equal(&want, &rows));
	for (unsigned i = 0; i < plan.count; i++) {
		for (unsigned j = 0; j < plan.items[i].removes.count; j++)
			remove_row(&rows, plan.items[i].removes.items[j]);
		for (unsigned j = 0; j < plan.items[i].adds.count; j++)
			strings_add(&w->pool, &rows, plan.items[i].adds.items[j]);
	}
	strings_sort(&rows);
	assert_true(strings_equal(&rows, &want));
	assert_true(strings_equal(&plan.rows, &want));
}

static void stamp_replaces_the_lineage(void **state)
{
	(void)state;
	with_worlds(2000, stamp_one);
}

static void current_one(struct world *w)
{
	struct revisions found;
	bool applied[RANDOM_MAX] = {false};
	unsigned count = 0;

	graph_mark_applied(w->g.graph, &w->rows, applied);
	assert_memory_equal(applied, w->applied, w->g.graph->count);
	strings_add(&w->pool, &w->rows, "zz_gone");
	assert_int_equal(graph_current(&w->pool, w->g.graph, &w->rows, &found, &w->err), 0);
	for (unsigned i = 0; i < w->g.graph->count; i++) {
		bool tip = applied[i];

		for (unsigned j = 0; j < w->g.graph->count; j++)
			tip = tip && (i == j || !applied[j] || !w->g.p[j][i]);
		if (tip)
			assert_ptr_equal(found.items[count++], w->g.graph->items[i]);
	}
	assert_int_equal(found.count, count + 1);
	assert_string_equal(found.items[count]->id, "zz_gone");
	assert_false(found.items[count]->known);
}

static void current_shows_tips(void **state)
{
	(void)state;
	with_worlds(1000, current_one);
}

/* lower:upper lists the P-descendants of lower in what upper reaches. */
static void history_one(struct world *w)
{
	const struct revision *lower = any_revision(w), *upper = any_revision(w);
	const struct graph *graph = w->g.graph;
	struct revisions found;
	bool listed[RANDOM_MAX] = {false};
	int result = graph_history(&w->pool, graph, &w->rows,
		pool_printf(&w->pool, "%s:%s", lower->id, upper->id), &found, &w->err);

	if (!w->g.d[upper->index][lower->index]) {
		assert_int_equal(result, -1);
		assert_int_equal(w->err.code, ERR_RANGE_NOT_ANCESTOR);
		return;
	}
	assert_int_equal(result, 0);
	for (unsigned i = 0; i < found.count; i++) {
		for (unsigned j = 0; j < graph->count; j++)
			assert_false(listed[j] && w->g.d[found.items[i]->index][j]);
		listed[found.items[i]->index] = true;
	}
	for (unsigned i = 0; i < graph->count; i++)
		assert_int_equal(
			listed[i], w->g.d[upper->index][i] && w->g.p[i][lower->index] &&
					   (i == lower->index || !w->g.d[lower->index][i]));
}

static void history_lists_ranges(void **state)
{
	(void)state;
	with_worlds(2000, history_one);
}

/* --- by hand --- */

struct fixture {
	struct pool pool;
	struct graph *graph;
	struct error err;
};

/* o - a1 (left) - a2, o - b1 (right) - b2 (on a1) */
static int set_up(void **state)
{
	static struct fixture f;
	const char *const made[][4] = {
		{"o000", NULL, NULL, NULL},
		{"a111", "o000", NULL, "left"},
		{"a222", "a111", NULL, NULL},
		{"b111", "o000", NULL, "right"},
		{"b222", "b111", "a111", NULL},
	};
	struct revision *revisions[5];

	f = (struct fixture){.graph = NULL};
	pool_init(&f.pool);
	for (unsigned i = 0; i < 5; i++) {
		revisions[i] = make_revision(&f.pool, made[i][0]);
		if (made[i][1])
			strings_add(&f.pool, &revisions[i]->parents, made[i][1]);
		if (made[i][2])
			strings_add(&f.pool, &revisions[i]->depends_on, made[i][2]);
		if (made[i][3])
			strings_add(&f.pool, &revisions[i]->labels, made[i][3]);
	}
	assert_int_equal(graph_build(&f.pool, revisions, 5, NULL, &f.graph, &f.err), 0);
	*state = &f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	pool_release(&f->pool);
	return 0;
}

static struct strings list(struct fixture *f, const char *text)
{
	struct strings items = {0};
	char *save = NULL;

	for (char *word = strtok_r(pool_strdup(&f->pool, text), " ", &save); word;
		word = strtok_r(NULL, " ", &save))
		strings_add(&f->pool, &items, word);
	return items;
}

static void assert_error(
	struct fixture *f, int result, enum error_code code, const char *says)
{
	assert_int_equal(result, -1);
	assert_string_equal(error_code_name(f->err.code), error_code_name(code));
	if (!strstr(f->err.message, says) && !strstr(f->err.hint, says))
		fail_msg("'%s' / '%s' do not say '%s'", f->err.message, f->err.hint, says);
	assert_true(f->err.hint[0]);
}

/* What is wrong, and what to do next; the plan stays as it was. */
static void errors_say_what_to_do(void **state)
{
	struct fixture *f = *state;
	struct strings none = {0}, rows = list(f, "a222 b222"), gone = list(f, "gone");
	struct plan plan = {.count = 77};
	struct plan *p = &plan;

	assert_error(f, plan_upgrade(&f->pool, f->graph, &none, "head", p, &f->err),
		ERR_MULTIPLE_HEADS, "a222 and b222");
	assert_error(f, plan_upgrade(&f->pool, f->graph, &none, "head", p, &f->err),
		ERR_MULTIPLE_HEADS, "gitmig merge heads");
	assert_error(f, plan_upgrade(&f->pool, f->graph, &gone, "heads", p, &f->err),
		ERR_UNKNOWN_APPLIED_REVISION, "gone");
	assert_error(f, plan_upgrade(&f->pool, f->graph, &none, "a112", p, &f->err),
		ERR_NO_SUCH_REVISION, "a111");
	assert_error(f, plan_upgrade(&f->pool, f->graph, &rows, "a111:heads", p, &f->err),
		ERR_USAGE, "--sql");
	assert_error(f, plan_upgrade(&f->pool, f->graph, &rows, "+1", p, &f->err),
		ERR_AMBIGUOUS_WALK, "LABEL@+N");
	assert_error(f, plan_upgrade(&f->pool, f->graph, &none, "", p, &f->err), ERR_USAGE,
		"missing");
	assert_error(f, plan_downgrade(&f->pool, f->graph, &rows, NULL, "-6", p, &f->err),
		ERR_RELATIVE_OUT_OF_RANGE, "more than is applied: 5 revisions");
	assert_error(f,
		plan_downgrade(&f->pool, f->graph, &rows, NULL, "-99999999999", p, &f->err),
		ERR_RELATIVE_OUT_OF_RANGE, "-99999999999");
	assert_int_equal(plan.count, 77);
}

static void current_is_a_target(void **state)
{
	struct fixture *f = *state;
	struct strings rows = list(f, "a222");
	struct revisions found;
	struct plan plan;

	assert_int_equal(
		plan_upgrade(&f->pool, f->graph, &rows, "current", &plan, &f->err), 0);
	assert_int_equal(plan.count, 0);
	assert_int_equal(plan_downgrade(&f->pool, f->graph, &rows, NULL, "current-1", &plan,
				 &f->err),
		0);
	assert_int_equal(plan.count, 1);
	assert_int_equal(
		graph_resolve(&f->pool, f->graph, &rows, "current", &found, &f->err), 0);
	assert_int_equal(found.count, 1);
	assert_int_equal(
		graph_history(&f->pool, f->graph, &rows, ":current-1", &found, &f->err), 0);
	assert_int_equal(found.count, 2);
}

static void sql_ranges(void **state)
{
	struct fixture *f = *state;
	struct strings start, targets;
	struct plan plan;

	assert_int_equal(plan_sql_range(&f->pool, f->graph, STEP_UPGRADE, "a111:", &start,
				 &plan, &f->err),
		0);
	assert_int_equal(start.count, 1);
	assert_int_equal(plan.count, 3);
	assert_int_equal(plan_sql_range(&f->pool, f->graph, STEP_UPGRADE, ":a111", &start,
				 &plan, &f->err),
		0);
	assert_int_equal(start.count, 0);
	assert_int_equal(plan.count, 2);
	assert_error(f,
		plan_sql_range(
			&f->pool, f->graph, STEP_DOWNGRADE, "a111", &start, &plan, &f->err),
		ERR_USAGE, "FROM:TO");
	assert_error(f,
		plan_sql_range(&f->pool, f->graph, STEP_DOWNGRADE, "a111:", &start, &plan,
			&f->err),
		ERR_USAGE, "FROM:TO");
	targets = list(f, "o000:a111 b111:b222");
	assert_error(f,
		plan_stamp_sql(&f->pool, f->graph, &targets, &start, &plan, &f->err),
		ERR_USAGE, "o000");
	targets = list(f, "o000:a111 o000:b111");
	assert_int_equal(
		plan_stamp_sql(&f->pool, f->graph, &targets, &start, &plan, &f->err), 0);
	assert_int_equal(plan.count, 2);
	assert_string_equal(plan.items[0].removes.items[0], "o000");
	assert_string_equal(strings_join(&f->pool, &plan.rows, " "), "a111 b111");
}

static void stamps(void **state)
{
	struct fixture *f = *state;
	struct strings rows = list(f, "a222 b222"), targets = list(f, "left@base");
	struct plan plan;

	assert_int_equal(
		plan_stamp(&f->pool, f->graph, &rows, &targets, false, &plan, &f->err), 0);
	assert_int_equal(plan.count, 1);
	assert_null(plan.items[0].revision);
	assert_int_equal(plan.rows.count, 0); /* b222 depends on a111 */
	rows = list(f, "gone");
	targets = list(f, "heads");
	assert_error(f,
		plan_stamp(&f->pool, f->graph, &rows, &targets, false, &plan, &f->err),
		ERR_UNKNOWN_APPLIED_REVISION, "--purge");
	assert_int_equal(
		plan_stamp(&f->pool, f->graph, &rows, &targets, true, &plan, &f->err), 0);
	assert_string_equal(strings_join(&f->pool, &plan.rows, " "), "a222 b222");
	targets = list(f, "b222 a222 b222");
	assert_int_equal(
		plan_stamp(&f->pool, f->graph, &rows, &targets, true, &plan, &f->err), 0);
	assert_int_equal(plan.count, 2);
}

static void new_revisions(void **state)
{
	struct fixture *f = *state;
	struct new_revision wanted = {.id = "n1", .head = "left@head"};
	struct strings parents, depends_on;

	wanted.depends_on = list(f, "right b22 right b222");
	assert_int_equal(graph_new_revision(&f->pool, f->graph, &wanted, &parents,
				 &depends_on, &f->err),
		0);
	assert_string_equal(strings_join(&f->pool, &parents, " "), "a222");
	assert_string_equal(strings_join(&f->pool, &depends_on, " "), "right b222");
	wanted.depends_on.count = 0;
#define TRY()                                                                              \
	graph_new_revision(&f->pool, f->graph, &wanted, &parents, &depends_on, &f->err)
	wanted.id = "head";
	assert_error(f, TRY(), ERR_USAGE, "head");
	wanted.id = "a111";
	assert_error(f, TRY(), ERR_DUPLICATE_REVISION, "versions/a111.yaml");
	wanted.id = "left";
	assert_error(f, TRY(), ERR_DUPLICATE_LABEL, "a111");
	wanted.id = "n1";
	wanted.labels = list(f, "ok n1");
	assert_error(f, TRY(), ERR_DUPLICATE_LABEL, "n1");
	wanted.labels = list(f, "x y x");
	assert_error(f, TRY(), ERR_DUPLICATE_LABEL, "twice");
	wanted.labels = list(f, "a@b");
	assert_error(f, TRY(), ERR_USAGE, "a@b");
	wanted.labels.count = 0;
	wanted.head = "o000";
	assert_error(f, TRY(), ERR_NOT_A_HEAD, "--splice");
	wanted.head = NULL;
	assert_error(f, TRY(), ERR_MULTIPLE_HEADS, "a222 and b222");
	wanted.head = "base";
	wanted.depends_on = list(f, "base");
	assert_error(f, TRY(), ERR_NO_SUCH_REVISION, "base");
}

static void merges(void **state)
{
	struct fixture *f = *state;
	struct strings names = list(f, "b222 a222");
	struct revisions found;

	assert_int_equal(
		graph_merge_parents(&f->pool, f->graph, &names, false, &found, &f->err), 0);
	assert_int_equal(found.count, 2);
	assert_string_equal(found.items[0]->id, "a222");
	names = list(f, "heads a222");
	assert_error(f,
		graph_merge_parents(&f->pool, f->graph, &names, false, &found, &f->err),
		ERR_USAGE, "twice");
	names = list(f, "left@head");
	assert_int_equal(
		graph_merge_parents(&f->pool, f->graph, &names, false, &found, &f->err), 0);
	assert_int_equal(found.count, 1);
	names = list(f, "a111 b222");
	assert_error(f,
		graph_merge_parents(&f->pool, f->graph, &names, false, &found, &f->err),
		ERR_NOT_A_HEAD, "a222 stands on it");
}

static void at_heads(void **state)
{
	struct fixture *f = *state;
	struct strings both = list(f, "b222 a222"), one = list(f, "b222");
	struct strings more = list(f, "b222 a222 gone");

	assert_true(graph_at_heads(f->graph, &both));
	assert_false(graph_at_heads(f->graph, &one));
	assert_false(graph_at_heads(f->graph, &more));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(upgrade_reaches_the_target),
		cmocka_unit_test(upgrade_then_downgrade_is_the_start),
		cmocka_unit_test(downgrade_takes_what_is_above),
		cmocka_unit_test(downgrade_to_base_empties),
		cmocka_unit_test(stale_rows_go_with_the_first_step),
		cmocka_unit_test(downgrade_by_the_log),
		cmocka_unit_test(stamp_replaces_the_lineage),
		cmocka_unit_test(current_shows_tips),
		cmocka_unit_test(history_lists_ranges),
		TEST(errors_say_what_to_do),
		TEST(current_is_a_target),
		TEST(sql_ranges),
		TEST(stamps),
		TEST(new_revisions),
		TEST(merges),
		TEST(at_heads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
