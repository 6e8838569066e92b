#include "base/pool.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define ALIGNMENT  16
#define BLOCK_SIZE ((size_t)64 * 1024)
#define PAGE       ((uintptr_t)4096)
#define LARGE      ((size_t)128 * 1024)

struct pool_block {
	struct pool_block *previous, *next;
	max_align_t data[];
};

struct pool_map {
	struct pool_map *previous;
	void *start;
	size_t size;
};

void out_of_memory(void)
{
	fputs("gitmig: out of memory\n", stderr);
	_Exit(3);
}

void *xmalloc(size_t size)
{
	void *memory = malloc(size ? size : 1);

	if (!memory)
		out_of_memory();
	return memory;
}

void *xrealloc(void *old, size_t size)
{
	void *memory = realloc(old, size ? size : 1);

	if (!memory)
		out_of_memory();
	return memory;
}

void pool_init(struct pool *pool)
{
	memset(pool, 0, sizeof(*pool));
}

void pool_release(struct pool *pool)
{
	if (!pool)
		return;
	for (struct pool_map *map = pool->maps; map; map = map->previous)
		munmap(map->start, map->size);
	while (pool->blocks) {
		struct pool_block *block = pool->blocks;

		pool->blocks = block->previous;
		free(block);
	}
	pool_init(pool);
}

/* Ten thousand revisions are filled in from end to end, and each page that is touched for
 * the first time interrupts that for longer than filling it takes: have them all at once.
 * Where the kernel cannot do it nothing happens. */
static void populate(void *memory, size_t size)
{
#ifdef MADV_POPULATE_WRITE
	uintptr_t start = ((uintptr_t)memory + PAGE - 1) & ~(PAGE - 1);
	uintptr_t end = ((uintptr_t)memory + size) & ~(PAGE - 1);

	if (size >= LARGE && end > start)
		(void)madvise((void *)start, end - start, MADV_POPULATE_WRITE);
#else
	(void)memory, (void)size;
#endif
}

/* New pages of the system are zero already: calloc knows. */
static void *zeroed(size_t size)
{
	void *memory = calloc(1, size);

	if (!memory)
		out_of_memory();
	populate(memory, size);
	return memory;
}

static char *add_block(struct pool *pool, size_t size, bool zero)
{
	struct pool_block *block;

	if (size > SIZE_MAX / 2)
		out_of_memory();
	block = zero ? zeroed(sizeof(*block) + size) : xmalloc(sizeof(*block) + size);
	block->previous = pool->blocks;
	block->next = NULL;
	if (pool->blocks)
		pool->blocks->next = block;
	pool->blocks = block;
	return (char *)block->data;
}

/* With a byte to spare, so that no two allocations meet. */
static size_t rounded_up(size_t size)
{
	return (size + ALIGNMENT) / ALIGNMENT * ALIGNMENT;
}

/* Does it have a block of its own? */
static bool is_alone(size_t rounded)
{
	return rounded > BLOCK_SIZE / 4;
}

void pool_give_back(struct pool *pool, void *memory, size_t size)
{
	struct pool_block *block;

	if (!memory || !is_alone(rounded_up(size)))
		return;
	block = (struct pool_block *)((char *)memory - sizeof(*block));
	if (block->previous)
		block->previous->next = block->next;
	if (block->next)
		block->next->previous = block->previous;
	else
		pool->blocks = block->previous;
	free(block);
}

void *pool_alloc(struct pool *pool, size_t size)
{
	size_t rounded = rounded_up(size);
	char *memory;

	pool->bytes += rounded;
	if (rounded < size || is_alone(rounded)) {
		if (rounded < size)
			out_of_memory();
		/* The current block goes on being filled: this one is behind it. */
		return add_block(pool, rounded, true);
	}
	if ((size_t)(pool->end - pool->next) < rounded) {
		pool->next = add_block(pool, BLOCK_SIZE, false);
		pool->end = pool->next + BLOCK_SIZE;
	}
	memory = pool->next;
	pool->next += rounded;
	return memset(memory, 0, rounded);
}

void *pool_resize(struct pool *pool, void *old, size_t old_size, size_t new_size)
{
	size_t had = rounded_up(old_size), want = rounded_up(new_size);
	void *memory;

	if (old && new_size <= old_size)
		return old;
	if (old && (char *)old + had == pool->next && want >= had && !is_alone(want) &&
		want - had <= (size_t)(pool->end - pool->next)) {
		memset(pool->next, 0, want - had);
		pool->next += want - had;
		pool->bytes += want - had;
		return old;
	}
	memory = pool_alloc(pool, new_size);
	if (old)
		memcpy(memory, old, old_size);
	pool_give_back(pool, old, old_size);
	return memory;
}

void pool_keep_map(struct pool *pool, void *map, size_t size)
{
	struct pool_map *kept = pool_new(pool, struct pool_map);

	*kept = (struct pool_map){pool->maps, map, size};
	pool->maps = kept;
}

char *pool_strndup(struct pool *pool, const char *text, size_t length)
{
	char *copy = pool_alloc(pool, length + 1);

	memcpy(copy, text, length);
	return copy;
}

char *pool_strdup(struct pool *pool, const char *text)
{
	return text ? pool_strndup(pool, text, strlen(text)) : NULL;
}

char *pool_vprintf(struct pool *pool, const char *format, va_list args)
{
	va_list again;
	char *text;
	int length;

	va_copy(again, args);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length < 0)
		out_of_memory();
	text = pool_alloc(pool, (size_t)length + 1);
	vsnprintf(text, (size_t)length + 1, format, args);
	return text;
}

char *pool_printf(struct pool *pool, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = pool_vprintf(pool, format, args);
	va_end(args);
	return text;
}
