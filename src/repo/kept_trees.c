#include "repo/kept_trees.h"

#include <fcntl.h>
#include <libdeflate.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Records of a head and a tree's bytes, one after the other, for this machine alone. */
struct record {
	char magic[8];
	git_oid id;
	uint32_t checksum; /* of the bytes */
	uint64_t size;
};

static const char magic[8] = "gmtree 1";

void kept_trees_open(struct kept_trees *kept, const char *path)
{
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
	struct stat st;
	void *map = MAP_FAILED;

	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0)
		map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED)
		close(fd);
	else
		*kept = (struct kept_trees){map, (size_t)st.st_size, fd};
}

void kept_trees_close(struct kept_trees *kept)
{
	if (!kept->map)
		return;
	munmap((void *)kept->map, kept->size);
	close(kept->fd);
	memset(kept, 0, sizeof(*kept));
}

struct raw *kept_trees_find(const struct kept_trees *kept, const git_oid *id)
{
	struct record record;
	struct raw *raw;

	for (size_t at = 0; kept->size - at >= sizeof(record);) {
		memcpy(&record, kept->map + at, sizeof(record));
		at += sizeof(record);
		if (memcmp(record.magic, magic, sizeof(magic)) != 0 ||
			record.size > kept->size - at)
			return NULL;
		if (git_oid_equal(&record.id, id)) {
			raw = raw_map(kept->fd, GIT_OBJECT_TREE, at, record.size);
			if (raw && libdeflate_crc32(0, raw->data, raw->size) ==
					   record.checksum)
				return raw;
			raw_free(raw);
			return NULL;
		}
		at += record.size;
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
