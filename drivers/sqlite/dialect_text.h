#ifndef SQLITE_DIALECT_TEXT_H
#define SQLITE_DIALECT_TEXT_H

#include "drivers/sqlite/dialect.h"

/* The parts that dialect.c and dialect_text.c share; as the dialect's members of that name.
 */
int sqlite_type(struct text *out, const struct column *column, struct error *err);
int sqlite_literal(struct text *out, const struct literal *from, const struct type *of,
	struct error *err);
/* " DEFAULT ..", or nothing. */
int sqlite_add_default(struct text *out, const struct column *column, struct error *err);

#endif
