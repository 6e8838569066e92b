#include "repo/internal.h"

#include "base/file.h"
#include "repo/index_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define INDEX_MAX ((size_t)1 << 31)
/* What one without entries has: a header and a checksum. */
#define INDEX_MIN 32

/* One reading of the index for a visitor. */
struct reading {
	const struct index_visitor *visitor;
	const struct strings *folders;
	const char *bytes, *end; /* of the file: paths in there stay */
};

static bool is_below(const char *folder, const struct index_entry *entry)
{
	size_t length = strlen(folder);

	return !length || (entry->length > length && entry->path[length] == '/' &&
				  !memcmp(entry->path, folder, length));
}

static bool is_wanted(const struct strings *folders, const struct index_entry *entry)
{
	for (unsigned i = 0; i < folders->count; i++) {
		if (is_below(folders->items[i], entry))
			return true;
	}
	return false;
}

/* Does it stand in the place of the folder, or of one that this is in? */
static bool is_instead(const char *folder, const struct index_entry *entry)
{
	size_t length = strlen(folder);

	return entry->length <= length && !memcmp(folder, entry->path, entry->length) &&
	       (folder[entry->length] == '/' || !folder[entry->length]);
}

static bool is_regular(uint32_t mode)
{
	return mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE;
}

static void tell_links(const struct reading *reading, const struct index_entry *entry)
{
	for (unsigned i = 0; i < reading->folders->count; i++) {
		struct repo_link link = {.path = entry->path,
			.folder = reading->folders->items[i],
			.kind = repo_link_kind(entry->mode)};

		link.instead = is_instead(link.folder, entry);
		if (link.instead ||
			(link.kind != LINK_FILE && is_below(link.folder, entry)))
			reading->visitor->link(reading->visitor->data, &link);
	}
}

static void tell(void *data, const struct index_entry *entry)
{
	const struct reading *reading = data;
	bool file = is_regular(entry->mode);
	bool wanted = is_wanted(reading->folders, entry);

	if (entry->intent_to_add)
		return;
	/* A file below one of the folders stands in no other one's place. */
	if (reading->visitor->link && !entry->stage && !(file && wanted))
		tell_links(reading, entry);
	if (!wanted || (!entry->stage && !file))
		return;
	reading->visitor->entry(reading->visitor->data, entry,
		entry->path >= reading->bytes && entry->path < reading->end);
}

/* Relative to the top of the work tree, where git itself goes before it opens it. */
static const char *index_path(const struct repo *repo, struct pool *pool)
{
	const char *named = getenv("GIT_INDEX_FILE");

	if (named && *named)
		return path_absolute(
			pool, path_join(pool, repo->workdir ? repo->workdir : ".", named));
	return path_join(pool, repo->git_dir, "index");
}

/* No index is an empty one for git; but where one is named, or a commit has been made, it
 * is a wrong place, and an empty index would be the removal of everything. */
static int no_index(struct repo *repo, const char *path, struct error *err)
{
	const char *named = getenv("GIT_INDEX_FILE");

	if (named && *named)
		return error_set_at(err, ERR_GIT, path, 0, 0,
			"the index that GIT_INDEX_FILE names is not there");
	if (git_repository_head_unborn(repo->git) == 1)
		return 0;
	error_set_at(err, ERR_GIT, path, 0, 0, "the index is not there");
	return error_hint(err, "`git reset` makes one from the last commit.");
}

/* What index_file.c does not know, libgit2 may; or it says what is wrong. */
static int read_by_library(const char *path, struct reading *reading, struct error *err)
{
	git_index *index = NULL;

	reading->visitor->restart(reading->visitor->data);
	if (reading->end - reading->bytes < INDEX_MIN) {
		error_set_at(err, ERR_GIT, path, 0, 0,
			"the index is cut off: it has %td bytes",
			reading->end - reading->bytes);
		return error_hint(
			err, "Remove it: `git reset` then makes one from the last commit.");
	}
	if (git_index_open(&index, path) < 0) {
		error_set_at(err, ERR_GIT, path, 0, 0, "cannot read the index: %s",
			git_error_last() ? git_error_last()->message : "unknown error");
		git_index_free(index);
		return -1;
	}
	for (size_t i = 0; i < git_index_entrycount(index); i++) {
		const git_index_entry *from = git_index_get_byindex(index, i);
		struct index_entry entry = {
			.path = from->path,
			.length = strlen(from->path),
			.id = from->id.id,
			.mode = from->mode,
			.stage = (unsigned)git_index_entry_stage(from),
			.intent_to_add = (from->flags_extended &
						 GIT_INDEX_ENTRY_INTENT_TO_ADD) != 0,
		};

		tell(reading, &entry);
	}
	git_index_free(index);
	return 0;
}

static int refuse(const char *path, enum index_form form, struct error *err)
{
	if (form == INDEX_SPLIT) {
		error_set_at(err, ERR_GIT, path, 0, 0,
			"the index is split over two files, which gitmig cannot read");
		return error_hint(
			err, "`git update-index --no-split-index` makes it one file.");
	}
	error_set_at(
		err, ERR_GIT, path, 0, 0, "the index is sparse, which gitmig cannot read");
	return error_hint(
		err, "`git sparse-checkout reapply --no-sparse-index` writes it in full.");
}

