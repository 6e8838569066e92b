#include "cli/hook.h"

#include "base/file.h"
#include "base/text.h"
#include "out/findings.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

#define INPUT_MAX ((size_t)64 << 20)

int hook_open(struct context *context, struct error *err)
{
	return context_need_repo(context, "a git hook needs a git repository", err);
}

int hook_tell(struct context *context, const struct error *err)
{
	context_say(context, "gitmig: %s: %s%s%s", error_code_name(err->code),
		err->file[0] ? err->file : "", err->file[0] ? ": " : "", err->message);
	if (err->hint[0])
		context_say(context, "hint: %s", err->hint);
	return 0;
}

void hook_paths(const struct project *project, struct findings *findings, unsigned from)
{
	const struct context *context = &project->context;
	const struct findings_report place = {
		.prefix = context->prefix, .config = project->path};

	for (; from < findings->count; from++) {
		struct finding *finding = &findings->items[from];

		if (finding->path || *context->prefix)
			finding->path = finding_path(context->pool, &place, finding);
	}
}

const char *hook_project(const struct project *project)
{
	return strchr(project->path, '/')
		       ? pool_printf(project->context.pool, "%s: ", project->path)
		       : "";
}

static int read_all(struct text *text, struct error *err)
{
	char buffer[16384];
	ssize_t n;

	while ((n = read(STDIN_FILENO, buffer, sizeof(buffer))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_set(err, ERR_IO, "cannot read the standard input: %s",
				strerror(errno));
		if (text->length + (size_t)n > INPUT_MAX)
			return error_set(err, ERR_IO, "the standard input is too long");
		text_add_bytes(text, buffer, (size_t)n);
	}
	return 0;
}

static void split(struct pool *pool, char *text, struct strings *lines)
{
	char *rest = NULL;

	for (char *line = strtok_r(text, "\n", &rest); line;
		line = strtok_r(NULL, "\n", &rest))
		strings_add(pool, lines, line);
}

int hook_input(struct context *context, struct strings *lines, struct error *err)
{
	struct text text;

	if (isatty(STDIN_FILENO))
		return 0;
	text_init(&text, context->pool);
	if (read_all(&text, err))
		return -1;
	if (text.length)
		split(context->pool, text.data, lines);
	return 0;
}

static bool is_id(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (!isxdigit((unsigned char)text[i]))
			return false;
	}
	return length == 40;
}

/* `git merge` names the commits that it merges to what it runs by GITHEAD_<id>=<name>; it
 * writes MERGE_HEAD only when somebody has to go on by hand. */
void hook_merging_heads(struct context *context, struct strings *commits)
{
	struct pool *pool = context->pool;

	for (char **variable = environ; *variable; variable++) {
		const char *id = *variable + strlen("GITHEAD_");

		if (strncmp(*variable, "GITHEAD_", strlen("GITHEAD_")) != 0 ||
			!is_id(id, strcspn(id, "=")))
			continue;
		id = pool_strndup(pool, id, 40);
		if (!strings_has(commits, id))
			strings_add(pool, commits, id);
	}
	strings_sort(commits);
}

int hook_merge_heads(struct context *context, struct strings *commits, struct error *err)
{
	struct pool *pool = context->pool;
	const char *path = path_join(pool, repo_git_dir(context->repo), "MERGE_HEAD");
	struct strings lines = {0};
	char *bytes;
	size_t length;

	if (file_exists(path)) {
		if (file_read(pool, path, INPUT_MAX, &bytes, &length, err))
			return -1;
		split(pool, bytes, &lines);
	}
	for (unsigned i = 0; i < lines.count; i++) {
		if (is_id(lines.items[i], strlen(lines.items[i])) &&
			!strings_has(commits, lines.items[i]))
			strings_add(pool, commits, lines.items[i]);
	}
	return 0;
}
