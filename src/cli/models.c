#include "cli/models.h"

#include "base/file.h"
#include "cli/process.h"
#include "replay/replay.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MODELS_MAX ((size_t)64 << 20)

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

/* A .sql file is SQLite's: it is run in memory and looked at. */
static int read_sql(struct context *context, const char *shown, const char *sql,
	struct schema *schema, struct error *err)
{
	const struct driver *driver = context_scratch(context);
	struct db *db = NULL;
	int status;

	if (driver->open_scratch(&db, err))
		return -1;
	status = driver->exec(db, sql, err);
	if (status) {
		err->code = ERR_CONFIG_INVALID;
		error_prefix(err, "%s", shown);
	} else {
		status = driver->inspect(db, context->pool, schema, err);
	}
	driver->close(db);
	return status;
}

static int read_file(struct context *context, const char *path, struct gathered *gathered,
	struct error *err)
{
	char *shown = context_shown(context, path);
	struct schema part = {0};
	char *bytes;
	size_t length;

	if (file_read(context->pool, path, MODELS_MAX, &bytes, &length, err))
		return -1;
	if (has_ending(path, ".sql")
			? read_sql(context, shown, bytes, &part, err)
			: models_load(context->pool, shown, bytes, length, &part, err))
		return -1;
	append(context->pool, gathered, &part);
	return 0;
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
		else if (!status &&
			 (has_ending(below, ".yaml") || has_ending(below, ".yml") ||
				 has_ending(below, ".sql")))
			status = read_file(context, below, gathered, err);
		free(entries[i]);
	}
	free(entries);
	return status;
}

static int read_command(struct context *context, const struct strings *command,
	struct schema *schema, struct error *err)
{
	char *output;
	size_t length;

	if (!repo_config_bool(context->repo, "gitmig.allowCommands", false)) {
		error_set(err, ERR_COMMAND_NOT_ALLOWED,
			"the models come from a command: %s",
			strings_join(context->pool, command, " "));
		return error_hint(err, "If you trust this repository: git config "
				       "gitmig.allowCommands true");
	}
	if (process_output(context->pool, context->config.folder, command, MODELS_MAX,
		    &output, &length, err))
		return -1;
	if (models_load(context->pool,
		    pool_printf(context->pool, "output of %s",
			    strings_join(context->pool, command, " ")),
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
	path = context_path(context, config->models);
	if (file_is_dir(path))
		return read_folder(context, path, &gathered, err);
	if (!file_exists(path))
		return error_set_at(err, ERR_CONFIG_INVALID, config->file, 0, 0,
			"models: there is no %s", config->models);
	return read_file(context, path, &gathered, err);
}

static int check_at_head(struct context *context, struct error *err)
{
	const struct graph *graph;
	const struct strings *rows;
	struct revisions heads = {0};
	struct strings wanted = {0};
	const char *half_done;

	if (context_chain(context, &graph, err) ||
		context_half_done(context, &rows, &half_done, err))
		return -1;
	if (half_done) {
		error_set(err, ERR_NOT_UP_TO_DATE, "%s", half_done);
		return error_hint(err, "Run it again, or finish by hand and stamp.");
	}
	/* A row that no manifest has is not mended by an upgrade. */
	if (graph_resolve(context->pool, graph, rows, "current", &heads, err))
		return -1;
	heads.count = 0;
	graph_real_heads(graph, &heads);
	for (unsigned i = 0; i < heads.count; i++)
		strings_add(context->pool, &wanted, heads.items[i]->id);
	strings_sort(&wanted);
	if (strings_equal(&wanted, rows))
		return 0;
	error_set(err, ERR_NOT_UP_TO_DATE, "the database is at %s, the manifests at %s",
		rows->count ? strings_join(context->pool, rows, ", ") : "base",
		wanted.count ? strings_join(context->pool, &wanted, ", ") : "base");
	return error_hint(
		err, "Run `gitmig upgrade heads` first, or compare with `--from chain`.");
}

/* What is there now, and the driver whose rules tell what is equal. */
static int read_present(struct context *context, bool from_chain, struct schema *schema,
	const struct driver **driver, struct error *err)
{
	struct runner runner;
	struct db *db;

	if (!from_chain) {
		if (context_driver(context, driver, err) ||
			context_db(context, DB_READ, &db, err))
			return -1;
		return (*driver)->inspect(db, context->pool, schema, err);
	}
	*driver = context_scratch(context);
	return context_runner(context, &runner, err) ||
			       replay_schema(&runner, *driver, context->pool, "heads",
				       schema, err)
		       ? -1
		       : 0;
}

int models_compare(struct context *context, bool from_chain, bool must_be_at_head,
	struct diff *diff, struct error *err)
{
	struct schema wanted, present = {0};
	struct diff_options options = {0};
	const struct driver *driver;
	const struct config *config;

	if (context_config(context, &config, err))
		return -1;
	if (!from_chain && must_be_at_head && check_at_head(context, err))
		return -1;
	if (models_read(context, &wanted, err) ||
		read_present(context, from_chain, &present, &driver, err))
		return -1;
	options.include = config->autogenerate.include;
	options.exclude = config->autogenerate.exclude;
	options.kinds = config->autogenerate.kinds;
	options.kinds_all = config->autogenerate.kinds_all;
	strings_add(context->pool, &options.ignored_tables, config->version_table);
	strings_add(context->pool, &options.ignored_tables, "gitmig_log");
	if (diff_schemas(context->pool, &present, &wanted, &driver->dialect->rules,
		    &options, diff, err))
		return -1;
	for (unsigned i = 0; i < diff->warnings.count; i++)
		context_say(context, "warning: %s", diff->warnings.items[i]);
	return 0;
}

int models_from(const struct context *context, bool *from_chain, struct error *err)
{
	const char *from = context->args->from;

	if (from && strcmp(from, "database") != 0 && strcmp(from, "chain") != 0)
		return error_set(err, ERR_USAGE, "--from is database or chain");
	*from_chain = from && !strcmp(from, "chain");
	return 0;
}
