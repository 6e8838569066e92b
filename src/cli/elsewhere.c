#include "cli/elsewhere.h"

#include "base/text.h"
#include "chain/look.h"
#include "repo/tips.h"

#include <ctype.h>
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

/* As a command takes it. The reflog and another worktree's HEAD have no name that stays. */
static const char *named(struct pool *pool, const struct repo_tip *tip)
{
	if (tip->kind == TIP_REFLOG || tip->kind == TIP_WORKTREE)
		return pool_printf(pool, "%.12s", tip->commit);
	return quoted(pool, short_name(tip->name));
}

static const char *advice(struct context *context, const struct repo_tip *tip,
	const struct look_hit *hit, const struct repo_tip *tips, unsigned count)
{
	struct pool *pool = context->pool;
	const char *name = named(pool, tip);

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
			"no branch has it any more: `git branch NAME %s` brings it back",
			name);
	default:
		return pool_printf(pool, "`git switch --detach %s`, or merge it", name);
	}
}

/* A link to it is missing, so it is wanted here. NULL: where no work tree is concerned
 * there is nothing to advise. */
static const char *link_advice(
	struct context *context, const struct repo_tip *tip, const struct look_hit *hit)
{
	struct pool *pool = context->pool;
	const char *path = quoted(pool, pool_printf(pool, ":/%s", hit->path));
	const char *name = named(pool, tip);

	if (context->commit[0] || repo_is_bare(context->repo))
		return NULL;
	return pool_printf(pool, "`git checkout %s -- %s` takes it%s", name, path,
		tip->kind == TIP_HEAD ? "" : ", or merge it");
}

struct search {
	struct context *context;
	struct look *look;
	const char *name;
	bool link; /* a manifest here names it */
	const struct repo_tip *tips;
	unsigned count;
};

static const struct elsewhere *found_in(
	const struct search *search, const struct repo_tip *tip, const struct look_hit *hit)
{
	struct context *context = search->context;
	struct pool *pool = context->pool;
	struct elsewhere *found = pool_new(pool, struct elsewhere);

	found->ref = repo_shown_name(pool, tip->name);
	found->commit = pool_strdup(pool, tip->commit);
	found->path = repo_shown_name(pool, hit->path);
	found->id = pool_strdup(pool, hit->id);
	found->advice = search->link
				? link_advice(context, tip, hit)
				: advice(context, tip, hit, search->tips, search->count);
	return found;
}

static const struct elsewhere *find_in(
	const struct search *search, const struct repo_tip *candidates, unsigned count)
{
	struct look_hit hit;

	for (unsigned i = 0; i < count && !look_exhausted(search->look); i++) {
		if (look_find(search->look, candidates[i].commit, search->name, &hit))
			return found_in(search, &candidates[i], &hit);
	}
	return NULL;
}

/* The chain may be what could not be loaded. */
static struct look *open_look(struct context *context)
{
	const struct chain place = {.pool = context->pool,
		.config = &context->config,
		.repo = context->repo,
		.prefix = context->prefix};

	return look_open(context->pool, context->chain_loaded ? &context->chain : &place);
}

/* Of more branches than can be looked at: this one, and those that all share. */
static void list_tips(
	struct context *context, struct repo_tip **tips, unsigned *count, bool *more)
{
	const struct strings *published = &context->config.git.published;
	struct strings first = {0};

	strings_add(context->pool, &first, "HEAD");
	for (unsigned i = 0; i < published->count; i++)
		strings_add(context->pool, &first, published->items[i]);
	repo_tips(context->repo, context->pool, &first, TIPS_MAX, tips, count, more);
}

static const struct elsewhere *find(struct context *context, const char *name, bool link)
{
	struct search search = {.context = context, .name = name, .link = link};
	const struct elsewhere *found;
	struct repo_tip *tips, *log;
	unsigned entries;
	bool more;

	if (!context->repo || !context->config_loaded ||
		context->searches++ >= SEARCHES_MAX)
		return NULL;
	search.look = open_look(context);
	list_tips(context, &tips, &search.count, &more);
	search.tips = tips;
	found = find_in(&search, tips, search.count);
	if (!found) {
		repo_reflogs(context->repo, context->pool, TIPS_MAX, &log, &entries);
		found = find_in(&search, log, entries);
	}
	look_close(search.look);
	return found;
}

