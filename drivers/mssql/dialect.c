#include "drivers/mssql/mssql.h"

const char mssql_settings[] = MSSQL_SETTINGS;

static int add_columns(struct text *out, const struct table *table, struct error *err)
{
	unsigned numbered = 0;

	for (unsigned i = 0; i < table->columns_count; i++) {
		text_add(out, i ? ",\n\t" : "\n\t");
		numbered += mssql_is_identity(table, &table->columns[i]);
		if (mssql_column(out, table, &table->columns[i], true, err) < 0)
			return -1;
	}
	if (numbered > 1)
		return error_set(err, ERR_MANIFEST_INVALID,
			"table %s has %u columns with autoincrement, SQL Server takes one",
			table->name, numbered);
	return 0;
}

/* One constraint of a table, from the first on; 1: there is no such one any more. */
static int add_constraint(
	struct text *out, const struct table *table, unsigned number, struct error *err)
{
	if (table->primary_key && number-- == 0) {
		sql_primary_key(&mssql_dialect, out, table->primary_key);
		return 0;
	}
	if (number < table->unique_count) {
		sql_unique(&mssql_dialect, out, &table->unique[number]);
		return 0;
	}
	number -= table->unique_count;
	if (number < table->foreign_keys_count) {
		sql_foreign_key(&mssql_dialect, out, &table->foreign_keys[number]);
		text_add_char(out, ' ');
		return mssql_reference(out, &table->foreign_keys[number].references, err);
	}
	number -= table->foreign_keys_count;
	if (number >= table->checks_count)
		return 1;
	sql_check(&mssql_dialect, out, &table->checks[number]);
	return 0;
}

static int add_constraints(struct text *out, const struct table *table, struct error *err)
{
	unsigned count = (table->primary_key ? 1 : 0) + table->unique_count +
			 table->foreign_keys_count + table->checks_count;

	for (unsigned i = 0; i < count; i++) {
		text_add(out, ",\n\t");
		if (add_constraint(out, table, i, err) < 0)
			return -1;
	}
	return 0;
}

static int index_text(struct text *out, const char *schema, const char *table,
	const struct index *index, struct error *err)
{
	if (!index->columns_count)
		return error_set(
			err, ERR_MANIFEST_INVALID, "index %s has no columns", index->name);
	text_printf(out, "CREATE %sINDEX ", index->unique == TRI_YES ? "UNIQUE " : "");
	mssql_name(out, index->name);
	text_add(out, " ON ");
	mssql_table(out, schema, table);
	for (unsigned i = 0; i < index->columns_count; i++) {
		const struct index_column *column = &index->columns[i];

		if (!column->column) {
			error_set(err, ERR_MANIFEST_INVALID,
				"index %s has an expression, SQL Server takes columns only",
				index->name);
			return error_hint(err, "Add a computed column and index that.");
		}
		text_add(out, i ? ", " : " (");
		mssql_name(out, column->column);
		if (column->desc == TRI_YES)
			text_add(out, " DESC");
	}
	text_add_char(out, ')');
	if (index->include_count) {
		text_add(out, " INCLUDE ");
		sql_name_list(&mssql_dialect, out, index->include, index->include_count);
	}
	if (index->where) {
		text_add(out, " WHERE ");
		sql_add_text(out, index->where);
	}
	return 0;
}

int mssql_add_indexes(struct render *render, const struct table *table)
{
	for (unsigned i = 0; i < table->indexes_count; i++) {
		struct text out;

		text_init(&out, render->pool);
		if (index_text(&out, table->schema, table->name, &table->indexes[i],
			    render->err) < 0)
			return -1;
		sql_add(render, &out);
	}
	return 0;
}

static int add_comments(struct render *render, const struct table *table)
{
	if (table->comment && *table->comment &&
		mssql_comment(render, table->schema, table->name, NULL, table->comment) < 0)
		return -1;
	for (unsigned i = 0; i < table->columns_count; i++) {
		const struct column *column = &table->columns[i];

		if (column->comment && *column->comment &&
			mssql_comment(render, table->schema, table->name, column->name,
				column->comment) < 0)
			return -1;
	}
	return 0;
}

static int create_table(struct render *render, const struct operation *op)
{
	const struct table *table = table_normal(render->pool, op->create_table);
	struct text out;

	if (!table->columns_count)
		return error_set(render->err, ERR_MANIFEST_INVALID,
			"table %s has no columns", table->name);
	/* The generated names too. */
	if (sql_check_table_names(&mssql_dialect, table, render->err) < 0)
		return -1;
	text_init(&out, render->pool);
	text_add(&out, "CREATE TABLE ");
	mssql_table(&out, table->schema, table->name);
	text_add(&out, " (");
	if (add_columns(&out, table, render->err) < 0 ||
		add_constraints(&out, table, render->err) < 0)
		return -1;
	text_add(&out, "\n)");
	if (table->options && table->options->mssql) {
		text_add_char(&out, ' ');
		sql_add_text(&out, table->options->mssql);
	}
	sql_add(render, &out);
	if (mssql_add_indexes(render, table) < 0)
		return -1;
	return add_comments(render, table);
}

