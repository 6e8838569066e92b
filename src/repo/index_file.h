#ifndef REPO_INDEX_FILE_H
#define REPO_INDEX_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Git's index file, read as it streams by (gitformat-index(5), versions 2 to 4): libgit2
 * makes objects and sorted vectors of all of it and hashes it first, which is ten times
 * the work for ten thousand entries.
 */

struct index_entry {
	const char *path; /* NUL-terminated, gone after the call */
	size_t length;
	const unsigned char *id; /* 20 bytes */
	uint32_t mode;
	unsigned stage;
	bool intent_to_add;
};

enum index_form {
	INDEX_READ,
	INDEX_UNKNOWN, /* damaged, or not a form that is known here */
	INDEX_SPLIT,   /* part of it is in another file */
	INDEX_SPARSE   /* some entries are folders */
};

/* A part of the file. */
struct index_part {
	const char *bytes;
	size_t size;
};

/* Calls `entry` for each entry, in the file's order, until the form turns out to be one
 * that is not read: what was given until then does not count. trees, where it is not NULL,
 * is the extension that cache_tree.h reads; empty: there is none. */
enum index_form index_file_read(const char *bytes, size_t size,
	void (*entry)(void *data, const struct index_entry *entry), void *data,
	struct index_part *trees);

#endif
