#include "cli/hook.h"

#include "base/file.h"
#include "graph/plan.h"

#include <stdlib.h>
#include <string.h>

static bool is_zero(const char *id)
{
	return id[strspn(id, "0")] == '\0';
}

/* Steps of a rebase or a bisect are no switches of branches. */
static bool is_under_way(struct context *context)
{
	static const char *const names[] = {
		"rebase-merge", "rebase-apply", "BISECT_LOG", "BISECT_START"};
	const char *action = getenv("GIT_REFLOG_ACTION");

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (file_exists(path_join(
			    context->pool, repo_git_dir(context->repo), names[i])))
			return true;
	}
	return action && (!strncmp(action, "rebase", 6) || !strncmp(action, "bisect", 6) ||
				 !strncmp(action, "pull --rebase", 13));
}

/* What the database has and the chain has not, by the log where there is one. */
static int find_unknown(struct context *context, const struct graph *graph,
	struct strings *out, struct error *err)
{
	const struct strings *rows;
	struct logged *items = NULL;
	unsigned count = 0;

	if (context_rows(context, &rows, err) ||
		run_logged(context->db, context->pool, false, &items, &count, err))
		return -1;
	for (unsigned i = 0; i < rows->count; i++) {
		if (!map_find(&graph->ids, rows->items[i]))
			strings_add(context->pool, out, rows->items[i]);
	}
	/* Those below such a row; without one the log tells of times that are over. */
	for (unsigned i = 0; out->count && i < count; i++) {
		if (!map_find(&graph->ids, items[i].revision) &&
			!strings_has(out, items[i].revision))
			strings_add(context->pool, out, items[i].revision);
	}
	return 0;
}

static unsigned count_pending(
	struct context *context, const struct graph *graph, const struct strings *rows)
{
	bool *applied = pool_array(context->pool, bool, graph->count);
	struct strings known = {0};
	unsigned pending = 0;

	for (unsigned i = 0; i < rows->count; i++) {
		if (map_find(&graph->ids, rows->items[i]))
			strings_add(context->pool, &known, rows->items[i]);
	}
	graph_mark_applied(graph, &known, applied);
	for (unsigned i = 0; i < graph->count; i++)
		pending += !applied[i];
	return pending;
}

static void tell(struct project *project, const struct strings *unknown, unsigned pending)
{
	struct context *context = &project->context;
	const char *of = hook_project(project);
	const char *name = context->database->name;

	if (unknown->count) {
		context_say(context,
			"gitmig: %sdatabase %s has %u revision%s that this branch lacks: "
			"%s",
			of, name, unknown->count, unknown->count == 1 ? "" : "s",
			strings_join(context->pool, unknown, ", "));
		context_say(context,
			"hint: to take them back, `git switch -`, `gitmig downgrade` to a "
			"revision that both branches have, and switch again.");
		return;
	}
	if (pending)
		context_say(context,
			"gitmig: %sdatabase %s lacks %u revision%s of this branch; `gitmig "
			"upgrade heads` applies %s.",
			of, name, pending, pending == 1 ? "" : "s",
			pending == 1 ? "it" : "them");
}

static int compare_project(struct project *project, struct error *err)
{
	struct context *context = &project->context;
	const struct driver *driver;
	const struct graph *graph;
	struct strings unknown = {0};
	int result = 0;

	if (context->config.git.on_checkout == ON_CHECKOUT_OFF)
		return 0;
	/* No password is asked for and no server is called because somebody switches. */
	if (context_driver(context, &driver, err))
		return -1;
	if (!driver->is_local || !context->dsn.path || !file_exists(context->dsn.path))
		return 0;
	if (context_chain(context, &graph, err) ||
		find_unknown(context, graph, &unknown, err))
		result = -1;
	else
		tell(project, &unknown, count_pending(context, graph, &context->rows));
	db_close(context->db);
	context->db = NULL;
	return result;
}

static int compare_all(struct context *context, struct error *err)
{
	struct projects projects = {0};
	struct repo *repo;

	if (context_repo(context, &repo, err) || context_may_ask(context, err))
		return -1;
	if (!repo || is_under_way(context))
		return 0;
	if (projects_of_files(context, &projects, err))
		return -1;
	/* Not being able to look is not worth a word to who switches branches. */
	for (unsigned i = 0; context->args->verbose && i < projects.unread_count; i++)
		hook_tell(context, &projects.unread[i].why);
	for (unsigned i = 0; i < projects.count; i++) {
		struct error own = {0};

		if (compare_project(&projects.items[i], &own) && context->args->verbose)
			hook_tell(context, &own);
	}
	return 0;
}

static int run(struct context *context, const struct strings *words,
	struct findings *findings, struct error *err)
{
	static char *none[] = {"", "", "0"};
	char *const *at = words->count == 3 ? words->items : none;
	char *framework[3] = {getenv("PRE_COMMIT_FROM_REF"), getenv("PRE_COMMIT_TO_REF"),
		getenv("PRE_COMMIT_CHECKOUT_TYPE")};

	(void)findings;
	if (!words->count && framework[0] && framework[1] && framework[2])
		at = framework;
	if (strcmp(at[2], "1") != 0 || is_zero(at[0]) || !strcmp(at[0], at[1]))
		return 0;
	return compare_all(context, err) && context->args->verbose ? hook_tell(context, err)
								   : 0;
}

const struct hook hook_post_checkout = {
	.name = "post-checkout", .max_words = 3, .run = run};
