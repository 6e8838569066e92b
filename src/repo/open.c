#include "base/file.h"
#include "repo/internal.h"
#include "repo/loose.h"
#include "repo/pack.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Git names the repository to its hooks by environment variables: the index that is being
 * committed, objects in quarantine. libgit2 takes them all, and GIT_DIR where no path is
 * given, but refuses to open anything when one of the first two is set, and reads the whole
 * index at once when the third is: index.c does that, when it is wanted, and says better
 * what it cannot read. The fourth is read by alternates.c.
 */
static const char *const hidden[] = {"GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE",
	"GIT_ALTERNATE_OBJECT_DIRECTORIES"};

#define HIDDEN (sizeof(hidden) / sizeof(*hidden))

static int open_git(const char *folder, git_repository **git)
{
	char *saved[HIDDEN];
	int result;

	for (size_t i = 0; i < HIDDEN; i++) {
		const char *value = getenv(hidden[i]);

		saved[i] = value ? strdup(value) : NULL;
		unsetenv(hidden[i]);
	}
	result = git_repository_open_ext(
		git, getenv("GIT_DIR") ? NULL : folder, GIT_REPOSITORY_OPEN_FROM_ENV, NULL);
	for (size_t i = 0; i < HIDDEN; i++) {
		if (saved[i])
			setenv(hidden[i], saved[i], 1);
		free(saved[i]);
	}
	return result;
}

/* A .git file that leads nowhere is an error for git, a .git folder that is not a
 * repository is passed over. */
static int explain_missing(const char *folder, struct error *err)
{
	struct pool pool;
	struct stat st;
	char *path;
	int result = 0;

	if (getenv("GIT_DIR")) {
		error_set(err, ERR_NOT_A_REPOSITORY, "not a git repository: %s (GIT_DIR)",
			getenv("GIT_DIR"));
		return -1;
	}
	pool_init(&pool);
	path = path_absolute(&pool, folder);
	while (path && result == 0) {
		const char *dot_git = path_join(&pool, path, ".git");

		if (lstat(dot_git, &st) == 0 && S_ISREG(st.st_mode))
			result = error_set_at(err, ERR_GIT, dot_git, 0, 0,
				"the repository that this file names is not there");
		path = strcmp(path, "/") != 0 ? path_dirname(&pool, path) : NULL;
	}
	pool_release(&pool);
	return result;
}

static const char *without_slash(struct pool *pool, const char *path)
{
	size_t length = path ? strlen(path) : 0;

	while (length > 1 && path[length - 1] == '/')
		length--;
	return path ? pool_strndup(pool, path, length) : NULL;
}

/* libgit2 1.5 leaks the path where it is the one that it has already. */
static int set_workdir(struct repo *repo, const char *path)
{
	const char *now = git_repository_workdir(repo->git);
	char *real = path ? realpath(path, NULL) : NULL;
	char *known = now ? realpath(now, NULL) : NULL;
	bool same = real && known && !strcmp(real, known);

	free(real);
	free(known);
	return same ? 0 : path ? git_repository_set_workdir(repo->git, path, 0) : -1;
}

/* libgit2 1.5 does not read config.worktree, where extensions.worktreeConfig moves
 * core.bare and core.worktree. */
static int apply_worktree_config(struct repo *repo)
{
	git_config *config = NULL;
	const char *file = path_join(&repo->pool, repo->git_dir, "config.worktree");
	git_buf worktree = {0};
	int bare, result = 0;

	if (!file_exists(file) ||
		!repo_config_bool(repo, "extensions.worktreeConfig", false))
		return 0;
	if (git_config_open_ondisk(&config, file) < 0)
		return -1;
	if (git_config_get_bool(&bare, config, "core.bare") == 0 && bare &&
		!git_repository_is_worktree(repo->git))
		repo->workdir = NULL;
	if (git_config_get_string_buf(&worktree, config, "core.worktree") == 0) {
		const char *path = path_absolute(
			&repo->pool, path_join(&repo->pool, repo->git_dir, worktree.ptr));

		result = set_workdir(repo, path);
		repo->workdir = without_slash(
			&repo->pool, git_repository_workdir(repo->git));
	}
	git_buf_dispose(&worktree);
	git_config_free(config);
	git_error_clear();
	return result;
}

/* The work tree as git sees it: GIT_WORK_TREE, core.worktree, and with a GIT_DIR that is
 * not a work tree's own .git the working directory. */
static int find_workdir(struct repo *repo)
{
	const char *wanted = getenv("GIT_WORK_TREE");

	if (!wanted && getenv("GIT_DIR") && !git_repository_is_bare(repo->git) &&
		!git_repository_is_worktree(repo->git) &&
		strcmp(path_basename(repo->git_dir), ".git") != 0 &&
		!repo_config_string(repo, &repo->pool, "core.worktree"))
		wanted = ".";
	if (wanted) {
		const char *path = path_absolute(&repo->pool, wanted);

		if (set_workdir(repo, path) < 0)
			return -1;
	}
	repo->workdir = without_slash(&repo->pool, git_repository_workdir(repo->git));
	return wanted ? 0 : apply_worktree_config(repo);
}

