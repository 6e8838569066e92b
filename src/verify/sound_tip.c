#include "verify/sound_tip.h"

#include "base/file.h"
#include "base/text.h"
#include "chain/place.h"
#include "chain/snapshot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * The file is text: a line with a checksum of all that follows and the key's length, the
 * key, a line with the commit and its only head, and the ids of its revisions, a line each.
 */

#define MAGIC     "gitmig-verdict 1"
#define MAX_BYTES ((size_t)1 << 30)

/* Takes the line of the commit off. */
static bool read_commit(char *at, char *end, struct sound_tip *tip)
{
	char *newline = memchr(at, '\n', (size_t)(end - at));

	if (!newline || newline - at < 41 || at[40] != ' ')
		return false;
	at[40] = '\0';
	*newline = '\0';
	tip->commit = at;
	tip->head = at + 41;
	tip->ids = (struct lines){newline + 1, end};
	tip->count = 0;
	for (at = newline + 1; at < end; at++)
		tip->count += *at == '\n';
	return true;
}

bool sound_tip_load(
	struct pool *pool, const char *path, const char *key, struct sound_tip *tip)
{
	size_t length, key_length;
	unsigned long long sum;
	struct error ignored;
	char *bytes, *body;
	int used = 0;

	if (!file_exists(path) ||
		file_read(pool, path, MAX_BYTES, &bytes, &length, &ignored) < 0)
		return false;
	body = memchr(bytes, '\n', length);
	/* NOLINTNEXTLINE(cert-err34-c): what does not fit fails the checksum. */
	if (!body || sscanf(bytes, MAGIC " %16llx %zu%n", &sum, &key_length, &used) != 2 ||
		bytes + used != body)
		return false;
	body++;
	length -= (size_t)(body - bytes);
	if (key_length != strlen(key) || key_length > length ||
		memcmp(body, key, key_length) != 0 ||
		snapshot_checksum(body, length) != sum)
		return false;
	return read_commit(body + key_length, body + length, tip);
}

static int by_id(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void sound_tip_write(const char *path, const char *key, const char *commit,
	const char *head, const char **ids, unsigned count)
{
	struct text body, all;
	struct pool pool;

	if (count)
		qsort(ids, count, sizeof(*ids), by_id);
	pool_init(&pool);
	text_init(&body, &pool);
	text_printf(&body, "%s%s %s\n", key, commit, head);
	for (unsigned i = 0; i < count; i++)
		text_printf(&body, "%s\n", ids[i]);
	text_init(&all, &pool);
	text_printf(&all, MAGIC " %016llx %zu\n%s",
		(unsigned long long)snapshot_checksum(body.data, body.length), strlen(key),
		body.data);
	chain_cache_write(path, all.data, all.length);
	pool_release(&pool);
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

static bool is_there(const struct extension *extension, const char *id)
{
	return lines_find(&extension->tip->ids, id) != NULL;
}

static bool take(struct extension *extension, const struct revision *revision)
{
	struct addition *addition = &extension->items[extension->count++];

	addition->revision = revision;
	return !revision->labels.count && !is_there(extension, revision->id) &&
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
		if (!take(&extension, added->items[i]))
			return false;
	if (!settle(&extension))
		return false;
	mark_parents(&extension);
	list_heads(&extension, pool, heads);
	return heads->count < 2;
}
