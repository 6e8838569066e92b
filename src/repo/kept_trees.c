#include "repo/kept_trees.h"

#include "base/file.h"

#include <libdeflate.h>
#include <stdint.h>
#include <string.h>

/* Records of a head and a tree's bytes, one after the other, for this machine alone. */
struct record {
	char magic[8];
	git_oid id;
	uint32_t checksum; /* of the bytes */
	uint64_t size;
};

#define MAX_BYTES ((size_t)1 << 30)

static const char magic[8] = "gmtree 1";

struct raw *kept_trees_open(const char *path)
{
	size_t size;
	void *map = path ? file_map(path, MAX_BYTES, &size) : NULL;

	return map ? raw_of_map(map, size) : NULL;
}

struct raw *kept_trees_find(struct raw *kept, const git_oid *id)
{
	struct record record;

	for (size_t at = 0; kept && kept->size - at >= sizeof(record); at += record.size) {
		memcpy(&record, kept->data + at, sizeof(record));
		at += sizeof(record);
		if (memcmp(record.magic, magic, sizeof(magic)) != 0 ||
			record.size > kept->size - at)
			return NULL;
		if (git_oid_equal(&record.id, id))
			return libdeflate_crc32(0, kept->data + at, record.size) ==
					       record.checksum
				       ? raw_of_part(kept, GIT_OBJECT_TREE, at, record.size)
				       : NULL;
	}
	return NULL;
}

void kept_trees_add(struct text *file, const git_oid *id, const struct tree_list *tree)
{
	struct record record = {.id = *id, .size = tree->starts[tree->count]};
	size_t start = file->length, size;

	text_add_bytes(file, (const char *)&record, sizeof(record));
	for (struct tree_place at = {0}; at.chunk < tree->count;
		tree_list_next(tree, &at)) {
		const unsigned char *entry = tree_list_entry(tree, at, &size);

		text_add_bytes(file, (const char *)entry, size);
	}
	record.checksum = libdeflate_crc32(
		0, file->data + start + sizeof(record), record.size);
	memcpy(record.magic, magic, sizeof(magic));
	memcpy(file->data + start, &record, sizeof(record));
}
