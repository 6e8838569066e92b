#ifndef CLI_HOOKS_H
#define CLI_HOOKS_H

#include "cli/context.h"

/*
 * The hooks of a repository. What must stay true:
 *
 * 1. Where they are is what git says, not what a .git folder looks like.
 * 2. A file is ours when the id in its second line is that of the lines behind it: what
 *    anybody has written or changed himself is never overwritten and never removed.
 * 3. What was there before is kept beside ours as NAME.before-gitmig and comes back.
 */
struct hooks_place {
	const char *top;    /* where git runs them: the work tree's root, the bare folder */
	const char *folder; /* where they are; absolute */
	const char *standard; /* where they would be without core.hooksPath; absolute */
	bool husky;  /* the folder is the user's, which husky's own hooks call into */
	bool server; /* a bare repository */
};

int hooks_find_place(struct context *context, struct hooks_place *place, struct error *err);
/* The names of the hooks that belong into such a place; ends with NULL. */
const char *const *hooks_names(const struct hooks_place *place);

enum hook_state {
	HOOK_MISSING,
	HOOK_OURS,
	HOOK_CHANGED, /* ours once, but somebody has edited it */
	HOOK_FOREIGN,
};

struct hook_file {
	const char *name, *path; /* the path is absolute */
	const char *before;      /* where the one that was there before is kept */
	enum hook_state state;
	bool executable;
	bool regular; /* a file, or a symbolic link to one */
	bool chained; /* `before` is there */
	bool known;   /* a foreign one, but it speaks of gitmig */
	char *text;   /* NULL: missing */
};

int hook_file_read(struct context *context, const char *folder, const char *name,
	struct hook_file *file, struct error *err);
/* What our hook of that name says. */
char *hook_file_text(struct pool *pool, const struct hooks_place *place, const char *name);

/* Installs all of them. What was made or changed is added to the list (paths as the user
 * sees them); *left counts those of somebody else that were left alone and named. */
int hooks_install(struct context *context, bool chain, struct strings *changed,
	unsigned *left, struct error *err);
int hooks_uninstall(struct context *context, struct strings *changed, unsigned *left,
	struct error *err);
/* Says of each hook what it is, and proves that git runs it. *failed: some do not run. */
int hooks_status(struct context *context, bool *failed, struct error *err);

/* The variable by which hooks_status asks a hook to show that it was run: the name of an
 * empty file, into which it writes its own. */
#define HOOK_PROBE "GITMIG_HOOK_PROBE"

#endif
