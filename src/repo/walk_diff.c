#include "base/text.h"
#include "repo/walk_internal.h"

#include <string.h>

/* Trees of a commit side by side with those of its parents. */

struct diff {
	struct walk *walk;
	struct walk_commit *commit;
	struct pool *scratch; /* as long as the commit's turn */
	struct text path;     /* of the folder that is looked at */
	unsigned parents;     /* how many are compared to */
	bool all, first;      /* see struct walk_change */
	bool context;         /* no change, but all that there is */
};

/* One folder in the commit and in each parent. */
struct level {
	struct diff *diff;
	struct tree_cursor ours, *theirs;
	const struct object_id **before; /* of the entry that is at work */
	unsigned depth;
};

static int diff_trees(struct diff *diff, const git_oid *ours, const git_oid *const *theirs,
	unsigned depth, struct error *err);

/* Makes the entry's name the end of the path; gives what to cut it back to. */
static size_t enter(struct diff *diff, const struct tree_entry *entry)
{
	size_t length = diff->path.length;

	if (length)
		text_add_char(&diff->path, '/');
	text_add_bytes(&diff->path, entry->name, entry->length);
	return length;
}

static void leave(struct diff *diff, size_t length)
{
	diff->path.length = length;
	diff->path.data[length] = '\0';
}

static int tell(struct level *level, const struct tree_entry *entry,
	const struct object_id *blob, struct error *err)
{
	struct diff *diff = level->diff;
	const struct walk_options *options = &diff->walk->options;
	struct walk_change change = {
		.commit = diff->commit,
		.blob = blob,
		.before = level->before,
		.parents = diff->parents,
		.all = diff->all,
		.first = diff->first,
	};
	size_t length;
	int result;

	if (!options->wanted(entry->name, false))
		return 0;
	length = enter(diff, entry);
	change.path = diff->path.data;
	if (diff->context)
		result = options->context(options->data, change.path, blob, err);
	else
		result = options->change(options->data, &change, err);
	leave(diff, length);
	return result;
}

static int descend(struct level *level, const struct tree_entry *entry, const git_oid *ours,
	const git_oid *const *theirs, struct error *err)
{
	struct diff *diff = level->diff;
	size_t length;
	int result;

	if (!diff->walk->options.wanted(entry->name, true))
		return 0;
	length = enter(diff, entry);
	result = diff_trees(diff, ours, theirs, level->depth + 1, err);
	leave(diff, length);
	return result;
}

static int kind_of(const struct tree_entry *entry)
{
	return tree_is_folder(entry) ? 1 : tree_is_file(entry) ? 2 : 3;
}

/* What one parent has and the commit has not. */
static int tell_removed(
	struct level *level, const struct tree_entry *entry, struct error *err)
{
	const git_oid *id = entry->id;

	if (tree_is_folder(entry))
		return descend(level, entry, NULL, &id, err);
	if (!tree_is_file(entry))
		return 0;
	level->before[0] = (const struct object_id *)id;
	return tell(level, entry, NULL, err);
}

/* matches: the entries of the same name and order in the parents, or NULL. */
static int tell_entry(
	struct level *level, const struct tree_entry *const *matches, struct error *err)
{
	const struct tree_entry *ours = &level->ours.entry;
	unsigned parents = level->diff->parents;
	const git_oid **theirs;

	for (unsigned i = 0; i < parents; i++)
		if (matches[i] && kind_of(matches[i]) == kind_of(ours) &&
			git_oid_equal(matches[i]->id, ours->id))
			return 0;
	if (tree_is_folder(ours)) {
		theirs = pool_array(level->diff->scratch, const git_oid *, parents);
		for (unsigned i = 0; i < parents; i++)
			theirs[i] = matches[i] ? matches[i]->id : NULL;
		return descend(level, ours, ours->id, theirs, err);
	}
	for (unsigned i = 0; i < parents; i++)
		level->before[i] = matches[i] && tree_is_file(matches[i])
					   ? (const struct object_id *)matches[i]->id
					   : NULL;
	if (tree_is_file(ours))
		return tell(level, ours, (const struct object_id *)ours->id, err);
	level->diff->walk->met_link = true;
	return parents == 1 && level->before[0] ? tell(level, ours, NULL, err) : 0;
}

/* Ours is at an entry: brings the parents there. */
static int match(struct level *level, const struct tree_entry **matches, struct error *err)
{
	for (unsigned i = 0; i < level->diff->parents; i++) {
		struct tree_cursor *theirs = &level->theirs[i];
		int order = -1;

		while (!tree_at_end(theirs) &&
			(order = tree_compare(&theirs->entry, &level->ours.entry)) < 0)
			if (tree_next(theirs, err) < 0)
				return -1;
		matches[i] = !tree_at_end(theirs) && order == 0 ? &theirs->entry : NULL;
	}
	return 0;
}

