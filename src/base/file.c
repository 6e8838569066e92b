#include "base/file.h"

#include "base/fault.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int io_error(struct error *err, const char *path, const char *what)
{
	return error_set_at(
		err, ERR_IO, path, 0, 0, "cannot %s: %s", what, strerror(errno));
}

static int read_all(int fd, char *data, size_t length, size_t *got)
{
	*got = 0;
	while (*got < length) {
		ssize_t n = read(fd, data + *got, length - *got);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		*got += (size_t)n;
	}
	return 0;
}

int file_read(struct pool *pool, const char *path, size_t max, char **data, size_t *length,
	struct error *err)
{
	struct stat st;
	char *bytes;
	size_t got;
	int result = -1;
	/* A FIFO is no regular file, and nobody waits for who writes into it. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return io_error(err, path, "open");
	if (fstat(fd, &st) < 0) {
		io_error(err, path, "read");
	} else if (!S_ISREG(st.st_mode)) {
		error_set_at(err, ERR_IO, path, 0, 0, "not a regular file");
	} else if ((size_t)st.st_size > max) {
		error_set_at(err, ERR_IO, path, 0, 0,
			"%lld bytes are more than the limit of %zu", (long long)st.st_size,
			max);
	} else {
		bytes = pool_alloc(pool, (size_t)st.st_size + 1);
		if (read_all(fd, bytes, (size_t)st.st_size, &got) < 0) {
			io_error(err, path, "read");
		} else {
			*data = bytes;
			*length = got;
			result = 0;
		}
	}
	close(fd);
	return result;
}

void *file_map(const char *path, size_t max, size_t *length)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	void *map = MAP_FAILED;
	struct stat st;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 &&
		(uintmax_t)st.st_size <= max) {
		*length = (size_t)st.st_size;
		map = mmap(NULL, *length, PROT_READ, MAP_PRIVATE, fd, 0);
	}
	close(fd);
	return map == MAP_FAILED ? NULL : map;
}

static int write_all(int fd, const char *data, size_t length)
{
	while (length) {
		ssize_t n = write(fd, data, length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		data += n;
		length -= (size_t)n;
	}
	return fsync(fd);
}

static void sync_dir(struct pool *pool, const char *path)
{
	int fd = open(path_dirname(pool, path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		(void)fsync(fd);
		close(fd);
	}
}

static bool failing(const char *point)
{
	if (fault_point(point) == 0)
		return false;
	errno = ENOSPC;
	return true;
}

static int write_beside(struct pool *pool, const char *path, const char *data,
	size_t length, bool may_exist, struct error *err)
{
	char *temporary = pool_printf(pool, "%s.XXXXXX", path);
	struct stat st;
	mode_t mask = umask(0);
	mode_t mode = 0666 & ~mask;
	int fd;

	umask(mask);
	if (may_exist && stat(path, &st) == 0)
		mode = st.st_mode & 07777;
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return io_error(err, path, "write");
	if (failing("file write") || write_all(fd, data, length) < 0 ||
		fchmod(fd, mode) < 0) {
		io_error(err, path, "write");
		close(fd);
		unlink(temporary);
		return -1;
	}
	close(fd);
	/* link() refuses an existing name, rename() replaces it. */
	if (failing("file rename") ||
		(may_exist ? rename(temporary, path) < 0 : link(temporary, path) < 0)) {
		io_error(err, path, may_exist ? "write" : "create");
		unlink(temporary);
		return -1;
	}
	if (!may_exist)
		unlink(temporary);
	sync_dir(pool, path);
	return 0;
}

int file_write(const char *path, const char *data, size_t length, struct error *err)
{
	struct pool pool;
	char *target = realpath(path, NULL);
	int result;

	pool_init(&pool);
	result = write_beside(&pool, target ? target : path, data, length, true, err);
	pool_release(&pool);
	free(target);
	return result;
}

int file_create(const char *path, const char *data, size_t length, struct error *err)
{
	struct pool pool;
	int result;

	pool_init(&pool);
	result = write_beside(&pool, path, data, length, false, err);
	pool_release(&pool);
	return result;
}

int file_make_dirs(const char *path, struct error *err)
{
	char part[PATH_MAX];
	size_t length = strlen(path);

	if (!length)
		return 0;
	if (length >= sizeof(part)) {
		errno = ENAMETOOLONG;
		return io_error(err, path, "create");
	}
	for (size_t i = 1; i <= length; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		memcpy(part, path, i);
		part[i] = '\0';
		if (mkdir(part, 0777) < 0 && errno != EEXIST)
			return io_error(err, part, "create");
	}
	if (!file_is_dir(path)) {
		errno = ENOTDIR;
		return io_error(err, path, "create");
	}
	return 0;
}

bool file_exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

bool file_is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

char *path_join(struct pool *pool, const char *base, const char *name)
{
	size_t length = strlen(base), size;
	char *path;

	if (name[0] == '/' || !length || !strcmp(base, "."))
		return pool_strdup(pool, name);
	if (!name[0] || !strcmp(name, "."))
		return pool_strdup(pool, base);
	size = strlen(name) + 1;
	path = pool_alloc(pool, length + 1 + size);
	memcpy(path, base, length);
	if (base[length - 1] != '/')
		path[length++] = '/';
	memcpy(path + length, name, size);
	return path;
}

const char *path_basename(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

char *path_dirname(struct pool *pool, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return pool_strdup(pool, ".");
	if (slash == path)
		return pool_strdup(pool, "/");
	return pool_strndup(pool, path, (size_t)(slash - path));
}

char *path_absolute(struct pool *pool, const char *path)
{
	char *full = pool_strdup(pool, path);
	size_t used = 0;
	char *out, *part, *rest = NULL;

	if (path[0] != '/') {
		char *here = getcwd(NULL, 0);

		if (!here)
			return NULL;
		full = pool_printf(pool, "%s/%s", here, path);
		free(here);
	}
	out = pool_alloc(pool, strlen(full) + 2);
	for (part = strtok_r(full, "/", &rest); part; part = strtok_r(NULL, "/", &rest)) {
		if (!strcmp(part, "."))
			continue;
		if (!strcmp(part, "..")) {
			while (used && out[--used] != '/')
				;
			out[used] = '\0';
			continue;
		}
		out[used++] = '/';
		memcpy(out + used, part, strlen(part) + 1);
		used += strlen(part);
	}
	if (!used)
		memcpy(out, "/", 2);
	return out;
}

char *path_relative(struct pool *pool, const char *base, const char *path)
{
	size_t same = 0, i = 0;
	char *up = pool_strdup(pool, "");

	for (; base[i] && base[i] == path[i]; i++) {
		if (base[i] == '/')
			same = i;
	}
	if ((!base[i] && (path[i] == '/' || !path[i])) || (!path[i] && base[i] == '/'))
		same = i;
	if (!strcmp(base, "/"))
		return pool_strdup(pool, path[1] ? path + 1 : ".");
	for (i = same; base[i]; i++) {
		if (base[i] == '/' && base[i + 1])
			up = pool_printf(pool, "%s../", up);
	}
	path += same;
	while (*path == '/')
		path++;
	if (!*path && !*up)
		return pool_strdup(pool, ".");
	if (!*path)
		return pool_strndup(pool, up, strlen(up) - 1);
	return pool_printf(pool, "%s%s", up, path);
}
