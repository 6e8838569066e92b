#ifndef CLI_REPORT_H
#define CLI_REPORT_H

#include "cli/context.h"

/*
 * An error for whoever reads it: with JSON the one document on standard output, else lines
 * on standard error: "error: CODE: file:line:column: message", then "hint: ...". What had
 * been done before it (steps, heads) is told as well.
 */
void report_error(struct context *context, const struct error *err);

/* "steps" and "heads" of a plan, as members of the object that is open. */
void json_plan(struct json *json, const struct plan *plan);
/* Its line: "upgrade 8f3c2a91d704, message". */
void print_step(const struct step *step);

#endif
