#include "config/ini.h"

#include "base/map.h"
#include "base/text.h"
#include "config/unicode.h"

#include <stdbool.h>
#include <string.h>

/* As Python's MAX_INTERPOLATION_DEPTH. */
#define MAX_DEPTH 10
/* Ten levels of ten references each are 10^10: Python would run for hours. */
#define MAX_REPLACED 100000
#define MAX_VALUE    ((size_t)16 * 1024 * 1024)

struct entry {
	const char *key;
	struct text value;
	int line;
};

struct section {
	const char *name;
	struct map entries;
	struct section *next;
};

struct ini {
	struct pool *pool;
	const char *file;
	struct section *first, **last; /* in the order of the file, without DEFAULT */
	struct map by_name;
	struct section defaults;
};

struct reader {
	struct ini *ini;
	struct section *section;
	struct entry *entry; /* what a continuation line continues */
	size_t indent;
	int line;
};

static int fail(const struct reader *reader, struct error *err, const char *message)
{
	return error_set_at(
		err, ERR_CONFIG_INVALID, reader->ini->file, reader->line, 0, "%s", message);
}

static int open_section(struct reader *reader, const char *name, struct error *err)
{
	struct ini *ini = reader->ini;
	struct section *section;

	reader->entry = NULL;
	if (!strcmp(name, "DEFAULT")) {
		reader->section = &ini->defaults;
		return 0;
	}
	if (map_find(&ini->by_name, name))
		return error_set_at(err, ERR_CONFIG_INVALID, ini->file, reader->line, 0,
			"the section '%s' is there twice", name);
	section = pool_new(ini->pool, struct section);
	section->name = name;
	map_init(&section->entries, ini->pool, false);
	*ini->last = section;
	ini->last = &section->next;
	map_put(&ini->by_name, name, section);
	reader->section = section;
	return 0;
}

static int add_entry(
	struct reader *reader, const char *start, const char *end, struct error *err)
{
	struct pool *pool = reader->ini->pool;
	const char *equals = memchr(start, '=', (size_t)(end - start));
	const char *colon = memchr(start, ':', (size_t)(end - start));
	const char *delimiter = !equals || (colon && colon < equals) ? colon : equals;
	const char *key_end = delimiter, *value;
	struct entry *entry;

	if (!delimiter)
		return fail(reader, err, "neither a section nor a key with a value");
	unicode_strip(&start, &key_end);
	if (start == key_end)
		return fail(reader, err, "a value without a key");
	value = delimiter + 1;
	unicode_strip(&value, &end);
	entry = pool_new(pool, struct entry);
	entry->key = unicode_lower(pool, start, (size_t)(key_end - start));
	entry->line = reader->line;
	text_init(&entry->value, pool);
	text_add_bytes(&entry->value, value, (size_t)(end - value));
	if (map_find(&reader->section->entries, entry->key))
		return error_set_at(err, ERR_CONFIG_INVALID, reader->ini->file,
			reader->line, 0, "the key '%s' is there twice in the section '%s'",
			entry->key, reader->section->name);
	map_put(&reader->section->entries, entry->key, entry);
	reader->entry = entry;
	return 0;
}

/* The part in brackets: all up to the last bracket, as the regular expression \[(.+)\]. */
static const char *header_end(const char *start, const char *end)
{
	if (*start != '[')
		return NULL;
	while (end > start + 2) {
		if (*--end == ']')
			return end;
	}
	return NULL;
}

static int read_line(
	struct reader *reader, const char *line, const char *end, struct error *err)
{
	const char *start = line, *close;
	size_t indent = 0;

	unicode_strip(&start, &end);
	if (start == end) {
		/* Python counts the lines and drops those at the end of the value. */
		if (reader->entry)
			text_add_char(&reader->entry->value, '\n');
		return 0;
	}
	if (*start == '#' || *start == ';')
		return 0;
	for (; line < start; line += unicode_space(line, start))
		indent++;
	if (reader->entry && indent > reader->indent) {
		text_add_char(&reader->entry->value, '\n');
		text_add_bytes(&reader->entry->value, start, (size_t)(end - start));
		return 0;
	}
	reader->indent = indent;
	close = header_end(start, end);
	if (close)
		return open_section(reader,
			pool_strndup(
				reader->ini->pool, start + 1, (size_t)(close - start - 1)),
			err);
	if (!reader->section)
		return fail(reader, err, "there is no section header before this line");
	return add_entry(reader, start, end, err);
}

int ini_parse(struct pool *pool, const char *file, const char *bytes, size_t length,
	struct ini **ini, struct error *err)
{
	struct reader reader = {.ini = pool_new(pool, struct ini), .line = 1};
	const char *end = bytes + length;

