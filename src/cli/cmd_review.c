#include "cli/command.h"
#include "cli/new_manifest.h"
#include "cli/review_sql.h"
#include "cli/review_write.h"
#include "cli/show_revision.h"
#include "verify/verify.h"

#include <string.h>

/* What asks for no review may be stale or rejected all the same. Who wrote a revision whose
 * manifest does not say so is for verify, which knows the commits. */
static bool is_pending(struct context *context, const struct revision *revision)
{
	const char *state = context_review(context, revision);
	struct findings findings = {0};

	verify_review(context->pool, &context->config, revision, NULL, &findings);
	return findings.count || !strcmp(state, "stale") || !strcmp(state, "rejected");
}

static int list_pending(
	struct context *context, const struct graph *graph, struct error *err)
{
	struct revisions list = {0};

	/* Parents first: the order in which somebody reads them. */
	for (unsigned i = 0; i < graph->count; i++) {
		if (is_pending(context, graph->order[i]))
			revisions_add(context->pool, &list, graph->order[i]);
	}
	if (!list.count)
		context_say(context, "nothing waits for a review");
	return context_list(context, &list, LIST_REVIEW, NULL, err);
}

static bool has(const struct revisions *list, const struct revision *revision)
{
	for (unsigned i = 0; i < list->count; i++) {
		if (list->items[i] == revision)
			return true;
	}
	return false;
}

/* What the words name, each once. */
static int resolve(struct context *context, const struct graph *graph,
	struct revisions *list, struct error *err)
{
	const struct strings *words = &context->args->words;
	const struct strings *rows;

	for (unsigned i = 0; i < words->count; i++) {
		struct revisions named = {0};

		if (context_rows_for(context, words->items[i], &rows, err) ||
			graph_resolve(
				context->pool, graph, rows, words->items[i], &named, err))
			return -1;
		if (!named.count)
			return error_set(
				err, ERR_USAGE, "'%s' names no revision", words->items[i]);
		for (unsigned k = 0; k < named.count; k++) {
			if (!has(list, named.items[k]))
				revisions_add(context->pool, list, named.items[k]);
		}
	}
	return 0;
}

static void json_sql(struct json *json, const struct review_sql *items, unsigned count)
{
	json_key(json, "sql");
	json_object(json);
	for (unsigned i = 0; i < count; i++)
		json_put(json, items[i].mode, items[i].text);
	json_end_object(json);
}

/* An escape sequence must not hide from a reviewer what will be run. */
static void print_line(const char *line, size_t length)
{
	fputs("  ", stdout);
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)line[i];

		if ((c < ' ' && c != '\t') || c == 0x7f)
			printf("\\%03o", c);
		else
			putchar(c);
	}
	putchar('\n');
}

/* Databases with the same text are named together. */
static void print_sql(
	struct context *context, const struct review_sql *items, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		struct strings modes = {0};
		bool told = false;

		for (unsigned k = 0; k < count; k++) {
			if (strcmp(items[i].text, items[k].text) != 0)
				continue;
			told = told || k < i;
			strings_add(context->pool, &modes, items[k].mode);
		}
		if (told)
			continue;
		printf("\nSQL for %s%s%s%s:\n", strings_join(context->pool, &modes, ", "),
			items[i].driver ? " (" : "", items[i].driver ? items[i].driver : "",
			items[i].driver ? ")" : "");
		for (const char *line = items[i].text; *line;) {
			size_t length = strcspn(line, "\n");

			print_line(line, length);
			line += length + (line[length] != '\0');
		}
	}
}

/* What all of them run on each database, one after the other. */
struct script {
	struct review_sql *items;
	struct text *texts; /* of the items */
	unsigned count;
};

static void add_sql(struct context *context, struct script *script,
	struct review_sql *items, unsigned count)
{
	if (!script->items) {
		script->items = items;
		script->count = count;
		script->texts = pool_array(context->pool, struct text, count);
		for (unsigned i = 0; i < count; i++)
			text_init(&script->texts[i], context->pool);
	}
	for (unsigned i = 0; i < script->count; i++) {
		text_add(&script->texts[i], items[i].text);
		script->items[i].text = script->texts[i].data;
	}
}

static int show_one(struct context *context, const struct revision *revision,
	const struct manifest *manifest, struct script *script, struct error *err)
{
	struct review_sql *sql;
	unsigned count;

	if (review_sql(context, revision, manifest, &sql, &count, err))
		return -1;
	if (context->as_json) {
		json_object(&context->json);
		show_revision_json(context, revision, manifest);
		json_sql(&context->json, sql, count);
		json_end_object(&context->json);
		add_sql(context, script, sql, count);
	} else {
		show_revision_text(context, revision, manifest);
		print_sql(context, sql, count);
	}
	return 0;
}

static int show_all(struct context *context, const struct revisions *list,
	const struct manifest *manifests, struct error *err)
{
	struct json *json = &context->json;
	struct script script = {0};

	if (context->as_json) {
		json_object(json);
		json_key(json, "revisions");
		json_array(json);
	}
	for (unsigned i = 0; i < list->count; i++) {
		if (i && !context->as_json)
			putchar('\n');
		if (show_one(context, list->items[i], &manifests[i], &script, err))
			return -1;
	}
	if (context->as_json) {
		json_end_array(json);
		json_sql(json, script.items, script.count);
		json_end_object(json);
	}
	return 0;
}

static int check_options(const struct context *context, struct error *err)
{
	const struct args *args = context->args;
	bool writes = args->approve || args->reject;

	if (args->approve && args->reject)
		return error_set(
			err, ERR_USAGE, "--approve and --reject exclude each other");
	if (args->reject && (!args->message || !*args->message))
		return error_set(err, ERR_USAGE, "--reject needs a reason: -m WHY");
	if (args->message && !args->reject)
		return error_set(err, ERR_USAGE, "-m goes with --reject");
	if (args->by && !writes)
		return error_set(err, ERR_USAGE, "--by goes with --approve or --reject");
	if (!writes)
		return 0;
	if (!args->words.count) {
		error_set(err, ERR_USAGE, "which revision is to be %s?",
			args->approve ? "approved" : "rejected");
		return error_hint(err, "`gitmig review` lists those that wait for it.");
	}
	return refuse_ref(context, err);
}

static int run(struct context *context, struct error *err)
{
	const struct args *args = context->args;
	const struct graph *graph;
	struct revisions list = {0};
	struct manifest *manifests;

	if (check_options(context, err) || context_chain(context, &graph, err))
		return -1;
	if (!args->words.count)
		return list_pending(context, graph, err);
	if (resolve(context, graph, &list, err))
		return -1;
	manifests = pool_array(context->pool, struct manifest, list.count);
	for (unsigned i = 0; i < list.count; i++) {
		if (chain_manifest(&context->chain, context->pool, list.items[i],
			    &manifests[i], err))
			return -1;
	}
	if (args->approve || args->reject)
		return review_write(context, &list, manifests, err);
	return show_all(context, &list, manifests, err);
}

static const enum option_id options[] = {
	OPT_APPROVE, OPT_REJECT, OPT_MESSAGE, OPT_BY, OPT_END};

const struct command cmd_review = {
	.name = "review",
	.words = "[R...]",
	.max_words = 1000,
	.summary = "list, show, approve or reject what waits for a review",
	.details =
		"Without R: what is pending. With R: its operations, and the SQL for each "
		"database.\n--approve and --reject write the review into the manifests; "
		"commit them.",
	.options = options,
	.run = run,
};
