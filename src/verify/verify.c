#include "verify/verify.h"

#include "base/file.h"
#include "chain/place.h"
#include "verify/history.h"
#include "verify/internal.h"
#include "verify/verdict.h"

#include <string.h>

void judge_find(struct judge *judge, const struct revision *revision, const char *code,
	enum severity severity, const char *message, const char *hint)
{
	struct finding finding = {
		.code = code,
		.severity = severity,
		.revision = revision->id,
		.path = revision->path,
		.message = message,
		.hint = hint,
	};

	findings_add(judge->pool, judge->findings, finding);
}

static bool same_text(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
}

bool judge_has(const struct chain *chain, const struct revision *revision)
{
	const struct revision *there = chain ? map_find(&chain->graph->ids, revision->id)
					     : NULL;

	return there && !strcmp(there->digest, revision->digest) &&
	       there->review == revision->review &&
	       same_text(there->review_digest, revision->review_digest) &&
	       same_text(there->review_by, revision->review_by) &&
	       !strcmp(path_basename(there->path), path_basename(revision->path));
}

bool judge_exempt(const struct judge *judge, const struct revision *revision)
{
	return judge_has(judge->since, revision) || judge_has(judge->known, revision);
}

int judge_load(
	struct judge *judge, const char *commit, struct chain *chain, struct error *err)
{
	const struct chain place = {.pool = judge->pool,
		.config = judge->config,
		.repo = judge->verify->repo,
		.kind = judge->chain.kind,
		.commit = judge->chain.commit,
		.prefix = judge->verify->prefix};
	struct graph_problems ignored = {0};

	return chain_load_at(chain, &place, commit, &ignored, err);
}

static int load_since(struct judge *judge, struct error *err)
{
	const char *since = judge->config->git.since;
	char commit[41] = "";

	if (!since)
		return 0;
	if (repo_commit(judge->verify->repo, since, commit, err) < 0 || !commit[0]) {
		error_set_at(err, ERR_CONFIG_INVALID, judge->config->file, 0, 0,
			"git.since: there is no commit %s here", since);
		return error_hint(err,
			repo_is_shallow(judge->verify->repo)
				? "This clone is shallow: fetch more of the history, or "
				  "correct git.since."
				: "Correct git.since, or fetch the commit.");
	}
	judge->since = pool_new(judge->pool, struct chain);
	return judge_load(judge, commit, judge->since, err);
}

/* Where gitmig.yaml lies in the work tree the index has it, though a commit may not. */
static int find_config(struct judge *judge, struct error *err)
{
	const struct verify *verify = judge->verify;
	struct chain place = judge->chain;

	if (!verify->prefix) {
		place.kind = CHAIN_INDEX;
		place.commit = NULL;
	}
	return chain_config_at(&place, verify->commit, &judge->config, err);
}

static int find_place(struct judge *judge, struct error *err)
{
	const struct verify *verify = judge->verify;

	if (verify->commit)
		memcpy(judge->head, verify->commit, sizeof(judge->head));
	else if (repo_commit(verify->repo, "HEAD", judge->head, err) < 0)
		return -1;
	judge->chain = (struct chain){
		.pool = judge->pool,
		.config = judge->config,
		.repo = verify->repo,
		.kind = verify->commit ? CHAIN_COMMIT : CHAIN_INDEX,
		.prefix = verify->prefix
				  ? verify->prefix
				  : chain_prefix(judge->pool, judge->config, verify->repo),
		.commit = verify->commit,
	};
	if (find_config(judge, err) < 0)
		return -1;
	judge->chain.config = judge->config;
	return 0;
}

/* What is judged, and what it is compared with. */
static int load(struct judge *judge, struct error *err)
{
	const struct verify *verify = judge->verify;
	struct chain_source source = {
		verify->commit ? CHAIN_COMMIT : CHAIN_INDEX, verify->commit};

	if (chain_load(&judge->chain, judge->pool, judge->config, verify->repo, &source,
		    &judge->problems, err) < 0 ||
		load_since(judge, err) < 0)
		return -1;
	if (!verify->known)
		return 0;
	judge->known = pool_new(judge->pool, struct chain);
	return judge_load(judge, verify->known, judge->known, err);
}

