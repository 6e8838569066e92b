#include "sql/render.h"

#include "sql/token.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

int sql_render(const struct dialect *dialect, sql_render_fn *const table[OP_KINDS],
	struct pool *pool, const struct operation *op, struct statements *out,
	bool *unsupported, struct error *err)
{
	unsigned before = out->list.count;
	bool looks = false;
	struct render render = {dialect, pool, out, &looks, err};

	if (sql_check_names(dialect, op, err) < 0 || table[op->kind](&render, op) < 0) {
		out->list.count = before;
		if (err && !err->line) {
			err->line = op->line;
			err->column = op->column;
		}
		return error_prefix(err, "%s", operation_name(op->kind));
	}
	if (looks)
		out->list.count = before;
	*unsupported = looks;
	return 0;
}

void sql_add(struct render *render, const struct text *statement)
{
	strings_add(render->pool, &render->out->list, statement->data);
}

void sql_table_name(const struct dialect *dialect, struct text *out, const char *schema,
	const char *name)
{
	if (schema && *schema) {
		dialect->quote_name(out, schema);
		text_add_char(out, '.');
	}
	dialect->quote_name(out, name);
}

void sql_string(struct text *out, const char *value)
{
	text_add_char(out, '\'');
	for (const char *quote; (quote = strchr(value, '\'')); value = quote + 1) {
		text_add_bytes(out, value, (size_t)(quote - value));
		text_add(out, "''");
	}
	text_add(out, value);
	text_add_char(out, '\'');
}

void sql_name_list(
	const struct dialect *dialect, struct text *out, char *const *names, unsigned count)
{
	text_add_char(out, '(');
	for (unsigned i = 0; i < count; i++) {
		if (i)
			text_add(out, ", ");
		dialect->quote_name(out, names[i]);
	}
	text_add_char(out, ')');
}

void sql_add_text(struct text *out, const char *sql)
{
	const char *end = sql;
	bool comment = false;
	struct sql_token token;

	while (isspace((unsigned char)*sql))
		sql++;
	for (const char *at = sql; (at = sql_token(at, &token)), token.kind != SQL_END;) {
		if (token.kind == SQL_BLANK || *token.start == ';')
			continue;
		comment = token.kind == SQL_LINE_COMMENT;
		end = token.start + token.length;
	}
	if (end > sql)
		text_add_bytes(out, sql, (size_t)(end - sql));
	if (comment)
		text_add_char(out, '\n');
}

void sql_add_expression(struct text *out, const char *expression)
{
	text_add_char(out, '(');
	sql_add_text(out, expression);
	text_add_char(out, ')');
}

int sql_action(const char *action, const char **text, struct error *err)
{
	static const char *const actions[] = {
		"NO ACTION", "CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT"};

	for (size_t i = 0; action && i < sizeof(actions) / sizeof(*actions); i++) {
		if (!strcasecmp(actions[i], action)) {
			*text = actions[i];
			return 0;
		}
	}
	if (action) {
		error_set(err, ERR_MANIFEST_INVALID,
			"\"%s\" is nothing that a foreign key can do", action);
		return error_hint(err, "on_delete and on_update take NO ACTION, CASCADE, "
				       "SET NULL, SET DEFAULT or RESTRICT.");
	}
	*text = NULL;
	return 0;
}

bool sql_has_default(const struct column *column)
{
	return column->default_sql ||
	       (column->default_value && column->default_value->text);
}

int sql_check_column(const struct column *column, struct error *err)
{
	if (column->default_sql && column->default_value && column->default_value->text)
		return error_set(err, ERR_MANIFEST_INVALID,
			"column %s has both default and default_sql", column->name);
	if (column->computed && sql_has_default(column))
		return error_set(err, ERR_MANIFEST_INVALID,
			"column %s is computed and cannot have a default", column->name);
	if (column->autoincrement == TRI_YES && sql_has_default(column))
		return error_set(err, ERR_MANIFEST_INVALID,
			"column %s is numbered by autoincrement and cannot have a default",
			column->name);
	return 0;
}

static void constraint(const struct dialect *dialect, struct text *out, const char *name)
{
	if (!name)
		return;
	text_add(out, "CONSTRAINT ");
	dialect->quote_name(out, name);
	text_add_char(out, ' ');
}

void sql_primary_key(
	const struct dialect *dialect, struct text *out, const struct primary_key *key)
{
	constraint(dialect, out, key->name);
	text_add(out, "PRIMARY KEY ");
	sql_name_list(dialect, out, key->columns, key->columns_count);
}

void sql_unique(
	const struct dialect *dialect, struct text *out, const struct unique *unique)
{
	constraint(dialect, out, unique->name);
	text_add(out, "UNIQUE ");
	sql_name_list(dialect, out, unique->columns, unique->columns_count);
}

void sql_check(const struct dialect *dialect, struct text *out, const struct check *check)
{
	constraint(dialect, out, check->name);
	text_add(out, "CHECK ");
	sql_add_expression(out, check->check);
}

void sql_foreign_key(
	const struct dialect *dialect, struct text *out, const struct foreign_key *key)
{
	constraint(dialect, out, key->name);
	text_add(out, "FOREIGN KEY ");
	sql_name_list(dialect, out, key->columns, key->columns_count);
}

struct table *sql_column_table(struct pool *pool, const struct op_add_column *op)
{
	struct column column = op->column;
	struct table table = {.schema = op->schema,
		.name = op->table,
		.columns = &column,
		.columns_count = 1};

	return op->adds ? op->adds : table_normal(pool, &table);
}

int sql_check_fill(const struct op_add_column *op, struct error *err)
{
	if (op->fill && op->column.computed)
		return error_set(err, ERR_MANIFEST_INVALID,
			"column %s is computed and cannot be filled", op->column.name);
	if (op->fill && !op->fill->text && op->column.nullable == TRI_NO)
		return error_set(err, ERR_MANIFEST_INVALID,
			"column %s is filled with null but not nullable", op->column.name);
	return 0;
}

const char *sql_constraint_name(struct pool *pool, const struct op_constraint *op)
{
	static const char *const kinds[] = {[CONSTRAINT_UNSET] = "ck",
		[CONSTRAINT_PRIMARY_KEY] = "pk",
		[CONSTRAINT_UNIQUE] = "uq",
		[CONSTRAINT_FOREIGN_KEY] = "fk",
		[CONSTRAINT_CHECK] = "ck"};
	static const char *const first[] = {"1"};

	if (op->name)
		return op->name;
	if (op->kind == CONSTRAINT_PRIMARY_KEY)
		return generated_name(pool, "pk", op->table, NULL, 0);
	if (!op->columns_count)
		return generated_name(pool, kinds[op->kind], op->table, first, 1);
	return generated_name(pool, kinds[op->kind], op->table,
		(const char *const *)op->columns, op->columns_count);
}

bool sql_same_columns(const struct row *a, const struct row *b)
{
	if (a->cells_count != b->cells_count)
		return false;
	for (unsigned i = 0; i < a->cells_count; i++) {
		if (strcmp(a->cells[i].column, b->cells[i].column) != 0)
			return false;
	}
	return true;
}
