#ifndef MSSQL_PROBE_H
#define MSSQL_PROBE_H

#include "base/dsn.h"

/*
 * FreeTDS says no more than "connection failed" when encryption is what it failed of. So
 * the server is asked once more, by hand, whether it offers any (PRELOGIN of MS-TDS).
 */
enum probe { PROBE_UNKNOWN, PROBE_NO_TDS, PROBE_NO_ENCRYPTION, PROBE_ENCRYPTION };

enum probe probe_encryption(const struct dsn *dsn);

#endif
