#include "verify/verdict.h"

#include "base/file.h"
#include "chain/heads.h"
#include "chain/place.h"
#include "chain/snapshot.h"
#include "chain/staged.h"
#include "verify/lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * The file is text: a line with a checksum of all that follows and the key's length, the
 * key, a line with the tip and its only head, and the ids of its revisions, a line each.
 */

#define MAGIC     "gitmig-verdict 1"
#define MAX_BYTES ((size_t)1 << 30)

struct verdict {
	const char *tip, *head; /* 40 hex digits; an id, "" where there is no revision */
	struct lines ids;
	unsigned count;
};

/* What was added, as far as it is found to be in order. */
struct addition {
	const struct revision *revision;
	bool sound, is_parent;
};

struct extension {
	struct judge *judge;
	struct verdict verdict;
	struct map ids; /* id -> struct addition */
	struct addition *items;
	unsigned count;
	bool head_stays;
};

static bool is_asked(const struct judge *judge)
{
	const struct verify *verify = judge->verify;

	return verify->commit && !verify->bases.count && !verify->known &&
	       !verify->replay && !verify->tree_only && !judge->config->git.since &&
	       !judge->config->review.second_person;
}

static const char *key_of(const struct judge *judge, struct pool *pool, const char **path)
{
	struct strings folders = {0};
	struct text key;
	size_t program;

	chain_folders(&judge->chain, pool, &folders);
	text_init(&key, pool);
	snapshot_add_program(&key);
	program = key.length;
	text_printf(&key, "prefix %s\nreview %d\nfolders %s\n", judge->chain.prefix,
		(int)judge->config->review.required, strings_join(pool, &folders, "\n"));
	*path = chain_cache_path(pool, judge->verify->repo, key.data + program, "verdict");
	return key.data;
}

/* Takes the line of the tip off. */
static bool read_tip(char *at, char *end, struct verdict *verdict)
{
	char *newline = memchr(at, '\n', (size_t)(end - at));

	if (!newline || newline - at < 41 || at[40] != ' ')
		return false;
	at[40] = '\0';
	*newline = '\0';
	verdict->tip = at;
	verdict->head = at + 41;
	verdict->ids = (struct lines){newline + 1, end};
	for (at = newline + 1; at < end; at++)
		verdict->count += *at == '\n';
	return true;
}

static bool load(struct judge *judge, struct verdict *verdict)
{
	const char *path, *key = key_of(judge, judge->pool, &path);
	size_t length, key_length;
	unsigned long long sum;
	struct error ignored;
	char *bytes, *body;
	int used = 0;

	if (!file_exists(path) ||
		file_read(judge->pool, path, MAX_BYTES, &bytes, &length, &ignored) < 0)
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
	return read_tip(body + key_length, body + length, verdict);
}

static bool is_there(const struct extension *extension, const char *id)
{
	return lines_find(&extension->verdict.ids, id) != NULL;
}

/* By itself: its form, its name, its content, its review. */
static bool is_sound_alone(struct judge *judge, const struct revision *revision)
{
	struct findings findings = {0};

	if (!(revision->content & CONTENT_VALID) || revision->labels.count ||
		!strstr(path_basename(revision->path), revision->id) ||
		((revision->content & CONTENT_UPGRADES) &&
			!(revision->content & CONTENT_DOWNGRADES) &&
			revision->origin != ORIGIN_MERGE))
		return false;
	verify_review(judge->pool, judge->config, revision, NULL, &findings);
	return !findings.count;
}

static bool take(struct extension *extension, const struct history_added *added)
{
	struct addition *addition = &extension->items[extension->count++];
	struct judge *judge = extension->judge;
	struct revision *revision = pool_new(judge->pool, struct revision);
	struct error ignored;

	if (added->head->parsed)
		*revision = *added->head->parsed;
	else if (chain_read_head(judge->pool, judge->verify->repo, added->path,
			 added->head->blob, revision, &ignored) < 0)
		return false;
	revision->path = added->path;
	addition->revision = revision;
	return is_sound_alone(judge, revision) && !is_there(extension, revision->id) &&
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
			else if (!strcmp(parents->items[j], extension->verdict.head))
				extension->head_stays = false;
		}
	}
}

