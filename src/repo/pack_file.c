#include "repo/pack_file.h"

#include "repo/delta.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define HASH       20
#define FANOUT     8 /* where it begins in the index */
#define IDS        (FANOUT + 256 * 4)
#define OFS_DELTA  6
#define REF_DELTA  7
#define LARGE      UINT32_C(0x80000000) /* the offset is in the third table */
#define GIVEN_BACK ((size_t)2 << 20)
/* The kernel maps the pages around one that is read as well: 16 at most, fewer where others
 * have been near. */
#define AROUND ((size_t)16 << 10)

static uint32_t number(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static const unsigned char *map_file(const char *path, size_t *size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	void *map = MAP_FAILED;
	struct stat st;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0)
		map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	*size = (size_t)st.st_size;
	return map == MAP_FAILED ? NULL : map;
}

/* The fanout goes up, and the tables have room in the file. */
static bool is_sound(struct pack_file *pack)
{
	static const unsigned char magic[] = {0xff, 't', 'O', 'c', 0, 0, 0, 2};
	uint32_t before = 0;

	if (pack->index_size < IDS + 2 * HASH || memcmp(pack->index, magic, FANOUT) != 0)
		return false;
	for (unsigned i = 0; i < 256; i++) {
		uint32_t next = number(pack->index + FANOUT + i * 4);

		if (next < before)
			return false;
		before = next;
	}
	pack->count = before;
	return (pack->index_size - IDS - 2 * HASH) / (HASH + 4 + 4) >= pack->count &&
	       pack->size > 12 + HASH && !memcmp(pack->data, "PACK\0\0\0\2", 8) &&
	       number(pack->data + 8) == pack->count;
}

bool pack_file_open(struct pack_file *pack, const char *index_path)
{
	char path[4096];
	size_t length = strlen(index_path);

	memset(pack, 0, sizeof(*pack));
	if (length + 2 > sizeof(path))
		return false;
	memcpy(path, index_path, length - strlen("idx"));
	memcpy(path + length - strlen("idx"), "pack", sizeof("pack"));
	pack->index = map_file(index_path, &pack->index_size);
	pack->data = pack->index ? map_file(path, &pack->size) : NULL;
	if (pack->data && is_sound(pack))
		return true;
	pack_file_close(pack);
	return false;
}

void pack_file_close(struct pack_file *pack)
{
	if (pack->index)
		munmap((void *)pack->index, pack->index_size);
	if (pack->data)
		munmap((void *)pack->data, pack->size);
	memset(pack, 0, sizeof(*pack));
}

void pack_file_touch(struct pack_file *pack, size_t bytes)
{
	pack->touched += bytes + AROUND;
	if (pack->touched < GIVEN_BACK)
		return;
	pack->touched = 0;
	(void)madvise((void *)pack->data, pack->size, MADV_DONTNEED);
}

static const unsigned char *id_at(const struct pack_file *pack, uint32_t i)
{
	return pack->index + IDS + (size_t)i * HASH;
}

/* Ids are spread evenly: where one should be is nearly where it is. */
static void narrow(const struct pack_file *pack, const unsigned char *id, uint32_t *low,
	uint32_t *high)
{
	uint32_t after = number(id) << 8 >> 8;
	uint32_t guess = *low + (uint32_t)((uint64_t)after * (*high - *low) >> 24);
	uint32_t from = guess - *low > 32 ? guess - 32 : *low;
	uint32_t to = *high - guess > 32 ? guess + 32 : *high;

	if (memcmp(id_at(pack, from), id, HASH) > 0)
		*high = from;
	else if (to < *high && memcmp(id_at(pack, to), id, HASH) <= 0)
		*low = to;
	else
		*low = from, *high = to;
}

static bool offset_at(const struct pack_file *pack, uint32_t i, uint64_t *offset)
{
	const unsigned char *offsets = id_at(pack, pack->count) + (size_t)pack->count * 4;
	const unsigned char *large = offsets + (size_t)pack->count * 4;
	uint32_t value = number(offsets + (size_t)i * 4);
	size_t at;

	*offset = value;
	if (value & LARGE) {
		at = (size_t)(value & ~LARGE) * 8;
		if (pack->index_size - 2 * HASH - (size_t)(large - pack->index) < at + 8)
			return false;
		*offset = (uint64_t)number(large + at) << 32 | number(large + at + 4);
	}
	return *offset >= 12 && *offset < pack->size - HASH;
}

bool pack_file_find(const struct pack_file *pack, const unsigned char *id, uint64_t *offset)
{
	const unsigned char *fanout = pack->index + FANOUT;
	uint32_t low = id[0] ? number(fanout + (id[0] - 1) * 4) : 0;
	uint32_t high = number(fanout + id[0] * 4);

	if (low < high)
		narrow(pack, id, &low, &high);
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = memcmp(id_at(pack, middle), id, HASH);

		if (!order)
			return offset_at(pack, middle, offset);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

bool pack_entry_is_delta(const struct pack_entry *entry)
{
	return entry->type == OFS_DELTA || entry->type == REF_DELTA;
}

/* How far back the base is: 7 bits a byte, each but the last counting from one. */
static bool read_back(const unsigned char **at, const unsigned char *end, uint64_t *back)
{
	unsigned char byte;

	*back = 0;
	do {
		if (*at == end || *back >> 50)
			return false;
		byte = *(*at)++;
		*back = *back << 7 | (byte & 0x7f);
		if (byte & 0x80)
			++*back;
	} while (byte & 0x80);
	return true;
}

static bool read_base(const struct pack_file *pack, const unsigned char **at,
	const unsigned char *end, uint64_t offset, struct pack_entry *entry)
{
	uint64_t back;

	if (entry->type == OFS_DELTA) {
		if (!read_back(at, end, &back) || !back || back > offset - 12)
			return false;
		entry->base = offset - back;
		return true;
	}
	if (end - *at < HASH || !pack_file_find(pack, *at, &entry->base))
		return false;
	*at += HASH;
	return true;
}

bool pack_file_entry(
	const struct pack_file *pack, uint64_t offset, struct pack_entry *entry)
{
	const unsigned char *at = pack->data + offset;
	const unsigned char *end = pack->data + pack->size - HASH;
	unsigned shift = 4;
	unsigned char byte = *at++;

	entry->type = byte >> 4 & 7;
	entry->size = byte & 15;
	while (byte & 0x80) {
		if (at == end || shift > 25)
			return false;
		byte = *at++;
		entry->size |= (size_t)(byte & 0x7f) << shift;
		shift += 7;
	}
	if (entry->size > OBJECT_LARGEST || !entry->type || entry->type == 5)
		return false;
	if (pack_entry_is_delta(entry) && !read_base(pack, &at, end, offset, entry))
		return false;
	entry->at = (uint64_t)(at - pack->data);
	return at < end;
}
