#include "cli/context.h"

#include "base/file.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The application's INI file and the like are read from the work tree, with --ref too: the
 * contract takes only gitmig.yaml and the manifests from the commit. */
static int read_file(void *data, struct pool *pool, const char *path, char **bytes,
	size_t *length, struct error *err)
{
	struct context *context = data;
	char *full = context_path(context, path);

	if (access(full, F_OK) != 0) {
		*bytes = NULL;
		return 0;
	}
	return file_read(pool, full, (size_t)4 << 20, bytes, length, err);
}

int context_dsn(struct context *context, const struct dsn **dsn, struct error *err)
{
	const struct config_files files = {read_file, context};
	const struct config *config;
	const char *mode;

	if (!context->database) {
		if (context_config(context, &config, err) ||
			config_mode(context->pool, config, &files, context->args->mode,
				&mode, err) ||
			config_database(context->pool, config, &files, mode,
				&context->database, &context->dsn, err))
			return -1;
	}
	*dsn = &context->dsn;
	return 0;
}

int context_driver(struct context *context, const struct driver **driver, struct error *err)
{
	const struct dsn *dsn;

	return context_dsn(context, &dsn, err) ||
			       driver_find(context->drivers, dsn->driver, driver, err)
		       ? -1
		       : 0;
}

int context_driver_of(struct context *context, const char *mode,
	const struct driver **driver, struct error *err)
{
	const struct config_files files = {read_file, context};
	const struct config *config;
	const char *name;

	return context_config(context, &config, err) ||
			       config_driver(
				       context->pool, config, &files, mode, &name, err) ||
			       driver_find(context->drivers, name, driver, err)
		       ? -1
		       : 0;
}

int context_dsn_of(
	struct context *context, const char *mode, struct dsn *dsn, struct error *err)
{
	const struct config_files files = {read_file, context};
	const struct database_config *database;
	const struct config *config;

	return context_config(context, &config, err) ||
			       config_database(context->pool, config, &files, mode,
				       &database, dsn, err)
		       ? -1
		       : 0;
}

const struct driver *context_scratch(const struct context *context)
{
	for (const struct driver *const *driver = context->drivers; *driver; driver++) {
		if ((*driver)->open_scratch)
			return *driver;
	}
	return NULL;
}

int context_db(
	struct context *context, enum db_access access, struct db **db, struct error *err)
{
	const struct dsn *dsn;

	if (!context->db) {
		if (context_dsn(context, &dsn, err) ||
			db_open(context->drivers, dsn, access, &context->db, err))
			return -1;
	}
	*db = context->db;
	return 0;
}

void context_note_no_file(struct context *context)
{
	const struct driver *driver;
	struct error ignored;
	const char *path;

	if (context_driver(context, &driver, &ignored) || !driver->is_local)
		return;
	path = context->dsn.path;
	if (path && *path == '/' && !file_exists(path))
		context_say(context,
			"note: the database file %s does not exist yet: it reads as empty",
			context_shown(context, path));
}

static int read_rows(struct context *context, struct half_done *half,
	struct done_steps *done, struct error *err)
{
	struct db *db;

	if (context_db(context, DB_READ, &db, err) ||
		run_rows(db, context->config.version_table, context->pool, &context->rows,
			half, done, err))
		return -1;
	map_init(&context->row_ids, context->pool, false);
	for (unsigned i = 0; i < context->rows.count; i++)
		map_put(&context->row_ids, context->rows.items[i], context->rows.items[i]);
	context->rows_read = true;
	return 0;
}

int context_rows(struct context *context, const struct strings **rows, struct error *err)
{
	if (!context->rows_read && read_rows(context, NULL, NULL, err))
		return -1;
	*rows = &context->rows;
	return 0;
}

int context_half_done(struct context *context, const struct strings **rows,
	const char **words, struct done_steps *done, struct error *err)
{
	struct half_done half;

	if (read_rows(context, &half, done, err))
		return -1;
	*rows = &context->rows;
	*words = half.revision
			 ? pool_printf(context->pool,
				   "the %s of revision %s is half done: its last operation "
				   "runs outside a transaction and was not finished",
				   half.action, half.revision)
			 : NULL;
	return 0;
}

int context_logged(struct context *context, struct error *err)
{
	struct logged *items;
	unsigned count;
	struct db *db;

	if (context_db(context, DB_READ, &db, err) ||
		run_logged(db, context->pool, false, &items, &count, err))
		return -1;
	map_init(&context->logged, context->pool, false);
	for (unsigned i = 0; i < count; i++) {
		if (items[i].digest)
			map_put(&context->logged, items[i].revision,
				pool_strdup(context->pool, items[i].digest));
	}
	return 0;
}

/* Does the end of a range or a target start from what the database is at? */
static bool is_relative(const char *target)
{
	const char *at = strchr(target, '@');

	if (at)
		target = at + 1;
	return *target == '+' || *target == '-' || !strncmp(target, "current", 7);
}

