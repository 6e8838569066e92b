#ifndef REPO_RAW_H
#define REPO_RAW_H

#include <git2.h>

/* An object's bytes, for as long as somebody has a reference. For one thread. */
struct raw {
	unsigned refs;
	git_object_t type;
	size_t size;
	const unsigned char *data;
	/* Whose they are; none of these: they follow this struct. */
	git_odb_object *object;
	void *map;
	struct raw *whole;
};

/* With one reference, the caller's; the bytes are for the caller to fill. */
struct raw *raw_new(git_object_t type, size_t size, unsigned char **bytes);
/* The same; takes the object over. */
struct raw *raw_of(git_odb_object *object);
/* The same; takes a mapping over. */
struct raw *raw_of_map(void *map, size_t size);
/* The same; a part of another's bytes, which has a reference more for it. */
struct raw *raw_of_part(struct raw *whole, git_object_t type, size_t offset, size_t size);
struct raw *raw_ref(struct raw *raw);
void raw_free(struct raw *raw); /* one reference less; NULL is fine */

#endif
