#include "chain/heads.h"

#include "base/map.h"
#include "base/text.h"
#include "chain/internal.h"
#include "chain/place.h"

#include <string.h>

/* So many blobs are parsed again rather than written down, or looked for in the file. */
#define WORTH_WRITING 64
#define WORTH_OPENING 16

struct heads {
	struct pool *pool;
	const struct chain *chain;
	struct repo *repo;
	struct map known;          /* blob id -> struct head */
	const struct head **items; /* those of `known` that are not the chain's */
	unsigned count, cap, parsed;
	const char *path, *key;    /* of the cache file; NULL: not looked for yet */
	struct snapshot *snapshot; /* it, NULL: none */
	bool listed;               /* the chain's are known */
};

static struct head *add(struct heads *heads, const struct revision *revision)
{
	struct head *head = pool_new(heads->pool, struct head);

	head->id = revision->id;
	head->parents = revision->parents;
	head->labels = revision->labels;
	memcpy(head->blob, revision->blob, sizeof(head->blob));
	memcpy(head->digest, revision->digest, sizeof(head->digest));
	map_put(&heads->known, head->blob, head);
	return head;
}

struct heads *heads_open(struct pool *pool, const struct chain *chain)
{
	struct heads *heads = pool_new(pool, struct heads);

	heads->pool = pool;
	heads->chain = chain;
	heads->repo = chain->repo;
	map_init(&heads->known, pool, false);
	return heads;
}

static void list_chain(struct heads *heads)
{
	const struct chain *chain = heads->chain;

	heads->listed = true;
	for (unsigned i = 0; i < chain->count; i++)
		add(heads, chain->revisions[i]);
}

static void open_snapshot(struct heads *heads)
{
	struct text key;

	text_init(&key, heads->pool);
	snapshot_add_program(&key);
	text_add(&key, "heads\n");
	heads->key = key.data;
	heads->path = chain_cache_path(heads->pool, heads->repo, "", "heads");
	heads->snapshot = snapshot_open(heads->pool, heads->path, heads->key, false);
}

static struct head *recall(struct heads *heads, const char *blob)
{
	struct revision revision = {0};
	uint32_t record;

	if (!heads->snapshot)
		return NULL;
	record = snapshot_find_blob(heads->snapshot, heads->pool, blob);
	if (record == SNAPSHOT_NONE ||
		!snapshot_revision(heads->snapshot, heads->pool, record, &revision))
		return NULL;
	return add(heads, &revision);
}

static int parse(
	struct heads *heads, const char *blob, struct head **out, struct error *err)
{
	struct repo *repo = heads->repo;
	struct revision *revision;
	struct error ignored;
	struct pool own;
	size_t length;
	char *bytes;
	int result = 0;

	if (repo_size(repo, blob, &length, err) < 0)
		return -1;
	revision = pool_new(heads->pool, struct revision);
	pool_init(&own);
	if (length <= MANIFEST_MAX) {
		result = repo_read(repo, &own, blob, &bytes, &length, err);
		if (result == 0 && chain_parse(heads->pool, "", bytes, length, blob,
					   revision, &ignored) < 0)
			revision->id = NULL;
	}
	pool_release(&own);
	if (result < 0)
		return -1;
	memcpy(revision->blob, blob, sizeof(revision->blob));
	*out = add(heads, revision);
	(*out)->parsed = revision;
	heads->parsed++;
	return 0;
}

int heads_find_hex(
	struct heads *heads, const char *blob, const struct head **out, struct error *err)
{
	struct head *head;

	if (!heads->listed)
		list_chain(heads);
	head = map_find(&heads->known, blob);
	if (!head) {
		if (heads->count == WORTH_OPENING && !heads->path)
			open_snapshot(heads);
		head = recall(heads, blob);
		if (!head && parse(heads, blob, &head, err) < 0)
			return -1;
		POOL_PUSH(heads->pool, heads->items, heads->count, heads->cap, head);
	}
	*out = head;
	return 0;
}

int heads_find(struct heads *heads, const struct object_id *blob, const struct head **head,
	struct error *err)
{
	char hex[41];

	object_id_hex(blob, hex);
	return heads_find_hex(heads, hex, head, err);
}