static int check_common_dir(const struct repo *repo, struct error *err)
{
	const char *wanted = getenv("GIT_COMMON_DIR");
	char *real = wanted ? realpath(wanted, NULL) : NULL;
	char *ours = wanted ? realpath(repo->common_dir, NULL) : NULL;
	bool same = !wanted || (real && ours && !strcmp(real, ours));

	free(real);
	free(ours);
	if (same)
		return 0;
	return error_set(err, ERR_GIT, "GIT_COMMON_DIR is %s, but the repository's is %s",
		wanted, repo->common_dir);
}

static int open_failed(int code, const char *folder, struct error *err)
{
	if (code == GIT_ENOTFOUND)
		return explain_missing(folder, err);
	repo_git_error(err, "git repository");
	if (strstr(err->message, "extension") || strstr(err->message, "version"))
		error_hint(err, "It uses a format of git that gitmig cannot read, such as "
				"SHA-256 object names or the reftable format.");
	return -1;
}

int repo_open(const char *folder, struct repo **out, struct error *err)
{
	struct error unused;
	struct repo *repo;
	git_repository *git = NULL;
	int code;

	if (!err)
		err = &unused;
	repo_start_library();
	code = open_git(folder, &git);
	if (code < 0) {
		if (open_failed(code, folder, err) < 0)
			return -1;
		*out = NULL;
		return 0;
	}
	repo = xmalloc(sizeof(*repo));
	memset(repo, 0, sizeof(*repo));
	pool_init(&repo->pool);
	repo->git = git;
	repo->git_dir = without_slash(&repo->pool, git_repository_path(git));
	repo->common_dir = without_slash(&repo->pool, git_repository_commondir(git));
	if (find_workdir(repo) < 0) {
		repo_git_error(err, "work tree");
	} else if (check_common_dir(repo, err) == 0 &&
		   (getenv("GIT_DIR") || repo_check_owner(repo, err) == 0)) {
		/* Before libgit2 reads any object; what is wrong is said when one
		 * is needed. */
		(void)repo_odb(repo, NULL);
		*out = repo;
		return 0;
	}
	repo_close(repo);
	return -1;
}

void repo_close(struct repo *repo)
{
	if (!repo)
		return;
	git_odb_free(repo->odb);
	git_config_free(repo->config);
	git_repository_free(repo->git);
	pool_release(&repo->pool);
	free(repo);
}

const char *repo_git_dir(const struct repo *repo)
{
	return repo->git_dir;
}

const char *repo_common_dir(const struct repo *repo)
{
	return repo->common_dir;
}

const char *repo_workdir(const struct repo *repo)
{
	return repo->workdir;
}

void **repo_note(struct repo *repo, struct pool **pool)
{
	*pool = &repo->pool;
	return &repo->note;
}

bool repo_is_bare(const struct repo *repo)
{
	return !repo->workdir;
}

bool repo_is_shallow(const struct repo *repo)
{
	struct pool pool;
	struct stat st;
	bool shallow;

	/* git_repository_is_shallow() looks into a linked worktree's own folder, where the
	 * file never is. */
	pool_init(&pool);
	shallow = stat(path_join(&pool, repo->common_dir, "shallow"), &st) == 0 &&
		  st.st_size > 0;
	pool_release(&pool);
	return shallow;
}

/* Where loose objects of its own are. */
static const char *objects_folder(struct repo *repo)
{
	const char *named = getenv("GIT_OBJECT_DIRECTORY");

	return path_absolute(&repo->pool,
		named ? named : path_join(&repo->pool, repo->common_dir, "objects"));
}

/* The readers of ours. With objects in quarantine the repository's own are an alternate. */
static int add_backends(struct repo *repo)
{
	const char *objects = objects_folder(repo);
	const char *own = path_join(&repo->pool, repo->common_dir, "objects");
	int code = objects ? loose_add(repo->odb, objects) : 0;

	if (code == 0 && objects)
		code = pack_add(repo->odb, objects, &repo->packs[0]);
	if (code == 0 && (!objects || strcmp(own, objects) != 0))
		code = pack_add(repo->odb, own, &repo->packs[1]);
	return code;
}

git_odb *repo_odb(struct repo *repo, struct error *err)
{
	if (repo->odb)
		return repo->odb;
	if (git_repository_odb(&repo->odb, repo->git) < 0) {
		repo->odb = NULL;
		repo_git_error(err, "object database");
		return NULL;
	}
	if (repo_add_alternates(repo) < 0 || add_backends(repo) < 0) {
		git_odb_free(repo->odb);
		repo->odb = NULL;
		memset(repo->packs, 0, sizeof(repo->packs));
		repo_git_error(err, "object database");
	}
	return repo->odb;
}
