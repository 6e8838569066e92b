#include "repo/index_file.h"

#include <string.h>

#define HEADER  12
#define FIXED   62 /* of an entry before its path: stat data, id, flags */
#define HASH    20
#define LONGEST (1 << 16) /* path that is known here */

#define FLAG_EXTENDED      0x4000
#define FLAG_STAGE         0x3000
#define FLAG_LENGTH        0x0fff
#define FLAG_INTENT_TO_ADD 0x2000 /* of the extended flags */

static uint32_t number(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static unsigned short_number(const unsigned char *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

struct cursor {
	const unsigned char *at, *end; /* end: of the entries and extensions */
	uint32_t version;
	char path[LONGEST]; /* version 4: the path before */
	size_t length;
};

/* Version 4: how many bytes of the path before fall away, 7 bits a byte, each but the last
 * counting from one. */
static bool read_stripped(struct cursor *cursor, size_t *value)
{
	unsigned char byte;

	*value = 0;
	do {
		if (cursor->at >= cursor->end || *value > LONGEST)
			return false;
		byte = *cursor->at++;
		*value = *value << 7 | (byte & 0x7f);
		if (byte & 0x80)
			++*value;
	} while (byte & 0x80);
	return true;
}

static bool read_compressed_path(struct cursor *cursor)
{
	const unsigned char *nul;
	size_t stripped, added;

	if (!read_stripped(cursor, &stripped) || stripped > cursor->length)
		return false;
	nul = memchr(cursor->at, 0, (size_t)(cursor->end - cursor->at));
	if (!nul)
		return false;
	added = (size_t)(nul - cursor->at);
	cursor->length -= stripped;
	if (cursor->length + added >= sizeof(cursor->path))
		return false;
	memcpy(cursor->path + cursor->length, cursor->at, added + 1);
	cursor->length += added;
	cursor->at = nul + 1;
	return true;
}

/* Versions 2 and 3: the path ends with 1 to 8 NULs, so that the entry is a multiple of 8
 * bytes long. */
static bool read_plain_path(struct cursor *cursor, const unsigned char *start,
	unsigned flags, struct index_entry *entry)
{
	size_t room = (size_t)(cursor->end - cursor->at);
	size_t length = flags & FLAG_LENGTH, whole;

	if (length == FLAG_LENGTH) {
		const unsigned char *nul = memchr(cursor->at, 0, room);

		if (!nul)
			return false;
		length = (size_t)(nul - cursor->at);
	}
	whole = ((size_t)(cursor->at - start) + length + 8) & ~(size_t)7;
	if (whole > (size_t)(cursor->end - start) || cursor->at[length])
		return false;
	entry->path = (const char *)cursor->at;
	entry->length = length;
	cursor->at = start + whole;
	return true;
}

static bool read_entry(struct cursor *cursor, struct index_entry *entry)
{
	const unsigned char *start = cursor->at;
	unsigned flags, extended = 0;

	if (cursor->end - start < FIXED + 2)
		return false;
	flags = short_number(start + FIXED - 2);
	cursor->at += FIXED;
	if (flags & FLAG_EXTENDED) {
		if (cursor->version < 3)
			return false;
		extended = short_number(cursor->at);
		cursor->at += 2;
	}
	entry->mode = number(start + 24);
	entry->id = start + 40;
	entry->stage = (flags & FLAG_STAGE) >> 12;
	entry->intent_to_add = (extended & FLAG_INTENT_TO_ADD) != 0;
	if (cursor->version < 4)
		return read_plain_path(cursor, start, flags, entry);
	if (!read_compressed_path(cursor))
		return false;
	entry->path = cursor->path;
	entry->length = cursor->length;
	return true;
}

/* Extensions whose name begins with a small letter change what the entries mean. */
static enum index_form read_extensions(
	const struct cursor *cursor, struct index_part *trees)
{
	const unsigned char *at = cursor->at;

	while (cursor->end - at >= 8) {
		uint32_t size = number(at + 4);

		if (!memcmp(at, "TREE", 4) && size <= (size_t)(cursor->end - at - 8))
			*trees = (struct index_part){(const char *)at + 8, size};
		if (!memcmp(at, "link", 4))
			return INDEX_SPLIT;
		if (!memcmp(at, "sdir", 4))
			return INDEX_SPARSE;
		if (*at < 'A' || *at > 'Z' || size > (size_t)(cursor->end - at - 8))
			return INDEX_UNKNOWN;
		at += 8 + size;
	}
	return at == cursor->end ? INDEX_READ : INDEX_UNKNOWN;
}

enum index_form index_file_read(const char *bytes, size_t size,
	void (*take)(void *data, const struct index_entry *entry), void *data,
	struct index_part *trees)
{
	const unsigned char *start = (const unsigned char *)bytes;
	struct cursor cursor = {.at = start + HEADER};
	struct index_entry entry;
	struct index_part found = {NULL, 0};
	enum index_form form = INDEX_READ, rest;
	uint32_t count;

	if (trees)
		*trees = found;

	if (size < HEADER + HASH || memcmp(bytes, "DIRC", 4) != 0)
		return INDEX_UNKNOWN;
	cursor.end = start + size - HASH;
	cursor.version = number(start + 4);
	if (cursor.version < 2 || cursor.version > 4)
		return INDEX_UNKNOWN;
	for (count = number(start + 8); count; count--) {
		if (!read_entry(&cursor, &entry))
			return INDEX_UNKNOWN;
		if (entry.length)
			take(data, &entry);
		else
			form = INDEX_UNKNOWN; /* unless it stands for one elsewhere */
	}
	rest = read_extensions(&cursor, &found);
	if (form == INDEX_READ && rest == INDEX_READ && trees)
		*trees = found;
	return form == INDEX_READ || rest == INDEX_SPLIT ? rest : form;
}
