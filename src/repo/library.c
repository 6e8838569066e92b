#include "repo/internal.h"

#ifdef __SANITIZE_ADDRESS__
const char *__lsan_default_suppressions(void);

/* Debian's libgit2 1.5 leaks what PCRE2 matches its own patterns with: twice a repository
 * that it opens. */
const char *__lsan_default_suppressions(void)
{
	return "leak:pcre2";
}
#endif

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
	repo_use_memory();
	git_libgit2_init();
	/* As git does, objects are hashed only where their content is used (repo_read); and
	 * what a walk reads once is not kept. */
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0);
	/* What it maps of the packs at once counts as memory of ours. */
	git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, (size_t)1 << 20);
	git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, (size_t)8 << 20);
	git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions,
		sizeof(extensions) / sizeof(*extensions));
	/* owner.c does it: libgit2 1.5 reports a foreign owner as "no repository", and does
	 * not know safe.directory = *. */
	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
}

int repo_git_error(struct error *err, const char *what)
{
	const git_error *last = git_error_last();

	return error_set(err, ERR_GIT, "%s: %s", what,
		last && last->message ? last->message : "unknown error");
}

bool repo_lacks_hint(const struct repo *repo, struct error *err)
{
	if (repo->missing_alternate)
		error_hint(err,
			"GIT_ALTERNATE_OBJECT_DIRECTORIES names %s, which is not there.",
			repo->missing_alternate);
	else if (repo_is_shallow(repo))
		error_hint(err,
			"This is a shallow clone; `git fetch --unshallow` brings the "
			"rest of the history.");
	else if (repo_is_partial(repo))
		error_hint(err,
			"This is a partial clone, and nothing is fetched on demand; "
			"`git fetch --refetch --no-filter` brings all objects.");
	else
		return false;
	return true;
}

int repo_object_error(const struct repo *repo, struct error *err, const char *what)
{
	repo_git_error(err, what);
	return repo_lacks_hint(repo, err)
		       ? -1
		       : error_hint(err, "`git fsck` says what is damaged or missing; "
					 "another clone may have it.");
}
