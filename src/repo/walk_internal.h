#ifndef REPO_WALK_INTERNAL_H
#define REPO_WALK_INTERNAL_H

#include "repo/internal.h"
#include "repo/kept_trees.h"
#include "repo/oid_map.h"
#include "repo/pack.h"
#include "repo/walk.h"

/* What the files of the walk share. */

_Static_assert(sizeof(struct object_id) == sizeof(git_oid), "both are a SHA-1");

/* Folders in folders: more are refused. */
#define DEEPEST 512

enum {
	COMMIT_READ = 1 << 0,   /* its parents, tree and date are known */
	COMMIT_NEW = 1 << 1,    /* to be told of */
	COMMIT_OLD = 1 << 2,    /* hidden, or an ancestor of what is */
	COMMIT_SINCE = 1 << 3,  /* not to be judged */
	COMMIT_CUT = 1 << 4,    /* a shallow clone ends here: its parents are not there */
	COMMIT_LINE = 1 << 5,   /* on the first-parent line */
	COMMIT_QUEUED = 1 << 6, /* in the queue now */
	COMMIT_DONE = 1 << 7,   /* was in the queue, and its parents were put in */
	COMMIT_HIDDEN = 1 << 8, /* named by options.hidden */
};

struct walk_commit {
	git_oid id; /* first: see oid_map.h */
	git_oid tree;
	git_oid *folders; /* the tree of each folder, zero: none; NULL: not looked up yet */
	int64_t date;
	struct walk_commit **parents;
	unsigned parents_count, flags;
	unsigned line; /* its place on the first-parent line, the tip's is 0 */
};

/* Trees by their ids: the last few that were read. */
#define TREE_SLOTS 512
#define TREE_BYTES ((size_t)3 << 20)
struct tree_cache {
	struct {
		git_oid id;
		struct packed tree;
		bool used;
	} slots[TREE_SLOTS];
	size_t bytes;
	unsigned hand;
};

struct commit_list {
	struct walk_commit **items;
	size_t count, cap;
};

struct walk {
	struct repo *repo;
	struct pool *pool; /* the caller's */
	struct walk_options options;
	git_odb *odb;
	struct oid_map commits;
	struct oid_map folders; /* of one folder: the ids, each once */
	struct oid_map shallow; /* git_oid of each commit where a shallow clone ends */
	struct tree_cache trees;
	struct raw *kept; /* options.large_trees, or NULL */
	struct tree_list
		*near; /* the last that was read, or NULL: the next may be like it */
	struct commit_list judged, edges; /* edges: where it ended before a root */
	struct commit_list line;
	struct walk_commit *tip;
	char boundary[41];
	bool met_since, met_link;
};

/* walk_commit.c */
struct walk_commit *walk_commit(struct walk *walk, const git_oid *id);
int walk_read_commit(struct walk *walk, struct walk_commit *commit, struct error *err);
int walk_read_shallow(struct walk *walk, struct error *err);
/* walk_collect.c: fills judged and edges. */
int walk_collect(struct walk *walk, struct error *err);

/* walk_tree.c */
struct tree_entry {
	const char *name;
	size_t length;
	const git_oid *id;
	unsigned mode;
};
struct tree_cursor {
	struct packed tree; /* neither: an empty one */
	git_oid id;
	const char *at, *end; /* at: the entry, or the end */
	const char *next;
	struct tree_place place; /* of the entry in a list */
	struct tree_entry entry; /* at `at` */
};
/* id NULL or zero: empty. kept: it will be asked for again. The first entry is read. */
int tree_open(struct walk *walk, const git_oid *id, bool kept, struct tree_cursor *cursor,
	struct error *err);
bool tree_at_end(const struct tree_cursor *cursor);
int tree_next(struct tree_cursor *cursor, struct error *err);
/* To an entry of a list, or its end. */
int tree_seek(struct tree_cursor *cursor, struct tree_place place, struct error *err);
/* Leaves out entries that both go on with; perhaps not all of them. */
int tree_skip_same(struct tree_cursor *a, struct tree_cursor *b, struct error *err);
void tree_close(struct tree_cursor *cursor);
bool tree_is_folder(const struct tree_entry *entry);
bool tree_is_file(const struct tree_entry *entry);
/* git's order: a folder as if its name ended with a slash. */
int tree_compare(const struct tree_entry *a, const struct tree_entry *b);
void tree_cache_release(struct tree_cache *cache);
/* lists: see pack_read(). The caller frees the object. */
int walk_read_object(struct walk *walk, const git_oid *id, git_object_t type, bool lists,
	struct packed *object, struct error *err);

/* walk_find.c */
int walk_folders(struct walk *walk, struct walk_commit *commit, struct error *err);

/* walk_diff.c */
int walk_tell(struct walk *walk, struct walk_commit *commit, struct error *err);
int walk_tell_line(struct walk *walk, struct walk_commit *commit, struct error *err);
int walk_tell_context(struct walk *walk, struct walk_commit *commit, struct error *err);

#endif
