#include "drivers/sqlite/dialect_text.h"

#include "sql/render.h"

#include <string.h>
#include <strings.h>

void sqlite_name(struct text *out, const char *name)
{
	text_add_char(out, '"');
	for (; *name; name++) {
		if (*name == '"')
			text_add_char(out, '"');
		text_add_char(out, *name);
	}
	text_add_char(out, '"');
}

static const char *const type_names[TYPE_KINDS] = {
	[TYPE_BOOLEAN] = "BOOLEAN",
	[TYPE_SMALLINT] = "SMALLINT",
	[TYPE_INTEGER] = "INTEGER",
	[TYPE_BIGINT] = "BIGINT",
	[TYPE_FLOAT] = "FLOAT",
	[TYPE_DOUBLE] = "DOUBLE",
	[TYPE_NUMERIC] = "NUMERIC",
	[TYPE_STRING] = "VARCHAR",
	[TYPE_TEXT] = "TEXT",
	[TYPE_UNICODE] = "NVARCHAR",
	[TYPE_UNICODE_TEXT] = "NTEXT",
	[TYPE_DATE] = "DATE",
	[TYPE_TIME] = "TIME",
	[TYPE_DATETIME] = "DATETIME",
	[TYPE_DATETIME_TZ] = "DATETIME",
	[TYPE_UUID] = "CHAR(32)",
	[TYPE_BINARY] = "BLOB",
	[TYPE_BLOB] = "BLOB",
	[TYPE_JSON] = "JSON",
};

static bool has_numbers(enum type_kind kind)
{
	return kind == TYPE_STRING || kind == TYPE_UNICODE || kind == TYPE_NUMERIC;
}

int sqlite_type(struct text *out, const struct column *column, struct error *err)
{
	const struct type *is = &column->type;
	enum type_kind kind = is->kind;

	if (kind == TYPE_RAW) {
		if (!is->sqlite)
			return error_set(err, ERR_MANIFEST_INVALID,
				"column %s has no type for sqlite", column->name);
		text_add(out, is->sqlite);
		return 0;
	}
	if (column->autoincrement == TRI_YES &&
		(kind == TYPE_SMALLINT || kind == TYPE_BIGINT))
		kind = TYPE_INTEGER;
	if (!type_names[kind]) {
		/* SQLite takes a computed column without a type. */
		if (column->computed)
			return 0;
		return error_set(
			err, ERR_MANIFEST_INVALID, "column %s has no type", column->name);
	}
	text_add(out, type_names[kind]);
	if (has_numbers(kind) && is->length > 0) {
		text_printf(out, "(%d", is->length);
		if (kind == TYPE_NUMERIC && is->scale >= 0)
			text_printf(out, ", %d", is->scale);
		text_add_char(out, ')');
	}
	return 0;
}

int sqlite_literal(struct text *out, const struct literal *from, const struct type *of,
	struct error *err)
{
	struct sql_value value;

	if (sql_value_parse(out->pool, from, of, &value, err) < 0)
		return -1;
	switch (value.kind) {
	case SQL_VALUE_NULL:
		text_add(out, "NULL");
		break;
	case SQL_VALUE_STRING:
		sql_string(out, value.text);
		break;
	case SQL_VALUE_BYTES:
		text_printf(out, "X'%s'", value.text);
		break;
	default:
		text_add(out, value.text);
	}
	return 0;
}

int sqlite_add_default(struct text *out, const struct column *column, struct error *err)
{
	if (!sql_has_default(column))
		return 0;
	text_add(out, " DEFAULT ");
	if (column->default_sql) {
		sql_add_expression(out, column->default_sql);
		return 0;
	}
	if (sqlite_literal(out, column->default_value, &column->type, err) < 0)
		return error_prefix(err, "default of column %s", column->name);
	return 0;
}

static int add_key(struct text *out, const struct column *column, const char *primary_key,
	struct error *err)
{
	enum type_kind kind = column->type.kind;