static void list_heads(const struct extension *extension, struct strings *heads)
{
	struct pool *pool = extension->judge->pool;

	if (extension->head_stays)
		strings_add(pool, heads, extension->verdict.head);
	for (unsigned i = 0; i < extension->count; i++)
		if (!extension->items[i].is_parent)
			strings_add(pool, heads, extension->items[i].revision->id);
}

static bool extend(struct extension *extension, const struct history_added *added,
	unsigned count, struct strings *heads)
{
	struct pool *pool = extension->judge->pool;

	map_init(&extension->ids, pool, false);
	extension->items = pool_array(pool, struct addition, count);
	extension->head_stays = *extension->verdict.head != '\0';
	for (unsigned i = 0; i < count; i++)
		if (!take(extension, &added[i]))
			return false;
	if (!settle(extension))
		return false;
	mark_parents(extension);
	list_heads(extension, heads);
	return heads->count < 2;
}

/* What stands in the place of a folder is not among its changes. */
static bool folders_are_there(const struct judge *judge)
{
	struct strings folders = {0};
	struct error ignored;
	char tree[41];

	chain_folders(&judge->chain, judge->pool, &folders);
	for (unsigned i = 0; i < folders.count; i++)
		if (repo_tree(judge->verify->repo, judge->verify->commit, folders.items[i],
			    tree, &ignored) < 0 ||
			!*tree)
			return false;
	return true;
}

bool verdict_extend(
	struct judge *judge, struct history_task *task, struct verified *verified)
{
	struct extension extension = {.judge = judge};
	struct history_added *added;
	struct strings heads = {0};
	unsigned count;

	if (!is_asked(judge) || !load(judge, &extension.verdict) ||
		!folders_are_there(judge) ||
		!history_adds(task, extension.verdict.tip, &added, &count) ||
		!extend(&extension, added, count, &heads))
		return false;
	verified->prefix = judge->chain.prefix;
	verified->revisions = extension.verdict.count + count;
	for (unsigned i = 0; i < heads.count; i++)
		strings_add(judge->pool, &verified->heads,
			pool_strdup(judge->pool, heads.items[i]));
	return true;
}

static int by_id(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* NULL where one has a label. */
static const char **sorted_ids(const struct graph *graph, struct pool *pool)
{
	const char **ids = pool_array(pool, const char *, graph->count);

	for (unsigned i = 0; i < graph->count; i++) {
		if (graph->items[i]->labels.count)
			return NULL;
		ids[i] = graph->items[i]->id;
	}
	if (graph->count)
		qsort(ids, graph->count, sizeof(*ids), by_id);
	return ids;
}

void verdict_keep(const struct judge *judge)
{
	const struct graph *graph = judge->chain.graph;
	struct revisions heads = {0};
	const char *path, *key, **ids;
	struct text body, all;
	struct pool pool;

	graph_heads(graph, &heads);
	if (!is_asked(judge) || judge->findings->count || heads.count > 1)
		return;
	pool_init(&pool);
	key = key_of(judge, &pool, &path);
	ids = sorted_ids(graph, &pool);
	text_init(&body, &pool);
	text_printf(&body, "%s%s %s\n", key, judge->head,
		heads.count ? heads.items[0]->id : "");
	for (unsigned i = 0; ids && i < graph->count; i++)
		text_printf(&body, "%s\n", ids[i]);
	text_init(&all, &pool);
	text_printf(&all, MAGIC " %016llx %zu\n%s",
		(unsigned long long)snapshot_checksum(body.data, body.length), strlen(key),
		body.data);
	if (ids)
		chain_cache_write(path, all.data, all.length);
	pool_release(&pool);
}
