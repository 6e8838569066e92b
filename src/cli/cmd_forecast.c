#include "base/file.h"
#include "base/text.h"
#include "chain/branches.h"
#include "chain/place.h"
#include "cli/command.h"
#include "cli/merge_manifest.h"
#include "replay/proof.h"

#include <stdlib.h>
#include <string.h>

/* What merging a branch into this one would give. */
struct forecast {
	const char *ref;
	char commit[41];
	struct chain_branch branch;
	long long parted; /* when, roughly */
	struct strings heads, ahead, behind;
	struct conflicts conflicts;
	const char *note; /* why there is less to say than one would think; NULL */
};

struct forecaster {
	struct context *context;
	struct chain place; /* where gitmig.yaml lies now */
	struct chain ours;
	struct chain_branches *branches;
	struct proof *proof;
	struct runner runner;
	struct map done; /* chain_branch.key -> struct forecast */
	struct forecast *items;
	unsigned count, cap;
};

static int give_manifest(void *data, struct pool *pool, const struct revision *revision,
	struct manifest *manifest, const char **text, size_t *length, struct error *err)
{
	struct repo *repo = data;
	char *bytes;

	if (repo_read(repo, pool, revision->blob, &bytes, length, err) ||
		manifest_load(pool, revision->path, bytes, *length, manifest, err))
		return -1;
	*text = bytes;
	return 0;
}

/* HEAD's, where the work tree has none, or a broken one: only commits count here. */
static int find_config(
	struct context *context, const struct config **config, struct error *err)
{
	struct error ignored;

	context_bare_ref(context, "HEAD");
	if (context_config(context, config, err) == 0)
		return 0;
	if (context->args->ref)
		return -1;
	context_use_ref(context, "HEAD");
	return context_config(context, config, &ignored);
}

static int load_ours(struct forecaster *f, struct error *err)
{
	struct context *context = f->context;
	struct chain *place = &f->place;
	char commit[41];

	if (context_need_repo(context,
		    "forecast compares branches, and this is no git repository", err))
		return -1;
	if (find_config(context, &place->config, err))
		return -1;
	if (context->commit[0])
		memcpy(commit, context->commit, sizeof(commit));
	else if (repo_commit(context->repo, "HEAD", commit, err))
		return -1;
	if (!commit[0])
		return error_set(err, ERR_GIT, "HEAD has no commit yet");
	place->pool = context->pool;
	place->repo = context->repo;
	place->prefix = context->prefix;
	/* The index has a move that is not committed yet. */
	place->kind = context->commit[0] ? CHAIN_COMMIT : CHAIN_INDEX;
	place->commit = context->commit[0] ? context->commit : NULL;
	return chain_load_at(&f->ours, place, commit, NULL, err);
}

static void add_ref(struct forecaster *f, const char *ref, const char *commit)
{
	struct pool *pool = f->context->pool;
	struct forecast forecast = {.ref = repo_shown_name(pool, ref)};

	snprintf(forecast.commit, sizeof(forecast.commit), "%s", commit);
	if (!*commit)
		forecast.note = "it is broken: its commit cannot be read";
	POOL_PUSH(f->context->pool, f->items, f->count, f->cap, forecast);
}