static int judge_reviews(struct judge *judge, struct error *err)
{
	/* Of a revision that is there twice each file has a review of its own. */
	for (unsigned i = 0; i < judge->chain.count; i++) {
		const struct revision *revision = judge->chain.revisions[i];
		const char *author = NULL;

		if (judge_exempt(judge, revision))
			continue;
		if (judge->config->review.second_person && !revision->author &&
			revision->review == REVIEW_APPROVED &&
			judge_author(judge, revision, &author, err) < 0)
			return -1;
		verify_review(
			judge->pool, judge->config, revision, author, judge->findings);
	}
	return 0;
}

/* How far a clone without all of its history was seen. */
static void note_boundary(struct judge *judge, const struct history *history)
{
	struct finding finding = {
		.code = "shallow-history",
		.severity = SEVERITY_NOTE,
		.commit = *history->boundary ? pool_strdup(judge->pool, history->boundary)
					     : NULL,
		.hint = "`git fetch --unshallow` brings the rest; without --allow-shallow "
			"gitmig insists on it.",
	};

	if (!repo_is_shallow(judge->verify->repo))
		return;
	if (*history->boundary)
		finding.message = pool_printf(judge->pool,
			"the history was seen back to %.12s, where the clone ends; %u "
			"commits were judged",
			history->boundary, history->judged);
	else
		finding.message = pool_printf(judge->pool,
			"the clone is shallow; all that had to be judged was seen: %u "
			"commits",
			history->judged);
	findings_add(judge->pool, judge->findings, finding);
}

/* Of what HEAD's history says, what still holds for the index that will follow it. */
static void take_history(struct judge *judge, const struct findings *found)
{
	const struct map *ids = &judge->chain.graph->ids;

	for (unsigned i = 0; i < found->count; i++) {
		const struct finding *finding = &found->items[i];
		bool there = finding->revision && map_find(ids, finding->revision);

		if (there != !strcmp(finding->code, "removed"))
			findings_add(judge->pool, judge->findings, *finding);
	}
}

/* Only warnings: nobody has said that HEAD is what must stay. */
static int compare_with_head(
	struct judge *judge, const struct history *history, struct error *err)
{
	struct history staged = *history;
	struct findings found = {0};
	struct strings head = {0};

	staged.chain = &judge->chain;
	staged.problems = &judge->problems;
	strings_add(judge->pool, &head, judge->head);
	if (history_compare(&staged, judge->pool, &head, &found, err) < 0)
		return -1;
	for (unsigned i = 0; i < found.count; i++) {
		if (!strcmp(found.items[i].code, "order-changed"))
			continue;
		if (found.items[i].severity == SEVERITY_ERROR)
			found.items[i].severity = SEVERITY_WARNING;
		findings_add(judge->pool, judge->findings, found.items[i]);
	}
	return 0;
}

/* All places that the bases and what is committed name: a branch may have moved them. */
static int find_places(struct judge *judge, const struct config *config,
	const struct config **places, struct error *err)
{
	const struct strings *bases = &judge->verify->bases;
	struct config *all = pool_new(judge->pool, struct config);
	struct strings locations = {0};
	const struct config *own;

	*places = config;
	*all = *config;
	for (unsigned i = 0; i < config->version_locations.count; i++)
		strings_add(judge->pool, &locations, config->version_locations.items[i]);
	for (unsigned i = 0; i < bases->count; i++) {
		if (chain_config_at(&judge->chain, bases->items[i], &own, err) < 0)
			return -1;
		if (own->folder != config->folder)
			all->folder = own->folder;
		for (unsigned k = 0; k < own->version_locations.count; k++)
			if (!strings_has(&locations, own->version_locations.items[k]))
				strings_add(judge->pool, &locations,
					own->version_locations.items[k]);
	}
	all->version_locations = locations;
	if (locations.count > config->version_locations.count)
		*places = all;
	return 0;
}

