#include "repo/tree_list.h"

#include <stdlib.h>
#include <string.h>

#define ID_SIZE 20
/* How many entries a chunk has at first: some may come in between. */
#define FILLED 128

/* A list on its way. */
struct builder {
	struct tree_list *list;
	uint32_t room;            /* for chunks */
	uint32_t size;            /* of the entries that there are */
	struct tree_chunk *chunk; /* the last, as long as it may grow; or NULL */
	unsigned char *part;      /* the beginning of the next entry */
	size_t length, part_room; /* of `part` */
	size_t missing;           /* bytes of its id; 0: it has no NUL yet */
};

static void family_free(struct tree_family *family)
{
	if (--family->refs)
		return;
	raw_free(family->root);
	pool_release(&family->pool);
	free(family);
}

struct tree_list *tree_list_ref(struct tree_list *list)
{
	list->refs++;
	return list;
}

void tree_list_free(struct tree_list *list)
{
	if (!list || --list->refs)
		return;
	for (uint32_t i = 0; i < list->count; i++)
		if (!--list->chunks[i]->refs)
			free(list->chunks[i]);
	family_free(list->family);
	free(list->chunks);
	free(list->starts);
	free(list);
}

static void begin(struct builder *builder, struct tree_family *family)
{
	struct tree_list *list = xmalloc(sizeof(*list));

	*list = (struct tree_list){.refs = 1, .family = family, .bytes = sizeof(*list)};
	family->refs++;
	*builder = (struct builder){.list = list};
}

static void add_chunk(struct builder *builder, struct tree_chunk *chunk)
{
	struct tree_list *list = builder->list;

	if (list->count == builder->room) {
		builder->room = builder->room ? builder->room * 2 : 64;
		list->chunks = xrealloc(
			list->chunks, builder->room * sizeof(*list->chunks));
		list->starts = xrealloc(
			list->starts, (builder->room + 1) * sizeof(*list->starts));
	}
	list->chunks[list->count] = chunk;
	list->starts[list->count++] = builder->size;
	list->bytes += sizeof(chunk) + sizeof(*list->starts);
}

static void add(
	struct builder *builder, const unsigned char *entry, uint32_t size, uint32_t most)
{
	struct tree_chunk *chunk = builder->chunk;

	if (!chunk || chunk->count >= most) {
		chunk = xmalloc(sizeof(*chunk));
		chunk->refs = 1;
		chunk->count = chunk->starts[0] = 0;
		builder->list->bytes += sizeof(*chunk);
		add_chunk(builder, chunk);
		builder->chunk = chunk;
	}
	chunk->joined = !chunk->count ||
			(chunk->joined &&
				entry == chunk->entries[0] + chunk->starts[chunk->count]);
	chunk->entries[chunk->count++] = entry;
	chunk->starts[chunk->count] = chunk->starts[chunk->count - 1] + size;
	builder->size += size;
}

/* NULL, and nothing is left, where it is not sound. */
static struct tree_list *finish(struct builder *builder, bool sound)
{
	struct tree_list *list = builder->list;

	free(builder->part);
	if (!sound) {
		tree_list_free(list);
		return NULL;
	}
	if (!list->starts)
		list->starts = xmalloc(sizeof(*list->starts));
	list->starts[list->count] = builder->size;
	return list;
}

const unsigned char *tree_list_entry(
	const struct tree_list *list, struct tree_place place, size_t *size)
{
	const struct tree_chunk *chunk = list->chunks[place.chunk];

	*size = chunk->starts[place.entry + 1] - chunk->starts[place.entry];
	return chunk->entries[place.entry];
}

void tree_list_next(const struct tree_list *list, struct tree_place *place)
{
	if (++place->entry < list->chunks[place->chunk]->count)
		return;
	place->chunk++;
	place->entry = 0;
}

/* The whole of it, which gives its size. */
static uint32_t share_chunk(struct builder *builder, struct tree_chunk *chunk)
{
	uint32_t size = chunk->starts[chunk->count];

	add_chunk(builder, chunk);
	chunk->refs++;
	builder->chunk = NULL;
	builder->size += size;
	return size;
}

