#include "verify/past.h"

#include "chain/place.h"

#include <string.h>

struct place *past_place(struct past *past, const char *id)
{
	struct place *place = map_find(&past->places, id);
	const struct revision *now;

	if (place)
		return place;
	place = pool_new(past->pool, struct place);
	place->id = pool_strdup(past->pool, id);
	memory_places(&past->memory, past->pool, id, &place->saved);
	now = past->chain->graph ? map_find(&past->chain->graph->ids, id) : NULL;
	if (now)
		place->hint = chain_path_in_tree(past->chain, past->pool, now->path);
	map_put(&past->places, place->id, place);
	POOL_PUSH(
		past->pool, past->place_items, past->places_count, past->places_cap, place);
	return place;
}

const char *past_add_place(struct past *past, const char *id, const char *path)
{
	struct place *place = past_place(past, id);

	for (unsigned i = 0; i < place->saved.count; i++)
		if (!strcmp(place->saved.items[i], path))
			return place->saved.items[i];
	path = pool_strdup(past->pool, path);
	strings_add(past->pool, &place->saved, path);
	strings_add(past->pool, &place->added, path);
	return path;
}

/* *head NULL: there is no manifest with this id. */
static int look(struct past *past, struct walk_commit *commit, const char *path,
	const char *id, const struct head **head, struct error *err)
{
	struct object_id blob;
	bool there;

	*head = NULL;
	if (walk_find(past->walk, commit, path, &blob, &there, err) < 0)
		return -1;
	if (there && heads_find(past->heads, &blob, head, err) < 0)
		return chain_unreadable(err, chain_path_of(past->chain, past->pool, path));
	if (there && (!(*head)->id || strcmp((*head)->id, id) != 0))
		*head = NULL;
	return 0;
}

int past_files(struct past *past, struct walk_commit *commit, const char *id,
	struct past_files *files, struct error *err)
{
	const struct place *place = past_place(past, id);
	unsigned paths_cap = 0, paths_count = 0;

	memset(files, 0, sizeof(*files));
	for (unsigned i = 0; i < place->saved.count; i++) {
		const char *path = place->saved.items[i];
		const struct head *head;

		if (look(past, commit, path, id, &head, err) < 0)
			return -1;
		if (!head)
			continue;
		POOL_PUSH(past->pool, files->items, files->count, files->cap, head);
		POOL_PUSH(past->pool, files->paths, paths_count, paths_cap, path);
	}
	return 0;
}

int past_has(struct past *past, struct walk_commit *commit, const char *id, bool *has,
	struct error *err)
{
	const struct place *place = past_place(past, id);
	const struct head *head = NULL;

	if (place->hint && look(past, commit, place->hint, id, &head, err) < 0)
		return -1;
	for (unsigned i = 0; !head && i < place->saved.count; i++)
		if (look(past, commit, place->saved.items[i], id, &head, err) < 0)
			return -1;
	*has = head != NULL;
	return 0;
}

const char *past_commit_name(struct past *past, const struct walk_commit *commit)
{
	char hex[41];

	walk_commit_hex(commit, hex);
	return pool_strdup(past->pool, hex);
}

/* A file whose name cannot be shown is no manifest, see chain_take(). */
bool past_shown(const struct past *past, const char *path)
{
	size_t length = strlen(past->chain->prefix);

	if (length && !strncmp(path, past->chain->prefix, length) && path[length] == '/')
		path += length + 1;
	return repo_shown_name(past->pool, path) == path;
}

static bool has_digest(const struct head *const *heads, unsigned count, const char *digest)
{
	for (unsigned i = 0; i < count; i++)
		if (!strcmp(heads[i]->digest, digest))
			return true;
	return false;
}

/* How the nearest of those before differs from one that is there now. */
static int compare_one(struct heads *heads, const struct head *const *before,
	unsigned count, const struct head *after, const char **code, struct error *err)
{
	const char *body, *theirs;
	bool moved = false;

	if (has_digest(before, count, after->digest))
		return 0;
	if (heads_body(heads, after, &body, err) < 0)
		return -1;
	for (unsigned i = 0; i < count; i++) {
		if (heads_body(heads, before[i], &theirs, err) < 0)
			return -1;
		if (strcmp(body, theirs) != 0)
			continue;
		if (strings_equal(&before[i]->parents, &after->parents))
			return 0; /* its origin is not what is compared */
		moved = true;
	}
	if (!moved)
		*code = "edited";
	else if (!*code)
		*code = "reparented";
	return 0;
}

int past_compare(struct heads *heads, const struct head *const *before,
	unsigned before_count, const struct head *const *after, unsigned after_count,
	const char **code, struct error *err)
{
	*code = NULL;
	for (unsigned i = 0; i < after_count; i++)
		if (compare_one(heads, before, before_count, after[i], code, err) < 0)
			return -1;
	return 0;
}

bool past_broken(const struct history *history, const char *path)
{
	const struct graph_problems *problems = history->problems;

	for (unsigned i = 0; problems && i < problems->count; i++)
		if (!*problems->items[i].revision->id &&
			!strcmp(problems->items[i].revision->path, path))
			return true;
	return false;
}
