#include "repo/raw.h"

#include "base/pool.h"

#include <stdlib.h>
#include <sys/mman.h>

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

struct raw *raw_of_map(void *map, size_t size)
{
	struct raw *raw = xmalloc(sizeof(*raw));

	*raw = (struct raw){.refs = 1, .size = size, .data = map, .map = map};
	return raw;
}

struct raw *raw_of_part(struct raw *whole, git_object_t type, size_t offset, size_t size)
{
	struct raw *raw = xmalloc(sizeof(*raw));

	*raw = (struct raw){
		.refs = 1,
		.type = type,
		.size = size,
		.data = whole->data + offset,
		.whole = raw_ref(whole),
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
		munmap(raw->map, raw->size);
	raw_free(raw->whole);
	free(raw);
}
