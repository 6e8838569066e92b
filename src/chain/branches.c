#include "chain/branches.h"

#include "base/map.h"
#include "chain/internal.h"

#include <string.h>

/* The revisions of one commit, by id. */
struct listing {
	struct revisions list;
	struct map ids;
	struct graph_problems problems;
};

struct chain_branches {
	struct pool *pool;
	const struct chain *ours;
	const char *trees; /* of ours */
	struct strings locations;
	struct map known; /* blob and path -> struct revision */
	/* The merge base that was read last: branches often have the same one. */
	struct pool base_pool;
	const char *base_trees;
	struct listing base;
};

/* Where the commit has its manifests. */
static int init_reader(const struct chain_branches *branches, struct pool *pool,
	const char *commit, struct chain *chain, struct chain_reader *reader,
	struct error *err)
{
	const struct config *config = branches->ours->config;
	struct chain place = *branches->ours;

	*chain = (struct chain){.pool = pool,
		.config = config,
		.repo = branches->ours->repo,
		.kind = CHAIN_COMMIT,
		.commit = commit,
		.prefix = branches->ours->prefix};
	*reader = (struct chain_reader){.chain = chain, .locations = branches->locations};
	place.pool = pool;
	if (chain_config_at(&place, commit, &chain->config, err) < 0)
		return -1;
	if (chain->config != config)
		chain_locations(pool, chain->config, &reader->locations);
	return 0;
}

static const char *trees_at(
	const struct chain_branches *branches, struct pool *pool, const char *commit)
{
	struct chain chain;
	struct chain_reader reader;
	struct error unused;

	if (init_reader(branches, pool, commit, &chain, &reader, &unused) < 0)
		return NULL; /* reading it will say why */
	return chain_trees(&reader);
}

static const char *file_key(struct pool *pool, const char *blob, const char *path)
{
	size_t first = strlen(blob), second = strlen(path);
	char *key = pool_alloc(pool, first + second + 2);

	/* Made for each file of each branch: printf would be a sixth of all the work. */
	memcpy(key, blob, first);
	key[first] = ' ';
	memcpy(key + first + 1, path, second + 1);
	return key;
}

struct chain_branches *chain_branches_open(struct pool *pool, const struct chain *ours)
{
	struct chain_branches *branches = pool_new(pool, struct chain_branches);

	branches->pool = pool;
	branches->ours = ours;
	pool_init(&branches->base_pool);
	chain_locations(pool, ours->config, &branches->locations);
	map_init(&branches->known, pool, false);
	for (unsigned i = 0; i < ours->count; i++)
		map_put(&branches->known,
			file_key(pool, ours->revisions[i]->blob, ours->revisions[i]->path),
			ours->revisions[i]);
	branches->trees = trees_at(branches, pool, ours->commit);
	return branches;
}

void chain_branches_close(struct chain_branches *branches)
{
	if (branches)
		pool_release(&branches->base_pool);
}

bool chain_branches_has(const struct chain_branches *branches, const char *id)
{
	return map_find(&branches->ours->graph->ids, id) != NULL;
}

int chain_branch_find(struct chain_branches *branches, struct pool *pool,
	const char *commit, struct chain_branch *branch, struct error *err)
{
	struct repo *repo = branches->ours->repo;
	const char *key = trees_at(branches, pool, commit);

	*branch = (struct chain_branch){.commit = commit};
	if (repo_merge_bases(
		    repo, pool, branches->ours->commit, commit, &branch->bases, err) < 0)
		return -1;
	for (unsigned i = 0; i < branch->bases.count && key; i++) {
		const char *base = trees_at(branches, pool, branch->bases.items[i]);

		key = base ? pool_printf(pool, "%s\n%s", key, base) : NULL;
	}
	/* Trees that cannot be read: reading them will say why. */
	branch->key = key ? key : pool_strdup(pool, commit);
	return 0;
}

/* Parses what is not known yet, into memory that stays. */
static int take_file(struct chain_branches *branches, struct chain_reader *reader,
	struct chain_file *file, struct error *err)
{
	struct chain keeper;
	struct chain_reader own;
	struct chain_file kept = {.blob = pool_strdup(branches->pool, file->blob)};
	const struct revision *known = map_find(
		&branches->known, file_key(reader->chain->pool, file->blob, file->path));

	if (!known) {
		keeper = *reader->chain;
		keeper.pool = branches->pool;
		own = (struct chain_reader){.chain = &keeper, .problems = reader->problems};
		kept.path = pool_strdup(branches->pool, file->path);
		kept.revision = pool_new(branches->pool, struct revision);
		if (chain_read_blob(&own, &kept, err) < 0)
			return -1;
		if (!kept.taken)
			return 0;
		known = kept.revision;
		map_put(&branches->known, file_key(branches->pool, kept.blob, kept.path),
			kept.revision);
	}
	*file->revision = *known;
	file->taken = true;
	return 0;
}

