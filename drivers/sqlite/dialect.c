#include "drivers/sqlite/dialect.h"

#include "drivers/sqlite/dialect_text.h"
#include "sql/render.h"

#include <string.h>

/* One INSERT for so many rows: a statement stays far from SQLITE_MAX_SQL_LENGTH. */
#define ROWS_AT_ONCE 500

void sqlite_drop_column_text(struct text *out, const struct op_drop_column *op)
{
	text_add(out, "ALTER TABLE ");
	sql_table_name(&sqlite_dialect, out, op->schema, op->table);
	text_add(out, " DROP COLUMN ");
	sqlite_name(out, op->column);
}

static int add_indexes(struct render *render, const struct table *table)
{
	for (unsigned i = 0; i < table->indexes_count; i++) {
		struct text out;

		text_init(&out, render->pool);
		if (sqlite_index_text(&out, table->schema, table->name, &table->indexes[i],
			    render->err) < 0)
			return -1;
		sql_add(render, &out);
	}
	return 0;
}

static int create_table(struct render *render, const struct operation *op)
{
	const struct table *table = table_normal(render->pool, op->create_table);
	struct text out;

	text_init(&out, render->pool);
	if (sqlite_table_text(&out, table, NULL, render->err) < 0)
		return -1;
	sql_add(render, &out);
	return add_indexes(render, table);
}

/* "VERB schema.name" */
static int drop_object(
	struct render *render, const char *verb, const char *schema, const char *name)
{
	struct text out;

	text_init(&out, render->pool);
	text_add(&out, verb);
	sql_table_name(&sqlite_dialect, &out, schema, name);
	sql_add(render, &out);
	return 0;
}

static int drop_table(struct render *render, const struct operation *op)
{
	return drop_object(
		render, "DROP TABLE ", op->drop_table->schema, op->drop_table->name);
}

static int drop_index(struct render *render, const struct operation *op)
{
	return drop_object(render, "DROP INDEX ", op->index->schema, op->index->index.name);
}

static int drop_view(struct render *render, const struct operation *op)
{
	return drop_object(render, "DROP VIEW ", op->view->schema, op->view->name);
}

static int rename_table(struct render *render, const struct operation *op)
{
	const struct op_rename_table *rename = op->rename_table;
	struct text out;

	text_init(&out, render->pool);
	text_add(&out, "ALTER TABLE ");
	sql_table_name(&sqlite_dialect, &out, rename->schema, rename->from);
	text_add(&out, " RENAME TO ");
	sqlite_name(&out, rename->to);
	sql_add(render, &out);
	return 0;
}

/* Would ADD COLUMN take it, whatever rows the table has? */
static bool can_add(const struct op_add_column *op)
{
	const struct column *column = &op->column;
	bool filled = column->default_value && column->default_value->text;

	if (column->primary_key == TRI_YES || column->autoincrement == TRI_YES)
		return false;
	/* A unique column that is an index is made after it. */
	if (column->unique == TRI_YES && column->index != TRI_YES)
		return false;
	if (column->computed)
		return column->computed->stored != TRI_YES;
	if (column->default_sql || (column->references && filled))
		return false;
	return column->nullable != TRI_NO || (filled && !op->fill);
}

static int fill(struct render *render, const struct op_add_column *op)
{
	struct text out;

	text_init(&out, render->pool);
	text_add(&out, "UPDATE ");
	sql_table_name(&sqlite_dialect, &out, op->schema, op->table);
	text_add(&out, " SET ");
	sqlite_name(&out, op->column.name);
	text_add(&out, " = ");
	if (sqlite_literal(&out, op->fill, &op->column.type, render->err) < 0)
		return error_prefix(render->err, "fill of column %s", op->column.name);
	sql_add(render, &out);
	return 0;
}

static int add_column(struct render *render, const struct operation *op)
{
	const struct op_add_column *add = op->add_column;
	struct text out;

	text_init(&out, render->pool);
	text_add(&out, "ALTER TABLE ");
	sql_table_name(&sqlite_dialect, &out, add->schema, add->table);
	text_add(&out, " ADD COLUMN ");
	/* Also when it is left to the driver: what is invalid is found here. */
	if (sql_check_fill(add, render->err) < 0 ||
		sqlite_column_inline(&out, add, render->err) < 0)
		return -1;
	sql_add(render, &out);
	if (add->fill && fill(render, add) < 0)
		return -1;
	*render->unsupported = !can_add(add);
	return add_indexes(render, sql_column_table(render->pool, add));
}

