#include "base/map.h"
#include "base/text.h"
#include "chain/format.h"
#include "chain/snapshot.h"

#include <string.h>
#include <sys/types.h>

_Static_assert(sizeof(struct snapshot_header) % 8 == 0, "dirs must be aligned");
_Static_assert(sizeof(struct snapshot_dir) % 8 == 0, "files must be aligned");
_Static_assert(sizeof(struct snapshot_file) % 8 == 0, "records must be aligned");
_Static_assert(sizeof(struct snapshot_record) % 4 == 0, "lists must be aligned");

struct writer {
	struct pool *pool;
	struct text strings;
	struct map offsets; /* string -> its offset + 1, as a pointer */
	uint32_t *lists;
	uint32_t lists_count, lists_cap;
};

/* The offset of a string; each is written once. */
static uint32_t put_string(struct writer *w, const char *string)
{
	uintptr_t known;

	if (!string)
		return 0;
	known = (uintptr_t)map_find(&w->offsets, string);
	if (known)
		return (uint32_t)(known - 1);
	known = w->strings.length;
	text_add_bytes(&w->strings, string, strlen(string) + 1);
	(void)map_put(&w->offsets, string, (void *)(known + 1));
	return (uint32_t)known;
}

static void put_list(struct writer *w, const struct strings *list)
{
	for (unsigned i = 0; i < list->count; i++) {
		uint32_t offset = put_string(w, list->items[i]);

		POOL_PUSH(w->pool, w->lists, w->lists_count, w->lists_cap, offset);
	}
}

static void put_record(
	struct writer *w, const struct revision *revision, struct snapshot_record *record)
{
	memcpy(record->blob, revision->blob, sizeof(record->blob));
	memcpy(record->digest, revision->digest, sizeof(record->digest));
	record->origin = (uint8_t)revision->origin;
	record->review = (uint8_t)revision->review;
	record->irreversible = revision->irreversible;
	record->content = revision->content;
	record->id = put_string(w, revision->id);
	record->message = put_string(w, revision->message);
	record->author = put_string(w, revision->author);
	record->created = put_string(w, revision->created);
	record->review_digest = put_string(w, revision->review_digest);
	record->review_by = put_string(w, revision->review_by);
	record->path = put_string(w, revision->path);
	record->list = w->lists_count;
	record->parents = revision->parents.count;
	record->depends_on = revision->depends_on.count;
	record->labels = revision->labels.count;
	put_list(w, &revision->parents);
	put_list(w, &revision->depends_on);
	put_list(w, &revision->labels);
}

/* The records: of each file, or with a graph in its order. */
static void put_records(struct writer *w, const struct snapshot_content *content,
	struct snapshot_file *files, struct snapshot_record *records, uint32_t *count)
{
	const struct graph *graph = content->graph;

	for (uint32_t i = 0; i < content->files_count; i++) {
		const struct revision *revision = content->revisions[i];

		files[i].record = SNAPSHOT_NONE;
		if (revision && graph)
			files[i].record = revision->index;
		else if (revision)
			put_record(w, revision, &records[files[i].record = (*count)++]);
	}
	for (unsigned i = 0; graph && i < graph->count; i++)
		put_record(w, graph->items[i], &records[(*count)++]);
}

char *snapshot_bytes(
	struct pool *pool, const struct snapshot_content *content, size_t *length)
{
	struct snapshot_header header = {.magic = SNAPSHOT_MAGIC};
	struct snapshot_dir *dirs = pool_array(
		pool, struct snapshot_dir, content->dirs_count);
	struct snapshot_file *files = pool_array(
		pool, struct snapshot_file, content->files_count);
	struct snapshot_record *records = pool_array(
		pool, struct snapshot_record, content->files_count);
	struct writer w = {.pool = pool};
	uint32_t *links = NULL;
	struct text out;
	size_t skipped = offsetof(struct snapshot_header, checksum) + 8;

	text_init(&w.strings, pool);
	text_add_char(&w.strings, '\0'); /* offset 0 is NULL */
	map_init(&w.offsets, pool, false);
	header.version = SNAPSHOT_VERSION;
	header.key = put_string(&w, content->key);
	for (uint32_t i = 0; i < content->dirs_count; i++) {
		dirs[i] = content->dirs[i];
		dirs[i].path = put_string(&w, content->dir_paths[i]);
	}
	for (uint32_t i = 0; i < content->files_count; i++) {
		files[i] = content->files[i];
		files[i].path = put_string(&w, content->file_paths[i]);
	}
	put_records(&w, content, files, records, &header.records);
	if (content->graph)
		graph_save(content->graph, pool, &links, &header.links);
	header.dirs = content->dirs_count;
	header.files = content->files_count;
	header.lists = w.lists_count;
	header.strings = (uint32_t)w.strings.length;
	header.size = sizeof(header) + header.dirs * sizeof(*dirs) +
		      header.files * sizeof(*files) + header.records * sizeof(*records) +
		      header.lists * sizeof(*w.lists) + header.links * sizeof(*links) +
		      w.strings.length;
	if (header.size > SNAPSHOT_MAX)
		return NULL;
	text_init(&out, pool);
	text_add_bytes(&out, (const char *)&header, sizeof(header));
	text_add_bytes(&out, (const char *)dirs, header.dirs * sizeof(*dirs));
	text_add_bytes(&out, (const char *)files, header.files * sizeof(*files));
	text_add_bytes(&out, (const char *)records, header.records * sizeof(*records));
	text_add_bytes(&out, (const char *)w.lists, header.lists * sizeof(*w.lists));
	text_add_bytes(&out, (const char *)links, header.links * sizeof(*links));
	text_add_bytes(&out, w.strings.data, w.strings.length);
	header.checksum = snapshot_checksum(out.data + skipped, out.length - skipped);
	memcpy(out.data, &header, sizeof(header));
	*length = out.length;
	return out.data;
}
