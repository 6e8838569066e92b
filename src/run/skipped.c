#include "run/session.h"

#include <stdlib.h>
#include <string.h>

/*
 * Revisions that the version rows stand on and that were never applied. A row stands for
 * all its ancestors; whoever applies a revision on a release branch, and gives it other
 * parents on the way back to main, has it jump over what lies between. The log has the
 * parents it was applied with: what they and their like do not lead to was skipped.
 *
 * The log of a database that Alembic filled says nothing of the first revisions, and a
 * stamp says that all is there. So nothing is concluded from a revision's absence: what is
 * reached from a row is there, and doubt comes only from links that were others.
 */

struct past {
	const char *changed; /* log row of what was done last, with another digest */
	bool upgraded;       /* what was done last is an upgrade */
	bool stamped;        /* at any time */
	bool linked; /* links are those it was applied with; else the graph's count */
	struct revisions links;
};

/* How sure it is that a revision is there. */
enum level {
	LEVEL_SKIPPED,
	LEVEL_APPLIED, /* and so is what it was applied on */
	LEVEL_STAMPED, /* and so is all below it */
};

struct search {
	const struct graph *graph;
	struct pool *pool;
	const struct strings *rows;
	const char *log_name;
	struct past *past; /* this and the next by graph index */
	unsigned char *level;
	bool *applied; /* by the rows */
	struct revisions changed, todo;
	unsigned read; /* of changed: their links were asked for */
};

static void take_past(struct search *search, const struct done_step *step)
{
	const struct revision *revision = map_find(&search->graph->ids, step->revision);
	struct past *past;
	bool stamped = !strcmp(step->action, "stamp");

	if (!revision)
		return;
	past = &search->past[revision->index];
	past->upgraded = !strcmp(step->action, "upgrade");
	past->stamped = past->stamped || stamped;
	past->changed = !stamped && step->digest &&
					strcmp(step->digest, revision->digest) != 0
				? step->id
				: NULL;
}

static bool has(const struct revisions *list, const struct revision *revision)
{
	for (unsigned i = 0; i < list->count; i++) {
		if (list->items[i] == revision)
			return true;
	}
	return false;
}

/* The graph's links, parents first. */
static const struct revision *link_of(const struct revision *revision, unsigned number)
{
	if (number < revision->parent_count)
		return revision->parent[number];
	number -= revision->parent_count;
	return number < revision->dependency_count ? revision->dependency[number] : NULL;
}

/* What it was applied with counts if all of it is still there: an id that is gone may have
 * become another. */
static void take_links(
	struct search *search, const struct revision *revision, const char *text)
{
	struct past *past = &search->past[revision->index];
	struct revisions links = {0};
	const struct revision *found;
	struct manifest manifest;
	struct error ignored;

	if (manifest_load_head(search->pool, revision->path, text, strlen(text), &manifest,
		    &ignored) < 0)
		return;
	for (unsigned i = 0; i < manifest.parents.count; i++) {
		found = map_find(&search->graph->ids, manifest.parents.items[i]);
		if (!found)
			return;
		revisions_add(search->pool, &links, found);
	}
	for (unsigned i = 0; i < manifest.depends_on.count; i++) {
		if (graph_find(search->graph, manifest.depends_on.items[i], &found,
			    &ignored) < 0)
			return;
		revisions_add(search->pool, &links, found);
	}
	past->links = links;
	past->linked = true;
}

static int take_text(void *data, int count, const char *const *values)
{
	struct search *search = data;

	if (count < 2 || !values[0] || !values[1])
		return 0;
	for (unsigned i = search->read; i < search->changed.count; i++) {
		const struct revision *revision = search->changed.items[i];

		if (!strcmp(search->past[revision->index].changed, values[0])) {
			take_links(search, revision, values[1]);
			break;
		}
	}
	return 0;
}

/* Those that count now, or whose reverting has made a row of what they stand on. */
static void find_changed(struct search *search)
{
	const struct graph *graph = search->graph;

	for (unsigned i = 0; i < graph->count; i++) {
		const struct revision *revision = graph->items[i], *link;
		bool counts = search->applied[i];

		if (!search->past[i].changed)
			continue;
		for (unsigned k = 0; !counts && (link = link_of(revision, k)); k++)
			counts = search->applied[link->index];
		if (counts)
			revisions_add(search->pool, &search->changed, revision);
	}
}

/* Some at a time: a server does not take a list of any length. */
#define BATCH 500

static int read_links(struct search *search, struct db *db, struct error *err)
{
	struct text sql;

	text_init(&sql, search->pool);
	while (search->read < search->changed.count) {
		unsigned end = search->changed.count - search->read < BATCH
				       ? search->changed.count
				       : search->read + BATCH;

		text_clear(&sql);
		text_printf(&sql, "SELECT id, manifest FROM %s WHERE id IN (",
			search->log_name);
		for (unsigned i = search->read; i < end; i++) {
			const struct revision *revision = search->changed.items[i];

			text_printf(&sql, "%s%ld", i > search->read ? ", " : "",
				strtol(search->past[revision->index].changed, NULL, 10));
		}
		text_add_char(&sql, ')');
		if (db_query(db, sql.data, take_text, search, err) < 0)
			return -1;
		search->read = end;
	}
	return 0;
}

