#include "chain/place.h"
#include "cli/hook_push.h"

#include <string.h>

/*
 * The server's hooks. The rules are those that held before the push: the gitmig.yaml of the
 * ref's old tip, of a new ref that of HEAD's branch; so that a push cannot relax the rules
 * it is judged by. A project that is new has only its own; so has one whose gitmig.yaml was
 * broken before, for nobody could push its repair otherwise. No push breaks it: what is
 * pushed is read as well. NULL: there are none.
 */
static const char *policy_commit(struct context *context, const struct push *push)
{
	struct error ignored;
	char head[41];

	if (!push_is_zero(push->old))
		return push->old;
	if (repo_commit(context->repo, "HEAD", head, &ignored) || !head[0])
		return NULL;
	return pool_strdup(context->pool, head);
}

static const struct project *find_project(const struct projects *projects, const char *path)
{
	for (unsigned i = 0; i < projects->count; i++) {
		if (!strcmp(projects->items[i].path, path))
			return &projects->items[i];
	}
	return NULL;
}

/* All but where its manifests are. */
static void take_rules(struct project *pushed, const struct project *rules)
{
	struct config own = pushed->context.config;
	struct config *config = &pushed->context.config;

	*config = rules->context.config;
	config->folder = own.folder;
	config->blob = own.blob;
	config->version_locations = own.version_locations;
}

static int find_rules(struct context *context, const char *commit, const struct push *push,
	struct project *pushed, const struct projects *policy, struct error *err)
{
	const struct project *rules = find_project(policy, pushed->path);
	const struct chain place = {.pool = context->pool,
		.config = &pushed->context.config,
		.repo = context->repo,
		.kind = CHAIN_COMMIT,
		.commit = push->new,
		.prefix = pushed->context.prefix};
	struct repo_entry from = {.path = NULL};

	if (!rules && chain_moved_from(&place, context->pool, commit, &from, err))
		return -1;
	if (from.path)
		rules = find_project(policy, from.path);
	if (rules)
		take_rules(pushed, rules);
	return 0;
}

static void tell_repaired(struct context *context, const struct projects *policy,
	const struct projects *pushed)
{
	for (unsigned i = 0; i < policy->unread_count; i++) {
		const struct project_unread *unread = &policy->unread[i];

		if (find_project(pushed, unread->path))
			context_say(context,
				"gitmig: %s: %s; the rules that are pushed hold instead",
				unread->why.file, unread->why.message);
	}
}

static int judge(struct context *context, const struct push *push,
	struct findings *findings, struct error *err)
{
	const char *commit = policy_commit(context, push);
	struct projects policy = {0}, pushed = {0};

	if ((commit && projects_of_commit(context, commit, &policy, err)) ||
		projects_of_commit(context, push->new, &pushed, err) ||
		push_pass_over(context, &pushed, push, err))
		return -1;
	tell_repaired(context, &policy, &pushed);
	for (unsigned i = 0; commit && i < pushed.count; i++) {
		if (find_rules(context, commit, push, &pushed.items[i], &policy, err))
			return -1;
	}
	if (commit && projects_gone(context, commit, push->new, &pushed, err))
		return -1;
	for (unsigned i = 0; i < pushed.count; i++) {
		if (push_judge(&pushed.items[i], push, findings, err))
			return -1;
	}
	return 0;
}

static struct push push_of(const char *ref, const char *old, const char *new)
{
	return (struct push){
		.ref = ref, .old = old, .new = new, .tracking = ref, .server = true};
}

static int pre_receive(struct context *context, const struct strings *words,
	struct findings *findings, struct error *err)
{
	struct strings lines = {0};

	(void)words;
	if (hook_open(context, err) || hook_input(context, &lines, err))
		return -1;
	for (unsigned i = 0; i < lines.count; i++) {
		char *rest = NULL;
		const char *old = strtok_r(lines.items[i], " ", &rest);
		const char *new = strtok_r(NULL, " ", &rest);
		struct push push = push_of(rest, old, new);

		if (!old || !new || !rest || !*rest)
			return error_set(err, ERR_USAGE,
				"a line of the standard input is not <old> <new> <ref>");
		if (push_wanted(context, &push) && judge(context, &push, findings, err))
			return -1;
	}
	return 0;
}

static int update(struct context *context, const struct strings *words,
	struct findings *findings, struct error *err)
{
	struct push push = push_of(words->items[0], words->items[1], words->items[2]);

	if (hook_open(context, err))
		return -1;
	if (push_wanted(context, &push) && judge(context, &push, findings, err))
		return -1;
	return 0;
}

const struct hook hook_pre_receive = {.name = "pre-receive", .run = pre_receive};
const struct hook hook_update = {
	.name = "update", .min_words = 3, .max_words = 3, .run = update};