/* The size of the entry that begins at `at`; 0: there is none. */
static size_t entry_size(const unsigned char *at, const unsigned char *end)
{
	const unsigned char *nul = memchr(at, '\0', (size_t)(end - at));

	return nul && end - nul > ID_SIZE ? (size_t)(nul + 1 + ID_SIZE - at) : 0;
}

static struct tree_list *new_family(struct raw *tree)
{
	const unsigned char *at = tree->data, *end = at + tree->size;
	struct tree_family *family = xmalloc(sizeof(*family));
	struct builder builder;
	size_t size;

	*family = (struct tree_family){.root = raw_ref(tree)};
	pool_init(&family->pool);
	begin(&builder, family);
	for (; at < end && (size = entry_size(at, end)); at += size)
		add(&builder, at, (uint32_t)size, FILLED);
	return finish(&builder, at == end);
}

static bool has_chunk(
	const unsigned char *at, const unsigned char *end, const struct tree_chunk *chunk)
{
	uint32_t size = chunk->starts[chunk->count];

	return chunk->joined && (size_t)(end - at) >= size &&
	       !memcmp(at, chunk->entries[0], size);
}

/* Goes on in `like` to what does not come before an entry. Files and folders of nearly the
 * same name may stand the other way round; then less is shared. */
static bool is_next(const struct tree_list *like, struct tree_place *place,
	const unsigned char *entry, size_t size)
{
	const char *name = strchr((const char *)entry, ' ');

	for (; name && place->chunk < like->count; tree_list_next(like, place)) {
		size_t other_size;
		const unsigned char *other = tree_list_entry(like, *place, &other_size);
		const char *other_name = strchr((const char *)other, ' ');

		if (size == other_size && !memcmp(entry, other, size))
			return true;
		if (!other_name || strcmp(other_name, name) > 0)
			return false;
	}
	return false;
}

/* What is new is copied; NULL: that is too much, or these are no entries. */
static struct tree_list *join_family(const struct raw *tree, const struct tree_list *like)
{
	const unsigned char *at = tree->data, *end = at + tree->size;
	struct pool *pool = &like->family->pool;
	struct tree_place place = {0, 0};
	struct builder builder;
	size_t size, copied = 0, most = tree->size / 16;

	if (pool->bytes > like->family->root->size)
		return NULL;
	begin(&builder, like->family);
	for (; at < end; at += size) {
		const unsigned char *entry;

		if (place.chunk < like->count && !place.entry &&
			has_chunk(at, end, like->chunks[place.chunk])) {
			size = share_chunk(&builder, like->chunks[place.chunk++]);
			continue;
		}
		size = entry_size(at, end);
		if (!size || copied > most)
			break;
		if (is_next(like, &place, at, size)) {
			entry = like->chunks[place.chunk]->entries[place.entry];
			tree_list_next(like, &place);
		} else {
			entry = (unsigned char *)pool_strndup(pool, (const char *)at, size);
			copied += size;
		}
		add(&builder, entry, (uint32_t)size, TREE_CHUNK);
	}
	return finish(&builder, at == end);
}

struct tree_list *tree_list_new(struct raw *tree, const struct tree_list *like)
{
	struct tree_list *list = NULL;

	if (tree->type != GIT_OBJECT_TREE || tree->size > OBJECT_LARGEST)
		return NULL;
	if (like)
		list = join_family(tree, like);
	return list ? list : new_family(tree);
}

static void add_part(struct builder *builder, const unsigned char *bytes, size_t count)
{
	if (builder->length + count > builder->part_room) {
		builder->part_room = (builder->length + count) * 2;
		builder->part = xrealloc(builder->part, builder->part_room);
	}
	/* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): count is not 0. */
	memcpy(builder->part + builder->length, bytes, count);
	builder->length += count;
}

