#include "base/file.h"
#include "chain/internal.h"
#include "chain/place.h"

#include <string.h>

/*
 * A gitmig.yaml that moves takes its project along. Several projects of a repository may
 * have the same ids, so only one that has left its place can be the one that has come to
 * another: which that is, is asked of the manifests where there is a choice.
 */

/* What one tree has, or the index, and the other has not. */
struct side {
	const struct chain *place;
	struct chain_source source;
	struct repo_entry *items;
	unsigned count;
	struct chain *chains; /* graph NULL: it cannot be read */
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

	if (came->source.kind == CHAIN_COMMIT)
		return repo_list_gone(repo, pool, came->source.commit, gone->source.commit,
			name, NULL, &came->items, &came->count, err);
	if (repo_index_named(repo, pool, name, &items, &count, err) < 0)
		return -1;
	came->items = items;
	for (unsigned i = 0; i < count; i++) {
		if (repo_path_blob(repo, gone->source.commit, items[i].path, blob, err) < 0)
			return -1;
		if (!*blob)
			came->items[came->count++] = items[i];
	}
	return 0;
}

static void load(struct side *side, struct pool *pool, unsigned i)
{
	const char *path = side->items[i].path;
	struct config *config = pool_new(pool, struct config);
	struct chain place = *side->place;
	struct graph_problems problems = {0};
	struct error ignored;

	*config = *place.config;
	place.pool = pool;
	side->chains[i] = (struct chain){
		.prefix = strchr(path, '/') ? path_dirname(pool, path) : ""};
	config->folder = path_join(pool, "/", side->chains[i].prefix);
	if (*side->items[i].blob && chain_read_locations(&place, pool, side->items[i].blob,
					    &config->version_locations, &ignored) == 0)
		(void)chain_load(&side->chains[i], pool, config, place.repo, &side->source,
			&problems, &ignored);
}

static void load_all(struct side *side, struct pool *pool)
{
	side->chains = pool_array(pool, struct chain, side->count);
	side->taken = pool_array(pool, bool, side->count);
	for (unsigned i = 0; i < side->count; i++)
		load(side, pool, i);
}

static void release(struct side *side)
{
	for (unsigned i = 0; i < side->count; i++)
		chain_release(&side->chains[i]);
}

/* How much two have in common. */
static unsigned likeness(const struct chain *a, const struct chain *b)
{
	unsigned count = 0;

	if (!a->graph || !b->graph)
		return 0;
	for (unsigned i = 0; i < a->graph->count; i++) {
		const struct revision *mine = a->graph->items[i];
		const struct revision *other = map_find(&b->graph->ids, mine->id);

		if (other)
			count += strcmp(mine->blob, other->blob) ? 1 : 2;
	}
	return count;
}

/* The likest of those that are left; false: there are none. */
static bool pair(struct side *gone, struct side *came, const unsigned *likenesses,
	unsigned *from, unsigned *to)
{
	unsigned best = 0;
	bool found = false;

	for (unsigned i = 0; i < gone->count; i++) {
		for (unsigned k = 0; k < came->count; k++) {
			unsigned like = likenesses[i * came->count + k];

			if (gone->taken[i] || came->taken[k] || (found && like <= best))
				continue;
			best = like;
			*from = i;
			*to = k;
			found = true;
		}
	}
	if (found)
		gone->taken[*from] = came->taken[*to] = true;
	return found;
}

static void choose(struct side *gone, struct side *came, struct pool *pool,
	const char *path, struct repo_entry *from)
{
	unsigned *likenesses = pool_array(pool, unsigned, gone->count * came->count);
	unsigned i, k;

	load_all(gone, pool);
	load_all(came, pool);
	for (i = 0; i < gone->count; i++)
		for (k = 0; k < came->count; k++)
			likenesses[i * came->count + k] = likeness(
				&gone->chains[i], &came->chains[k]);
	while (!from->path && pair(gone, came, likenesses, &i, &k))
		if (!strcmp(came->items[k].path, path))
			*from = gone->items[i];
	release(gone);
	release(came);
}

static bool has_path(const struct side *side, const char *path)
{
	for (unsigned i = 0; i < side->count; i++)
		if (!strcmp(side->items[i].path, path))
			return true;
	return false;
}

int chain_follow(const struct chain *place, struct pool *pool, const char *commit,
	const char *path, struct repo_entry *from, struct error *err)
{
	struct side gone = {.place = place, .source = {CHAIN_COMMIT, commit}};
	struct side came = {.place = place,
		.source = {place->commit ? CHAIN_COMMIT : CHAIN_INDEX, place->commit}};
	const char *name = path_basename(path);

	*from = (struct repo_entry){.path = NULL};
	if (place->commit ? !strcmp(place->commit, commit) : place->kind != CHAIN_INDEX)
		return 0;
	if (repo_list_gone(place->repo, pool, commit, place->commit, name, NULL,
		    &gone.items, &gone.count, err) < 0)
		return -1;
	if (!gone.count)
		return 0;
	if (list_came(&came, pool, &gone, name, err) < 0)
		return -1;
	if (!has_path(&came, path))
		return 0;
	if (gone.count == 1 && came.count == 1)
		*from = gone.items[0];
	else
		choose(&gone, &came, pool, path, from);
	return 0;
}
