#include "chain/internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum origin origin_of(const char *name)
{
	for (int i = ORIGIN_MANUAL; name && i <= ORIGIN_IMPORTED; i++)
		if (!strcmp(name, origin_name((enum origin)i)))
			return (enum origin)i;
	return ORIGIN_MANUAL;
}

static struct strings copy_list(struct pool *pool, const struct strings *list)
{
	struct strings copy = {0};

	for (unsigned i = 0; i < list->count; i++)
		strings_add(pool, &copy, pool_strdup(pool, list->items[i]));
	return copy;
}

static void take_review(
	struct pool *pool, const struct review_block *review, struct revision *revision)
{
	revision->review = REVIEW_NONE;
	if (!review || !review->status)
		return;
	if (!strcmp(review->status, "approved"))
		revision->review = REVIEW_APPROVED;
	else if (!strcmp(review->status, "rejected"))
		revision->review = REVIEW_REJECTED;
	revision->review_digest = pool_strdup(pool, review->digest);
	revision->review_by = pool_strdup(pool, review->by);
}

/* The parser's own memory is many times what is kept, so it has a pool of its own. */
int chain_parse(struct pool *pool, const char *path, const char *bytes, size_t length,
	const char *blob, struct revision *revision, struct error *err)
{
	struct manifest manifest = {0};
	struct text canonical;
	struct pool own;
	unsigned content;
	int result = -1;

	pool_init(&own);
	text_init(&canonical, &own);
	if (manifest_scan(&own, path, bytes, length, &manifest, &canonical, &content, err) <
		0)
		goto out;
	memset(revision, 0, sizeof(*revision));
	revision->id = pool_strdup(pool, manifest.revision);
	revision->parents = copy_list(pool, &manifest.parents);
	revision->depends_on = copy_list(pool, &manifest.depends_on);
	revision->labels = copy_list(pool, &manifest.branch_labels);
	revision->message = pool_strdup(pool, manifest.message);
	revision->author = pool_strdup(pool, manifest.author);
	revision->created = pool_strdup(pool, manifest.created);
	revision->path = path;
	revision->origin = origin_of(manifest.origin);
	revision->irreversible = manifest.irreversible;
	revision->content = (unsigned char)content;
	revision->known = true;
	take_review(pool, manifest.review, revision);
	repo_blob_id(canonical.data, canonical.length, revision->digest);
	memcpy(revision->blob, blob, sizeof(revision->blob));
	result = 0;
out:
	pool_release(&own);
	return result;
}

int chain_broken(struct chain_reader *reader, const char *path, struct error *err)
{
	struct pool *pool = reader->chain->pool;
	struct graph_problem problem = {.code = err->code};
	struct revision *revision;

	if (!reader->problems)
		return -1;
	revision = pool_new(pool, struct revision);
	revision->id = "";
	revision->path = path;
	problem.revision = revision;
	problem.message = pool_strdup(pool, err->message);
	problem.line = err->line;
	problem.column = err->column;
	problem.hint = pool_strdup(pool, err->hint);
	POOL_PUSH(pool, reader->problems->items, reader->problems->count,
		reader->problems->cap, problem);
	return 0;
}

/* Git and JSON disagree about such a name; a manifest must not be lost for it. */
int chain_check_name(struct pool *pool, const char *path, struct error *err)
{
	const char *shown = repo_shown_name(pool, path);

	return shown == path ? 0
			     : error_set_at(err, ERR_MANIFEST_INVALID, shown, 0, 0,
				       "the name of the file is not printable UTF-8");
}

int chain_take(struct chain_reader *reader, struct chain_file *file, const char *bytes,
	size_t length, const char *blob, struct error *err)
{
	file->taken = false;
	if (chain_check_name(reader->chain->pool, file->path, err))
		return chain_broken(reader, file->path, err);
	if (!chain_recall(reader, blob, file->revision) &&
		chain_parse(reader->chain->pool, file->path, bytes, length, blob,
			file->revision, err) < 0)
		return chain_broken(reader, file->path, err);
	file->revision->path = file->path;
	file->taken = true;
	return 0;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(
		((const struct chain_file *)a)->path, ((const struct chain_file *)b)->path);
}

/* git lists them in this order already, but for several locations. */
void chain_sort(struct chain_reader *reader)
{
	for (unsigned i = 1; i < reader->count; i++)
		if (by_path(&reader->files[i - 1], &reader->files[i]) > 0) {
			qsort(reader->files, reader->count, sizeof(*reader->files),
				by_path);
			return;
		}
}

void chain_make_revisions(struct chain_reader *reader)
{
	struct revision *revisions = pool_array(
		reader->chain->pool, struct revision, reader->count);

	for (unsigned i = 0; i < reader->count; i++)
		reader->files[i].revision = &revisions[i];
}

void chain_match_entries(struct chain_reader *reader)
{
	const struct snapshot *snapshot = reader->snapshot;
	uint32_t entry = 0, entries = snapshot ? snapshot->header->files : 0;

	for (unsigned i = 0; i < reader->count; i++) {
		struct chain_file *file = &reader->files[i];
		const char *path;
		int order = -1;

		file->entry = SNAPSHOT_NONE;
		for (; entry < entries && order < 0; entry += order < 0) {
			path = snapshot_string(snapshot, snapshot->files[entry].path);
			order = path ? strcmp(path, file->path) : -1;
		}
		if (order == 0)
			file->entry = entry++;
	}
}
