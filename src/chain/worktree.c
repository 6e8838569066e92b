#include "base/file.h"
#include "chain/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Manifests of the work tree: those of the snapshot whose stat data still hold, and the
 * others read. */

/* Have the folders been left alone since they were listed? Then so has the list. */
static bool dirs_unchanged(const struct chain_reader *reader, int base)
{
	const struct snapshot *snapshot = reader->snapshot;

	for (uint32_t i = 0; i < snapshot->header->dirs; i++) {
		const struct snapshot_dir *dir = &snapshot->dirs[i];
		const char *path = snapshot_string(snapshot, dir->path);
		struct snapshot_stat now = {0};
		struct stat st;

		if (!path || !dir->stat.trusted)
			return false;
		if (fstatat(base, path, &st, 0) == 0)
			chain_stat(&now, &st);
		else if (errno != ENOENT)
			return false;
		if (!chain_same_stat(&dir->stat, &now))
			return false;
	}
	return true;
}

static bool take_listed(struct chain_reader *reader)
{
	const struct snapshot *snapshot = reader->snapshot;
	struct pool *pool = reader->chain->pool;

	reader->dirs_count = snapshot->header->dirs;
	reader->dirs = pool_array(pool, struct chain_dir, reader->dirs_count);
	for (unsigned i = 0; i < reader->dirs_count; i++) {
		reader->dirs[i].path = snapshot_string(snapshot, snapshot->dirs[i].path);
		reader->dirs[i].stat = snapshot->dirs[i].stat;
	}
	reader->count = snapshot->header->files;
	reader->files = pool_array(pool, struct chain_file, reader->count);
	for (unsigned i = 0; i < reader->count; i++) {
		const struct snapshot_file *entry = &snapshot->files[i];
		struct chain_file *file = &reader->files[i];

		file->path = snapshot_string(snapshot, entry->path);
		file->dir = entry->dir;
		file->entry = i;
		if (!file->path || file->dir >= reader->dirs_count)
			return false;
	}
	return true;
}

/* Takes over what the snapshot has of the files that are the same. */
static void take_same(struct chain_reader *reader, const bool *same)
{
	const struct snapshot *snapshot = reader->snapshot;

	for (unsigned i = 0; i < reader->count && reader->recalled; i++) {
		struct chain_file *file = &reader->files[i];
		const struct snapshot_file *entry;

		if (file->entry == SNAPSHOT_NONE || !same[file->entry])
			continue;
		entry = &snapshot->files[file->entry];
		if (entry->record >= snapshot->header->records)
			continue;
		file->revision = &reader->recalled[entry->record];
		file->revision->path = file->path;
		file->stat = entry->stat;
		file->taken = true;
	}
}

static int cannot_read(struct error *err, const char *path)
{
	return error_set_at(err, ERR_IO, path, 0, 0, "cannot read: %s", strerror(errno));
}

/* Reads one file that is open; *data NULL: it is no longer a regular file. */
static int read_open(struct pool *pool, int fd, const char *path, struct chain_file *file,
	char **data, size_t *length, struct error *err)
{
	struct stat st;
	size_t got = 0;
	ssize_t n = 1;

	*data = NULL;
	if (fstat(fd, &st) < 0)
		return cannot_read(err, path);
	if (!S_ISREG(st.st_mode))
		return 0;
	/* Before the content: what is written later than this changes the time stamps. */
	chain_stat(&file->stat, &st);
	if ((uint64_t)st.st_size > MANIFEST_MAX)
		return error_set_at(err, ERR_MANIFEST_INVALID, path, 1, 1,
			"%lld bytes are more than a manifest may have",
			(long long)st.st_size);
	*data = pool_alloc(pool, (size_t)st.st_size + 1);
	while (got < (size_t)st.st_size && n) {
		n = read(fd, *data + got, (size_t)st.st_size - got);
		if (n > 0)
			got += (size_t)n;
		else if (n < 0 && errno != EINTR)
			return cannot_read(err, path);
	}
	*length = got;
	return 0;
}