/* The end of the JSON value at `at`. */
static const char *value_end(const char *at)
{
	unsigned depth = 0;

	do {
		if (*at == '"') {
			for (at++; *at && *at != '"'; at++)
				at += *at == '\\' && at[1];
		} else if (*at == '{' || *at == '[') {
			depth++;
		} else if (*at == '}' || *at == ']') {
			if (!depth)
				return at; /* of what the value is in */
			depth--;
		} else if (*at == ',' && !depth) {
			return at;
		}
		at += *at != '\0';
	} while (*at);
	return at;
}

/* Leaves out members of the object that a canonical form is. */
static void cut_members(const char *canonical, struct text *out)
{
	const char *at = canonical + 1;

	while (*at && *at != '}') {
		const char *end = value_end(at);

		if (strncmp(at, "\"parents\":", 10) != 0 &&
			strncmp(at, "\"origin\":", 9) != 0) {
			text_add_bytes(out, at, (size_t)(end - at));
			text_add_char(out, ',');
		}
		at = end + (*end == ',');
	}
}

int heads_body(
	struct heads *heads, const struct head *head, const char **body, struct error *err)
{
	struct head *ours = map_find(&heads->known, head->blob);
	struct text canonical, rest;
	struct pool own;
	size_t length;
	char *bytes, hex[41];
	int result;

	if (!ours->body) {
		pool_init(&own);
		text_init(&canonical, &own);
		text_init(&rest, &own);
		result = repo_read(heads->repo, &own, head->blob, &bytes, &length, err);
		if (result == 0)
			result = manifest_canonical(
				&own, "", bytes, length, &canonical, err);
		if (result == 0) {
			cut_members(canonical.data, &rest);
			repo_blob_id(rest.data, rest.length, hex);
			ours->body = pool_strdup(heads->pool, hex);
		}
		pool_release(&own);
		if (result < 0)
			return -1;
	}
	*body = ours->body;
	return 0;
}

static void add_revision(struct revision **revisions, const char **paths, uint32_t *count,
	struct revision *revision)
{
	revisions[*count] = revision;
	paths[*count] = revision->blob;
	++*count;
}

/* What is in the file already and what was parsed. The chain's own are in its snapshot. */
static void write_all(struct heads *heads)
{
	struct snapshot *old = heads->snapshot;
	uint32_t count = 0, most = heads->count + (old ? old->header->records : 0);
	struct snapshot_content content = {.key = heads->key};
	struct revision *made, **revisions;
	const char **paths;
	struct pool own;
	struct map seen;
	size_t length;
	char *bytes;

	pool_init(&own);
	map_init(&seen, &own, false);
	made = pool_array(&own, struct revision, most + 1);
	revisions = pool_array(&own, struct revision *, most);
	paths = pool_array(&own, const char *, most);
	for (uint32_t i = 0; old && i < old->header->records; i++)
		if (snapshot_revision(old, &own, i, &made[count]) &&
			!map_put(&seen, made[count].blob, &made[count]))
			add_revision(revisions, paths, &count, &made[count]);
	for (unsigned i = 0; i < heads->count; i++) {
		const struct head *head = heads->items[i];

		if (!head->id || map_find(&seen, head->blob))
			continue;
		memset(&made[count], 0, sizeof(made[count]));
		made[count].id = head->id;
		made[count].parents = head->parents;
		made[count].labels = head->labels;
		memcpy(made[count].blob, head->blob, sizeof(head->blob));
		memcpy(made[count].digest, head->digest, sizeof(head->digest));
		add_revision(revisions, paths, &count, &made[count]);
	}
	content.files = pool_array(&own, struct snapshot_file, count);
	content.file_paths = paths;
	content.revisions = revisions;
	content.files_count = count;
	bytes = snapshot_bytes(&own, &content, &length);
	if (bytes)
		chain_cache_write(heads->path, bytes, length);
	pool_release(&own);
}

void heads_close(struct heads *heads)
{
	if (heads->parsed >= WORTH_WRITING)
		write_all(heads);
	snapshot_close(heads->snapshot);
	heads->snapshot = NULL;
}