static bool has_prefix(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

/* "feature", "origin/feature". */
static const char *short_name(const char *ref)
{
	static const char *const prefixes[] = {"refs/heads/", "refs/remotes/"};

	for (unsigned i = 0; i < 2; i++) {
		if (has_prefix(ref, prefixes[i]))
			return ref + strlen(prefixes[i]);
	}
	return ref;
}

/* Is it what the branches are compared with, or only another name of one? */
static bool is_left_out(const struct forecaster *f, const char *ref, const char *head)
{
	const char *mine = f->context->args->ref;
	const char *last = strrchr(ref, '/');

	if (has_prefix(ref, "refs/remotes/") && last && !strcmp(last, "/HEAD"))
		return true;
	if (mine && strcmp(mine, "HEAD") != 0)
		return !strcmp(ref, mine) || !strcmp(short_name(ref), mine);
	return head && !strcmp(ref, head);
}

static int list_all(struct forecaster *f, struct error *err)
{
	struct context *context = f->context;
	struct strings patterns = {0}, broken = {0};
	const char *head = repo_head_name(context->repo, context->pool);
	struct repo_ref *refs;
	unsigned count;

	strings_add(context->pool, &patterns, "refs/heads/*");
	strings_add(context->pool, &patterns, "refs/remotes/*");
	if (repo_refs(context->repo, context->pool, &patterns, &broken, &refs, &count, err))
		return -1;
	for (unsigned i = 0; i < count; i++) {
		if (!is_left_out(f, refs[i].name, head))
			add_ref(f, short_name(refs[i].name), refs[i].commit);
	}
	for (unsigned i = 0; i < broken.count; i++)
		add_ref(f, short_name(broken.items[i]), "");
	return 0;
}

static int list_named(struct forecaster *f, struct error *err)
{
	const struct strings *words = &f->context->args->words;
	char commit[41];

	for (unsigned i = 0; i < words->count; i++) {
		if (repo_commit(f->context->repo, words->items[i], commit, err))
			return -1;
		if (!commit[0])
			return error_set(
				err, ERR_GIT, "'%s' has no commit yet", words->items[i]);
		add_ref(f, words->items[i], commit);
	}
	return 0;
}

/* A manifest that cannot be loaded spoils the word on its own branch only. */
static int prove_pair(struct forecaster *f, struct pool *pool,
	const struct revision *const *pair, struct forecast *forecast, struct error *err)
{
	struct conflicts found = {0};

	if (proof_run(f->proof, &f->runner, pool, pair, 2, &found, err) == 0) {
		conflicts_copy(f->context->pool, &found, &forecast->conflicts);
		return 0;
	}
	if (err->code != ERR_MANIFEST_INVALID)
		return -1;
	forecast->note = pool_printf(f->context->pool, "%s:%d:%d: %s", err->file, err->line,
		err->column, err->message);
	return 0;
}

/* Pairs of heads that we have already are nothing that the merge brings. Ours is the left
 * one. */
static int prove(struct forecaster *f, struct pool *pool, const struct graph *graph,
	const struct revisions *heads, struct forecast *forecast, struct error *err)
{
	f->runner.graph = graph;
	for (unsigned i = 0; i < heads->count; i++) {
		for (unsigned k = i + 1; k < heads->count; k++) {
			const struct revision *pair[] = {heads->items[i], heads->items[k]};
			bool ours[2];

			for (unsigned n = 0; n < 2; n++)
				ours[n] = chain_branches_has(f->branches, pair[n]->id);
			if (ours[0] && ours[1])
				continue;
			if (ours[1]) {
				pair[1] = heads->items[i];
				pair[0] = heads->items[k];
			}
			if (prove_pair(f, pool, pair, forecast, err))
				return -1;
		}
	}
	return 0;
}

static void copy_ids(struct pool *pool, const struct strings *from, struct strings *to)
{
	for (unsigned i = 0; i < from->count; i++)
		strings_add(pool, to, pool_strdup(pool, from->items[i]));
}

static int note_config(struct forecaster *f, struct forecast *forecast, struct error *err)
{
	const char *config = f->context->args->config;
	const char *name = config ? path_basename(config) : "gitmig.yaml";
	struct pool *pool = f->context->pool;
	struct repo_entry from;
	char blob[41];

	if (chain_config_blob(&f->place, pool, forecast->commit, blob, err) ||
		chain_moved_from(&f->place, pool, forecast->commit, &from, err))
		return -1;
	if (!blob[0] && !from.path && !forecast->note)
		forecast->note = pool_printf(pool, "it has no %s", name);
	return 0;
}

static void note_union(
	struct forecaster *f, const struct chain_union *result, struct forecast *forecast)
{
	struct pool *pool = f->context->pool;

	if (result->problems.count)
		forecast->note = pool_strdup(pool, result->problems.items[0]);
	else if (result->empty)
		forecast->note = "it has no manifests";
	else if (!forecast->branch.bases.count)
		forecast->note = "it has no commit in common with this one";
}

static int look(struct forecaster *f, struct pool *pool, struct forecast *forecast,
	struct error *err)
{
	struct chain_union result;
	struct revisions heads = {0};

	if (chain_branch_merge(f->branches, pool, &forecast->branch, &result, err))
		return -1;
	graph_heads(result.graph, &heads);
	for (unsigned i = 0; i < heads.count; i++)
		strings_add(f->context->pool, &forecast->heads,
			pool_strdup(f->context->pool, heads.items[i]->id));
	copy_ids(f->context->pool, &result.ahead, &forecast->ahead);
	copy_ids(f->context->pool, &result.behind, &forecast->behind);
	conflicts_copy(f->context->pool, &result.conflicts, &forecast->conflicts);
	note_union(f, &result, forecast);
	return prove(f, pool, result.graph, &heads, forecast, err);
}

static int look_once(struct forecaster *f, struct forecast *forecast, struct error *err)
{
	const struct forecast *same = map_find(&f->done, forecast->branch.key);
	struct pool pool;
	int result;

	if (same) {
		forecast->heads = same->heads;
		forecast->ahead = same->ahead;
		forecast->behind = same->behind;
		forecast->conflicts = same->conflicts;
		forecast->note = same->note;
		return note_config(f, forecast, err);
	}
	pool_init(&pool);
	result = look(f, &pool, forecast, err);
	pool_release(&pool);
	if (result)
		return -1;
	map_put(&f->done, forecast->branch.key, forecast);
	return note_config(f, forecast, err);
}

static int by_parting(const void *a, const void *b)
{
	const struct forecast *x = *(const struct forecast *const *)a;
	const struct forecast *y = *(const struct forecast *const *)b;

	if (x->parted != y->parted)
		return x->parted < y->parted ? -1 : 1;
	return x < y ? -1 : x > y;
}

/* Those that parted first come first: what was replayed for one is then the beginning of
 * what the next one needs. */
static int look_at_all(struct forecaster *f, struct error *err)
{
	struct pool *pool = f->context->pool;
	struct forecast **order = pool_array(pool, struct forecast *, f->count);
	unsigned count = 0;

	for (unsigned i = 0; i < f->count; i++) {
		struct forecast *forecast = &f->items[i];

		if (!forecast->commit[0])
			continue;
		if (chain_branch_find(
			    f->branches, pool, forecast->commit, &forecast->branch, err))
			return -1;
		if (forecast->branch.bases.count)
			forecast->parted = repo_commit_time(
				f->context->repo, forecast->branch.bases.items[0]);
		order[count++] = forecast;
	}
	if (count)
		qsort(order, count, sizeof(struct forecast *), by_parting);
	for (unsigned i = 0; i < count; i++) {
		if (look_once(f, order[i], err))
			return -1;
	}
	return 0;
}

static void report_json(struct forecaster *f)
{
	struct json *json = &f->context->json;

	json_object(json);
	json_key(json, "branches");
	json_array(json);
	for (unsigned i = 0; i < f->count; i++) {
		const struct forecast *forecast = &f->items[i];

		json_object(json);
		json_put(json, "ref", forecast->ref);
		json_put_strings(json, "heads", &forecast->heads);
		json_put_strings(json, "ahead", &forecast->ahead);
		json_put_strings(json, "behind", &forecast->behind);
		json_conflicts(json, &forecast->conflicts);
		if (forecast->note)
			json_put(json, "note", forecast->note);
		json_end_object(json);
	}
	json_end_array(json);
	json_end_object(json);
}

static const char *conflicts_text(struct pool *pool, const struct conflicts *conflicts)
{
	struct text text;

	text_init(&text, pool);
	for (unsigned i = 0; i < conflicts->count && i < 3; i++)
		text_printf(&text, "%s%s %s", i ? ", " : ": ", conflicts->items[i].code,
			conflicts->items[i].object);
	if (conflicts->count > 3)
		text_add(&text, ", ...");
	return text.data;
}

static int ref_width(const struct forecaster *f)
{
	int width = 0;

	for (unsigned i = 0; i < f->count; i++) {
		if ((int)strlen(f->items[i].ref) > width)
			width = (int)strlen(f->items[i].ref);
	}
	return width;
}

static void report_text(struct forecaster *f)
{
	struct pool *pool = f->context->pool;
	int width = ref_width(f);

	for (unsigned i = 0; i < f->count; i++) {
		const struct forecast *forecast = &f->items[i];
		unsigned count = forecast->conflicts.count;

		printf("%-*s  +%u -%u  %u head%s%s%s", width, forecast->ref,
			forecast->ahead.count, forecast->behind.count,
			forecast->heads.count, forecast->heads.count == 1 ? "" : "s",
			forecast->heads.count ? ": " : "",
			strings_join(pool, &forecast->heads, ", "));
		if (count)
			printf("  %u conflict%s%s", count, count == 1 ? "" : "s",
				conflicts_text(pool, &forecast->conflicts));
		if (forecast->note)
			printf("  (%s)", forecast->note);
		putchar('\n');
		if (f->context->args->verbose)
			print_conflicts(stdout, &forecast->conflicts);
	}
}

static int run(struct context *context, struct error *err)
{
	struct forecaster f = {.context = context};
	int result;

	if (load_ours(&f, err) ||
		(context->args->words.count ? list_named(&f, err) : list_all(&f, err)))
		return -1;
	f.branches = chain_branches_open(context->pool, &f.ours);
	f.proof = proof_open(context->pool, context_scratch(context));
	f.runner.manifest = give_manifest;
	f.runner.data = context->repo;
	map_init(&f.done, context->pool, false);
	result = look_at_all(&f, err);
	proof_close(f.proof);
	chain_branches_close(f.branches);
	if (result)
		return -1;
	if (context->as_json)
		report_json(&f);
	else
		report_text(&f);
	return 0;
}

const struct command cmd_forecast = {
	.name = "forecast",
	.words = "[REF...]",
	.max_words = 1000,
	.summary = "heads and conflicts that merging branches would give",
	.details = "Without a REF: all local and remote-tracking branches but this one. "
		   "Nothing is checked\nout. With -v each conflict is explained.",
	.run = run,
};