static int diff_entries(struct level *level, struct error *err)
{
	unsigned parents = level->diff->parents;
	const struct tree_entry **matches = pool_array(
		level->diff->scratch, const struct tree_entry *, parents);
	struct tree_cursor *ours = &level->ours;
	struct tree_cursor *one = parents == 1 ? &level->theirs[0] : NULL;

	while (!tree_at_end(ours) || (one && !tree_at_end(one))) {
		if (one && !tree_at_end(one) &&
			(tree_at_end(ours) ||
				tree_compare(&one->entry, &ours->entry) < 0)) {
			if (tell_removed(level, &one->entry, err) < 0 ||
				tree_next(one, err) < 0)
				return -1;
			continue;
		}
		if (match(level, matches, err) < 0 || tell_entry(level, matches, err) < 0)
			return -1;
		if (one && matches[0] && tree_next(one, err) < 0)
			return -1;
		if (tree_next(ours, err) < 0)
			return -1;
		if (one && tree_skip_same(one, ours, err) < 0)
			return -1;
	}
	return 0;
}

static int diff_trees(struct diff *diff, const git_oid *ours, const git_oid *const *theirs,
	unsigned depth, struct error *err)
{
	struct level level = {.diff = diff, .depth = depth};
	unsigned opened = 0;
	int result = -1;

	if (depth > DEEPEST)
		return error_set(err, ERR_GIT, "folders are nested too deeply: %.100s",
			repo_shown_name(diff->scratch, diff->path.data));
	level.theirs = pool_array(diff->scratch, struct tree_cursor, diff->parents);
	level.before = pool_array(diff->scratch, const struct object_id *, diff->parents);
	/* The parents first: they may be remembered, and the commit's a delta of them. */
	for (; opened < diff->parents; opened++)
		if (tree_open(diff->walk, theirs[opened], true, &level.theirs[opened],
			    err) < 0)
			goto out;
	if (tree_open(diff->walk, ours, true, &level.ours, err) < 0)
		goto out;
	if (diff->parents == 1 && tree_skip_same(&level.ours, &level.theirs[0], err) < 0)
		goto out;
	result = diff_entries(&level, err);
out:
	while (opened)
		tree_close(&level.theirs[--opened]);
	tree_close(&level.ours);
	return result;
}

static int diff_folders(struct diff *diff, struct error *err)
{
	struct walk *walk = diff->walk;
	struct walk_commit *commit = diff->commit;
	const git_oid **theirs = pool_array(diff->scratch, const git_oid *, diff->parents);

	if (walk_folders(walk, commit, err) < 0)
		return -1;
	for (unsigned i = 0; i < diff->parents; i++)
		if (walk_folders(walk, commit->parents[i], err) < 0)
			return -1;
	for (unsigned f = 0; f < walk->options.folders->count; f++) {
		bool same = false;

		for (unsigned i = 0; i < diff->parents; i++) {
			theirs[i] = &commit->parents[i]->folders[f];
			same |= git_oid_equal(theirs[i], &commit->folders[f]);
		}
		if (same)
			continue;
		text_clear(&diff->path);
		text_add(&diff->path, walk->options.folders->items[f]);
		if (diff_trees(diff, &commit->folders[f], theirs, 0, err) < 0)
			return -1;
	}
	return 0;
}

static int run(struct diff *diff, struct error *err)
{
	struct pool scratch;
	int result;

	pool_init(&scratch);
	diff->scratch = &scratch;
	text_init(&diff->path, &scratch);
	result = diff_folders(diff, err);
	pool_release(&scratch);
	return result;
}

int walk_tell(struct walk *walk, struct walk_commit *commit, struct error *err)
{
	struct diff diff = {
		.walk = walk,
		.commit = commit,
		.parents = commit->parents_count,
		.all = true,
		.first = commit->flags & COMMIT_LINE && commit->parents_count < 2,
	};

	return run(&diff, err);
}

int walk_tell_line(struct walk *walk, struct walk_commit *commit, struct error *err)
{
	struct diff diff = {
		.walk = walk,
		.commit = commit,
		.parents = commit->parents_count ? 1 : 0,
		.first = true,
	};

	return run(&diff, err);
}

int walk_tell_context(struct walk *walk, struct walk_commit *commit, struct error *err)
{
	struct diff diff = {.walk = walk, .commit = commit, .context = true};

	return run(&diff, err);
}
