#include "cli/context.h"

#include "base/file.h"
#include "out/safe.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* More than config_load() takes, so that the file is refused with its place. */
#define CONFIG_FILE_MAX ((size_t)64 << 20)

static int working_directory(struct context *context, char **path, struct error *err)
{
	*path = path_absolute(context->pool, ".");
	if (!*path)
		return error_set(err, ERR_IO, "the working directory is gone");
	return 0;
}

int context_repo(struct context *context, struct repo **repo, struct error *err)
{
	struct error own = {0};
	char *here;

	if (!context->repo_opened) {
		if (working_directory(context, &here, err))
			return -1;
		if (repo_open(here, &context->repo, &own)) {
			/* Somebody has named it, so it is what is meant. */
			if (getenv("GIT_DIR")) {
				if (err)
					*err = own;
				return -1;
			}
			context->refused = own;
		}
		context->repo_opened = true;
	}
	*repo = context->repo;
	return 0;
}

int context_may_ask(const struct context *context, struct error *err)
{
	if (!context->refused.code)
		return 0;
	if (err)
		*err = context->refused;
	return -1;
}

int context_need_repo(struct context *context, const char *otherwise, struct error *err)
{
	struct repo *repo;

	if (context_repo(context, &repo, err) || context_may_ask(context, err))
		return -1;
	return repo ? 0 : error_set(err, ERR_NOT_A_REPOSITORY, "%s", otherwise);
}

/* The name in the tree of what --config names from the working directory; in a bare
 * repository it is the tree's name already. */
static char *in_tree(struct context *context, const char *path)
{
	const char *top = repo_workdir(context->repo);
	char *full = top ? path_absolute(context->pool, path) : NULL;

	return full ? path_relative(context->pool, path_absolute(context->pool, top), full)
		    : pool_strdup(context->pool, path);
}

/* The blob of that path. A link that stands there is no reason to go on to another
 * project's: the work tree has it followed. */
static int blob_in_commit(
	struct context *context, const char *path, char blob[41], struct error *err)
{
	struct repo_link *links = NULL;
	unsigned count = 0;

	if (repo_path_blob(context->repo, context->commit, path, blob, err))
		return -1;
	if (!blob[0] && repo_links(context->repo, context->pool, context->commit, path,
				&links, &count, err))
		return -1;
	if (count == 1 && links[0].kind == LINK_SYMBOLIC && !strcmp(links[0].path, path))
		return error_set(err, ERR_CONFIG_INVALID,
			"in commit %.12s, %s is a symbolic link: it is not followed in a "
			"commit",
			context->commit, path);
	return 0;
}

/* The nearest gitmig.yaml at or above the working directory in the commit's tree. */
static int find_in_commit(
	struct context *context, char **path, char blob[41], struct error *err)
{
	const char *top = repo_workdir(context->repo);
	char *here, *folder;

	if (context->args->config) {
		*path = in_tree(context, context->args->config);
		return blob_in_commit(context, *path, blob, err);
	}
	if (working_directory(context, &here, err))
		return -1;
	folder = top ? path_relative(context->pool, path_absolute(context->pool, top), here)
		     : "";
	if (!strcmp(folder, ".") || !strncmp(folder, "..", 2))
		folder = "";
	for (;;) {
		*path = path_join(context->pool, folder, "gitmig.yaml");
		if (blob_in_commit(context, *path, blob, err))
			return -1;
		if (blob[0] || !*folder)
			return 0;
		folder = strchr(folder, '/') ? path_dirname(context->pool, folder) : "";
	}
}

static int load_from_commit(struct context *context, struct error *err)
{
	const char *ref = context->args->ref;
	char *path, *here, *bytes, *folder, blob[41];
	const char *top;
	size_t length;

	if (context_need_repo(context, "--ref needs a git repository", err))
		return -1;
	if (repo_commit(context->repo, ref, context->commit, err))
		return -1;
	if (!context->commit[0])
		return error_set(err, ERR_GIT, "'%s' has no commit yet", ref);
	if (find_in_commit(context, &path, blob, err) ||
		working_directory(context, &here, err))
		return -1;
	if (!blob[0])
		return error_set(err, ERR_CONFIG_INVALID, "commit %.12s has no %s",
			context->commit, path);
	if (repo_read(context->repo, context->pool, blob, &bytes, &length, err))
		return -1;
	top = repo_workdir(context->repo);
	folder = strchr(path, '/') ? path_dirname(context->pool, path) : "";
	context->prefix = folder;
	if (top)
		folder = path_absolute(
			context->pool, path_join(context->pool, top, folder));
	else
		folder = here;
	if (config_load(context->pool, pool_printf(context->pool, "%s:%s", ref, path),
		    folder, bytes, length, &context->config, err))
		return -1;
	context->config.blob = pool_strdup(context->pool, blob);
	return 0;
}

