#ifndef REPO_REPO_H
#define REPO_REPO_H

#include "base/error.h"
#include "base/pool.h"
#include "base/strings.h"

#include <stdbool.h>
#include <stddef.h>

/* Git, by libgit2; nothing else includes git2.h. Errors: ERR_GIT, ERR_NOT_A_REPOSITORY. */
struct repo;

/* The repository that `folder` is in, or that git's environment names. *repo NULL and 0
 * where there is none. A repository that git refuses (owner, safe.directory, format) is
 * ERR_GIT. */
int repo_open(const char *folder, struct repo **repo, struct error *err);
void repo_close(struct repo *repo); /* NULL is fine */

const char *repo_git_dir(const struct repo *repo); /* of this worktree, absolute */
const char *repo_common_dir(
	const struct repo *repo);                  /* shared by all worktrees, absolute */
const char *repo_workdir(const struct repo *repo); /* absolute; NULL: bare */

/* The git blob id of bytes, 40 hex digits and NUL. Needs no repository. */
void repo_blob_id(const char *bytes, size_t length, char hex[41]);

/* "Name <address>" of user.name and user.email, the environment's GIT_AUTHOR_* first; NULL
 * when git does not know. */
char *repo_identity(struct pool *pool, struct repo *repo);
/* A boolean of git's configuration; `missing` where it is not set. repo NULL: global files.
 */
bool repo_config_bool(struct repo *repo, const char *key, bool missing);

/* The commit that a name means (branch, tag, id, HEAD~2), 40 hex digits. *hex "" and 0 for
 * an unborn HEAD. ERR_GIT: there is none. */
int repo_commit(struct repo *repo, const char *name, char hex[41], struct error *err);

/* One file of a tree: what `git ls-tree -r` shows. */
struct repo_entry {
	const char *path; /* from the root of the tree */
	char blob[41];
};
/* The files below a folder ("" : all) of a commit's tree, regular ones only, in git's
 * order. A folder that is not there: none. */
int repo_list(struct repo *repo, struct pool *pool, const char *commit, const char *folder,
	struct repo_entry **entries, unsigned *count, struct error *err);
/* The bytes of a blob. */
int repo_read(struct repo *repo, struct pool *pool, const char *blob, char **bytes,
	size_t *length, struct error *err);
/* The blob of a path in a commit's tree; *blob "" : not there (or not a regular file). */
int repo_path_blob(struct repo *repo, const char *commit, const char *path, char blob[41],
	struct error *err);

/* The refs that match any of the patterns (globs), peeled to commits, each with its full
 * name; a symbolic ref is followed. None: count 0. */
struct repo_ref {
	const char *name;
	char commit[41];
};
int repo_refs(struct repo *repo, struct pool *pool, const struct strings *patterns,
	struct repo_ref **refs, unsigned *count, struct error *err);

#endif