/* Goes on with the entry that is on its way; gives how many bytes it took. */
static size_t take(struct builder *builder, const unsigned char *bytes, size_t count)
{
	struct pool *pool = &builder->list->family->pool;
	const unsigned char *nul;
	char *entry;

	if (!builder->missing) {
		nul = memchr(bytes, '\0', count);
		count = nul ? (size_t)(nul + 1 - bytes) : count;
		add_part(builder, bytes, count);
		builder->missing = nul ? ID_SIZE : 0;
		return count;
	}
	count = count < builder->missing ? count : builder->missing;
	add_part(builder, bytes, count);
	builder->missing -= count;
	if (!builder->missing) {
		entry = pool_strndup(pool, (char *)builder->part, builder->length);
		add(builder, (unsigned char *)entry, (uint32_t)builder->length, TREE_CHUNK);
		builder->length = 0;
	}
	return count;
}

static void take_all(struct builder *builder, const unsigned char *bytes, size_t count)
{
	while (count) {
		size_t taken = take(builder, bytes, count);

		bytes += taken;
		count -= taken;
	}
}

/* The last of these that begins at or before a place. */
static uint32_t find_start(const uint32_t *starts, uint32_t count, size_t place)
{
	uint32_t low = 0, high = count;

	while (low + 1 < high) {
		uint32_t middle = low + (high - low) / 2;

		if (starts[middle] <= place)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* Bytes of the base; whole entries and chunks are shared. */
static void copy(
	struct builder *builder, const struct tree_list *base, size_t from, size_t count)
{
	size_t end = from + count;

	for (uint32_t c = find_start(base->starts, base->count, from); from < end; c++) {
		struct tree_chunk *chunk = base->chunks[c];
		uint32_t start = base->starts[c], i;

		if (from == start && base->starts[c + 1] <= end && !builder->length) {
			from += share_chunk(builder, chunk);
			continue;
		}
		i = find_start(chunk->starts, chunk->count, from - start);
		for (; i < chunk->count && from < end; i++) {
			size_t entry = start + chunk->starts[i];
			size_t after = start + chunk->starts[i + 1];

			if (from == entry && after <= end && !builder->length) {
				add(builder, chunk->entries[i], (uint32_t)(after - entry),
					TREE_CHUNK);
			} else {
				after = after < end ? after : end;
				take_all(builder, chunk->entries[i] + (from - entry),
					after - from);
			}
			from = after;
		}
	}
}

struct tree_list *tree_list_change(
	const struct tree_list *base, const unsigned char *bytes, size_t length)
{
	struct builder builder;
	struct delta_step step;
	struct delta delta;
	size_t left;

	if (!delta_open(&delta, bytes, length) ||
		delta.base_size != base->starts[base->count])
		return NULL;
	begin(&builder, base->family);
	left = delta.size;
	while (delta_next(&delta, &step)) {
		if (step.count > left)
			return finish(&builder, false);
		left -= step.count;
		if (step.bytes)
			take_all(&builder, step.bytes, step.count);
		else
			copy(&builder, base, step.from, step.count);
	}
	return finish(&builder, delta.at == delta.end && !left && !builder.length);
}

static bool skip_chunk(const struct tree_list *a, struct tree_place *in_a,
	const struct tree_list *b, struct tree_place *in_b)
{
	if (in_a->entry || in_b->entry || a->chunks[in_a->chunk] != b->chunks[in_b->chunk])
		return false;
	in_a->chunk++;
	in_b->chunk++;
	return true;
}

static bool skip_entry(const struct tree_list *a, struct tree_place *in_a,
	const struct tree_list *b, struct tree_place *in_b)
{
	size_t size, other_size;
	const unsigned char *entry = tree_list_entry(a, *in_a, &size);
	const unsigned char *other = tree_list_entry(b, *in_b, &other_size);

	if (entry != other && (size != other_size || memcmp(entry, other, size) != 0))
		return false;
	tree_list_next(a, in_a);
	tree_list_next(b, in_b);
	return true;
}

void tree_list_skip_same(const struct tree_list *a, struct tree_place *in_a,
	const struct tree_list *b, struct tree_place *in_b)
{
	while (in_a->chunk < a->count && in_b->chunk < b->count &&
		(skip_chunk(a, in_a, b, in_b) || skip_entry(a, in_a, b, in_b)))
		;
}
