#include "manifest/tables.h"

#include "manifest/manifest.h"

/*
 * The single description of the format: the check reads it for its messages, libcyaml to
 * fill the structs. Keys with @ are explained in yaml/load.h; @kind, @length, @scale and
 * @cells are put in by lower.c.
 */

#define OPTIONAL (CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL)
#define REQUIRED CYAML_FLAG_POINTER

#define TEXT(_key, _flags, _struct, _member)                                               \
	CYAML_FIELD_STRING_PTR(_key, _flags, _struct, _member, 0, CYAML_UNLIMITED)
/* A name or an expression: it may not be empty. */
#define NAME(_key, _flags, _struct, _member)                                               \
	CYAML_FIELD_STRING_PTR(_key, _flags, _struct, _member, 1, CYAML_UNLIMITED)
#define LIST(_key, _flags, _struct, _member, _entry, _min)                                 \
	CYAML_FIELD_SEQUENCE(                                                              \
		_key, _flags, _struct, _member, &(_entry), _min, CYAML_UNLIMITED)
#define STRINGS(_key, _flags, _items, _count)                                              \
	CYAML_FIELD_SEQUENCE_COUNT(_key, _flags, struct manifest, _items, _count,          \
		&name_value, 0, CYAML_UNLIMITED)
#define TRI(_key, _struct, _member)                                                        \
	YAML_FIELD_TRI(_key, CYAML_FLAG_OPTIONAL, _struct, _member)
#define PLACE(_struct, _line, _column)                                                     \
	CYAML_FIELD_INT("@line", CYAML_FLAG_OPTIONAL, _struct, _line),                     \
		CYAML_FIELD_INT("@column", CYAML_FLAG_OPTIONAL, _struct, _column)
#define MAPPING_OF(_struct, _fields)                                                       \
	{                                                                                  \
		CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, _struct, _fields)                  \
	}

static const cyaml_schema_value_t name_value = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 1, CYAML_UNLIMITED)};

/* --- what tables are made of --- */

static const cyaml_schema_field_t literal_fields[] = {
	TEXT("@text", OPTIONAL, struct literal, text),
	CYAML_FIELD_BOOL("@quoted", CYAML_FLAG_OPTIONAL, struct literal, quoted),
	CYAML_FIELD_END,
};

/* A type's text is parsed by lower.c; @scalar only tells the check that there may be one.
 */
