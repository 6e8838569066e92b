#include "cli/cli.h"

#include "cli/command.h"
#include "cli/elsewhere.h"
#include "cli/report.h"

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void write_help(FILE *file, const struct command *command)
{
	if (!command) {
		fputs("usage: gitmig [global options] COMMAND [options]\n\n"
		      "Database migrations that know git.\n\ncommands:\n",
			file);
		for (const struct command *const *c = commands; *c; c++)
			fprintf(file, "  %-16s %s\n", (*c)->name, (*c)->summary);
		fputs("\nglobal options, before or after the command:\n", file);
		options_help_global(file);
		fputs("\n`gitmig COMMAND --help` tells more. Exit status: 0 done or "
		      "nothing "
		      "to do,\n"
		      "1 a check failed or something was refused, 2 wrong usage, 3 an "
		      "error.\n",
			file);
		return;
	}
	fprintf(file, "usage: gitmig %s%s%s%s\n\n%s\n", command->name,
		command->options ? " [options]" : "", *command->words ? " " : "",
		command->words, command->summary);
	if (command->details)
		fprintf(file, "\n%s\n", command->details);
	if (command->options) {
		fputs("\noptions:\n", file);
		options_help(file, command->options);
	}
	fputs("\nglobal options:\n", file);
	options_help_global(file);
}

static int print_help(
	struct context *context, const struct command *command, struct error *err)
{
	char *text = NULL;
	size_t length;
	FILE *file;

	if (!context->as_json) {
		write_help(stdout, command);
		return 0;
	}
	file = open_memstream(&text, &length);
	if (!file)
		return error_set(err, ERR_IO, "no memory");
	write_help(file, command);
	fclose(file);
	json_object(&context->json);
	json_put(&context->json, "help", text);
	json_end_object(&context->json);
	free(text);
	return 0;
}

static int check_words(
	const struct command *command, const struct args *args, struct error *err)
{
	if (args->words.count < command->min_words)
		error_set(err, ERR_USAGE, "`gitmig %s` needs %s", command->name,
			command->words);
	else if (args->words.count > command->max_words)
		error_set(err, ERR_USAGE, "`gitmig %s` has no use for '%s'", command->name,
			args->words.items[command->max_words]);
	else
		return 0;
	return error_hint(err, "usage: gitmig %s%s%s", command->name,
		*command->words ? " " : "", command->words);
}

static void print_version(struct context *context)
{
	if (!context->as_json) {
		puts("gitmig " GITMIG_VERSION);
		return;
	}
	json_object(&context->json);
	json_put(&context->json, "version", GITMIG_VERSION);
	json_end_object(&context->json);
}

/* As git does: each -C starts from where the one before it led. */
static int go_there(const struct strings *directories, struct error *err)
{
	for (unsigned i = 0; i < directories->count; i++) {
		const char *directory = directories->items[i];

		if (*directory && chdir(directory) < 0)
			return error_set_at(err, ERR_IO, directory, 0, 0,
				"cannot go there: %s", strerror(errno));
	}
	return 0;
}

static int run_command(struct context *context, struct error *err)
{
	const struct args *args = context->args;
	const struct command *command = args->command ? command_find(args->command) : NULL;

	if (args->help)
		return print_help(context, command, err);
	if (args->version) {
		print_version(context);
		return 0;
	}
	if (!command) {
		error_set(err, ERR_USAGE, "no command was given");
		return error_hint(err, "`gitmig --help` lists the commands.");
	}
	if (check_words(command, args, err))
		return -1;
	return go_there(&args->directories, err) ? -1 : command->run(context, err);
}

/* --format json counts for errors in the usage, too, wherever it stands. */
static bool wants_json(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (!strcmp(argv[i], "--format=json"))
			return true;
		if (!strcmp(argv[i], "--format") && i + 1 < argc &&
			!strcmp(argv[i + 1], "json"))
			return true;
	}
	return false;
}

/* Output that could not be written (a full disk, a closed pipe) is not success. */
static int flush_output(struct context *context, struct error *err)
{
	if (!fflush(stdout) && !ferror(stdout))
		return 0;
	if (!context->output_errno)
		context->output_errno = errno;
	return error_set(err, ERR_IO, "cannot write the output: %s",
		strerror(context->output_errno));
}

/* Pools and large trees come and go in loops: the allocator shall not ask the system for
 * the memory of each, and fault its pages again. Larger limits would cost peaks of memory.
 */
static void use_memory(void)
{
	mallopt(M_MMAP_THRESHOLD, 1 << 20);
	mallopt(M_TRIM_THRESHOLD, 2 << 20);
}

int cli_main(int argc, char **argv, const struct driver *const *drivers)
{
	/* Not released: the process ends, and giving back piece by piece takes a tenth of a
	 * short command. Static, so that leak checkers still see what points to it. */
	static struct pool pool;
	struct args args = {0};
	struct context context = {.pool = &pool, .args = &args, .drivers = drivers};
	struct error err = {0};
	bool broken_pipe = false;
	int status;

	use_memory();
	pool_init(&pool);
	signal(SIGPIPE, SIG_IGN);
	context.as_json = wants_json(argc, argv);
	json_init(&context.json, stdout);
	status = options_parse(&pool, argc, argv, command_find, &args, &err);
	if (!status) {
		if (args.format)
			context.as_json = !strcmp(args.format, "json");
		status = run_command(&context, &err);
	}
	if (status >= 0 && flush_output(&context, &err)) {
		broken_pipe = context.output_errno == EPIPE;
		context.as_json = false;
		status = -1;
	}
	if (status < 0) {
		elsewhere_explain(&context, &err);
		/* Who has read enough need not be told: `gitmig history | head`. */
		if (!broken_pipe)
			report_error(&context, &err);
		status = error_exit_status(err.code);
		fflush(stdout);
	}
	context_close(&context);
	return status;
}
