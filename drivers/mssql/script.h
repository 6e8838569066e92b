#ifndef MSSQL_SCRIPT_H
#define MSSQL_SCRIPT_H

#include "db/script.h"

/* What a T-SQL script says around its batches. */
extern const struct script_text mssql_script;

#endif
