#include "base/file.h"
#include "cli/git.h"
#include "cli/hooks.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * Whether git runs a hook is found out by letting git run it: what a file looks like says
 * nothing of interpreters, PATH, mount options and core.hooksPath. The hook is told by a
 * variable to do no more than show that it was reached, and the index it sees is a copy.
 */

struct probe {
	struct context *context;
	const struct hooks_place *place;
	const char *folder; /* scratch */
};

static int copy_index(struct probe *probe, const char *to, struct error *err)
{
	struct context *context = probe->context;
	const char *index = path_join(context->pool, repo_git_dir(context->repo), "index");
	char *bytes;
	size_t length;

	if (!file_exists(index))
		return 0;
	return file_read(context->pool, index, (size_t)1 << 31, &bytes, &length, err) ||
			       file_write(to, bytes, length, err)
		       ? -1
		       : 0;
}

static int run_probe(struct probe *probe, const char *name, bool *runs, struct error *err)
{
	struct pool *pool = probe->context->pool;
	const char *mark = path_join(pool, probe->folder, "mark");
	const char *index = path_join(pool, probe->folder, "index");
	char *bytes, *unused;
	size_t length;

	if (file_write(mark, "", 0, err) || copy_index(probe, index, err))
		return -1;
	setenv(HOOK_PROBE, mark, 1);
	setenv("GIT_INDEX_FILE", index, 1);
	/* What the hook's status is does not matter, whether it was reached does. */
	(void)git_run(pool, probe->place->top, &unused, NULL, "hook", "run",
		"--ignore-missing", name, NULL);
	unsetenv(HOOK_PROBE);
	unsetenv("GIT_INDEX_FILE");
	if (file_read(pool, mark, 4096, &bytes, &length, err))
		return -1;
	*runs = strstr(bytes, name) != NULL;
	return 0;
}

static void drop_scratch(struct probe *probe)
{
	static const char *const names[] = {"mark", "index", "index.lock"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		unlink(path_join(probe->context->pool, probe->folder, names[i]));
	rmdir(probe->folder);
}

static int make_scratch(struct probe *probe, struct error *err)
{
	const char *base = getenv("TMPDIR");
	char *folder = pool_printf(probe->context->pool, "%s/gitmig-hooks.XXXXXX",
		base && *base == '/' ? base : "/tmp");

	if (!mkdtemp(folder))
		return error_set_at(
			err, ERR_IO, folder, 0, 0, "cannot make it: %s", strerror(errno));
	probe->folder = folder;
	return 0;
}

struct finding_of_hook {
	const char *state, *text;
};

static struct finding_of_hook describe(
	struct pool *pool, const struct hook_file *file, const struct hook_file *standard)
{
	struct finding_of_hook found = {"missing", "not installed"};

	if (file->state == HOOK_MISSING && standard && standard->state == HOOK_OURS)
		return (struct finding_of_hook){"shadowed",
			pool_printf(pool,
				"installed as %s, but core.hooksPath leads elsewhere",
				standard->path)};
	if (file->state == HOOK_FOREIGN)
		found = (struct finding_of_hook){"foreign", "somebody else's"};
	else if (file->state == HOOK_CHANGED)
		found = (struct finding_of_hook){
			"changed", "made by gitmig and changed by somebody"};
	else if (file->state == HOOK_OURS)
		found = (struct finding_of_hook){file->chained ? "chained" : "installed",
			file->chained ? "installed, runs the one before it first"
				      : "installed"};
	if (file->state != HOOK_MISSING && !file->executable)
		found = (struct finding_of_hook){"not-executable",
			pool_printf(pool, "%s, not executable", found.text)};
	return found;
}

static void report(struct context *context, const struct hook_file *file,
	const struct finding_of_hook *found, bool probed, bool runs)
{
	struct json *json = &context->json;

	if (!context->as_json) {
		printf("%-16s  %s%s\n", file->name, found->text,
			!probed ? ""
			: runs  ? "; git runs it"
				: "; git does NOT get as far as gitmig");
		return;
	}
	json_object(json);
	json_put(json, "name", file->name);
	json_put(json, "path", file->path);
	json_put(json, "state", found->state);
	json_put_bool(json, "runs", runs);
	json_end_object(json);
}

static int check_one(struct probe *probe, const char *name, bool *failed, struct error *err)
{
	struct context *context = probe->context;
	const struct hooks_place *place = probe->place;
	struct hook_file file, standard;
	struct finding_of_hook found;
	bool runs = false, probed;

	if (hook_file_read(context, place->folder, name, &file, err) ||
		hook_file_read(context, place->standard, name, &standard, err))
		return -1;
	found = describe(context->pool, &file, &standard);
	/* Somebody else's is not run for nothing: nobody knows what it does. */
	probed = file.state != HOOK_MISSING && (file.state != HOOK_FOREIGN || file.known);
	if (probed && run_probe(probe, name, &runs, err))
		return -1;
	report(context, &file, &found, probed, runs);
	*failed = *failed || !runs;
	return 0;
}

static int check_all(struct probe *probe, bool *failed, struct error *err)
{
	struct json *json = &probe->context->json;

	if (probe->context->as_json) {
		json_object(json);
		json_key(json, "changed");
		json_array(json);
		json_end_array(json);
		json_put(json, "folder", probe->place->folder);
		json_key(json, "hooks");
		json_array(json);
	}
	for (const char *const *name = hooks_names(probe->place); *name; name++) {
		if (check_one(probe, *name, failed, err))
			return -1;
	}
	if (probe->context->as_json) {
		json_end_array(json);
		json_end_object(json);
	}
	return 0;
}

int hooks_status(struct context *context, bool *failed, struct error *err)
{
	struct hooks_place place;
	struct probe probe = {.context = context, .place = &place};
	int result;

	if (hooks_find_place(context, &place, err) || make_scratch(&probe, err))
		return -1;
	*failed = false;
	result = check_all(&probe, failed, err);
	drop_scratch(&probe);
	return result;
}
