#include "verify/history.h"

#include "chain/place.h"
#include "verify/past.h"

#include <string.h>

/* A new tip is remembered when so many commits had to be looked at. */
#define WORTH_REMEMBERING 16

static bool wanted(const char *name, bool folder)
{
	return folder ? *name != '.' : chain_is_manifest(name);
}

/* The manifest in a blob; NULL: there is none, or none with an id. */
static int head_of(struct past *past, const struct object_id *blob,
	const struct head **head, struct error *err)
{
	*head = NULL;
	if (!blob)
		return 0;
	if (heads_find(past->heads, blob, head, err) < 0)
		return -1;
	if (!(*head)->id)
		*head = NULL;
	return 0;
}

static bool same_id(const struct head *a, const struct head *b)
{
	return a && b && !strcmp(a->id, b->id);
}

/* What the file was before, and whether it is new that this id is at this path. */
static int take_before(struct past *past, const struct walk_change *change,
	const struct head *after, const struct head **before, bool *is_new,
	struct error *err)
{
	*before = NULL;
	*is_new = after != NULL;
	for (unsigned i = 0; i < change->parents; i++) {
		const struct head *head;

		if (head_of(past, change->before[i], &head, err) < 0)
			return -1;
		if (i == 0)
			*before = head;
		if (head)
			past_add_place(past, head->id, change->path);
		if (same_id(head, after))
			*is_new = false;
	}
	return 0;
}

static int take_change(void *data, const struct walk_change *change, struct error *err)
{
	struct past *past = data;
	struct step_change step = {.commit = change->commit};
	bool is_new;

	if (!past_shown(past, change->path))
		return 0;
	if (head_of(past, change->blob, &step.after, err) < 0 ||
		take_before(past, change, step.after, &step.before, &is_new, err) < 0)
		return -1;
	if (step.after)
		step.path = past_add_place(past, step.after->id, change->path);
	else if (step.before)
		step.path = past_add_place(past, step.before->id, change->path);
	if (change->first && (step.after || step.before))
		POOL_PUSH(past->pool, past->changes, past->changes_count, past->changes_cap,
			step);
	if (change->all && is_new)
		return links_take(past, change, step.after, err);
	return 0;
}

static int take_context(
	void *data, const char *path, const struct object_id *blob, struct error *err)
{
	struct past *past = data;
	const struct head *head;

	if (!past_shown(past, path))
		return 0;
	if (head_of(past, blob, &head, err) < 0)
		return -1;
	if (head)
		past_add_place(past, head->id, path);
	return 0;
}

static int resolve_since(struct past *past, struct error *err)
{
	const struct config *config = past->chain->config;
	struct repo *repo = past->chain->repo;
	char commit[41] = "";

	if (!config->git.since)
		return 0;
	if (repo_commit(repo, config->git.since, commit, err) < 0 || !commit[0]) {
		error_set_at(err, ERR_CONFIG_INVALID, config->file, 0, 0,
			"git.since: there is no commit %s here", config->git.since);
		return error_hint(err,
			repo_is_shallow(repo)
				? "This clone is shallow: fetch more of the history, or "
				  "correct git.since."
				: "Correct git.since, or fetch the commit.");
	}
	past->since = pool_strdup(past->pool, commit);
	return 0;
}

static bool is_commit(struct repo *repo, const char *hex)
{
	struct error ignored;
	char commit[41];

	return repo_commit(repo, hex, commit, &ignored) == 0 && !strcmp(commit, hex);
}

/* What a memory must have been made for. Tips that are gone are no longer hidden; what
 * they led to may be gone as well. */
static void recall(struct past *past, struct strings *hidden)
{
	struct repo *repo = past->chain->repo;
	const char *policy = pool_printf(past->pool, "prefix %s\nsince %s\nfolders %s\n",
		past->chain->prefix, past->since ? past->since : "",
		strings_join(past->pool, &past->folders, "\n"));

	if (past->history->no_memory || repo_is_shallow(repo))
		return;
	memory_load(&past->memory, past->pool, repo, policy);
	for (unsigned i = 0; i < past->memory.count; i++)
		if (is_commit(repo, past->memory.tips[i].commit))
			strings_add(past->pool, hidden, past->memory.tips[i].commit);
}

static int open_walk(struct past *past, const struct strings *hidden, struct error *err)
{
	struct walk_options options = {
		.tip = past->chain->commit,
		.since = past->since,
		.hidden = hidden,
		.folders = &past->folders,
		.wanted = wanted,
		.allow_shallow = past->history->allow_shallow,
		.change = take_change,
		.context = take_context,
		.data = past,
	};

	if (walk_open(past->chain->repo, past->pool, &options, &past->walk, err) < 0)
		return -1;
	return walk_line(past->walk, &past->line, &past->line_count, &past->known, err);
}

/* Without a tip on the line there is nothing to say where git.since ends it. */
static int find_commits(struct past *past, struct error *err)
{
	static const struct strings none;
	struct strings hidden = {0};

	recall(past, &hidden);
	if (open_walk(past, &hidden, err) < 0)
		return -1;
	if (!past->since || !hidden.count || past->known)
		return 0;
	walk_close(past->walk);
	past->walk = NULL;
	past->memory.count = 0;
	past->memory.places = past->memory.places_end = NULL;
	return open_walk(past, &none, err);
}