int context_rows_for(struct context *context, const char *target,
	const struct strings **rows, struct error *err)
{
	static const struct strings none;
	const char *colon = target ? strchr(target, ':') : NULL;

	if (target && (is_relative(target) || (colon && is_relative(colon + 1))))
		return context_rows(context, rows, err);
	*rows = &none;
	return 0;
}

static int give_manifest(void *data, struct pool *pool, const struct revision *revision,
	struct manifest *manifest, const char **text, size_t *length, struct error *err)
{
	struct context *context = data;
	char *bytes;

	if (chain_read(&context->chain, pool, revision, &bytes, length, err) ||
		manifest_load(pool, revision->path, bytes, *length, manifest, err))
		return -1;
	*text = bytes;
	return 0;
}

static int refuse(struct context *context, const struct revision *revision, const char *why,
	const char *next, struct error *err)
{
	error_set(err, ERR_NOT_ALLOWED, "database %s takes no revision that %s: %s (%s)",
		context->database->name, why, revision->id, revision->path);
	return error_hint(err, "%s", next);
}

/* A review that only the work tree has counts for nothing: HEAD's is asked. */
static bool is_reviewed(struct context *context, const struct revision *revision)
{
	const struct revision *committed = map_find(
		&context->head->graph->ids, revision->id);

	return !strcmp(context_review(context, committed), "approved");
}

/* With what stands on it and waits as well, so that one commit is enough; no more than a
 * line has room for. */
static const char *waiting(struct context *context, const struct revision *revision)
{
	const struct graph *graph = context->chain.graph;
	bool *above = pool_array(context->pool, bool, graph->count);
	struct strings ids = {0};

	graph_mark_descendants(graph, revision, true, above);
	for (unsigned i = 0; i < graph->count && ids.count < 8; i++) {
		const struct revision *other = graph->order[i];

		if (above[other->index] &&
			strcmp(context_review(context, other), "approved") != 0)
			strings_add(context->pool, &ids, other->id);
	}
	return strings_join(context->pool, &ids, " ");
}

/* `require` of the database (contract 2.1). */
static int check_allowed(void *data, const struct revision *revision, struct error *err)
{
	struct context *context = data;
	enum require require = context->database->require;
	struct error refused;
	bool yes, known;

	if (require == REQUIRE_ANY)
		return 0;
	if (context_may_ask(context, &refused))
		return refuse(context, revision, "is not committed",
			pool_printf(context->pool, "Git is not asked: %s. %s",
				refused.message, refused.hint),
			err);
	if (context_committed(context, revision, &yes, &known, err))
		return -1;
	if (!known)
		return refuse(context, revision, "is not committed",
			context->repo ? "The repository has no commit yet: commit the "
					"manifest first."
				      : "There is no repository to look into: run gitmig "
					"where the manifests are committed.",
			err);
	if (!yes)
		return refuse(context, revision, "is not committed as it stands",
			"Commit the manifest first, its review included.", err);
	if (require == REQUIRE_COMMITTED)
		return 0;
	if (!is_reviewed(context, revision))
		return refuse(context, revision, "nobody has approved in HEAD",
			pool_printf(context->pool,
				"Have it reviewed (`gitmig review %s --approve`), whatever "
				"its origin, and commit the review.",
				waiting(context, revision)),
			err);
	if (require == REQUIRE_REVIEWED)
		return 0;
	if (context_published(context, revision, &yes, &known, err))
		return -1;
	if (!known)
		return refuse(context, revision, "is not published",
			"None of the refs in git.published exists here; fetch them.", err);
	if (!yes)
		return refuse(context, revision, "is not published",
			"Push it to a shared branch and fetch.", err);
	return 0;
}

static const char *operator_name(struct context *context)
{
	const struct passwd *user;
	const char *name = repo_identity(context->pool, context->repo);

	if (name)
		return name;
	user = getpwuid(geteuid());
	return user ? pool_strdup(context->pool, user->pw_name) : NULL;
}

int context_runner(struct context *context, struct runner *runner, struct error *err)
{
	const struct graph *graph;
	char commit[41] = "";

	memset(runner, 0, sizeof(*runner));
	if (context_chain(context, &graph, err))
		return -1;
	runner->version_table = context->config.version_table;
	runner->graph = graph;
	runner->manifest = give_manifest;
	runner->allowed = check_allowed;
	runner->data = context;
	runner->who = operator_name(context);
	if (context->commit[0])
		runner->git_commit = context->commit;
	else if (context->repo && !repo_commit(context->repo, "HEAD", commit, NULL) &&
		 commit[0])
		runner->git_commit = pool_strdup(context->pool, commit);
	runner->force = context->args->force;
	runner->keep_log = true;
	runner->blob_id = repo_blob_id;
	return 0;
}
