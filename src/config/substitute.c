#include "config/internal.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* ${env:NAME}, ${ini:KEY}, ${ini:SECTION.KEY} and ${file:PATH} in a database's url. What is
 * put in is not looked at again. */

struct substitution {
	struct pool *pool;
	const struct config *config;
	const struct config_files *files;
	const struct database_config *database;
	const struct ini *ini;
	bool ini_read;
	struct error *err;
};

#define fail(s, ...)                                                                       \
	error_set_at((s)->err, ERR_CONFIG_INVALID, (s)->config->file, (s)->database->line, \
		(s)->database->column, __VA_ARGS__)

static int from_env(struct substitution *s, const char *name, const char **value)
{
	*value = getenv(name);
	if (*value)
		return 0;
	fail(s, "database %s: the environment variable %s is not set", s->database->name,
		name);
	return error_hint(s->err, "Set it, or use another mode.");
}

/* Sections and keys may hold dots as well, so each dot may be the one between them. */
static int find_in_ini(struct substitution *s, const char *name, const char **value)
{
	*value = NULL;
	for (const char *dot = strchr(name, '.'); dot && !*value;
		dot = strchr(dot + 1, '.')) {
		const char *section = pool_strndup(s->pool, name, (size_t)(dot - name));

		if (ini_get(s->pool, s->ini, section, dot + 1, value, s->err) < 0)
			return -1;
	}
	if (!*value && s->config->mode_section &&
		ini_get(s->pool, s->ini, s->config->mode_section, name, value, s->err) < 0)
		return -1;
	return *value ? 0 : ini_get(s->pool, s->ini, NULL, name, value, s->err);
}

static int from_ini(struct substitution *s, const char *name, const char **value)
{
	const char *file = s->config->mode_file;

	if (!file) {
		fail(s, "database %s: ${ini:%s} needs mode.file, which is not given",
			s->database->name, name);
		return error_hint(s->err,
			"Say which INI file is meant: mode: {file: ..., key: ...}.");
	}
	if (!s->ini_read &&
		config_read_ini(s->pool, s->config, s->files, &s->ini, s->err) < 0)
		return -1;
	s->ini_read = true;
	if (!s->ini)
		return fail(s, "database %s: ${ini:%s}: mode.file %s is not there",
			s->database->name, name, file);
	if (find_in_ini(s, name, value) < 0)
		return -1;
	if (*value)
		return 0;
	return fail(s, "database %s: %s has no key %s", s->database->name, file, name);
}

static int from_file(struct substitution *s, const char *path, const char **value)
{
	char *bytes = NULL;
	size_t length = 0;

	if (s->files->read(s->files->data, s->pool, path, &bytes, &length, s->err) < 0)
		return -1;
	if (!bytes)
		return fail(s, "database %s: there is no file %s", s->database->name, path);
	if (memchr(bytes, '\0', length))
		return fail(s, "database %s: the file %s holds a NUL byte",
			s->database->name, path);
	while (length && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r'))
		length--;
	*value = pool_strndup(s->pool, bytes, length);
	return 0;
}

static const struct {
	const char *word;
	int (*get)(struct substitution *s, const char *name, const char **value);
} sources[] = {
	{"env", from_env},
	{"ini", from_ini},
	{"file", from_file},
};

/* `text` is behind "${"; *end is set behind "}". The body is not quoted before its word is
 * known: the url may hold a password with "${" in it. */
static int get(struct substitution *s, const char *text, size_t word, const char **end,
	const char **value)
{
	const char *name = text + word + 1, *close = strchr(name, '}');

	if (!close || close == name)
		return fail(s, "database %s: the url has a ${%s", s->database->name,
			close ? "...:} without a name" : "...: without a }");
	*end = close + 1;
	for (size_t i = 0; i < sizeof(sources) / sizeof(*sources); i++) {
		if (strlen(sources[i].word) == word &&
			!strncmp(text, sources[i].word, word))
			return sources[i].get(s,
				pool_strndup(s->pool, name, (size_t)(close - name)), value);
	}
	fail(s, "database %s: the url has a ${...:...} of an unknown kind",
		s->database->name);
	return error_hint(s->err,
		"There are ${env:NAME}, ${ini:KEY}, ${ini:SECTION.KEY} and "
		"${file:PATH}.");
}

int config_substitute(struct pool *pool, const struct config *config,
	const struct config_files *files, const struct database_config *database,
	const char **url, struct error *err)
{
	struct substitution s = {pool, config, files, database, NULL, false, err};
	const char *text = database->url;
	struct text out;

	text_init(&out, pool);
	while (*text) {
		const char *start = strstr(text, "${"), *value = NULL;
		size_t word;

		if (!start) {
			text_add(&out, text);
			break;
		}
		text_add_bytes(&out, text, (size_t)(start - text));
		start += 2;
		word = strspn(
			start, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_");
		text = start;
		if (!word || start[word] != ':') {
			text_add(&out, "${");
			continue;
		}
		if (get(&s, start, word, &text, &value) < 0)
			return -1;
		text_add(&out, value);
	}
	*url = out.data;
	return 0;
}
