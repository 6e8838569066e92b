#include "base/file.h"
#include "base/text.h"
#include "cli/hooks.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* hooks/hook.sh and hooks/hook-stdin.sh, put here by the build. */
extern const char hook_text[], hook_stdin_text[];

#define MARK     "# gitmig hook "
#define HOOK_MAX ((size_t)1 << 20)

static const char *template_of(const char *name)
{
	bool reads = !strcmp(name, "pre-push") || !strcmp(name, "pre-receive");

	return reads ? hook_stdin_text : hook_text;
}

/* What stands behind the line with the mark; NULL: there is none. */
static const char *behind_mark(const char *text)
{
	const char *line = strchr(text, '\n');

	if (!line || strncmp(line + 1, MARK, strlen(MARK)) != 0)
		return NULL;
	line = strchr(line + 1, '\n');
	return line ? line + 1 : NULL;
}

/* The text with `value` in each place of `word`. */
static char *fill(struct pool *pool, const char *text, const char *word, const char *value)
{
	const char *place;
	struct text out;

	text_init(&out, pool);
	while ((place = strstr(text, word))) {
		text_add_bytes(&out, text, (size_t)(place - text));
		text_add(&out, value);
		text = place + strlen(word);
	}
	text_add(&out, text);
	return out.data;
}

char *hook_file_text(struct pool *pool, const struct hooks_place *place, const char *name)
{
	char *text = fill(pool, template_of(name), "@NAME@", name);
	const char *body;
	char id[41];

	/* As git does, one that is not executable is passed over; husky does not mind. */
	text = fill(pool, text, "@IS@", place->husky ? "-f" : "-x");
	text = fill(
		pool, text, "@RUN@", place->husky ? "sh -e \"$before\"" : "\"$before\"");
	body = behind_mark(text);
	repo_blob_id(body, strlen(body), id);
	id[12] = '\0';
	return fill(pool, text, "@ID@", id);
}

static enum hook_state state_of(const char *text)
{
	const char *body = behind_mark(text);
	const char *mark = strchr(text, '\n');
	char id[41];

	if (!body)
		return HOOK_FOREIGN;
	repo_blob_id(body, strlen(body), id);
	return strncmp(mark + 1 + strlen(MARK), id, 12) != 0 ? HOOK_CHANGED : HOOK_OURS;
}

int hook_file_read(struct context *context, const char *folder, const char *name,
	struct hook_file *file, struct error *err)
{
	struct pool *pool = context->pool;
	struct hook_file found = {.name = name, .path = path_join(pool, folder, name)};
	struct stat st;
	size_t length;

	found.before = pool_printf(pool, "%s.before-gitmig", found.path);
	found.chained = file_exists(found.before);
	if (lstat(found.path, &st) == 0) {
		found.state = HOOK_FOREIGN;
		found.executable = access(found.path, X_OK) == 0;
		/* What is no text file of ours is somebody else's, whatever it is. */
		found.regular = stat(found.path, &st) == 0 && S_ISREG(st.st_mode);
		if (found.regular && st.st_size < (off_t)HOOK_MAX) {
			if (file_read(
				    pool, found.path, HOOK_MAX, &found.text, &length, err))
				return -1;
			if (lstat(found.path, &st) == 0 && S_ISREG(st.st_mode))
				found.state = state_of(found.text);
			found.known = strstr(found.text, "gitmig") != NULL;
		}
	}
	*file = found;
	return 0;
}

static char *shown(struct context *context, const char *path)
{
	char *here = path_absolute(context->pool, ".");

	return here ? path_relative(context->pool, here, path)
		    : pool_strdup(context->pool, path);
}

static int make_executable(const char *path, struct error *err)
{
	mode_t mask = umask(0);

	umask(mask);
	if (chmod(path, 0777 & ~mask) == 0)
		return 0;
	return error_set_at(
		err, ERR_IO, path, 0, 0, "cannot make it executable: %s", strerror(errno));
}

