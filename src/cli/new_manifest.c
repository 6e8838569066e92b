#include "cli/new_manifest.h"

#include "base/file.h"
#include "base/text.h"
#include "config/unicode.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

int new_revision_id(struct pool *pool, char **id, struct error *err)
{
	unsigned char b[6];

	if (getrandom(b, sizeof(b), 0) != (ssize_t)sizeof(b))
		return error_set(err, ERR_IO, "no random numbers: %s", strerror(errno));
	*id = pool_printf(
		pool, "%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2], b[3], b[4], b[5]);
	return 0;
}

char *new_timestamp(struct pool *pool)
{
	time_t now = time(NULL);
	struct tm tm;
	char text[32];

	gmtime_r(&now, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	return pool_strdup(pool, text);
}

/* Cut behind a whole word; one long word within it. The limit is in characters. */
static void cut_slug(struct text *slug, unsigned limit)
{
	const char *at = slug->data, *end = at + slug->length;
	size_t cut, underscore;
	unsigned count = 0;
	bool word;

	while (at < end && count++ < limit)
		at += unicode_next(at, end, &word);
	if (at == end)
		return;
	cut = underscore = (size_t)(at - slug->data);
	while (underscore && slug->data[underscore] != '_')
		underscore--;
	slug->length = underscore ? underscore : cut;
	slug->data[slug->length] = '\0';
}

/* As Alembic makes it: words in lower case joined by _. */
static char *slug_of(struct pool *pool, const char *message, unsigned limit)
{
	const char *at = unicode_lower(pool, message, strlen(message));
	const char *end = at + strlen(at);
	struct text slug;
	size_t length;
	bool word;

	text_init(&slug, pool);
	for (; (length = unicode_next(at, end, &word)) != 0; at += length) {
		if (word)
			text_add_bytes(&slug, at, length);
		else if (slug.length && slug.data[slug.length - 1] != '_')
			text_add_char(&slug, '_');
	}
	while (slug.length && slug.data[slug.length - 1] == '_')
		slug.data[--slug.length] = '\0';
	cut_slug(&slug, limit);
	return slug.data;
}

static const char *template_value(struct pool *pool, const char *name, size_t length,
	const char *rev, const char *slug)
{
	static const struct {
		const char *name, *format;
	} times[] = {{"year", "%Y"}, {"month", "%m"}, {"day", "%d"}, {"hour", "%H"},
		{"minute", "%M"}};
	time_t now = time(NULL);
	struct tm tm;
	char text[16];

	if (!strncmp(name, "rev}", length + 1))
		return rev;
	if (!strncmp(name, "slug}", length + 1))
		return slug;
	gmtime_r(&now, &tm);
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		if (strlen(times[i].name) == length &&
			!strncmp(name, times[i].name, length)) {
			strftime(text, sizeof(text), times[i].format, &tm);
			return pool_strdup(pool, text);
		}
	}
	return "";
}

char *new_file_name(struct context *context, const struct manifest *manifest)
{
	const struct config *config = &context->config;
	char *slug = slug_of(context->pool, manifest->message ? manifest->message : "",
		(unsigned)config->truncate_slug_length);
	const char *p = config->file_template;
	struct text name;

	if (!*slug)
		return pool_printf(context->pool, "%s.yaml", manifest->revision);
	text_init(&name, context->pool);
	while (*p) {
		const char *end = *p == '{' ? strchr(p, '}') : NULL;

		if (end) {
			text_add(&name,
				template_value(context->pool, p + 1, (size_t)(end - p - 1),
					manifest->revision, slug));
			p = end + 1;
		} else {
			text_add_char(&name, *p++);
		}
	}
	text_add(&name, ".yaml");
	return name.data;
}

int new_manifest_write(struct context *context, const struct manifest *manifest,
	const char *name, char **path, struct error *err)
{
	char *full;
	struct text text;

	*path = path_join(context->pool, context->config.version_locations.items[0], name);
	full = context_path(context, *path);
	text_init(&text, context->pool);
	manifest_write(&text, manifest);
	if (file_make_dirs(path_dirname(context->pool, full), err) ||
		file_create(full, text.data, text.length, err))
		return -1;
	return 0;
}

int refuse_ref(const struct context *context, struct error *err)
{
	if (!context->args->ref)
		return 0;
	return error_set(err, ERR_USAGE,
		"`gitmig %s` works on the work tree, not on a --ref",
		context->args->command);
}
