#include "chain/staged.h"

#include "base/file.h"
#include "base/map.h"
#include "chain/internal.h"
#include "chain/place.h"
#include "repo/staged.h"

#include <stdlib.h>
#include <string.h>

struct known {
	const char *trees; /* what was compared; NULL: the trees cannot be named */
	const struct config *config; /* the commit's */
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
		.kind = CHAIN_INDEX,
		.prefix = prefix ? prefix : chain_prefix(pool, config, repo)};
	chain_folders(&staged->chain, pool, &staged->folders);
	if (staged_index_open(repo, pool, &staged->folders, &staged->index, err) < 0)
		return -1;
	*out = staged;
	return 0;
}

bool chain_staged_unmerged(const struct chain_staged *staged)
{
	return staged_index_unmerged(staged->index);
}

static const char *trees_of(
	struct chain_staged *staged, const struct strings *folders, const char *commit)
{
	struct text trees;
	struct error ignored;
	char id[41];

	text_init(&trees, staged->chain.pool);
	text_add(&trees, "trees");
	for (unsigned i = 0; i < folders->count; i++) {
		if (repo_tree(staged->chain.repo, commit, folders->items[i], id, &ignored) <
			0)
			return NULL;
		text_printf(&trees, "\n%s %s", id, folders->items[i]);
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
static const char *below_folder(const struct strings *folders, const char *path)
{
	for (unsigned i = 0; i < folders->count; i++) {
		const char *folder = folders->items[i];
		size_t length = strlen(folder);

		if (!length)
			return path;
		if (!strncmp(path, folder, length) && path[length] == '/')
			return path + length + 1;
	}
	return path;
}

static bool is_manifest(const struct strings *folders, const char *path)
{
	return is_visible(below_folder(folders, path)) &&
	       chain_is_manifest(path_basename(path));
}

static void add(struct chain_staged *staged, struct known *known, const char *path,
	const char *index_blob, const char *commit_blob)
{
	struct pool *pool = staged->chain.pool;
	struct chain then = staged->chain;
	struct chain_difference difference = {
		.path = chain_path_of(&staged->chain, pool, path),
		.index_blob = index_blob,
		.commit_blob = commit_blob};

	then.config = known->config;
	if (chain_is_config(&then, difference.path))
		return;
	POOL_PUSH(pool, known->differences.items, known->differences.count,
		known->differences.cap, difference);
}

/* Manifests of an index or a commit. */
struct side {
	struct repo_entry *items;
	unsigned count;
	struct map paths, blobs;
};

static void index_side(struct pool *pool, const struct strings *folders, struct side *side)
{
	unsigned kept = 0;

	map_init(&side->paths, pool, false);
	map_init(&side->blobs, pool, false);
	for (unsigned i = 0; i < side->count; i++) {
		struct repo_entry *entry = &side->items[kept];

		if (!is_manifest(folders, side->items[i].path))
			continue;
		*entry = side->items[i];
		kept++;
		map_put(&side->paths, entry->path, entry);
		map_put(&side->blobs, entry->blob, entry);
	}
	side->count = kept;
}

static int list_commit(struct chain_staged *staged, const struct strings *folders,
	const char *commit, struct side *side, struct error *err)
{
	struct pool *pool = staged->chain.pool;
	unsigned cap = 0;

	for (unsigned i = 0; i < folders->count; i++) {
		struct repo_entry *entries = NULL;
		unsigned count = 0;

		if (repo_list(staged->chain.repo, pool, commit, folders->items[i], &entries,
			    &count, err) < 0)
			return -1;
		for (unsigned k = 0; k < count; k++)
			POOL_PUSH(pool, side->items, side->count, cap, entries[k]);
	}
	return 0;
}

/* The commit has its manifests in other folders: all of both, each by its own config. What
 * has only moved is not different. */
static int compare_moved(struct chain_staged *staged, const struct strings *folders,
	const char *commit, struct known *known, struct error *err)
{
	struct pool *pool = staged->chain.pool;
	struct side index = {0}, then = {0};

	if (repo_index_list(staged->chain.repo, pool, &staged->folders, &index.items,
		    &index.count, err) < 0 ||
		list_commit(staged, folders, commit, &then, err) < 0)
		return -1;
	index_side(pool, &staged->folders, &index);
	index_side(pool, folders, &then);
	for (unsigned i = 0; i < index.count; i++) {
		const struct repo_entry *now = &index.items[i];
		const struct repo_entry *before = map_find(&then.paths, now->path);

		if (!map_find(&then.blobs, now->blob))
			add(staged, known, now->path, now->blob,
				before ? before->blob : "");
	}
	for (unsigned i = 0; i < then.count; i++) {
		const struct repo_entry *before = &then.items[i];
		const struct repo_entry *now = map_find(&index.paths, before->path);

		if (!map_find(&index.blobs, before->blob) &&
			(!now || map_find(&then.blobs, now->blob)))
			add(staged, known, before->path, "", before->blob);
	}
	return 0;
}

static int compare_same(struct chain_staged *staged, const char *commit,
	struct known *known, struct error *err)
{
	struct staged_differences found;

	if (staged_index_compare(staged->index, commit, &found, err) < 0)
		return -1;
	for (unsigned i = 0; i < found.count; i++) {
		const struct staged_difference *from = &found.items[i];

		if (is_manifest(&staged->folders, from->path))
			add(staged, known, from->path, from->index_blob, from->commit_blob);
	}
	return 0;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct chain_difference *)a)->path,
		((const struct chain_difference *)b)->path);
}

