#ifndef SQLITE_DIALECT_H
#define SQLITE_DIALECT_H

#include "sql/dialect.h"

/*
 * SQL for SQLite 3.40 and later. `render` gives statements for what ALTER TABLE can do with
 * any table; what depends on the table (drop_column, most of alter_column, constraints,
 * a column that ADD COLUMN refuses) it reports as unsupported, and the driver rebuilds. The
 * functions below are for the rebuild.
 *
 * Schemas are names of attached databases. A foreign key cannot leave its own: a reference
 * to another schema is ERR_MANIFEST_INVALID. Comments and included columns of indexes are
 * not stored.
 */
extern const struct dialect sqlite_dialect;

/*
 * One column as CREATE TABLE has it:
 *     "name" TYPE NOT NULL DEFAULT 0 COLLATE "NOCASE" GENERATED ALWAYS AS (..) STORED
 * and for autoincrement: true "id" INTEGER NOT NULL CONSTRAINT "pk" PRIMARY KEY
 * AUTOINCREMENT, where `primary_key` is the constraint's name or NULL. The other shorthands
 * (unique, check, references, ...) are not part of it.
 */
int sqlite_column_text(struct text *out, const struct column *column,
	const char *primary_key, struct error *err);

/* The same with all its constraints behind it under their generated names: what ADD COLUMN
 * takes, and what can stand as one column in a CREATE TABLE. `index` is not part of it. */
int sqlite_column_inline(
	struct text *out, const struct op_add_column *op, struct error *err);

/* CREATE TABLE for a table in normal form (table_normal), under another name when `as` is
 * not NULL. Its indexes are apart: sqlite_index_text. */
int sqlite_table_text(
	struct text *out, const struct table *table, const char *as, struct error *err);
int sqlite_index_text(struct text *out, const char *schema, const char *table,
	const struct index *index, struct error *err);
/* REFERENCES "table" ("column") ON DELETE ..; schema: that of the referencing table. */
int sqlite_reference_text(struct text *out, const char *schema,
	const struct reference *reference, struct error *err);

/* ALTER TABLE .. DROP COLUMN, for a driver that has seen that nothing uses the column. */
void sqlite_drop_column_text(struct text *out, const struct op_drop_column *op);

/* "name", quotes doubled. */
void sqlite_name(struct text *out, const char *name);

#endif
