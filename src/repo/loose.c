#include "repo/loose.h"

#include "base/pool.h"

#include <errno.h>
#include <fcntl.h>
#include <git2/sys/odb_backend.h>
#include <libdeflate.h>
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
	struct libdeflate_decompressor *inflater; /* NULL: not needed yet */
	unsigned char small[16 << 10];            /* of a file that is no larger */
};

/* An object file. */
struct file {
	const unsigned char *bytes;
	size_t size;
	void *map; /* NULL: it was small */
};

static int corrupt(const git_oid *id)
{
	char text[128];

	snprintf(text, sizeof(text), "loose object %s is corrupt", git_oid_tostr_s(id));
	git_error_set_str(GIT_ERROR_ODB, text);
	return GIT_ERROR;
}

/* To map a file costs more than to read a small one. */
static bool read_file(struct loose *loose, int fd, struct file *file)
{
	struct stat st;
	void *map;

	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size <= 0)
		return false;
	*file = (struct file){loose->small, (size_t)st.st_size, NULL};
	if (file->size <= sizeof(loose->small))
		return read(fd, loose->small, file->size) == st.st_size;
	map = mmap(NULL, file->size, PROT_READ, MAP_PRIVATE, fd, 0);
	file->bytes = file->map = map;
	return map != MAP_FAILED;
}

static int open_object(struct loose *loose, const git_oid *id, struct file *file)
{
	const char *hex = git_oid_tostr_s(id);
	char path[4096];
	int length, fd;
	bool sound;

	length = snprintf(path, sizeof(path), "%s/%.2s/%s", loose->objects, hex, hex + 2);
	if (length < 0 || (size_t)length >= sizeof(path))
		return GIT_ENOTFOUND;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return GIT_ENOTFOUND;
	sound = read_file(loose, fd, file);
	close(fd);
	return sound ? 0 : corrupt(id);
}

static void close_object(const struct file *file)
{
	if (file->map)
		munmap(file->map, file->size);
}

/* "blob 12" and a NUL within the first `length` bytes: canonical, as git writes it. */
static bool parse_header(const struct file *file, const unsigned char *bytes, size_t length,
	git_object_t *type, size_t *size)
{
	char header[HEADER_MAX + 1], *blank, *end;
	const char *digits;
	unsigned long long number;

	length = length < HEADER_MAX ? length : HEADER_MAX;
	memcpy(header, bytes, length);
	header[length] = '\0';
	blank = strchr(header, ' ');
	if (!blank || strlen(header) == length)
		return false;
	digits = blank + 1;
	if (*digits < '0' || *digits > '9' || (*digits == '0' && digits[1]))
		return false;
	*blank = '\0';
	*type = git_object_string2type(header);
	errno = 0;
	number = strtoull(digits, &end, 10);
	*size = (size_t)number;
	return !*end && !errno && number < SIZE_MAX && git_object_typeisloose(*type) &&
	       number / MOST_PER_BYTE <= file->size;
}

/* The deflated bytes, header and all, in what the caller gives back; NULL: damaged. How
 * many there are is not known before. */
static unsigned char *inflate_all(
	struct loose *loose, const struct file *file, size_t *size)
{
	size_t room = file->size * 4 + HEADER_MAX, taken;
	unsigned char *bytes;
	enum libdeflate_result result;

	if (!loose->inflater && !(loose->inflater = libdeflate_alloc_decompressor()))
		out_of_memory();
	do {
		bytes = git_odb_backend_data_alloc(&loose->base, room + 1);
		if (!bytes)
			return NULL;
		result = libdeflate_zlib_decompress_ex(loose->inflater, file->bytes,
			file->size, bytes, room, &taken, size);
		if (result == LIBDEFLATE_SUCCESS && taken == file->size)
			return bytes;
		git_odb_backend_data_free(&loose->base, bytes);
		room *= 4;
	} while (result == LIBDEFLATE_INSUFFICIENT_SPACE &&
		 room / MOST_PER_BYTE / 4 <= file->size);
	return NULL;
}

static int loose_read(void **data, size_t *size, git_object_t *type, git_odb_backend *base,
	const git_oid *id)
{
	struct loose *loose = (struct loose *)base;
	unsigned char *bytes;
	struct file file;
	size_t all, header = 0;
	int code = open_object(loose, id, &file);

	if (code < 0)
		return code;
	bytes = inflate_all(loose, &file, &all);
	if (bytes && parse_header(&file, bytes, all, type, size))
		header = strlen((const char *)bytes) + 1;
	close_object(&file);
	if (!header || *size != all - header) {
		git_odb_backend_data_free(base, bytes);
		return corrupt(id);
	}
	memmove(bytes, bytes + header, *size);
	bytes[*size] = '\0';
	*data = bytes;
	return 0;
}

/* Of an object that may be too large to be wanted. */
static int loose_read_header(
	size_t *size, git_object_t *type, git_odb_backend *base, const git_oid *id)
{
	struct file file;
	unsigned char header[HEADER_MAX];
	z_stream stream = {.next_out = header, .avail_out = HEADER_MAX};
	int code = open_object((struct loose *)base, id, &file);

	if (code < 0)
		return code;
	stream.next_in = (unsigned char *)file.bytes;
	stream.avail_in = file.size < UINT32_MAX ? (uInt)file.size : UINT32_MAX;
	if (inflateInit(&stream) != Z_OK)
		out_of_memory();
	code = inflate(&stream, Z_SYNC_FLUSH);
	if ((code != Z_OK && code != Z_STREAM_END) ||
		!parse_header(&file, header, HEADER_MAX - stream.avail_out, type, size))
		code = corrupt(id);
	(void)inflateEnd(&stream);
	close_object(&file);
	return code < 0 ? code : 0;
}

static void loose_free(git_odb_backend *base)
{
	struct loose *loose = (struct loose *)base;

	libdeflate_free_decompressor(loose->inflater);
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
