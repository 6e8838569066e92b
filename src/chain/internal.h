#ifndef CHAIN_INTERNAL_H
#define CHAIN_INTERNAL_H

#include "chain/chain.h"
#include "chain/place.h"
#include "chain/snapshot.h"

/*
 * One manifest file on its way into the chain. Where it comes from (worktree.c, commit.c,
 * index.c) fills in its path; the revision is recalled from a snapshot, or read and parsed.
 */
struct chain_file {
	const char *path;          /* relative to the config's folder */
	unsigned dir;              /* work tree: index in chain_reader.dirs */
	uint32_t entry;            /* in the snapshot's files; SNAPSHOT_NONE: new */
	struct snapshot_stat stat; /* work tree */
	const char *blob;          /* commit and index; "": in conflict */
	struct revision *revision;
	bool taken; /* the revision is filled in and right */
	bool gone;  /* deleted while we looked, or not a regular file any more */
};

struct chain_dir {
	const char *path;          /* relative to the config's folder, or absolute */
	struct snapshot_stat stat; /* all zero: it is not there */
};

#define CHAIN_DONORS (CHAIN_SNAPSHOTS - 1)

struct chain_reader {
	struct chain *chain;
	struct graph_problems *problems;
	struct strings locations;              /* see chain_locations() */
	const char *key;                       /* what a snapshot must have been made for */
	const char *snapshot_path;             /* NULL: no repository, no cache */
	struct snapshot *snapshot;             /* the one for this key; NULL: none */
	struct snapshot *donors[CHAIN_DONORS]; /* others that may know a blob; or NULL */
	struct chain_file *files;              /* by path */
	unsigned count, cap;
	struct chain_dir *dirs;
	unsigned dirs_count, dirs_cap;
	struct revision *recalled; /* of all of the snapshot's records; NULL: none */
	struct graph *graph;       /* of these; NULL: it is to be built */
	bool whole;      /* nothing but what is in the snapshot: files are not used */
	int64_t started; /* monotonic clock: no file or folder was looked at before */
	bool stale;      /* a new snapshot would say more than the old one */
};

/* They fill files, and the revisions of those that are not broken. */
int chain_from_worktree(struct chain_reader *reader, struct error *err);
int chain_from_commit(struct chain_reader *reader, struct error *err);
int chain_from_index(struct chain_reader *reader, struct error *err);
/* Adds one of git's files below the location's folder ("" : the root) if it is a manifest.
 */
void chain_add_entry(struct chain_reader *reader, const char *location, const char *folder,
	const struct repo_entry *entry);
/* Adds all files of the commit. */
int chain_list_commit(struct chain_reader *reader, struct error *err);
/* The revision of a file with a blob: recalled, or parsed. */
int chain_read_blob(
	struct chain_reader *reader, struct chain_file *file, struct error *err);
/* Gives each file its entry in the snapshot, by path; both are in the order of paths. */
void chain_match_entries(struct chain_reader *reader);

/* scan.c: adds a location's files and folders. */
int chain_scan(
	struct chain_reader *reader, int base, const char *location, struct error *err);
/* stat.c */
struct stat;
void chain_stat(struct snapshot_stat *out, const struct stat *in);
bool chain_same_stat(const struct snapshot_stat *a, const struct snapshot_stat *b);
/* same[i]: the snapshot's entry i is trusted and has the stat data that its file has now.
 * Paths are relative to the open folder base. With as many threads as it is worth;
 * `meanwhile` runs first in the calling one. True: all are the same. */
bool chain_stat_entries(struct chain_reader *reader, int base, bool *same,
	void (*meanwhile)(struct chain_reader *));

/* name.c */
/* version_locations as normal paths relative to the config's folder ("." is itself, "../x"
 * may be), by name; one inside another is dropped, its files are found anyway. */
void chain_locations(
	struct pool *pool, const struct config *config, struct strings *locations);
/* The name of gitmig.yaml, without the folder, or the commit, that stands before it. */
const char *chain_config_name(const struct config *config);
/* Is it gitmig.yaml itself, here or where it was? It may lie in a location, and is no
 * manifest. */
bool chain_is_config(const struct chain *chain, const char *path);
/* A location's folder within the commit's tree; NULL: it lies outside. */
const char *chain_tree_folder(const struct chain *chain, const char *location);

/* parse.c: the revision of these bytes, with its digest; blob is its blob id. What the
 * revision points at is in the pool. */
int chain_parse(struct pool *pool, const char *path, const char *bytes, size_t length,
	const char *blob, struct revision *revision, struct error *err);
/* ERR_MANIFEST_INVALID: a name that cannot be shown as it is. */
int chain_check_name(struct pool *pool, const char *path, struct error *err);
/* A broken file: where problems are listed, one more and 0; else -1, with err as it is. */
int chain_broken(struct chain_reader *reader, const char *path, struct error *err);
/* Fills in the file's revision: recalled by its blob id, or parsed from the bytes. */
int chain_take(struct chain_reader *reader, struct chain_file *file, const char *bytes,
	size_t length, const char *blob, struct error *err);
void chain_sort(struct chain_reader *reader);
void chain_make_revisions(struct chain_reader *reader);

/* whole.c: the snapshot as it is. Fills recalled and graph, as far as there are any. */
void chain_recall_all(struct chain_reader *reader);
/* All that the snapshot has, in the order of paths; false: not all of it is valid. */
bool chain_take_whole(struct chain_reader *reader);

/* moved.c: the version_locations of a gitmig.yaml. Broken ones name no places: `locations`
 * is left alone. */
int chain_read_locations(const struct chain *place, struct pool *pool, const char *blob,
	struct strings *locations, struct error *err);
/* follow.c: chain_moved_from(), where nothing is at `path` in that commit */
int chain_follow(const struct chain *place, struct pool *pool, const char *commit,
	const char *path, struct repo_entry *from, struct error *err);

/* cache.c: the snapshots under "<git's common folder>/gitmig" */
void chain_open_snapshot(struct chain_reader *reader);
/* The trees that a commit's manifests are in, which say all about them; NULL: they cannot
 * be read. */
const char *chain_trees(struct chain_reader *reader);
/* Fills the revision of a blob that a snapshot knows. */
bool chain_recall(struct chain_reader *reader, const char *blob, struct revision *revision);
/* Would an entry with this stat be trusted by a snapshot that is begun at `started` and
 * written now? `now` is the clock that made the stat. Nanoseconds. */
bool chain_trusts(const struct snapshot_stat *stat, int64_t now, int64_t elapsed);
int64_t chain_clock(bool monotonic);
bool chain_write_whole(int fd, const char *bytes, size_t length);
/* Writes the snapshot where the reader is stale; a failure is nobody's business. */
void chain_keep(struct chain_reader *reader);

#endif
