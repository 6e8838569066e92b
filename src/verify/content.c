#include "verify/internal.h"

#include <string.h>

/* All of each manifest, operations too: what the graph is made of does not look at them.
 * That they can be loaded is known from when the file was parsed; which are not is read
 * again for what is wrong. */

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

void judge_irreversible(struct judge *judge, const struct revision *revision)
{
	bool undone = (revision->content & CONTENT_DOWNGRADES) ||
		      !(revision->content & CONTENT_UPGRADES);

	if ((undone && !revision->irreversible) || judge_exempt(judge, revision))
		return;
	judge_find(judge, revision, "irreversible", SEVERITY_WARNING,
		revision->irreversible ? "it cannot be reverted: downgrade: irreversible"
				       : "its upgrade has operations, its downgrade has "
					 "none: reverting it would undo nothing",
		"Write the downgrade if there is one; else a backup is the way back.");
}

static int read_again(
	struct judge *judge, const struct revision *revision, struct error *err)
{
	struct manifest manifest;
	struct error why = {.code = ERR_NONE};
	struct pool own;
	int result;

	pool_init(&own);
	result = chain_manifest(&judge->chain, &own, revision, &manifest, &why);
	if (result < 0 && why.code == ERR_MANIFEST_INVALID) {
		find_invalid(judge, revision, &why);
		result = 0;
	} else if (result < 0) {
		*err = why;
	}
	pool_release(&own);
	return result;
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
	for (unsigned i = 0; i < judge->chain.count; i++) {
		const struct revision *revision = judge->chain.revisions[i];

		if (was_judged(judge, revision))
			continue;
		if (revision->content & CONTENT_VALID)
			judge_irreversible(judge, revision);
		else if (read_again(judge, revision, err) < 0)
			return -1;
	}
	return 0;
}
