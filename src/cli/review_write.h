#ifndef CLI_REVIEW_WRITE_H
#define CLI_REVIEW_WRITE_H

#include "cli/context.h"
#include "manifest/manifest.h"

/*
 * Writes the verdict that the arguments give (--approve, --reject -m WHY, --by WHO) into
 * the manifests of these revisions, and reports it. Everything is checked before the first
 * file is written. 1: one is refused (self-reviewed), nothing is written.
 */
int review_write(struct context *context, const struct revisions *list,
	const struct manifest *manifests, struct error *err);

#endif
