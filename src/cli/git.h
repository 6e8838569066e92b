#ifndef CLI_GIT_H
#define CLI_GIT_H

#include "base/error.h"
#include "base/strings.h"

/*
 * The program git, for what it must do itself: say where its hooks are, run one, write its
 * index. The words end with NULL. *output (NULL: not wanted) has no line feed at its end.
 * ERR_GIT: it cannot be run or fails; its own message is on standard error.
 */
int git_run(struct pool *pool, const char *folder, char **output, struct error *err, ...)
	__attribute__((sentinel));

#endif
