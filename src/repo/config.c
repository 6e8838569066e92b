#include "base/file.h"
#include "base/text.h"
#include "repo/internal.h"

#include <ctype.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/*
 * libgit2 1.5 reads the files of system, user and repository; it knows neither the
 * variables by which git replaces them (GIT_CONFIG_GLOBAL, ...), nor config.worktree, nor
 * what `git -c key=value` hands on to hooks. All of that is done here.
 */

static int add_file(git_config *config, struct repo *repo, const char *path, int level)
{
	if (!path || !*path || !file_exists(path))
		return 0;
	return git_config_add_file_ondisk(
		config, path, (git_config_level_t)level, repo ? repo->git : NULL, 0);
}

static int add_found(
	git_config *config, struct repo *repo, int (*find)(git_buf *), int level)
{
	git_buf path = {0};
	int result = 0;

	if (find(&path) == 0)
		result = add_file(config, repo, path.ptr, level);
	else
		git_error_clear();
	git_buf_dispose(&path);
	return result;
}

static bool environment_bool(const char *name)
{
	const char *value = getenv(name);
	int result = 0;

	return value && git_config_parse_bool(&result, value) == 0 && result;
}

static int add_files_outside(git_config *config, struct repo *repo)
{
	const char *global = getenv("GIT_CONFIG_GLOBAL");
	const char *system = getenv("GIT_CONFIG_SYSTEM");
	int result = 0;

	if (!environment_bool("GIT_CONFIG_NOSYSTEM"))
		result = system ? add_file(config, repo, system, GIT_CONFIG_LEVEL_SYSTEM)
				: add_found(config, repo, git_config_find_system,
					  GIT_CONFIG_LEVEL_SYSTEM);
	if (result < 0)
		return result;
	if (global)
		return add_file(config, repo, global, GIT_CONFIG_LEVEL_GLOBAL);
	if (add_found(config, repo, git_config_find_xdg, GIT_CONFIG_LEVEL_XDG) < 0)
		return -1;
	return add_found(config, repo, git_config_find_global, GIT_CONFIG_LEVEL_GLOBAL);
}

static int add_files_inside(git_config *config, struct repo *repo)
{
	int extended = 0;

	if (add_file(config, repo, path_join(&repo->pool, repo->common_dir, "config"),
		    GIT_CONFIG_LEVEL_LOCAL) < 0)
		return -1;
	if (git_config_get_bool(&extended, config, "extensions.worktreeConfig") < 0 ||
		!extended) {
		git_error_clear();
		return 0;
	}
	return add_file(config, repo,
		path_join(&repo->pool, repo->git_dir, "config.worktree"),
		GIT_CONFIG_LEVEL_APP);
}

git_config *repo_config(struct repo *repo)
{
	git_config *config = NULL;

	if (repo && repo->config)
		return repo->config;
	repo_start_library();
	if (git_config_new(&config) < 0)
		return NULL;
	if (add_files_outside(config, repo) < 0 ||
		(repo && add_files_inside(config, repo) < 0)) {
		git_config_free(config);
		return NULL;
	}
	if (repo)
		repo->config = config;
	return config;
}

/* Takes one word in git's shell quotes off the front of *at; NULL: there is none. */
static char *unquote(struct pool *pool, const char **at)
{
	struct text word;
	const char *p = *at;

	if (*p != '\'')
		return NULL;
	text_init(&word, pool);
	for (p++; *p; p++) {
		if (*p != '\'') {
			text_add_char(&word, *p);
		} else if (p[1] == '\\' && p[2] && p[3] == '\'') {
			text_add_char(&word, p[2]);
			p += 3;
		} else {
			*at = p + 1;
			return word.data ? word.data : pool_strdup(pool, "");
		}
	}
	return NULL;
}

/* GIT_CONFIG_PARAMETERS: 'key=value' of older git, 'key'='value' and 'key'= of newer. */
static void each_parameter(struct pool *pool, const char *key,
	void (*take)(void *data, const char *value), void *data)
{
	const char *at = getenv("GIT_CONFIG_PARAMETERS");

	while (at && *(at += strspn(at, " "))) {
		char *word = unquote(pool, &at);
		char *value;

		if (!word)
			break;
		if (*at == '=') {
			at++;
			value = *at == '\'' ? unquote(pool, &at) : NULL;
		} else if ((value = strchr(word, '='))) {
			*value++ = '\0';
		}
		if (!strcasecmp(word, key))
			take(data, value ? value : "true");
	}
}

void repo_config_environment(struct pool *pool, const char *key,
	void (*take)(void *data, const char *value), void *data)
{
	const char *number = getenv("GIT_CONFIG_COUNT");
	long count = number ? strtol(number, NULL, 10) : 0;

	for (long i = 0; i < count && i < 1000; i++) {
		const char *name = getenv(pool_printf(pool, "GIT_CONFIG_KEY_%ld", i));
		const char *value = getenv(pool_printf(pool, "GIT_CONFIG_VALUE_%ld", i));

		if (!name)
			break;
		if (value && !strcasecmp(name, key))
			take(data, value);
	}
	each_parameter(pool, key, take, data);
}