static void reach(struct search *search, const struct revision *revision, enum level level)
{
	if (search->level[revision->index] >= level)
		return;
	search->level[revision->index] = (unsigned char)level;
	revisions_add(search->pool, &search->todo, revision);
}

/* A row that came of reverting what was not applied on it. */
static bool is_doubtful(const struct search *search, const struct revision *row)
{
	for (unsigned i = 0; i < search->changed.count; i++) {
		const struct revision *revision = search->changed.items[i], *link;
		const struct past *past = &search->past[revision->index];

		if (!past->linked || past->upgraded || has(&past->links, row))
			continue;
		for (unsigned k = 0; (link = link_of(revision, k)); k++) {
			if (link == row)
				return true;
		}
	}
	return false;
}

static void start(struct search *search)
{
	const struct graph *graph = search->graph;

	for (unsigned i = 0; i < graph->count; i++) {
		const struct past *past = &search->past[i];

		if (past->stamped)
			reach(search, graph->items[i], LEVEL_STAMPED);
		else if (past->upgraded)
			reach(search, graph->items[i], LEVEL_APPLIED);
	}
	for (unsigned i = 0; i < search->rows->count; i++) {
		const struct revision *row = map_find(&graph->ids, search->rows->items[i]);

		if (row && !is_doubtful(search, row))
			reach(search, row, LEVEL_APPLIED);
	}
}

static void walk(struct search *search)
{
	while (search->todo.count) {
		const struct revision *revision = search->todo.items[--search->todo.count];
		const struct past *past = &search->past[revision->index];
		enum level level = search->level[revision->index];
		const struct revision *link;

		if (past->linked && level == LEVEL_APPLIED) {
			for (unsigned k = 0; k < past->links.count; k++)
				reach(search, past->links.items[k], level);
			continue;
		}
		for (unsigned k = 0; (link = link_of(revision, k)); k++)
			reach(search, link, level);
	}
}

static unsigned count_skipped(const struct search *search)
{
	unsigned count = 0;

	for (unsigned i = 0; i < search->graph->count; i++)
		count += search->applied[i] && search->level[i] == LEVEL_SKIPPED;
	return count;
}

/* What was skipped is told of the oldest that stands on it and has other links now. */
static void list_jumps(struct search *search, struct jump **items, unsigned *count)
{
	const struct graph *graph = search->graph;
	struct jump *jumps = NULL;
	unsigned used = 0, cap = 0, left = count_skipped(search);

	for (unsigned i = 0; left && i < graph->count; i++) {
		const struct revision *revision = graph->order[i];
		struct jump jump = {.revision = revision};
		bool *below;

		if (!search->past[revision->index].linked)
			continue;
		below = pool_array(search->pool, bool, graph->count);
		graph_mark_ancestors(graph, revision, true, below);
		for (unsigned k = 0; k < i; k++) {
			unsigned index = graph->order[k]->index;

			if (!below[index] || !search->applied[index] ||
				search->level[index] != LEVEL_SKIPPED)
				continue;
			revisions_add(search->pool, &jump.skipped, graph->order[k]);
			search->level[index] = LEVEL_APPLIED;
			left--;
		}
		jump.links = search->past[revision->index].links;
		if (jump.skipped.count)
			POOL_PUSH(search->pool, jumps, used, cap, jump);
	}
	*items = jumps;
	*count = used;
}

int run_jumps(struct db *db, struct pool *pool, const struct graph *graph,
	const struct strings *rows, const struct done_steps *done, struct jump **items,
	unsigned *count, struct error *err)
{
	struct runner runner = {.db = db, .version_table = ""};
	struct search search = {.graph = graph, .pool = pool, .rows = rows};
	struct db_look look = {.table = RUN_LOG_TABLE};
	struct done_steps read = {.count = 0};
	struct session session;

	session_start(&session, &runner, pool);
	session.done = &read;
	search.log_name = session.log_name;
	search.past = pool_array(pool, struct past, graph->count);
	search.level = pool_array(pool, unsigned char, graph->count);
	search.applied = pool_array(pool, bool, graph->count);
	log_look_done(&session, &look);
	if (!done && db_look(db, &look, 1, err) < 0)
		return -1;
	if (!done)
		done = &read;
	for (unsigned i = 0; i < done->count; i++)
		take_past(&search, &done->items[i]);
	graph_mark_applied(graph, rows, search.applied);
	find_changed(&search);
	if (search.changed.count) {
		if (read_links(&search, db, err) < 0)
			return -1;
		start(&search);
		walk(&search);
		list_jumps(&search, items, count);
	} else {
		*count = 0;
	}
	return 0;
}
