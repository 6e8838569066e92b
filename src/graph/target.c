#include "graph/target.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>

int context_init(struct context *c, struct pool *pool, struct pool *scratch,
	const struct graph *graph, const struct strings *rows, struct error *err)
{
	bool *seen = pool_array(scratch, bool, graph->count);

	*c = (struct context){.pool = pool,
		.scratch = scratch,
		.graph = graph,
		.has_rows = rows != NULL,
		.err = err};
	for (unsigned i = 0; rows && i < rows->count; i++) {
		const struct revision *row = map_find(&graph->ids, rows->items[i]);

		if (!row) {
			(void)error_set(err, ERR_UNKNOWN_APPLIED_REVISION,
				"the database is at revision %s, which no manifest has",
				rows->items[i]);
			(void)error_revision(err, rows->items[i]);
			return error_hint(err,
				"Switch to the branch that has it; `gitmig stamp --purge` "
				"makes the database forget it.");
		}
		seen[row->index] = true;
	}
	for (unsigned i = 0; i < graph->count; i++) {
		if (seen[i])
			revisions_add(scratch, &c->rows, graph->items[i]);
	}
	c->start = c->rows;
	return 0;
}

static int multiple_heads(
	struct context *c, const char *text, const struct revisions *heads)
{
	(void)error_set(c->err, ERR_MULTIPLE_HEADS, "'%s' names %u heads: %s", text,
		heads->count, revisions_list(c->scratch, heads));
	return error_hint(c->err, "Run `gitmig merge heads`, or name one of them, `heads` "
				  "for all of them, or "
				  "`LABEL@head` for that of a branch.");
}

int out_of_range(struct context *c, const char *target)
{
	(void)error_set(c->err, ERR_RELATIVE_OUT_OF_RANGE,
		"'%s' leads beyond the revisions that there are", target);
	return error_hint(c->err,
		"`gitmig history -i` shows them, and which of them the database has.");
}

/* --- walks --- */

static void ways_up(struct context *c, const struct revision *from, const bool *lineage,
	struct revisions *out)
{
	struct revisions all;

	out->count = 0;
	if (from)
		all = (struct revisions){(const struct revision **)from->child,
			from->child_count, from->child_count};
	else
		graph_bases(c->graph, &all);
	for (unsigned i = 0; i < all.count; i++) {
		if (!lineage || lineage[all.items[i]->index])
			revisions_add(c->scratch, out, all.items[i]);
	}
}

static int ambiguous(struct context *c, const struct revision *from, bool up,
	const struct revisions *ways)
{
	(void)error_set(c->err, ERR_AMBIGUOUS_WALK, "%s %s there are %u ways: %s",
		up ? "up from" : "down from", from ? from->id : (up ? "base" : "the heads"),
		ways->count, revisions_list(c->scratch, ways));
	return error_hint(c->err, up ? "Name a revision, or the branch: `LABEL@+N`."
				     : "Name the revision to stop at.");
}

static int walk_up(struct context *c, const struct revision *at, int steps,
	const bool *lineage, bool strict, struct spot *spot)
{
	struct revisions ways = {0};

	for (int i = 0; i < steps; i++) {
		ways_up(c, at, lineage, &ways);
		if (ways.count > 1)
			return ambiguous(c, at, true, &ways);
		if (!ways.count) {
			*spot = (struct spot){at, strict};
			return 0;
		}
		at = ways.items[0];
	}
	*spot = (struct spot){at, false};
	return 0;
}

static int walk_down(struct context *c, const struct revision *at, int steps, bool strict,
	struct spot *spot)
{
	struct revisions ways = {0};
	int i = 0;

	if (!at && steps) {
		graph_heads(c->graph, &ways);
		if (ways.count > 1)
			return ambiguous(c, NULL, false, &ways);
		if (ways.count)
			at = ways.items[0];
		i = 1;
	}
	for (; at && i < steps; i++) {
		if (at->parent_count > 1) {
			ways = (struct revisions){(const struct revision **)at->parent,
				at->parent_count, at->parent_count};
			return ambiguous(c, at, false, &ways);
		}
		at = at->parent_count ? at->parent[0] : NULL;
	}
	*spot = (struct spot){at, strict && i < steps};
	return 0;
}

int walk(struct context *c, const struct revision *start, int steps, const bool *lineage,
	bool strict, struct spot *spot)
{
	if (steps >= 0)
		return walk_up(c, start, steps, lineage, strict, spot);
	return walk_down(c, start, -steps, strict, spot);
}

/* --- texts --- */

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 128;
}

/* -INT_MAX..INT_MAX; more than that is as far. */
static int number(const char *digits)
{
	int value = 0;

	for (; isdigit((unsigned char)*digits); digits++) {
		if (value > (INT_MAX - 9) / 10)
			return INT_MAX;
		value = value * 10 + (*digits - '0');
	}
	return value;
}

/* "SYMBOL+N", the symbol optional; what follows the digits does not count. */
static bool parse_steps(struct context *c, const char *text, struct relative *relative)
{
	size_t length = 0;
	int steps;

	while (is_word(text[length]))
		length++;
	if ((text[length] != '+' && text[length] != '-') ||
		!isdigit((unsigned char)text[length + 1]))
		return false;
	steps = number(text + length + 1);
	relative->steps = text[length] == '-' ? -steps : steps;
	relative->symbol = length ? pool_strndup(c->scratch, text, length) : NULL;
	return true;
}

