#include "drivers/mssql/mssql.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* most: what may stand in parentheses; without a length these types are MAX. */
static const struct {
	const char *name;
	int most;
} types[TYPE_KINDS] = {
	[TYPE_BOOLEAN] = {"BIT", 0},
	[TYPE_SMALLINT] = {"SMALLINT", 0},
	[TYPE_INTEGER] = {"INT", 0},
	[TYPE_BIGINT] = {"BIGINT", 0},
	[TYPE_FLOAT] = {"REAL", 0},
	[TYPE_DOUBLE] = {"FLOAT", 0},
	[TYPE_NUMERIC] = {"NUMERIC", 38},
	[TYPE_STRING] = {"VARCHAR", 8000},
	[TYPE_TEXT] = {"VARCHAR(MAX)", 0},
	[TYPE_UNICODE] = {"NVARCHAR", 4000},
	[TYPE_UNICODE_TEXT] = {"NVARCHAR(MAX)", 0},
	[TYPE_DATE] = {"DATE", 0},
	[TYPE_TIME] = {"TIME", 0},
	[TYPE_DATETIME] = {"DATETIME2", 0},
	[TYPE_DATETIME_TZ] = {"DATETIMEOFFSET", 0},
	[TYPE_UUID] = {"UNIQUEIDENTIFIER", 0},
	[TYPE_BINARY] = {"VARBINARY", 8000},
	[TYPE_BLOB] = {"VARBINARY(MAX)", 0},
	[TYPE_JSON] = {"NVARCHAR(MAX)", 0},
};

static int add_length(struct text *out, const struct column *column, struct error *err)
{
	const struct type *type = &column->type;
	int most = types[type->kind].most;

	if (type->length > most) {
		error_set(err, ERR_MANIFEST_INVALID, "column %s: %s takes at most %d",
			column->name, types[type->kind].name, most);
		if (type->kind != TYPE_NUMERIC)
			error_hint(err, "Use %s for more.",
				type->kind == TYPE_STRING    ? "text"
				: type->kind == TYPE_UNICODE ? "unicode_text"
							     : "blob");
		return -1;
	}
	if (type->kind == TYPE_NUMERIC) {
		if (type->length <= 0)
			return 0;
		text_printf(out, "(%d", type->length);
		if (type->scale >= 0)
			text_printf(out, ", %d", type->scale);
		text_add_char(out, ')');
	} else if (type->length > 0) {
		text_printf(out, "(%d)", type->length);
	} else {
		text_add(out, "(MAX)");
	}
	return 0;
}

int mssql_type(struct text *out, const struct column *column, struct error *err)
{
	const struct type *type = &column->type;

	if (type->kind == TYPE_RAW) {
		if (!type->mssql || !*type->mssql)
			return error_set(err, ERR_MANIFEST_INVALID,
				"column %s has no type for mssql", column->name);
		text_add(out, type->mssql);
		return 0;
	}
	if (!types[type->kind].name)
		return error_set(
			err, ERR_MANIFEST_INVALID, "column %s has no type", column->name);
	text_add(out, types[type->kind].name);
	return types[type->kind].most ? add_length(out, column, err) : 0;
}

static bool is_integer(enum type_kind kind)
{
	return kind == TYPE_SMALLINT || kind == TYPE_INTEGER || kind == TYPE_BIGINT;
}

static bool is_reference(const struct table *table, const char *column)
{
	for (unsigned i = 0; i < table->foreign_keys_count; i++) {
		const struct foreign_key *key = &table->foreign_keys[i];

		for (unsigned j = 0; j < key->columns_count; j++) {
			if (!strcasecmp(key->columns[j], column))
				return true;
		}
	}
	return false;
}

bool mssql_is_identity(const struct table *table, const struct column *column)
{
	const struct primary_key *key = table->primary_key;

	if (column->autoincrement != TRI_UNSET)
		return column->autoincrement == TRI_YES;
	return is_integer(column->type.kind) && key && key->columns_count == 1 &&
	       !strcasecmp(key->columns[0], column->name) && !column->computed &&
	       !sql_has_default(column) && !is_reference(table, column->name);
}

