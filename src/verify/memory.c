#include "verify/memory.h"

#include "base/file.h"
#include "base/text.h"
#include "chain/place.h"
#include "chain/snapshot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * The file is text: a line with a checksum of all that follows it and the lengths of the
 * parts, the policy, the tips' facts a line each, and the places. No id and no path that is
 * kept has a blank line or a control character in it; ids have no blanks.
 */

#define MAGIC     "gitmig-history 1"
#define MOST_TIPS 8
#define MAX_BYTES ((size_t)1 << 30)

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

static void read_facts(struct memory *memory, struct pool *pool, char *at, char *end)
{
	while (at < end) {
		char *newline = memchr(at, '\n', (size_t)(end - at));

		if (!newline)
			return;
		*newline = '\0';
		read_fact(memory, pool, at);
		at = newline + 1;
	}
}

/* Takes the head off: the lengths of the three parts that follow. */
static bool read_head(char *bytes, size_t length, char **body, size_t parts[3])
{
	char *end = memchr(bytes, '\n', length);
	unsigned long long sum;
	int used = 0;

	if (!end)
		return false;
	*end = '\0';
	/* NOLINTNEXTLINE(cert-err34-c): what does not fit fails the checksum. */
	if (sscanf(bytes, MAGIC " %16llx %zu %zu %zu%n", &sum, &parts[0], &parts[1],
		    &parts[2], &used) != 4 ||
		bytes[used])
		return false;
	*body = end + 1;
	length -= (size_t)(*body - bytes);
	return parts[0] <= length && parts[1] <= length - parts[0] &&
	       parts[2] == length - parts[0] - parts[1] &&
	       snapshot_checksum(*body, length) == sum;
}

void memory_load(
	struct memory *memory, struct pool *pool, struct repo *repo, const char *policy)
{
	size_t length, parts[3];
	struct error ignored;
	struct text key;
	char *bytes, *body;

	memset(memory, 0, sizeof(*memory));
	text_init(&key, pool);
	snapshot_add_program(&key);
	text_add(&key, policy);
	memory->policy = key.data;
	memory->path = chain_cache_path(pool, repo, policy, "history");
	if (!file_exists(memory->path) ||
		file_read(pool, memory->path, MAX_BYTES, &bytes, &length, &ignored) < 0)
		return;
	if (!read_head(bytes, length, &body, parts) || parts[0] != key.length ||
		memcmp(body, key.data, key.length) != 0)
		return;
	read_facts(memory, pool, body + parts[0], body + parts[0] + parts[1]);
	memory->places.start = body + parts[0] + parts[1];
	memory->places.end = memory->places.start + parts[2];
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
	struct text body, head;
	size_t facts, policy;

	pool_init(&pool);
	text_init(&body, &pool);
	text_add(&body, memory->policy);
	policy = body.length;
	write_tip(&body, tip);
	for (unsigned i = 0, kept = 1; i < memory->count && kept < MOST_TIPS; i++)
		if (strcmp(memory->tips[i].commit, tip->commit) != 0) {
			write_tip(&body, &memory->tips[i]);
			kept++;
		}
	facts = body.length - policy;
	write_places(&body, memory, ids, places, count);
	text_init(&head, &pool);
	text_printf(&head, MAGIC " %016llx %zu %zu %zu\n",
		(unsigned long long)snapshot_checksum(body.data, body.length), policy,
		facts, body.length - policy - facts);
	text_add_bytes(&head, body.data, body.length);
	chain_cache_write(memory->path, head.data, head.length);
	pool_release(&pool);
}