/* The history is that of what is committed. *task NULL: it is not asked. */
static int start_history(struct judge *judge, struct history *history,
	struct history_task **task, struct error *err)
{
	const struct verify *verify = judge->verify;
	struct chain place = judge->chain;

	*history = (struct history){
		.chain = &judge->chain,
		.problems = &judge->problems,
		.allow_shallow = verify->allow_shallow,
		.line = !verify->bases.count,
	};
	*task = NULL;
	if (verify->tree_only || !judge->head[0])
		return 0;
	place.commit = judge->head;
	if ((!verify->commit &&
		    chain_config_at(&judge->chain, judge->head, &place.config, err) < 0) ||
		find_places(judge, place.config, &place.config, err) < 0)
		return -1;
	history->chain = &place;
	*task = history_start(history);
	history->chain = &judge->chain;
	return 0;
}

static int load_head(struct judge *judge, struct history *history, struct error *err)
{
	struct graph_problems *problems = pool_new(judge->pool, struct graph_problems);
	struct chain *head = pool_new(judge->pool, struct chain);

	history->chain = head;
	history->problems = problems;
	return chain_load_at(head, &judge->chain, judge->head, problems, err);
}

/* The task ends in any case. */
static int finish_history(struct judge *judge, struct history *history,
	struct history_task *task, struct error *err)
{
	const struct verify *verify = judge->verify;
	struct findings found = {0};

	if (!verify->commit && load_head(judge, history, err) < 0) {
		history_drop(task);
		return -1;
	}
	if (history_finish(task, judge->pool, &found, err) < 0)
		return -1;
	take_history(judge, &found);
	note_boundary(judge, history);
	if (!verify->commit && history->line)
		return compare_with_head(judge, history, err);
	return 0;
}

static int judge_chain(struct judge *judge, struct error *err)
{
	const struct history history = {
		.chain = &judge->chain,
		.problems = &judge->problems,
	};

	if (load(judge, err) < 0)
		return -1;
	judge_tree(judge);
	if (judge_links(judge, err) < 0 || judge_content(judge, err) < 0 ||
		judge_reviews(judge, err) < 0)
		return -1;
	if (!judge->verify->bases.count)
		return 0;
	return history_compare(
		&history, judge->pool, &judge->verify->bases, judge->findings, err);
}

static int judge_all(struct judge *judge, struct history *history,
	struct history_task *task, struct error *err)
{
	if (judge_chain(judge, err) < 0) {
		if (task)
			history_drop(task);
		return -1;
	}
	if (task && finish_history(judge, history, task, err) < 0)
		return -1;
	return judge->verify->replay ? judge_replay(judge, err) : 0;
}

static void describe(const struct judge *judge, struct verified *verified)
{
	struct revisions heads = {0};

	graph_heads(judge->chain.graph, &heads);
	verified->prefix = judge->chain.prefix;
	verified->revisions = judge->chain.graph->count;
	for (unsigned i = 0; i < heads.count; i++)
		strings_add(judge->pool, &verified->heads, (char *)heads.items[i]->id);
}

int verify_run(const struct verify *verify, struct verified *verified,
	struct findings *findings, struct error *err)
{
	struct judge judge = {
		.verify = verify,
		.pool = verify->pool,
		.config = verify->config,
		.findings = findings,
	};
	struct history_task *task;
	struct history history;

	memset(verified, 0, sizeof(*verified));
	if (find_place(&judge, err) < 0)
		return -1;
	if (start_history(&judge, &history, &task, err) < 0)
		return -1;
	if (task && verdict_extend(&judge, task, verified)) {
		history_drop(task);
		findings_sort(findings);
		return 0;
	}
	if (judge_all(&judge, &history, task, err) < 0)
		return -1;
	if (task && history.remembered)
		verdict_keep(&judge);
	findings_sort(findings);
	describe(&judge, verified);
	return 0;
}