/* A command looks at the same index several times. Git replaces it by another file; what
 * was read stays, as others may point into it. */
static int read_bytes(struct repo *repo, const char *path, struct error *err)
{
	struct stat st;
	char *bytes;
	size_t length;

	if (stat(path, &st) < 0)
		return error_set_at(
			err, ERR_IO, path, 0, 0, "cannot read it: %s", strerror(errno));
	if (repo->index.path && !strcmp(repo->index.path, path) &&
		repo->index.stat.st_ino == st.st_ino &&
		repo->index.stat.st_dev == st.st_dev &&
		repo->index.stat.st_size == st.st_size &&
		repo->index.stat.st_mtim.tv_sec == st.st_mtim.tv_sec &&
		repo->index.stat.st_mtim.tv_nsec == st.st_mtim.tv_nsec)
		return 0;
	if (file_read(&repo->pool, path, INDEX_MAX, &bytes, &length, err) < 0)
		return -1;
	repo->index.path = pool_strdup(&repo->pool, path);
	repo->index.bytes = bytes;
	repo->index.length = length;
	repo->index.stat = st;
	return 0;
}

int repo_index_visit(struct repo *repo, struct pool *pool, const struct strings *folders,
	const struct index_visitor *visitor, struct error *err)
{
	struct reading reading = {.visitor = visitor, .folders = folders};
	const char *path = index_path(repo, pool);
	const char *named = getenv("GIT_INDEX_FILE");
	enum index_form form;

	if (!repo->workdir && (!named || !*named))
		return error_set(err, ERR_GIT, "a bare repository has no index");
	if (!path)
		return error_set(err, ERR_IO, "the working directory is gone");
	if (!file_exists(path))
		return no_index(repo, path, err);
	if (read_bytes(repo, path, err) < 0)
		return -1;
	reading.bytes = repo->index.bytes;
	reading.end = reading.bytes + repo->index.length;
	form = index_file_read(
		reading.bytes, repo->index.length, tell, &reading, visitor->trees);
	if (form == INDEX_UNKNOWN)
		return read_by_library(path, &reading, err);
	return form == INDEX_READ ? 0 : refuse(path, form, err);
}

struct listing {
	struct pool *pool;
	const char *name; /* the last part of the path; NULL: any */
	struct repo_entry *items;
	unsigned count, cap;
};

static void take(void *data, const struct index_entry *entry, bool stays)
{
	struct listing *list = data;
	struct repo_entry item = {.blob = ""};
	git_oid id;

	if (list->name && strcmp(path_basename(entry->path), list->name) != 0)
		return;
	if (entry->stage && list->count &&
		!strcmp(list->items[list->count - 1].path, entry->path))
		return; /* another side of the same conflict */
	if (!entry->stage) {
		git_oid_fromraw(&id, entry->id);
		git_oid_tostr(item.blob, sizeof(item.blob), &id);
	}
	item.path = stays ? entry->path
			  : pool_strndup(list->pool, entry->path, entry->length);
	POOL_PUSH(list->pool, list->items, list->count, list->cap, item);
}

static void restart(void *data)
{
	((struct listing *)data)->count = 0;
}

static int list_entries(struct repo *repo, struct listing *list,
	const struct strings *folders, struct repo_entry **entries, unsigned *count,
	struct error *err)
{
	struct index_visitor visitor = {.entry = take, .restart = restart, .data = list};

	if (repo_index_visit(repo, list->pool, folders, &visitor, err) < 0)
		return -1;
	*entries = list->items;
	*count = list->count;
	return 0;
}

int repo_index_list(struct repo *repo, struct pool *pool, const struct strings *folders,
	struct repo_entry **entries, unsigned *count, struct error *err)
{
	struct listing list = {.pool = pool};

	return list_entries(repo, &list, folders, entries, count, err);
}

int repo_index_named(struct repo *repo, struct pool *pool, const char *name,
	struct repo_entry **entries, unsigned *count, struct error *err)
{
	char *root[] = {""};
	struct strings all = {.items = root, .count = 1};
	struct listing list = {.pool = pool, .name = name};

	return list_entries(repo, &list, &all, entries, count, err);
}

int repo_index_blob(struct repo *repo, const char *path, char blob[41], struct error *err)
{
	struct repo_entry *entries = NULL;
	unsigned count = 0;
	struct strings folders = {0};
	struct pool pool;
	const char *slash = strrchr(path, '/');
	int result;

	pool_init(&pool);
	strings_add(&pool, &folders,
		slash ? pool_strndup(&pool, path, (size_t)(slash - path)) : "");
	result = repo_index_list(repo, &pool, &folders, &entries, &count, err);
	if (result == 0) {
		blob[0] = '\0';
		for (unsigned i = 0; i < count; i++)
			if (!strcmp(entries[i].path, path))
				memcpy(blob, entries[i].blob, sizeof(entries[i].blob));
	}
	pool_release(&pool);
	return result;
}
