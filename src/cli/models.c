#include "cli/models.h"

#include "replay/replay.h"

#include <string.h>

static int check_at_head(struct context *context, struct error *err)
{
	const struct graph *graph;
	const struct strings *rows;
	struct revisions heads = {0};
	struct strings wanted = {0};
	const char *half_done;

	if (context_chain(context, &graph, err) ||
		context_half_done(context, &rows, &half_done, NULL, err))
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