/* What a new type and default must be, for errors before anything runs. */
static int check_alter(struct render *render, const struct op_alter_column *alter)
{
	struct column column = {.name = alter->column,
		.type = alter->type,
		.default_value = alter->default_value,
		.default_sql = alter->default_sql};
	struct text out;

	text_init(&out, render->pool);
	if (sql_check_column(&column, render->err) < 0 ||
		(alter->type.kind != TYPE_UNSET &&
			sqlite_type(&out, &column, render->err) < 0))
		return -1;
	return sqlite_add_default(&out, &column, render->err);
}

static int alter_column(struct render *render, const struct operation *op)
{
	const struct op_alter_column *alter = op->alter_column;
	struct text out;

	if (check_alter(render, alter) < 0)
		return -1;
	if (alter->type.kind != TYPE_UNSET || alter->nullable != TRI_UNSET ||
		alter->default_value || alter->default_sql || alter->using ||
		alter->collation || alter->autoincrement != TRI_UNSET) {
		*render->unsupported = true;
		return 0;
	}
	if (!alter->rename_to)
		return 0;
	text_init(&out, render->pool);
	text_add(&out, "ALTER TABLE ");
	sql_table_name(&sqlite_dialect, &out, alter->schema, alter->table);
	text_add(&out, " RENAME COLUMN ");
	sqlite_name(&out, alter->column);
	text_add(&out, " TO ");
	sqlite_name(&out, alter->rename_to);
	sql_add(render, &out);
	return 0;
}

static int create_index(struct render *render, const struct operation *op)
{
	struct text out;

	text_init(&out, render->pool);
	if (sqlite_index_text(&out, op->index->schema, op->index->table, &op->index->index,
		    render->err) < 0)
		return -1;
	sql_add(render, &out);
	return 0;
}

static int change_constraint(struct render *render, const struct operation *op)
{
	struct text unused;

	*render->unsupported = true;
	if (op->kind != OP_CREATE_FOREIGN_KEY || !op->constraint->references)
		return 0;
	text_init(&unused, render->pool);
	return sqlite_reference_text(
		&unused, op->constraint->schema, op->constraint->references, render->err);
}

static int create_view(struct render *render, const struct operation *op)
{
	struct text out;

	text_init(&out, render->pool);
	text_add(&out, "CREATE VIEW ");
	sql_table_name(&sqlite_dialect, &out, op->view->schema, op->view->name);
	text_add(&out, " AS\n");
	sql_add_text(&out, op->view->as);
	sql_add(render, &out);
	return 0;
}

static int execute(struct render *render, const struct operation *op)
{
	struct strings batches = {0};

	if (op->execute->sqlite)
		sql_batches(render->pool, op->execute->sqlite, &batches);
	for (unsigned i = 0; i < batches.count; i++) {
		struct text out;

		text_init(&out, render->pool);
		sql_add_text(&out, batches.items[i]);
		if (out.length)
			sql_add(render, &out);
	}
	return 0;
}

static int add_row(struct text *out, const struct row *row, struct error *err)
{
	for (unsigned i = 0; i < row->cells_count; i++) {
		text_add(out, i ? ", " : "(");
		if (sqlite_literal(out, &row->cells[i].value, NULL, err) < 0)
			return -1;
	}
	text_add_char(out, ')');
	return 0;
}

static unsigned rows_alike(const struct op_insert *insert, unsigned first)
{
	unsigned end = first + 1;

	while (end < insert->rows_count && end - first < ROWS_AT_ONCE &&
		insert->rows[first].cells_count &&
		sql_same_columns(&insert->rows[first], &insert->rows[end]))
		end++;
	return end;
}

static int insert_rows(
	struct render *render, const struct op_insert *insert, unsigned first, unsigned end)
{
	const struct row *row = &insert->rows[first];
	struct text out;

