#include "chain/snapshot.h"

#include "base/file.h"
#include "chain/format.h"

#include <string.h>
#include <sys/mman.h>

/* The sections follow the header in the order of its counts; all but the strings are made
 * of multiples of four bytes, and those with wider members come first. */
static bool set_sections(struct snapshot *snapshot)
{
	const struct snapshot_header *header = snapshot->header;
	const char *base = snapshot->map;
	uint64_t at = sizeof(*header);

	snapshot->dirs = (const void *)(base + at);
	at += (uint64_t)header->dirs * sizeof(*snapshot->dirs);
	if (at > snapshot->size)
		return false;
	snapshot->files = (const void *)(base + at);
	at += (uint64_t)header->files * sizeof(*snapshot->files);
	if (at > snapshot->size)
		return false;
	snapshot->records = (const void *)(base + at);
	at += (uint64_t)header->records * sizeof(*snapshot->records);
	if (at > snapshot->size)
		return false;
	snapshot->lists = (const void *)(base + at);
	at += (uint64_t)header->lists * sizeof(*snapshot->lists);
	if (at > snapshot->size)
		return false;
	snapshot->links = (const void *)(base + at);
	at += (uint64_t)header->links * sizeof(*snapshot->links);
	if (at > snapshot->size)
		return false;
	snapshot->strings = base + at;
	at += header->strings;
	/* The last NUL ends any string, wherever an offset points. */
	return at == snapshot->size && header->strings &&
	       !snapshot->strings[header->strings - 1];
}

static bool is_sound(struct snapshot *snapshot, const char *key, bool prefix)
{
	const struct snapshot_header *header = snapshot->map;
	size_t skipped = offsetof(struct snapshot_header, checksum) + 8;
	const char *made_for;

	snapshot->header = header;
	if (snapshot->size < sizeof(*header) ||
		memcmp(header->magic, SNAPSHOT_MAGIC, sizeof(header->magic)) != 0 ||
		header->version != SNAPSHOT_VERSION || header->size != snapshot->size)
		return false;
	if (header->checksum != snapshot_checksum((const char *)snapshot->map + skipped,
					snapshot->size - skipped))
		return false;
	if (!set_sections(snapshot))
		return false;
	made_for = snapshot_string(snapshot, header->key);
	return made_for &&
	       (prefix ? !strncmp(made_for, key, strlen(key)) : !strcmp(made_for, key));
}

struct snapshot *snapshot_open(
	struct pool *pool, const char *path, const char *key, bool prefix)
{
	struct snapshot *snapshot;
	size_t size;
	void *map = file_map(path, SNAPSHOT_MAX, &size);

	if (!map)
		return NULL;
	snapshot = pool_new(pool, struct snapshot);
	snapshot->map = map;
	snapshot->size = size;
	if (is_sound(snapshot, key, prefix))
		return snapshot;
	snapshot_close(snapshot);
	return NULL;
}

void snapshot_close(struct snapshot *snapshot)
{
	if (snapshot && snapshot->map) {
		munmap(snapshot->map, snapshot->size);
		snapshot->map = NULL;
	}
}

const char *snapshot_string(const struct snapshot *snapshot, uint32_t offset)
{
	return offset && offset < snapshot->header->strings ? snapshot->strings + offset
							    : NULL;
}

static bool make_lists(struct snapshot *snapshot, struct pool *pool)
{
	uint32_t count = snapshot->header->lists;
	char **items = pool_array(pool, char *, count);

	for (uint32_t i = 0; i < count; i++) {
		items[i] = (char *)snapshot_string(snapshot, snapshot->lists[i]);
		if (!items[i])
			return false;
	}
	snapshot->list_items = items;
	return true;
}

bool snapshot_revision(struct snapshot *snapshot, struct pool *pool, uint32_t index,
	struct revision *revision)
{
	const struct snapshot_record *record;
	uint64_t end;
	char **list;

	if (index >= snapshot->header->records)
		return false;
	if (!snapshot->list_items && !make_lists(snapshot, pool))
		return false;
	record = &snapshot->records[index];
	end = (uint64_t)record->list + record->parents + record->depends_on +
	      record->labels;
	revision->id = snapshot_string(snapshot, record->id);
	if (!revision->id || end > snapshot->header->lists || record->blob[40] ||
		record->digest[40] || record->origin > ORIGIN_IMPORTED ||
		record->review > REVIEW_REJECTED)
		return false;
	list = snapshot->list_items + record->list;
	revision->parents = (struct strings){.items = list, .count = record->parents};
	list += record->parents;
	revision->depends_on = (struct strings){.items = list, .count = record->depends_on};
	list += record->depends_on;
	revision->labels = (struct strings){.items = list, .count = record->labels};
	revision->message = snapshot_string(snapshot, record->message);
	revision->author = snapshot_string(snapshot, record->author);
	revision->created = snapshot_string(snapshot, record->created);
	revision->review_digest = snapshot_string(snapshot, record->review_digest);
	revision->review_by = snapshot_string(snapshot, record->review_by);
	revision->path = snapshot_string(snapshot, record->path);
	revision->origin = (enum origin)record->origin;
	revision->review = (enum review_status)record->review;
	revision->irreversible = record->irreversible != 0;
	revision->content = record->content;
	revision->known = true;
	memcpy(revision->blob, record->blob, sizeof(revision->blob));
	memcpy(revision->digest, record->digest, sizeof(revision->digest));
	return true;
}

struct revision *snapshot_revisions(struct snapshot *snapshot, struct pool *pool)
{
	uint32_t count = snapshot->header->records;
	struct revision *revisions = pool_array(pool, struct revision, count);

	for (uint32_t i = 0; i < count; i++)
		if (!snapshot_revision(snapshot, pool, i, &revisions[i]))
			return NULL;
	return revisions;
}

uint32_t snapshot_find_blob(struct snapshot *snapshot, struct pool *pool, const char *blob)
{
	const struct snapshot_record *record;

	if (!snapshot->by_blob_made) {
		map_init(&snapshot->by_blob, pool, false);
		for (uint32_t i = 0; i < snapshot->header->records; i++) {
			record = &snapshot->records[i];
			if (!record->blob[40])
				(void)map_put(
					&snapshot->by_blob, record->blob, (void *)record);
		}
		snapshot->by_blob_made = true;
	}
	record = map_find(&snapshot->by_blob, blob);
	return record ? (uint32_t)(record - snapshot->records) : SNAPSHOT_NONE;
}
