#include "verify/kept.h"

#include "base/file.h"
#include "chain/place.h"
#include "chain/snapshot.h"

#include <string.h>

#define MAX_BYTES ((size_t)1 << 30)

/* The first line, which is as long whatever the checksum. */
static char *head_of(struct pool *pool, const char *what, const char *key, uint64_t sum)
{
	return pool_printf(pool, "gitmig-%s 3 %016llx %zu\n", what, (unsigned long long)sum,
		strlen(key));
}

bool kept_load(struct pool *pool, const char *path, const char *what, const char *key,
	struct lines *body)
{
	size_t length, head = strlen(head_of(pool, what, key, 0)), skipped = strlen(key);
	const char *bytes = file_map(path, MAX_BYTES, &length);

	if (!bytes)
		return false;
	pool_keep_map(pool, (void *)bytes, length);
	if (length - head > length || length - head < skipped ||
		memcmp(bytes + head, key, skipped) != 0 ||
		memcmp(bytes,
			head_of(pool, what, key,
				snapshot_checksum(bytes + head, length - head)),
			head) != 0)
		return false;
	*body = (struct lines){bytes + head + skipped, bytes + length};
	return true;
}

void kept_start(struct text *file, const char *what, const char *key)
{
	text_add(file, head_of(file->pool, what, key, 0));
	text_add(file, key);
}

void kept_write(struct text *file, const char *path, const char *what, const char *key)
{
	size_t head = strlen(head_of(file->pool, what, key, 0));
	uint64_t sum = snapshot_checksum(file->data + head, file->length - head);

	memcpy(file->data, head_of(file->pool, what, key, sum), head);
	chain_cache_write(path, file->data, file->length);
}
