#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "db/driver.h"

/* The whole program: gives the exit status. drivers ends with NULL. */
int cli_main(int argc, char **argv, const struct driver *const *drivers);

#endif
