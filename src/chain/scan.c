#include "base/file.h"
#include "chain/internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

/*
 * The manifests below a folder: regular files by their names, in all folders that are not
 * hidden. As in git's trees a symbolic link is not a manifest, and a folder with a
 * repository of its own (a submodule) is not part of this one. Only the location itself
 * may be reached through links.
 */

#define DEEPEST 64

/* Local file systems that change a folder's time stamps with each of its names. */
static bool dir_times_hold(int fd)
{
	static const unsigned long known[] = {
		0xef53,     /* ext2, ext3, ext4 */
		0x58465342, /* xfs */
		0x9123683e, /* btrfs */
		0x01021994, /* tmpfs */
		0xf2f52010, /* f2fs */
		0x2fc12fc1, /* zfs */
	};
	struct statfs fs;

	if (fstatfs(fd, &fs) < 0)
		return false;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if ((unsigned long)fs.f_type == known[i])
			return true;
	return false;
}

static int cannot(struct error *err, struct pool *pool, const char *path)
{
	return error_set_at(err, ERR_IO, repo_shown_name(pool, path), 0, 0,
		"cannot read the folder: %s", strerror(errno));
}

static int scan_dir(struct chain_reader *reader, int fd, const char *path, unsigned depth,
	struct error *err);

static int scan_below(struct chain_reader *reader, int parent, const char *name,
	const char *path, unsigned depth, struct error *err)
{
	int fd = openat(
		parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return errno == ENOENT || errno == ELOOP || errno == ENOTDIR
			       ? 0
			       : cannot(err, reader->chain->pool, path);
	return scan_dir(reader, fd, path, depth, err);
}

static int add_entry(struct chain_reader *reader, DIR *dir, unsigned index,
	const struct dirent *entry, unsigned depth, struct error *err)
{
	struct pool *pool = reader->chain->pool;
	const char *folder = reader->dirs[index].path;
	struct chain_file file = {.dir = index, .entry = SNAPSHOT_NONE};
	unsigned char type = entry->d_type;
	bool named = chain_is_manifest(entry->d_name);
	struct stat st;

	if (*entry->d_name == '.' || (type == DT_REG && !named))
		return 0;
	if (type == DT_UNKNOWN) {
		if (fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
			return 0; /* gone meanwhile */
		type = S_ISDIR(st.st_mode) ? DT_DIR : S_ISREG(st.st_mode) ? DT_REG : 0;
	}
	if (type != DT_DIR && (type != DT_REG || !named))
		return 0;
	file.path = strcmp(folder, ".") != 0 ? path_join(pool, folder, entry->d_name)
					     : pool_strdup(pool, entry->d_name);
	if (type == DT_DIR)
		return scan_below(
			reader, dirfd(dir), entry->d_name, file.path, depth + 1, err);
	if (!chain_is_config(reader->chain, file.path))
		POOL_PUSH(pool, reader->files, reader->count, reader->cap, file);
	return 0;
}

/* Takes fd over. */
static int scan_dir(struct chain_reader *reader, int fd, const char *path, unsigned depth,
	struct error *err)
{
	struct pool *pool = reader->chain->pool;
	struct chain_dir found = {.path = path};
	unsigned index = reader->dirs_count;
	struct dirent *entry = NULL;
	struct stat st;
	DIR *dir = NULL;
	int result = 0;

	if (depth > DEEPEST)
		result = error_set_at(err, ERR_IO, repo_shown_name(pool, path), 0, 0,
			"folders are nested too deeply");
	else if (fstat(fd, &st) < 0 || !(dir = fdopendir(fd)))
		result = cannot(err, pool, path);
	if (!dir) {
		close(fd);
		return result;
	}
	chain_stat(&found.stat, &st); /* before its names are read */
	found.stat.trusted = dir_times_hold(fd);
	POOL_PUSH(pool, reader->dirs, reader->dirs_count, reader->dirs_cap, found);
	if (depth && faccessat(fd, ".git", F_OK, 0) == 0)
		goto out;
	while (result == 0 && (errno = 0, entry = readdir(dir)))
		result = add_entry(reader, dir, index, entry, depth, err);
	if (result == 0 && errno)
		result = cannot(err, pool, path);
out:
	closedir(dir);
	return result;
}

int chain_scan(
	struct chain_reader *reader, int base, const char *location, struct error *err)
{
	int fd = openat(base, location, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct chain_dir missing = {.path = location, .stat = {.trusted = 1}};

	if (fd >= 0)
		return scan_dir(reader, fd, location, 0, err);
	if (errno != ENOENT)
		return cannot(err, reader->chain->pool, location);
	/* git keeps no empty folders: a new project's clone has none */
	POOL_PUSH(reader->chain->pool, reader->dirs, reader->dirs_count, reader->dirs_cap,
		missing);
	return 0;
}
