#ifndef RUN_SIGNALS_H
#define RUN_SIGNALS_H

#include "db/driver.h"

/*
 * SIGINT and SIGTERM while a plan is carried out: they are noted, and the statement that
 * runs is made to fail. A second signal of the kind ends the process as if it had not been
 * caught, so that nothing can hang; the database rolls back then. Signals that were ignored
 * (nohup) stay ignored. One at a time: handlers are the process's.
 */
void signals_start(struct db *db);
void signals_stop(void); /* handlers are as they were before signals_start */
/* "SIGINT", "SIGTERM", or NULL: none came since signals_start. */
const char *signals_caught(void);

#endif
