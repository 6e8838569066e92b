#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stdarg.h>
#include <stddef.h>

/*
 * An arena: what is allocated from it lives until the pool is released, all at once. A
 * command has one pool; a long loop has one of its own, so that memory does not grow with
 * the number of rounds. Out of memory ends the process (exit status 3): a database server
 * or SQLite's journal rolls back what was under way.
 */
struct pool {
	struct pool_block *blocks;
	struct pool_map *maps;
	char *next, *end;
	size_t bytes; /* asked for so far */
};

void pool_init(struct pool *pool);
void pool_release(struct pool *pool); /* the pool is as after pool_init; NULL is fine */

/* Memory for any type, set to zero. size 0 gives a valid, unique pointer. */
void *pool_alloc(struct pool *pool, size_t size);
/* As realloc within the pool: the first old_size bytes are kept. The last allocation grows
 * in place. */
void *pool_resize(struct pool *pool, void *old, size_t old_size, size_t new_size);
/* What the pool gave for `size` is not used any more. What is large enough to matter is
 * free at once, all else when the pool is released. NULL is fine. */
void pool_give_back(struct pool *pool, void *memory, size_t size);
/* Memory that was mapped is unmapped when the pool is released. */
void pool_keep_map(struct pool *pool, void *map, size_t size);
char *pool_strdup(struct pool *pool, const char *text); /* NULL gives NULL */
char *pool_strndup(struct pool *pool, const char *text, size_t length);
char *pool_printf(struct pool *pool, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
char *pool_vprintf(struct pool *pool, const char *format, va_list args);

#define pool_new(pool, type)          ((type *)pool_alloc((pool), sizeof(type)))
#define pool_array(pool, type, count) ((type *)pool_alloc((pool), sizeof(type) * (count)))

/*
 * Room for one more element: `*pool_push(pool, &items, &count, &cap) = x` is what POOL_PUSH
 * does for an array `items` with `count` used of `cap` elements (size_t or unsigned alike).
 */
#define POOL_PUSH(pool, items, count, cap, value)                                          \
	do {                                                                               \
		if ((count) == (cap)) {                                                    \
			size_t new_cap_ = (cap) ? (size_t)(cap)*2 : 8;                     \
			(items) = pool_resize((pool), (items), (cap) * sizeof(*(items)),   \
				new_cap_ * sizeof(*(items)));                              \
			(cap) = (__typeof__(cap))new_cap_;                                 \
		}                                                                          \
		(items)[(count)++] = (value);                                              \
	} while (0)

/* Ends the process, for whoever allocates by other means. */
__attribute__((noreturn)) void out_of_memory(void);

/* malloc and realloc that end the process instead of giving NULL. */
void *xmalloc(size_t size);
void *xrealloc(void *old, size_t size);

#endif
