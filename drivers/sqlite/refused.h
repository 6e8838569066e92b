#ifndef SQLITE_REFUSED_H
#define SQLITE_REFUSED_H

#include "base/error.h"
#include "base/pool.h"

/* ERR_DATABASE when a statement of the text would end, nest or leave the transaction that a
 * revision runs in: BEGIN, COMMIT, SAVEPOINT, ATTACH, VACUUM and their like. */
int refuse_statements(struct pool *pool, const char *sql, struct error *err);

#endif
