#include "base/file.h"
#include "cli/git.h"
#include "cli/hooks.h"

#include <stdlib.h>
#include <string.h>

static const char *const client_hooks[] = {
	"pre-commit", "pre-merge-commit", "pre-push", "post-merge", "post-checkout", NULL};
static const char *const server_hooks[] = {"pre-receive", NULL};

const char *const *hooks_names(const struct hooks_place *place)
{
	return place->server ? server_hooks : client_hooks;
}

/*
 * husky 9 points core.hooksPath at ".husky/_", where it writes every hook anew at each
 * installation; those run ".husky/NAME", which is where the user's own hooks are.
 */
static bool is_husky(struct pool *pool, const char *folder)
{
	return !strcmp(path_basename(folder), "_") &&
	       file_exists(path_join(pool, folder, "h"));
}

static int refuse_place(const char *path, const char *why, struct error *err)
{
	error_set_at(err, ERR_GIT, path, 0, 0, "core.hooksPath is %s", why);
	return error_hint(
		err, "`git config --show-origin core.hooksPath` says who set it.");
}

int hooks_find_place(struct context *context, struct hooks_place *place, struct error *err)
{
	struct pool *pool = context->pool;
	const char *top, *set;
	struct repo *repo;
	char *path;

	if (context_need_repo(
		    context, "there is no git repository here, so there are no hooks", err))
		return -1;
	repo = context->repo;
	top = path_absolute(
		pool, repo_is_bare(repo) ? repo_git_dir(repo) : repo_workdir(repo));
	if (!top)
		return error_set(err, ERR_IO, "the working directory is gone");
	set = repo_config_string(repo, pool, "core.hooksPath");
	if (set && !*set)
		return refuse_place(NULL, "empty, so git looks for hooks as /NAME", err);
	/* git knows of core.hooksPath in every file and variable that may set it. */
	if (git_run(pool, top, &path, err, "rev-parse", "--git-path", "hooks", NULL))
		return -1;
	path = path_absolute(pool, path_join(pool, top, path));
	if (file_exists(path) && !file_is_dir(path))
		return refuse_place(path, "not a folder, so git runs no hooks here", err);
	*place = (struct hooks_place){.top = top,
		.folder = path,
		.standard = path_join(pool, repo_common_dir(repo), "hooks"),
		.server = repo_is_bare(repo)};
	if (is_husky(pool, path)) {
		place->husky = true;
		place->folder = path_dirname(pool, path);
	}
	return 0;
}