static const cyaml_schema_field_t type_fields[] = {
	CYAML_FIELD_INT("@kind", CYAML_FLAG_OPTIONAL, struct type, kind),
	CYAML_FIELD_INT("@length", CYAML_FLAG_OPTIONAL, struct type, length),
	CYAML_FIELD_INT("@scale", CYAML_FLAG_OPTIONAL, struct type, scale),
	TEXT("sqlite", OPTIONAL, struct type, sqlite),
	TEXT("mssql", OPTIONAL, struct type, mssql),
	CYAML_FIELD_IGNORE("@scalar", CYAML_FLAG_OPTIONAL),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t reference_fields[] = {
	NAME("schema", OPTIONAL, struct reference, schema),
	NAME("table", REQUIRED, struct reference, table),
	LIST("columns", OPTIONAL, struct reference, columns, name_value, 1),
	TEXT("on_delete", OPTIONAL, struct reference, on_delete),
	TEXT("on_update", OPTIONAL, struct reference, on_update),
	TEXT("deferrable", OPTIONAL, struct reference, deferrable),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t computed_fields[] = {
	NAME("as", REQUIRED, struct computed, as),
	TRI("stored", struct computed, stored),
	CYAML_FIELD_END,
};

#define COLUMN_FIELDS                                                                      \
	NAME("name", REQUIRED, struct column, name),                                       \
		CYAML_FIELD_MAPPING(                                                       \
			"type", CYAML_FLAG_OPTIONAL, struct column, type, type_fields),    \
		TRI("nullable", struct column, nullable),                                  \
		CYAML_FIELD_MAPPING_PTR("default", OPTIONAL, struct column, default_value, \
			literal_fields),                                                   \
		NAME("default_sql", OPTIONAL, struct column, default_sql),                 \
		TRI("primary_key", struct column, primary_key),                            \
		TRI("autoincrement", struct column, autoincrement),                        \
		TRI("unique", struct column, unique), TRI("index", struct column, index),  \
		CYAML_FIELD_MAPPING_PTR("references", OPTIONAL, struct column, references, \
			reference_fields),                                                 \
		NAME("check", OPTIONAL, struct column, check),                             \
		NAME("collation", OPTIONAL, struct column, collation),                     \
		CYAML_FIELD_MAPPING_PTR(                                                   \
			"computed", OPTIONAL, struct column, computed, computed_fields),   \
		TEXT("comment", OPTIONAL, struct column, comment),                         \
		PLACE(struct column, line, column)

static const cyaml_schema_field_t column_fields[] = {COLUMN_FIELDS, CYAML_FIELD_END};
static const cyaml_schema_value_t column_value = MAPPING_OF(struct column, column_fields);

static const cyaml_schema_field_t model_column_fields[] = {
	COLUMN_FIELDS,
	NAME("renamed_from", OPTIONAL, struct column, renamed_from),
	CYAML_FIELD_MAPPING_PTR("fill", OPTIONAL, struct column, fill, literal_fields),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t model_column_value = MAPPING_OF(
	struct column, model_column_fields);

static const cyaml_schema_field_t primary_key_fields[] = {
	NAME("name", OPTIONAL, struct primary_key, name),
	LIST("columns", REQUIRED, struct primary_key, columns, name_value, 1),
	LIST("@items", OPTIONAL, struct primary_key, columns, name_value, 1),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t unique_fields[] = {
	NAME("name", OPTIONAL, struct unique, name),
	LIST("columns", REQUIRED, struct unique, columns, name_value, 1),
	LIST("@items", OPTIONAL, struct unique, columns, name_value, 1),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t unique_value = MAPPING_OF(struct unique, unique_fields);

static const cyaml_schema_field_t foreign_key_fields[] = {
	NAME("name", OPTIONAL, struct foreign_key, name),
	LIST("columns", REQUIRED, struct foreign_key, columns, name_value, 1),
	CYAML_FIELD_MAPPING("references", CYAML_FLAG_DEFAULT, struct foreign_key,
		references, reference_fields),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t foreign_key_value = MAPPING_OF(
	struct foreign_key, foreign_key_fields);

static const cyaml_schema_field_t check_fields[] = {
	NAME("name", OPTIONAL, struct check, name),
	NAME("check", REQUIRED, struct check, check),
	NAME("@scalar", OPTIONAL, struct check, check),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t check_value = MAPPING_OF(struct check, check_fields);

static const cyaml_schema_field_t index_column_fields[] = {
	NAME("column", OPTIONAL, struct index_column, column),
	NAME("@scalar", OPTIONAL, struct index_column, column),
	NAME("expression", OPTIONAL, struct index_column, expression),
	TRI("desc", struct index_column, desc),
	NAME("collation", OPTIONAL, struct index_column, collation),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t index_column_value = MAPPING_OF(
	struct index_column, index_column_fields);

static const cyaml_schema_field_t index_fields[] = {
	NAME("name", OPTIONAL, struct index, name),
	LIST("columns", REQUIRED, struct index, columns, index_column_value, 1),
	TRI("unique", struct index, unique),
	NAME("where", OPTIONAL, struct index, where),
	LIST("include", OPTIONAL, struct index, include, name_value, 0),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t index_value = MAPPING_OF(struct index, index_fields);

static const cyaml_schema_field_t options_fields[] = {
	TEXT("sqlite", OPTIONAL, struct table_options, sqlite),
	TEXT("mssql", OPTIONAL, struct table_options, mssql),
	CYAML_FIELD_END,
};

#define TABLE_FIELDS(_column)                                                              \
	NAME("schema", OPTIONAL, struct table, schema),                                    \
		NAME("name", REQUIRED, struct table, name),                                \
		LIST("columns", REQUIRED, struct table, columns, _column, 1),              \
		CYAML_FIELD_MAPPING_PTR("primary_key", OPTIONAL, struct table,             \
			primary_key, primary_key_fields),                                  \
		LIST("unique", OPTIONAL, struct table, unique, unique_value, 0),           \
		LIST("foreign_keys", OPTIONAL, struct table, foreign_keys,                 \
			foreign_key_value, 0),                                             \
		LIST("checks", OPTIONAL, struct table, checks, check_value, 0),            \
		LIST("indexes", OPTIONAL, struct table, indexes, index_value, 0),          \
		TEXT("comment", OPTIONAL, struct table, comment),                          \
		CYAML_FIELD_MAPPING_PTR(                                                   \
			"options", OPTIONAL, struct table, options, options_fields),       \
		PLACE(struct table, line, column_at)

static const cyaml_schema_field_t table_fields[] = {
	TABLE_FIELDS(column_value), CYAML_FIELD_END};

static const cyaml_schema_field_t model_table_fields[] = {
	TABLE_FIELDS(model_column_value),
	NAME("renamed_from", OPTIONAL, struct table, renamed_from),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t model_table_value = MAPPING_OF(
	struct table, model_table_fields);

static const cyaml_schema_field_t view_fields[] = {
	NAME("schema", OPTIONAL, struct view, schema),
	NAME("name", REQUIRED, struct view, name),
	NAME("as", REQUIRED, struct view, as),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t view_value = MAPPING_OF(struct view, view_fields);

/* --- operations --- */

static const cyaml_schema_field_t drop_table_fields[] = {
	NAME("schema", OPTIONAL, struct op_drop_table, schema),
	NAME("name", REQUIRED, struct op_drop_table, name),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t rename_table_fields[] = {
	NAME("schema", OPTIONAL, struct op_rename_table, schema),
	NAME("from", REQUIRED, struct op_rename_table, from),
	NAME("to", REQUIRED, struct op_rename_table, to),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t add_column_fields[] = {
	NAME("schema", OPTIONAL, struct op_add_column, schema),
	NAME("table", REQUIRED, struct op_add_column, table),
	CYAML_FIELD_MAPPING(
		"column", CYAML_FLAG_DEFAULT, struct op_add_column, column, column_fields),
	CYAML_FIELD_MAPPING_PTR(
		"fill", OPTIONAL, struct op_add_column, fill, literal_fields),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t drop_column_fields[] = {
	NAME("schema", OPTIONAL, struct op_drop_column, schema),
	NAME("table", REQUIRED, struct op_drop_column, table),
	NAME("column", REQUIRED, struct op_drop_column, column),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t alter_column_fields[] = {
	NAME("schema", OPTIONAL, struct op_alter_column, schema),
	NAME("table", REQUIRED, struct op_alter_column, table),
	NAME("column", REQUIRED, struct op_alter_column, column),
	NAME("rename_to", OPTIONAL, struct op_alter_column, rename_to),
	CYAML_FIELD_MAPPING(
		"type", CYAML_FLAG_OPTIONAL, struct op_alter_column, type, type_fields),
	TRI("nullable", struct op_alter_column, nullable),
	CYAML_FIELD_MAPPING_PTR(
		"default", OPTIONAL, struct op_alter_column, default_value, literal_fields),
	NAME("default_sql", OPTIONAL, struct op_alter_column, default_sql),
	TEXT("comment", OPTIONAL, struct op_alter_column, comment),
	TEXT("collation", OPTIONAL, struct op_alter_column, collation),
	TRI("autoincrement", struct op_alter_column, autoincrement),
	NAME("using", OPTIONAL, struct op_alter_column, using),
	CYAML_FIELD_END,
};

#define INDEX_FIELDS(_columns)                                                             \
	NAME("schema", OPTIONAL, struct op_index, schema),                                 \
		NAME("name", REQUIRED, struct op_index, index.name),                       \
		NAME("table", REQUIRED, struct op_index, table),                           \
		CYAML_FIELD_SEQUENCE_COUNT("columns", _columns, struct op_index,           \
			index.columns, index.columns_count, &index_column_value, 1,        \
			CYAML_UNLIMITED),                                                  \
		TRI("unique", struct op_index, index.unique),                              \
		NAME("where", OPTIONAL, struct op_index, index.where),                     \
		CYAML_FIELD_SEQUENCE_COUNT("include", OPTIONAL, struct op_index,           \
			index.include, index.include_count, &name_value, 0,                \
			CYAML_UNLIMITED)

static const cyaml_schema_field_t create_index_fields[] = {
	INDEX_FIELDS(REQUIRED), CYAML_FIELD_END};
static const cyaml_schema_field_t drop_index_fields[] = {
	INDEX_FIELDS(OPTIONAL), CYAML_FIELD_END};

#define CONSTRAINT_FIELDS                                                                  \
	NAME("schema", OPTIONAL, struct op_constraint, schema),                            \
		NAME("name", REQUIRED, struct op_constraint, name),                        \
		NAME("table", REQUIRED, struct op_constraint, table)

static const cyaml_schema_field_t key_fields[] = {
	CONSTRAINT_FIELDS,
	LIST("columns", REQUIRED, struct op_constraint, columns, name_value, 1),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t create_foreign_key_fields[] = {
	CONSTRAINT_FIELDS,
	LIST("columns", REQUIRED, struct op_constraint, columns, name_value, 1),
	CYAML_FIELD_MAPPING_PTR(
		"references", REQUIRED, struct op_constraint, references, reference_fields),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t create_check_fields[] = {
	CONSTRAINT_FIELDS,
	NAME("check", REQUIRED, struct op_constraint, check),
	CYAML_FIELD_END,
};

/* Alembic's words are understood as well; messages name the first of a kind. */
static const cyaml_strval_t constraint_kinds[] = {
	{"primary_key", CONSTRAINT_PRIMARY_KEY},
	{"unique", CONSTRAINT_UNIQUE},
	{"foreign_key", CONSTRAINT_FOREIGN_KEY},
	{"check", CONSTRAINT_CHECK},
	{"primary", CONSTRAINT_PRIMARY_KEY},
	{"foreignkey", CONSTRAINT_FOREIGN_KEY},
};

static const cyaml_schema_field_t drop_constraint_fields[] = {
	CONSTRAINT_FIELDS,
	CYAML_FIELD_ENUM("kind", CYAML_FLAG_STRICT, struct op_constraint, kind,
		constraint_kinds, CYAML_ARRAY_LEN(constraint_kinds)),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t create_view_fields[] = {
	NAME("schema", OPTIONAL, struct op_view, schema),
	NAME("name", REQUIRED, struct op_view, name),
	NAME("as", REQUIRED, struct op_view, as),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t drop_view_fields[] = {
	NAME("schema", OPTIONAL, struct op_view, schema),
	NAME("name", REQUIRED, struct op_view, name),
	NAME("as", OPTIONAL, struct op_view, as),
	CYAML_FIELD_END,
};

/* One text for every database is loaded as sqlite's; rules.c gives it to the others. */
static const cyaml_schema_field_t sql_fields[] = {
	NAME("sqlite", OPTIONAL, struct op_execute, sqlite),
	NAME("@scalar", OPTIONAL, struct op_execute, sqlite),
	NAME("mssql", OPTIONAL, struct op_execute, mssql),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t execute_fields[] = {
	{.key = "sql", .value = MAPPING_OF(struct op_execute, sql_fields)},
	LIST("touches", OPTIONAL, struct op_execute, touches, name_value, 0),
	CYAML_FIELD_BOOL(
		"transaction", CYAML_FLAG_OPTIONAL, struct op_execute, transaction),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t cell_fields[] = {
	NAME("@name", REQUIRED, struct cell, column),
	CYAML_FIELD_MAPPING(
		"@value", CYAML_FLAG_DEFAULT, struct cell, value, literal_fields),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t cell_value = MAPPING_OF(struct cell, cell_fields);

static const cyaml_schema_field_t row_fields[] = {
	LIST("@cells", OPTIONAL, struct row, cells, cell_value, 0),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t row_value = MAPPING_OF(struct row, row_fields);

static const cyaml_schema_field_t insert_fields[] = {
	NAME("schema", OPTIONAL, struct op_insert, schema),
	NAME("table", REQUIRED, struct op_insert, table),
	LIST("rows", REQUIRED, struct op_insert, rows, row_value, 1),
	CYAML_FIELD_END,
};

#define OPERATION(_name, _member, _fields)                                                 \
	CYAML_FIELD_MAPPING_PTR(_name, OPTIONAL, struct operation, _member, _fields)

static const cyaml_schema_field_t operation_fields[] = {
	OPERATION("create_table", create_table, table_fields),
	OPERATION("drop_table", drop_table, drop_table_fields),
	OPERATION("rename_table", rename_table, rename_table_fields),
	OPERATION("add_column", add_column, add_column_fields),
	OPERATION("drop_column", drop_column, drop_column_fields),
	OPERATION("alter_column", alter_column, alter_column_fields),
	OPERATION("create_index", index, create_index_fields),
	OPERATION("drop_index", index, drop_index_fields),
	OPERATION("create_primary_key", constraint, key_fields),
	OPERATION("create_unique_constraint", constraint, key_fields),
	OPERATION("create_foreign_key", constraint, create_foreign_key_fields),
	OPERATION("create_check_constraint", constraint, create_check_fields),
	OPERATION("drop_constraint", constraint, drop_constraint_fields),
	OPERATION("create_view", view, create_view_fields),
	OPERATION("drop_view", view, drop_view_fields),
	OPERATION("execute", execute, execute_fields),
	OPERATION("insert", insert, insert_fields),
	CYAML_FIELD_INT("@kind", CYAML_FLAG_OPTIONAL, struct operation, kind),
	PLACE(struct operation, line, column),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t operation_value = MAPPING_OF(
	struct operation, operation_fields);

/* --- files --- */

static const cyaml_schema_field_t review_fields[] = {
	NAME("status", REQUIRED, struct review_block, status),
	TEXT("by", OPTIONAL, struct review_block, by),
	TEXT("at", OPTIONAL, struct review_block, at),
	TEXT("digest", OPTIONAL, struct review_block, digest),
	TEXT("message", OPTIONAL, struct review_block, message),
	CYAML_FIELD_END,
};

#define HEAD_FIELDS                                                                        \
	CYAML_FIELD_IGNORE("gitmig", CYAML_FLAG_DEFAULT),                                  \
		NAME("revision", REQUIRED, struct manifest, revision),                     \
		STRINGS("parents", REQUIRED, parents.items, parents.count),                \
		STRINGS("depends_on", OPTIONAL, depends_on.items, depends_on.count),       \
		STRINGS("branch_labels", OPTIONAL, branch_labels.items,                    \
			branch_labels.count),                                              \
		TEXT("message", OPTIONAL, struct manifest, message),                       \
		TEXT("created", OPTIONAL, struct manifest, created),                       \
		TEXT("author", OPTIONAL, struct manifest, author),                         \
		NAME("origin", OPTIONAL, struct manifest, origin),                         \
		CYAML_FIELD_MAPPING_PTR(                                                   \
			"review", OPTIONAL, struct manifest, review, review_fields)

#define OPERATIONS(_key, _items, _count)                                                   \
	CYAML_FIELD_SEQUENCE_COUNT(_key, REQUIRED, struct manifest, _items, _count,        \
		&operation_value, 0, CYAML_UNLIMITED)

static const cyaml_schema_field_t manifest_fields[] = {
	HEAD_FIELDS,
	OPERATIONS("upgrade", upgrade.items, upgrade.count),
	OPERATIONS("downgrade", downgrade.items, downgrade.count),
	CYAML_FIELD_END,
};
const cyaml_schema_value_t manifest_table = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct manifest, manifest_fields)};

static const cyaml_schema_field_t head_fields[] = {
	HEAD_FIELDS,
	CYAML_FIELD_IGNORE("upgrade", CYAML_FLAG_DEFAULT),
	CYAML_FIELD_IGNORE("downgrade", CYAML_FLAG_DEFAULT),
	CYAML_FIELD_END,
};
const cyaml_schema_value_t manifest_head_table = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct manifest, head_fields)};

static const cyaml_schema_field_t models_fields[] = {
	LIST("tables", OPTIONAL, struct schema, tables, model_table_value, 0),
	LIST("views", OPTIONAL, struct schema, views, view_value, 0),
	CYAML_FIELD_END,
};
const cyaml_schema_value_t models_table = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct schema, models_fields)};
