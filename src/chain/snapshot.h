#ifndef CHAIN_SNAPSHOT_H
#define CHAIN_SNAPSHOT_H

#include "base/pool.h"
#include "base/strings.h"
#include "base/text.h"
#include "graph/graph.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * What was parsed of the manifests of one work tree, or of one set of git trees, in one
 * file that is mapped into memory and used as it is: no parsing, hardly any allocation.
 *
 * What must stay true:
 * 1. A snapshot is only a shortcut. Whatever is wrong with it (missing, cut off, damaged,
 *    of another version of gitmig or another project), it counts as missing.
 * 2. It is written beside and renamed into place, so that whoever maps it sees one whole
 *    writing, and goes on seeing it when the next one replaces it.
 * 3. The checksum is over all that follows it. It finds accidents, not forgery: whoever can
 *    write into the git folder can put a hook there as well. Even so every offset is held
 *    to the file's bounds when it is used, so that no content can lead outside.
 * 4. A file or folder whose stat data are those of its entry is unchanged. That holds only
 *    if it was last changed before it was read, by more than the clock's step: git's "racy"
 *    entries (Documentation/technical/racy-git.txt). Such an entry is not trusted, its
 *    content is read again. The inode change time is compared as well, which no program can
 *    set back. What writes through a mapping that it made before is not seen, as in git.
 * 5. Only manifests that are valid are in it: errors are found again in each run.
 */

#define SNAPSHOT_NONE UINT32_MAX

struct snapshot_stat {
	uint64_t dev, ino, size;
	int64_t mtime, ctime; /* nanoseconds */
	uint32_t mode;
	uint32_t trusted; /* see 4; in what stat() gives: 1 */
};

struct snapshot_dir {
	struct snapshot_stat stat; /* all zero: it was not there */
	uint32_t path, unused;     /* offset in the strings */
};

struct snapshot_file {
	struct snapshot_stat stat;
	uint32_t path;   /* offset in the strings */
	uint32_t record; /* index; SNAPSHOT_NONE: not valid, or gone */
	uint32_t dir;    /* index */
	uint32_t unused;
};

struct snapshot_record {
	char blob[41], digest[41];
	uint8_t origin, review, irreversible, content, unused[2];
	/* In the strings; 0: NULL. */
	uint32_t id, message, author, created, review_digest, review_by, path;
	uint32_t list; /* first of its parents, then depends_on, then labels */
	uint32_t parents, depends_on, labels; /* how many of each */
};

struct snapshot_header {
	char magic[8];
	uint64_t size;     /* of the whole file */
	uint64_t checksum; /* of what follows this field */
	uint32_t version;
	uint32_t key; /* offset in the strings: what it was made for */
	/* How many; strings in bytes. links: of graph_save(), 0 where there was no graph
	 * without problems; else the records are in the order of ids. */
	uint32_t dirs, files, records, lists, links, strings;
};

struct snapshot {
	void *map;
	size_t size;
	const struct snapshot_header *header;
	const struct snapshot_dir *dirs;
	const struct snapshot_file *files;
	const struct snapshot_record *records;
	const uint32_t *lists, *links;
	const char *strings;
	char **list_items; /* lists as pointers, made at the first use */
	bool by_blob_made;
	struct map by_blob; /* blob id -> record */
};

/* NULL where there is none that serves. The key must be the one it was made for; with
 * `prefix`, the beginning of that. */
struct snapshot *snapshot_open(
	struct pool *pool, const char *path, const char *key, bool prefix);
void snapshot_close(struct snapshot *snapshot); /* NULL is fine */

/* NULL: offset 0, or one that leads outside. */
const char *snapshot_string(const struct snapshot *snapshot, uint32_t offset);

/* Fills a revision from a record; it points into the snapshot. false: the record makes no
 * sense. */
bool snapshot_revision(struct snapshot *snapshot, struct pool *pool, uint32_t record,
	struct revision *revision);
/* The revisions of all records, one behind the other; NULL: one makes no sense. */
struct revision *snapshot_revisions(struct snapshot *snapshot, struct pool *pool);
uint32_t snapshot_find_blob(struct snapshot *snapshot, struct pool *pool, const char *blob);

/* A line that says which program this is: another one may judge the same bytes otherwise.
 * What is cached is found again by the program that wrote it only. */
void snapshot_add_program(struct text *key);

uint64_t snapshot_checksum(const void *data, size_t size);

/* What is written; arrays of the caller's. */
struct snapshot_content {
	const char *key;
	const struct snapshot_dir *dirs; /* path is not used, dir_paths are */
	const char *const *dir_paths;
	uint32_t dirs_count;
	const struct snapshot_file *files; /* path and record are not used */
	const char *const *file_paths;
	struct revision *const *revisions; /* of each file; NULL: none */
	uint32_t files_count;
	/* NULL, or made of these revisions, each of them once and without a problem. */
	const struct graph *graph;
};

/* The bytes of a snapshot in the pool; NULL: it would be too large. */
char *snapshot_bytes(
	struct pool *pool, const struct snapshot_content *content, size_t *length);

#endif
