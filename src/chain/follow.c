#include "base/file.h"
#include "chain/internal.h"
#include "chain/place.h"

#include <stdlib.h>
#include <string.h>

/*
 * A gitmig.yaml that moves takes its project along. Several projects of a repository may
 * have the same ids, so only one that has left its place can be the one that has come to
 * another: which that is, and whether it is one at all, is asked of the manifests.
 */

/* The manifests of a project, not read: by blob, and by the file's name. */
struct files {
	struct map blobs, names;
	struct repo_entry *items;
	unsigned count, cap;
};

/* What one tree has, or the index, and the other has not. */
struct side {
	const struct chain *place;
	const char *commit; /* NULL: the index */
	struct repo_entry *items;
	unsigned count;
	struct files *files;
	bool *taken;
};

/* What came to its place since `gone` was there. */
static int list_came(struct side *came, struct pool *pool, const struct side *gone,
	const char *name, struct error *err)
{
	struct repo *repo = came->place->repo;
	struct repo_entry *items = NULL;
	unsigned count = 0;
	char blob[41];

	if (came->commit)
		return repo_list_gone(repo, pool, came->commit, gone->commit, name, NULL,
			&came->items, &came->count, err);
	if (repo_index_named(repo, pool, name, &items, &count, err) < 0)
		return -1;
	came->items = items;
	for (unsigned i = 0; i < count; i++) {
		if (repo_path_blob(repo, gone->commit, items[i].path, blob, err) < 0)
			return -1;
		if (!*blob)
			came->items[came->count++] = items[i];
	}
	return 0;
}

static int list_folders(const struct side *side, struct pool *pool,
	const struct strings *folders, struct files *files, struct error *err)
{
	struct repo *repo = side->place->repo;
	struct repo_entry *items = NULL;
	unsigned count = 0;

	if (!side->commit)
		return repo_index_list(
			repo, pool, folders, &files->items, &files->count, err);
	for (unsigned i = 0; i < folders->count; i++) {
		if (repo_list(repo, pool, side->commit, folders->items[i], &items, &count,
			    err) < 0)
			return -1;
		for (unsigned k = 0; k < count; k++)
			POOL_PUSH(pool, files->items, files->count, files->cap, items[k]);
	}
	return 0;
}

/* Every project has a gitmig.yaml, which may lie beside them. */
static void keep_manifests(struct files *files, const char *config)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < files->count; i++) {
		const struct repo_entry *item = &files->items[i];
		const char *name = path_basename(item->path);

		if (!chain_is_manifest(name) || !strcmp(item->path, config))
			continue;
		map_put(&files->blobs, item->blob, files);
		map_put(&files->names, name, files);
		files->items[kept++] = *item;
	}
	files->count = kept;
}

static int list_files(struct side *side, struct pool *pool, unsigned i, struct error *err)
{
	const char *path = side->items[i].path;
	struct files *files = &side->files[i];
	struct config config = *side->place->config;
	struct chain place = *side->place;
	struct strings folders = {0};

	place.pool = pool;
	place.config = &config;
	place.prefix = strchr(path, '/') ? path_dirname(pool, path) : "";
	config.folder = path_join(pool, "/", place.prefix);
	map_init(&files->blobs, pool, false);
	map_init(&files->names, pool, false);
	if (!*side->items[i].blob)
		return 0;
	if (chain_read_locations(
		    &place, pool, side->items[i].blob, &config.version_locations, err) < 0)
		return -1;
	chain_folders(&place, pool, &folders);
	if (list_folders(side, pool, &folders, files, err) < 0)
		return -1;
	keep_manifests(files, path);
	return 0;
}

static int list_all(struct side *side, struct pool *pool, struct error *err)
{
	side->files = pool_array(pool, struct files, side->count);
	side->taken = pool_array(pool, bool, side->count);
	for (unsigned i = 0; i < side->count; i++)
		if (list_files(side, pool, i, err) < 0)
			return -1;
	return 0;
}

/* How much two have in common: who edits a file in a move seldom renames it as well. */
static unsigned likeness(const struct files *a, const struct files *b)
{
	unsigned count = 0;

	for (unsigned i = 0; i < a->count; i++) {
		if (map_find(&b->blobs, a->items[i].blob))
			count += 2;
		else if (map_find(&b->names, path_basename(a->items[i].path)))
			count++;
	}
	return count;
}

/* Two that have nothing in common are two projects; only a lack of manifests is no sign. */
static bool may_be(const struct files *gone, const struct files *came, unsigned like)
{
	return like || !gone->count || !came->count;
}

