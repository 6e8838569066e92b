#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/error.h"
#include "base/pool.h"

#include <stdbool.h>
#include <stddef.h>

/* Errors are ERR_IO with the path as `file`, unless said otherwise. */

/* The whole file, NUL-terminated in the pool (the NUL is not counted). Longer than max
 * bytes is an error, found before the file is read. */
int file_read(struct pool *pool, const char *path, size_t max, char **data, size_t *length,
	struct error *err);
/* A file that is only ever replaced, never written to, mapped to be read; the caller's to
 * unmap. NULL: there is none, or it is empty or longer than max. */
void *file_map(const char *path, size_t max, size_t *length);
/* Replaces path, or makes it: a temporary file beside it is written, synced and renamed, so
 * that path holds the old bytes or the new ones, whatever happens. An existing file's mode
 * is kept. A symbolic link is followed: the file it points at is replaced. */
int file_write(const char *path, const char *data, size_t length, struct error *err);
/* As file_write, but an existing path is an error and stays as it is. */
int file_create(const char *path, const char *data, size_t length, struct error *err);
int file_make_dirs(const char *path, struct error *err); /* as mkdir -p */
bool file_exists(const char *path);
bool file_is_dir(const char *path);

/* base and name joined by a slash; an absolute name stands alone; base "" or "." gives
 * name. */
char *path_join(struct pool *pool, const char *base, const char *name);
char *path_dirname(struct pool *pool, const char *path);
const char *path_basename(const char *path); /* points into path */
/* An absolute path without "." and ".." (by text: links are not followed). NULL when the
 * working directory is gone. */
char *path_absolute(struct pool *pool, const char *path);
/* path as seen from the folder base (both absolute and normal): "../x/y". */
char *path_relative(struct pool *pool, const char *base, const char *path);

#endif
