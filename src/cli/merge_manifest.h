#ifndef CLI_MERGE_MANIFEST_H
#define CLI_MERGE_MANIFEST_H

#include "base/conflict.h"
#include "cli/context.h"
#include "manifest/manifest.h"

/*
 * The manifest that joins heads. It is the same on every machine (contract 7): parents
 * sorted, the id made of theirs, no time and no author.
 */

/* The manifest of these parents, two or more ids in any order. */
void merge_manifest_make(
	struct context *context, const struct strings *parents, struct manifest *manifest);
/* Where it belongs, as revisions have it (relative to gitmig.yaml's folder). */
const char *merge_manifest_path(struct context *context, const struct manifest *manifest);
/* Never over another file; the same bytes, which somebody else may have written meanwhile
 * or before, are what is wanted. */
int merge_manifest_write(
	struct context *context, const struct manifest *manifest, struct error *err);

/* Are the sides independent? `chain` is what has these revisions: the context's, or one
 * that was loaded from the index. */
int merge_prove(struct context *context, const struct chain *chain,
	const struct strings *parents, struct conflicts *conflicts, struct error *err);

/*
 * All at once, for the context's chain: proves, makes the manifest and writes its file.
 * With conflicts nothing is written unless they are allowed: 0, *path NULL, the manifest
 * as it would have been.
 */
int merge_heads(struct context *context, const struct strings *parents,
	bool allow_conflicts, struct manifest *manifest, char **path,
	struct conflicts *conflicts, struct error *err);

/* Conflicts as lines of an aligned table, and as the member "conflicts". */
/* What to do about them, as a sentence. */
const char *conflicts_hint(struct pool *pool, const struct conflicts *conflicts);
void print_conflicts(FILE *file, const struct conflicts *conflicts);
void json_conflicts(struct json *json, const struct conflicts *conflicts);

#endif
