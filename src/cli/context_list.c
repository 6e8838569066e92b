#include "cli/context.h"

#include "chain/place.h"
#include "cli/elsewhere.h"
#include "review/policy.h"

#include <string.h>

const char *context_review(struct context *context, const struct revision *revision)
{
	if (!revision->known)
		return "none";
	return review_state_name(review_state(&context->config, revision));
}

static int load_chain_at(
	struct context *context, const char *commit, struct chain *chain, struct error *err)
{
	struct chain place = {.pool = context->pool,
		.config = &context->config,
		.repo = context->repo,
		.kind = *context->commit ? CHAIN_COMMIT : CHAIN_INDEX,
		.commit = *context->commit ? context->commit : NULL,
		.prefix = context->prefix};
	struct graph_problems problems = {0};

	/* gitmig.yaml may have moved since: where it is now the index knows. */
	return chain_load_at(chain, &place, commit, &problems, err);
}

static bool chain_has(const struct chain *chain, const struct revision *revision)
{
	const struct revision *there = map_find(&chain->graph->ids, revision->id);

	return there && !strcmp(there->digest, revision->digest);
}

/* A checkout may have given the lines other ends (core.autocrlf). */
static bool same_lines(const char *a, size_t a_length, const char *b, size_t b_length)
{
	const char *a_end = a + a_length, *b_end = b + b_length;

	while (a < a_end && b < b_end) {
		if (*a == '\r' && a + 1 < a_end && a[1] == '\n')
			a++;
		if (*b == '\r' && b + 1 < b_end && b[1] == '\n')
			b++;
		if (*a++ != *b++)
			return false;
	}
	return a == a_end && b == b_end;
}

/* Is the manifest in HEAD as it stands, comments and all? */
static int is_in_head(struct context *context, const struct revision *revision, bool *yes,
	struct error *err)
{
	const struct revision *there = map_find(&context->head->graph->ids, revision->id);
	size_t length, there_length;
	char *bytes, *there_bytes;

	*yes = there && !strcmp(there->blob, revision->blob);
	if (*yes || !there || strcmp(there->digest, revision->digest) != 0)
		return 0;
	if (chain_read(&context->chain, context->pool, revision, &bytes, &length, err) ||
		chain_read(context->head, context->pool, there, &there_bytes, &there_length,
			err))
		return -1;
	*yes = same_lines(bytes, length, there_bytes, there_length);
	return 0;
}

int context_committed(struct context *context, const struct revision *revision,
	bool *committed, bool *known, struct error *err)
{
	char commit[41] = "";

	if (!context->head_loaded) {
		if (context_may_ask(context, err))
			return -1;
		if (context->repo && repo_commit(context->repo, "HEAD", commit, err))
			return -1;
		if (commit[0]) {
			struct chain *head = pool_new(context->pool, struct chain);

			if (load_chain_at(context, commit, head, err))
				return -1;
			context->head = head;
		}
		context->head_loaded = true;
	}
	*known = context->head != NULL;
	*committed = false;
	return *known ? is_in_head(context, revision, committed, err) : 0;
}

static int load_published(struct context *context, struct error *err)
{
	struct repo_ref *refs = NULL;
	unsigned count = 0;

	if (context->repo &&
		repo_refs(context->repo, context->pool, &context->config.git.published,
			NULL, &refs, &count, err))
		return -1;
	context->published = pool_array(context->pool, struct chain, count);
	for (unsigned i = 0; i < count; i++) {
		if (load_chain_at(context, refs[i].commit, &context->published[i], err))
			return -1;
	}
	context->published_count = count;
	context->published_loaded = true;
	return 0;
}

int context_published(struct context *context, const struct revision *revision,
	bool *published, bool *known, struct error *err)
{
	if (context_may_ask(context, err))
		return -1;
	if (!context->published_loaded && load_published(context, err))
		return -1;
	*known = context->published_count > 0;
	*published = false;
	for (unsigned i = 0; i < context->published_count; i++)
		*published = *published || chain_has(&context->published[i], revision);
	return 0;
}

bool context_changed(const struct context *context, const struct revision *revision)
{
	const char *logged = map_find(&context->logged, revision->id);

	return revision->known && logged && strcmp(logged, revision->digest) != 0;
}

static void facts_of(struct context *context, const struct revision *revision,
	const bool *applied, struct revision_facts *facts)
{
	facts->review = context_review(context, revision);
	facts->applied = !applied ? -1 : !revision->known || applied[revision->index];
	facts->current = applied && map_find(&context->row_ids, revision->id);
	facts->verbose = context->args->verbose;
	facts->refs = facts->verbose ? elsewhere_refs(context, revision->id) : NULL;
	facts->elsewhere = NULL;
	facts->changed = facts->applied > 0 && context_changed(context, revision);
}

static void list_elsewhere(struct context *context, const struct revision *revision)
{
	const struct elsewhere *found = elsewhere_find(context, revision->id);

	if (found)
		json_elsewhere(&context->json, found);
}

static void list_json(
	struct context *context, const struct revisions *list, const bool *applied)
{
	struct revision_facts facts;

	json_object(&context->json);
	json_key(&context->json, "revisions");
	json_array(&context->json);
	for (unsigned i = 0; i < list->count; i++) {
		facts_of(context, list->items[i], applied, &facts);
		json_object(&context->json);
		json_revision(&context->json, list->items[i], &facts);
		if (!list->items[i]->known)
			list_elsewhere(context, list->items[i]);
		json_end_object(&context->json);
	}
	json_end_array(&context->json);
	json_end_object(&context->json);
}

static const char *where_is(struct context *context, const struct revision *revision)
{
	const struct elsewhere *found = elsewhere_find(context, revision->id);

	if (!found)
		return NULL;
	return pool_printf(context->pool, "%s, commit %.12s, %s; %s", found->ref,
		found->commit, found->path, found->advice);
}

static void say_where(struct context *context, const char *id)
{
	const struct elsewhere *found = elsewhere_find(context, id);

	if (found)
		context_say(context, "hint: %s: %s", id,
			elsewhere_told(context->pool, found, id));
}

static void list_one(struct context *context, const struct revision *revision,
	enum list_form form, const bool *applied)
{
	struct revision_facts facts;
	struct strings lineage = {0};

	facts_of(context, revision, applied, &facts);
	if (context->args->verbose) {
		if (!revision->known)
			facts.elsewhere = where_is(context, revision);
		else
			graph_lineage_labels(context->chain.graph, revision, &lineage);
		print_revision_details(stdout, revision, &facts, &lineage);
	} else if (form == LIST_REVIEW) {
		print_pending_line(stdout, revision, &facts);
	} else if (form == LIST_HISTORY) {
		print_history_line(stdout, revision, &facts);
	} else {
		print_revision(stdout, revision, form == LIST_CURRENT);
		putchar('\n');
		if (!revision->known)
			say_where(context, revision->id);
	}
}

int context_list(struct context *context, const struct revisions *list, enum list_form form,
	const bool *applied, struct error *err)
{
	(void)err;
	if (context->as_json) {
		list_json(context, list, applied);
		return 0;
	}
	for (unsigned i = 0; i < list->count; i++)
		list_one(context, list->items[i], form, applied);
	return 0;
}