static void alter_table(struct text *out, struct pool *pool, const char *schema,
	const char *table, const char *verb)
{
	text_init(out, pool);
	text_add(out, "ALTER TABLE ");
	mssql_table(out, schema, table);
	text_add(out, verb);
}

/* The column itself, its default and what existing rows get. */
static int add_column_text(
	struct render *render, const struct op_add_column *add, const struct table *table)
{
	const struct column *column = &table->columns[0];
	bool fills = add->fill && add->fill->text;
	struct text out;
	struct text value;

	alter_table(&out, render->pool, add->schema, add->table, " ADD ");
	if (mssql_column(&out, table, column, !fills, render->err) < 0)
		return -1;
	if (!fills) {
		/* As the other databases do; SQL Server alone would leave NULL. */
		if (!add->fill && !column->computed && column->nullable == TRI_YES &&
			sql_has_default(column))
			text_add(&out, " WITH VALUES");
		sql_add(render, &out);
		return 0;
	}
	/* A default fills old rows without running triggers, and goes again. */
	text_init(&value, render->pool);
	text_add_char(&value, '(');
	if (mssql_literal(&value, add->fill, &column->type, render->err) < 0)
		return error_prefix(render->err, "fill of column %s", column->name);
	text_add_char(&value, ')');
	text_add_char(&out, ' ');
	if (mssql_default(&out, add->table, column->name, value.data, render->err) < 0)
		return -1;
	/* Without it a column that may be null would be. */
	if (column->nullable != TRI_NO)
		text_add(&out, " WITH VALUES");
	sql_add(render, &out);
	alter_table(&out, render->pool, add->schema, add->table, " DROP CONSTRAINT ");
	mssql_name(&out, generated_name(render->pool, "df", add->table,
				 (const char *const *)&column->name, 1));
	sql_add(render, &out);
	return 0;
}

int mssql_add_default(struct render *render, const char *schema, const char *table,
	const struct column *column)
{
	struct text out;
	struct text value;

	text_init(&value, render->pool);
	alter_table(&out, render->pool, schema, table, " ADD ");
	if (mssql_default_value(&value, column, render->err) < 0 ||
		mssql_default(&out, table, column->name, value.data, render->err) < 0)
		return -1;
	text_add(&out, " FOR ");
	mssql_name(&out, column->name);
	sql_add(render, &out);
	return 0;
}

int mssql_add_column(struct render *render, const struct operation *op)
{
	const struct op_add_column *add = op->add_column;
	const struct table *table = sql_column_table(render->pool, add);
	const struct column *column = &table->columns[0];
	int more = 0;

	if (sql_check_table_names(&mssql_dialect, table, render->err) < 0 ||
		sql_check_fill(add, render->err) < 0 ||
		add_column_text(render, add, table) < 0)
		return -1;
	if (add->fill && add->fill->text && sql_has_default(column) &&
		mssql_add_default(render, add->schema, add->table, column) < 0)
		return -1;
	for (unsigned i = 0; !more; i++) {
		struct text out;

		alter_table(&out, render->pool, add->schema, add->table, " ADD ");
		more = add_constraint(&out, table, i, render->err);
		if (more < 0)
			return -1;
		if (!more)
			sql_add(render, &out);
	}
	if (mssql_add_indexes(render, table) < 0)
		return -1;
	if (!column->comment || !*column->comment)
		return 0;
	return mssql_comment(
		render, add->schema, add->table, column->name, column->comment);
}

static int drop_object(
	struct render *render, const char *verb, const char *schema, const char *name)
{
	struct text out;

	text_init(&out, render->pool);
	text_add(&out, verb);
	mssql_table(&out, schema, name);
	sql_add(render, &out);
	return 0;
}

static int drop_table(struct render *render, const struct operation *op)
{
	return drop_object(
		render, "DROP TABLE ", op->drop_table->schema, op->drop_table->name);
}

static int drop_view(struct render *render, const struct operation *op)
{
	return drop_object(render, "DROP VIEW ", op->view->schema, op->view->name);
}

void mssql_rename(struct render *render, const char *schema, const char *table,
	const char *column, const char *to)
{
	struct text from;
	struct text out;

	text_init(&from, render->pool);
	mssql_table(&from, schema, table);
	if (column) {
		text_add_char(&from, '.');
		mssql_name(&from, column);
	}
	text_init(&out, render->pool);
	text_add(&out, "DECLARE @from NVARCHAR(1035) = ");
	mssql_string(&out, from.data);
	text_add(&out, ", @to SYSNAME = ");
	mssql_string(&out, to);
	text_printf(&out,
		";\nEXEC sys.sp_rename @objname = @from, @newname = @to, @objtype = '%s'",
		column ? "COLUMN" : "OBJECT");
	sql_add(render, &out);
}

static int rename_table(struct render *render, const struct operation *op)
{
	const struct op_rename_table *rename = op->rename_table;

	mssql_rename(render, rename->schema, rename->from, NULL, rename->to);
	return 0;
}

