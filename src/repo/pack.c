#include "repo/pack.h"

#include "base/pool.h"
#include "repo/delta.h"
#include "repo/pack_file.h"

#include <dirent.h>
#include <git2/sys/odb_backend.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* That of libgit2's packs is 2. */
#define PRIORITY 3
#define SLOTS    512
#define BYTES    ((size_t)4 << 20)
/* git makes chains of 50, and none of more than 4095. */
#define DEEPEST 4096

/* Unpacked objects that others may be deltas of. */
struct kept {
	const struct pack_file *pack; /* NULL: the slot is free */
	uint64_t offset;
	struct packed object;
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
	struct libdeflate_decompressor *inflater; /* NULL: not needed yet */
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

void packed_free(struct packed *object)
{
	raw_free(object->raw);
	tree_list_free(object->list);
}

struct packed packed_share(const struct packed *object)
{
	return (struct packed){
		object->raw ? raw_ref(object->raw) : NULL,
		object->list ? tree_list_ref(object->list) : NULL,
	};
}

/* What a slot's object takes, without what others in the slots have as well: the bytes that
 * a family of lists shares. */
static size_t cost_of(const struct packs *packs, const struct kept *kept)
{
	const struct tree_list *list = kept->object.list;

	for (unsigned i = 0; list && i < SLOTS; i++) {
		const struct tree_list *other = packs->kept[i].object.list;

		if (other && &packs->kept[i] != kept && other->family == list->family)
			return list->bytes;
	}
	return list ? list->bytes + list->family->root->size : kept->object.raw->size;
}

static void drop(struct packs *packs, struct kept *kept)
{
	if (!kept->pack)
		return;
	packs->bytes -= cost_of(packs, kept);
	packed_free(&kept->object);
	memset(kept, 0, sizeof(*kept));
}

static void keep(struct packs *packs, const struct pack_file *pack, uint64_t offset,
	const struct packed *object)
{
	struct kept *slot = slot_of(packs, pack, offset);

	drop(packs, slot);
	*slot = (struct kept){pack, offset, packed_share(object)};
	packs->bytes += cost_of(packs, slot);
	for (unsigned i = 0; i < SLOTS && packs->bytes > BYTES; i++) {
		packs->hand = (packs->hand + 1) % SLOTS;
		if (&packs->kept[packs->hand] != slot)
			drop(packs, &packs->kept[packs->hand]);
	}
}

/* The `size` bytes that are deflated at `at`; false: they are not. */
static bool inflate_at(struct packs *packs, struct pack_file *pack, uint64_t at,
	unsigned char *out, size_t size)
{
	size_t taken, made;

	if (!packs->inflater && !(packs->inflater = libdeflate_alloc_decompressor()))
		out_of_memory();
	if (libdeflate_zlib_decompress_ex(packs->inflater, pack->data + at,
		    pack->size - (size_t)at, out, size, &taken, &made) != 0 ||
		made != size)
		return false;
	pack_file_touch(pack, taken);
	return true;
}

static bool read_whole(struct packs *packs, struct pack_file *pack,
	const struct pack_entry *entry, struct packed *object)
{
	unsigned char *bytes;

	object->list = NULL;
	object->raw = raw_new((git_object_t)entry->type, entry->size, &bytes);
	if (inflate_at(packs, pack, entry->at, bytes, entry->size))
		return true;
	raw_free(object->raw);
	return false;
}

static struct raw *change_raw(
	const struct raw *base, const unsigned char *bytes, size_t length)
{
	struct delta delta;
	struct raw *raw;
	unsigned char *out;

	if (!delta_open(&delta, bytes, length) || delta.base_size != base->size)
		return NULL;
	raw = raw_new(base->type, delta.size, &out);
	if (delta_apply(&delta, base->data, out))
		return raw;
	raw_free(raw);
	return NULL;
}

/* Puts the delta at `offset` on the object, which it replaces. */
static bool add_delta(
	struct packs *packs, struct pack_file *pack, uint64_t offset, struct packed *object)
{
	struct packed base = *object;
	struct pack_entry entry;
	unsigned char *delta = NULL;

