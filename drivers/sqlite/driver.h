#ifndef SQLITE_DRIVER_H
#define SQLITE_DRIVER_H

#include "db/driver.h"

/* SQLite, embedded: files, and databases in memory for replays. */
extern const struct driver sqlite_driver;

#endif
