#ifndef CLI_PROCESS_H
#define CLI_PROCESS_H

#include "base/error.h"
#include "base/strings.h"

#include <stddef.h>

/* Runs a program in a folder, without a shell, and takes what it prints (at most max
 * bytes); its standard error is ours. ERR_IO when it cannot be run or gives another status
 * than 0. */
int process_output(struct pool *pool, const char *folder, const struct strings *command,
	size_t max, char **output, size_t *length, struct error *err);

/* What waitpid() says of a program: 0, or ERR_IO unless it ended with 0. */
int process_verdict(int status, const char *name, struct error *err);

/* Opens the file in $VISUAL or $EDITOR (vi) and waits. ERR_IO. `output`: where the editor
 * prints, STDERR_FILENO if standard output is for a document of ours. */
int process_edit(struct pool *pool, const char *path, int output, struct error *err);

#endif
