#include "verify/sound_tip.h"

#include "base/map.h"
#include "base/text.h"
#include "verify/kept.h"

#include <stdlib.h>
#include <string.h>

/* The file's first line has the commit, how many revisions there are and the only head; the
 * others have an id, of those that are marked more, or a label behind @. */

bool sound_tip_load(
	struct pool *pool, const char *path, const char *key, struct sound_tip *tip)
{
	struct lines body;
	const char *end;
	char *line, *rest;

	if (!kept_load(pool, path, "verdict", key, &body))
		return false;
	end = line_end(body.start, body.end);
	line = pool_strndup(pool, body.start, (size_t)(end - body.start));
	if (end == body.end || end - body.start < 41 || line[40] != ' ')
		return false;
	line[40] = '\0';
	tip->commit = line;
	tip->count = (unsigned)strtoul(line + 41, &rest, 10);
	tip->head = rest + (*rest == ' ');
	tip->names = (struct lines){end + 1, body.end};
	return true;
}

/* False where a path would be more than a line. */
static bool list(const struct revisions *revisions, struct pool *pool,
	const struct map *marked, struct strings *lines)
{
	for (unsigned i = 0; i < revisions->count; i++) {
		const struct revision *revision = revisions->items[i];
		const char *line = revision->id;

		if (marked && map_find(marked, revision->id)) {
			if (strchr(revision->path, '\n'))
				return false;
			line = pool_printf(pool, "%s %d %d %s", revision->id,
				revision->content, revision->irreversible, revision->path);
		}
		strings_add(pool, lines, line);
		for (unsigned k = 0; k < revision->labels.count; k++)
			strings_add(pool, lines,
				pool_printf(pool, "@%s", revision->labels.items[k]));
	}
	strings_sort(lines);
	return true;
}

void sound_tip_write(const char *path, const char *key, const char *commit,
	const char *head, const struct revisions *revisions, const struct map *marked)
{
	struct strings lines = {0};
	struct text file;
	struct pool pool;

	pool_init(&pool);
	if (list(revisions, &pool, marked, &lines)) {
		text_init(&file, &pool);
		kept_start(&file, "verdict", key);
		text_printf(&file, "%s %u %s\n", commit, revisions->count, head);
		for (unsigned i = 0; i < lines.count; i++)
			text_printf(&file, "%s\n", lines.items[i]);
		kept_write(&file, path, "verdict", key);
	}
	pool_release(&pool);
}

static struct revision *read_marked(struct pool *pool, char *line)
{
	struct revision *revision = pool_new(pool, struct revision);
	char *rest = strchr(line, ' ');

	*rest = '\0';
	revision->id = line;
	revision->content = (unsigned char)strtoul(rest + 1, &rest, 10);
	revision->irreversible = strtoul(rest, &rest, 10) != 0;
	revision->path = rest + (*rest == ' ');
	return revision;
}

void sound_tip_marked(
	const struct sound_tip *tip, struct pool *pool, struct revisions *marked)
{
	const char *at = tip->names.start, *end = tip->names.end, *next;

	while (at < end && (at = memchr(at, ' ', (size_t)(end - at)))) {
		next = line_end(at, end);
		while (at > tip->names.start && at[-1] != '\n')
			at--;
		revisions_add(pool, marked,
			read_marked(pool, pool_strndup(pool, at, (size_t)(next - at))));
		at = next;
	}
}

/* One that is added, as far as it is found to be in order. */
struct addition {
	const struct revision *revision;
	bool sound, is_parent;
};

struct extension {
	const struct sound_tip *tip;
	struct map ids; /* id -> struct addition */
	struct addition *items;
	unsigned count;
	bool head_stays;
};

static bool is_there(const struct extension *extension, const char *name)
{
	return lines_find(&extension->tip->names, name) != NULL;
}

static bool take(
	struct extension *extension, struct pool *pool, const struct revision *revision)
{
	struct addition *addition = &extension->items[extension->count++];

	addition->revision = revision;
	return !revision->labels.count && !is_there(extension, revision->id) &&
	       !is_there(extension, pool_printf(pool, "@%s", revision->id)) &&
	       !map_put(&extension->ids, revision->id, addition);
}

/* Are all that it stands on in order? */
static bool stands(const struct extension *extension, const struct strings *on)
{
	for (unsigned i = 0; i < on->count; i++) {
		const struct addition *other = map_find(&extension->ids, on->items[i]);

		if (other ? !other->sound : !is_there(extension, on->items[i]))
			return false;
	}
	return true;
}

/* A round for each that stands on the one before it, at worst: then it is not settled. */
static bool settle(struct extension *extension)
{
	unsigned left = extension->count, before;

	do {
		before = left;
		for (unsigned i = 0; i < extension->count; i++) {
			struct addition *addition = &extension->items[i];

			if (addition->sound ||
				!stands(extension, &addition->revision->parents) ||
				!stands(extension, &addition->revision->depends_on))
				continue;
			addition->sound = true;
			left--;
		}
	} while (left && left < before);
	return !left;
}

static void mark_parents(struct extension *extension)
{
	for (unsigned i = 0; i < extension->count; i++) {
		const struct strings *parents = &extension->items[i].revision->parents;

		for (unsigned j = 0; j < parents->count; j++) {
			struct addition *parent = map_find(
				&extension->ids, parents->items[j]);

			if (parent)
				parent->is_parent = true;
			else if (!strcmp(parents->items[j], extension->tip->head))
				extension->head_stays = false;
		}
	}
}

static void list_heads(
	const struct extension *extension, struct pool *pool, struct strings *heads)
{
	if (extension->head_stays)
		strings_add(pool, heads, extension->tip->head);
	for (unsigned i = 0; i < extension->count; i++)
		if (!extension->items[i].is_parent)
			strings_add(pool, heads, extension->items[i].revision->id);
}

bool sound_tip_extend(const struct sound_tip *tip, struct pool *pool,
	const struct revisions *added, struct strings *heads)
{
	struct extension extension = {.tip = tip, .head_stays = *tip->head != '\0'};

	map_init(&extension.ids, pool, false);
	extension.items = pool_array(pool, struct addition, added->count);
	for (unsigned i = 0; i < added->count; i++)
		if (!take(&extension, pool, added->items[i]))
			return false;
	if (!settle(&extension))
		return false;
	mark_parents(&extension);
	list_heads(&extension, pool, heads);
	return heads->count < 2;
}
