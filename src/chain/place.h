#ifndef CHAIN_PLACE_H
#define CHAIN_PLACE_H

#include "chain/chain.h"

/*
 * Where manifests lie in git's trees, and where what was found out about them is kept: for
 * those who look at more trees than one.
 */

/* The config's folder within the work tree; "" where it is the root, or outside. */
const char *chain_prefix(
	struct pool *pool, const struct config *config, const struct repo *repo);
bool chain_is_manifest(const char *name); /* by its name; hidden ones are not */
/* The folders of the version locations within a tree; "" : its root. Those outside are left
 * out. */
void chain_folders(const struct chain *chain, struct pool *pool, struct strings *folders);
/*
 * Manifests may have lain elsewhere in another commit: `place` (its pool, config, repo,
 * prefix and what it is of: commit, or kind CHAIN_INDEX) with the version_locations that
 * the gitmig.yaml of that commit names at the same path, or where it was before it moved;
 * all else in a config is policy, and stays. commit NULL: the index's. The place's own
 * config where they are the same, or there is no gitmig.yaml there, or a broken one.
 * ERR_GIT.
 */
int chain_config_at(const struct chain *place, const char *commit,
	const struct config **config, struct error *err);
/* Its two halves, but for a project that moved, for those who meet the same gitmig.yaml in
 * many commits: which blob it is ("": there is none), and what that one names. */
int chain_config_blob(const struct chain *place, struct pool *pool, const char *commit,
	char blob[41], struct error *err);
int chain_config_of(const struct chain *place, const char *blob,
	const struct config **config, struct error *err);
/*
 * The project's gitmig.yaml in a commit that has none at this place: one whose own place is
 * empty in what `place` is of. Several may have moved at once: those with the most
 * manifests in common belong together, each to one other: the same text counts twice what
 * the same file name does. Two that have manifests and none in common are never one.
 * from->path NULL: there is none, or the place is not known to be of a commit or the index.
 */
int chain_moved_from(const struct chain *place, struct pool *pool, const char *commit,
	struct repo_entry *from, struct error *err);
/* The chain of that commit where it lay then. *chain is all written; see chain_load(). */
int chain_load_at(struct chain *chain, const struct chain *place, const char *commit,
	struct graph_problems *problems, struct error *err);
/* Names the manifest whose object cannot be read, as in a chain; -1. */
int chain_unreadable(struct error *err, const char *path);
/* A chain's path within the tree, and the other way. */
const char *chain_path_in_tree(
	const struct chain *chain, struct pool *pool, const char *path);
const char *chain_path_of(
	const struct chain *chain, struct pool *pool, const char *in_tree);

/* "<git's common folder>/gitmig/<what>.cache", with what stands for `of` in its name. */
char *chain_cache_path(
	struct pool *pool, struct repo *repo, const char *of, const char *what);
/* Replaces a cache file. Nobody minds when it fails. Not synced to the disk: who reads it
 * must find out whether it is whole. */
void chain_cache_write(const char *path, const char *bytes, size_t length);

#endif
