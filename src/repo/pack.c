#include "repo/pack.h"

#include "base/pool.h"
#include "repo/pack_file.h"

#include <dirent.h>
#include <git2/sys/odb_backend.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* That of libgit2's packs is 2. */
#define PRIORITY 3
#define SLOTS    2048
#define BYTES    ((size_t)4 << 20)
/* git makes chains of 50, and none of more than 4095. */
#define DEEPEST 4096

struct object {
	int type;
	size_t size;
	unsigned char *data; /* of malloc */
};

/* Unpacked objects that others may be deltas of. */
struct kept {
	const struct pack_file *pack; /* NULL: the slot is free */
	uint64_t offset;
	struct object object;
};

struct packs {
	git_odb_backend base;
	char *folder;
	bool opened;
	struct pack_file *files;
	unsigned count, cap, last; /* last: where the last object was found */
	struct kept kept[SLOTS];
	size_t bytes;
	unsigned hand;
	z_stream stream;
	bool inflating; /* the stream is set up */
	uint64_t chain[DEEPEST];
};

static void add_file(struct packs *packs, const char *name)
{
	size_t length = strlen(name);
	struct pack_file file;
	char path[4096];

	if (length < 5 || strcmp(name + length - 4, ".idx") != 0 ||
		(size_t)snprintf(path, sizeof(path), "%s/%s", packs->folder, name) >=
			sizeof(path) ||
		!pack_file_open(&file, path))
		return;
	if (packs->count == packs->cap) {
		packs->cap = packs->cap ? packs->cap * 2 : 8;
		packs->files = xrealloc(packs->files, packs->cap * sizeof(*packs->files));
	}
	packs->files[packs->count++] = file;
}

static void open_all(struct packs *packs)
{
	DIR *dir = opendir(packs->folder);
	struct dirent *entry;

	packs->opened = true;
	while (dir && (entry = readdir(dir)))
		add_file(packs, entry->d_name);
	if (dir)
		closedir(dir);
}

static struct pack_file *find(struct packs *packs, const git_oid *id, uint64_t *offset)
{
	if (!packs->opened)
		open_all(packs);
	for (unsigned i = 0; i < packs->count; i++) {
		unsigned at = (packs->last + i) % packs->count;

		if (pack_file_find(&packs->files[at], id->id, offset)) {
			packs->last = at;
			return &packs->files[at];
		}
	}
	return NULL;
}

static struct kept *slot_of(
	struct packs *packs, const struct pack_file *pack, uint64_t offset)
{
	uint64_t hash = (offset ^ (uintptr_t)pack) * UINT64_C(0x9E3779B97F4A7C15);

	return &packs->kept[hash >> 32 & (SLOTS - 1)];
}

static void drop(struct packs *packs, struct kept *kept)
{
	if (!kept->pack)
		return;
	packs->bytes -= kept->object.size;
	free(kept->object.data);
	memset(kept, 0, sizeof(*kept));
}

/* Takes the object's bytes over. */
static void keep(struct packs *packs, const struct pack_file *pack, uint64_t offset,
	const struct object *object)
{
	struct kept *slot = slot_of(packs, pack, offset);

	drop(packs, slot);
	for (unsigned i = 0; i < SLOTS && packs->bytes + object->size > BYTES; i++) {
		packs->hand = (packs->hand + 1) % SLOTS;
		drop(packs, &packs->kept[packs->hand]);
	}
	*slot = (struct kept){pack, offset, *object};
	packs->bytes += object->size;
}

static unsigned char *inflate_at(
	struct packs *packs, struct pack_file *pack, uint64_t at, size_t size)
{
	z_stream *stream = &packs->stream;
	size_t room = pack->size - (size_t)at;
	unsigned char *out;

	if (packs->inflating ? inflateReset(stream) != Z_OK : inflateInit(stream) != Z_OK)
		return NULL;
	packs->inflating = true;
	out = xmalloc(size + 1);
	stream->next_in = (unsigned char *)pack->data + at;
	stream->avail_in = room > UINT32_MAX ? UINT32_MAX : (uInt)room;
	stream->next_out = out;
	stream->avail_out = (uInt)size + 1;
	if (inflate(stream, Z_FINISH) == Z_STREAM_END && stream->total_out == size) {
		pack_file_touch(pack, stream->total_in);
		out[size] = '\0';
		return out;
	}
	free(out);
	return NULL;
}

/* Puts the delta at `offset` on its base. */
static bool add_delta(struct packs *packs, struct pack_file *pack, uint64_t offset,
	const struct object *base, struct object *result)
{
	struct pack_entry entry;
	unsigned char *delta;
	bool applied = false;

	if (!pack_file_entry(pack, offset, &entry))
		return false;
	delta = inflate_at(packs, pack, entry.at, entry.size);
	if (delta && delta_size(delta, entry.size, base->size, &result->size)) {
		result->type = base->type;
		result->data = xmalloc(result->size + 1);
		result->data[result->size] = '\0';
		applied = delta_apply(base->data, base->size, delta, entry.size,
			result->data, result->size);
		if (!applied)
			free(result->data);
	}
	free(delta);
	return applied;
}