static struct strings folders_of(
	const struct chain_staged *staged, const struct config *config)
{
	struct chain place = staged->chain;
	struct strings folders = {0};

	place.config = config;
	chain_folders(&place, staged->chain.pool, &folders);
	return folders;
}

int chain_staged_compare(struct chain_staged *staged, const char *commit,
	const struct chain_differences **differences, struct error *err)
{
	const struct config *config = staged->chain.config;
	struct strings folders = staged->folders;
	const char *trees = NULL;
	struct known *known;
	bool moved;

	if (*commit && chain_config_at(&staged->chain, commit, &config, err) < 0)
		return -1;
	moved = config != staged->chain.config;
	if (moved)
		folders = folders_of(staged, config);
	if (*commit)
		trees = trees_of(staged, &folders, commit);
	for (known = staged->known; known; known = known->next) {
		if (trees && known->trees && !strcmp(known->trees, trees)) {
			*differences = &known->differences;
			return 0;
		}
	}
	known = pool_new(staged->chain.pool, struct known);
	known->trees = trees;
	known->config = config;
	if (moved ? compare_moved(staged, &folders, commit, known, err)
		  : compare_same(staged, commit, known, err))
		return -1;
	if (known->differences.count)
		qsort(known->differences.items, known->differences.count,
			sizeof(*known->differences.items), by_path);
	known->next = staged->known;
	staged->known = known;
	*differences = &known->differences;
	return 0;
}

const struct repo_link *chain_staged_links(
	const struct chain_staged *staged, unsigned *count)
{
	return staged_index_links(staged->index, count);
}

static bool is_in(const char *path, const char *folder)
{
	size_t length = strlen(folder);

	return !length ||
	       (!strncmp(path, folder, length) && (path[length] == '/' || !path[length]));
}

int chain_staged_has_link(struct chain_staged *staged, const char *commit,
	const struct repo_link *link, bool *has, struct error *err)
{
	const struct config *config;
	struct strings folders;
	bool concerned = false;

	*has = false;
	if (!*commit)
		return 0;
	if (chain_config_at(&staged->chain, commit, &config, err) < 0)
		return -1;
	folders = folders_of(staged, config);
	for (unsigned i = 0; i < folders.count; i++)
		concerned = concerned ||
			    (link->instead ? is_in(folders.items[i], link->path)
					   : is_in(link->path, folders.items[i]));
	return concerned ? repo_has_link(staged->chain.repo, commit, link, has, err) : 0;
}

int chain_read_head(struct pool *pool, struct repo *repo, const char *path,
	const char *blob, struct revision *revision, struct error *err)
{
	struct pool own;
	char *bytes;
	size_t length;
	int result;

	if (chain_check_name(pool, path, err))
		return -1;
	if (repo_size(repo, blob, &length, err) < 0)
		return chain_unreadable(err, path);
	if (length > MANIFEST_MAX)
		return error_set_at(err, ERR_MANIFEST_INVALID, path, 1, 1,
			"%zu bytes are more than a manifest may have", length);
	pool_init(&own);
	result = repo_read(repo, &own, blob, &bytes, &length, err);
	if (result == 0)
		result = chain_parse(pool, path, bytes, length, blob, revision, err);
	else
		(void)chain_unreadable(err, path);
	pool_release(&own);
	return result;
}
