#include "verify/history.h"

#include "base/file.h"
#include "chain/place.h"
#include "verify/past.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A new tip is remembered when so many commits had to be looked at: that costs as much as
 * to look at some hundreds again. */
#define WORTH_REMEMBERING 256

static bool wanted(const char *name, bool folder)
{
	return folder ? *name != '.' : chain_is_manifest(name);
}

/* The manifest in a blob; NULL: there is none, or none with an id. */
static int head_of(struct past *past, const struct object_id *blob, const char *path,
	const struct head **head, struct error *err)
{
	*head = NULL;
	if (!blob)
		return 0;
	if (heads_find(past->heads, blob, head, err) < 0)
		return chain_unreadable(err, chain_path_of(past->chain, past->pool, path));
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

		if (head_of(past, change->before[i], change->path, &head, err) < 0)
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

/* On the line: something else than a new manifest, or one that says what it said before. */
static bool is_odd(const struct past *past, const struct walk_change *change,
	const struct head *before, const struct head *after)
{
	if (!change->first)
		return false;
	if (!after || !past_shown(past, change->path))
		return true;
	return change->parents && change->before[0] &&
	       (!same_id(before, after) || strcmp(before->digest, after->digest) != 0);
}

static int take_change(void *data, const struct walk_change *change, struct error *err)
{
	struct past *past = data;
	struct step_change step = {.commit = change->commit};
	bool is_new;

	if (!past_shown(past, change->path)) {
		past->odd = past->odd || is_odd(past, change, NULL, NULL);
		return 0;
	}
	if (head_of(past, change->blob, change->path, &step.after, err) < 0 ||
		take_before(past, change, step.after, &step.before, &is_new, err) < 0)
		return -1;
	past->odd = past->odd || is_odd(past, change, step.before, step.after);
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
	if (head_of(past, blob, path, &head, err) < 0)
		return -1;
	if (head)
		past_add_place(past, head->id, path);
	return 0;
}

static int resolve_since(struct past *past, struct error *err)
{
	const struct config *config = past->chain->config;
	struct repo *repo = past->repo;
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

/* What a memory must have been made for. */
static const char *policy_of(const struct past *past, struct pool *pool)
{
	return pool_printf(pool, "prefix %s\nsince %s\nfolders %s\n", past->chain->prefix,
		past->since ? past->since : "", strings_join(pool, &past->folders, "\n"));
}

/* Tips that are gone are no longer hidden; what they led to may be gone as well. */
static void recall(struct past *past)
{
	struct repo *repo = past->repo;

	if (past->history->no_memory || repo_is_shallow(repo))
		return;
	memory_load(&past->memory, past->pool, repo, policy_of(past, past->pool));
	for (unsigned i = 0; i < past->memory.count; i++)
		if (is_commit(repo, past->memory.tips[i].commit))
			strings_add(past->pool, &past->hidden, past->memory.tips[i].commit);
}

static const char *large_trees_path(const struct past *past)
{
	return past->history->no_memory ? NULL
					: chain_cache_path(past->pool, past->repo,
						  policy_of(past, past->pool), "trees");
}

static int open_walk(struct past *past, struct error *err)
{
	struct walk_options options = {
		.tip = past->chain->commit,
		.since = past->since,
		.hidden = &past->hidden,
		.folders = &past->folders,
		.wanted = wanted,
		.allow_shallow = past->history->allow_shallow,
		.large_trees = large_trees_path(past),
		.change = take_change,
		.context = take_context,
		.data = past,
	};

	if (walk_open(past->repo, past->pool, &options, &past->walk, err) < 0)
		return -1;
	return walk_line(past->walk, &past->line, &past->line_count, &past->known, err);
}

/* Without a tip on the line there is nothing to say where git.since ends it. */
static int find_commits(struct past *past, struct error *err)
{
	recall(past);
	if (open_walk(past, err) < 0)
		return -1;
	if (!past->since || !past->hidden.count || past->known)
		return 0;
	walk_close(past->walk);
	past->walk = NULL;
	past->memory.count = 0;
	past->memory.places = (struct lines){NULL, NULL};
	past->hidden = (struct strings){0};
	return open_walk(past, err);
}

static unsigned worth_remembering(const struct history *history)
{
	return history->worth ? history->worth : WORTH_REMEMBERING;
}

static void remember_large_trees(const struct past *past)
{
	struct error ignored;
	struct text file;

	text_init(&file, past->pool);
	if (walk_large_trees(past->walk, &file, &ignored) == 0 && file.length)
		chain_cache_write(large_trees_path(past), file.data, file.length);
}

static void remember(struct past *past)
{
	const char **ids;
	const struct strings **added;

	if (!past->memory.path ||
		(past->memory.count &&
			walk_judged(past->walk) < worth_remembering(past->history)) ||
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
	past->history->remembered = true;
	remember_large_trees(past);
}

struct history_task {
	struct pool pool;
	struct past past;
	struct chain place;  /* the chain as it was when this began */
	struct repo *own;    /* NULL: the chain's serves */
	bool found, settled; /* how far it is */
	struct error err;
	int result;
	bool running; /* in the thread */
	pthread_t thread;
};

static void *run(void *data)
{
	struct history_task *task = data;

	task->result = find_commits(&task->past, &task->err);
	return NULL;
}

/* A second handle costs more than it saves where the memory serves. */
static bool is_worth_it(const struct history_task *task)
{
	const struct past *past = &task->past;
	struct pool pool;
	bool is_long;

	pool_init(&pool);
	is_long = !file_exists(
		chain_cache_path(&pool, past->repo, policy_of(past, &pool), "history"));
	pool_release(&pool);
	return is_long && sysconf(_SC_NPROCESSORS_ONLN) > 1;
}

static void start_thread(struct history_task *task)
{
	struct past *past = &task->past;
	struct error ignored;
	sigset_t all, before;

	if (repo_open(repo_git_dir(past->repo), &task->own, &ignored) < 0 || !task->own)
		return;
	past->repo = task->own;
	/* Signals stay with the thread that expects them. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	task->running = pthread_create(&task->thread, NULL, run, task) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!task->running)
		past->repo = task->place.repo;
}

struct history_task *history_start(struct history *history)
{
	struct history_task *task = xmalloc(sizeof(*task));
	struct past *past = &task->past;

	memset(task, 0, sizeof(*task));
	pool_init(&task->pool);
	task->place = *history->chain;
	past->history = history;
	past->chain = &task->place;
	past->repo = task->place.repo;
	past->pool = &task->pool;
	map_init(&past->places, past->pool, false);
	map_init(&past->links, past->pool, false);
	map_init(&past->line_changes, past->pool, false);
	map_init(&past->line_gone, past->pool, false);
	chain_folders(past->chain, past->pool, &past->folders);
	task->result = resolve_since(past, &task->err);
	if (task->result == 0 && is_worth_it(task))
		start_thread(task);
	return task;
}

/* Which commits there are; the rest is done with the handle that the chain has. */
static int find(struct history_task *task)
{
	struct past *past = &task->past;

	if (task->found)
		return task->result;
	task->found = true;
	if (task->running)
		pthread_join(task->thread, NULL);
	else if (task->result == 0)
		task->result = find_commits(past, &task->err);
	past->repo = task->place.repo;
	if (task->running && task->result == 0)
		task->result = walk_use(past->walk, past->repo, &task->err);
	repo_close(task->own);
	task->own = NULL;
	return task->result;
}

/* All the rest that takes long. It changes nothing on the disk. */
static int settle(struct history_task *task)
{
	struct past *past = &task->past;

	if (task->settled || find(task) < 0)
		return task->result;
	task->settled = true;
	past->heads = heads_open(past->pool, past->chain);
	if (walk_run(past->walk, true, &task->err) < 0 ||
		links_settle(past, &task->err) < 0 || line_settle(past, &task->err) < 0)
		task->result = -1;
	return task->result;
}

static bool has_gone(const struct memory_tip *found)
{
	for (unsigned i = 0; i < found->gone_count; i++)
		if (found->gone[i]->blobs.count)
			return true;
	return false;
}

bool history_adds(struct history_task *task, const char *tip, struct history_added **added,
	unsigned *count)
{
	struct past *past = &task->past;

	if (find(task) < 0 || !past->known || strcmp(past->known, tip) != 0 ||
		walk_judged(past->walk) >= worth_remembering(past->history) ||
		settle(task) < 0 || past->odd || walk_met_link(past->walk) ||
		past->found.links_count || past->found.changes_count ||
		has_gone(&past->found))
		return false;
	*count = past->changes_count;
	*added = pool_array(past->pool, struct history_added, *count);
	for (unsigned i = 0; i < *count; i++) {
		(*added)[i].path = past->changes[i].path;
		(*added)[i].head = past->changes[i].after;
		(*added)[i].is_new = !past->changes[i].before;
	}
	return true;
}

static void release(struct history_task *task)
{
	struct past *past = &task->past;

	walk_close(past->walk);
	if (past->heads)
		heads_close(past->heads);
	pool_release(&task->pool);
	free(task);
}

void history_drop(struct history_task *task)
{
	(void)find(task);
	release(task);
}

int history_finish(struct history_task *task, struct pool *pool, struct findings *findings,
	struct error *err)
{
	struct past *past = &task->past;
	int result;

	past->chain = past->history->chain;
	result = settle(task);
	if (result == 0) {
		past->history->remembered = past->known &&
					    !strcmp(past->known, past->chain->commit);
		remember(past);
		past_report(past, pool, findings);
	} else if (err) {
		*err = task->err;
	}
	release(task);
	return result;
}

int history_check(struct history *history, struct pool *pool, struct findings *findings,
	struct error *err)
{
	return history_finish(history_start(history), pool, findings, err);
}
