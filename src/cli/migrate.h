#ifndef CLI_MIGRATE_H
#define CLI_MIGRATE_H

#include "cli/context.h"

/* What upgrade, downgrade and stamp have in common. */

/* The command that carries out, previews (--plan) or writes down (--sql). */
int migrate(struct context *context, enum step_kind kind, struct error *err);
/* Writes a plan down as SQL that starts at `start_rows`, and prints it. */
int migrate_script(struct context *context, const struct strings *start_rows,
	const struct plan *plan, struct error *err);
/* Prints what was done or would be: JSON, or a line per step. */
void migrate_report(struct context *context, const struct plan *plan);

/* Is the database a file that is not there? */
int migrate_is_missing(struct context *context, bool *missing, struct error *err);

#endif