int mssql_default_value(struct text *out, const struct column *column, struct error *err)
{
	if (column->default_sql) {
		sql_add_expression(out, column->default_sql);
		return 0;
	}
	text_add_char(out, '(');
	if (mssql_literal(out, column->default_value, &column->type, err) < 0)
		return error_prefix(err, "default of column %s", column->name);
	text_add_char(out, ')');
	return 0;
}

int mssql_default(struct text *out, const char *table, const char *column,
	const char *value, struct error *err)
{
	const char *name = generated_name(out->pool, "df", table, &column, 1);

	if (sql_check_name(&mssql_dialect, name, err) < 0)
		return -1;
	text_add(out, "CONSTRAINT ");
	mssql_name(out, name);
	text_printf(out, " DEFAULT %s", value);
	return 0;
}

/* A collation cannot be quoted, so it must be a word. */
int mssql_add_collation(struct text *out, const struct column *column, struct error *err)
{
	for (const char *at = column->collation; *at; at++) {
		if (!isalnum((unsigned char)*at) && *at != '_')
			return error_set(err, ERR_MANIFEST_INVALID,
				"column %s: \"%s\" is no collation", column->name,
				column->collation);
	}
	if (*column->collation)
		text_printf(out, " COLLATE %s", column->collation);
	return 0;
}

static void add_computed(struct text *out, const struct column *column)
{
	mssql_name(out, column->name);
	text_add(out, " AS ");
	sql_add_expression(out, column->computed->as);
	if (column->computed->stored == TRI_YES) {
		text_add(out, " PERSISTED");
		if (column->nullable == TRI_NO)
			text_add(out, " NOT NULL");
	}
}

static int add_identity(struct text *out, const struct table *table,
	const struct column *column, struct error *err)
{
	enum type_kind kind = column->type.kind;

	if (!mssql_is_identity(table, column))
		return 0;
	if (!is_integer(kind) && kind != TYPE_RAW &&
		(kind != TYPE_NUMERIC || column->type.scale > 0))
		return error_set(err, ERR_MANIFEST_INVALID,
			"column %s is no integer: autoincrement needs one", column->name);
	text_add(out, " IDENTITY(1,1)");
	return 0;
}

static int add_default(struct text *out, const struct table *table,
	const struct column *column, struct error *err)
{
	struct text value;

	text_init(&value, out->pool);
	if (mssql_default_value(&value, column, err) < 0)
		return -1;
	text_add_char(out, ' ');
	return mssql_default(out, table->name, column->name, value.data, err);
}

int mssql_column(struct text *out, const struct table *table, const struct column *column,
	bool with_default, struct error *err)
{
	if (sql_check_column(column, err) < 0)
		return -1;
	if (column->computed) {
		add_computed(out, column);
		return 0;
	}
	mssql_name(out, column->name);
	text_add_char(out, ' ');
	if (mssql_type(out, column, err) < 0 ||
		(column->collation && mssql_add_collation(out, column, err) < 0) ||
		add_identity(out, table, column, err) < 0)
		return -1;
	text_add(out, column->nullable == TRI_NO || mssql_is_identity(table, column)
			      ? " NOT NULL"
			      : " NULL");
	if (!with_default || !sql_has_default(column))
		return 0;
	return add_default(out, table, column, err);
}

int mssql_reference(struct text *out, const struct reference *reference, struct error *err)
{
	const char *on_delete;
	const char *on_update;

	if (sql_action(reference->on_delete, &on_delete, err) < 0 ||
		sql_action(reference->on_update, &on_update, err) < 0)
		return -1;
	text_add(out, "REFERENCES ");
	mssql_table(out, reference->schema, reference->table);
	if (reference->columns_count) {
		text_add_char(out, ' ');
		sql_name_list(
			&mssql_dialect, out, reference->columns, reference->columns_count);
	}
	/* SQL Server's NO ACTION is what others call RESTRICT. */
	if (on_delete)
		text_printf(out, " ON DELETE %s",
			strcmp(on_delete, "RESTRICT") != 0 ? on_delete : "NO ACTION");
	if (on_update)
		text_printf(out, " ON UPDATE %s",
			strcmp(on_update, "RESTRICT") != 0 ? on_update : "NO ACTION");
	return 0;
}
