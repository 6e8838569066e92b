#ifndef CLI_CONFINED_H
#define CLI_CONFINED_H

#include "base/error.h"
#include "base/strings.h"

#include <stddef.h>

/* Runs a program that others wrote, in a folder and without a shell, and takes what it
 * prints; its standard error is ours, its standard input is empty. When it ends, prints
 * more than max bytes, takes more than that many seconds (0: any time) or a signal ends us,
 * it goes with all that it has started. ERR_IO for these, when it cannot be run and when it
 * gives another status than 0. */
int confined_output(struct pool *pool, const char *folder, const struct strings *command,
	size_t max, int seconds, char **output, size_t *length, struct error *err);

#endif