static void take_last(void *data, const char *value)
{
	*(const char **)data = value;
}

static const char *from_environment(struct pool *pool, const char *key)
{
	const char *found = NULL;

	repo_config_environment(pool, key, take_last, &found);
	return found;
}

char *repo_config_string(struct repo *repo, struct pool *pool, const char *key)
{
	const char *set = from_environment(pool, key);
	git_config *config = set ? NULL : repo_config(repo);
	git_buf value = {0};
	char *result = pool_strdup(pool, set);

	if (config && git_config_get_string_buf(&value, config, key) == 0)
		result = pool_strdup(pool, value.ptr);
	else
		git_error_clear();
	git_buf_dispose(&value);
	if (!repo)
		git_config_free(config);
	return result;
}

bool repo_config_bool(struct repo *repo, const char *key, bool missing)
{
	struct pool pool;
	git_config *config = NULL;
	const char *set;
	int value = missing;

	pool_init(&pool);
	set = from_environment(&pool, key);
	if (set) {
		if (git_config_parse_bool(&value, set) < 0)
			value = missing;
	} else {
		config = repo_config(repo);
		if (!config || git_config_get_bool(&value, config, key) < 0)
			value = missing;
	}
	git_error_clear();
	if (!repo)
		git_config_free(config);
	pool_release(&pool);
	return value != 0;
}

static int is_promisor(const git_config_entry *entry, void *data)
{
	size_t length = strlen(entry->name);
	int value = 0;

	/* No pattern is given to libgit2: each match of one leaks. */
	if (length < 16 || strncmp(entry->name, "remote.", 7) != 0 ||
		strcmp(entry->name + length - 9, ".promisor") != 0)
		return 0;
	if (!entry->value || (git_config_parse_bool(&value, entry->value) == 0 && value))
		*(bool *)data = true;
	return 0;
}

bool repo_is_partial(const struct repo *repo)
{
	/* The configuration is read on demand; nobody sees the difference. */
	git_config *config = repo_config((struct repo *)repo);
	bool partial = false;
	git_config_entry *entry = NULL;

	if (!config)
		return false;
	git_config_foreach(config, is_promisor, &partial);
	if (git_config_get_entry(&entry, config, "extensions.partialclone") == 0)
		partial = true;
	git_config_entry_free(entry);
	git_error_clear();
	return partial;
}

/* What git leaves out of a name or an address at its ends (ident.c). */
static bool is_crud(char c)
{
	return (unsigned char)c <= 32 || strchr(".,:;<>\"\\'", c);
}

static const char *clean(struct pool *pool, const char *text)
{
	struct text out;
	size_t end;

	if (!text)
		return NULL;
	while (*text && is_crud(*text))
		text++;
	end = strlen(text);
	while (end && is_crud(text[end - 1]))
		end--;
	text_init(&out, pool);
	for (size_t i = 0; i < end; i++)
		if (!strchr("<>\n", text[i]))
			text_add_char(&out, text[i]);
	return out.length ? out.data : NULL;
}

static const char *identity_part(struct pool *pool, struct repo *repo, const char *variable,
	const char *author_key, const char *user_key)
{
	const char *value = clean(pool, getenv(variable));

	if (!value)
		value = clean(pool, repo_config_string(repo, pool, author_key));
	if (!value)
		value = clean(pool, repo_config_string(repo, pool, user_key));
	return value;
}

/* The full name that the system has: what is before a comma, & for the login name. */
static const char *system_name(struct pool *pool)
{
	const struct passwd *user = getpwuid(getuid());
	struct text name;

	text_init(&name, pool);
	for (const char *c = user ? user->pw_gecos : ""; *c && *c != ','; c++) {
		if (*c != '&') {
			text_add_char(&name, *c);
			continue;
		}
		text_add_char(&name, (char)toupper((unsigned char)*user->pw_name));
		text_add(&name, user->pw_name + (*user->pw_name != '\0'));
	}
	return clean(pool, name.data);
}

/* Git guesses an address as well; that one nobody can write to, and it is left out. */
char *repo_identity(struct pool *pool, struct repo *repo)
{
	const char *name = identity_part(
		pool, repo, "GIT_AUTHOR_NAME", "author.name", "user.name");
	const char *email = identity_part(
		pool, repo, "GIT_AUTHOR_EMAIL", "author.email", "user.email");

	if (!email)
		email = clean(pool, getenv("EMAIL"));
	if (!name && email && !repo_config_bool(repo, "user.useConfigOnly", false))
		name = system_name(pool);
	return name && email ? pool_printf(pool, "%s <%s>", name, email) : NULL;
}
