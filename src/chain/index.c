#include "chain/internal.h"

#include <string.h>

/*
 * Manifests of the index, found again by their path and blob: an index has no id that says
 * all about it, and a hook must not pay for ten thousand manifests because one is new.
 */

/* A snapshot is written again when so many manifests had to be parsed without its help. */
#define WORTH_WRITING 16

struct index_folder {
	const char *location, *folder; /* within the project; within the tree */
};

static unsigned list_folders(
	struct chain_reader *reader, struct index_folder *folders, struct strings *names)
{
	struct pool *pool = reader->chain->pool;
	unsigned count = 0;

	for (unsigned i = 0; i < reader->locations.count; i++) {
		const char *location = reader->locations.items[i];
		const char *folder = chain_tree_folder(reader->chain, location);

		if (!folder)
			continue;
		folders[count++] = (struct index_folder){location, folder};
		strings_add(pool, names, folder);
	}
	return count;
}

static bool is_below(const char *path, const char *folder)
{
	size_t length = strlen(folder);

	return !length || (!strncmp(path, folder, length) && path[length] == '/');
}

static int list_files(struct chain_reader *reader, struct error *err)
{
	struct chain *chain = reader->chain;
	struct index_folder *folders = pool_array(
		chain->pool, struct index_folder, reader->locations.count);
	struct strings names = {0};
	unsigned folders_count = list_folders(reader, folders, &names);
	struct repo_entry *entries = NULL;
	unsigned count = 0;

	if (repo_index_list(chain->repo, chain->pool, &names, &entries, &count, err) < 0)
		return -1;
	reader->files = pool_array(chain->pool, struct chain_file, count);
	reader->cap = count;
	for (unsigned i = 0; i < count; i++)
		for (unsigned j = 0; j < folders_count; j++)
			if (is_below(entries[i].path, folders[j].folder)) {
				chain_add_entry(reader, folders[j].location,
					folders[j].folder, &entries[i]);
				break;
			}
	return 0;
}

static bool served_by_snapshot(struct chain_reader *reader, struct chain_file *file)
{
	const struct snapshot *snapshot = reader->snapshot;
	uint32_t record;

	if (!snapshot || file->entry == SNAPSHOT_NONE)
		return false;
	record = snapshot->files[file->entry].record;
	if (record >= snapshot->header->records ||
		strcmp(snapshot->records[record].blob, file->blob) != 0 ||
		!reader->recalled)
		return false;
	file->revision = &reader->recalled[record];
	file->revision->path = file->path;
	file->taken = true;
	return true;
}

/* Is nothing in the index, but all of it, in the snapshot? */
static bool all_served(const struct chain_reader *reader)
{
	const struct snapshot *snapshot = reader->snapshot;

	if (!snapshot || reader->count != snapshot->header->files)
		return false;
	for (unsigned i = 0; i < reader->count; i++) {
		const struct chain_file *file = &reader->files[i];

		if (file->entry == SNAPSHOT_NONE || !reader->recalled ||
			file->revision !=
				&reader->recalled[snapshot->files[file->entry].record])
			return false;
	}
	return true;
}

static int settle(struct chain_reader *reader, struct chain_file *file, unsigned *parsed,
	struct error *err)
{
	if (served_by_snapshot(reader, file))
		return 0;
	if (!*file->blob) {
		const char *shown = repo_shown_name(reader->chain->pool, file->path);

		error_set_at(err, ERR_MANIFEST_INVALID, shown, 0, 0,
			"the file is in conflict: its merge is not resolved yet");
		error_hint(err, "Edit it, then `git add` it.");
		return chain_broken(reader, file->path, err);
	}
	++*parsed;
	file->revision = pool_new(reader->chain->pool, struct revision);
	return chain_read_blob(reader, file, err);
}

int chain_from_index(struct chain_reader *reader, struct error *err)
{
	unsigned parsed = 0;

	if (!reader->chain->repo)
		return error_set(err, ERR_NOT_A_REPOSITORY,
			"there is no index without a repository");
	if (list_files(reader, err) < 0)
		return -1;
	chain_sort(reader);
	chain_match_entries(reader);
	if (reader->snapshot)
		chain_recall_all(reader);
	for (unsigned i = 0; i < reader->count; i++)
		if (settle(reader, &reader->files[i], &parsed, err) < 0)
			return -1;
	if (all_served(reader))
		chain_take_whole(reader);
	reader->stale = parsed >= WORTH_WRITING || (!reader->snapshot && parsed);
	return 0;
}
