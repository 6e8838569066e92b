#include "repo/loose.h"

#include "base/pool.h"

#include <errno.h>
#include <fcntl.h>
#include <git2/sys/odb_backend.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

/* That of packs in libgit2 (its loose objects have 1). Equal ones stay in the order in
 * which they were added. */
#define PRIORITY 2
/* "commit", a blank, a size, NUL */
#define HEADER_MAX 32
/* Deflate makes no more of a byte than this. */
#define MOST_PER_BYTE 1032

struct loose {
	git_odb_backend base;
	char *objects;
};

/* One object file on its way. */
struct reading {
	const unsigned char *map;
	size_t mapped;
	z_stream stream;
	char header[HEADER_MAX + 1];
	size_t header_length; /* with its NUL */
	size_t more;          /* bytes of the content behind it in `header` */
	git_object_t type;
	size_t size;
};

static int corrupt(const git_oid *id)
{
	char text[128];

	snprintf(text, sizeof(text), "loose object %s is corrupt", git_oid_tostr_s(id));
	git_error_set_str(GIT_ERROR_ODB, text);
	return GIT_ERROR;
}

static int map_file(struct reading *reading, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *map = MAP_FAILED;

	if (fd < 0)
		return GIT_ENOTFOUND;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0)
		map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (map == MAP_FAILED)
		return GIT_ERROR;
	reading->map = map;
	reading->mapped = (size_t)st.st_size;
	return 0;
}

/* "blob 12": canonical, as git writes it. */
static bool parse_header(struct reading *reading)
{
	char *blank = strchr(reading->header, ' ');
	const char *digits = blank ? blank + 1 : "";
	char *end;
	unsigned long long size;

	if (!blank || *digits < '0' || *digits > '9' || (*digits == '0' && digits[1]))
		return false;
	*blank = '\0';
	reading->type = git_object_string2type(reading->header);
	errno = 0;
	size = strtoull(digits, &end, 10);
	if (*end || errno || size > SIZE_MAX - 1 ||
		!git_object_typeisloose(reading->type) ||
		size / MOST_PER_BYTE > reading->mapped)
		return false;
	reading->size = (size_t)size;
	return true;
}

static bool inflate_header(struct reading *reading)
{
	z_stream *stream = &reading->stream;
	size_t got;
	int code;

	/* A file of more is no object that anybody could read as one either. */
	if (reading->mapped > UINT32_MAX || inflateInit(stream) != Z_OK)
		return false;
	stream->next_in = (unsigned char *)reading->map;
	stream->avail_in = (uInt)reading->mapped;
	stream->next_out = (unsigned char *)reading->header;
	stream->avail_out = HEADER_MAX;
	code = inflate(stream, Z_SYNC_FLUSH);
	got = HEADER_MAX - stream->avail_out;
	if (code != Z_OK && code != Z_STREAM_END)
		return false;
	reading->header_length = strnlen(reading->header, got) + 1;
	if (reading->header_length > got)
		return false;
	reading->more = got - reading->header_length;
	return parse_header(reading) && reading->more <= reading->size;
}

/* The rest of it; data has room for one byte more, which must not be needed. */
static bool inflate_content(struct reading *reading, unsigned char *data)
{
	z_stream *stream = &reading->stream;
	size_t left = reading->size - reading->more + 1;
	int code = Z_OK;

	memcpy(data, reading->header + reading->header_length, reading->more);
	stream->next_out = data + reading->more;
	while (code == Z_OK) {
		uInt room = left > UINT32_MAX ? UINT32_MAX : (uInt)left;

		stream->avail_out = room;
		code = inflate(stream, Z_NO_FLUSH);
		left -= room - stream->avail_out;
		if (!left)
			return false;
	}
	return code == Z_STREAM_END && left == 1 && !stream->avail_in;
}

static int start(struct reading *reading, git_odb_backend *base, const git_oid *id)
{
	const struct loose *loose = (const struct loose *)base;
	const char *hex = git_oid_tostr_s(id);
	char path[4096];
	int length, code;

	memset(reading, 0, sizeof(*reading));
	length = snprintf(path, sizeof(path), "%s/%.2s/%s", loose->objects, hex, hex + 2);
	if (length < 0 || (size_t)length >= sizeof(path))
		return GIT_ENOTFOUND;
	code = map_file(reading, path);
	if (code == GIT_ENOTFOUND)
		return code;
	return code == 0 && inflate_header(reading) ? 0 : corrupt(id);
}

static void stop(struct reading *reading)
{
	(void)inflateEnd(&reading->stream);
	if (reading->map)
		munmap((void *)reading->map, reading->mapped);
}

static int loose_read(void **data, size_t *size, git_object_t *type, git_odb_backend *base,
	const git_oid *id)
{
	struct reading reading;
	unsigned char *content;
	int code = start(&reading, base, id);

	if (code == 0) {
		content = git_odb_backend_data_alloc(base, reading.size + 1);
		if (!content) {
			code = GIT_ERROR;
		} else if (!inflate_content(&reading, content)) {
			git_odb_backend_data_free(base, content);
			code = corrupt(id);
		} else {
			content[reading.size] = '\0';
			*data = content;
			*size = reading.size;
			*type = reading.type;
		}
	}
	stop(&reading);
	return code;
}

static int loose_read_header(
	size_t *size, git_object_t *type, git_odb_backend *base, const git_oid *id)
{
	struct reading reading;
	int code = start(&reading, base, id);

	if (code == 0) {
		*size = reading.size;
		*type = reading.type;
	}
	stop(&reading);
	return code;
}

static void loose_free(git_odb_backend *base)
{
	struct loose *loose = (struct loose *)base;

	free(loose->objects);
	free(loose);
}

int loose_add(git_odb *odb, const char *objects)
{
	struct loose *loose = xmalloc(sizeof(*loose));
	size_t length = strlen(objects) + 1;
	int code;

	memset(loose, 0, sizeof(*loose));
	loose->objects = memcpy(xmalloc(length), objects, length);
	code = git_odb_init_backend(&loose->base, GIT_ODB_BACKEND_VERSION);
	loose->base.read = loose_read;
	loose->base.read_header = loose_read_header;
	loose->base.free = loose_free;
	if (code == 0)
		code = git_odb_add_backend(odb, &loose->base, PRIORITY);
	if (code < 0)
		loose_free(&loose->base);
	return code;
}
