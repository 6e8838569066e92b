#include "chain/place.h"
#include "verify/past.h"

#include <stdio.h>
#include <string.h>

/* What was found, as far as it is about REV's revisions. */

static const struct revision *judged(const struct past *past, const char *id)
{
	return map_find(&past->chain->graph->ids, id);
}

static void report_links(struct past *past, struct pool *pool, struct findings *findings)
{
	for (unsigned i = 0; i < past->found.links_count; i++) {
		const struct memory_link *link = past->found.links[i];
		const struct revision *revision = judged(past, link->id);
		const char *missing = strings_join(past->pool, &link->missing, ", ");
		struct finding finding = {
			.code = "parent-not-in-history",
			.severity = SEVERITY_ERROR,
			.hint = "Write the commits anew with the parent first, or have "
				"git.since name one after them.",
		};

		if (!revision)
			continue;
		finding.revision = revision->id;
		finding.path = revision->path;
		finding.commit = pool_strdup(pool, link->commit);
		finding.message = pool_printf(pool,
			"commit %.12s introduced it without its parent%s %s, so that "
			"commit cannot be migrated",
			link->commit, link->missing.count > 1 ? "s" : "", missing);
		findings_add(pool, findings, finding);
	}
}

static void report_changes(struct past *past, struct pool *pool, struct findings *findings)
{
	for (unsigned i = 0; i < past->found.changes_count; i++) {
		const struct memory_change *change = past->found.changes[i];
		const struct revision *revision = judged(past, change->id);
		bool edited = !strcmp(change->code, "edited");
		struct finding finding = {
			.code = edited ? "edited" : "reparented",
			.severity = SEVERITY_WARNING,
			.hint = "A database may have the revision as it was: make a new "
				"one instead.",
		};

		if (!revision)
			continue;
		finding.revision = revision->id;
		finding.path = revision->path;
		finding.commit = pool_strdup(pool, change->commit);
		finding.message = pool_printf(pool, "commit %.12s changed %s",
			change->commit, edited ? "what it does" : "its parents");
		findings_add(pool, findings, finding);
	}
}

static void report_gone(struct past *past, struct pool *pool, struct findings *findings)
{
	for (unsigned i = 0; i < past->found.gone_count; i++) {
		const struct memory_gone *gone = past->found.gone[i];
		struct finding finding = {
			.code = "removed",
			.severity = SEVERITY_WARNING,
			.hint = "A database may still have it: bring the manifest back.",
		};

		if (!gone->blobs.count || judged(past, gone->id))
			continue;
		finding.path = chain_path_of(past->chain, pool, gone->path);
		if (past_broken(past->history, finding.path))
			continue;
		finding.revision = pool_strdup(pool, gone->id);
		finding.commit = pool_strdup(pool, gone->commit);
		finding.message = pool_printf(
			pool, "commit %.12s removed it", gone->commit);
		findings_add(pool, findings, finding);
	}
}

void past_report(struct past *past, struct pool *pool, struct findings *findings)
{
	struct history *history = past->history;
	const char *boundary = walk_boundary(past->walk);

	report_links(past, pool, findings);
	if (history->line) {
		report_changes(past, pool, findings);
		report_gone(past, pool, findings);
	}
	snprintf(history->boundary, sizeof(history->boundary), "%s",
		boundary ? boundary : "");
	history->judged = walk_judged(past->walk);
}
