#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "cli/context.h"
#include "cli/options.h"

/*
 * A command is one constant of this kind in a file of its own, and a row in commands.c. Its
 * help is this table and `details`; docs/commands/<name>.md says it at length.
 */
struct command {
	const char *name;
	const char *words; /* of the usage line, such as "TARGET"; "" when it takes none */
	unsigned min_words, max_words;
	const char *summary; /* one line */
	const char *details; /* more lines for its --help, or NULL */
	const enum option_id *options;
	const char *formats; /* of --format besides text and json, or NULL: "a b" */
	/*
	 * Exit status 0 or 1, or -1 with an error. With JSON asked for, it has printed one
	 * document unless it gives -1.
	 */
	int (*run)(struct context *context, struct error *err);
};

extern const struct command *const commands[]; /* ends with NULL; in the order of --help */
const struct command *command_find(const char *name);

#endif
