#include "graph/target.h"

#include <stdlib.h>
#include <string.h>

static int by_id(const void *a, const void *b)
{
	const struct revision *x = *(const struct revision *const *)a;
	const struct revision *y = *(const struct revision *const *)b;

	return strcmp(x->id, y->id);
}

static int check_heads(struct context *c, const struct revisions *heads, bool splice)
{
	for (unsigned i = 0; i < heads->count && !splice; i++) {
		if (revision_is_head(heads->items[i]))
			continue;
		(void)error_set(c->err, ERR_NOT_A_HEAD,
			"revision %s is not a head: %s stands on it", heads->items[i]->id,
			heads->items[i]->child[0]->id);
		return error_hint(c->err,
			"`gitmig heads` lists the heads; with --splice a new "
			"branch starts here.");
	}
	return 0;
}

/* --- merge --- */

/* A head that another one depends on is merged with that one where nothing else is left to
 * merge: by itself it would stay a head for ever. */
static void take_all_heads(struct context *c, struct revisions *out)
{
	struct revisions heads;

	graph_heads(c->graph, &heads);
	*out = (struct revisions){0};
	for (unsigned i = 0; i < heads.count; i++)
		revisions_add(c->pool, out, heads.items[i]);
}

static int all_named(struct context *c, const struct strings *names, struct revisions *out)
{
	for (unsigned i = 0; i < names->count; i++) {
		struct revisions some;

		if (target_all(c, names->items[i], &some, NULL))
			return -1;
		for (unsigned j = 0; j < some.count; j++)
			revisions_add(c->pool, out, some.items[j]);
	}
	if (out->count < 2 && names->count == 1 && !strcmp(names->items[0], "heads"))
		take_all_heads(c, out);
	if (out->count)
		qsort(out->items, out->count, sizeof(struct revision *), by_id);
	for (unsigned i = 1; i < out->count; i++) {
		if (out->items[i] == out->items[i - 1]) {
			(void)error_set(c->err, ERR_USAGE, "revision %s is named twice",
				out->items[i]->id);
			return error_hint(c->err, "Name each head once, or only `heads`.");
		}
	}
	return 0;
}

int graph_merge_parents(struct pool *pool, const struct graph *graph,
	const struct strings *names, bool splice, struct revisions *out, struct error *err)
{
	struct revisions found = {0};
	struct context c;
	struct pool scratch;
	int result;

	pool_init(&scratch);
	result = context_init(&c, pool, &scratch, graph, NULL, err);
	if (!result)
		result = all_named(&c, names, &found);
	if (!result)
		result = check_heads(&c, &found, splice);
	if (!result)
		*out = found;
	pool_release(&scratch);
	return result;
}

/* --- a new revision --- */

static bool is_word(const char *name)
{
	return !strcmp(name, "head") || !strcmp(name, "heads") || !strcmp(name, "base") ||
	       !strcmp(name, "current");
}

static int check_id(const struct graph *graph, const char *id, struct error *err)
{
	const struct revision *other = map_find(&graph->ids, id);
	const struct revision *labelled = map_find(&graph->labels, id);

	if (!revision_id_valid(id) || is_word(id)) {
		(void)error_set(err, ERR_USAGE, "'%s' can't be the id of a revision", id);
		return error_hint(err,
			"An id is 1 to 64 letters, digits and underscores; head, "
			"heads, base and current have a meaning of their own.");
	}
	if (other) {
		(void)error_set(err, ERR_DUPLICATE_REVISION,
			"revision %s is there already%s%s", id, other->path ? ", in " : "",
			other->path ? other->path : "");
		return error_hint(err, "Choose another --rev-id, or leave it out.");
	}
	if (labelled) {
		(void)error_set(err, ERR_DUPLICATE_LABEL,
			"%s is the branch label of revision %s", id, labelled->id);
		return error_hint(err, "Choose another --rev-id, or leave it out.");
	}
	return 0;
}

static int check_label(const struct graph *graph, const struct new_revision *wanted,
	unsigned i, struct error *err)
{
	const char *label = wanted->labels.items[i];
	const struct revision *other = graph_exact(graph, label);
	bool twice = wanted->id && !strcmp(wanted->id, label);

	if (!branch_label_valid(label) || is_word(label)) {
		(void)error_set(err, ERR_USAGE, "'%s' can't be a branch label", label);
		return error_hint(err,
			"A label has no @, -, +, : and no white space; head, "
			"heads, base and current have a meaning of their own.");
	}
	for (unsigned j = 0; j < i; j++)
		twice = twice || !strcmp(wanted->labels.items[j], label);
	if (!other && !twice)
		return 0;
	if (other)
		(void)error_set(err, ERR_DUPLICATE_LABEL,
			"the branch label %s is in use by revision %s", label, other->id);
	else
		(void)error_set(err, ERR_DUPLICATE_LABEL,
			"the branch label %s is given twice", label);
	return error_hint(err, "Choose another label.");
}

static int check_names(
	const struct graph *graph, const struct new_revision *wanted, struct error *err)
{
	if (wanted->id && check_id(graph, wanted->id, err))
		return -1;
	for (unsigned i = 0; i < wanted->labels.count; i++) {
		if (check_label(graph, wanted, i, err))
			return -1;
	}
	return 0;
}

/* Labels stay labels, so that they can be read; ids are written in full. */
static int find_dependencies(
	struct context *c, const struct strings *names, struct strings *out)
{
	for (unsigned i = 0; i < names->count; i++) {
		const char *name = names->items[i];
		const struct revision *on;

		if (target_one(c, name, &on))
			return -1;
		if (!on) {
			(void)error_set(c->err, ERR_NO_SUCH_REVISION,
				"'%s' names no revision to depend on", name);
			return error_hint(c->err, "`gitmig history` lists all revisions.");
		}
		if (map_find(&c->graph->labels, name) != on)
			name = on->id;
		if (!strings_has(out, name))
			strings_add(c->pool, out, name);
	}
	return 0;
}

static int find_links(struct context *c, const struct new_revision *wanted,
	struct strings *parents, struct strings *depends_on)
{
	struct revisions heads;
	struct strings ids = {0}, dependencies = {0};

	if (target_all(c, wanted->head ? wanted->head : "head", &heads, NULL) ||
		check_heads(c, &heads, wanted->splice) ||
		find_dependencies(c, &wanted->depends_on, &dependencies))
		return -1;
	for (unsigned i = 0; i < heads.count; i++)
		strings_add(c->pool, &ids, heads.items[i]->id);
	*parents = ids;
	*depends_on = dependencies;
	return 0;
}

int graph_new_revision(struct pool *pool, const struct graph *graph,
	const struct new_revision *wanted, struct strings *parents,
	struct strings *depends_on, struct error *err)
{
	struct context c;
	struct pool scratch;
	int result;

	if (check_names(graph, wanted, err))
		return -1;
	pool_init(&scratch);
	result = context_init(&c, pool, &scratch, graph, NULL, err);
	if (!result)
		result = find_links(&c, wanted, parents, depends_on);
	pool_release(&scratch);
	return result;
}
