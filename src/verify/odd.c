#include "verify/internal.h"

#include "base/file.h"
#include "base/text.h"
#include "chain/place.h"
#include "chain/staged.h"

#include <string.h>

/*
 * What git has in place of the folder that manifests are looked for in hides them all; what
 * is among them is passed over. In a work tree both may look like the real thing.
 */

void verify_link(const struct chain *chain, struct pool *pool, const struct repo_link *link,
	struct findings *findings)
{
	static const char *const names[] = {
		[LINK_SYMBOLIC] = "a symbolic link",
		[LINK_SUBMODULE] = "a submodule",
		[LINK_FILE] = "a file",
	};
	struct finding finding = {
		.code = "manifest-invalid",
		.severity = link->instead ? SEVERITY_ERROR : SEVERITY_WARNING,
		.path = repo_shown_name(pool, chain_path_of(chain, pool, link->path)),
		.hint = "Put the manifests themselves there; only what the commit has "
			"counts.",
	};

	/* A submodule of a project whose manifests lie at its root has no business here. */
	if (!link->instead &&
		(link->kind == LINK_SYMBOLIC ? !chain_is_manifest(path_basename(link->path))
					     : !*link->folder))
		return;
	finding.message = pool_printf(pool,
		link->instead ? "%s in place of a folder, so that no manifest below is seen"
			      : "%s is no manifest, and is passed over",
		names[link->kind]);
	findings_add(pool, findings, finding);
}

/* All that is known of trees without links: their ids, the latest first. */
#define CLEAN_MAX 500
struct clean {
	const char *path;
	struct text ids; /* a line each */
	bool more;
};

static void clean_open(struct clean *clean, struct judge *judge)
{
	struct error ignored;
	char *bytes;
	size_t length;

	clean->path = chain_cache_path(judge->pool, judge->verify->repo, "", "links");
	clean->more = false;
	text_init(&clean->ids, judge->pool);
	if (file_exists(clean->path) &&
		!file_read(judge->pool, clean->path, (size_t)41 * CLEAN_MAX, &bytes,
			&length, &ignored))
		text_add_bytes(&clean->ids, bytes, length);
}

static bool is_clean(const struct clean *clean, const char *tree)
{
	return clean->ids.length && strstr(clean->ids.data, tree);
}

static void clean_add(struct clean *clean, struct judge *judge, const char *tree)
{
	struct text ids;

	text_init(&ids, judge->pool);
	text_printf(&ids, "%s\n", tree);
	if (clean->ids.length)
		text_add_bytes(&ids, clean->ids.data, clean->ids.length);
	if (ids.length > (size_t)41 * CLEAN_MAX) {
		ids.length = (size_t)41 * CLEAN_MAX;
		ids.data[ids.length] = '\0';
	}
	clean->ids = ids;
	clean->more = true;
}

static int find_links_in(
	struct judge *judge, struct clean *clean, const char *folder, struct error *err)
{
	struct repo *repo = judge->verify->repo;
	const char *commit = judge->verify->commit;
	struct repo_link *links = NULL;
	unsigned count = 0;
	char tree[41];

	if (repo_tree(repo, commit, folder, tree, err) < 0)
		return -1;
	if (*tree && is_clean(clean, tree))
		return 0;
	if (repo_links(repo, judge->pool, commit, folder, &links, &count, err) < 0)
		return -1;
	for (unsigned i = 0; i < count; i++)
		verify_link(&judge->chain, judge->pool, &links[i], judge->findings);
	if (*tree && !count)
		clean_add(clean, judge, tree);
	return 0;
}

static int find_links_in_index(struct judge *judge, struct error *err)
{
	struct chain_staged *staged;
	const struct repo_link *links;
	unsigned count;

	if (chain_staged_open(judge->pool, judge->config, judge->verify->repo,
		    judge->chain.prefix, &staged, err) < 0)
		return -1;
	links = chain_staged_links(staged, &count);
	for (unsigned i = 0; i < count; i++)
		verify_link(&judge->chain, judge->pool, &links[i], judge->findings);
	return 0;
}

int judge_links(struct judge *judge, struct error *err)
{
	struct strings folders = {0};
	struct clean clean;

	if (!judge->verify->commit)
		return find_links_in_index(judge, err);
	chain_folders(&judge->chain, judge->pool, &folders);
	clean_open(&clean, judge);
	for (unsigned i = 0; i < folders.count; i++)
		if (find_links_in(judge, &clean, folders.items[i], err) < 0)
			return -1;
	if (clean.more)
		chain_cache_write(clean.path, clean.ids.data, clean.ids.length);
	return 0;
}
