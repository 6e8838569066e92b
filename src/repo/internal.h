#ifndef REPO_INTERNAL_H
#define REPO_INTERNAL_H

#include "repo/repo.h"

#include <git2.h>

/*
 * What the files of this module share. Whatever needs more than the folder's place is made
 * when it is first asked for: most commands never ask.
 */
struct repo {
	git_repository *git;
	char *git_dir, *common_dir; /* absolute, without a slash at the end */
	char *workdir;              /* likewise; NULL: bare */
	git_config *config;         /* NULL until config_of() */
	git_odb *odb;               /* NULL until repo_odb() */
	const char
		*missing_alternate; /* named by git's environment, but not there; or NULL */
	bool from_environment;      /* GIT_DIR named it */
	bool worktree_config;       /* extensions.worktreeConfig */
};

/* Starts libgit2 once in a process. */
void repo_start_library(void);

/* err from libgit2's last error: "what: its message", ERR_GIT. Is -1. */
int repo_git_error(struct error *err, const char *what);

/* git's configuration as git itself would read it here: system, global, repository,
 * worktree; repo NULL: without the last two. NULL: it cannot be read (broken). The caller
 * frees it only where repo is NULL. */
git_config *repo_config(struct repo *repo);

/* The object database; NULL with err set. It belongs to the repo. */
git_odb *repo_odb(struct repo *repo, struct error *err);

/* A name from a tree or a folder, safe to be shown: control characters and bytes that are
 * not UTF-8 as \ooo. */
char *repo_shown_name(struct pool *pool, const char *name);

#endif
