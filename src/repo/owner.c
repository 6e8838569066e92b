#include "repo/internal.h"

#include "base/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Git does not use a repository of another user unless that user's folder is named by
 * safe.directory in a file that the repository itself cannot write. The rules here are
 * those of git's setup.c (ensure_valid_ownership).
 */

static bool owned_by_us(const char *path)
{
	struct stat st;
	uid_t me = geteuid();
	const char *sudo = getenv("SUDO_UID");

	if (!path || lstat(path, &st) < 0)
		return true;
	if (st.st_uid == me)
		return true;
	/* root by sudo may use what belongs to the one who called it */
	if (me == 0 && sudo && *sudo) {
		char *end;
		unsigned long id;

		errno = 0;
		id = strtoul(sudo, &end, 10);
		return !errno && !*end && st.st_uid == (uid_t)id;
	}
	return false;
}

struct safe {
	struct pool *pool;
	const char *path;
	bool found;
};

static void consider(void *data, const char *value)
{
	struct safe *safe = data;
	const char *home = getenv("HOME");
	size_t length;

	if (!*value) {
		safe->found = false; /* an empty value clears the list */
		return;
	}
	if (!strcmp(value, "*")) {
		safe->found = true;
		return;
	}
	if (!strncmp(value, "~/", 2) && home)
		value = path_join(safe->pool, home, value + 2);
	length = strlen(value);
	if (length > 2 && !strcmp(value + length - 2, "/*")) {
		if (!strncmp(value, safe->path, length - 1))
			safe->found = true;
	} else {
		while (length > 1 && value[length - 1] == '/')
			length--;
		if (!strncmp(value, safe->path, length) && !safe->path[length])
			safe->found = true;
	}
}

static int consider_entry(const git_config_entry *entry, void *data)
{
	consider(data, entry->value ? entry->value : "");
	return 0;
}

static bool named_safe(const char *path)
{
	struct pool pool;
	struct safe safe = {.pool = &pool, .path = path};
	git_config *config = repo_config(NULL);

	if (!config)
		return false;
	pool_init(&pool);
	git_config_get_multivar_foreach(
		config, "safe.directory", NULL, consider_entry, &safe);
	git_error_clear();
	repo_config_environment(&pool, "safe.directory", consider, &safe);
	pool_release(&pool);
	git_config_free(config);
	return safe.found;
}

int repo_check_owner(const struct repo *repo, struct error *err)
{
	const char *path = repo->workdir ? repo->workdir : repo->git_dir;
	struct pool pool;
	bool ours;

	pool_init(&pool);
	ours = owned_by_us(repo->workdir) && owned_by_us(repo->git_dir) &&
	       (!repo->workdir || owned_by_us(path_join(&pool, repo->workdir, ".git")));
	pool_release(&pool);
	if (ours || named_safe(path))
		return 0;
	error_set(err, ERR_GIT, "the repository at %s belongs to another user", path);
	return error_hint(err,
		"If you trust it: git config --global --add safe.directory '%s'", path);
}
