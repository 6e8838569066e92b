#include "chain/place.h"

#include "base/file.h"
#include "chain/internal.h"

#include <string.h>

#define CONFIG_MAX ((size_t)4 << 20)

int chain_read_locations(const struct chain *place, struct pool *pool, const char *blob,
	struct strings *locations, struct error *err)
{
	struct strings found = {0};
	struct config config;
	struct error ignored;
	char *bytes;
	size_t length;

	if (repo_size(place->repo, blob, &length, err) < 0)
		return -1;
	if (length > CONFIG_MAX)
		return 0;
	if (repo_read(place->repo, pool, blob, &bytes, &length, err) < 0)
		return -1;
	if (config_load(pool, place->config->file, place->config->folder, bytes, length,
		    &config, &ignored) < 0)
		return 0;
	for (unsigned i = 0; i < config.version_locations.count; i++)
		strings_add(place->pool, &found,
			pool_strdup(place->pool, config.version_locations.items[i]));
	*locations = found;
	return 0;
}

/* Where it is in trees, or would be. */
static const char *path_of(const struct chain *place, struct pool *pool)
{
	const char *prefix = place->prefix ? place->prefix
					   : chain_prefix(pool, place->config, place->repo);

	return path_join(pool, prefix, chain_config_name(place->config));
}

int chain_config_blob(const struct chain *place, struct pool *pool, const char *commit,
	char blob[41], struct error *err)
{
	const char *path = path_of(place, pool);

	return commit ? repo_path_blob(place->repo, commit, path, blob, err)
		      : repo_index_blob(place->repo, path, blob, err);
}

int chain_config_of(const struct chain *place, const char *blob,
	const struct config **config, struct error *err)
{
	const struct config *known = place->config;
	struct strings locations = known->version_locations;
	struct config *own;
	struct pool scratch;
	int result = 0;

	pool_init(&scratch);
	if (*blob && (!known->blob || strcmp(blob, known->blob) != 0))
		result = chain_read_locations(place, &scratch, blob, &locations, err);
	pool_release(&scratch);
	if (result < 0)
		return -1;
	*config = known;
	if (strings_equal(&locations, &known->version_locations))
		return 0;
	own = pool_new(place->pool, struct config);
	*own = *known;
	own->version_locations = locations;
	own->blob = pool_strdup(place->pool, blob);
	own->moved_from = NULL;
	*config = own;
	return 0;
}

int chain_moved_from(const struct chain *place, struct pool *pool, const char *commit,
	struct repo_entry *from, struct error *err)
{
	char blob[41];

	*from = (struct repo_entry){.path = NULL};
	if (chain_config_blob(place, pool, commit, blob, err) < 0)
		return -1;
	return *blob ? 0
		     : chain_follow(place, pool, commit, path_of(place, pool), from, err);
}

/* As seen from here: the folders that it names there. */
static int moved_config(const struct chain *place, struct pool *pool,
	const struct repo_entry *from, const struct config **config, struct error *err)
{
	struct config then = *place->config, *own = pool_new(place->pool, struct config);
	struct chain there = *place, here = *place;
	struct strings folders = {0};

	there.prefix = strchr(from->path, '/') ? path_dirname(pool, from->path) : "";
	there.config = &then;
	then.folder = path_join(pool, "/", there.prefix);
	if (chain_read_locations(place, pool, from->blob, &then.version_locations, err) < 0)
		return -1;
	chain_folders(&there, pool, &folders);
	*own = *place->config;
	own->blob = NULL;
	own->version_locations = (struct strings){0};
	if (!here.prefix)
		here.prefix = chain_prefix(place->pool, place->config, place->repo);
	/* A bare repository's folder need not be as deep as the tree's. */
	if (repo_is_bare(place->repo))
		own->folder = path_join(place->pool, "/", here.prefix);
	own->moved_from = chain_path_of(&here, place->pool, from->path);
	for (unsigned i = 0; i < folders.count; i++)
		strings_add(place->pool, &own->version_locations,
			chain_path_of(&here, place->pool, folders.items[i]));
	*config = own;
	return 0;
}

static int find_config(const struct chain *place, struct pool *pool, const char *commit,
	const struct config **config, struct error *err)
{
	struct repo_entry from = {.path = NULL};
	char blob[41];

	if (chain_config_blob(place, pool, commit, blob, err) < 0)
		return -1;
	if (!*blob && commit &&
		chain_follow(place, pool, commit, path_of(place, pool), &from, err) < 0)
		return -1;
	return from.path ? moved_config(place, pool, &from, config, err)
			 : chain_config_of(place, blob, config, err);
}

int chain_config_at(const struct chain *place, const char *commit,
	const struct config **config, struct error *err)
{
	struct pool scratch;
	int result;

	pool_init(&scratch);
	result = find_config(place, &scratch, commit, config, err);
	pool_release(&scratch);
	return result;
}

int chain_load_at(struct chain *chain, const struct chain *place, const char *commit,
	struct graph_problems *problems, struct error *err)
{
	struct chain_source source = {CHAIN_COMMIT, commit};
	const struct config *config;

	if (chain_config_at(place, commit, &config, err) < 0)
		return -1;
	memset(chain, 0, sizeof(*chain));
	chain->prefix = place->prefix;
	return chain_load(chain, place->pool, config, place->repo, &source, problems, err);
}
