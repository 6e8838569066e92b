#ifndef TESTS_PROJECT_H
#define TESTS_PROJECT_H

#include "base/error.h"
#include "base/pool.h"
#include "manifest/manifest.h"
#include "run/run.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/*
 * A project for tests of run and replay: manifests given as text, their graph, and a runner
 * for it. Ids of blobs are any hash here: git's needs libgit2.
 */
struct project {
	struct pool pool;
	struct revision **items;
	const char **texts; /* of items */
	unsigned count, cap, texts_count, texts_cap;
	struct runner runner;
};

static inline void project_blob_id(const char *bytes, size_t length, char hex[41])
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(1099511628211);
	snprintf(hex, 41, "%016" PRIx64 "%016" PRIx64 "%08x", hash, ~hash,
		(unsigned)(hash >> 7));
}

static inline int project_manifest(void *data, struct pool *pool,
	const struct revision *revision, struct manifest *manifest, const char **text,
	size_t *length, struct error *err)
{
	struct project *project = data;

	for (unsigned i = 0; i < project->count; i++) {
		if (strcmp(project->items[i]->id, revision->id) != 0)
			continue;
		*text = project->texts[i];
		*length = strlen(*text);
		return manifest_load(pool, revision->path, *text, *length, manifest, err);
	}
	return error_set(err, ERR_NO_SUCH_REVISION, "no revision %s", revision->id);
}

static inline void project_init(struct project *project)
{
	memset(project, 0, sizeof(*project));
	pool_init(&project->pool);
	project->runner = (struct runner){
		.version_table = "gitmig_version",
		.manifest = project_manifest,
		.data = project,
		.blob_id = project_blob_id,
		.who = "A U Thor <author@example.com>",
		.git_commit = "0123456789012345678901234567890123456789",
		.keep_log = true,
	};
}

/* A manifest that cannot be loaded is left out, with the error. */
static inline int project_add(struct project *project, const char *text, struct error *err)
{
	struct pool *pool = &project->pool;
	struct revision *revision = pool_new(pool, struct revision);
	struct manifest head;
	struct text canonical;
	const char *copy = pool_strdup(pool, text);

	text_init(&canonical, pool);
	if (manifest_load_head(pool, "test", copy, strlen(copy), &head, err) < 0 ||
		manifest_canonical(pool, "test", copy, strlen(copy), &canonical, err) < 0)
		return -1;
	revision->id = head.revision;
	revision->parents = head.parents;
	revision->depends_on = head.depends_on;
	revision->labels = head.branch_labels;
	revision->path = pool_printf(pool, "versions/%s.yaml", head.revision);
	revision->irreversible = head.irreversible;
	revision->known = true;
	project_blob_id(canonical.data, canonical.length, revision->digest);
	project_blob_id(copy, strlen(copy), revision->blob);
	POOL_PUSH(pool, project->items, project->count, project->cap, revision);
	POOL_PUSH(pool, project->texts, project->texts_count, project->texts_cap, copy);
	return 0;
}

static inline int project_graph(struct project *project, struct error *err)
{
	struct graph *graph = NULL;

	if (graph_build(&project->pool, project->items, project->count, NULL, &graph, err) <
		0)
		return -1;
	project->runner.graph = graph;
	return 0;
}

static inline void project_release(struct project *project)
{
	pool_release(&project->pool);
}

#endif
