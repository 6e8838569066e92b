#include "base/file.h"
#include "chain/place.h"
#include "cli/hook.h"

#include <string.h>

#define NAME       "gitmig.yaml"
#define CONFIG_MAX ((size_t)4 << 20)

/* Where the tree's root is, or would be in a bare repository: paths of the configuration
 * that lead out of the tree start there. */
static const char *top_of(struct context *context)
{
	const char *top = repo_workdir(context->repo);

	return path_absolute(context->pool, top ? top : ".");
}

static int add_project(struct context *context, const char *path, const char *shown,
	const char *bytes, size_t length, struct projects *projects, struct error *err)
{
	struct pool *pool = context->pool;
	const char *prefix = strchr(path, '/') ? path_dirname(pool, path) : "";
	const char *folder = path_absolute(pool, path_join(pool, top_of(context), prefix));
	struct project project = {.context = *context, .path = path};

	if (config_load(pool, shown, folder, bytes, length, &project.context.config, err))
		return -1;
	project.context.config_loaded = true;
	project.context.prefix = prefix;
	POOL_PUSH(pool, projects->items, projects->count, projects->cap, project);
	return 0;
}

static int read_blob(struct context *context, const char *path, const char *shown,
	const char *blob, struct projects *projects, struct error *err)
{
	char *bytes;
	size_t length;

	if (repo_size(context->repo, blob, &length, err))
		return -1;
	if (length > CONFIG_MAX)
		return error_set_at(
			err, ERR_CONFIG_INVALID, shown, 0, 0, "the file is too long");
	if (repo_read(context->repo, context->pool, blob, &bytes, &length, err))
		return -1;
	if (add_project(context, path, shown, bytes, length, projects, err))
		return -1;
	projects->items[projects->count - 1].context.config.blob = blob;
	return 0;
}

/* It may be passed over, see projects_pass_over(). */
static int add_unread(struct context *context, const struct project_unread *unread,
	struct projects *projects, struct error *err)
{
	if (!unread->lacking && unread->why.code != ERR_CONFIG_INVALID) {
		*err = unread->why;
		return -1;
	}
	POOL_PUSH(context->pool, projects->unread, projects->unread_count,
		projects->unread_cap, *unread);
	return 0;
}

static int add_blob(struct context *context, const char *path, const char *shown,
	const char *blob, struct projects *projects, struct error *err)
{
	struct project_unread unread = {.path = path, .blob = blob};

	if (!read_blob(context, path, shown, blob, projects, &unread.why))
		return 0;
	unread.lacking = repo_lacks(context->repo, blob);
	return add_unread(context, &unread, projects, err);
}

/* The path of --config from the root of the tree; NULL: not given, or outside. */
static const char *wanted_path(struct context *context)
{
	const char *given = context->args->config, *full, *path;

	if (!given)
		return NULL;
	full = path_absolute(context->pool, given);
	path = full ? path_relative(context->pool, top_of(context), full) : given;
	return strncmp(path, "../", 3) != 0 ? path : given;
}

static bool is_wanted(const char *wanted, const char *path)
{
	return wanted ? !strcmp(path, wanted) : !strcmp(path_basename(path), NAME);
}

/* A file of the work tree; `path` from its root. */
static int add_file(struct context *context, const char *path, struct projects *projects,
	struct error *err)
{
	const char *full = path_join(context->pool, top_of(context), path);
	char *bytes;
	size_t length;

	return file_read(context->pool, full, CONFIG_MAX, &bytes, &length, err) ||
			       add_project(
				       context, path, path, bytes, length, projects, err)
		       ? -1
		       : 0;
}

int projects_of_untracked(
	struct context *context, struct projects *projects, struct error *err)
{
	const char *path = wanted_path(context);
	char blob[41];

	if (projects->count || projects->unread_count || !repo_workdir(context->repo))
		return 0;
	path = path ? path : NAME;
	if (!file_exists(path_join(context->pool, top_of(context), path)))
		return 0;
	/* Another branch's that is checked out is not this one's. */
	if (repo_index_blob(context->repo, path, blob, err))
		return -1;
	return *blob ? 0 : add_file(context, path, projects, err);
}

int projects_of_index(struct context *context, struct projects *projects, struct error *err)
{
	const char *wanted = wanted_path(context);
	struct repo_entry *entries = NULL;
	unsigned count = 0;

	if (repo_index_named(context->repo, context->pool,
		    wanted ? path_basename(wanted) : NAME, &entries, &count, err))
		return -1;
	for (unsigned i = 0; i < count; i++) {
		if (is_wanted(wanted, entries[i].path) && entries[i].blob[0] &&
			add_blob(context, entries[i].path, entries[i].path, entries[i].blob,
				projects, err))
			return -1;
	}
	return projects_of_untracked(context, projects, err);
}

int projects_of_commit(struct context *context, const char *commit,
	struct projects *projects, struct error *err)
{
	const char *wanted = wanted_path(context);
	struct repo_entry *entries = NULL;
	unsigned count = 0;

