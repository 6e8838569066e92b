#ifndef MSSQL_DRIVER_H
#define MSSQL_DRIVER_H

#include "db/driver.h"

/* SQL Server. Its SQL is written without a connection; nothing connects yet. */
extern const struct driver mssql_driver;

#endif