static void add_revision(
	struct pool *pool, struct listing *listing, struct revision *revision)
{
	const struct revision *other = map_find(&listing->ids, revision->id);
	struct graph_problem problem = {
		.code = ERR_DUPLICATE_REVISION, .revision = revision};

	if (!other) {
		map_put(&listing->ids, revision->id, revision);
		revisions_add(pool, &listing->list, revision);
	} else if (strcmp(other->digest, revision->digest) != 0) {
		problem.message = pool_printf(
			pool, "%s has the id %s too", other->path, revision->id);
		POOL_PUSH(pool, listing->problems.items, listing->problems.count,
			listing->problems.cap, problem);
	}
}

static int read_listing(struct chain_branches *branches, struct pool *pool,
	const char *commit, struct listing *listing, struct error *err)
{
	struct chain chain;
	struct chain_reader reader;

	*listing = (struct listing){.list = {.count = 0}};
	map_init(&listing->ids, pool, false);
	if (init_reader(branches, pool, commit, &chain, &reader, err) < 0)
		return -1;
	reader.problems = &listing->problems;
	if (chain_list_commit(&reader, err) < 0)
		return -1;
	chain_sort(&reader);
	chain_make_revisions(&reader);
	for (unsigned i = 0; i < reader.count; i++) {
		if (take_file(branches, &reader, &reader.files[i], err) < 0)
			return -1;
		if (reader.files[i].taken)
			add_revision(pool, listing, reader.files[i].revision);
	}
	return 0;
}

static int read_one_base(struct chain_branches *branches, const char *base,
	const struct map **ids, struct error *err)
{
	struct pool *pool = &branches->base_pool;
	const char *trees = trees_at(branches, branches->pool, base);

	if (trees && branches->trees && !strcmp(trees, branches->trees)) {
		*ids = &branches->ours->graph->ids;
		return 0;
	}
	if (!trees || !branches->base_trees || strcmp(trees, branches->base_trees) != 0) {
		branches->base_trees = NULL;
		pool_release(pool);
		if (read_listing(branches, pool, base, &branches->base, err) < 0)
			return -1;
		branches->base_trees = trees;
	}
	*ids = &branches->base.ids;
	return 0;
}

static bool is_same(const struct revision *a, const struct revision *b)
{
	return a && b && !strcmp(a->digest, b->digest);
}

/* What any of the merge bases has, both sides have had, as in the one that git makes of
 * them. Where they differ in a revision, ours is the one that has not changed since. */
static int read_bases(struct chain_branches *branches, struct pool *pool,
	const struct strings *bases, struct map *ids, struct error *err)
{
	const struct map *ours = &branches->ours->graph->ids;
	struct listing listing;

	map_init(ids, pool, false);
	for (unsigned i = 0; i < bases->count; i++) {
		if (read_listing(branches, pool, bases->items[i], &listing, err) < 0)
			return -1;
		for (unsigned k = 0; k < listing.list.count; k++) {
			const char *id = listing.list.items[k]->id;
			struct revision *revision = map_find(&listing.ids, id);

			if (!map_find(ids, id) || is_same(map_find(ours, id), revision))
				map_put(ids, id, revision);
		}
	}
	return 0;
}

struct merging {
	struct pool *pool;
	const struct map *ours, *theirs, *base;
	struct revision **items; /* room for all */
	unsigned count;
	bool changed; /* the result is not ours */
	struct chain_union *result;
};

static void keep(struct merging *m, const struct revision *revision)
{
	struct revision *copy = pool_new(m->pool, struct revision);

	*copy = *revision;
	m->items[m->count++] = copy;
}

static void disagree(
	struct merging *m, const struct revision *revision, const char *code, char *message)
{
	conflicts_add(m->pool, &m->result->conflicts,
		(struct conflict){.code = code,
			.object = revision->id,
			.left = revision->id,
			.right = revision->id,
			.message = message});
}

static void take_common(
	struct merging *m, const struct revision *ours, const struct revision *theirs)
{
	const struct revision *base = map_find(m->base, ours->id);

	if (is_same(ours, theirs) || is_same(base, theirs)) {
		keep(m, ours);
		return;
	}
	if (is_same(base, ours)) {
		m->changed = true;
		keep(m, theirs);
		return;
	}
	keep(m, ours);
	disagree(m, ours, base ? "both-alter" : "both-create",
		pool_printf(m->pool,
			base ? "both branches have changed revision %s since they parted "
			       "(%s here, %s there)"
			     : "there are two revisions %s: %s here, and another %s there",
			ours->id, ours->path, theirs->path));
}

