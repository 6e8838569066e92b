#include "cli/report.h"

#include "cli/elsewhere.h"
#include "out/safe.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool use_color(const struct args *args)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (args->color && strcmp(args->color, "auto") != 0)
		return !strcmp(args->color, "always");
	return !(no_color && *no_color) && term && strcmp(term, "dumb") != 0 &&
	       isatty(STDERR_FILENO);
}

static const char *step_name(enum step_kind kind)
{
	static const char *const names[] = {
		[STEP_UPGRADE] = "upgrade",
		[STEP_DOWNGRADE] = "downgrade",
		[STEP_STAMP] = "stamp",
	};

	return names[kind];
}

void json_plan(struct json *json, const struct plan *plan)
{
	json_key(json, "steps");
	json_array(json);
	for (unsigned i = 0; i < plan->count; i++) {
		const struct step *step = &plan->items[i];

		json_object(json);
		json_put(json, "action", step_name(step->kind));
		json_put(json, "revision", step->revision ? step->revision->id : NULL);
		json_put(json, "message", step->revision ? step->revision->message : NULL);
		json_put(json, "path", step->revision ? step->revision->path : NULL);
		json_end_object(json);
	}
	json_end_array(json);
	json_put_strings(json, "heads", &plan->rows);
}

void print_step(const struct step *step)
{
	const struct revision *revision = step->revision;

	printf("%s ", step_name(step->kind));
	print_safe_line(stdout, revision ? revision->id : "base");
	if (revision && revision->message) {
		fputs(", ", stdout);
		print_safe_line(stdout, revision->message);
	}
	putchar('\n');
}

static void report_json(struct context *context, const struct error *err)
{
	struct json *json = &context->json;

	json_object(json);
	json_key(json, "error");
	json_object(json);
	json_put(json, "code", error_code_name(err->code));
	json_put(json, "message", err->message);
	if (err->hint[0])
		json_put(json, "hint", err->hint);
	if (err->revision[0])
		json_put(json, "revision", err->revision);
	if (err->missing[0])
		json_put(json, "missing", err->missing);
	if (err->file[0])
		json_put(json, "file", err->file);
	if (err->line) {
		json_put_int(json, "line", err->line);
		json_put_int(json, "column", err->column);
	}
	if (context->elsewhere)
		json_elsewhere(json, context->elsewhere);
	json_end_object(json);
	if (context->done.count)
		json_plan(json, &context->done);
	json_end_object(json);
}

/* "file:line:column: "; a line whose column is not known goes without. */
static void print_place(const struct error *err)
{
	if (!err->file[0])
		return;
	print_safe_line(stderr, err->file);
	if (err->line)
		fprintf(stderr, ":%d", err->line);
	if (err->line && err->column)
		fprintf(stderr, ":%d", err->column);
	fputs(": ", stderr);
}

void report_error(struct context *context, const struct error *err)
{
	bool color = use_color(context->args);

	if (context->as_json) {
		report_json(context, err);
		return;
	}
	fprintf(stderr, "%serror:%s %s: ", color ? "\033[1;31m" : "",
		color ? "\033[0m" : "", error_code_name(err->code));
	print_place(err);
	print_safe(stderr, err->message);
	putc('\n', stderr);
	if (err->hint[0]) {
		fprintf(stderr, "%shint:%s ", color ? "\033[36m" : "",
			color ? "\033[0m" : "");
		print_safe(stderr, err->hint);
		putc('\n', stderr);
	}
}
