#include "cli/hook_push.h"

#include <string.h>

/*
 * The server's hooks. The rules are those that held before the push: the gitmig.yaml of the
 * ref's old tip, of a new ref that of HEAD's branch; so that a push cannot relax the rules
 * it is judged by. A project that is new has only its own; so has one whose gitmig.yaml was
 * broken before, for nobody could push its repair otherwise. No push breaks it: what is
 * pushed is read as well.
 */
static int find_policy(struct context *context, const struct push *push,
	struct projects *policy, struct error *err)
{
	const char *commit = push->old;
	struct projects found = {0};
	char head[41] = "";
	struct error own = {0};

	if (push_is_zero(commit)) {
		if (repo_commit(context->repo, "HEAD", head, &own) || !head[0])
			return 0;
		commit = pool_strdup(context->pool, head);
	}
	if (!projects_of_commit(context, commit, &found, &own)) {
		*policy = found;
		return 0;
	}
	if (own.code != ERR_CONFIG_INVALID) {
		*err = own;
		return -1;
	}
	context_say(context, "gitmig: %s: %s; the rules that are pushed hold instead",
		own.file, own.message);
	return 0;
}

static bool has_project(const struct projects *projects, const char *path)
{
	for (unsigned i = 0; i < projects->count; i++) {
		if (!strcmp(projects->items[i].path, path))
			return true;
	}
	return false;
}

static int judge(struct context *context, const struct push *push,
	struct findings *findings, struct error *err)
{
	struct projects policy = {0}, pushed = {0};

	if (find_policy(context, push, &policy, err) ||
		projects_of_commit(context, push->new, &pushed, err))
		return -1;
	for (unsigned i = 0; i < pushed.count; i++) {
		if (!has_project(&policy, pushed.items[i].path))
			POOL_PUSH(context->pool, policy.items, policy.count, policy.cap,
				pushed.items[i]);
	}
	for (unsigned i = 0; i < policy.count; i++) {
		if (push_judge(&policy.items[i], push, findings, err))
			return -1;
	}
	return 0;
}

static struct push push_of(const char *ref, const char *old, const char *new)
{
	return (struct push){.ref = ref, .old = old, .new = new, .tracking = ref};
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
