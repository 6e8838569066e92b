#ifndef CLI_NEW_MANIFEST_H
#define CLI_NEW_MANIFEST_H

#include "cli/context.h"
#include "manifest/manifest.h"

/* 12 hex digits from the system's random numbers. ERR_IO. */
int new_revision_id(struct pool *pool, char **id, struct error *err);
/* The file's name by config's file_template; without a message it is "<rev>.yaml". */
char *new_file_name(struct context *context, const struct manifest *manifest);
/* Writes the manifest into the first version location, never over a file. *path is as
 * revisions have it (relative to gitmig.yaml's folder). */
int new_manifest_write(struct context *context, const struct manifest *manifest,
	const char *name, char **path, struct error *err);
/* Now, as manifests write it: 2026-11-23T09:30:00Z. */
char *new_timestamp(struct pool *pool);
/* ERR_USAGE: a new manifest goes into the work tree, not into a commit. */
int refuse_ref(const struct context *context, struct error *err);

#endif