	text_init(&out, render->pool);
	text_add(&out, "INSERT INTO ");
	sql_table_name(&sqlite_dialect, &out, insert->schema, insert->table);
	if (!row->cells_count) {
		text_add(&out, " DEFAULT VALUES");
		sql_add(render, &out);
		return 0;
	}
	for (unsigned i = 0; i < row->cells_count; i++) {
		text_add(&out, i ? ", " : " (");
		sqlite_name(&out, row->cells[i].column);
	}
	text_add(&out, ") VALUES");
	for (; first < end; first++) {
		text_add(&out, row == &insert->rows[first] ? "\n\t" : ",\n\t");
		if (add_row(&out, &insert->rows[first], render->err) < 0)
			return -1;
	}
	sql_add(render, &out);
	return 0;
}

static int insert(struct render *render, const struct operation *op)
{
	unsigned end;

	for (unsigned i = 0; i < op->insert->rows_count; i = end) {
		end = rows_alike(op->insert, i);
		if (insert_rows(render, op->insert, i, end) < 0)
			return -1;
	}
	return 0;
}

static sql_render_fn *const renderers[OP_KINDS] = {
	[OP_CREATE_TABLE] = create_table,
	[OP_DROP_TABLE] = drop_table,
	[OP_RENAME_TABLE] = rename_table,
	[OP_ADD_COLUMN] = add_column,
	[OP_DROP_COLUMN] = change_constraint,
	[OP_ALTER_COLUMN] = alter_column,
	[OP_CREATE_INDEX] = create_index,
	[OP_DROP_INDEX] = drop_index,
	[OP_CREATE_PRIMARY_KEY] = change_constraint,
	[OP_CREATE_UNIQUE_CONSTRAINT] = change_constraint,
	[OP_CREATE_FOREIGN_KEY] = change_constraint,
	[OP_CREATE_CHECK_CONSTRAINT] = change_constraint,
	[OP_DROP_CONSTRAINT] = change_constraint,
	[OP_CREATE_VIEW] = create_view,
	[OP_DROP_VIEW] = drop_view,
	[OP_EXECUTE] = execute,
	[OP_INSERT] = insert,
};

static int render(struct pool *pool, const struct operation *op, struct statements *out,
	bool *unsupported, struct error *err)
{
	return sql_render(&sqlite_dialect, renderers, pool, op, out, unsupported, err);
}

static const char *execute_text(const struct op_execute *op)
{
	return op->sqlite;
}

static int rule_type(
	struct pool *pool, const struct column *column, char **text, struct error *err)
{
	struct text out;

	text_init(&out, pool);
	if (sqlite_type(&out, column, err) < 0)
		return -1;
	*text = sql_normal_type(pool, out.data);
	return 0;
}

static char *rule_default(struct pool *pool, const struct column *column)
{
	struct error ignored;
	struct text out;

	if (!sql_has_default(column))
		return NULL;
	if (column->default_sql)
		return sql_normal_default(pool, &column->type, column->default_sql);
	text_init(&out, pool);
	if (sqlite_literal(&out, column->default_value, &column->type, &ignored) < 0)
		return pool_strdup(pool, column->default_value->text);
	return sql_normal_default(pool, &column->type, out.data);
}

static const char *rule_options(const struct table_options *options)
{
	const char *text = options && options->sqlite ? options->sqlite : "";
	bool strict = strcasestr(text, "STRICT"), without = strcasestr(text, "ROWID");

	if (strict && without)
		return "WITHOUT ROWID, STRICT";
	if (without)
		return "WITHOUT ROWID";
	return strict ? "STRICT" : "";
}

const struct dialect sqlite_dialect = {
	.name = "sqlite",
	.terminator = ";",
	.rules = {.type_text = rule_type,
		.default_text = rule_default,
		.expression_text = sql_normal_expression,
		.options_text = rule_options,
		.default_schema = "main",
		.default_alias = "dbo", /* in what is written for SQL Server */
		.global_index_names = true,
		.loose_autoincrement = true},
	.quote_name = sqlite_name,
	.literal = sqlite_literal,
	.type = sqlite_type,
	.execute_text = execute_text,
	.render = render,
};