static void remember(struct past *past)
{
	unsigned worth = past->history->worth ? past->history->worth : WORTH_REMEMBERING;
	unsigned judged = walk_judged(past->walk);
	const char **ids;
	const struct strings **added;

	if (!past->memory.path || (past->memory.count && judged < worth) ||
		(past->since && !past->known && !walk_met_since(past->walk)))
		return;
	ids = pool_array(past->pool, const char *, past->places_count);
	added = pool_array(past->pool, const struct strings *, past->places_count);
	for (unsigned i = 0; i < past->places_count; i++) {
		ids[i] = past->place_items[i]->id;
		added[i] = &past->place_items[i]->added;
	}
	past->found.commit = past->chain->commit;
	memory_save(&past->memory, &past->found, ids, added, past->places_count);
}

static const struct revision *judged(const struct past *past, const char *id)
{
	return map_find(&past->chain->graph->ids, id);
}

static void report_links(struct past *past, struct pool *pool, struct findings *findings)
{
	for (unsigned i = 0; i < past->found.links_count; i++) {
		const struct memory_link *link = past->found.links[i];
		const struct revision *revision = judged(past, link->id);
		const char *missing = strings_join(past->pool, &link->missing, ", ");
		struct finding finding = {
			.code = "parent-not-in-history",
			.severity = SEVERITY_ERROR,
			.hint = "Write the commits anew with the parent first, or have "
				"git.since name one after them.",
		};

		if (!revision)
			continue;
		finding.revision = revision->id;
		finding.path = revision->path;
		finding.commit = pool_strdup(pool, link->commit);
		finding.message = pool_printf(pool,
			"commit %.12s introduced it without its parent%s %s, so that "
			"commit cannot be migrated",
			link->commit, link->missing.count > 1 ? "s" : "", missing);
		findings_add(pool, findings, finding);
	}
}

static void report_changes(struct past *past, struct pool *pool, struct findings *findings)
{
	for (unsigned i = 0; i < past->found.changes_count; i++) {
		const struct memory_change *change = past->found.changes[i];
		const struct revision *revision = judged(past, change->id);
		bool edited = !strcmp(change->code, "edited");
		struct finding finding = {
			.code = edited ? "edited" : "reparented",
			.severity = SEVERITY_WARNING,
			.hint = "A database may have the revision as it was: make a new "
				"one instead.",
		};

		if (!revision)
			continue;
		finding.revision = revision->id;
		finding.path = revision->path;
		finding.commit = pool_strdup(pool, change->commit);
		finding.message = pool_printf(pool, "commit %.12s changed %s",
			change->commit, edited ? "what it does" : "its parents");
		findings_add(pool, findings, finding);
	}
}

static void report_gone(struct past *past, struct pool *pool, struct findings *findings)
{
	for (unsigned i = 0; i < past->found.gone_count; i++) {
		const struct memory_gone *gone = past->found.gone[i];
		struct finding finding = {
			.code = "removed",
			.severity = SEVERITY_WARNING,
			.hint = "A database may still have it: bring the manifest back.",
		};

		if (!gone->blobs.count || judged(past, gone->id))
			continue;
		finding.path = chain_path_of(past->chain, pool, gone->path);
		if (past_broken(past->history, finding.path))
			continue;
		finding.revision = pool_strdup(pool, gone->id);
		finding.commit = pool_strdup(pool, gone->commit);
		finding.message = pool_printf(
			pool, "commit %.12s removed it", gone->commit);
		findings_add(pool, findings, finding);
	}
}

static int check(
	struct past *past, struct pool *pool, struct findings *findings, struct error *err)
{
	struct history *history = past->history;
	const char *boundary;

	if (find_commits(past, err) < 0 || walk_run(past->walk, true, err) < 0 ||
		links_settle(past, err) < 0 || line_settle(past, err) < 0)
		return -1;
	remember(past);
	report_links(past, pool, findings);
	if (history->line) {
		report_changes(past, pool, findings);
		report_gone(past, pool, findings);
	}
	boundary = walk_boundary(past->walk);
	strcpy(history->boundary, boundary ? boundary : "");
	history->judged = walk_judged(past->walk);
	return 0;
}

int history_check(struct history *history, struct pool *pool, struct findings *findings,
	struct error *err)
{
	struct pool own;
	struct past past = {.history = history, .chain = history->chain, .pool = &own};
	int result;

	pool_init(&own);
	map_init(&past.places, &own, false);
	map_init(&past.links, &own, false);
	map_init(&past.line_changes, &own, false);
	map_init(&past.line_gone, &own, false);
	chain_folders(past.chain, &own, &past.folders);
	past.heads = heads_open(&own, past.chain);
	result = resolve_since(&past, err);
	if (result == 0)
		result = check(&past, pool, findings, err);
	walk_close(past.walk);
	heads_close(past.heads);
	pool_release(&own);
	return result;
}
