#include "base/file.h"
#include "base/text.h"
#include "chain/internal.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/*
 * Where snapshots are and when one is written. A work tree's is
 * "<project>-worktree.cache", that of its index "<project>-index.cache", that of a commit's
 * manifests "<project>-<trees>.cache": the last few of these are kept, for branches that
 * are looked at in turn.
 */

#define KEPT_TREES 8
#define HOUR       3600

int64_t chain_clock(bool monotonic)
{
	struct timespec now;

	clock_gettime(monotonic ? CLOCK_MONOTONIC : CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/*
 * Time stamps advance by the tick of the kernel's clock, up to 10 ms, or by what the file
 * system can store, up to 2 s where no fraction finer than a millisecond is seen.
 */
bool chain_trusts(const struct snapshot_stat *stat, int64_t now, int64_t elapsed)
{
	int64_t changed = stat->ctime > stat->mtime ? stat->ctime : stat->mtime;
	int64_t step = stat->ctime % 1000000 ? 20000000 : 2000000000;

	return changed < now - elapsed - step;
}

static const char *cache_folder(const struct chain *chain)
{
	return chain->repo ? path_join(chain->pool, repo_common_dir(chain->repo), "gitmig")
			   : NULL;
}

void snapshot_add_program(struct text *key)
{
	struct stat st;

	text_printf(key, "gitmig %s", GITMIG_VERSION);
	if (stat("/proc/self/exe", &st) == 0)
		text_printf(key, " %llu %lld.%09ld", (unsigned long long)st.st_size,
			(long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
	text_add_char(key, '\n');
}

static void add_project(struct text *key, const struct chain_reader *reader)
{
	const struct chain *chain = reader->chain;

	text_printf(key, "%s\n%s\n", repo_git_dir(chain->repo), chain->config->folder);
	if (chain->config->moved_from)
		text_printf(key, "from %s\n", chain->config->moved_from);
	for (unsigned i = 0; i < reader->locations.count; i++)
		text_printf(key, "%s\n", reader->locations.items[i]);
}

static char *snapshot_name(struct pool *pool, const char *folder, const char *project,
	enum chain_kind kind, const char *trees)
{
	unsigned long long first = snapshot_checksum(project, strlen(project));

	if (kind != CHAIN_COMMIT)
		return pool_printf(pool, "%s/%016llx-%s.cache", folder, first,
			kind == CHAIN_INDEX ? "index" : "worktree");
	return pool_printf(pool, "%s/%016llx-%016llx.cache", folder, first,
		(unsigned long long)snapshot_checksum(trees, strlen(trees)));
}

const char *chain_trees(struct chain_reader *reader)
{
	struct chain *chain = reader->chain;
	struct text trees;
	struct error unused;
	char id[41];

	text_init(&trees, chain->pool);
	text_add(&trees, "trees\n");
	for (unsigned i = 0; i < reader->locations.count; i++) {
		const char *folder = chain_tree_folder(chain, reader->locations.items[i]);

		if (folder && repo_tree(chain->repo, chain->commit, folder, id, &unused))
			return NULL; /* reading it will say why */
		text_printf(
			&trees, "%s %s\n", reader->locations.items[i], folder ? id : "");
	}
	return trees.data;
}

struct cache_file {
	char *path;
	time_t time;
};

static int newest_first(const void *a, const void *b)
{
	const struct cache_file *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? 1 : -1;
	return strcmp(x->path, y->path);
}

/* The snapshots of trees, newest first. What a writer left behind that was killed is
 * removed. */
static struct cache_file *list_trees(struct pool *pool, const char *folder, unsigned *count)
{
	struct cache_file *files = NULL;
	unsigned cap = 0;
	struct dirent *entry;
	DIR *dir = opendir(folder);

	*count = 0;
	while (dir && (entry = readdir(dir))) {
		struct cache_file file = {path_join(pool, folder, entry->d_name), 0};
		struct stat st;

		if (*entry->d_name == '.' || stat(file.path, &st) < 0)
			continue;
		file.time = st.st_mtime;
		if (strstr(entry->d_name, ".cache.") && st.st_mtime < time(NULL) - HOUR)
			unlink(file.path);
		else if (strlen(entry->d_name) == 16 + 1 + 16 + strlen(".cache"))
			POOL_PUSH(pool, files, *count, cap, file);
	}
	if (dir)
		closedir(dir);
	if (*count)
		qsort(files, *count, sizeof(*files), newest_first);
	return files;
}

static void open_donors(struct chain_reader *reader, const char *folder,
	const char *program, const char *worktree)
{
	struct pool *pool = reader->chain->pool;
	unsigned count;
	struct cache_file *files = list_trees(pool, folder, &count);

	if (count)
		reader->donors[0] = snapshot_open(pool, files[0].path, program, true);
	reader->donors[1] = snapshot_open(pool, worktree, program, true);
}

void chain_open_snapshot(struct chain_reader *reader)
{
	struct chain *chain = reader->chain;
	const char *folder = cache_folder(chain);
	const char *trees = NULL;
	struct text program, project;

	if (!folder)
		return;
	text_init(&program, chain->pool);
	snapshot_add_program(&program);
	text_init(&project, chain->pool);
	add_project(&project, reader);
	if (chain->kind == CHAIN_COMMIT) {
		trees = chain_trees(reader);
		if (!trees)
			return;
	}
	reader->key = pool_printf(
		chain->pool, "%s%s", program.data, trees ? trees : project.data);
	reader->snapshot_path = snapshot_name(
		chain->pool, folder, project.data, chain->kind, trees);
	reader->snapshot = snapshot_open(
		chain->pool, reader->snapshot_path, reader->key, false);
	if (chain->kind != CHAIN_WORK_TREE && !reader->snapshot)
		open_donors(reader, folder, program.data,
			snapshot_name(
				chain->pool, folder, project.data, CHAIN_WORK_TREE, NULL));
}

static bool recall_from(struct chain_reader *reader, struct snapshot *snapshot,
	const char *blob, struct revision *revision)
{
	struct pool *pool = reader->chain->pool;
	uint32_t record = snapshot ? snapshot_find_blob(snapshot, pool, blob)
				   : SNAPSHOT_NONE;

	return record != SNAPSHOT_NONE &&
	       snapshot_revision(snapshot, pool, record, revision);
}

bool chain_recall(struct chain_reader *reader, const char *blob, struct revision *revision)
{
	if (recall_from(reader, reader->snapshot, blob, revision))
		return true;
	for (unsigned i = 0; i < CHAIN_DONORS; i++)
		if (recall_from(reader, reader->donors[i], blob, revision))
			return true;
	return false;
}

/* The graph, if it says all about the files: another run finds no problem either. */
static const struct graph *sound_graph(const struct chain_reader *reader)
{
	const struct chain *chain = reader->chain;
	const struct graph *graph = chain->graph;

	if (!graph || (reader->problems && reader->problems->count) ||
		graph->warnings.count || graph->count != reader->count)
		return NULL;
	return graph;
}

static char *content_bytes(
	struct chain_reader *reader, struct pool *pool, int64_t now, size_t *length)
{
	int64_t elapsed = chain_clock(true) - reader->started;
	struct snapshot_content content = {.key = reader->key};
	struct snapshot_dir *dirs = pool_array(
		pool, struct snapshot_dir, reader->dirs_count);
	struct snapshot_file *files = pool_array(pool, struct snapshot_file, reader->count);
	const char **dir_paths = pool_array(pool, const char *, reader->dirs_count);
	const char **file_paths = pool_array(pool, const char *, reader->count);
	struct revision **revisions = pool_array(pool, struct revision *, reader->count);

	for (unsigned i = 0; i < reader->dirs_count; i++) {
		dir_paths[i] = reader->dirs[i].path;
		dirs[i].stat = reader->dirs[i].stat;
		if (!chain_trusts(&dirs[i].stat, now, elapsed))
			dirs[i].stat.trusted = 0;
	}
	for (unsigned i = 0; i < reader->count; i++) {
		const struct chain_file *file = &reader->files[i];

		file_paths[i] = file->path;
		files[i].dir = file->dir;
		files[i].stat = file->stat;
		revisions[i] = file->taken ? file->revision : NULL;
		if (!file->taken || !chain_trusts(&file->stat, now, elapsed))
			files[i].stat.trusted = 0;
	}
	content.dirs = dirs;
	content.dir_paths = dir_paths;
	content.dirs_count = reader->dirs_count;
	content.files = files;
	content.file_paths = file_paths;
	content.revisions = revisions;
	content.files_count = reader->count;
	content.graph = sound_graph(reader);
	return snapshot_bytes(pool, &content, length);
}

bool chain_write_whole(int fd, const char *bytes, size_t length)
{
	while (length) {
		ssize_t n = write(fd, bytes, length);

		if (n <= 0)
			return false;
		bytes += n;
		length -= (size_t)n;
	}
	return true;
}

/* Not synced to the disk: after a crash the checksum tells. */
static bool write_snapshot(struct chain_reader *reader, struct pool *pool, int fd)
{
	struct stat st;
	mode_t mask = umask(0);
	size_t length;
	char *bytes;

	umask(mask);
	/* The file system's clock, which the stat data were made with. */
	if (fchmod(fd, 0666 & ~mask) < 0 || fstat(fd, &st) < 0)
		return false;
	bytes = content_bytes(reader, pool,
		(int64_t)st.st_ctim.tv_sec * 1000000000 + st.st_ctim.tv_nsec, &length);
	return bytes && chain_write_whole(fd, bytes, length);
}

static void drop_old_trees(struct pool *pool, const char *folder)
{
	unsigned count;
	struct cache_file *files = list_trees(pool, folder, &count);

	for (unsigned i = KEPT_TREES; i < count; i++)
		unlink(files[i].path);
}

void chain_keep(struct chain_reader *reader)
{
	struct pool pool; /* what is written is several times what is kept */
	const char *folder;
	char *temporary;
	bool written;
	int fd;

	if (!reader->snapshot_path || !reader->stale)
		return;
	pool_init(&pool);
	folder = path_dirname(&pool, reader->snapshot_path);
	temporary = pool_printf(&pool, "%s.XXXXXX", reader->snapshot_path);
	mkdir(folder, 0777);
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd >= 0) {
		written = write_snapshot(reader, &pool, fd);
		if (close(fd) < 0 || !written ||
			rename(temporary, reader->snapshot_path) < 0)
			unlink(temporary);
		else
			drop_old_trees(&pool, folder);
	}
	pool_release(&pool);
}