/* The object that all deltas of the chain stand on: *kept, it belongs to its slot. */
static bool find_base(struct packs *packs, struct pack_file *pack, uint64_t *offset,
	unsigned *depth, struct object *object, bool *kept)
{
	for (*depth = 0;; ++*depth) {
		struct kept *slot = slot_of(packs, pack, *offset);
		struct pack_entry entry;

		*kept = slot->pack == pack && slot->offset == *offset;
		if (*kept) {
			*object = slot->object;
			return true;
		}
		if (*depth == DEEPEST || !pack_file_entry(pack, *offset, &entry))
			return false;
		if (!pack_entry_is_delta(&entry)) {
			object->type = entry.type;
			object->size = entry.size;
			object->data = inflate_at(packs, pack, entry.at, entry.size);
			return object->data != NULL;
		}
		packs->chain[*depth] = *offset;
		*offset = entry.base;
	}
}

/* *kept: the object belongs to its slot, which the next call may empty. */
static bool unpack(struct packs *packs, struct pack_file *pack, uint64_t offset,
	struct object *object, bool *kept)
{
	struct object result;
	unsigned depth;

	if (!find_base(packs, pack, &offset, &depth, object, kept))
		return false;
	while (depth) {
		uint64_t next = packs->chain[--depth];
		bool applied = add_delta(packs, pack, next, object, &result);

		if (!*kept)
			keep(packs, pack, offset, object);
		if (!applied)
			return false;
		*object = result;
		*kept = false;
		offset = next;
	}
	/* Commits are seldom bases, and never asked for twice. */
	if (!*kept && object->type != GIT_OBJECT_COMMIT) {
		keep(packs, pack, offset, object);
		*kept = true;
	}
	return true;
}

static int read_object(void **data, size_t *size, git_object_t *type, git_odb_backend *base,
	const git_oid *id)
{
	struct packs *packs = (struct packs *)base;
	struct pack_file *pack;
	struct object object;
	uint64_t offset;
	bool kept;

	pack = find(packs, id, &offset);
	if (!pack)
		return GIT_ENOTFOUND;
	if (!unpack(packs, pack, offset, &object, &kept))
		return GIT_PASSTHROUGH;
	*data = git_odb_backend_data_alloc(base, object.size + 1);
	if (*data)
		memcpy(*data, object.data, object.size + 1);
	if (!kept)
		free(object.data);
	*size = object.size;
	*type = (git_object_t)object.type;
	return *data ? 0 : GIT_ERROR;
}

/* Of a delta only the whole object tells; who asks for the size reads it next. */
static int read_header(
	size_t *size, git_object_t *type, git_odb_backend *base, const git_oid *id)
{
	struct packs *packs = (struct packs *)base;
	struct pack_entry entry;
	struct pack_file *pack;
	struct object object;
	uint64_t offset;
	bool kept;

	pack = find(packs, id, &offset);
	if (!pack)
		return GIT_ENOTFOUND;
	if (!pack_file_entry(pack, offset, &entry))
		return GIT_PASSTHROUGH;
	object.type = entry.type;
	object.size = entry.size;
	if (pack_entry_is_delta(&entry)) {
		if (!unpack(packs, pack, offset, &object, &kept))
			return GIT_PASSTHROUGH;
		if (!kept)
			free(object.data);
	}
	*size = object.size;
	*type = (git_object_t)object.type;
	return 0;
}

static void free_packs(git_odb_backend *base)
{
	struct packs *packs = (struct packs *)base;

	for (unsigned i = 0; i < SLOTS; i++)
		drop(packs, &packs->kept[i]);
	for (unsigned i = 0; i < packs->count; i++)
		pack_file_close(&packs->files[i]);
	if (packs->inflating)
		(void)inflateEnd(&packs->stream);
	free(packs->files);
	free(packs->folder);
	free(packs);
}

int pack_add(git_odb *odb, const char *objects)
{
	struct packs *packs = xmalloc(sizeof(*packs));
	size_t length = strlen(objects) + strlen("/pack") + 1;
	int code;

	memset(packs, 0, sizeof(*packs));
	packs->folder = xmalloc(length);
	snprintf(packs->folder, length, "%s/pack", objects);
	code = git_odb_init_backend(&packs->base, GIT_ODB_BACKEND_VERSION);
	packs->base.read = read_object;
	packs->base.read_header = read_header;
	packs->base.free = free_packs;
	if (code == 0)
		code = git_odb_add_backend(odb, &packs->base, PRIORITY);
	if (code < 0)
		free_packs(&packs->base);
	return code;
}