bool relative_parse(struct context *c, const char *text, struct relative *relative)
{
	*relative = (struct relative){0};
	for (const char *at = strchr(text, '@'); at; at = strchr(at + 1, '@')) {
		if (at > text && parse_steps(c, at + 1, relative)) {
			relative->branch = pool_strndup(
				c->scratch, text, (size_t)(at - text));
			return true;
		}
	}
	return parse_steps(c, text, relative);
}

/* Splits "BRANCH@NAME"; an empty branch is none. */
static const char *split(struct context *c, const char *text, const char **branch)
{
	const char *at = strchr(text, '@');

	*branch = NULL;
	if (!at)
		return text;
	if (at > text)
		*branch = pool_strndup(c->scratch, text, (size_t)(at - text));
	return at + 1;
}

/* --- branches --- */

static bool *lineage_marks(struct context *c, const struct revision *revision)
{
	bool *marks = pool_array(c->scratch, bool, c->graph->count);
	bool *up = pool_array(c->scratch, bool, c->graph->count);

	graph_mark_one(c->graph, revision, DOWN, false, marks);
	graph_mark_one(c->graph, revision, UP, false, up);
	for (unsigned i = 0; i < c->graph->count; i++)
		marks[i] = marks[i] || up[i];
	return marks;
}

int lineage_of(struct context *c, const char *branch, bool **marks)
{
	const struct revision *revision;

	if (graph_name(c->graph, branch, NULL, NULL, &revision, c->err))
		return -1;
	*marks = lineage_marks(c, revision);
	return 0;
}

int branch_of(struct context *c, const char *branch, const struct revision **revision)
{
	struct error err;

	if (!graph_name(c->graph, branch, NULL, NULL, revision, &err))
		return 0;
	(void)error_set(c->err, ERR_BRANCH_NOT_FOUND, "there is no branch '%s'", branch);
	(void)error_revision(c->err, branch);
	return error_hint(c->err, "%s", err.hint);
}

static void keep_lineage(struct revisions *list, const bool *lineage)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < list->count; i++) {
		if (!lineage || lineage[list->items[i]->index])
			list->items[kept++] = list->items[i];
	}
	list->count = kept;
}

/* --- names --- */

/* "-N" from the real heads. */
static int below_heads(struct context *c, const char *text, const char *branch, int steps,
	struct revisions *out, bool *beyond)
{
	struct revisions heads;
	bool *lineage = NULL;

	if (branch && lineage_of(c, branch, &lineage))
		return -1;
	graph_real_heads(c->graph, &heads);
	keep_lineage(&heads, lineage);
	for (unsigned i = 0; i < heads.count; i++) {
		struct spot spot = {0};

		if (walk(c, heads.items[i], -steps, NULL, true, &spot))
			return -1;
		if (spot.beyond && !beyond)
			return out_of_range(c, text);
		if (spot.beyond)
			*beyond = true;
		else if (spot.revision)
			revisions_add(c->scratch, out, spot.revision);
	}
	return 0;
}

static int by_name(struct context *c, const char *name, const char *branch,
	const struct revision **out)
{
	const struct revision *on;

	if (!branch)
		return graph_name(c->graph, name, NULL, NULL, out, c->err);
	if (branch_of(c, branch, &on))
		return -1;
	return graph_name(c->graph, name, lineage_marks(c, on), branch, out, c->err);
}

static bool is_minus(const char *name)
{
	return name[0] == '-' && name[1] && !name[1 + strspn(name + 1, "0123456789")] &&
	       number(name + 1) > 0;
}

/* Sets *found for the words that stand for several revisions or none. */
static int by_word(struct context *c, const char *text, const char *name,
	const char *branch, struct revisions *out, bool *found)
{
	bool *lineage = NULL;

	*found = true;
	if (!strcmp(name, "base"))
		return 0;
	if (!strcmp(name, "heads") && !branch) {
		graph_real_heads(c->graph, out);
		return 0;
	}
	if (!strcmp(name, "heads") || !strcmp(name, "head")) {
		graph_heads(c->graph, out);
	} else if (c->has_rows && !strcmp(name, "current") &&
		   !graph_exact(c->graph, name)) {
		for (unsigned i = 0; i < c->rows.count; i++)
			revisions_add(c->scratch, out, c->rows.items[i]);
	} else {
		*found = false;
		return 0;
	}
	if (branch && lineage_of(c, branch, &lineage))
		return -1;
	keep_lineage(out, lineage);
	if (!strcmp(name, "head") && out->count > 1)
		return multiple_heads(c, text, out);
	return 0;
}

int target_all(struct context *c, const char *text, struct revisions *out, bool *beyond)
{
	const char *branch, *name = split(c, text, &branch);
	const struct revision *one;
	bool found;

	*out = (struct revisions){0};
	if (beyond)
		*beyond = false;
	if (by_word(c, text, name, branch, out, &found))
		return -1;
	if (found)
		return 0;
	if (is_minus(name))
		return below_heads(c, text, branch, number(name + 1), out, beyond);
	if (by_name(c, name, branch, &one))
		return -1;
	revisions_add(c->scratch, out, one);
	return 0;
}

int target_one(struct context *c, const char *text, const struct revision **out)
{
	const char *branch, *name = split(c, text, &branch);
	struct revisions several = {0};
	bool found;

	if (by_word(c, text, name, branch, &several, &found))
		return -1;
	if (!found)
		return by_name(c, name, branch, out);
	if (several.count > 1)
		return multiple_heads(c, text, &several);
	*out = several.count ? several.items[0] : NULL;
	return 0;
}
