#include "chain/place.h"

#include "base/file.h"
#include "chain/internal.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void chain_folders(const struct chain *chain, struct pool *pool, struct strings *folders)
{
	struct chain place = *chain;
	struct strings locations = {0};

	place.pool = pool;
	chain_locations(pool, chain->config, &locations);
	for (unsigned i = 0; i < locations.count; i++) {
		const char *folder = chain_tree_folder(&place, locations.items[i]);

		if (folder)
			strings_add(pool, folders, folder);
	}
}

int chain_unreadable(struct error *err, const char *path)
{
	if (err)
		snprintf(err->file, sizeof(err->file), "%s", path);
	return -1;
}

const char *chain_path_in_tree(
	const struct chain *chain, struct pool *pool, const char *path)
{
	struct chain place = *chain;
	const char *found;

	place.pool = pool;
	found = chain_tree_folder(&place, path);
	return found ? found : path;
}

const char *chain_path_of(const struct chain *chain, struct pool *pool, const char *in_tree)
{
	return *chain->prefix ? path_relative(pool, path_join(pool, "/", chain->prefix),
					path_join(pool, "/", in_tree))
			      : pool_strdup(pool, in_tree);
}

char *chain_cache_path(
	struct pool *pool, struct repo *repo, const char *of, const char *what)
{
	return pool_printf(pool, "%s/gitmig/%016llx-%s.cache", repo_common_dir(repo),
		(unsigned long long)snapshot_checksum(of, strlen(of)), what);
}

void chain_cache_write(const char *path, const char *bytes, size_t length)
{
	struct pool pool;
	mode_t mask = umask(0);
	char *temporary;
	bool written;
	int fd;

	umask(mask);
	pool_init(&pool);
	temporary = pool_printf(&pool, "%s.XXXXXX", path);
	mkdir(path_dirname(&pool, path), 0777);
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd >= 0) {
		written = fchmod(fd, 0666 & ~mask) == 0 &&
			  chain_write_whole(fd, bytes, length);
		if (close(fd) < 0 || !written || rename(temporary, path) < 0)
			unlink(temporary);
	}
	pool_release(&pool);
}
