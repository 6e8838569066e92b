#ifndef SCHEMA_OPERATION_H
#define SCHEMA_OPERATION_H

#include "schema/schema.h"

/*
 * The operations of a manifest (contract 2.3), a tagged union. Its members are pointers
 * that libcyaml filled. Where a table is named, `schema` is NULL or the part before the
 * dot.
 */

enum operation_kind {
	OP_CREATE_TABLE,
	OP_DROP_TABLE,
	OP_RENAME_TABLE,
	OP_ADD_COLUMN,
	OP_DROP_COLUMN,
	OP_ALTER_COLUMN,
	OP_CREATE_INDEX,
	OP_DROP_INDEX,
	OP_CREATE_PRIMARY_KEY,
	OP_CREATE_UNIQUE_CONSTRAINT,
	OP_CREATE_FOREIGN_KEY,
	OP_CREATE_CHECK_CONSTRAINT,
	OP_DROP_CONSTRAINT,
	OP_CREATE_VIEW,
	OP_DROP_VIEW,
	OP_EXECUTE,
	OP_INSERT,
	OP_KINDS
};

enum constraint_kind {
	CONSTRAINT_UNSET,
	CONSTRAINT_PRIMARY_KEY,
	CONSTRAINT_UNIQUE,
	CONSTRAINT_FOREIGN_KEY,
	CONSTRAINT_CHECK,
};

struct op_drop_table {
	char *schema, *name;
};

struct op_rename_table {
	char *schema, *from, *to;
};

struct op_add_column {
	char *schema, *table;
	struct column column;
	struct literal *fill; /* NULL: none was given */
	struct table *adds; /* what comes of it in normal form; NULL: sql_column_table's */
};

struct op_drop_column {
	char *schema, *table, *column;
};

struct op_alter_column {
	char *schema, *table, *column;
	char *rename_to;
	struct type type; /* TYPE_UNSET: stays */
	enum tri nullable;
	struct literal *default_value; /* NULL: stays; a null literal drops it */
	char *default_sql;
	char *comment; /* "" drops it */
	/* What no other operation can say about a column that is there already. */
	char *collation; /* NULL: stays; "" is the database's own */
	enum tri autoincrement;
	char *using; /* the expression that makes the new value of the old one */
};

struct op_index {
	char *schema, *table;
	struct index index; /* drop_index: only the name counts, the rest may be there */
};

/* create_primary_key, create_unique_constraint, create_foreign_key,
 * create_check_constraint and drop_constraint: each uses what it needs. */
struct op_constraint {
	char *schema, *table;
	char *name; /* NULL: generated */
	char **columns;
	unsigned columns_count;
	struct reference *references;
	char *check;
	enum constraint_kind kind; /* always set after loading */
};

struct op_view {
	char *schema, *name;
	char *as; /* drop_view: NULL */
};

struct op_execute {
	char *sqlite,
		*mssql; /* the same pointer where one text serves; NULL: nothing there */
	char **touches; /* NULL: everything; touches_said tells [] from absent */
	unsigned touches_count;
	bool touches_said;
	bool transaction; /* default true */
};

struct cell {
	char *column;
	struct literal value;
};

struct row {
	struct cell *cells;
	unsigned cells_count;
};

struct op_insert {
	char *schema, *table;
	struct row *rows;
	unsigned rows_count;
};

struct operation {
	enum operation_kind kind;
	int line, column; /* where it stands in its file; 0 when it does not */
	union {
		struct table *create_table;
		struct op_drop_table *drop_table;
		struct op_rename_table *rename_table;
		struct op_add_column *add_column;
		struct op_drop_column *drop_column;
		struct op_alter_column *alter_column;
		struct op_index *index;
		struct op_constraint *constraint;
		struct op_view *view;
		struct op_execute *execute;
		struct op_insert *insert;
		void *any;
	};
};

struct operations {
	struct operation *items;
	unsigned count;
	unsigned cap;
};

/* The key in the manifest: "create_table", ... */
const char *operation_name(enum operation_kind kind);
void operations_add(
	struct pool *pool, struct operations *list, enum operation_kind kind, void *body);
/* "table", "table.column", with "schema." before it where one is named: what reports call
 * the object of an operation. "" for execute. */
char *operation_object(struct pool *pool, const struct operation *op);
/* A sentence for people, such as "add column allocation.Done boolean not null". */
char *operation_summary(struct pool *pool, const struct operation *op);
/* The table or view that it works on, or NULL (execute; a drop_index that names none). For
 * rename_table the old name. */
const char *operation_table(const struct operation *op);
/* The schema that is named with it, or NULL. */
const char *operation_schema(const struct operation *op);

#endif