	projects->commit = commit;
	if (repo_list(context->repo, context->pool, commit, "", &entries, &count, err))
		return -1;
	for (unsigned i = 0; i < count; i++) {
		const char *shown;

		if (!is_wanted(wanted, entries[i].path))
			continue;
		shown = pool_printf(context->pool, "%.12s:%s", commit, entries[i].path);
		if (add_blob(context, entries[i].path, shown, entries[i].blob, projects,
			    err))
			return -1;
	}
	return 0;
}

int projects_of_files(struct context *context, struct projects *projects, struct error *err)
{
	const char *wanted = wanted_path(context);
	struct repo_entry *entries = NULL;
	unsigned count = 0;

	if (repo_index_named(context->repo, context->pool,
		    wanted ? path_basename(wanted) : NAME, &entries, &count, err))
		return -1;
	for (unsigned i = 0; i < count; i++) {
		const char *full = path_join(
			context->pool, top_of(context), entries[i].path);

		struct project_unread unread = {.path = entries[i].path};

		if (is_wanted(wanted, unread.path) && file_exists(full) &&
			add_file(context, unread.path, projects, &unread.why) &&
			add_unread(context, &unread, projects, err))
			return -1;
	}
	if (projects_of_untracked(context, projects, err))
		return -1;
	for (unsigned i = 0; i < projects->count; i++)
		projects->items[i].context.prefix = NULL;
	return 0;
}

static bool has_path(const struct projects *projects, const char *path)
{
	for (unsigned i = 0; i < projects->count; i++) {
		if (!strcmp(projects->items[i].path, path))
			return true;
	}
	return false;
}

/* Where they were. */
static int list_moved(struct context *context, const char *commit, const char *now,
	const struct projects *projects, struct strings *paths, struct error *err)
{
	struct repo_entry from;

	for (unsigned i = 0; i < projects->count; i++) {
		const struct context *own = &projects->items[i].context;
		const struct chain place = {.pool = context->pool,
			.config = &own->config,
			.repo = context->repo,
			.kind = now ? CHAIN_COMMIT : CHAIN_INDEX,
			.commit = now,
			.prefix = own->prefix};

		if (chain_moved_from(&place, context->pool, commit, &from, err))
			return -1;
		if (from.path)
			strings_add(context->pool, paths, from.path);
	}
	return 0;
}

/* A broken one said nothing of what was there. */
static int add_gone(struct context *context, const struct repo_entry *entry,
	struct projects *projects, struct error *err)
{
	struct error own = {0};
	struct project *project;

	if (read_blob(context, entry->path, entry->path, entry->blob, projects, &own)) {
		if (own.code == ERR_CONFIG_INVALID)
			return 0;
		*err = own;
		return -1;
	}
	project = &projects->items[projects->count - 1];
	project->gone = true;
	project->context.config.blob = NULL;
	project->context.config.version_locations = (struct strings){0};
	return 0;
}

/*
 * Below a version folder a gitmig.yaml would be a broken manifest; not to look there spares
 * reading the ten thousand others. But a folder that it was not yet in the commit may have
 * been a project.
 */
static int list_folders(struct context *context, const char *commit,
	const struct projects *projects, struct strings *folders, struct error *err)
{
	struct pool *pool = context->pool;

	for (unsigned i = 0; i < projects->count; i++) {
		const struct context *own = &projects->items[i].context;
		struct chain place = {.pool = pool,
			.config = &own->config,
			.repo = context->repo,
			.prefix = own->prefix};
		struct strings now = {0}, then = {0};
		char blob[41];

		if (chain_config_blob(&place, pool, commit, blob, err))
			return -1;
		if (!*blob)
			continue;
		chain_folders(&place, pool, &now);
		if (chain_config_of(&place, blob, &place.config, err))
			return -1;
		chain_folders(&place, pool, &then);
		for (unsigned k = 0; k < now.count; k++)
			if (strings_has(&then, now.items[k]))
				strings_add(pool, folders, now.items[k]);
	}
	return 0;
}

int projects_gone(struct context *context, const char *commit, const char *now,
	struct projects *projects, struct error *err)
{
	const char *wanted = wanted_path(context);
	struct strings folders = {0}, moved = {0};
	struct repo_entry *entries = NULL;
	unsigned count = 0;

	if (list_folders(context, commit, projects, &folders, err) ||
		repo_list_gone(context->repo, context->pool, commit, now,
			wanted ? path_basename(wanted) : NAME, &folders, &entries, &count,
			err))
		return -1;
	if (count && list_moved(context, commit, now, projects, &moved, err))
		return -1;
	for (unsigned i = 0; i < count; i++) {
		if (is_wanted(wanted, entries[i].path) &&
			!has_path(projects, entries[i].path) &&
			!strings_has(&moved, entries[i].path) &&
			add_gone(context, &entries[i], projects, err))
			return -1;
	}
	return 0;
}