static int move(const char *from, const char *to, struct error *err)
{
	if (rename(from, to) == 0)
		return 0;
	return error_set_at(
		err, ERR_IO, from, 0, 0, "cannot rename it to %s: %s", to, strerror(errno));
}

/* Why a hook is left alone; NULL: it is ours to write. */
static const char *obstacle(const struct hook_file *file, bool chain)
{
	if (file->state == HOOK_CHANGED)
		return "it was made by gitmig, but somebody has changed it; remove it to "
		       "have it made again";
	if (file->state != HOOK_FOREIGN)
		return NULL;
	if (!file->regular)
		return "it is no file, so git cannot run it; remove it";
	if (!chain)
		return "it is not gitmig's; `gitmig hooks install --chain` keeps it and "
		       "runs it first";
	if (file->chained)
		return "it is not gitmig's, and the one before it is still kept as "
		       "NAME.before-gitmig";
	return NULL;
}

static int write_hook(
	const struct hook_file *file, const char *text, bool *changed, struct error *err)
{
	*changed = false;
	if (file->state == HOOK_OURS && !strcmp(file->text, text) && file->executable)
		return 0;
	if (file->state == HOOK_FOREIGN && move(file->path, file->before, err))
		return -1;
	if (file_write(file->path, text, strlen(text), err) ||
		make_executable(file->path, err)) {
		if (file->state == HOOK_FOREIGN)
			rename(file->before, file->path);
		return -1;
	}
	*changed = true;
	return 0;
}

int hooks_install(struct context *context, bool chain, struct strings *changed,
	unsigned *left, struct error *err)
{
	struct hooks_place place;
	struct hook_file file;
	bool written;

	if (hooks_find_place(context, &place, err) || file_make_dirs(place.folder, err))
		return -1;
	*left = 0;
	for (const char *const *name = hooks_names(&place); *name; name++) {
		const char *why;

		if (hook_file_read(context, place.folder, *name, &file, err))
			return -1;
		why = obstacle(&file, chain);
		if (why) {
			context_say(context, "%s was left alone: %s",
				shown(context, file.path), why);
			++*left;
			continue;
		}
		if (write_hook(&file, hook_file_text(context->pool, &place, *name),
			    &written, err))
			return -1;
		if (written)
			strings_add(context->pool, changed, shown(context, file.path));
	}
	return 0;
}

static int remove_hook(struct context *context, const struct hook_file *file,
	struct strings *changed, unsigned *left, struct error *err)
{
	if (file->state == HOOK_CHANGED || (file->state == HOOK_FOREIGN && file->chained)) {
		context_say(context, "%s was left alone: %s", shown(context, file->path),
			file->state == HOOK_CHANGED
				? "somebody has changed what gitmig made"
				: "it has taken the place of gitmig's hook");
		++*left;
		return 0;
	}
	if (file->state == HOOK_FOREIGN || (file->state == HOOK_MISSING && !file->chained))
		return 0;
	if (file->chained) {
		if (move(file->before, file->path, err))
			return -1;
	} else if (unlink(file->path) < 0) {
		return error_set_at(err, ERR_IO, file->path, 0, 0, "cannot remove it: %s",
			strerror(errno));
	}
	strings_add(context->pool, changed, shown(context, file->path));
	return 0;
}

int hooks_uninstall(
	struct context *context, struct strings *changed, unsigned *left, struct error *err)
{
	struct hooks_place place;
	struct hook_file file;

	if (hooks_find_place(context, &place, err))
		return -1;
	*left = 0;
	for (const char *const *name = hooks_names(&place); *name; name++) {
		if (hook_file_read(context, place.folder, *name, &file, err) ||
			remove_hook(context, &file, changed, left, err))
			return -1;
		/* Where they were put before core.hooksPath was set. */
		if (!strcmp(place.standard, place.folder))
			continue;
		if (hook_file_read(context, place.standard, *name, &file, err) ||
			(file.state == HOOK_OURS &&
				remove_hook(context, &file, changed, left, err)))
			return -1;
	}
	return 0;
}
