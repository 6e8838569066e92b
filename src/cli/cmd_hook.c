#include "cli/command.h"
#include "cli/hook.h"
#include "cli/hooks.h"
#include "out/findings.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern const struct hook hook_pre_commit, hook_pre_merge_commit, hook_pre_push,
	hook_post_merge, hook_post_checkout, hook_pre_receive, hook_update;

const struct hook *const hooks[] = {&hook_pre_commit, &hook_pre_merge_commit,
	&hook_pre_push, &hook_post_merge, &hook_post_checkout, &hook_pre_receive,
	&hook_update, NULL};

static const struct hook *find(const char *name)
{
	for (const struct hook *const *hook = hooks; *hook; hook++) {
		if (!strcmp((*hook)->name, name))
			return *hook;
	}
	return NULL;
}

/* `gitmig hooks status` asks whether git gets as far as this. The file is there already,
 * so that the variable can make nothing new. */
static bool answer_probe(const char *name)
{
	const char *path = getenv(HOOK_PROBE);
	ssize_t written;
	int fd;

	if (!path || !*path)
		return false;
	fd = open(path, O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return true;
	written = write(fd, name, strlen(name));
	close(fd);
	return written >= 0 || true;
}

static int unknown(const char *name, struct error *err)
{
	error_set(err, ERR_USAGE, "there is no hook '%s'", name);
	return error_hint(err, "gitmig knows pre-commit, pre-merge-commit, pre-push, "
			       "post-merge, post-checkout, pre-receive and update.");
}

/* As `verify` does, also where there was nothing to do. Gives the exit status. */
static int report(struct context *context, struct findings *findings)
{
	findings_sort(findings);
	if (context->as_json) {
		json_object(&context->json);
		json_findings(&context->json, findings);
		json_end_object(&context->json);
	} else {
		print_findings(stdout, findings);
	}
	return findings_errors(findings) != 0;
}

static int run(struct context *context, struct error *err)
{
	struct strings words = context->args->words;
	const struct hook *hook = find(words.items[0]);
	struct findings findings = {0};

	if (!hook)
		return unknown(words.items[0], err);
	if (context->args->ref)
		return error_set(err, ERR_USAGE, "`gitmig hook` does not take --ref");
	if (answer_probe(hook->name))
		return report(context, &findings);
	words.items++;
	words.count--;
	if (words.count < hook->min_words || words.count > hook->max_words)
		return error_set(err, ERR_USAGE,
			"the hook %s is given %u to %u arguments by git, not %u",
			hook->name, hook->min_words, hook->max_words, words.count);
	if (hook->run(context, &words, &findings, err))
		return -1;
	return report(context, &findings);
}

const struct command cmd_hook = {
	.name = "hook",
	.words = "NAME [ARGS]",
	.min_words = 1,
	.max_words = 1000,
	.summary = "do what a git hook of that name is for",
	.details =
		"Git's hooks call it (`gitmig hooks install`) with the arguments, standard "
		"input\nand environment that git gives them.",
	.run = run,
};
