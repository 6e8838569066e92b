#ifndef REPO_PACK_FILE_H
#define REPO_PACK_FILE_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One pack and its index (gitformat-pack(5), index version 2), mapped. */
struct pack_file {
	const unsigned char *index, *data;
	size_t index_size, size;
	uint32_t count;
	size_t touched; /* bytes of data since they were last given back */
};

bool pack_file_open(struct pack_file *pack, const char *index_path);
void pack_file_close(struct pack_file *pack);
/* Where the object begins in data. */
bool pack_file_find(
	const struct pack_file *pack, const unsigned char *id, uint64_t *offset);

/* What stands before an object's deflated bytes. */
struct pack_entry {
	int type; /* git_object_t, or one of the two kinds of delta */
	size_t size;
	uint64_t base; /* of a delta, where that begins */
	uint64_t at;   /* of the deflated bytes */
};
bool pack_file_entry(
	const struct pack_file *pack, uint64_t offset, struct pack_entry *entry);
bool pack_entry_is_delta(const struct pack_entry *entry);
/* A mapped page counts as memory of ours for as long as it stays. */
void pack_file_touch(struct pack_file *pack, size_t bytes);

#endif
