#ifndef GRAPH_PLAN_H
#define GRAPH_PLAN_H

#include "graph/graph.h"

/*
 * Targets (contract 3) and what upgrade, downgrade, stamp, show, history and merge make of
 * them. `rows` are the ids in the version table. A row that no manifest has is
 * unknown-applied-revision where it would have to be walked through; stamp --purge ignores
 * the rows. Rules: Alembic's revision map, as the cases in tests/conformance judge it.
 */

enum step_kind { STEP_UPGRADE, STEP_DOWNGRADE, STEP_STAMP };

struct step {
	enum step_kind kind;
	const struct revision *revision; /* NULL: stamp base */
	struct strings removes, adds; /* what becomes of the version rows, in this order */
};

struct plan {
	struct step *items;
	unsigned count, cap;
	struct strings rows; /* of the version table afterwards, sorted */
};

int plan_upgrade(struct pool *pool, const struct graph *graph, const struct strings *rows,
	const char *target, struct plan *plan, struct error *err);

/*
 * log: ids of the revisions that are applied by gitmig_log, the last applied last; NULL
 * where there is no log. It serves `-N` only (contract 3).
 */
int plan_downgrade(struct pool *pool, const struct graph *graph, const struct strings *rows,
	const struct strings *log, const char *target, struct plan *plan,
	struct error *err);

/* One step per target that changes something. A target replaces the rows in its lineage,
 * along parents and dependencies; "base" stands for none. With purge the plan is that for
 * an empty table: who runs it empties the table first. */
int plan_stamp(struct pool *pool, const struct graph *graph, const struct strings *rows,
	const struct strings *targets, bool purge, struct plan *plan, struct error *err);

/* stamp --sql: each target is "B" or "A:B", with one A for all of them (else usage); from
 * base without one. Gives the start's rows too. */
int plan_stamp_sql(struct pool *pool, const struct graph *graph,
	const struct strings *targets, struct strings *start_rows, struct plan *plan,
	struct error *err);

/* --sql: "A:B" or, for upgrade, "B" (from base) and "A:" (to heads). Gives the start's rows
 * too. usage: downgrade without a range, a range without --sql. kind: upgrade or downgrade.
 */
int plan_sql_range(struct pool *pool, const struct graph *graph, enum step_kind kind,
	const char *range, struct strings *start_rows, struct plan *plan,
	struct error *err);

/* show and the like: the revisions that a target names; "base" names none. */
int graph_resolve(struct pool *pool, const struct graph *graph, const struct strings *rows,
	const char *target, struct revisions *out, struct error *err);

/* One full id, unique prefix (4 characters or more) or label, no walk: depends_on, edit,
 * review. */
int graph_find(const struct graph *graph, const char *name, const struct revision **out,
	struct error *err);

/* range NULL: all. Newest first. rows serve `current`. A relative upper end starts at the
 * lower one, and a walk beyond the heads or base ends there. */
int graph_history(struct pool *pool, const struct graph *graph, const struct strings *rows,
	const char *range, struct revisions *out, struct error *err);

/* The revisions that `current` shows: the rows, and tips held only through dependencies.
 * Rows that no manifest has are given as revisions with known false, made in pool. */
int graph_current(struct pool *pool, const struct graph *graph, const struct strings *rows,
	struct revisions *out, struct error *err);

/* For `current --check-heads`: are the rows the heads, neither more nor less? */
bool graph_at_heads(const struct graph *graph, const struct strings *rows);

/* All applied revisions: the rows and what they reach. marks has graph->count elements.
 * Rows that no manifest has are passed over. */
void graph_mark_applied(const struct graph *graph, const struct strings *rows, bool *marks);

/* What `merge` would merge: "heads" or names (>= 1), in the order of ids. "heads" are those
 * that no other depends on, and all of them where that is one at most. fewer than two:
 * *out has fewer, 0. usage: a revision named twice; not-a-head without splice. */
int graph_merge_parents(struct pool *pool, const struct graph *graph,
	const struct strings *names, bool splice, struct revisions *out, struct error *err);

/* The parents and checks of a new revision: `head` NULL is "head". multiple-heads,
 * not-a-head, duplicate-revision for an id that is taken, duplicate-label, usage for a bad
 * id or label, no-such-revision for a dependency. */
struct new_revision {
	const char *id, *head;
	bool splice;
	struct strings labels, depends_on;
};
int graph_new_revision(struct pool *pool, const struct graph *graph,
	const struct new_revision *wanted, struct strings *parents,
	struct strings *depends_on, struct error *err);

/* For `require`, `lint` and previews: is id well formed ([A-Za-z0-9_]{1,64})? a label? */
bool revision_id_valid(const char *id);
bool branch_label_valid(const char *label);

#endif
