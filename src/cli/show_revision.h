#ifndef CLI_SHOW_REVISION_H
#define CLI_SHOW_REVISION_H

#include "cli/context.h"
#include "manifest/manifest.h"

/* A revision with its operations, for show and review. */

/* The members of its object; the caller opens and closes it. */
void show_revision_json(struct context *context, const struct revision *revision,
	const struct manifest *manifest);
void show_revision_text(struct context *context, const struct revision *revision,
	const struct manifest *manifest);

#endif