static int load_from_files(struct context *context, struct error *err)
{
	const char *top = context->repo ? repo_workdir(context->repo) : NULL;
	char *here, *path, *bytes, blob[41];
	size_t length;

	if (working_directory(context, &here, err))
		return -1;
	if (context->refused.code)
		context_say(context, "note: git is not asked: %s%s%s%s%s",
			context->refused.file, context->refused.file[0] ? ": " : "",
			context->refused.message,
			context->refused.hint[0] ? "\nhint: " : "", context->refused.hint);
	if (top)
		top = path_absolute(context->pool, top);
	if (context->args->config)
		path = path_absolute(context->pool, context->args->config);
	else if (config_find(context->pool, here, top, &path, err))
		return context->repo && repo_is_bare(context->repo)
			       ? error_hint(err,
					 "This repository is bare: `--ref HEAD` reads "
					 "the project of a commit.")
			       : -1;
	if (file_read(context->pool, path, CONFIG_FILE_MAX, &bytes, &length, err))
		return -1;
	if (config_load(context->pool, path_relative(context->pool, here, path),
		    path_dirname(context->pool, path), bytes, length, &context->config,
		    err))
		return -1;
	repo_blob_id(bytes, length, blob);
	context->config.blob = pool_strdup(context->pool, blob);
	return 0;
}

void context_bare_ref(struct context *context, const char *ref)
{
	if (!context->args->ref && repo_is_bare(context->repo))
		context_use_ref(context, ref);
}

void context_use_ref(struct context *context, const char *ref)
{
	struct args *args;

	args = pool_new(context->pool, struct args);
	*args = *context->args;
	args->ref = ref;
	context->args = args;
}

int context_config(struct context *context, const struct config **config, struct error *err)
{
	struct repo *repo;

	if (!context->config_loaded) {
		if (context_repo(context, &repo, err))
			return -1;
		if (context->args->ref ? load_from_commit(context, err)
				       : load_from_files(context, err))
			return -1;
		context->config_loaded = true;
	}
	*config = &context->config;
	return 0;
}

/* A chain with an operation that cannot be read is broken, whatever it is asked for: a
 * database must not be stamped with what will never run. */
static int check_operations(struct context *context, struct error *err)
{
	const struct graph *graph = context->chain.graph;
	struct manifest manifest;

	for (unsigned i = 0; i < graph->count; i++) {
		if (!(graph->items[i]->content & CONTENT_VALID) &&
			chain_manifest(&context->chain, context->pool, graph->items[i],
				&manifest, err))
			return -1;
	}
	return 0;
}

int context_chain(struct context *context, const struct graph **graph, struct error *err)
{
	struct chain_source source = {.kind = CHAIN_WORK_TREE};
	const struct config *config;

	if (!context->chain_loaded) {
		if (context_config(context, &config, err))
			return -1;
		if (context->commit[0])
			source = (struct chain_source){CHAIN_COMMIT, context->commit};
		context->chain.prefix = context->prefix;
		if (chain_load(&context->chain, context->pool, config, context->repo,
			    &source, NULL, err) ||
			check_operations(context, err))
			return -1;
		context->chain_loaded = true;
		for (unsigned i = 0; i < context->chain.graph->warnings.count; i++)
			context_say(context, "warning: %s",
				context->chain.graph->warnings.items[i]);
	}
	*graph = context->chain.graph;
	return 0;
}

void context_close(struct context *context)
{
	db_close(context->db);
	context->db = NULL;
	repo_close(context->repo);
	context->repo = NULL;
}

char *context_path(struct context *context, const char *path)
{
	return path_join(context->pool, context->config.folder, path);
}

char *context_shown(struct context *context, const char *path)
{
	char *here = path_absolute(context->pool, ".");
	char *full = path_absolute(context->pool, context_path(context, path));

	return here && full ? path_relative(context->pool, here, full)
			    : pool_strdup(context->pool, path);
}

void context_say(const struct context *context, const char *format, ...)
{
	char *text;
	va_list args;

	if (context->args->quiet)
		return;
	va_start(args, format);
	text = pool_vprintf(context->pool, format, args);
	va_end(args);
	print_safe(stderr, text);
	putc('\n', stderr);
}