static int create_index(struct render *render, const struct operation *op)
{
	struct text out;

	text_init(&out, render->pool);
	if (index_text(&out, op->index->schema, op->index->table, &op->index->index,
		    render->err) < 0)
		return -1;
	sql_add(render, &out);
	return 0;
}

static int drop_index(struct render *render, const struct operation *op)
{
	struct text out;

	if (!op->index->table)
		return error_set(render->err, ERR_MANIFEST_INVALID,
			"index %s needs its table: SQL Server drops it ON that",
			op->index->index.name);
	text_init(&out, render->pool);
	text_add(&out, "DROP INDEX ");
	mssql_name(&out, op->index->index.name);
	text_add(&out, " ON ");
	mssql_table(&out, op->index->schema, op->index->table);
	sql_add(render, &out);
	return 0;
}

static int create_constraint(struct render *render, const struct operation *op)
{
	const struct op_constraint *from = op->constraint;
	char *name = pool_strdup(render->pool, sql_constraint_name(render->pool, from));
	struct primary_key key = {name, from->columns, from->columns_count};
	struct unique unique = {name, from->columns, from->columns_count};
	struct check check = {name, from->check};
	struct foreign_key foreign = {.name = name,
		.columns = from->columns,
		.columns_count = from->columns_count};
	struct text out;

	if (sql_check_name(&mssql_dialect, name, render->err) < 0)
		return -1;
	alter_table(&out, render->pool, from->schema, from->table, " ADD ");
	switch (op->kind) {
	case OP_CREATE_PRIMARY_KEY:
		sql_primary_key(&mssql_dialect, &out, &key);
		break;
	case OP_CREATE_UNIQUE_CONSTRAINT:
		sql_unique(&mssql_dialect, &out, &unique);
		break;
	case OP_CREATE_CHECK_CONSTRAINT:
		sql_check(&mssql_dialect, &out, &check);
		break;
	default:
		sql_foreign_key(&mssql_dialect, &out, &foreign);
		text_add_char(&out, ' ');
		if (mssql_reference(&out, from->references, render->err) < 0)
			return -1;
	}
	sql_add(render, &out);
	return 0;
}

static int drop_constraint(struct render *render, const struct operation *op)
{
	const struct op_constraint *drop = op->constraint;
	struct text out;

	alter_table(&out, render->pool, drop->schema, drop->table, " DROP CONSTRAINT ");
	mssql_name(&out, sql_constraint_name(render->pool, drop));
	sql_add(render, &out);
	return 0;
}

/* CREATE VIEW must be first in its batch, hence a batch within the batch. */
static int create_view(struct render *render, const struct operation *op)
{
	struct text view;
	struct text out;

	text_init(&view, render->pool);
	text_add(&view, "CREATE VIEW ");
	mssql_table(&view, op->view->schema, op->view->name);
	text_add(&view, " AS\n");
	sql_add_text(&view, op->view->as);
	text_init(&out, render->pool);
	text_add(&out, "EXEC (");
	mssql_string(&out, view.data);
	text_add_char(&out, ')');
	sql_add(render, &out);
	return 0;
}

static sql_render_fn *const renderers[OP_KINDS] = {
	[OP_CREATE_TABLE] = create_table,
	[OP_DROP_TABLE] = drop_table,
	[OP_RENAME_TABLE] = rename_table,
	[OP_ADD_COLUMN] = mssql_add_column,
	[OP_DROP_COLUMN] = mssql_drop_column,
	[OP_ALTER_COLUMN] = mssql_alter_column,
	[OP_CREATE_INDEX] = create_index,
	[OP_DROP_INDEX] = drop_index,
	[OP_CREATE_PRIMARY_KEY] = create_constraint,
	[OP_CREATE_UNIQUE_CONSTRAINT] = create_constraint,
	[OP_CREATE_FOREIGN_KEY] = create_constraint,
	[OP_CREATE_CHECK_CONSTRAINT] = create_constraint,
	[OP_DROP_CONSTRAINT] = drop_constraint,
	[OP_CREATE_VIEW] = create_view,
	[OP_DROP_VIEW] = drop_view,
	[OP_EXECUTE] = mssql_execute,
	[OP_INSERT] = mssql_insert,
};

static int render(struct pool *pool, const struct operation *op, struct statements *out,
	bool *unsupported, struct error *err)
{
	return sql_render(&mssql_dialect, renderers, pool, op, out, unsupported, err);
}

static const char *execute_text(const struct op_execute *op)
{
	return op->mssql;
}

const struct dialect mssql_dialect = {
	.name = "mssql",
	.terminator = "\nGO",
	.max_name = 128,
	.rules = {.type_text = mssql_rule_type,
		.default_text = mssql_rule_default,
		.expression_text = mssql_rule_expression,
		.default_schema = "dbo",
		.has_comments = true,
		.has_include = true,
		.plain_references = true},
	.quote_name = mssql_name,
	.literal = mssql_literal,
	.type = mssql_type,
	.execute_text = execute_text,
	.render = render,
};
