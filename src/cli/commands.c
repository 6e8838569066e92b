#include "cli/command.h"

#include <string.h>

#define EACH_COMMAND(X)                                                                    \
	X(init)                                                                            \
	X(revision)                                                                        \
	X(merge)                                                                           \
	X(forecast)                                                                        \
	X(upgrade)                                                                         \
	X(downgrade)                                                                       \
	X(current)                                                                         \
	X(heads)                                                                           \
	X(bases)                                                                           \
	X(branches)                                                                        \
	X(history)                                                                         \
	X(show)                                                                            \
	X(stamp)                                                                           \
	X(ensure_version)                                                                  \
	X(verify)                                                                          \
	X(check)                                                                           \
	X(diff)                                                                            \
	X(review)                                                                          \
	X(edit)                                                                            \
	X(hooks)                                                                           \
	X(hook)

#define DECLARE(name) extern const struct command cmd_##name;
#define ROW(name)     &cmd_##name,

EACH_COMMAND(DECLARE)

const struct command *const commands[] = {EACH_COMMAND(ROW) NULL};

const struct command *command_find(const char *name)
{
	for (const struct command *const *command = commands; *command; command++) {
		if (!strcmp((*command)->name, name))
			return *command;
	}
	return NULL;
}
