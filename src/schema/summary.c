#include "schema/operation.h"

#include "base/text.h"

#include <ctype.h>
#include <string.h>

/* Longer texts (SQL, defaults) are cut: a summary is one line of a report. */
#define TEXT_MAX_SHOWN 60

/* One line of possibly long text, white space folded. */
static void add_cut(struct text *out, const char *value)
{
	size_t used = 0;

	while (isspace((unsigned char)*value))
		value++;
	for (; *value; value++) {
		/* Never within a UTF-8 character. */
		if (used >= TEXT_MAX_SHOWN && ((unsigned char)*value & 0xc0) != 0x80) {
			text_add(out, "...");
			return;
		}
		if (!isspace((unsigned char)*value)) {
			text_add_char(out, *value);
			used++;
		} else if (value[1] && !isspace((unsigned char)value[1])) {
			text_add_char(out, ' ');
			used++;
		}
	}
}

static void add_literal(struct text *out, const struct literal *value)
{
	if (!value->text) {
		text_add(out, "null");
		return;
	}
	if (value->quoted)
		text_add_char(out, '\'');
	add_cut(out, value->text);
	if (value->quoted)
		text_add_char(out, '\'');
}

static void add_names(struct text *out, char *const *names, unsigned count)
{
	text_add(out, " (");
	for (unsigned i = 0; i < count; i++) {
		text_add(out, i ? ", " : "");
		text_add(out, names[i]);
	}
	text_add_char(out, ')');
}

static void add_name(struct text *out, const char *name)
{
	if (name)
		text_printf(out, " %s", name);
}

static void add_qualified(struct text *out, const char *schema, const char *name)
{
	if (schema)
		text_printf(out, "%s.", schema);
	text_add(out, name ? name : "");
}

static void add_default(
	struct text *out, const struct literal *default_value, const char *default_sql)
{
	if (default_value && default_value->text) {
		text_add(out, " default ");
		add_literal(out, default_value);
	} else if (default_sql) {
		text_add(out, " default ");
		add_cut(out, default_sql);
	}
}

static void add_reference(struct text *out, const struct reference *reference)
{
	text_add(out, " references ");
	add_qualified(out, reference->schema, reference->table);
	if (reference->columns_count)
		add_names(out, reference->columns, reference->columns_count);
	if (reference->on_delete)
		text_printf(out, " on delete %s", reference->on_delete);
	if (reference->on_update)
		text_printf(out, " on update %s", reference->on_update);
}

static void add_column(struct text *out, const struct operation *operation)
{
	const struct op_add_column *op = operation->add_column;
	const struct column *column = &op->column;

	text_add(out, "add column ");
	add_qualified(out, op->schema, op->table);
	text_printf(out, ".%s", column->name);
	if (column->type.kind != TYPE_UNSET)
		text_printf(out, " %s", type_text(out->pool, &column->type));
	if (column->computed)
		text_add(out, " computed");
	if (column->nullable == TRI_NO)
		text_add(out, " not null");
	add_default(out, column->default_value, column->default_sql);
	if (column->primary_key == TRI_YES)
		text_add(out, " primary key");
	if (column->unique == TRI_YES)
		text_add(out, " unique");
	if (column->references)
		add_reference(out, column->references);
	if (op->fill) {
		text_add(out, ", existing rows get ");
		add_literal(out, op->fill);
	}
}

static void drop_column(struct text *out, const struct operation *op)
{
	text_add(out, "drop column ");
	add_qualified(out, op->drop_column->schema, op->drop_column->table);
	text_printf(out, ".%s", op->drop_column->column);
}

/* What an alter_column does, each part after ", "; the caller cuts the first one. */
static void add_changes(struct text *out, const struct op_alter_column *op)
{
	if (op->rename_to)
		text_printf(out, ", rename to %s", op->rename_to);
	if (op->type.kind != TYPE_UNSET)
		text_printf(out, ", type %s", type_text(out->pool, &op->type));
	if (op->nullable != TRI_UNSET)
		text_printf(out, ", %s", op->nullable == TRI_NO ? "not null" : "null");
	if (op->default_value && !op->default_value->text) {
		text_add(out, ", no default");
	} else if (op->default_value || op->default_sql) {
		text_add_char(out, ',');
		add_default(out, op->default_value, op->default_sql);
	}
	if (op->collation)
		text_printf(out, ", collation %s", *op->collation ? op->collation : "none");
	if (op->autoincrement != TRI_UNSET)
		text_printf(out, ", %s",
			op->autoincrement == TRI_YES ? "autoincrement"
						     : "no autoincrement");
	if (op->comment) {
		text_add(out, ", comment '");
		add_cut(out, op->comment);
		text_add_char(out, '\'');
	}
}

static void alter_column(struct text *out, const struct operation *operation)
{
	const struct op_alter_column *op = operation->alter_column;
	struct text changes;

	text_init(&changes, out->pool);
	add_changes(&changes, op);
	text_add(out, "alter column ");
	add_qualified(out, op->schema, op->table);
	text_printf(out, ".%s", op->column);
	if (changes.length)
		text_printf(out, ":%s", changes.data + 1);
}

