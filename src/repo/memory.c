#include "base/pool.h"
#include "repo/internal.h"

#include <git2/sys/alloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/*
 * libgit2 1.5 goes on without memory and crashes; with this it ends the process as gitmig
 * itself does. Sizes that overflow are given to malloc as what it cannot have.
 */

static void *take(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return xmalloc(size);
}

static void *grow(void *old, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return xrealloc(old, size);
}

#if LIBGIT2_VER_MAJOR == 1 && LIBGIT2_VER_MINOR < 6
static size_t product(size_t count, size_t size)
{
	size_t all;

	return __builtin_mul_overflow(count, size, &all) ? SIZE_MAX : all;
}

static void *take_array(size_t count, size_t size, const char *file, int line)
{
	return take(product(count, size), file, line);
}

static void *take_zeroed(size_t count, size_t size, const char *file, int line)
{
	size_t all = product(count, size);

	return memset(take(all, file, line), 0, all);
}

static void *grow_array(void *old, size_t count, size_t size, const char *file, int line)
{
	return grow(old, product(count, size), file, line);
}

static char *copy(const char *text, size_t length, const char *file, int line)
{
	char *made = take(length + 1, file, line);

	memcpy(made, text, length);
	made[length] = '\0';
	return made;
}

static char *copy_most(const char *text, size_t most, const char *file, int line)
{
	return copy(text, strnlen(text, most), file, line);
}

static char *copy_all(const char *text, const char *file, int line)
{
	return copy(text, strlen(text), file, line);
}
#endif

void repo_use_memory(void)
{
	static git_allocator allocator = {
		.gmalloc = take,
		.grealloc = grow,
		.gfree = free,
#if LIBGIT2_VER_MAJOR == 1 && LIBGIT2_VER_MINOR < 6
		.gcalloc = take_zeroed,
		.gstrdup = copy_all,
		.gstrndup = copy_most,
		.gsubstrdup = copy,
		.greallocarray = grow_array,
		.gmallocarray = take_array,
#endif
	};

	git_libgit2_opts(GIT_OPT_SET_ALLOCATOR, &allocator);
}
