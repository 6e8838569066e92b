#include "graph/upgrade.h"

#include <string.h>

/* The start of a script stands for the version rows that nobody reads: one revision or
 * base. */
static int start_rows_of(struct pool *pool, const struct graph *graph, const char *from,
	struct strings *rows, struct error *err)
{
	const struct revision *start = NULL;
	struct context c;
	struct pool scratch;
	int result;

	pool_init(&scratch);
	result = context_init(&c, pool, &scratch, graph, NULL, err);
	if (!result && *from)
		result = target_one(&c, from, &start);
	if (!result) {
		*rows = (struct strings){0};
		if (start)
			strings_add(pool, rows, start->id);
	}
	pool_release(&scratch);
	return result;
}

/* The parts of "A:B" in the caller's pool; from is NULL when there is no colon. */
static int split(struct pool *pool, const char *range, const char **from, const char **to,
	struct error *err)
{
	struct context c = {.pool = pool, .scratch = pool, .err = err};
	bool is_range;

	*from = NULL;
	*to = range;
	return range_split(&c, range, &is_range, from, to);
}

int plan_sql_range(struct pool *pool, const struct graph *graph, enum step_kind kind,
	const char *range, struct strings *start_rows, struct plan *plan, struct error *err)
{
	struct strings rows = {0};
	const char *from, *to;
	int result;

	if (split(pool, range, &from, &to, err))
		return -1;
	if (kind == STEP_DOWNGRADE && (!from || !*from || !*to)) {
		(void)error_set(
			err, ERR_USAGE, "downgrade --sql needs a range, not '%s'", range);
		return error_hint(err, "Write FROM:TO; TO may be base.");
	}
	if (from && start_rows_of(pool, graph, from, &rows, err))
		return -1;
	if (kind == STEP_DOWNGRADE)
		result = plan_downgrade(pool, graph, &rows, NULL, to, plan, err);
	else
		result = plan_upgrade(
			pool, graph, &rows, from && !*to ? "heads" : to, plan, err);
	if (!result)
		*start_rows = rows;
	return result;
}

int plan_stamp_sql(struct pool *pool, const struct graph *graph,
	const struct strings *targets, struct strings *start_rows, struct plan *plan,
	struct error *err)
{
	struct strings ends = {0}, rows = {0};
	const char *start = NULL;

	for (unsigned i = 0; i < targets->count; i++) {
		const char *from, *to;

		if (split(pool, targets->items[i], &from, &to, err))
			return -1;
		strings_add(pool, &ends, to);
		if (!from)
			continue;
		if (start && strcmp(start, from) != 0) {
			(void)error_set(err, ERR_USAGE,
				"a script has one start, not both %s and %s", start, from);
			return error_hint(err, "Write the same FROM before each colon.");
		}
		start = from;
	}
	if (start && start_rows_of(pool, graph, start, &rows, err))
		return -1;
	if (plan_stamp(pool, graph, &rows, &ends, false, plan, err))
		return -1;
	*start_rows = rows;
	return 0;
}
