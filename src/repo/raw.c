#include "repo/raw.h"

#include "base/pool.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct raw *raw_new(git_object_t type, size_t size, unsigned char **bytes)
{
	struct raw *raw = xmalloc(sizeof(*raw) + size + 1);

	*bytes = (unsigned char *)(raw + 1);
	(*bytes)[size] = '\0';
	*raw = (struct raw){.refs = 1, .type = type, .size = size, .data = *bytes};
	return raw;
}

struct raw *raw_of(git_odb_object *object)
{
	struct raw *raw = xmalloc(sizeof(*raw));

	*raw = (struct raw){
		.refs = 1,
		.type = git_odb_object_type(object),
		.size = git_odb_object_size(object),
		.data = git_odb_object_data(object),
		.object = object,
	};
	return raw;
}

struct raw *raw_map(int fd, git_object_t type, size_t offset, size_t size)
{
	size_t before = offset % (size_t)sysconf(_SC_PAGESIZE);
	struct raw *raw;
	void *map = mmap(NULL, size + before, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd,
		(off_t)(offset - before));

	if (map == MAP_FAILED)
		return NULL;
	raw = xmalloc(sizeof(*raw));
	*raw = (struct raw){
		.refs = 1,
		.type = type,
		.size = size,
		.data = (unsigned char *)map + before,
		.map = map,
		.mapped = size + before,
	};
	return raw;
}

struct raw *raw_ref(struct raw *raw)
{
	raw->refs++;
	return raw;
}

void raw_free(struct raw *raw)
{
	if (!raw || --raw->refs)
		return;
	git_odb_object_free(raw->object);
	if (raw->map)
		munmap(raw->map, raw->mapped);
	free(raw);
}
