#include "replay/round_trip.h"
#include "verify/internal.h"

#include <string.h>

static int give_manifest(void *data, struct pool *pool, const struct revision *revision,
	struct manifest *manifest, const char **text, size_t *length, struct error *err)
{
	struct judge *judge = data;
	char *bytes;

	if (chain_read(&judge->chain, pool, revision, &bytes, length, err) < 0 ||
		manifest_load(pool, revision->path, bytes, *length, manifest, err) < 0)
		return -1;
	*text = bytes;
	return 0;
}

int judge_replay(struct judge *judge, struct error *err)
{
	struct finding skipped = {
		.code = "replay-failed",
		.severity = SEVERITY_NOTE,
		.message = "the chain was not replayed: it is broken",
		.hint = "Correct the other errors first.",
	};
	struct runner runner = {
		.graph = judge->chain.graph,
		.manifest = give_manifest,
		.data = judge,
		.version_table = judge->config->version_table,
		.blob_id = repo_blob_id,
	};

	/* Links that lead nowhere were left out: the order would be a wrong one. */
	if (judge->problems.count) {
		findings_add(judge->pool, judge->findings, skipped);
		return 0;
	}
	return replay_round_trip(
		&runner, judge->verify->scratch, judge->pool, judge->findings, err);
}
