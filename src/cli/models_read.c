#include "cli/models.h"

#include "base/file.h"
#include "cli/confined.h"
#include "manifest/manifest.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MODELS_MAX      ((size_t)64 << 20)
#define COMMAND_SECONDS 60

static bool has_ending(const char *name, const char *ending)
{
	size_t length = strlen(name), tail = strlen(ending);

	return length > tail && !strcmp(name + length - tail, ending);
}

/* A schema that grows file by file. */
struct gathered {
	struct schema *schema;
	unsigned tables_cap, views_cap;
};

static void append(struct pool *pool, struct gathered *gathered, const struct schema *more)
{
	struct schema *schema = gathered->schema;

	for (unsigned i = 0; i < more->tables_count; i++)
		POOL_PUSH(pool, schema->tables, schema->tables_count, gathered->tables_cap,
			more->tables[i]);
	for (unsigned i = 0; i < more->views_count; i++)
		POOL_PUSH(pool, schema->views, schema->views_count, gathered->views_cap,
			more->views[i]);
}

static void count_to(const char *text, size_t at, int *line, int *column)
{
	*line = *column = 1;
	for (size_t i = 0; i < at && text[i]; i++) {
		if (text[i] == '\n') {
			(*line)++;
			*column = 1;
		} else if (((unsigned char)text[i] & 0xc0) != 0x80) {
			(*column)++;
		}
	}
}

static void place_error(const char *file, const char *sql, size_t at, struct error *err)
{
	const struct error why = *err;
	int line, column;

	count_to(sql, at, &line, &column);
	error_set_at(err, ERR_CONFIG_INVALID, file, line, column, "%s", why.message);
	if (*why.hint)
		error_hint(err, "%s", why.hint);
}

static int not_sql(const char *file, const char *sql, size_t at, const char *problem,
	struct error *err)
{
	error_set(err, ERR_CONFIG_INVALID, "%s", problem);
	place_error(file, sql, at, err);
	return -1;
}

/* What the file says and a manifest could not: it would be missing from the database. */
static int warn_of_unsaid(struct context *context, const struct driver *driver,
	struct db *db, const char *file, const char *sql, struct error *err)
{
	struct db_unsaid *found = NULL;
	unsigned count = 0;

	if (driver->unsaid(db, context->pool, &found, &count, err))
		return -1;
	for (unsigned i = 0; i < count; i++) {
		const char *text = found[i].text ? strstr(sql, found[i].text) : NULL;
		int line, column;

		if (!text) {
			context_say(context, "warning: %s: %s", file, found[i].what);
			continue;
		}
		count_to(sql, (size_t)(text - sql) + found[i].at, &line, &column);
		context_say(context, "warning: %s:%d:%d: %s", file, line, column,
			found[i].what);
	}
	return 0;
}

/* A .sql file is SQLite's: it is run in memory and looked at. */
static int read_sql(struct context *context, const char *shown, const char *sql,
	size_t length, struct schema *schema, struct error *err)
{
	const struct driver *driver = context_scratch(context);
	struct db *db = NULL;
	size_t at = 0;
	int status;

	if (strlen(sql) != length)
		return not_sql(
			shown, sql, strlen(sql), "there is a NUL character here", err);
	if (!driver || !driver->exec_file)
		return error_set_at(err, ERR_CONFIG_INVALID, shown, 0, 0,
			"this gitmig is built without SQLite, which reads .sql models");
	if (driver->open_scratch(&db, err))
		return -1;
	status = driver->exec_file(db, sql, &at, err);
	if (status)
		place_error(shown, sql, at, err);
	else
		status = driver->inspect(db, context->pool, schema, err) ||
					 warn_of_unsaid(
						 context, driver, db, shown, sql, err)
				 ? -1
				 : 0;
	driver->close(db);
	return status;
}

static int read_text(struct context *context, const char *shown, char *bytes, size_t length,
	struct gathered *gathered, struct error *err)
{
	struct schema part = {0};

	if (has_ending(shown, ".sql")
			? read_sql(context, shown, bytes, length, &part, err)
			: models_load(context->pool, shown, bytes, length, &part, err))
		return -1;
	/* Those of YAML know their lines already. */
	for (unsigned i = 0; i < part.tables_count; i++)
		part.tables[i].file = pool_strdup(context->pool, shown);
	append(context->pool, gathered, &part);
	return 0;
}

static int read_file(struct context *context, const char *path, struct gathered *gathered,
	struct error *err)
{
	char *bytes;
	size_t length;

	if (file_read(context->pool, path, MODELS_MAX, &bytes, &length, err))
		return -1;
	return read_text(
		context, context_shown(context, path), bytes, length, gathered, err);
}

static bool is_model_file(const char *name)
{
	return has_ending(name, ".yaml") || has_ending(name, ".yml") ||
	       has_ending(name, ".sql");
}

