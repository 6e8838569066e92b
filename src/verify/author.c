#include "base/file.h"
#include "verify/internal.h"

#include <string.h>

/* Who wrote a revision whose manifest does not say so: asked only for approved ones, where
 * the reviewer must be somebody else. */

static const char *tree_path(const struct judge *judge, const char *path)
{
	struct pool *pool = judge->pool;
	const char *prefix = judge->chain.prefix ? judge->chain.prefix : "";
	char *full = path_absolute(
		pool, path_join(pool, path_join(pool, "/", prefix), path));

	return full ? full + 1 : path;
}

/* The same file is the usual answer; else all manifests of the tree are asked. */
static int has_revision(struct judge *judge, const char *commit,
	const struct revision *revision, const char *path, bool *has, struct error *err)
{
	struct chain chain;
	char blob[41];

	if (repo_path_blob(judge->verify->repo, commit, path, blob, err) < 0)
		return -1;
	*has = !strcmp(blob, revision->blob);
	if (*has)
		return 0;
	if (judge_load(judge, commit, &chain, err) < 0)
		return -1;
	*has = map_find(&chain.graph->ids, revision->id) != NULL;
	chain_release(&chain);
	return 0;
}

/* A parent commit whose tree has the revision; "": none has. */
static int step_back(struct judge *judge, const char *commit,
	const struct revision *revision, const char *path, char before[41],
	struct error *err)
{
	struct strings parents = {0};
	bool has = false;

	if (repo_parents(judge->verify->repo, judge->pool, commit, &parents, err) < 0)
		return -1;
	for (unsigned i = 0; i < parents.count && !has; i++) {
		if (has_revision(judge, parents.items[i], revision, path, &has, err) < 0)
			return -1;
		if (has)
			memcpy(before, parents.items[i], 41);
	}
	if (!has)
		*before = '\0';
	return 0;
}

int judge_author(struct judge *judge, const struct revision *revision, const char **author,
	struct error *err)
{
	const char *path = tree_path(judge, revision->path);
	char at[41], before[41];
	bool has = false;

	memcpy(at, judge->head, sizeof(at));
	if (*at && has_revision(judge, at, revision, path, &has, err) < 0)
		return -1;
	if (!has) {
		*author = repo_identity(judge->pool, judge->verify->repo);
		return 0;
	}
	for (;;) {
		struct error why = {.code = ERR_NONE};

		if (step_back(judge, at, revision, path, before, &why) < 0) {
			/* Where the clone ends nobody knows. */
			if (judge->verify->allow_shallow &&
				repo_is_shallow(judge->verify->repo)) {
				*author = NULL;
				return 0;
			}
			*err = why;
			return -1;
		}
		if (!*before)
			return repo_author(
				judge->verify->repo, judge->pool, at, author, err);
		memcpy(at, before, sizeof(at));
	}
}

int verify_author(const struct verify *verify, const struct revision *revision,
	const char **author, struct error *err)
{
	struct judge judge = {
		.verify = verify,
		.pool = verify->pool,
		.config = verify->config,
		.chain = {.prefix = verify->prefix},
	};

	if (verify->commit)
		memcpy(judge.head, verify->commit, sizeof(judge.head));
	else if (verify->repo && repo_commit(verify->repo, "HEAD", judge.head, err) < 0)
		return -1;
	return judge_author(&judge, revision, author, err);
}
