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
/* What chain/follow.c has found out and finds again as long as it is open; NULL at first.
 * It is made in this pool. */
void **repo_note(struct repo *repo, struct pool **pool);

const char *repo_git_dir(const struct repo *repo); /* of this worktree, absolute */
const char *repo_common_dir(
	const struct repo *repo);                  /* shared by all worktrees, absolute */
const char *repo_workdir(const struct repo *repo); /* absolute; NULL: bare */
bool repo_is_bare(const struct repo *repo);
/* A clone without all of the history: what lies beyond its boundary cannot be judged. */
bool repo_is_shallow(const struct repo *repo);
/* A clone that lacks objects and means to fetch them on demand, which is not done here. */
bool repo_is_partial(const struct repo *repo);

/* A name out of a tree or a folder as it may be shown: bytes that are not UTF-8 and control
 * characters as \ooo. The name itself where there is nothing to change. */
const char *repo_shown_name(struct pool *pool, const char *name);

/* The git blob id of bytes, 40 hex digits and NUL. Needs no repository. */
void repo_blob_id(const char *bytes, size_t length, char hex[41]);

/* "Name <address>", as git finds an author: GIT_AUTHOR_*, author.*, user.*, $EMAIL, and the
 * system's name for the user. NULL when git does not know. */
char *repo_identity(struct pool *pool, struct repo *repo);
/* A boolean of git's configuration; `missing` where it is not set. repo NULL: global files.
 */
bool repo_config_bool(struct repo *repo, const char *key, bool missing);
/* A text of git's configuration, NULL where it is not set. repo may be NULL as above. */
char *repo_config_string(struct repo *repo, struct pool *pool, const char *key);

/* The commit that a name means (branch, tag, id, HEAD~2), 40 hex digits. *hex "" and 0 for
 * an unborn HEAD. ERR_GIT: there is none, or what is named is a tree or a blob. */
int repo_commit(struct repo *repo, const char *name, char hex[41], struct error *err);

/* One file of a tree: what `git ls-tree -r` shows; or of the index. */
struct repo_entry {
	const char *path; /* from the root of the tree */
	char blob[41];    /* "" : in the index, and in conflict (stages 1 to 3) */
};
/* The files below a folder ("" : all) of a commit's tree, regular ones only, in git's
 * order. A folder that is not there: none. */
int repo_list(struct repo *repo, struct pool *pool, const char *commit, const char *folder,
	struct repo_entry **entries, unsigned *count, struct error *err);
/* What is below that folder and neither a file nor a folder; or what stands in its place.
 */
struct repo_link {
	const char *path, *folder; /* from the root of the tree */
	enum repo_link_kind { LINK_SYMBOLIC, LINK_SUBMODULE, LINK_FILE } kind;
	bool instead; /* in the place of the folder, or of one that it is in */
};
/* Symbolic links and submodules below a folder of a commit's tree; or, alone, what stands
 * in the folder's place (a file, too). None: count 0. */
int repo_links(struct repo *repo, struct pool *pool, const char *commit, const char *folder,
	struct repo_link **links, unsigned *count, struct error *err);
/* *has: the same kind of link stands at that path in the commit. */
int repo_has_link(struct repo *repo, const char *commit, const struct repo_link *link,
	bool *has, struct error *err);
/* The id of a folder's tree ("": the root's) in a commit; *tree "": there is no such
 * folder. Equal ids have equal files below. */
int repo_tree(struct repo *repo, const char *commit, const char *folder, char tree[41],
	struct error *err);
/* The length of a blob, without reading it. */
int repo_size(struct repo *repo, const char *blob, size_t *size, struct error *err);
/* In a partial clone: the blob is not here. */
bool repo_lacks(struct repo *repo, const char *blob);
/* The bytes of a blob, with a NUL behind them that is not counted. */
int repo_read(struct repo *repo, struct pool *pool, const char *blob, char **bytes,
	size_t *length, struct error *err);
/* The blob of a path in a commit's tree; *blob "" : not there (or not a regular file). */
int repo_path_blob(struct repo *repo, const char *commit, const char *path, char blob[41],
	struct error *err);

/* What would be committed: the files of the index below any of the folders ("" : all),
 * regular ones only, in git's order; without those that are only intended to be added. The
 * index is the one that git means: $GIT_INDEX_FILE, else that of this worktree. ERR_GIT: it
 * cannot be read, is in a form that gitmig does not know (split, sparse), is named but not
 * there, or the repository is bare. Without commits and without an index: no files. The
 * paths live as long as the pool and the repo. */
int repo_index_list(struct repo *repo, struct pool *pool, const struct strings *folders,
	struct repo_entry **entries, unsigned *count, struct error *err);
/* Those of all folders whose last part is this name. */
int repo_index_named(struct repo *repo, struct pool *pool, const char *name,
	struct repo_entry **entries, unsigned *count, struct error *err);
/* The blob of a path in the index; *blob "" : not there, in conflict or no regular file. */
int repo_index_blob(struct repo *repo, const char *path, char blob[41], struct error *err);

/* Of the files of that name in a commit's tree those that another commit, or (other NULL)
 * the index, has not at the same path. What is the same in both is not looked into, nor are
 * the `skipped` folders (NULL: none). */
int repo_list_gone(struct repo *repo, struct pool *pool, const char *commit,
	const char *other, const char *name, const struct strings *skipped,
	struct repo_entry **entries, unsigned *count, struct error *err);

/* The best common ancestors of two commits, 40 hex digits each: several after a criss-cross
 * merge. None: count 0; in a shallow clone that is ERR_SHALLOW_HISTORY, for they may lie
 * beyond its boundary. */
int repo_merge_bases(struct repo *repo, struct pool *pool, const char *one,
	const char *other, struct strings *bases, struct error *err);

/* The ids of a commit's parents as it names them, there or not. */
int repo_parents(struct repo *repo, struct pool *pool, const char *commit,
	struct strings *parents, struct error *err);
/* "Name <address>" of who wrote a commit. */
int repo_author(struct repo *repo, struct pool *pool, const char *commit,
	const char **author, struct error *err);

/* The refs that match any of the patterns (globs; `*` matches slashes too), peeled to
 * commits, each once and with its full name, in the order of the patterns, then of names. A
 * symbolic ref is followed; one whose branch is gone and tags of other objects are left
 * out. None: count 0. One that is broken, or whose object is missing: ERR_GIT, or listed in
 * `broken` where that is not NULL. */
struct repo_ref {
	const char *name;
	char commit[41];
};
int repo_refs(struct repo *repo, struct pool *pool, const struct strings *patterns,
	struct strings *broken, struct repo_ref **refs, unsigned *count, struct error *err);

/* When it was committed, in seconds since 1970; 0: it cannot be read. */
long long repo_commit_time(struct repo *repo, const char *commit);
/* The full name of the branch that HEAD is on, born or not; NULL: it is detached. */
char *repo_head_name(struct repo *repo, struct pool *pool);
/* Where a symbolic ref leads, born or not; NULL: it is not there, or not symbolic. */
char *repo_symbolic_target(struct repo *repo, struct pool *pool, const char *ref);

#endif