static int is_model(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int read_folder(struct context *context, const char *path, struct gathered *gathered,
	struct error *err)
{
	struct dirent **entries;
	int count = scandir(path, &entries, is_model, alphasort);
	int status = 0;

	if (count < 0)
		return error_set_at(err, ERR_IO, path, 0, 0, "cannot read the models: %s",
			strerror(errno));
	for (int i = 0; i < count; i++) {
		char *below = path_join(context->pool, path, entries[i]->d_name);

		if (!status && file_is_dir(below))
			status = read_folder(context, below, gathered, err);
		else if (!status && is_model_file(below))
			status = read_file(context, below, gathered, err);
		free(entries[i]);
	}
	free(entries);
	return status;
}

/* From here on the same out of a commit's tree. */

static bool is_hidden(const char *path)
{
	return *path == '.' || strstr(path, "/.");
}

static int read_blob(struct context *context, const char *path, const char *blob,
	struct gathered *gathered, struct error *err)
{
	size_t length;
	char *bytes;

	if (repo_size(context->repo, blob, &length, err))
		return -1;
	if (length > MODELS_MAX)
		return error_set_at(err, ERR_IO, path, 0, 0,
			"the file is longer than %zu bytes", MODELS_MAX);
	if (repo_read(context->repo, context->pool, blob, &bytes, &length, err))
		return -1;
	return read_text(context,
		pool_printf(context->pool, "%s:%s", context->args->ref, path), bytes,
		length, gathered, err);
}

static int read_tree(struct context *context, const char *folder, struct gathered *gathered,
	bool *found, struct error *err)
{
	struct repo_entry *entries;
	unsigned count;

	if (repo_list(context->repo, context->pool, context->commit, folder, &entries,
		    &count, err))
		return -1;
	for (unsigned i = 0; i < count; i++) {
		const char *path = entries[i].path;
		const char *below = *folder ? path + strlen(folder) + 1 : path;

		*found = true;
		if (!is_hidden(below) && is_model_file(path) &&
			read_blob(context, path, entries[i].blob, gathered, err))
			return -1;
	}
	return 0;
}

static int read_commit(struct context *context, const char *models,
	struct gathered *gathered, struct error *err)
{
	struct pool *pool = context->pool;
	char *path = path_join(pool, "/r", path_join(pool, context->prefix, models));
	bool found = false;
	char blob[41];

	path = path_relative(pool, "/r", path_absolute(pool, path));
	if (!strcmp(path, "."))
		path = pool_strdup(pool, "");
	if (!strcmp(path, "..") || !strncmp(path, "../", 3))
		return error_set_at(err, ERR_CONFIG_INVALID, context->config.file, 0, 0,
			"models: %s is outside of the repository", models);
	if (*path && repo_path_blob(context->repo, context->commit, path, blob, err))
		return -1;
	if (*path && blob[0])
		return read_blob(context, path, blob, gathered, err);
	if (read_tree(context, path, gathered, &found, err))
		return -1;
	if (!found)
		return error_set_at(err, ERR_CONFIG_INVALID, context->config.file, 0, 0,
			"models: commit %.12s has no %s", context->commit, models);
	return 0;
}

/* git config gitmig.commandTimeout: seconds, 0 for any time. */
static int command_timeout(struct context *context, int *seconds, struct error *err)
{
	const char *set = repo_config_string(
		context->repo, context->pool, "gitmig.commandTimeout");
	char *end;
	long value;

	*seconds = COMMAND_SECONDS;
	if (!set)
		return 0;
	value = strtol(set, &end, 10);
	if (!isdigit((unsigned char)*set) || *end || value > 86400)
		return error_set(err, ERR_CONFIG_INVALID,
			"git config gitmig.commandTimeout is no number of seconds: %s",
			set);
	*seconds = (int)value;
	return 0;
}

/* A bare repository can lie within the tree of another one, with a configuration that its
 * owner has not written: only his own files count there. */
static bool is_allowed(const struct context *context)
{
	struct repo *repo = context->repo && repo_is_bare(context->repo) ? NULL
									 : context->repo;

	return repo_config_bool(repo, "gitmig.allowCommands", false);
}

static int read_command(struct context *context, const struct strings *command,
	struct schema *schema, struct error *err)
{
	const char *shown = strings_join(context->pool, command, " ");
	char *output;
	size_t length;
	int seconds;

	if (context->commit[0]) {
		error_set_at(err, ERR_CONFIG_INVALID, context->config.file, 0, 0,
			"the models come from a command, which would see the work tree and "
			"not %s",
			context->args->ref);
		return error_hint(err, "Check the commit out, or leave --ref out.");
	}
	if (!is_allowed(context)) {
		error_set(err, ERR_COMMAND_NOT_ALLOWED,
			"the models come from a command: %s", shown);
		return error_hint(err, "If you trust this repository: git config "
				       "gitmig.allowCommands true");
	}
	if (command_timeout(context, &seconds, err))
		return -1;
	if (confined_output(context->pool, context->config.folder, command, MANIFEST_MAX,
		    seconds, &output, &length, err))
		return error_prefix(err, "the command of the models");
	if (models_load(context->pool, pool_printf(context->pool, "output of %s", shown),
		    output, length, schema, err))
		return -1;
	/* Metadata of other programs knows tables only: silence is no wish to drop views.
	 */
	schema->views_unsaid = !schema->views_count;
	return 0;
}

int models_read(struct context *context, struct schema *schema, struct error *err)
{
	struct gathered gathered = {.schema = schema};
	const struct config *config;
	char *path;

	memset(schema, 0, sizeof(*schema));
	if (context_config(context, &config, err))
		return -1;
	if (config->models_command.count)
		return read_command(context, &config->models_command, schema, err);
	if (!config->models) {
		error_set_at(err, ERR_CONFIG_INVALID, config->file, 0, 0,
			"no models are declared");
		return error_hint(
			err, "Add the key `models`: a folder, a file or a command.");
	}
	if (context->commit[0])
		return read_commit(context, config->models, &gathered, err);
	path = context_path(context, config->models);
	if (file_is_dir(path))
		return read_folder(context, path, &gathered, err);
	if (!file_exists(path))
		return error_set_at(err, ERR_CONFIG_INVALID, config->file, 0, 0,
			"models: there is no %s", config->models);
	return read_file(context, path, &gathered, err);
}