	*object = (struct packed){NULL, NULL};
	if (pack_file_entry(pack, offset, &entry))
		delta = xmalloc(entry.size + 1);
	if (delta && inflate_at(packs, pack, entry.at, delta, entry.size)) {
		if (base.list)
			object->list = tree_list_change(base.list, delta, entry.size);
		else
			object->raw = change_raw(base.raw, delta, entry.size);
	}
	free(delta);
	packed_free(&base);
	return object->raw || object->list;
}

/* What all deltas of the chain stand on; *kept: it has its slot already. */
static bool find_base(struct packs *packs, struct pack_file *pack, uint64_t *offset,
	bool lists, unsigned *depth, struct packed *object, bool *kept)
{
	for (*depth = 0;; ++*depth) {
		struct kept *slot = slot_of(packs, pack, *offset);
		struct pack_entry entry;

		*kept = slot->pack == pack && slot->offset == *offset &&
			(lists || slot->object.raw);
		if (*kept) {
			*object = packed_share(&slot->object);
			return true;
		}
		if (*depth == DEEPEST || !pack_file_entry(pack, *offset, &entry))
			return false;
		if (!pack_entry_is_delta(&entry))
			return read_whole(packs, pack, &entry, object);
		packs->chain[*depth] = *offset;
		*offset = entry.base;
	}
}

void packed_make_list(struct packed *object, const struct tree_list *like)
{
	struct raw *raw = object->raw;

	if (!raw || raw->type != GIT_OBJECT_TREE || raw->size < TREE_LARGE)
		return;
	object->list = tree_list_new(raw, like);
	if (!object->list)
		return;
	raw_free(raw);
	object->raw = NULL;
}

/* lists: a large tree as its list, and all that are deltas of it. */
static bool unpack(struct packs *packs, struct pack_file *pack, uint64_t offset, bool lists,
	const struct tree_list *like, struct packed *object)
{
	unsigned depth;
	bool kept;

	if (!find_base(packs, pack, &offset, lists, &depth, object, &kept))
		return false;
	if (lists && !kept)
		packed_make_list(object, like);
	while (depth) {
		if (!kept)
			keep(packs, pack, offset, object);
		kept = false;
		offset = packs->chain[--depth];
		if (!add_delta(packs, pack, offset, object))
			return false;
	}
	/* Commits are seldom bases, and never asked for twice. */
	if (!kept && (object->list || object->raw->type != GIT_OBJECT_COMMIT))
		keep(packs, pack, offset, object);
	return true;
}

bool pack_read(struct packs *packs, const git_oid *id, bool lists,
	const struct tree_list *like, struct packed *object)
{
	uint64_t offset;
	struct pack_file *pack = find(packs, id, &offset);

	return pack && unpack(packs, pack, offset, lists, like, object);
}

void pack_offer(struct packs *packs, const git_oid *id, const struct packed *object)
{
	uint64_t offset;

	if (!packs->opened)
		open_all(packs);
	for (unsigned i = 0; i < packs->count; i++)
		if (pack_file_find(&packs->files[i], id->id, &offset))
			keep(packs, &packs->files[i], offset, object);
}

/* NULL: it is odd. */
static struct raw *read_bytes(struct packs *packs, struct pack_file *pack, uint64_t offset)
{
	struct packed object = {NULL, NULL};

	return unpack(packs, pack, offset, false, NULL, &object) ? object.raw : NULL;
}

static int read_object(void **data, size_t *size, git_object_t *type, git_odb_backend *base,
	const git_oid *id)
{
	struct packs *packs = (struct packs *)base;
	uint64_t offset;
	struct pack_file *pack = find(packs, id, &offset);
	struct raw *raw;

	if (!pack)
		return GIT_ENOTFOUND;
	raw = read_bytes(packs, pack, offset);
	if (!raw)
		return GIT_PASSTHROUGH;
	*size = raw->size;
	*type = raw->type;
	*data = git_odb_backend_data_alloc(base, *size + 1);
	if (*data)
		*(char *)mempcpy(*data, raw->data, *size) = '\0';
	raw_free(raw);
	return *data ? 0 : GIT_ERROR;
}

/* Of a delta only the whole object tells; who asks for the size reads it next. */
static int read_header(
	size_t *size, git_object_t *type, git_odb_backend *base, const git_oid *id)
{
	struct packs *packs = (struct packs *)base;
	struct pack_entry entry;
	uint64_t offset;
	struct pack_file *pack = find(packs, id, &offset);
	struct raw *raw;

	if (!pack)
		return GIT_ENOTFOUND;
	if (!pack_file_entry(pack, offset, &entry))
		return GIT_PASSTHROUGH;
	*type = (git_object_t)entry.type;
	*size = entry.size;
	if (!pack_entry_is_delta(&entry))
		return 0;
	raw = read_bytes(packs, pack, offset);
	if (!raw)
		return GIT_PASSTHROUGH;
	*type = raw->type;
	*size = raw->size;
	raw_free(raw);
	return 0;
}

static void free_packs(git_odb_backend *base)
{
	struct packs *packs = (struct packs *)base;

	for (unsigned i = 0; i < SLOTS; i++)
		drop(packs, &packs->kept[i]);
	for (unsigned i = 0; i < packs->count; i++)
		pack_file_close(&packs->files[i]);
	libdeflate_free_decompressor(packs->inflater);
	free(packs->files);
	free(packs->folder);
	free(packs);
}

int pack_add(git_odb *odb, const char *objects, struct packs **out)
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
	else
		*out = packs;
	return code;
}
