#include "cli/elsewhere.h"

#include "base/text.h"
#include "chain/look.h"
#include "repo/tips.h"

#include <stdlib.h>
#include <string.h>

/* So many names are looked at, and so many entries of reflogs. */
#define TIPS_MAX 2000
/* A database may be at any number of revisions that nobody has. */
#define SEARCHES_MAX 8

/* Hints are copied into a shell, and whoever can push can name a branch. */
static const char *quoted(struct pool *pool, const char *word)
{
	const char *safe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
			   "_-./@+:";
	struct text text;

	if (*word && *word != '-' && !word[strspn(word, safe)])
		return word;
	text_init(&text, pool);
	text_add_char(&text, '\'');
	for (; *word; word++) {
		if (*word == '\'')
			text_add(&text, "'\\''");
		else
			text_add_char(&text, *word);
	}
	text_add_char(&text, '\'');
	return repo_shown_name(pool, text.data);
}

/* "refs/heads/feature": "feature", as git's commands take it. */
static const char *short_name(const char *ref)
{
	static const char *const prefixes[] = {
		"refs/heads/", "refs/remotes/", "refs/tags/"};

	for (unsigned i = 0; i < 3; i++) {
		if (!strncmp(ref, prefixes[i], strlen(prefixes[i])))
			return ref + strlen(prefixes[i]);
	}
	return ref;
}

static bool is_branch_here(const struct repo_tip *tips, unsigned count, const char *name)
{
	for (unsigned i = 0; i < count; i++) {
		if (tips[i].kind == TIP_BRANCH && !strcmp(short_name(tips[i].name), name))
			return true;
	}
	return false;
}

static const char *remote_advice(struct pool *pool, const struct repo_tip *tip,
	const struct repo_tip *tips, unsigned count)
{
	const char *name = short_name(tip->name);
	const char *slash = strchr(name, '/');

	if (slash && !is_branch_here(tips, count, slash + 1))
		return pool_printf(
			pool, "`git switch %s`, or merge it", quoted(pool, slash + 1));
	return pool_printf(pool, "`git merge %s`", quoted(pool, name));
}

static const char *advice(struct context *context, const struct repo_tip *tip,
	const struct look_hit *hit, const struct repo_tip *tips, unsigned count)
{
	struct pool *pool = context->pool;
	const char *name = quoted(pool, short_name(tip->name));

	/* No work tree is concerned: a commit was asked for, or there is none. */
	if (context->commit[0] || repo_is_bare(context->repo))
		return pool_printf(pool, "`--ref %s` reads it there", name);
	switch (tip->kind) {
	case TIP_HEAD:
		return pool_printf(pool,
			"it is only missing in the work tree: `git restore %s`",
			quoted(pool, pool_printf(pool, ":/%s", hit->path)));
	case TIP_BRANCH:
	case TIP_WORKTREE:
		if (tip->worktree)
			return pool_printf(pool,
				"the worktree %s has it checked out; work there, or merge "
				"it",
				repo_shown_name(pool, tip->worktree));
		return pool_printf(pool, "`git switch %s`, or merge it", name);
	case TIP_REMOTE:
		return remote_advice(pool, tip, tips, count);
	case TIP_REFLOG:
		return pool_printf(pool,
			"no branch has it any more: `git branch NAME %.12s` brings it back",
			tip->commit);
	default:
		return pool_printf(pool, "`git switch --detach %s`, or merge it", name);
	}
}

static const struct elsewhere *found_in(struct context *context, const struct repo_tip *tip,
	const struct look_hit *hit, const struct repo_tip *tips, unsigned count)
{
	struct pool *pool = context->pool;
	struct elsewhere *found = pool_new(pool, struct elsewhere);

	found->ref = repo_shown_name(pool, tip->name);
	found->commit = pool_strdup(pool, tip->commit);
	found->path = repo_shown_name(pool, hit->path);
	found->id = pool_strdup(pool, hit->id);
	found->advice = advice(context, tip, hit, tips, count);
	return found;
}

static const struct elsewhere *find_in(struct context *context, struct look *look,
	const char *name, const struct repo_tip *candidates, unsigned count,
	const struct repo_tip *tips, unsigned tips_count)
{
	struct look_hit hit;

	for (unsigned i = 0; i < count && !look_exhausted(look); i++) {
		if (look_find(look, candidates[i].commit, name, &hit))
			return found_in(context, &candidates[i], &hit, tips, tips_count);
	}
	return NULL;
}

const struct elsewhere *elsewhere_find(struct context *context, const char *name)
{
	const struct elsewhere *found;
	struct repo_tip *tips, *log;
	unsigned count, entries;
	struct look *look;
	bool more;

	if (!context->repo || !context->chain_loaded || context->searches++ >= SEARCHES_MAX)
		return NULL;
	look = look_open(context->pool, &context->chain);
	repo_tips(context->repo, context->pool, TIPS_MAX, &tips, &count, &more);
	found = find_in(context, look, name, tips, count, tips, count);
	if (!found) {
		repo_reflogs(context->repo, context->pool, TIPS_MAX, &log, &entries);
		found = find_in(context, look, name, log, entries, tips, count);
	}
	look_close(look);
	return found;
}

void elsewhere_explain(struct context *context, struct error *err)
{
	const struct elsewhere *found;
	const char *as = "it";

	if ((err->code != ERR_NO_SUCH_REVISION &&
		    err->code != ERR_UNKNOWN_APPLIED_REVISION) ||
		!err->revision[0])
		return;
	found = elsewhere_find(context, err->revision);
	if (!found)
		return;
	context->elsewhere = found;
	if (strcmp(found->id, err->revision) != 0)
		as = found->id;
	error_hint(err, "%s has %s: commit %.12s, %s; %s.", found->ref, as, found->commit,
		found->path, found->advice);
}

void json_elsewhere(struct json *json, const struct elsewhere *elsewhere)
{
	json_key(json, "elsewhere");
	json_object(json);
	json_put(json, "ref", elsewhere->ref);
	json_put(json, "commit", elsewhere->commit);
	json_put(json, "path", elsewhere->path);
	json_end_object(json);
}

static int by_name(const void *a, const void *b)
{
	const struct repo_tip *x = a, *y = b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return strcmp(x->name, y->name);
}

static void load_refs(struct context *context)
{
	struct pool *pool = context->pool;
	struct repo_tip *tips;
	struct look *look;
	unsigned count;
	bool more;

	map_init(&context->head_refs, pool, false);
	context->head_refs_loaded = true;
	if (!context->repo)
		return;
	look = look_open(pool, &context->chain);
	repo_tips(context->repo, pool, TIPS_MAX, &tips, &count, &more);
	if (count)
		qsort(tips, count, sizeof(*tips), by_name);
	for (unsigned i = 0; i < count; i++) {
		struct strings heads = {0};

		if (tips[i].kind != TIP_BRANCH && tips[i].kind != TIP_REMOTE)
			continue;
		look_heads(look, tips[i].commit, &heads);
		for (unsigned k = 0; k < heads.count; k++) {
			struct strings *refs = map_find(
				&context->head_refs, heads.items[k]);

			if (!refs) {
				refs = pool_new(pool, struct strings);
				map_put(&context->head_refs, heads.items[k], refs);
			}
			strings_add(pool, refs,
				repo_shown_name(pool, short_name(tips[i].name)));
		}
	}
	if (more || look_exhausted(look))
		context_say(context, "note: there is too much to look at all branches");
	look_close(look);
}

const struct strings *elsewhere_refs(struct context *context, const char *id)
{
	if (!context->head_refs_loaded)
		load_refs(context);
	return map_find(&context->head_refs, id);
}