	reader.ini->pool = pool;
	reader.ini->last = &reader.ini->first;
	reader.ini->file = pool_strdup(pool, file);
	reader.ini->defaults.name = "DEFAULT";
	map_init(&reader.ini->defaults.entries, pool, false);
	map_init(&reader.ini->by_name, pool, false);
	if (length && memchr(bytes, '\0', length)) {
		fail(&reader, err, "not an INI file: it holds a NUL byte");
		return error_hint(err, "Save the file as UTF-8.");
	}
	if (length >= 3 && !memcmp(bytes, "\xef\xbb\xbf", 3))
		bytes += 3;
	while (bytes < end) {
		const char *line_end = bytes;

		while (line_end < end && *line_end != '\n' && *line_end != '\r')
			line_end++;
		if (read_line(&reader, bytes, line_end, err) < 0)
			return -1;
		if (end - line_end >= 2 && line_end[0] == '\r' && line_end[1] == '\n')
			line_end++;
		bytes = line_end < end ? line_end + 1 : end;
		reader.line++;
	}
	*ini = reader.ini;
	return 0;
}

struct replacer {
	const struct ini *ini;
	const struct section *section; /* NULL: the defaults alone */
	const struct entry *entry;     /* the one that was asked for */
	struct text out;
	int replaced;
};

static const struct entry *find(
	const struct ini *ini, const struct section *section, const char *key)
{
	const struct entry *entry = section ? map_find(&section->entries, key) : NULL;

	return entry ? entry : map_find(&ini->defaults.entries, key);
}

/* The end of the value as str.rstrip() leaves it. */
static const char *value_end(const struct entry *entry)
{
	const char *start = entry->value.data, *end = start + entry->value.length;

	unicode_strip(&start, &end);
	return start == end ? entry->value.data : end;
}

static int bad_value(const struct replacer *replacer, struct error *err, const char *what)
{
	error_set_at(err, ERR_CONFIG_INVALID, replacer->ini->file, replacer->entry->line, 0,
		"the value of '%s' %s", replacer->entry->key, what);
	return error_hint(err, "In an INI file a plain %% is written %%%%.");
}

static int replace(
	struct replacer *replacer, const struct entry *entry, int depth, struct error *err);

/* `at` is behind the "%(" ; it is moved behind the ")s". */
static int replace_name(struct replacer *replacer, const char **at, const char *end,
	int depth, struct error *err)
{
	const char *close = memchr(*at, ')', (size_t)(end - *at));
	const struct entry *entry;

	if (!close || close == *at || close + 1 == end || close[1] != 's')
		return bad_value(replacer, err, "has a %( without a name and )s");
	entry = find(replacer->ini, replacer->section,
		unicode_lower(replacer->out.pool, *at, (size_t)(close - *at)));
	if (!entry)
		return bad_value(
			replacer, err, "refers by %(...)s to a key that is not there");
	*at = close + 2;
	return replace(replacer, entry, depth, err);
}

static int replace(
	struct replacer *replacer, const struct entry *entry, int depth, struct error *err)
{
	const char *at = entry->value.data, *end = value_end(entry);

	if (depth > 1 && !memchr(at, '%', (size_t)(end - at)))
		depth = 1; /* Python counts only the levels that have something to replace
			    */
	if (depth > MAX_DEPTH || ++replacer->replaced > MAX_REPLACED ||
		replacer->out.length > MAX_VALUE)
		return bad_value(replacer, err, "refers to other values without end");
	while (at < end) {
		const char *percent = memchr(at, '%', (size_t)(end - at));

		text_add_bytes(
			&replacer->out, at, (size_t)((percent ? percent : end) - at));
		if (!percent)
			break;
		at = percent + 2;
		if (at <= end && percent[1] == '%')
			text_add_char(&replacer->out, '%');
		else if (at > end || percent[1] != '(')
			return bad_value(
				replacer, err, "has a % that neither % nor ( follows");
		else if (replace_name(replacer, &at, end, depth + 1, err) < 0)
			return -1;
	}
	return 0;
}

static const struct section *section_of(
	const struct ini *ini, const char *name, const char *key, bool *found)
{
	const struct section *section;

	*found = true;
	if (name && strcmp(name, "DEFAULT") != 0) {
		section = map_find(&ini->by_name, name);
		*found = section != NULL;
		return section;
	}
	section = name ? NULL : ini->first;
	while (section && !map_find(&section->entries, key))
		section = section->next;
	return section;
}

int ini_get(struct pool *pool, const struct ini *ini, const char *section, const char *key,
	const char **value, struct error *err)
{
	struct replacer replacer = {.ini = ini};
	const char *folded = unicode_lower(pool, key, strlen(key));
	bool found;

	replacer.section = section_of(ini, section, folded, &found);
	replacer.entry = found ? find(ini, replacer.section, folded) : NULL;
	if (!replacer.entry) {
		*value = NULL;
		return 0;
	}
	text_init(&replacer.out, pool);
	if (replace(&replacer, replacer.entry, 1, err) < 0)
		return -1;
	*value = replacer.out.data;
	return 0;
}
