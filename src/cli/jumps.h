#ifndef CLI_JUMPS_H
#define CLI_JUMPS_H

#include "cli/context.h"

/* Warns, unless -q, of revisions that the version rows stand on and that were never
 * applied, with the commands that apply them. By the connection that is open. done: as
 * run_jumps takes it. */
int jumps_say(struct context *context, const struct strings *rows,
	const struct done_steps *done, struct error *err);

#endif
