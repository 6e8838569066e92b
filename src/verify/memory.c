#include "verify/memory.h"

#include "chain/place.h"
#include "chain/snapshot.h"
#include "verify/kept.h"

#include <stdlib.h>
#include <string.h>

/* The file has the tips' facts, a line each, an empty line, and the places. No id and no
 * path that is kept has a control character in it; ids have no blanks. */

#define MOST_TIPS 8

/* The next word of a line; NULL: the line has ended. */
static char *word(char **at)
{
	char *start = *at;

	if (!*start)
		return NULL;
	*at += strcspn(start, " ");
	if (**at)
		*(*at)++ = '\0';
	return start;
}

static struct strings split(struct pool *pool, char *list)
{
	struct strings items = {0};

	while (list && *list) {
		char *comma = strchr(list, ',');

		if (comma)
			*comma++ = '\0';
		strings_add(pool, &items, list);
		list = comma;
	}
	return items;
}

static void read_fact(struct memory *memory, struct pool *pool, char *line)
{
	char *kind = word(&line), *first = word(&line), *second = word(&line);
	struct memory_tip *tip = memory->count ? &memory->tips[memory->count - 1] : NULL;

	if (first && !strcmp(kind, "tip")) {
		struct memory_tip next = {.commit = first};

		POOL_PUSH(pool, memory->tips, memory->count, memory->cap, next);
	} else if (tip && second && !strcmp(kind, "link")) {
		struct memory_link *link = pool_new(pool, struct memory_link);

		*link = (struct memory_link){first, second, split(pool, word(&line))};
		POOL_PUSH(pool, tip->links, tip->links_count, tip->links_cap, link);
	} else if (tip && second && !strcmp(kind, "gone")) {
		struct memory_gone *gone = pool_new(pool, struct memory_gone);

		gone->commit = first;
		gone->id = second;
		gone->blobs = split(pool, word(&line));
		gone->path = line;
		POOL_PUSH(pool, tip->gone, tip->gone_count, tip->gone_cap, gone);
	} else if (tip && second) {
		struct memory_change *change = pool_new(pool, struct memory_change);

		*change = (struct memory_change){kind, second, first};
		POOL_PUSH(pool, tip->changes, tip->changes_count, tip->changes_cap, change);
	}
}

void memory_load(
	struct memory *memory, struct pool *pool, struct repo *repo, const char *policy)
{
	struct text key;
	struct lines body;
	const char *at, *end;

	memset(memory, 0, sizeof(*memory));
	text_init(&key, pool);
	snapshot_add_program(&key);
	text_add(&key, policy);
	memory->policy = key.data;
	memory->path = chain_cache_path(pool, repo, policy, "history");
	if (!kept_load(pool, memory->path, "history", key.data, &body))
		return;
	for (at = body.start; at < body.end && *at != '\n'; at = end + 1) {
		end = line_end(at, body.end);
		read_fact(memory, pool, pool_strndup(pool, at, (size_t)(end - at)));
	}
	if (at < body.end)
		memory->places = (struct lines){at + 1, body.end};
}

void memory_places(const struct memory *memory, struct pool *pool, const char *id,
	struct strings *paths)
{
	const struct lines *places = &memory->places;
	const char *at = lines_find(places, id);

	for (; at; at = lines_next(places, at, id)) {
		const char *path = at + strlen(id) + 1, *end = line_end(at, places->end);

		strings_add(pool, paths, pool_strndup(pool, path, (size_t)(end - path)));
	}
}

static void write_list(struct text *out, const struct strings *list)
{
	for (unsigned i = 0; i < list->count; i++)
		text_printf(out, "%s%s", i ? "," : "", list->items[i]);
}

static void write_tip(struct text *out, const struct memory_tip *tip)
{
	text_printf(out, "tip %s\n", tip->commit);
	for (unsigned i = 0; i < tip->links_count; i++) {
		text_printf(out, "link %s %s ", tip->links[i]->commit, tip->links[i]->id);
		write_list(out, &tip->links[i]->missing);
		text_add_char(out, '\n');
	}
	for (unsigned i = 0; i < tip->changes_count; i++)
		text_printf(out, "%s %s %s\n", tip->changes[i]->code,
			tip->changes[i]->commit, tip->changes[i]->id);
	for (unsigned i = 0; i < tip->gone_count; i++) {
		if (!tip->gone[i]->blobs.count)
			continue;
		text_printf(out, "gone %s %s ", tip->gone[i]->commit, tip->gone[i]->id);
		write_list(out, &tip->gone[i]->blobs);
		text_printf(out, " %s\n", tip->gone[i]->path);
	}
}

static int by_line(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Both sorted: new lines among the old ones, each once. */
static void merge_places(
	struct text *out, const struct memory *memory, char *const *lines, unsigned count)
{
	const struct lines *old = &memory->places;
	const char *at = old->start, *end;
	unsigned i = 0;

	while (at < old->end || i < count) {
		int order = 1;

		end = at < old->end ? line_end(at, old->end) : at;
		if (at < old->end && i < count) {
			size_t length = strlen(lines[i]), room = (size_t)(end - at);

			order = -memcmp(at, lines[i], room < length ? room : length);
			if (!order)
				order = (room < length) - (room > length);
		} else if (i == count) {
			order = 1;
		} else {
			order = -1;
		}
		if (order >= 0) {
			text_add_bytes(out, at, (size_t)(end - at) + 1);
			at = end + 1;
			i += order == 0;
		} else {
			text_printf(out, "%s\n", lines[i++]);
		}
	}
}

static void write_places(struct text *out, const struct memory *memory,
	const char *const *ids, const struct strings *const *places, unsigned count)
{
	char **lines = NULL;
	unsigned lines_count = 0, cap = 0, kept = 0;

	for (unsigned i = 0; i < count; i++)
		for (unsigned j = 0; j < places[i]->count; j++) {
			char *line = pool_printf(
				out->pool, "%s %s", ids[i], places[i]->items[j]);

			POOL_PUSH(out->pool, lines, lines_count, cap, line);
		}
	if (lines_count)
		qsort(lines, lines_count, sizeof(*lines), by_line);
	for (unsigned i = 0; i < lines_count; i++)
		if (!i || strcmp(lines[i], lines[kept - 1]) != 0)
			lines[kept++] = lines[i];
	merge_places(out, memory, lines, kept);
}

void memory_save(const struct memory *memory, const struct memory_tip *tip,
	const char *const *ids, const struct strings *const *places, unsigned count)
{
	struct pool pool;
	struct text file;

	pool_init(&pool);
	text_init(&file, &pool);
	kept_start(&file, "history", memory->policy);
	write_tip(&file, tip);
	for (unsigned i = 0, kept = 1; i < memory->count && kept < MOST_TIPS; i++)
		if (strcmp(memory->tips[i].commit, tip->commit) != 0) {
			write_tip(&file, &memory->tips[i]);
			kept++;
		}
	text_add_char(&file, '\n');
	write_places(&file, memory, ids, places, count);
	kept_write(&file, memory->path, "history", memory->policy);
	pool_release(&pool);
}
