#include "repo/internal.h"

#include "base/file.h"
#include "repo/index_file.h"

#include <stdlib.h>
#include <string.h>

#define INDEX_MAX ((size_t)1 << 31)

struct listing {
	struct pool *pool;
	const struct strings *folders;
	struct repo_entry *items;
	unsigned count, cap;
};

static bool is_wanted(const struct listing *list, const struct index_entry *entry)
{
	for (unsigned i = 0; i < list->folders->count; i++) {
		const char *folder = list->folders->items[i];
		size_t length = strlen(folder);

		if (!length || (entry->length > length && entry->path[length] == '/' &&
				       !memcmp(entry->path, folder, length)))
			return true;
	}
	return false;
}

static bool is_regular(uint32_t mode)
{
	return mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE;
}

static void take(void *data, const struct index_entry *entry)
{
	struct listing *list = data;
	struct repo_entry item = {.blob = ""};
	git_oid id;

	if (entry->intent_to_add || (!entry->stage && !is_regular(entry->mode)) ||
		!is_wanted(list, entry))
		return;
	if (entry->stage && list->count &&
		!strcmp(list->items[list->count - 1].path, entry->path))
		return; /* another side of the same conflict */
	if (!entry->stage) {
		git_oid_fromraw(&id, entry->id);
		git_oid_tostr(item.blob, sizeof(item.blob), &id);
	}
	item.path = pool_strndup(list->pool, entry->path, entry->length);
	POOL_PUSH(list->pool, list->items, list->count, list->cap, item);
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
static int list_by_library(const char *path, struct listing *list, struct error *err)
{
	git_index *index = NULL;

	list->count = 0;
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

		take(list, &entry);
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

static int read_index(
	struct repo *repo, struct pool *scratch, struct listing *list, struct error *err)
{
	const char *path = index_path(repo, scratch);
	enum index_form form;
	char *bytes;
	size_t length;

	if (!path)
		return error_set(err, ERR_IO, "the working directory is gone");
	if (!file_exists(path))
		return no_index(repo, path, err);
	if (file_read(scratch, path, INDEX_MAX, &bytes, &length, err) < 0)
		return -1;
	form = index_file_read(bytes, length, take, list);
	if (form == INDEX_UNKNOWN)
		return list_by_library(path, list, err);
	return form == INDEX_READ ? 0 : refuse(path, form, err);
}

int repo_index_list(struct repo *repo, struct pool *pool, const struct strings *folders,
	struct repo_entry **entries, unsigned *count, struct error *err)
{
	struct listing list = {.pool = pool, .folders = folders};
	const char *named = getenv("GIT_INDEX_FILE");
	struct pool scratch;
	int result;

	if (!repo->workdir && (!named || !*named))
		return error_set(err, ERR_GIT, "a bare repository has no index");
	pool_init(&scratch);
	result = read_index(repo, &scratch, &list, err);
	pool_release(&scratch);
	if (result < 0)
		return -1;
	*entries = list.items;
	*count = list.count;
	return 0;
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