	if (kind != TYPE_INTEGER && kind != TYPE_SMALLINT && kind != TYPE_BIGINT &&
		(kind != TYPE_RAW || strcasecmp(column->type.sqlite, "INTEGER") != 0))
		return error_set(err, ERR_MANIFEST_INVALID,
			"column %s is no integer: autoincrement needs one", column->name);
	if (primary_key) {
		text_add(out, " CONSTRAINT ");
		sqlite_name(out, primary_key);
	}
	text_add(out, " PRIMARY KEY AUTOINCREMENT");
	return 0;
}

int sqlite_column_text(struct text *out, const struct column *column,
	const char *primary_key, struct error *err)
{
	size_t before;

	if (sql_check_column(column, err) < 0)
		return -1;
	sqlite_name(out, column->name);
	text_add_char(out, ' ');
	before = out->length;
	if (sqlite_type(out, column, err) < 0)
		return -1;
	if (out->length == before)
		out->data[--out->length] = '\0';
	if (column->nullable == TRI_NO)
		text_add(out, " NOT NULL");
	if (column->autoincrement == TRI_YES && add_key(out, column, primary_key, err) < 0)
		return -1;
	if (sqlite_add_default(out, column, err) < 0)
		return -1;
	if (column->collation) {
		text_add(out, " COLLATE ");
		sqlite_name(out, column->collation);
	}
	if (column->computed) {
		text_add(out, " GENERATED ALWAYS AS ");
		sql_add_expression(out, column->computed->as);
		text_add(out, column->computed->stored == TRI_YES ? " STORED" : " VIRTUAL");
	}
	return 0;
}

int sqlite_reference_text(struct text *out, const char *schema,
	const struct reference *reference, struct error *err)
{
	const char *on_delete;
	const char *on_update;

	if (reference->schema &&
		strcasecmp(reference->schema, schema ? schema : "main") != 0)
		return error_set(err, ERR_MANIFEST_INVALID,
			"a foreign key to %s.%s would leave its database, which SQLite "
			"cannot do",
			reference->schema, reference->table);
	if (sql_action(reference->on_delete, &on_delete, err) < 0 ||
		sql_action(reference->on_update, &on_update, err) < 0)
		return -1;
	text_add(out, "REFERENCES ");
	sqlite_name(out, reference->table);
	if (reference->columns_count) {
		text_add_char(out, ' ');
		sql_name_list(
			&sqlite_dialect, out, reference->columns, reference->columns_count);
	}
	if (on_delete)
		text_printf(out, " ON DELETE %s", on_delete);
	if (on_update)
		text_printf(out, " ON UPDATE %s", on_update);
	if (reference->deferrable)
		text_printf(out, " %s", reference->deferrable);
	return 0;
}

int sqlite_column_inline(
	struct text *out, const struct op_add_column *op, struct error *err)
{
	const struct table *table = sql_column_table(out->pool, op);
	const struct primary_key *key = table->primary_key;

	if (sqlite_column_text(out, &table->columns[0], key ? key->name : NULL, err) < 0)
		return -1;
	if (key && table->columns[0].autoincrement != TRI_YES) {
		text_add(out, " CONSTRAINT ");
		sqlite_name(out, key->name);
		text_add(out, " PRIMARY KEY");
	}
	for (unsigned i = 0; i < table->unique_count; i++) {
		text_add(out, " CONSTRAINT ");
		sqlite_name(out, table->unique[i].name);
		text_add(out, " UNIQUE");
	}
	for (unsigned i = 0; i < table->checks_count; i++) {
		text_add_char(out, ' ');
		sql_check(&sqlite_dialect, out, &table->checks[i]);
	}
	for (unsigned i = 0; i < table->foreign_keys_count; i++) {
		text_add(out, " CONSTRAINT ");
		sqlite_name(out, table->foreign_keys[i].name);
		text_add_char(out, ' ');
		if (sqlite_reference_text(
			    out, op->schema, &table->foreign_keys[i].references, err) < 0)
			return -1;
	}
	return 0;
}