static int read_file(
	struct chain_reader *reader, int base, struct chain_file *file, struct error *err)
{
	struct pool own;
	char blob[41], *data = NULL;
	size_t length = 0;
	const char *shown = repo_shown_name(reader->chain->pool, file->path);
	int fd = openat(base, file->path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	int result;

	file->taken = false;
	if (fd < 0 && (errno == ENOENT || errno == ELOOP)) {
		file->gone = true;
		return 0;
	}
	if (fd < 0) {
		cannot_read(err, shown);
		return chain_broken(reader, file->path, err);
	}
	pool_init(&own);
	result = read_open(&own, fd, shown, file, &data, &length, err);
	close(fd);
	if (result < 0) {
		result = chain_broken(reader, file->path, err);
	} else if (!data) {
		file->gone = true;
	} else {
		repo_blob_id(data, length, blob);
		result = chain_take(reader, file, data, length, blob, err);
	}
	pool_release(&own);
	return result;
}

/* Would a new snapshot say more of the file that was just read? */
static bool is_news(const struct snapshot_file *entry, const struct chain_file *file)
{
	return !entry || entry->record == SNAPSHOT_NONE ||
	       !chain_same_stat(&entry->stat, &file->stat) ||
	       chain_trusts(&file->stat, chain_clock(false), 0);
}

/* Does the snapshot's entry hold? If not, the file is read. */
static int settle(
	struct chain_reader *reader, int base, struct chain_file *file, struct error *err)
{
	const struct snapshot_file *entry = NULL;

	if (reader->snapshot && file->entry != SNAPSHOT_NONE)
		entry = &reader->snapshot->files[file->entry];
	if (file->taken)
		return 0;
	if (read_file(reader, base, file, err) < 0)
		return -1;
	if (file->gone || (file->taken && is_news(entry, file)))
		reader->stale = true;
	return 0;
}

static void drop_gone(struct chain_reader *reader)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < reader->count; i++)
		if (!reader->files[i].gone)
			reader->files[kept++] = reader->files[i];
	reader->count = kept;
}

static bool dirs_improve(const struct chain_reader *reader)
{
	const struct snapshot *snapshot = reader->snapshot;

	for (uint32_t i = 0; i < reader->dirs_count; i++) {
		const struct snapshot_stat *now = &reader->dirs[i].stat;
		const struct snapshot_stat *then = &snapshot->dirs[i].stat;
		const char *path = snapshot_string(snapshot, snapshot->dirs[i].path);

		if (!path || strcmp(path, reader->dirs[i].path) != 0 ||
			!chain_same_stat(now, then))
			return true;
		if (!then->trusted && now->trusted &&
			chain_trusts(now, chain_clock(false), 0))
			return true;
	}
	return false;
}

/* listed: the folders still have the files of the snapshot. */
static int find_files(struct chain_reader *reader, int base, bool listed, struct error *err)
{
	if (listed && take_listed(reader))
		return 0;
	reader->count = reader->cap = 0;
	reader->dirs_count = reader->dirs_cap = 0;
	for (unsigned i = 0; i < reader->locations.count; i++)
		if (chain_scan(reader, base, reader->locations.items[i], err) < 0)
			return -1;
	chain_sort(reader);
	chain_match_entries(reader);
	if (!reader->snapshot || reader->count != reader->snapshot->header->files ||
		reader->dirs_count != reader->snapshot->header->dirs ||
		dirs_improve(reader))
		reader->stale = true;
	return 0;
}

static bool all_known(const struct chain_reader *reader, const bool *same)
{
	if (!reader->snapshot || !same || reader->stale)
		return false;
	for (unsigned i = 0; i < reader->count; i++)
		if (reader->files[i].entry == SNAPSHOT_NONE ||
			!same[reader->files[i].entry])
			return false;
	return reader->count == reader->snapshot->header->files;
}

static int read_files(struct chain_reader *reader, int base, bool listed, const bool *same,
	struct error *err)
{
	if (find_files(reader, base, listed, err) < 0)
		return -1;
	if (all_known(reader, same) && chain_take_whole(reader))
		return 0;
	chain_make_revisions(reader);
	if (same)
		take_same(reader, same);
	for (unsigned i = 0; i < reader->count; i++)
		if (settle(reader, base, &reader->files[i], err) < 0)
			return -1;
	drop_gone(reader);
	return 0;
}

int chain_from_worktree(struct chain_reader *reader, struct error *err)
{
	const char *folder = reader->chain->config->folder;
	int base = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	bool listed = false, all_same = false, *same = NULL;
	int result = 0;

	if (base < 0)
		return error_set_at(
			err, ERR_IO, folder, 0, 0, "cannot open: %s", strerror(errno));
	if (reader->snapshot) {
		listed = dirs_unchanged(reader, base);
		same = pool_array(
			reader->chain->pool, bool, reader->snapshot->header->files);
		all_same = chain_stat_entries(reader, base, same, chain_recall_all);
	}
	if (!listed || !all_same || !chain_take_whole(reader))
		result = read_files(reader, base, listed, same, err);
	close(base);
	return result;
}
