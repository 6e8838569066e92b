#ifndef REPO_INTERNAL_H
#define REPO_INTERNAL_H

#include "repo/repo.h"

#include <git2.h>
#include <sys/stat.h>

/*
 * What the files of this module share. Whatever needs more than the place of the folders is
 * made when it is first asked for: most commands never ask.
 */
struct repo {
	struct pool pool; /* of what is below and lives as long as the repo */
	git_repository *git;
	const char *git_dir, *common_dir; /* absolute, without a slash at the end */
	const char *workdir;              /* likewise; NULL: bare */
	git_config *config;               /* NULL: not read yet, see repo_config() */
	git_odb *odb;                     /* NULL: not opened yet, see repo_odb() */
	struct packs *packs[2];           /* the odb's; NULL: fewer */
	/* The index as it was read last, and of which file. */
	struct {
		const char *path;
		char *bytes;
		size_t length;
		struct stat stat;
	} index;
	const char *missing_alternate; /* git's environment names it, it is not there */
	void *note;                    /* see repo_note() */
	struct barren *barren;         /* gone.c; NULL: not made yet */
};

/* Out of memory ends the process within libgit2 too; before it starts. */
void repo_use_memory(void);
/* Starts libgit2, once in a process. */
void repo_start_library(void);

/* "what: the last message of libgit2", ERR_GIT; -1. */
int repo_git_error(struct error *err, const char *what);

/* Gives the error a hint where the repository is known to lack objects (shallow, partial,
 * an alternate that is not there); false: it is not. */
bool repo_lacks_hint(const struct repo *repo, struct error *err);
/* As repo_git_error for an object that could not be read, with that hint; -1. */
int repo_object_error(const struct repo *repo, struct error *err, const char *what);

/* The owner of what was opened is somebody else whom git's safe.directory does not name:
 * ERR_GIT. */
int repo_check_owner(const struct repo *repo, struct error *err);

/* git's configuration files as git would read them here: system, user, repository and
 * worktree; the last two not without a repo, whose caller then frees it. NULL: unreadable.
 */
git_config *repo_config(struct repo *repo);

/* The best common ancestors of two commits of a shallow clone, as git finds them there.
 * None: ERR_SHALLOW_HISTORY. */
int repo_shallow_bases(struct repo *repo, struct pool *pool, const char *one,
	const char *other, struct strings *bases, struct error *err);

/* Each value of a key that the environment sets (`git -c`, GIT_CONFIG_COUNT), in order. */
void repo_config_environment(struct pool *pool, const char *key,
	void (*take)(void *data, const char *value), void *data);

git_odb *repo_odb(struct repo *repo, struct error *err); /* belongs to the repo */
/* alternates.c: those of the environment, to an object database that is open. As libgit2.
 */
int repo_add_alternates(struct repo *repo);

struct index_entry;
struct index_part;

/* Is told of entries of the index. */
struct index_visitor {
	/* stays: the path lives as long as the repo; else it is gone after the call. */
	void (*entry)(void *data, const struct index_entry *entry, bool stays);
	/* What repo_links() tells of a commit; the path is gone after the call. NULL: not
	 * asked for. */
	void (*link)(void *data, const struct repo_link *link);
	void (*restart)(void *data); /* what was told is void: it begins again */
	void *data;
	struct index_part *trees; /* filled in, see cache_tree.h; NULL: not asked for */
};

/* What repo_index_list() gives, as it is read; conflicts by each of their stages. */
int repo_index_visit(struct repo *repo, struct pool *pool, const struct strings *folders,
	const struct index_visitor *visitor, struct error *err);

/* Of a file mode of git's that is not a folder's. */
enum repo_link_kind repo_link_kind(unsigned mode);

/* The tree of a folder in a commit; *tree NULL and 0: there is no such folder. */
int repo_open_tree(struct repo *repo, const char *commit, const char *folder,
	git_tree **tree, struct error *err);

#endif
