#ifndef MANIFEST_MANIFEST_H
#define MANIFEST_MANIFEST_H

#include "base/error.h"
#include "base/pool.h"
#include "base/strings.h"
#include "base/text.h"
#include "schema/operation.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * A manifest: the YAML file that holds one revision (contract 2.2, 2.3). All errors are
 * ERR_MANIFEST_INVALID with file, line and column.
 */

#define MANIFEST_MAX ((size_t)4 << 20) /* bytes */

struct review_block {
	char *status; /* "approved", "rejected" */
	char *by, *at, *digest, *message;
};

struct manifest {
	char *revision;
	struct strings parents, depends_on, branch_labels;
	char *message, *created, *author; /* NULL: not there */
	char *origin;                     /* NULL: not there (manual) */
	struct review_block *review;
	struct operations upgrade, downgrade;
	bool irreversible; /* downgrade: irreversible */
	/* For manifest_write: lines of a comment above upgrade. */
	struct strings remarks;
};

/* file: what to call it in errors. bytes need not end with a NUL. */
int manifest_load(struct pool *pool, const char *file, const char *bytes, size_t length,
	struct manifest *manifest, struct error *err);

/* What the operations of a manifest are like. */
enum manifest_content {
	CONTENT_UNKNOWN = 0, /* nobody has looked, or manifest_load refuses it */
	CONTENT_VALID = 1,
	CONTENT_UPGRADES = 2,   /* upgrade has operations */
	CONTENT_DOWNGRADES = 4, /* downgrade has */
};

/*
 * What the graph needs and the canonical form (contract 6) in one pass over the file: all
 * but upgrade and downgrade, which are only checked for being there. Much faster than
 * manifest_load; a manifest that passes this may fail there: that is what content tells.
 * manifest, canonical and content may be NULL; the canonical form is appended. The two
 * functions below are parts of it.
 *
 * The canonical form is JSON text without a newline at the end, of the YAML data as they
 * stand; its git blob id is the digest. A list that is not one ("parents: x",
 * "depends_on:") is an error, so there is no second way to write the same revision but by
 * quotes, layout and comments. Null is a plain null, Null, NULL, ~ or nothing.
 */
int manifest_scan(struct pool *pool, const char *file, const char *bytes, size_t length,
	struct manifest *manifest, struct text *canonical, unsigned *content,
	struct error *err);
int manifest_load_head(struct pool *pool, const char *file, const char *bytes,
	size_t length, struct manifest *manifest, struct error *err);
int manifest_canonical(struct pool *pool, const char *file, const char *bytes,
	size_t length, struct text *out, struct error *err);

/* The YAML of a manifest, keys in the order of the contract. Loading it gives an equal one.
 */
void manifest_write(struct text *out, const struct manifest *manifest);
/* Operations as a YAML sequence, each line indented by so many spaces; "[]" for none. */
void operations_write(
	struct text *out, const struct operations *operations, unsigned indent);

/* Edits in place: bytes outside the part stay as they were (comments, CRLF, BOM). The
 * result is loaded again and compared before it is given back. */
int manifest_set_review(struct pool *pool, const char *file, const char *bytes,
	size_t length, const struct review_block *review, struct text *out,
	struct error *err);
int manifest_set_parents(struct pool *pool, const char *file, const char *bytes,
	size_t length, const struct strings *parents, struct text *out, struct error *err);

/* A model file (contract 2.4): tables and views. Errors as above, ERR_CONFIG_INVALID. */
int models_load(struct pool *pool, const char *file, const char *bytes, size_t length,
	struct schema *schema, struct error *err);

#endif
