#include "chain/staged.h"

#include "chain/internal.h"
#include "chain/place.h"
#include "repo/staged.h"

#include <stdlib.h>
#include <string.h>

struct known {
	const char *trees; /* what was compared; NULL: the trees cannot be named */
	struct chain_differences differences;
	struct known *next;
};

struct chain_staged {
	struct chain chain; /* for its place only */
	struct strings folders;
	struct staged_index *index;
	struct known *known;
};

int chain_staged_open(struct pool *pool, const struct config *config, struct repo *repo,
	const char *prefix, struct chain_staged **out, struct error *err)
{
	struct chain_staged *staged = pool_new(pool, struct chain_staged);

	staged->chain = (struct chain){.pool = pool,
		.config = config,
		.repo = repo,
		.prefix = prefix ? prefix : chain_prefix(pool, config, repo)};
	chain_folders(&staged->chain, pool, &staged->folders);
	if (staged_index_open(repo, pool, &staged->folders, &staged->index, err) < 0)
		return -1;
	*out = staged;
	return 0;
}

static const char *trees_of(struct chain_staged *staged, const char *commit)
{
	struct text trees;
	struct error ignored;
	char id[41];

	text_init(&trees, staged->chain.pool);
	text_add(&trees, "trees");
	for (unsigned i = 0; i < staged->folders.count; i++) {
		if (repo_tree(staged->chain.repo, commit, staged->folders.items[i], id,
			    &ignored) < 0)
			return NULL;
		text_printf(&trees, " %s", id);
	}
	return trees.data;
}

static bool is_visible(const char *path)
{
	for (; path; path = strchr(path, '/')) {
		path += *path == '/';
		if (*path == '.')
			return false;
	}
	return true;
}

/* The part of the path below the folder that it was found in. */
static const char *below_folder(const struct chain_staged *staged, const char *path)
{
	for (unsigned i = 0; i < staged->folders.count; i++) {
		const char *folder = staged->folders.items[i];
		size_t length = strlen(folder);

		if (!length)
			return path;
		if (!strncmp(path, folder, length) && path[length] == '/')
			return path + length + 1;
	}
	return path;
}

static void add(struct chain_staged *staged, struct known *known,
	const struct staged_difference *from)
{
	struct pool *pool = staged->chain.pool;
	struct chain_difference difference = {
		.index_blob = from->index_blob, .commit_blob = from->commit_blob};
	const char *name = strrchr(from->path, '/');

	if (!is_visible(below_folder(staged, from->path)) ||
		!chain_is_manifest(name ? name + 1 : from->path))
		return;
	difference.path = chain_path_of(&staged->chain, pool, from->path);
	POOL_PUSH(pool, known->differences.items, known->differences.count,
		known->differences.cap, difference);
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct chain_difference *)a)->path,
		((const struct chain_difference *)b)->path);
}

int chain_staged_compare(struct chain_staged *staged, const char *commit,
	const struct chain_differences **differences, struct error *err)
{
	struct staged_differences found;
	const char *trees = *commit ? trees_of(staged, commit) : NULL;
	struct known *known;

	for (known = staged->known; known; known = known->next) {
		if (trees && known->trees && !strcmp(known->trees, trees)) {
			*differences = &known->differences;
			return 0;
		}
	}
	if (staged_index_compare(staged->index, commit, &found, err) < 0)
		return -1;
	known = pool_new(staged->chain.pool, struct known);
	known->trees = trees;
	for (unsigned i = 0; i < found.count; i++)
		add(staged, known, &found.items[i]);
	if (known->differences.count)
		qsort(known->differences.items, known->differences.count,
			sizeof(*known->differences.items), by_path);
	known->next = staged->known;
	staged->known = known;
	*differences = &known->differences;
	return 0;
}

int chain_read_head(struct pool *pool, struct repo *repo, const char *path,
	const char *blob, struct revision *revision, struct error *err)
{
	struct pool own;
	char *bytes;
	size_t length;
	int result;

	if (repo_size(repo, blob, &length, err) < 0)
		return -1;
	if (length > MANIFEST_MAX)
		return error_set_at(err, ERR_MANIFEST_INVALID, path, 1, 1,
			"%zu bytes are more than a manifest may have", length);
	pool_init(&own);
	result = repo_read(repo, &own, blob, &bytes, &length, err);
	if (result == 0)
		result = chain_parse(pool, path, bytes, length, blob, revision, err);
	pool_release(&own);
	return result;
}
