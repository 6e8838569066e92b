#ifndef CLI_HOOK_H
#define CLI_HOOK_H

#include "base/finding.h"
#include "cli/context.h"

/*
 * What git's hooks do (contract 9): `gitmig hook NAME ARGS` with the arguments, standard
 * input and environment that git gives the hook. What must stay true:
 *
 * 1. A hook judges what git is about to do, by what git hands it: the index of
 *    GIT_INDEX_FILE, the objects in quarantine; never the work tree.
 * 2. What cannot be judged does not pass. Hooks that only tell (post-...) never fail.
 * 3. A repository without a gitmig.yaml is no business of ours.
 */
struct hook {
	const char *name;
	unsigned min_words, max_words; /* behind the name */
	/* Adds what it finds; an error among that is a refusal. */
	int (*run)(struct context *context, const struct strings *words,
		struct findings *findings, struct error *err);
};

extern const struct hook *const hooks[]; /* ends with NULL */

/* A gitmig.yaml that git has: a repository may hold several projects. */
struct project {
	struct context context; /* with its config and prefix; nothing else is loaded */
	const char *path;       /* of gitmig.yaml, from the root of the tree */
	bool gone; /* it was there: no manifest is in a place of its own any more */
};

/* One that nobody can use, since it is broken, or not in this partial clone. */
struct project_unread {
	const char *path, *blob;
	bool lacking; /* not here */
	struct error why;
};

struct projects {
	struct project *items;
	unsigned count, cap;
	const char *commit; /* whose they are; NULL: the index's */
	struct project_unread *unread;
	unsigned unread_count, unread_cap;
};

/* Those of the index, of a commit, and those of the index with what the work tree's
 * gitmig.yaml says. With --config that one only. */
int projects_of_index(
	struct context *context, struct projects *projects, struct error *err);
int projects_of_commit(struct context *context, const char *commit,
	struct projects *projects, struct error *err);
int projects_of_files(
	struct context *context, struct projects *projects, struct error *err);

/* Adds those that a commit has and `now`, whose projects these are (NULL: the index), has
 * lost: there is no gitmig.yaml at its place, and it has not moved to another one. */
int projects_gone(struct context *context, const char *commit, const char *now,
	struct projects *projects, struct error *err);

/* Where there is none: the work tree's that git does not have (ignored, not added yet).
 * Manifests that are committed must not pass because of that. The two of the index do so by
 * themselves; a server knows of no such file. */
int projects_of_untracked(
	struct context *context, struct projects *projects, struct error *err);

/* Not each commit and push has to answer for what stood there before: tells which projects
 * are passed over. Those are broken as in one of the commits `before`; lacking ones, and on
 * a server all, need to be as there with all that lies beside them. The first other one is
 * the error. */
int projects_pass_over(struct context *context, const struct projects *projects,
	const struct strings *before, bool server, struct error *err);
/* One with the default rules, where there is none to ask. */
int project_of_defaults(
	struct context *context, struct project *project, struct error *err);

/* From that one on their paths start at the root of the tree: there may be other projects,
 * and git runs hooks there. What no manifest has is said of the project's gitmig.yaml,
 * unless that is at the root. */
void hook_paths(const struct project *project, struct findings *findings, unsigned from);
/* "folder/gitmig.yaml: " before what is told of a project; "" where it is at the root. */
const char *hook_project(const struct project *project);

/* The standard input as lines; none where it is a terminal. */
int hook_input(struct context *context, struct strings *lines, struct error *err);

/* The other commits that a merge which is under way has as parents, besides HEAD. */
int hook_merge_heads(struct context *context, struct strings *commits, struct error *err);
/* Likewise of a merge by `git merge` itself, for its own hooks: MERGE_HEAD comes later. */
void hook_merging_heads(struct context *context, struct strings *commits);

/* The repository that a hook needs: ERR_NOT_A_REPOSITORY. */
int hook_open(struct context *context, struct error *err);

/* An error in a hook that never fails: told, and 0. */
int hook_tell(struct context *context, const struct error *err);

#endif
