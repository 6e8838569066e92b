#ifndef CLI_MODELS_H
#define CLI_MODELS_H

#include "cli/context.h"
#include "schema/diff.h"

/* The schema that the project declares (contract 2.4): a folder of YAML files, one YAML or
 * .sql file, or what a command prints. ERR_CONFIG_INVALID, ERR_COMMAND_NOT_ALLOWED. */
int models_read(struct context *context, struct schema *schema, struct error *err);

/* The models compared with the database (which must be at the heads when must_be_at_head:
 * ERR_NOT_UP_TO_DATE) or, from_chain, with the chain replayed in memory. */
int models_compare(struct context *context, bool from_chain, bool must_be_at_head,
	struct diff *diff, struct error *err);
/* --from: sets *from_chain; ERR_USAGE. */
int models_from(const struct context *context, bool *from_chain, struct error *err);

/* "ok", "findings", "upgrade" and "downgrade" of check and diff. */
void json_diff(struct context *context, const struct diff *diff);
/* "possible_renames": what a reviewer should ask about; nothing where there are none. */
void json_renames(struct context *context, const struct likely_renames *renames);
/* Operations as they stand in a manifest. */
void json_operations(
	struct context *context, const char *key, const struct operations *operations);

#endif