static void create_index(struct text *out, const struct operation *operation)
{
	const struct op_index *op = operation->index;
	const struct index *index = &op->index;

	text_add(out, index->unique == TRI_YES ? "create unique index" : "create index");
	add_name(out, index->name);
	text_add(out, " on ");
	add_qualified(out, op->schema, op->table);
	text_add(out, " (");
	for (unsigned i = 0; i < index->columns_count; i++) {
		const struct index_column *column = &index->columns[i];

		text_add(out, i ? ", " : "");
		add_cut(out, column->column ? column->column : column->expression);
		text_add(out, column->desc == TRI_YES ? " desc" : "");
	}
	text_add_char(out, ')');
	if (index->include_count) {
		text_add(out, " include");
		add_names(out, index->include, index->include_count);
	}
	if (index->where) {
		text_add(out, " where ");
		add_cut(out, index->where);
	}
}

static const char *const constraint_words[] = {
	[CONSTRAINT_UNSET] = "constraint",
	[CONSTRAINT_PRIMARY_KEY] = "primary key",
	[CONSTRAINT_UNIQUE] = "unique constraint",
	[CONSTRAINT_FOREIGN_KEY] = "foreign key",
	[CONSTRAINT_CHECK] = "check constraint",
};

static void add_constraint(
	struct text *out, const char *verb, const struct op_constraint *op)
{
	text_printf(out, "%s %s", verb, constraint_words[op->kind]);
	add_name(out, op->name);
	text_add(out, " on ");
	add_qualified(out, op->schema, op->table);
}

static void drop_constraint(struct text *out, const struct operation *op)
{
	add_constraint(out, "drop", op->constraint);
}

static void create_constraint(struct text *out, const struct operation *operation)
{
	const struct op_constraint *op = operation->constraint;

	add_constraint(out, "create", op);
	if (op->columns_count)
		add_names(out, op->columns, op->columns_count);
	if (op->references)
		add_reference(out, op->references);
	if (op->check) {
		text_add(out, " (");
		add_cut(out, op->check);
		text_add_char(out, ')');
	}
}

static void drop_index(struct text *out, const struct operation *operation)
{
	const struct op_index *op = operation->index;

	text_add(out, "drop index");
	add_name(out, op->index.name);
	if (op->table) {
		text_add(out, " on ");
		add_qualified(out, op->schema, op->table);
	}
}

static void create_table(struct text *out, const struct operation *op)
{
	const struct table *table = op->create_table;

	text_add(out, "create table ");
	add_qualified(out, table->schema, table->name);
	text_printf(out, " with %u column%s", table->columns_count,
		table->columns_count == 1 ? "" : "s");
}

static void drop_table(struct text *out, const struct operation *op)
{
	text_add(out, "drop table ");
	add_qualified(out, op->drop_table->schema, op->drop_table->name);
}

static void rename_table(struct text *out, const struct operation *op)
{
	text_add(out, "rename table ");
	add_qualified(out, op->rename_table->schema, op->rename_table->from);
	text_printf(out, " to %s", op->rename_table->to);
}

static void create_view(struct text *out, const struct operation *op)
{
	text_add(out, "create view ");
	add_qualified(out, op->view->schema, op->view->name);
}

static void drop_view(struct text *out, const struct operation *op)
{
	text_add(out, "drop view ");
	add_qualified(out, op->view->schema, op->view->name);
}

static void execute(struct text *out, const struct operation *op)
{
	const char *sql = op->execute->sqlite ? op->execute->sqlite : op->execute->mssql;

	text_add(out, "execute ");
	add_cut(out, sql ? sql : "nothing");
}

static void insert(struct text *out, const struct operation *op)
{
	text_printf(out, "insert %u row%s into ", op->insert->rows_count,
		op->insert->rows_count == 1 ? "" : "s");
	add_qualified(out, op->insert->schema, op->insert->table);
}

static void (*const writers[OP_KINDS])(struct text *out, const struct operation *op) = {
	[OP_CREATE_TABLE] = create_table,
	[OP_DROP_TABLE] = drop_table,
	[OP_RENAME_TABLE] = rename_table,
	[OP_ADD_COLUMN] = add_column,
	[OP_DROP_COLUMN] = drop_column,
	[OP_ALTER_COLUMN] = alter_column,
	[OP_CREATE_INDEX] = create_index,
	[OP_DROP_INDEX] = drop_index,
	[OP_CREATE_PRIMARY_KEY] = create_constraint,
	[OP_CREATE_UNIQUE_CONSTRAINT] = create_constraint,
	[OP_CREATE_FOREIGN_KEY] = create_constraint,
	[OP_CREATE_CHECK_CONSTRAINT] = create_constraint,
	[OP_DROP_CONSTRAINT] = drop_constraint,
	[OP_CREATE_VIEW] = create_view,
	[OP_DROP_VIEW] = drop_view,
	[OP_EXECUTE] = execute,
	[OP_INSERT] = insert,
};

char *operation_summary(struct pool *pool, const struct operation *op)
{
	struct text out;

	text_init(&out, pool);
	writers[op->kind](&out, op);
	return out.data;
}
