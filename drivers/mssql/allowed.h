#ifndef MSSQL_ALLOWED_H
#define MSSQL_ALLOWED_H

#include "base/error.h"
#include "base/strings.h"

#include <stdbool.h>

/* Would the server refuse an execute's batches, or would they end the transaction that they
 * run in? As far as their words tell: ERR_MANIFEST_INVALID. */
int mssql_allowed(const struct strings *batches, bool transaction, struct error *err);

#endif
