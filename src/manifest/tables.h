#ifndef MANIFEST_TABLES_H
#define MANIFEST_TABLES_H

#include "yaml/load.h"

/* The format of manifests and models, as libcyaml's tables (tables.c). */

extern const cyaml_schema_value_t manifest_table;      /* struct manifest */
extern const cyaml_schema_value_t manifest_head_table; /* upgrade, downgrade left out */
extern const cyaml_schema_value_t models_table;        /* struct schema */

#endif
