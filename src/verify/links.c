#include "verify/past.h"

#include <string.h>

static int has_all(struct past *past, struct walk_commit *commit, const struct strings *ids,
	bool *all, struct error *err)
{
	*all = true;
	for (unsigned i = 0; *all && i < ids->count; i++)
		if (past_has(past, commit, ids->items[i], all, err) < 0)
			return -1;
	return 0;
}

/*
 * A file with an id that none of the parents has at this path: perhaps the commit
 * introduces the revision. Where its parents are found at once that does not matter; the
 * trees are at hand now.
 */
int links_take(struct past *past, const struct walk_change *change, const struct head *head,
	struct error *err)
{
	struct event event = {change->commit, head};
	bool linked;

	if (has_all(past, change->commit, &head->parents, &linked, err) < 0)
		return -1;
	if (!linked)
		POOL_PUSH(past->pool, past->events, past->events_count, past->events_cap,
			event);
	return 0;
}

static int introduces(
	struct past *past, const struct event *event, bool *yes, struct error *err)
{
	bool has = false;

	for (unsigned i = 0; !has && i < walk_parents(event->commit); i++)
		if (past_has(past, walk_parent(event->commit, i), event->head->id, &has,
			    err) < 0)
			return -1;
	*yes = !has;
	return 0;
}

/* The one for this commit and revision, which may be new. */
static struct memory_link *link_of(struct past *past, const char *commit, const char *id)
{
	const char *key = pool_printf(past->pool, "%s %s", commit, id);
	struct memory_link *link = map_find(&past->links, key);

	if (!link) {
		link = pool_new(past->pool, struct memory_link);
		link->commit = commit;
		link->id = id;
		map_put(&past->links, key, link);
		POOL_PUSH(past->pool, past->found.links, past->found.links_count,
			past->found.links_cap, link);
	}
	return link;
}

static void add_missing(struct past *past, const char *commit, const char *id,
	const struct strings *missing)
{
	struct memory_link *link = link_of(past, commit, id);

	for (unsigned i = 0; i < missing->count; i++)
		if (!strings_has(&link->missing, missing->items[i]))
			strings_add(past->pool, &link->missing, missing->items[i]);
}

static int settle(struct past *past, const struct event *event, struct error *err)
{
	const struct strings *parents = &event->head->parents;
	struct strings missing = {0};
	bool introduced, has;

	if (introduces(past, event, &introduced, err) < 0)
		return -1;
	if (!introduced)
		return 0;
	for (unsigned i = 0; i < parents->count; i++) {
		if (past_has(past, event->commit, parents->items[i], &has, err) < 0)
			return -1;
		if (!has)
			strings_add(past->pool, &missing, parents->items[i]);
	}
	if (missing.count)
		add_missing(past, past_commit_name(past, event->commit), event->head->id,
			&missing);
	return 0;
}

/* Where the commits' dates run backwards some may be among them that git.since covers; the
 * walk leaves them out by itself only where nothing is hidden. */
static int drop_since(struct past *past, struct error *err)
{
	struct strings commits = {0};
	unsigned kept = 0;
	bool *covered;

	if (!past->since || !past->memory.count || !past->found.links_count)
		return 0;
	covered = pool_array(past->pool, bool, past->found.links_count);
	for (unsigned i = 0; i < past->found.links_count; i++)
		strings_add(past->pool, &commits, past->found.links[i]->commit);
	if (repo_ancestors(past->repo, past->since, &commits, covered, err) < 0)
		return -1;
	for (unsigned i = 0; i < past->found.links_count; i++)
		if (!covered[i])
			past->found.links[kept++] = past->found.links[i];
	past->found.links_count = kept;
	return 0;
}

/* What is remembered of the tip that the line meets holds as it is; what is remembered of
 * others only where its commit is part of this history too. */
static int add_memory(struct past *past, struct error *err)
{
	struct memory_link **others = NULL;
	struct strings commits = {0};
	unsigned count = 0, cap = 0;
	bool *ours;

	for (unsigned i = 0; i < past->memory.count; i++) {
		const struct memory_tip *tip = &past->memory.tips[i];
		bool known = past->known && !strcmp(tip->commit, past->known);

		for (unsigned j = 0; j < tip->links_count; j++) {
			if (known) {
				add_missing(past, tip->links[j]->commit, tip->links[j]->id,
					&tip->links[j]->missing);
				continue;
			}
			POOL_PUSH(past->pool, others, count, cap, tip->links[j]);
		}
	}
	for (unsigned i = 0; i < count; i++)
		strings_add(past->pool, &commits, others[i]->commit);
	ours = pool_array(past->pool, bool, count);
	if (count &&
		repo_ancestors(past->repo, past->chain->commit, &commits, ours, err) < 0)
		return -1;
	for (unsigned i = 0; i < count; i++)
		if (ours[i])
			add_missing(past, others[i]->commit, others[i]->id,
				&others[i]->missing);
	return 0;
}

int links_settle(struct past *past, struct error *err)
{
	for (unsigned i = 0; i < past->events_count; i++)
		if (settle(past, &past->events[i], err) < 0)
			return -1;
	return drop_since(past, err) < 0 ? -1 : add_memory(past, err);
}
