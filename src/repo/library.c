#include "repo/internal.h"

void repo_start_library(void)
{
	static bool started;
	/* Formats of newer git that do not change what is read here. */
	static const char *extensions[] = {
		"worktreeconfig",
		"partialclone",
		"preciousobjects",
	};

	if (started)
		return;
	started = true;
	git_libgit2_init();
	git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions,
		sizeof(extensions) / sizeof(*extensions));
	/* The owner is checked in owner.c: libgit2 reports a foreign owner as "no
	 * repository". */
	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
}

int repo_git_error(struct error *err, const char *what)
{
	const git_error *last = git_error_last();

	return error_set(err, ERR_GIT, "%s: %s", what,
		last && last->message ? last->message : "unknown error");
}