static int add_columns(
	struct text *out, const struct table *table, bool *keyed, struct error *err)
{
	const struct primary_key *key = table->primary_key;

	for (unsigned i = 0; i < table->columns_count; i++) {
		const struct column *column = &table->columns[i];

		if (column->autoincrement == TRI_YES) {
			if (!key || key->columns_count != 1 ||
				strcasecmp(key->columns[0], column->name) != 0)
				return error_set(err, ERR_MANIFEST_INVALID,
					"column %s has autoincrement but is not the "
					"primary key by itself",
					column->name);
			*keyed = true;
		}
		text_add(out, i ? ",\n\t" : "\n\t");
		if (sqlite_column_text(out, column, key ? key->name : NULL, err) < 0)
			return -1;
	}
	return 0;
}

static int add_constraints(
	struct text *out, const struct table *table, bool keyed, struct error *err)
{
	if (table->primary_key && !keyed) {
		text_add(out, ",\n\t");
		sql_primary_key(&sqlite_dialect, out, table->primary_key);
	}
	for (unsigned i = 0; i < table->unique_count; i++) {
		text_add(out, ",\n\t");
		sql_unique(&sqlite_dialect, out, &table->unique[i]);
	}
	for (unsigned i = 0; i < table->foreign_keys_count; i++) {
		text_add(out, ",\n\t");
		sql_foreign_key(&sqlite_dialect, out, &table->foreign_keys[i]);
		text_add_char(out, ' ');
		if (sqlite_reference_text(out, table->schema,
			    &table->foreign_keys[i].references, err) < 0)
			return -1;
	}
	for (unsigned i = 0; i < table->checks_count; i++) {
		text_add(out, ",\n\t");
		sql_check(&sqlite_dialect, out, &table->checks[i]);
	}
	return 0;
}

int sqlite_table_text(
	struct text *out, const struct table *table, const char *as, struct error *err)
{
	bool keyed = false;

	if (!table->columns_count)
		return error_set(
			err, ERR_MANIFEST_INVALID, "table %s has no columns", table->name);
	text_add(out, "CREATE TABLE ");
	sql_table_name(&sqlite_dialect, out, table->schema, as ? as : table->name);
	text_add(out, " (");
	if (add_columns(out, table, &keyed, err) < 0 ||
		add_constraints(out, table, keyed, err) < 0)
		return -1;
	text_add(out, "\n)");
	if (table->options && table->options->sqlite) {
		text_add_char(out, ' ');
		sql_add_text(out, table->options->sqlite);
	}
	return 0;
}

int sqlite_index_text(struct text *out, const char *schema, const char *table,
	const struct index *index, struct error *err)
{
	if (!index->columns_count)
		return error_set(
			err, ERR_MANIFEST_INVALID, "index %s has no columns", index->name);
	text_printf(out, "CREATE %sINDEX ", index->unique == TRI_YES ? "UNIQUE " : "");
	sql_table_name(&sqlite_dialect, out, schema, index->name);
	text_add(out, " ON ");
	sqlite_name(out, table);
	text_add(out, " (");
	for (unsigned i = 0; i < index->columns_count; i++) {
		const struct index_column *column = &index->columns[i];

		if (i)
			text_add(out, ", ");
		if (column->expression)
			sql_add_expression(out, column->expression);
		else
			sqlite_name(out, column->column);
		if (column->collation) {
			text_add(out, " COLLATE ");
			sqlite_name(out, column->collation);
		}
		if (column->desc == TRI_YES)
			text_add(out, " DESC");
	}
	text_add_char(out, ')');
	if (index->where) {
		text_add(out, " WHERE ");
		sql_add_text(out, index->where);
	}
	return 0;
}
