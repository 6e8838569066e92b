#include "base/file.h"
#include "chain/place.h"
#include "chain/snapshot.h"
#include "verify/internal.h"

#include <stdlib.h>
#include <string.h>

/*
 * All of each manifest, operations too: what the graph is made of does not look at them.
 *
 * That costs a hundred times what the rest does, and a blob does not change: the ids of
 * those that were found valid are kept under the git folder, with what the findings need of
 * them. The file is of the program that wrote it; where it is missing, damaged or another
 * program's, everything is read again. Only valid manifests are in it.
 */

#define FACT_UPGRADES   1 /* upgrade has operations */
#define FACT_DOWNGRADES 2 /* downgrade has */
#define FACTS_MAX       ((size_t)64 << 20)

struct record {
	char blob[41];
	char facts; /* '0' + bits */
};

struct memory {
	struct pool *pool;
	char *path, *key;   /* path NULL: nowhere to keep it */
	struct record *old; /* by blob */
	unsigned old_count;
	struct record *fresh;
	unsigned count, cap;
};

static int by_blob(const void *a, const void *b)
{
	return strcmp(((const struct record *)a)->blob, ((const struct record *)b)->blob);
}

/* The file: the id of what follows, the key's line, and a line for each record. */
static void memory_open(struct memory *memory, struct judge *judge)
{
	const char *folder = path_join(
		judge->pool, repo_common_dir(judge->verify->repo), "gitmig");
	struct text key;
	struct error ignored;
	char *bytes, *at, id[41];
	size_t length, key_length;

	*memory = (struct memory){.pool = judge->pool};
	text_init(&key, judge->pool);
	snapshot_add_program(&key);
	memory->key = key.data;
	memory->path = path_join(judge->pool, folder, "valid.cache");
	key_length = strlen(memory->key);
	if (!file_exists(memory->path) ||
		file_read(judge->pool, memory->path, FACTS_MAX, &bytes, &length, &ignored) <
			0 ||
		length < 41 + key_length || (length - 41 - key_length) % 42)
		return;
	repo_blob_id(bytes + 41, length - 41, id);
	if (strncmp(bytes, id, 40) != 0 ||
		strncmp(bytes + 41, memory->key, key_length) != 0)
		return;
	memory->old_count = (unsigned)((length - 41 - key_length) / 42);
	memory->old = pool_array(judge->pool, struct record, memory->old_count);
	at = bytes + 41 + key_length;
	for (unsigned i = 0; i < memory->old_count; i++, at += 42) {
		memcpy(memory->old[i].blob, at, 40);
		memory->old[i].facts = at[40];
	}
}

static const struct record *memory_find(const struct memory *memory, const char *blob)
{
	struct record wanted;

	memcpy(wanted.blob, blob, sizeof(wanted.blob));
	return memory->old_count ? bsearch(&wanted, memory->old, memory->old_count,
					   sizeof(*memory->old), by_blob)
				 : NULL;
}

/* What other branches need is kept as well, until it is much more than this one needs. */
static void take_over(struct memory *memory, const struct judge *judge)
{
	unsigned limit = 2 * judge->chain.count + 4096;

	if (memory->old_count + memory->count > limit)
		memory->old_count = 0;
	for (unsigned i = 0; i < memory->old_count; i++)
		POOL_PUSH(memory->pool, memory->fresh, memory->count, memory->cap,
			memory->old[i]);
}

/* A failure is nobody's business: it will be read again. */
static void memory_keep(struct memory *memory, const struct judge *judge)
{
	struct text text;
	char id[41];

	if (!memory->count)
		return;
	take_over(memory, judge);
	qsort(memory->fresh, memory->count, sizeof(*memory->fresh), by_blob);
	text_init(&text, memory->pool);
	text_printf(&text, "%40s\n%s", "", memory->key);
	for (unsigned i = 0; i < memory->count; i++) {
		const struct record *record = &memory->fresh[i];

		if (i && !strcmp(record->blob, memory->fresh[i - 1].blob))
			continue;
		text_add_bytes(&text, record->blob, 40);
		text_add_char(&text, record->facts);
		text_add_char(&text, '\n');
	}
	repo_blob_id(text.data + 41, text.length - 41, id);
	memcpy(text.data, id, 40);
	chain_cache_write(memory->path, text.data, text.length);
}