const struct elsewhere *elsewhere_find(struct context *context, const char *name)
{
	return find(context, name, false);
}

static const char *place_told(
	struct pool *pool, const struct elsewhere *found, const char *name)
{
	return pool_printf(pool, "%s has %s: commit %.12s, %s", found->ref,
		strcmp(found->id, name) != 0 ? found->id : "it", found->commit,
		found->path);
}

const char *elsewhere_told(
	struct pool *pool, const struct elsewhere *found, const char *name)
{
	return pool_printf(pool, "%s%s%s.", place_told(pool, found, name),
		found->advice ? "; " : "", found->advice ? found->advice : "");
}

/* Nobody has it: a database that Alembic has managed is at one of Alembic's own. */
static void advise_baseline(const struct context *context, struct error *err)
{
	const char *table = context->config_loaded ? context->config.version_table : "";
	const char *dot = strrchr(table, '.');

	if (err->code == ERR_UNKNOWN_APPLIED_REVISION &&
		!strcmp(dot ? dot + 1 : table, "alembic_version"))
		error_hint(err,
			"If Alembic has applied it, make the manifest of all that it did: "
			"`gitmig revision --autogenerate --from chain -m baseline --rev-id "
			"%s`.",
			err->revision);
}

void elsewhere_explain(struct context *context, struct error *err)
{
	const struct elsewhere *found;
	const char *told;
	bool link = err->missing[0];
	const char *name = link ? err->missing : err->revision;

	if (!*name || (!link && err->code != ERR_NO_SUCH_REVISION &&
			      err->code != ERR_BRANCH_NOT_FOUND &&
			      err->code != ERR_UNKNOWN_APPLIED_REVISION))
		return;
	if (context->refused.code) {
		error_hint(err, "Git, which may have it, is not asked: %s. %s",
			context->refused.message, context->refused.hint);
		return;
	}
	found = find(context, name, link);
	if (!found) {
		advise_baseline(context, err);
		return;
	}
	context->elsewhere = found;
	told = pool_printf(context->pool, "%s; %s", err->message,
		place_told(context->pool, found, name));
	snprintf(err->message, sizeof(err->message), "%s", told);
	if (found->advice)
		error_hint(err, "%c%s.", toupper((unsigned char)*found->advice),
			found->advice + 1);
	else
		err->hint[0] = '\0';
}

/* The chain as the work tree has it; NULL: there is none, or it cannot be read. */
static const struct chain *work_tree(struct context *context)
{
	struct chain *chain = pool_new(context->pool, struct chain);
	struct graph_problems problems = {0};
	struct error ignored;

	if (repo_is_bare(context->repo) ||
		chain_load(chain, context->pool, &context->config, context->repo, NULL,
			&problems, &ignored))
		return NULL;
	return chain;
}

void elsewhere_explain_findings(
	struct context *context, struct findings *findings, unsigned from)
{
	struct pool *pool = context->pool;
	const struct chain *files = NULL;

	for (unsigned i = from; i < findings->count; i++) {
		struct finding *finding = &findings->items[i];
		const struct revision *file;
		const struct elsewhere *found;

		if (!finding->missing)
			continue;
		if (!files)
			files = work_tree(context);
		file = files ? map_find(&files->graph->ids, finding->missing) : NULL;
		found = file ? NULL : find(context, finding->missing, true);
		if (file)
			finding->hint = pool_printf(pool,
				"The work tree has it, in %s: `git add` it.",
				repo_shown_name(pool, file->path));
		else if (found)
			finding->hint = elsewhere_told(pool, found, finding->missing);
	}
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
	struct strings heads;
	struct look *look;
	unsigned count;
	bool more;

	map_init(&context->head_refs, pool, false);
	context->head_refs_loaded = true;
	if (!context->repo)
		return;
	look = open_look(context);
	list_tips(context, &tips, &count, &more);
	if (count)
		qsort(tips, count, sizeof(*tips), by_name);
	/* They are told by name; what they have is remembered. */
	for (unsigned i = 0; i < count; i++) {
		if (tips[i].first)
			look_heads(look, tips[i].commit, &heads);
	}
	for (unsigned i = 0; i < count; i++) {
		heads = (struct strings){0};
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