/* A revision that one side alone has. */
static void take_single(struct merging *m, const struct revision *revision, bool is_ours)
{
	const struct revision *base = map_find(m->base, revision->id);

	strings_add(
		m->pool, is_ours ? &m->result->behind : &m->result->ahead, revision->id);
	if (is_same(base, revision)) {
		m->changed = m->changed || is_ours;
		return;
	}
	m->changed = m->changed || !is_ours;
	keep(m, revision);
	if (base)
		disagree(m, revision, "touches-dropped",
			pool_printf(m->pool,
				"revision %s (%s) was changed %s and removed %s",
				revision->id, revision->path, is_ours ? "here" : "there",
				is_ours ? "there" : "here"));
}

static void merge_ids(
	struct merging *m, const struct graph *ours, const struct listing *theirs)
{
	for (unsigned i = 0; i < ours->count; i++) {
		const struct revision *other = map_find(m->theirs, ours->items[i]->id);

		if (other)
			take_common(m, ours->items[i], other);
		else
			take_single(m, ours->items[i], true);
	}
	for (unsigned i = 0; i < theirs->list.count; i++) {
		if (!map_find(m->ours, theirs->list.items[i]->id))
			take_single(m, theirs->list.items[i], false);
	}
}

static const struct revision *other_with_label(
	const struct merging *m, const struct revision *revision, const char **label)
{
	for (unsigned i = 0; i < m->count; i++) {
		const struct revision *other = m->items[i];

		for (unsigned k = 0; other != revision && k < other->labels.count; k++) {
			if (!strings_has(&revision->labels, other->labels.items[k]))
				continue;
			*label = other->labels.items[k];
			return other;
		}
	}
	return NULL;
}

static const char *missing_link(const struct map *present, const struct revision *revision)
{
	const struct strings *lists[] = {&revision->parents, &revision->depends_on};

	for (unsigned i = 0; i < 2; i++) {
		for (unsigned k = 0; k < lists[i]->count; k++) {
			if (!map_find(present, lists[i]->items[k]))
				return lists[i]->items[k];
		}
	}
	return revision->id;
}

/* What is wrong with the links of the union, and was not wrong before. */
static void note_problem(
	struct merging *m, const struct graph *graph, const struct graph_problem *problem)
{
	const struct revision *revision = problem->revision, *other;
	struct conflict conflict = {.code = "order-dependent",
		.object = revision->id,
		.left = revision->id,
		.right = revision->id,
		.message = problem->message};

	if (problem->code == ERR_DUPLICATE_LABEL) {
		conflict.code = "same-name";
		other = other_with_label(m, revision, &conflict.object);
		if (other)
			conflict.right = other->id;
	} else if (problem->code != ERR_CYCLE) {
		conflict.code = "touches-dropped";
		conflict.object = conflict.right = missing_link(&graph->ids, revision);
	}
	if (map_find(m->ours, conflict.right) && !map_find(m->ours, conflict.left)) {
		conflict.left = conflict.right;
		conflict.right = revision->id;
	}
	conflicts_add(m->pool, &m->result->conflicts, conflict);
}

static int build(struct merging *m, struct error *err)
{
	struct graph_problems problems = {.count = 0};
	struct graph *graph;

	if (graph_build(m->pool, m->items, m->count, &problems, &graph, err) < 0)
		return -1;
	m->result->graph = graph;
	for (unsigned i = 0; i < problems.count; i++)
		note_problem(m, graph, &problems.items[i]);
	return 0;
}

static void note_broken(
	struct pool *pool, const struct graph_problems *problems, struct strings *out)
{
	for (unsigned i = 0; i < problems->count; i++)
		strings_add(pool, out,
			pool_printf(pool, "%s: %s",
				repo_shown_name(pool, problems->items[i].revision->path),
				problems->items[i].message));
}

int chain_branch_merge(struct chain_branches *branches, struct pool *pool,
	const struct chain_branch *branch, struct chain_union *result, struct error *err)
{
	const struct graph *ours = branches->ours->graph;
	struct chain_union made = {.graph = ours};
	const struct strings *bases = &branch->bases;
	struct listing theirs;
	struct map base;
	struct merging m = {.pool = pool,
		.ours = &ours->ids,
		.theirs = &theirs.ids,
		.base = &base,
		.result = &made};

	if (read_listing(branches, pool, branch->commit, &theirs, err) < 0)
		return -1;
	if (bases->count == 1 ? read_one_base(branches, bases->items[0], &m.base, err) < 0
			      : read_bases(branches, pool, bases, &base, err) < 0)
		return -1;
	m.items = pool_array(pool, struct revision *, ours->count + theirs.list.count);
	merge_ids(&m, ours, &theirs);
	strings_sort(&made.ahead);
	strings_sort(&made.behind);
	note_broken(pool, &theirs.problems, &made.problems);
	made.empty = !theirs.list.count && !theirs.problems.count;
	if (m.changed && build(&m, err) < 0)
		return -1;
	*result = made;
	return 0;
}