static void find_invalid(
	struct judge *judge, const struct revision *revision, const struct error *why)
{
	struct finding finding = {
		.code = "manifest-invalid",
		.severity = SEVERITY_ERROR,
		.revision = revision->id,
		.path = revision->path,
		.message = pool_strdup(judge->pool, why->message),
		.hint = *why->hint ? pool_strdup(judge->pool, why->hint)
				   : "Correct the file; docs/manifest.md says what may "
				     "stand in it.",
		.line = why->line,
		.column = why->column,
	};

	findings_add(judge->pool, judge->findings, finding);
}

static void find_irreversible(
	struct judge *judge, const struct revision *revision, char facts)
{
	if (!(facts & FACT_UPGRADES) || (facts & FACT_DOWNGRADES) ||
		revision->origin == ORIGIN_MERGE || judge_exempt(judge, revision))
		return;
	judge_find(judge, revision, "irreversible", SEVERITY_WARNING,
		revision->irreversible ? "it cannot be reverted: downgrade: irreversible"
				       : "its upgrade has operations, its downgrade has "
					 "none: reverting it would undo nothing",
		"Write the downgrade if there is one; else a backup is the way back.");
}

/* 1: valid, with *facts; 0: it is not, and that was found. */
static int read_facts(struct judge *judge, const struct revision *revision, char *facts,
	struct error *err)
{
	struct manifest manifest;
	struct error why = {.code = ERR_NONE};
	struct pool own;
	int result;

	pool_init(&own);
	result = chain_manifest(&judge->chain, &own, revision, &manifest, &why);
	if (result == 0) {
		*facts = (char)('0' + (manifest.upgrade.count ? FACT_UPGRADES : 0) +
				(manifest.downgrade.count ? FACT_DOWNGRADES : 0));
		result = 1;
	} else if (why.code == ERR_MANIFEST_INVALID) {
		find_invalid(judge, revision, &why);
		result = 0;
	} else {
		*err = why;
	}
	pool_release(&own);
	return result;
}

static int judge_manifest(struct judge *judge, struct memory *memory,
	const struct revision *revision, struct error *err)
{
	const struct record *known = memory_find(memory, revision->blob);
	struct record fresh = {.facts = '0'};
	int valid = 1;

	if (known)
		fresh.facts = known->facts;
	else
		valid = read_facts(judge, revision, &fresh.facts, err);
	if (valid <= 0)
		return valid;
	find_irreversible(judge, revision, fresh.facts);
	if (known)
		return 0;
	memcpy(fresh.blob, revision->blob, sizeof(fresh.blob));
	POOL_PUSH(memory->pool, memory->fresh, memory->count, memory->cap, fresh);
	return 0;
}

static bool was_judged(const struct judge *judge, const struct revision *revision)
{
	const struct revision *there = judge->known ? map_find(&judge->known->graph->ids,
							      revision->id)
						    : NULL;

	return there && !strcmp(there->blob, revision->blob);
}

int judge_content(struct judge *judge, struct error *err)
{
	struct memory memory = {.path = NULL};
	bool opened = false;

	for (unsigned i = 0; i < judge->chain.count; i++) {
		const struct revision *revision = judge->chain.revisions[i];

		if (was_judged(judge, revision))
			continue;
		if (!opened)
			memory_open(&memory, judge);
		opened = true;
		if (judge_manifest(judge, &memory, revision, err) < 0)
			return -1;
	}
	if (opened)
		memory_keep(&memory, judge);
	return 0;
}
