#include "chain/look.h"

#include "base/map.h"
#include "base/text.h"
#include "chain/heads.h"
#include "chain/internal.h"
#include "chain/place.h"

#include <string.h>

/* As for the names in targets. */
#define PREFIX_MIN 4
/* About half a second: a file that is listed is 1, a manifest that is new to us COST_NEW.
 */
#define WORK     2000000
#define COST_NEW 20

/* Where commits with the same gitmig.yaml have their manifests. */
struct place {
	struct chain chain;
	struct strings folders;
};

struct look {
	struct pool *pool;
	const struct chain *chain;
	struct heads *heads;
	struct map places; /* blob of gitmig.yaml -> struct place */
	struct map trees;  /* keys that look_find() has seen */
	struct map blobs;  /* likewise */
	struct map tips;   /* key -> struct strings, of look_heads() */
	unsigned long work;
};

struct look *look_open(struct pool *pool, const struct chain *chain)
{
	struct look *look = pool_new(pool, struct look);
	struct chain *place = pool_new(pool, struct chain);

	*place = *chain;
	if (!place->prefix)
		place->prefix = chain_prefix(pool, place->config, place->repo);
	look->pool = pool;
	look->chain = place;
	look->heads = heads_open(pool, place);
	map_init(&look->places, pool, false);
	map_init(&look->trees, pool, false);
	map_init(&look->blobs, pool, false);
	map_init(&look->tips, pool, false);
	return look;
}

void look_close(struct look *look)
{
	heads_close(look->heads);
}

bool look_exhausted(const struct look *look)
{
	return look->work > WORK;
}

/* NULL: the commit cannot be read. */
static const struct place *place_at(struct look *look, const char *commit)
{
	struct place *place;
	struct error ignored;
	struct pool scratch;
	char blob[41];
	int result;

	pool_init(&scratch);
	result = chain_config_blob(look->chain, &scratch, commit, blob, &ignored);
	pool_release(&scratch);
	if (result < 0)
		return NULL;
	place = map_find(&look->places, blob);
	if (place)
		return place;
	place = pool_new(look->pool, struct place);
	place->chain = *look->chain;
	if (chain_config_of(look->chain, blob, &place->chain.config, &ignored))
		place->chain.config = look->chain->config;
	chain_folders(&place->chain, look->pool, &place->folders);
	map_put(&look->places, pool_strdup(look->pool, blob), place);
	look->work += COST_NEW;
	return place;
}

/* Equal for commits with equal version folders; "": none of the folders is there. NULL: the
 * commit cannot be read. */
static const char *key_of(struct look *look, const struct place *place, const char *commit)
{
	struct text key;
	struct error ignored;
	char tree[41];

	text_init(&key, look->pool);
	for (unsigned i = 0; i < place->folders.count; i++) {
		if (repo_tree(look->chain->repo, commit, place->folders.items[i], tree,
			    &ignored))
			return NULL;
		text_add(&key, tree);
	}
	return key.data;
}

/* The files of the commit, in the reader. */
static bool list(struct look *look, struct pool *pool, const struct place *place,
	const char *commit, struct chain_reader *reader)
{
	struct chain *chain = pool_new(pool, struct chain);
	struct error ignored;

	*chain = place->chain;
	chain->pool = pool;
	chain->kind = CHAIN_COMMIT;
	chain->commit = commit;
	*reader = (struct chain_reader){.chain = chain};
	chain_locations(pool, chain->config, &reader->locations);
	if (look_exhausted(look) || chain_list_commit(reader, &ignored))
		return false;
	look->work += reader->count;
	return true;
}

/* NULL: no manifest, or one that cannot be read. */
static const struct head *read_head(struct look *look, const char *blob)
{
	const struct head *head;
	struct error ignored;

	if (heads_find_hex(look->heads, blob, &head, &ignored))
		return NULL;
	return head->id ? head : NULL;
}

static bool is_new(struct look *look, const char *blob)
{
	if (map_find(&look->blobs, blob))
		return false;
	map_put(&look->blobs, pool_strdup(look->pool, blob), look);
	look->work += COST_NEW;
	return true;
}

static bool find_in(struct look *look, const struct chain_reader *reader, const char *name,
	struct look_hit *hit)
{
	size_t length = strlen(name);
	struct look_hit found = {NULL, NULL};
	unsigned fits = 0;

	for (unsigned i = 0; i < reader->count; i++) {
		const struct chain_file *file = &reader->files[i];
		const struct head *head = is_new(look, file->blob)
						  ? read_head(look, file->blob)
						  : NULL;

		if (!head)
			continue;
		if (!strcmp(head->id, name) || strings_has(&head->labels, name)) {
			found = (struct look_hit){head->id, file->path};
			fits = 1;
			break;
		}
		if (length < PREFIX_MIN || strncmp(head->id, name, length) != 0 ||
			(found.id && !strcmp(found.id, head->id)))
			continue;
		found = (struct look_hit){head->id, file->path};
		fits++;
	}
	if (fits != 1)
		return false;
	hit->id = found.id;
	hit->path = chain_path_in_tree(reader->chain, look->pool, found.path);
	return true;
}

bool look_find(
	struct look *look, const char *commit, const char *name, struct look_hit *hit)
{
	const struct place *place = place_at(look, commit);
	const char *key = place ? key_of(look, place, commit) : NULL;
	struct chain_reader reader;
	struct pool own;
	bool found = false;

	if (!key || map_put(&look->trees, key, look))
		return false;
	pool_init(&own);
	if (list(look, &own, place, commit, &reader))
		found = find_in(look, &reader, name, hit);
	pool_release(&own);
	return found;
}

static void heads_in(
	struct look *look, const struct chain_reader *reader, struct strings *ids)
{
	struct map parents, seen;
	struct pool own;

	pool_init(&own);
	map_init(&parents, &own, false);
	map_init(&seen, &own, false);
	look->work += 2UL * reader->count;
	for (unsigned i = 0; i < reader->count; i++) {
		const struct head *head = read_head(look, reader->files[i].blob);

		is_new(look, reader->files[i].blob);
		for (unsigned k = 0; head && k < head->parents.count; k++)
			map_put(&parents, head->parents.items[k], look);
	}
	for (unsigned i = 0; i < reader->count; i++) {
		const struct head *head = read_head(look, reader->files[i].blob);

		if (head && !map_find(&parents, head->id) &&
			!map_put(&seen, head->id, look))
			strings_add(look->pool, ids, head->id);
	}
	pool_release(&own);
	strings_sort(ids);
}

void look_heads(struct look *look, const char *commit, struct strings *ids)
{
	const struct place *place = place_at(look, commit);
	const char *key = place ? key_of(look, place, commit) : NULL;
	struct strings *known = key ? map_find(&look->tips, key) : NULL;
	struct chain_reader reader;
	struct pool own;

	if (!key)
		return;
	if (!known) {
		known = pool_new(look->pool, struct strings);
		pool_init(&own);
		if (list(look, &own, place, commit, &reader))
			heads_in(look, &reader, known);
		pool_release(&own);
		map_put(&look->tips, key, known);
	}
	*ids = *known;
}
