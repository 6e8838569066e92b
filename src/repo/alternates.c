#include "base/file.h"
#include "base/text.h"
#include "repo/internal.h"

#include <stdlib.h>
#include <string.h>

/*
 * GIT_ALTERNATE_OBJECT_DIRECTORIES, where a hook finds the repository's own objects:
 * folders with colons in between. Git writes one that has a colon or a quote itself in
 * quotes, as a C string, which libgit2 1.5 does not read (git's alternates, environment.c
 * and quote.c).
 */

static char escaped(const char **at)
{
	static const char letters[] = "abfnrtv", meant[] = "\a\b\f\n\r\t\v";
	const char *c = *at, *letter = *c ? strchr(letters, *c) : NULL;
	char value = *c;

	if (letter)
		value = meant[letter - letters];
	*at = c + (*c != '\0');
	if (*c < '0' || *c > '3')
		return value;
	value = (char)(*c - '0');
	for (int i = 0; i < 2 && **at >= '0' && **at <= '7'; i++)
		value = (char)(value * 8 + *(*at)++ - '0');
	return value;
}

/* Behind the opening quote; NULL, and nothing is taken, where there is no closing one. */
static const char *unquote(struct pool *pool, const char **at)
{
	const char *c = *at;
	struct text out;

	text_init(&out, pool);
	while (*c && *c != '"') {
		char byte = *c++;

		if (byte == '\\')
			byte = escaped(&c);
		text_add_bytes(&out, &byte, 1);
	}
	if (*c != '"')
		return NULL;
	*at = c + 1;
	return out.data;
}

static const char *next_path(struct pool *pool, const char **list)
{
	const char *at = *list + 1, *path = **list == '"' ? unquote(pool, &at) : NULL;
	size_t length;

	if (path) {
		*list = at;
	} else {
		length = strcspn(*list, ":");
		path = pool_strndup(pool, *list, length);
		*list += length;
	}
	*list += **list != '\0'; /* a colon, or what git passes over behind a quote */
	return path;
}

int repo_add_alternates(struct repo *repo)
{
	const char *list = getenv("GIT_ALTERNATE_OBJECT_DIRECTORIES");
	int code = 0;

	while (list && *list && code == 0) {
		const char *path = next_path(&repo->pool, &list);

		if (!*path || *path == '#')
			continue;
		/* What is missed later is then hard to explain. */
		if (!file_is_dir(path))
			repo->missing_alternate = path;
		else
			code = git_odb_add_disk_alternate(repo->odb, path);
	}
	return code;
}