/* One of each side that may be the same. */
struct couple {
	unsigned like, from, to;
};

/* The likest first, those that are as like in the order of their paths. */
static int by_likeness(const void *a, const void *b)
{
	const struct couple *one = a, *other = b;

	if (one->like != other->like)
		return one->like > other->like ? -1 : 1;
	if (one->from != other->from)
		return one->from < other->from ? -1 : 1;
	return one->to < other->to ? -1 : one->to > other->to;
}

static struct couple *list_couples(const struct side *gone, const struct side *came,
	struct pool *pool, unsigned *count)
{
	struct couple *couples = NULL;
	unsigned cap = 0;

	*count = 0;
	for (unsigned i = 0; i < gone->count; i++) {
		for (unsigned k = 0; k < came->count; k++) {
			const struct files *a = &gone->files[i], *b = &came->files[k];
			struct couple couple = {likeness(a, b), i, k};

			if (may_be(a, b, couple.like))
				POOL_PUSH(pool, couples, *count, cap, couple);
		}
	}
	if (*count)
		qsort(couples, *count, sizeof(*couples), by_likeness);
	return couples;
}

/* What has moved between a commit and another or the index; kept, for all that have moved
 * ask the same, of the same two. */
struct moves {
	const char *commit, *now, *name; /* now "": the index */
	struct strings from, blobs, to;
	struct moves *next;
};

static void add_move(struct moves *moves, struct pool *pool, const struct repo_entry *from,
	const struct repo_entry *to)
{
	strings_add(pool, &moves->from, pool_strdup(pool, from->path));
	strings_add(pool, &moves->blobs, pool_strdup(pool, from->blob));
	strings_add(pool, &moves->to, pool_strdup(pool, to->path));
}

static int choose(struct side *gone, struct side *came, struct pool *scratch,
	struct moves *moves, struct pool *pool, struct error *err)
{
	struct couple *couples;
	unsigned count;

	if (list_all(gone, scratch, err) < 0 || list_all(came, scratch, err) < 0)
		return -1;
	couples = list_couples(gone, came, scratch, &count);
	for (unsigned i = 0; i < count; i++) {
		bool *from = &gone->taken[couples[i].from],
		     *to = &came->taken[couples[i].to];

		if (*from || *to)
			continue;
		*from = *to = true;
		add_move(moves, pool, &gone->items[couples[i].from],
			&came->items[couples[i].to]);
	}
	return 0;
}

static int find_moves(const struct chain *place, struct pool *scratch, struct moves *moves,
	struct pool *pool, struct error *err)
{
	struct side gone = {.place = place, .commit = moves->commit};
	struct side came = {.place = place, .commit = place->commit};

	if (repo_list_gone(place->repo, scratch, moves->commit, place->commit, moves->name,
		    NULL, &gone.items, &gone.count, err) < 0)
		return -1;
	if (!gone.count)
		return 0;
	if (list_came(&came, scratch, &gone, moves->name, err) < 0)
		return -1;
	return came.count ? choose(&gone, &came, scratch, moves, pool, err) : 0;
}

static const struct moves *moves_since(const struct chain *place, struct pool *scratch,
	const char *commit, const char *name, struct error *err)
{
	struct pool *pool;
	void **note = repo_note(place->repo, &pool);
	const char *now = place->commit ? place->commit : "";
	struct moves *moves;

	for (moves = *note; moves; moves = moves->next)
		if (!strcmp(moves->commit, commit) && !strcmp(moves->now, now) &&
			!strcmp(moves->name, name))
			return moves;
	moves = pool_new(pool, struct moves);
	moves->commit = pool_strdup(pool, commit);
	moves->now = pool_strdup(pool, now);
	moves->name = pool_strdup(pool, name);
	if (find_moves(place, scratch, moves, pool, err) < 0)
		return NULL;
	moves->next = *note;
	*note = moves;
	return moves;
}

int chain_follow(const struct chain *place, struct pool *pool, const char *commit,
	const char *path, struct repo_entry *from, struct error *err)
{
	const struct moves *moves;

	*from = (struct repo_entry){.path = NULL};
	if (place->commit ? !strcmp(place->commit, commit) : place->kind != CHAIN_INDEX)
		return 0;
	moves = moves_since(place, pool, commit, path_basename(path), err);
	if (!moves)
		return -1;
	for (unsigned i = 0; i < moves->to.count; i++) {
		if (strcmp(moves->to.items[i], path) != 0)
			continue;
		from->path = moves->from.items[i];
		memcpy(from->blob, moves->blobs.items[i], sizeof(from->blob));
	}
	return 0;
}
