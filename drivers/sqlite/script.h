#ifndef SQLITE_SCRIPT_H
#define SQLITE_SCRIPT_H

#include "db/script.h"

/* What an SQLite script says around its statements. */
extern const struct script_text sqlite_script;

#endif
